"""A week of nights: workbooks arrive by day, `batcher inbox --once` runs by night, and things fail.

`python -m tests.inbox.week --seed N` plays one and tells it. The judge is the auditor of the fault
tests, by what stands in Stripe and in the folders; nothing the product says is believed."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any

import openpyxl

from batcher.ledger import open_ledger
from tests.double.faults import Fault, Planned
from tests.double.server import serve
from tests.faults.account import Account
from tests.faults.auditor import Case, count, judge
from tests.faults.clock import DAY_S, SharedClock
from tests.faults.stripes import Independent, _plant
from tests.faults.trouble import Trouble
from tests.faults.zygote import Zygote
from tests.inbox.post import Letter, drafts_of, letters

KILLED = -signal.SIGKILL
HOUR_S = 3600.0
STARTS_MAX = 12  # of one night: after a kill the scheduler starts it again
NIGHTS_MAX = 14  # a week, and what it left behind
FULL_BYTES = (-20_000, 0, 4_096, 20_000, 60_000, 120_000)  # more than the ledger has now
POINTS = ("append", "append", "open_run", "post", "file", "file", "journal", "folder", "place")


@dataclass(eq=False)
class WeekTrouble(Trouble):
    """As every schedule's, and Stripe refuses to change some invoices."""

    refused: frozenset[str] = frozenset()

    def before(self, method: str, path: str, body: str) -> str:
        """The kind of fault this request meets."""
        if method == "POST" and self.refused.intersection(path.split("/")):
            self._own.number = 0
            return "refused"
        return super().before(method, path, body)


class Refusing(Independent):
    """The independent double, with refusals."""

    def take(self, method: str, path: str, body: str) -> Planned | None:
        """The fault of the request this thread is answering."""
        if getattr(self._own, "kind", "") == "refused":
            return Planned(Fault.REFUSED)
        return super().take(method, path, body)


@dataclass(slots=True)
class Ended:
    """One night: its exit codes in order, its object, and how many summaries arrived."""

    sort: str
    codes: list[int]
    told: dict[str, Any]
    summaries: int


