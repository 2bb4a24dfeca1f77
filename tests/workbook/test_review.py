"""The workbook of a plan under review: what it says, and that its formulas tie out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from batcher.core.model import Problem, Review, ReviewInvoice, ReviewRow, Severity
from batcher.workbook.review import _write, write_review

INVOICES = (
    ReviewInvoice("in_2", "見本商事", "jpy", False, 1, 3, 4, 5000, 700),
    ReviewInvoice(
        "in_1", "A Ltd", "usd", False, 2, 5, 5, 10050, -2575, "2026-11-05T10:00:00+00:00"
    ),
    ReviewInvoice("@new", "", "usd", False, 1, 0, 1, 0, 1990),
)
ROWS = (
    ReviewRow("add_lines", 2, "add_lines", "in_2", "", "=SUM(A1)", "jpy", "amount", "", "700",
              700, ""),
    ReviewRow("update_lines", 2, "update_lines", "in_1", "il_1", "Seats", "usd", "amount", "50.00",
              "24.25", -2575, ""),
    ReviewRow("update_lines", 2, "update_lines", "in_1", "il_1", "Seats", "usd", "description",
              "Seats", "Seat", None, ""),
    ReviewRow("update_lines", 3, "update_lines", "in_1", "il_2", "Desk", "usd", "", "", "", None,
              "It stands so already."),
)  # fmt: skip
REVIEW = Review(
    facts=(("workbook", "/desk/october.xlsx"), ("plan_digest", "abc"), ("read_at", "2026")),
    counts={"rows_to_send": 4, "requests_planned": 3, "invoices": 3, "rows_left_alone": 1},
    invoices=INVOICES,
    rows=ROWS,
    problems=(Problem("amount_negated", Severity.QUESTION, "update_lines", 2, "C2", "amount", "-5",
                      {"old": "5.00", "new": "-5.00"}),),
    blocked=False,
)  # fmt: skip


def cells(path: Path, sheet: str, *, values: bool = True) -> list[list[Any]]:
    book = openpyxl.load_workbook(path, data_only=values)
    try:
        return [[one for one in row if one is not None]
                for row in book[sheet].iter_rows(values_only=True)]  # fmt: skip
    finally:
        book.close()


def test_money_by_currency_and_where_it_comes_from(tmp_path: Path) -> None:
    path = write_review(REVIEW, tmp_path / "r.xlsx").path
    rows = cells(path, "Review")
    assert ["JPY", 1, 1, 5000, 700, 5700] in rows
    assert ["USD", 2, 3, 100.5, -5.85, 94.65] in rows
    assert ["Rows to send", 4] in rows
    assert ["Digest of the plan", "abc"] in rows
    formulas = [row for row in cells(path, "Review", values=False) if row and row[0] == "USD"]
    assert formulas[0][4] == "=ROUND(SUMIFS('Invoices'!$H$2:$H$4,'Invoices'!$C$2:$C$4,A8),2)"
    assert cells(path, "Invoices")[1:] == [
        ["in_2", "見本商事", "JPY", 1, 3, 4, 5000, 700, 5700],
        ["in_1", "A Ltd", "USD", 2, 5, 5, 100.5, -25.75, 74.75, "2026-11-05T10:00:00+00:00"],
        ["@new", "USD", 1, 0, 1, 0, 19.9, 19.9],
    ]
    assert cells(path, "Invoices", values=False)[2][8] == "=ROUND(G3+H3,2)"


def test_rows_say_what_changes_or_why_not(tmp_path: Path) -> None:
    path = write_review(REVIEW, tmp_path / "r.xlsx").path
    assert cells(path, "Rows", values=False)[1:] == [
        ["add_lines", 2, "add_lines", "in_2", "=SUM(A1)", "JPY", "amount", "700", 700],
        ["update_lines", 2, "update_lines", "in_1", "il_1", "Seats", "USD", "amount", "50.00",
         "24.25", -25.75],
        ["update_lines", 2, "update_lines", "in_1", "il_1", "Seats", "USD", "description", "Seats",
         "Seat"],
        ["update_lines", 3, "update_lines", "in_1", "il_2", "Desk", "USD", "It stands so already."],
    ]  # fmt: skip
    book = openpyxl.load_workbook(path)
    assert book["Rows"]["F2"].data_type == "s"  # a person's text is never a formula
    book.close()
    assert cells(path, "Problems")[1][6] == "amount_negated"


@pytest.mark.parametrize(
    ("blocked", "words"),
    [(False, "Nothing has been sent."), (True, "Nothing would be sent as it is")],
)
def test_it_says_that_nothing_was_sent(tmp_path: Path, blocked: bool, words: str) -> None:
    path = write_review(replace(REVIEW, blocked=blocked), tmp_path / "r.xlsx").path
    assert any(row[0].startswith(words) for row in cells(path, "Review") if row)


def test_japanese_and_nothing_at_all(tmp_path: Path) -> None:
    empty = replace(REVIEW, invoices=(), rows=(), problems=(), language="ja")
    path = write_review(empty, tmp_path / "r.xlsx").path
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["確認書", "請求書", "行", "問題一覧"]
    book.close()


def test_more_rows_than_a_sheet_holds(tmp_path: Path) -> None:
    rows = _write(REVIEW, tmp_path / "r.xlsx", 3)
    assert {name: count for name, count in rows.items() if name.startswith("Rows")} == {
        "Rows": 3, "Rows (2)": 3,
    }  # fmt: skip
