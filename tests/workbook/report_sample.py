"""A report and leftovers with something of everything, for tests and for looking at:

python -m tests.workbook.report_sample FOLDER
soffice --headless --convert-to pdf --outdir FOLDER FOLDER/report-en.xlsx
pdftoppm -png -r 70 FOLDER/report-en.pdf FOLDER/report-en
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from batcher.core.model import (
    Fault,
    InvoiceRow,
    Kind,
    Leftovers,
    LeftoverSheet,
    MoneyRow,
    PlannedRow,
    Problem,
    Report,
    ReportSheet,
    RequestRow,
    Severity,
    Status,
)
from batcher.workbook.leftovers import write_leftovers
from batcher.workbook.report import write_report

RESULTS = (
    "status",
    "message",
    "stripe_id",
    "request_id",
    "proof",
    "changes",
    "operation_id",
    "currency",
)


def frame(rows: dict[int, list[object]], columns: list[int]) -> pd.DataFrame:
    """Cells as reading gives them: object dtype, true row and column numbers."""
    return pd.DataFrame(list(rows.values()), index=list(rows), columns=columns, dtype=object)


def results(rows: dict[int, tuple[str, ...]]) -> pd.DataFrame:
    """Results of rows, in the order of RESULTS."""
    return pd.DataFrame(list(rows.values()), index=list(rows), columns=list(RESULTS))


def result(
    status: str,
    currency: str,
    operation_id: str,
    stripe_id: str = "",
    request_id: str = "",
    proof: str = "",
    changes: str = "",
    message: str = "",
) -> tuple[str, ...]:
    """One row of `results`."""
    return (status, message, stripe_id, request_id, proof, changes, operation_id, currency)


EARLIER = "Nothing sent: applied by R-0 on 2026-10-31."
REFUSAL = "Stripe: The invoice is no longer editable."
AFTER_REFUSAL = "Not sent: an earlier request of this invoice was refused."


def add_lines() -> ReportSheet:
    headers = ((1, "invoice*"), (2, "amount"), (3, "currency"), (4, "description"))
    headers += ((5, "period_start"), (7, "備考"))
    start = date(2026, 11, 1)
    cells = frame(
        {
            3: ["in_1Office", 75.0, "usd", "Setup fee, agreed by phone", start, "田中さん確認済"],
            4: ["in_1Office", -12.5, "usd", '=HYPERLINK("http://x")', None, None],
            5: ["in_2Tokyo", 7500.0, "jpy", "追加作業費（11月分）", start, "至急"],
            7: ["in_3Half", 5.12, "kwd", "Courier", None, 1234567890123456789],
            8: ["in_3Half", Fault("error_cell", "#REF!"), "kwd", "Courier, second", None, True],
        },
        [1, 2, 3, 4, 5, 7],
    )
    came = results(
        {
            3: result("applied", "usd", "op_1", "il_10001", "req_A1", "tag"),
            4: result("applied", "usd", "op_2", "il_10002", "req_A1", "tag"),
            5: result("unchanged", "jpy", "op_3", "il_20001", "", "tag", message=EARLIER),
            7: result("refused", "kwd", "op_4", "", "req_C3", message=REFUSAL),
            8: result("not_sent", "kwd", "op_5", message=AFTER_REFUSAL),
        }
    )
    return ReportSheet("add_lines", Kind.ADD, headers, cells, came, {2: "amount"})


def update_lines() -> ReportSheet:
    headers = ((1, "invoice*"), (2, "line*"), (3, "unit_amount"), (4, "quantity"))
    cells = frame(
        {
            2: ["in_1Office", "il_Old1", 0.0375, 100.0],
            3: ["in_3Half", "il_Old2", 5.0, 2.0],
        },
        [1, 2, 3, 4],
    )
    changes = "unit_amount: 0.03 → 0.0375\nquantity: 90 → 100"
    came = results(
        {
            2: result("applied", "usd", "op_6", "il_Old1", "req_U1", "value", changes),
            3: result("in_doubt", "kwd", "op_7", "il_Old2", message="Sent; no answer came."),
        }
    )
    return ReportSheet("update_lines", Kind.UPDATE, headers, cells, came, {3: "unit_amount"})


def invoice(name: str, currency: str, before: int, expected: int, after: int) -> InvoiceRow:
    """An invoice that got one line; amounts in minor units."""
    return InvoiceRow(
        invoice=name,
        currency=currency,
        customer="cus_Ab12",
        status="draft",
        livemode=False,
        lines_before=3,
        lines_added=1,
        lines_removed=0,
        lines_unassigned=0,
        lines_after=4,
        lines_other=0,
        before_minor=before,
        expected_change_minor=expected,
        other_change_minor=0,
        after_minor=after,
        discount_before_minor=None,
        discount_after_minor=None,
        tax_before_minor=before // 10,
        tax_after_minor=after // 10,
        total_before_minor=before + before // 10,
        total_after_minor=after + after // 10,
        tax_moved_lines=(),
        half_corrected=False,
        finalizes_at="",
        rows_not_applied=0,
        added_minor=expected,
        planned_minor=expected,
    )


def invoices() -> tuple[InvoiceRow, ...]:
    half = replace(
        invoice("in_3Half", "kwd", 100_120, 1_000, 101_120),
        half_corrected=True,
        finalizes_at="2026-11-30T15:00:00Z",
        rows_not_applied=3,
        planned_minor=4_250,
        not_applied_minor=750,
        in_doubt_minor=2_500,
        tax_moved_lines=("il_Moved1", "il_Moved2"),
    )
    return (
        replace(invoice("in_1Office", "usd", 10_010, 6_250, 16_260), lines_added=2, lines_after=5),
        invoice("in_2Tokyo", "jpy", 120_000, 7_500, 127_500),
        half,
        invoice("in_4Lyon", "usd", 20_020, 30, 20_051),
    )


def problems() -> tuple[Problem, ...]:
    return (
        Problem("no_such_code", Severity.ERROR, "add_lines", 8, "B8", "amount", "#REF!"),
        Problem("no_such_code", Severity.WARNING, "update_lines", 2, "D2", "quantity", "100"),
        Problem("no_such_code", Severity.QUESTION, value="=1+1"),
    )


def request(number: int, outcome: str, http_status: int | None, message: str = "") -> RequestRow:
    return RequestRow(
        request=number,
        attempt=1,
        invoice="in_1Office",
        kind="add_lines",
        lines=2,
        key=f"batcher-{number:064x}",
        outcome=outcome,
        http_status=http_status,
        stripe_request_id=f"req_{number}" if http_status else "",
        replayed=False,
        sent_at="2026-11-02T09:00:01.123Z",
        answered_at="2026-11-02T09:00:01.456Z" if http_status else "",
        message=message,
    )


FACTS = (
    ("run", "R-20261102-090000-abcd"),
    ("who", "Keiko Mori (kmori)"),
    ("workbook", "Corrections October & 11月.xlsx"),
    ("workbook_sha256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
    ("account", "acct_1Example"),
    ("mode", "test"),
    ("versions", "batcher 0.1.0, stripe 16.1.0, API 2026-10-29"),
    ("time_zone", "Asia/Tokyo"),
    ("settings", "on_problem=stop, on_refusal=stop-invoice, hidden_rows=skip, " * 3),
    ("plan_digest", "sha256:4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865"),
    ("unknown_code", "shown as it is"),
)


def sample_report(language: str = "en") -> Report:
    """Two sheets, four invoices of three currencies, one half corrected, one a cent off."""
    rows = {
        "add_lines": {
            Status.APPLIED: 2,
            Status.UNCHANGED: 1,
            Status.REFUSED: 1,
            Status.NOT_SENT: 1,
        },
        "update_lines": {Status.APPLIED: 1, Status.IN_DOUBT: 1},
    }
    money = (
        MoneyRow("usd", 30_030, 6_280, 6_281, 0),
        MoneyRow("jpy", 120_000, 7_500, 7_500, 0),
        MoneyRow("kwd", 100_120, 1_000, 1_000, 0),
    )
    return Report(
        run="R-20261102-090000-abcd",
        status="partly_applied",
        facts=FACTS,
        rows=rows,
        left_out={"blank": 1, "control": 2},
        money=money,
        sheets=(add_lines(), update_lines()),
        invoices=invoices(),
        problems=problems(),
        requests=(
            request(1, "applied", 200),
            request(2, "refused", 400, "The invoice is no longer editable."),
            request(3, "in_doubt", None, "connection reset"),
        ),
        half_corrected=("in_3Half",),
        language=language,
        planned=(
            PlannedRow("jpy", 7_500, 7_500, 0, 0),
            PlannedRow("kwd", 4_250, 1_000, 750, 2_500),
            PlannedRow("usd", 6_280, 6_280, 0, 0),
        ),
        unplanned=1,
    )


def sample_leftovers(language: str = "en") -> Leftovers:
    """The refused row and the one not sent, as they stood."""
    sheet = add_lines()
    index = [7, 8]
    return Leftovers(
        sheets=(
            LeftoverSheet(
                sheet.name,
                sheet.headers,
                sheet.cells.loc[index],
                sheet.results.loc[index, "message"],
                pd.Series(["op_4 R-1:add_lines:7", "op_5 R-1:add_lines:8"], index=index),
            ),
        ),
        language=language,
    )


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for tongue in ("en", "ja"):
        sys.stdout.write(
            f"{write_report(sample_report(tongue), folder / f'report-{tongue}.xlsx')}\n"
        )
    sys.stdout.write(f"{write_leftovers(sample_leftovers(), folder / 'leftovers.xlsx')}\n")