@dataclass(eq=False)
class Week:
    """The desk of a week while it is played."""

    seed: int
    folder: Path
    zygote: Zygote
    stripe: Refusing
    trouble: WeekTrouble
    clock: SharedClock
    sent: list[Letter]
    planted: Account
    heard: list[dict[str, Any]]
    hook: str
    process: int = 0
    kills: int = 0
    nights: list[Ended] = field(default_factory=list)
    bytes_in: Counter[str] = field(default_factory=Counter)
    ends: dict[str, str] = field(default_factory=dict)
    random: Random = field(default_factory=Random)

    @property
    def inbox(self) -> Path:
        """The folder that workbooks arrive in."""
        return self.folder / "in"

    def arrive(self, letter: Letter) -> None:
        """Somebody lays a workbook there."""
        for invoice in letter.finalized:
            self.stripe.finalize(invoice)
        sha256 = letter.put(self.inbox)
        self.bytes_in[sha256] += 1
        self.ends[sha256] = letter.ends
        if self.random.random() < 0.2:  # and the same once more, under another name
            again = self.inbox / f"copy of {letter.name}"
            shutil.copy(self.inbox / letter.name, again)
            self.bytes_in[sha256] += 1

    def night(self, sort: str) -> Ended:
        """One night of a sort, started again after each kill; then a day passes."""
        before, codes = len(self.heard), list[int]()
        self.trouble.kinds, self.trouble.share = (), 0.0
        for start in range(STARTS_MAX):
            calm = start == STARTS_MAX - 1
            codes.append(self._start(sort, calm=calm))
            if codes[-1] != KILLED:
                break
            self.clock.wait(60)
        text = (self.folder / "out").read_text(encoding="utf-8")
        told = json.loads(text) if text else {}
        found = Ended(sort, codes, told, len(self.heard) - before)
        self.nights.append(found)
        self.clock.wait(DAY_S)
        self.stripe.land()
        self.stripe.forget_keys()
        return found

    def _start(self, sort: str, *, calm: bool) -> int:
        if sort == "outage":  # an hour, whatever is asked
            self.trouble.kinds, self.trouble.share = ("drop",), 1.0
        elif sort == "storm":
            self.trouble.kinds = ("drop-after", "cut", "502", "500-saved-after", "lock", "late")
            self.trouble.share = 0.2
        death = None
        kill = (0, "")
        if sort == "crash" and not calm:
            point = self.random.choice(POINTS)
            number = self.random.randint(1, 40 if point == "append" else 6)
            death = (point, self.random.choice(["before", "after"]), number)
            if self.random.random() < 0.3:
                kill = (self.random.randint(1, 9), self.random.choice(["before", "after"]))
        self.trouble.begin(self._at_post(kill))
        code = self.zygote.perform(self.order(sort, death), self._begun)
        if code == KILLED:
            self.kills += 1
            time.sleep(0.02)  # what another thread had on its way still arrives
        return code

    def _begun(self, process: int) -> None:
        self.process = process

    def _at_post(self, kill: tuple[int, str]) -> Any:
        def at_post(number: int, phase: str) -> bool:
            if (number, phase) == kill and self.process:
                os.kill(self.process, signal.SIGKILL)
                return True
            return False

        return at_post

    def order(self, sort: str, death: tuple[str, str, int] | None) -> dict[str, object]:
        """What the zygote is asked for."""
        key = self.stripe.key if sort != "revoked" else "sk_test_revoked"
        return {
            "folder": str(self.folder),
            "environment": {
                "STRIPE_API_KEY": key,
                "BATCHER_API_BASE": self.stripe.url,
                "BATCHER_HOME": str(self.folder / "home"),
                "BATCHER_PACE_ENDPOINT": "1000",
                "BATCHER_PACE_TOTAL": "1000",
                "BATCHER_THREADS": "2",
                "BATCHER_NOTIFY_WEBHOOK": self.hook,
                "BATCHER_LANG": "ja",
            },
            "out": str(self.folder / "out"),
            "err": str(self.folder / "err"),
            "clock": str(self.folder / "clock"),
            "seed": self.seed,
            "answer_s": 30.0,
            "mutant": "",
            "death": list(death) if death else None,
            "counts": "",
            "file_bytes": self._full_bytes() if sort == "full" else 0,
            "words": ["inbox", str(self.inbox), "--once", "--yes", "--json"],
        }

    def _full_bytes(self) -> int:
        ledger = self.folder / "home" / "ledger.sqlite3"
        return ledger.stat().st_size + self.random.choice(FULL_BYTES)

    def judge(self) -> list[str]:
        """Everything that is wrong at the end."""
        wrong = []
        now = self.stripe.account()
        rows = [row for letter in self.sent for row in letter.rows]
        hands = [(name, "finalize") for letter in self.sent for name in letter.finalized]
        verdict = judge(Case(self.planted, rows), now, None)
        wrong += [w for w in verdict.all() if not _is_ours(w, hands)]
        case = Case(self.planted, rows)
        for row in rows:
            stands = count(row, case, now)
            if stands != row.size:
                wrong.append(f"lost: {row.mark} {row.does} stands {stands} x, asked {row.size} x")
        return wrong + self._judge_folders() + self._judge_nights()

    def _judge_folders(self) -> list[str]:
        wrong = []
        open_ones = [p.name for p in (self.inbox / "working").iterdir() if p.name[0] != "."]
        lying = [p.name for p in self.inbox.iterdir() if p.is_file()]
        wrong += [f"left in working: {name}" for name in open_ones]
        wrong += [f"left in the inbox: {name}" for name in lying]
        found: Counter[str] = Counter()
        for name in ("done", "failed"):
            for path in sorted((self.inbox / name).iterdir()):
                if path.name.endswith(("-report.xlsx", "-leftovers.xlsx")):
                    continue
                sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
                found[sha256] += 1
                wanted = self.ends.get(sha256)
                if wanted != name:
                    wrong.append(f"{path.name} ended in {name}, not in {wanted}")
                report = path.with_name(f"{path.stem}-report.xlsx")
                if not report.is_file():
                    wrong.append(f"{name}/{path.name} has no report")
                else:
                    openpyxl.load_workbook(report, read_only=True).close()
        if found != self.bytes_in:
            wrong.append(f"workbooks: {found - self.bytes_in} more, {self.bytes_in - found} gone")
        return wrong

    def _judge_nights(self) -> list[str]:
        """One summary a night that had anything to tell; exit 0 only where all went well."""
        wrong = []
        for number, night in enumerate(self.nights, 1):
            name = f"night {number} ({night.sort}) {night.codes}"
            expected = 1 if night.told.get("runs") else 0
            if (
                night.told.get("error")
                or night.codes[-1] == KILLED
                or night.codes[-1] not in range(6)
            ):
                wrong.append(f"{name} ended so")
            if night.summaries != expected and night.codes[-1] != KILLED:
                wrong.append(f"{name} gave {night.summaries} summaries, not {expected}")
        return wrong

    def story(self) -> str:
        """What happened, for somebody who looks into it."""
        lines = [f"seed {self.seed}, {self.kills} kills"]
        for night in self.nights:
            runs = night.told.get("runs", [])
            folders = Counter((run["folder"], run["exit"]) for run in runs)
            lines.append(f"  {night.sort} {night.codes} {dict(folders)} {night.told.get('error')}")
        return "\n".join(lines)


