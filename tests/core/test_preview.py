"""What a person is shown of a CSV."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from batcher.core.checking import check
from batcher.core.reporting.preview import previews
from batcher.core.values import Context
from tests.core.sheets import book, sheet

TOKYO = ZoneInfo("Asia/Tokyo")
HEAD = ["請求書ID", "金額", "通貨", "期間開始", "期間終了", "割引対象", "税率ID"]
ROW = ["in_1", "￥１，０００", "jpy", "令和8年11月1日", "2026/11/30", "はい", "（消去）"]


def test_the_first_rows_as_understood() -> None:
    rows = [[f"in_{n}", *ROW[1:]] for n in range(1, 8)]
    file = book(sheet("明細追加", HEAD, *rows))
    csv = replace(file, is_csv=True, encodings={"明細追加": "cp932"})
    (shown,) = previews(check(csv, Context(TOKYO)), TOKYO)
    assert (shown.sheet, shown.encoding, len(shown.rows)) == ("明細追加", "cp932", 5)
    assert shown.headers == (
        *("", "operation", "invoice", "amount", "currency", "period_start", "period_end"),
        *("discountable", "tax_rates"),
    )
    assert shown.rows[0] == (
        *("2", "add_lines", "in_1", "1000", "jpy", "2026-11-01", "2026-11-30", "yes", "(clear)"),
    )


def test_a_workbook_speaks_for_itself() -> None:
    assert list(previews(check(book(sheet("add_lines", HEAD, ROW)), Context(TOKYO)), TOKYO)) == []
