"""`python -m tests.fleet --accounts 100 --workers 4 --kills 20 --seed 1`: a night by hand."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from tests import postgres
from tests.fleet.crews import Crews
from tests.fleet.firm import firm
from tests.fleet.night import hand_over, judged, killer, ledger_at, until_over

ENDED = {0, -15}  # the latter: asked to end before it had begun to listen


def main() -> int:
    """Plays it, prints what it came to, and what was wrong; 1 where anything was."""
    asked = argparse.ArgumentParser(prog="python -m tests.fleet")
    asked.add_argument("--accounts", type=int, default=100)
    asked.add_argument("--workers", type=int, default=4)
    asked.add_argument("--at-once", type=int, default=4, help="accounts of one worker")
    asked.add_argument("--machines", type=int, default=1, help="homes the workers stand on")
    asked.add_argument("--ahead", type=float, default=0.0, help="seconds of all clocks but one's")
    asked.add_argument("--kills", type=int, default=20)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--limit", type=int, default=25, help="requests a second of each account")
    asked.add_argument("--latency", type=float, default=0.1, help="seconds of each answer")
    asked.add_argument("--big", type=int, default=0, help="lines added to each of four drafts")
    asked.add_argument("--heartbeat", type=float, default=2.0)
    asked.add_argument("--statements", action="store_true", help="count them, which is slow")
    told = asked.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="batcher-fleet-"))
    with (
        postgres.server() as server,
        server.database() as name,
        firm(folder, told.accounts, told.seed, limit=told.limit, latency_s=told.latency,
             big=told.big) as all_of,
    ):  # fmt: skip
        url = server.url(name)
        crews = Crews(
            folder, url, all_of.environment, told.machines, told.at_once, told.heartbeat, told.ahead
        )
        submitted = hand_over(all_of, url, folder / "office")
        if told.statements:
            server.execute(f"ALTER DATABASE {name} SET log_statement = 'all'")
        before = used(server, name)
        began = time.monotonic()
        for slot in range(told.workers):
            crews.start(slot)
        random = Random(told.seed)
        kill = killer(crews, told.kills, told.workers, told.accounts, random)
        with ledger_at(url, folder / "office") as ledger:
            until_over(ledger, list(submitted.values()), kill)
            seconds = time.monotonic() - began
            codes = crews.stop()
            morning = judged(all_of, ledger, submitted)
        morning.seconds = seconds
        print(f"seed {told.seed}, {told.workers} workers, {crews.killed} killed: {morning.line()}")
        for account, wrong in morning.wrong.items():
            print(f"  {account}: {wrong}")
        print(f"  workers ended with {codes}; files in {folder}")
        after = used(server, name)
        print("  database:", {of: after[of] - before[of] for of in after})
    return 1 if morning.wrong or set(codes) - ENDED else 0


def used(server: postgres.Server, name: str) -> dict[str, int]:
    """What the database has written so far: bytes it stands on, bytes of its journal, commits, and
    statements where they are logged."""
    row = server.execute(
        "SELECT pg_database_size(datname), pg_current_wal_lsn() - '0/0'::pg_lsn, xact_commit"
        f" FROM pg_stat_database WHERE datname = '{name}'"
    )[0]
    log = (server.folder / "log").read_text(encoding="utf-8", errors="replace")
    statements = log.count("LOG:  statement:") + log.count("LOG:  execute ")
    sizes = [int(str(value)) for value in row]
    return dict(zip(("bytes", "journal_bytes", "commits"), sizes, strict=True)) | {
        "statements": statements
    }


if __name__ == "__main__":
    sys.exit(main())