def _is_ours(wrong: str, hands: list[tuple[str, str]]) -> bool:
    """What the test itself did at the Dashboard."""
    return any(wrong.startswith(f"foreign: {name} became") for name, _ in hands)


@contextmanager
def listening(heard: list[dict[str, Any]]) -> Iterator[str]:
    """A webhook that keeps what it is told; its address."""

    class Ear(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append(json.loads(body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Ear)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/hook"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def week(seed: int, count_sent: int, folder: Path, zygote: Zygote, ledger: Path) -> Iterator[Week]:
    """Everything a week needs, in a folder that is there."""
    random = Random(seed)
    sent = letters(random, count_sent)
    (folder / "in").mkdir()
    (folder / "home").mkdir()
    shutil.copy(ledger, folder / "home" / "ledger.sqlite3")
    clock = SharedClock(folder / "clock", new=True)
    trouble = WeekTrouble(seed, 0.0, (), Refusing.writes_only, str)
    trouble.refused = frozenset(name for letter in sent for name in letter.refused)
    heard: list[dict[str, Any]] = []
    with serve() as double, listening(heard) as hook:
        _plant(double, drafts_of(sent))
        stripe = Refusing(double, trouble, clock)
        yield Week(seed, folder, zygote, stripe, trouble, clock, sent, stripe.account(), heard,
                   hook, random=random)  # fmt: skip
    clock.close()


SORTS = ("calm", "crash", "outage", "full", "revoked", "storm", "crash")


def play(found: Week) -> None:
    """Seven nights with arrivals before each; then calm ones until nothing is open."""
    share = -(-len(found.sent) // len(SORTS))
    for number, sort in enumerate(SORTS):
        for letter in found.sent[number * share : (number + 1) * share]:
            found.arrive(letter)
        found.night(sort)
    while len(found.nights) < NIGHTS_MAX:
        found.night("calm")
        if not found.nights[-1].told.get("runs"):
            return


def main() -> None:
    """Play one week and print how it went."""
    given = argparse.ArgumentParser()
    given.add_argument("--seed", type=int, default=1)
    given.add_argument("--workbooks", type=int, default=50)
    chosen = given.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as temporary, Zygote() as zygote:
        folder = Path(temporary)
        open_ledger(None, folder / "empty").close()
        ledger = folder / "empty" / "ledger.sqlite3"
        (folder / "desk").mkdir()
        with week(chosen.seed, chosen.workbooks, folder / "desk", zygote, ledger) as found:
            play(found)
            wrong = found.judge()
        print(found.story())
        print("\n".join(wrong) or "nothing is wrong")
        print(f"{sum(found.bytes_in.values())} workbooks, {time.monotonic() - began:.0f} s")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
