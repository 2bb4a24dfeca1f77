"""How fast `batcher check` is beside pandas with openpyxl only reading the same file. Run by hand:

    python -m tests.benchmarks.bench_check [--full] [--rounds N]

Whole processes are measured from start to end, peer and product in turn, the best of the rounds
counts. `--full` adds 1,000,000 rows. Exit 1 where a number asked for is missed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from tests.benchmarks.measuring import Row, arguments, best, measured, shown

HEADERS = (
    "invoice", "line", "amount", "currency", "description", "discountable", "period_start",
    "period_end", "metadata.ticket", "note",
)  # fmt: skip
PEER = "import sys, pandas; pandas.read_excel(sys.argv[1], engine='openpyxl')"


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


def check(path: Path, *, bad: bool = False) -> tuple[float, int]:
    """`batcher check --json` of a file, as `measured`."""
    return process("-m", "batcher", "check", str(path), "--json", ends=(1,) if bad else (0,))


def process(*command: str, ends: Sequence[int] = (0,)) -> tuple[float, int]:
    """Seconds of a whole process, and bytes of the largest of it and its children."""
    ended = measured(*command, ends=ends, keeps_output=False)
    return ended.seconds, ended.memory_bytes


def compare(rounds: int, *, full: bool) -> list[Row]:
    """The rows of the table that are about checking."""
    with tempfile.TemporaryDirectory() as name:
        return _compared(Path(name), rounds, full=full)


def _compared(folder: Path, rounds: int, *, full: bool) -> list[Row]:
    small = write(folder / "100.xlsx", 100)
    clean = write(folder / "100000.xlsx", 100_000)
    bad = write(folder / "bad.xlsx", 100_000, bad=True)
    check(small)  # compile and warm up
    runs: dict[str, list[tuple[float, int]]] = {"small": [], "peer": [], "clean": [], "bad": []}
    for _ in range(rounds):
        runs["small"].append(check(small))
        runs["peer"].append(process("-c", PEER, str(clean)))
        runs["clean"].append(check(clean))
        runs["bad"].append(check(bad, bad=True))
    least = {name: best(found)[0] for name, found in runs.items()}
    beside = f"{least['clean']:.2f} s beside pandas + openpyxl reading {least['peer']:.1f} s"
    found = [
        Row("check of 100 rows, seconds", least["small"], 1.0),
        Row(
            "check of 100,000 rows, of reading alone", least["clean"] / least["peer"], 0.20, beside
        ),
        Row("the same with 33,000 problems, of clean", least["bad"] / least["clean"], 2.0),
    ]
    if full:
        seconds, size = check(write(folder / "1000000.xlsx", 1_000_000))
        times = seconds / least["clean"]
        found.append(Row("check of 1,000,000 rows, of 100,000's", times, 11.0, f"{seconds:.0f} s"))
        found.append(Row("its largest process, GB", size / 1e9, 2.0))
    return found


def main() -> None:
    """Parse, compare, exit."""
    given = arguments(__doc__)
    sys.exit(shown(compare(given.rounds, full=given.full)))


if __name__ == "__main__":
    main()
