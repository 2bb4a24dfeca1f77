"""How fast `batcher check` is beside pandas with openpyxl only reading the same file. Run by hand:

    python tests/benchmarks/bench_check.py [--full] [--keep FOLDER] [--rounds N]

Whole processes are measured from start to end, peer and product in turn, the best of the rounds
counts. `--full` adds 1,000,000 rows. The last column is what is asked for; exit 1 where one is
missed. Needs POSIX (`wait4`).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

ROOT = Path(__file__).parents[2]
HEADERS = (
    "invoice", "line", "amount", "currency", "description", "discountable", "period_start",
    "period_end", "metadata.ticket", "note",
)  # fmt: skip
PEER = "import sys, pandas; pandas.read_excel(sys.argv[1], engine='openpyxl')"
MEGABYTE = 1 << 20


def write(path: Path, rows: int, *, bad: bool = False) -> Path:
    """A workbook of `rows` corrections, ten columns; every third amount is no number if `bad`."""
    if path.exists():
        return path
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("update_lines")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, HEADERS)
    for row in range(1, rows + 1):
        sheet.write_string(row, 0, f"in_{(row - 1) // 40:014d}AbCd")
        sheet.write_string(row, 1, f"il_{row:014d}XyZ")
        if bad and row % 3 == 0:
            sheet.write_string(row, 2, "abc")
        else:
            sheet.write_number(row, 2, row % 10_000 + 0.25)
        sheet.write_string(row, 3, "usd")
        sheet.write_string(row, 4, f"Correction for order {row}")
        sheet.write_string(row, 5, "TRUE" if row % 2 else "FALSE")
        sheet.write_number(row, 6, 46113 + row % 20, day)
        sheet.write_number(row, 7, 46140 + row % 20, day)
        sheet.write_string(row, 8, f"T-{row}")
        sheet.write_string(row, 9, "ok")
    book.close()
    return path


def measured(*command: str, ends: Sequence[int] = (0,)) -> tuple[float, int]:
    """Seconds of a whole process, and bytes of the largest of it and its children."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command], stdout=subprocess.DEVNULL, cwd=ROOT, env={**os.environ}
    )
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in ends, f"{command} ended with {process.returncode}"
    unit_bytes = 1 if sys.platform == "darwin" else 1024
    return seconds, used.ru_maxrss * unit_bytes


def check(path: Path, *, bad: bool = False) -> tuple[float, int]:
    """`batcher check --json` of a file, as `measured`."""
    return measured("-m", "batcher", "check", str(path), "--json", ends=(1,) if bad else (0,))


def best(runs: list[tuple[float, int]]) -> tuple[float, int]:
    """The shortest time and the largest memory of several runs."""
    return min(seconds for seconds, _ in runs), max(size for _, size in runs)


def compare(folder: Path, rounds: int, *, full: bool) -> bool:
    """Measure and print all; True where every number asked for is reached."""
    small = write(folder / "100.xlsx", 100)
    clean = write(folder / "100000.xlsx", 100_000)
    bad = write(folder / "bad.xlsx", 100_000, bad=True)
    check(small)  # compile and warm up
    runs: dict[str, list[tuple[float, int]]] = {"small": [], "peer": [], "clean": [], "bad": []}
    for _ in range(rounds):
        runs["small"].append(check(small))
        runs["peer"].append(measured("-c", PEER, str(clean)))
        runs["clean"].append(check(clean))
        runs["bad"].append(check(bad, bad=True))
    peer_s, clean_s = best(runs["peer"])[0], best(runs["clean"])[0]
    bad_s, small_s = best(runs["bad"])[0], best(runs["small"])[0]
    for name, found in runs.items():
        seconds, size = best(found)
        print(f"{name:6} {seconds:7.2f} s {size // MEGABYTE:6d} MB")
    asked = [
        ("100 rows, seconds", small_s, 1.0),
        ("100,000 rows, of the peer's time", clean_s / peer_s, 0.20),
        ("33,000 problems, of the clean time", bad_s / clean_s, 2.0),
    ]
    if full:
        seconds, size = check(write(folder / "1000000.xlsx", 1_000_000))
        print(f"full   {seconds:7.2f} s {size // MEGABYTE:6d} MB")
        asked.append(("1,000,000 rows, times 100,000", seconds / clean_s, 11.0))
        asked.append(("1,000,000 rows, GB of the largest process", size / (1 << 30), 2.0))
    for name, found_number, most in asked:
        print(f"{'ok ' if found_number <= most else 'NOT'} {name}: {found_number:.2f} <= {most}")
    return all(found_number <= most for _, found_number, most in asked)


def main() -> None:
    """Parse, measure, exit."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--full", action="store_true", help="1,000,000 rows too")
    parser.add_argument("--keep", type=Path, help="where the workbooks are made and stay")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = given.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        sys.exit(0 if compare(folder, given.rounds, full=given.full) else 1)


if __name__ == "__main__":
    main()
