"""The whole job beside the script that people write today: pandas, openpyxl, one typed call a line.

    python -m tests.benchmarks.bench_whole [--rounds N]

Both correct the same number of lines on the double, which answers after 100 ms and has no limits.
The script checks nothing, proves nothing and writes no report.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.bench_apply import run
from tests.benchmarks.drafts_served import KEY, correct, served
from tests.benchmarks.measuring import Row, arguments, measured, shown

INVOICES, LINES = 4, 25
SCRIPT = """
import sys
import pandas, stripe
path, base, key = sys.argv[1:]
client = stripe.StripeClient(key, base_addresses={"api": base})
for name, sheet in pandas.read_excel(path, sheet_name=None, engine="openpyxl").items():
    for row in sheet.to_dict("records"):
        line = {key: value for key, value in row.items() if key not in ("invoice", "line")}
        if "line" in row:
            line["id"] = row["line"]
        getattr(client.v1.invoices, name)(row["invoice"], {"lines": [line]})
"""


def compare(rounds: int, *, full: bool = False) -> list[Row]:
    """The rows of the table that are about the whole job."""
    ours, peer, calls = [], [], (0, 0)
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as name, served(0.1, 1e6, 1e6) as (double, seen):
            path = Path(name) / "w.xlsx"
            correct(double, path, INVOICES, LINES)
            peer.append(measured("-c", SCRIPT, str(path), double.url, KEY).seconds)
            theirs = len(seen.of("POST"))
        with tempfile.TemporaryDirectory() as name, served(0.1, 1e6, 1e6) as (double, seen):
            correct(double, Path(name) / "w.xlsx", INVOICES, LINES)
            began = time.perf_counter()
            run(Path(name), double.url)
            ours.append(time.perf_counter() - began)
            calls = len(seen.of("POST")), theirs
    floor = 3 * INVOICES * -(-LINES // 50)
    beside = f"{min(ours):.1f} s beside {min(peer):.1f} s"
    return [
        Row("the whole job of 300 lines, of a plain script's time", min(ours) / min(peer), 1.0,
            beside),
        Row("requests, of the fewest the rules allow", calls[0] / floor, 1.0,
            f"{calls[0]} beside the script's {calls[1]}"),
    ]  # fmt: skip


def main() -> None:
    """Parse, compare, exit."""
    given = arguments(__doc__)
    sys.exit(shown(compare(given.rounds)))


if __name__ == "__main__":
    main()
