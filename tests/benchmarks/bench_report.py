"""How fast a report is written beside openpyxl writing the same cells with the same formats.

    python -m tests.benchmarks.bench_report [--full] [--rounds N]

Each writing is a process of its own, product and peer in turn, and only the writing is counted:
what stands in the report is made before the clock starts. `--full` adds 1,000,000 rows.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

from batcher.core.model import (
    InvoiceRow,
    Kind,
    MoneyRow,
    Report,
    ReportSheet,
    RequestRow,
    Status,
)
from tests.benchmarks.measuring import Row, arguments, best, measured, shown

HEADERS = (
    "invoice*", "line*", "amount", "currency", "description", "discountable", "period_start",
    "period_end", "metadata.ticket", "note",
)  # fmt: skip
RESULTS = (
    "status", "message", "stripe_id", "request_id", "proof", "changes", "operation_id", "currency",
)  # fmt: skip
LINES_PER_INVOICE = 40
LINES_PER_REQUEST = 40


def report_of(rows: int) -> Report:
    """A run of `rows` corrected lines, all applied: ten columns of the person's own."""
    day = datetime(2026, 4, 1)  # noqa: DTZ001 - cells know no zone
    numbers = range(2, rows + 2)
    own = {
        1: [f"in_{n // LINES_PER_INVOICE:014d}AbCd" for n in numbers],
        2: [f"il_{n:014d}XyZ" for n in numbers],
        3: [n % 10_000 + 0.25 for n in numbers],
        4: ["usd"] * rows,
        5: [f"Correction for order {n}" for n in numbers],
        6: [n % 2 == 0 for n in numbers],
        7: [day + timedelta(days=n % 20) for n in numbers],
        8: [day + timedelta(days=27 + n % 20) for n in numbers],
        9: [f"T-{n}" for n in numbers],
        10: ["ok"] * rows,
    }
    came = {
        "status": ["applied"] * rows,
        "message": [""] * rows,
        "stripe_id": own[2],
        "request_id": [f"req_{n // LINES_PER_REQUEST:012d}" for n in numbers],
        "proof": ["value"] * rows,
        "changes": [f"amount: {n % 900}.00 → {n % 10_000}.25" for n in numbers],
        "operation_id": [f"op_{n:032x}" for n in numbers],
        "currency": ["usd"] * rows,
    }
    sheet = ReportSheet(
        "update_lines",
        Kind.UPDATE,
        tuple(enumerate(HEADERS, start=1)),
        pd.DataFrame(own, index=numbers, dtype=object),
        pd.DataFrame(came, index=numbers, dtype=object),
        {3: "amount"},
    )
    counts = {status: rows if status is Status.APPLIED else 0 for status in Status}
    return Report(
        run="R-20261101-000000-000000",
        status="applied",
        facts=(("run", "R-20261101-000000-000000"), ("workbook", "corrections.xlsx")),
        rows={"update_lines": counts},
        left_out={},
        money=(MoneyRow("usd", 0, 0, 0, 0),),
        sheets=(sheet,),
        invoices=tuple(_invoice(n) for n in range(-(-rows // LINES_PER_INVOICE))),
        problems=(),
        requests=tuple(_request(n) for n in range(-(-rows // LINES_PER_REQUEST))),
        half_corrected=(),
    )


def _invoice(number: int) -> InvoiceRow:
    count = LINES_PER_INVOICE
    return InvoiceRow(
        f"in_{number:014d}AbCd", "usd", "cus_1", "draft", False, count, 0, 0, 0, count, 0,
        0, 0, 0, 0, None, None, None, None, 0, 0, (), False, "", 0,
    )  # fmt: skip


def _request(number: int) -> RequestRow:
    return RequestRow(
        number + 1, 1, f"in_{number:014d}AbCd", "update_lines", LINES_PER_REQUEST, f"{number:064x}",
        "applied", 200, f"req_{number:012d}", False, "2026-11-01T00:00:00.000",
        "2026-11-01T00:00:00.300", "",
    )  # fmt: skip


def rows_of(report: Report) -> Iterator[tuple[object, ...]]:
    """The cells of the sheet of rows, as the report shows them: the person's, then the results."""
    sheet = report.sheets[0]
    own = [sheet.cells[number].tolist() for number, _ in sheet.headers]
    came = [sheet.results[name].tolist() for name in RESULTS[:6]]
    return zip(*own, *came, sheet.cells.index.tolist(), strict=True)


def write_with_openpyxl(report: Report, path: Path) -> None:
    """The sheet of rows alone, streamed, with the formats, freeze, filter and print set-up."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font, PatternFill

    book = Workbook(write_only=True)
    sheet = book.create_sheet("update_lines")
    bold, green = Font(bold=True, color="1E6B34"), PatternFill("solid", fgColor="DFF2E3")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:Q{len(report.sheets[0].results) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.append([*HEADERS, *RESULTS[:6], "source_row"])
    for row in rows_of(report):
        cells = [WriteOnlyCell(sheet, value) for value in row]
        cells[2].number_format = "#,##0.00"
        cells[6].number_format = cells[7].number_format = "yyyy-mm-dd"
        cells[10].font, cells[10].fill = bold, green
        sheet.append(cells)
    book.save(path)


def write_one(by: str, rows: int) -> None:
    """Write one report by `ours` or `openpyxl`, and print the seconds of the writing alone."""
    from batcher.workbook.report import write_report

    report = report_of(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.xlsx"
        began = time.perf_counter()
        if by == "openpyxl":
            write_with_openpyxl(report, path)
        else:
            write_report(report, path)
        print(f"{time.perf_counter() - began:.3f}")


def writing(by: str, rows: int) -> tuple[float, int]:
    """Seconds of one writing, and bytes of its process."""
    ended = measured("-m", "tests.benchmarks.bench_report", "--one", by, "--rows", str(rows))
    return float(ended.output), ended.memory_bytes


def compare(rounds: int, *, full: bool) -> list[Row]:
    """The rows of the table that are about reports."""
    ours, peer = [], []
    for _ in range(rounds):
        ours.append(writing("ours", 100_000))
        peer.append(writing("openpyxl", 100_000))
    found = [
        Row(
            "report of 100,000 rows, of openpyxl's time",
            best(ours)[0] / best(peer)[0],
            0.15,
            f"{best(ours)[0]:.2f} s beside {best(peer)[0]:.1f} s",
        )
    ]
    if full:
        seconds, size = writing("ours", 1_000_000)
        found += [
            Row("report of 1,000,000 rows, GB", size / 1e9, 2.0, f"{seconds:.1f} s"),
            Row("report of 1,000,000 rows, of 100,000's time", seconds / best(ours)[0], 11.0),
        ]
    return found


def main() -> None:
    """Parse, compare, exit."""
    if "--one" in sys.argv:
        write_one(sys.argv[2], int(sys.argv[4]))
        return
    given = arguments(__doc__)
    sys.exit(shown(compare(given.rounds, full=given.full)))


if __name__ == "__main__":
    main()
