"""Workbooks filled in for a person: what stands in them reads back as it was meant."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook

from batcher.core.checking import EMPTY, Checked, check
from batcher.core.model import CLEAR, Kind, Prefilled, PrefilledSheet, ReadSheet
from batcher.core.values import Context
from batcher.workbook.prefilled import write_prefilled
from batcher.workbook.reader import read

UPDATES = PrefilledSheet(
    Kind.UPDATE,
    ("invoice", "line", "#customer_name", "currency", "amount", "was.amount", "description",
     "was.description", "discountable", "period_start", "tax_rates", "metadata.no",
     "was.metadata.no", "note", "#origin"),
    [
        {
            "invoice": "in_1", "line": "il_1", "#customer_name": "Aoki", "currency": "usd",
            "amount": Decimal("75.00"), "was.amount": Decimal("50.00"), "description": "=1+1",
            "was.description": "", "discountable": False, "tax_rates": ("txr_1", "txr_2"),
            "period_start": "2026-11-01T00:00:02+09:00", "metadata.no": CLEAR,
            "was.metadata.no": "007", "note": "as it was", "#origin": "op_1",
        }
    ],
    ["usd"],
    frozenset({"#origin"}),
)  # fmt: skip
REMOVALS = PrefilledSheet(
    Kind.REMOVE,
    ("invoice", "line", "behavior", "was.amount"),
    [{"invoice": "in_2", "line": "il_2", "behavior": "unassign", "was.amount": Decimal(7500)}],
    ["jpy"],
)
BESIDE = ReadSheet("_about", ("sheet", "why"), [("add_lines", "no")], ("Undo of R-1", "Run it."))


def written(folder: Path, language: str) -> Path:
    sheets = (UPDATES, REMOVALS, PrefilledSheet(Kind.ADD, ("invoice", "amount", "currency")))
    book = Prefilled(sheets, "Undo of R-1", language, (BESIDE,))
    return write_prefilled(book, folder / "undo.xlsx").path


def understood(path: Path) -> Checked:
    return check(read(path), Context(ZoneInfo("Asia/Tokyo")))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_rows_read_back_as_meant(tmp_path: Path, language: str) -> None:
    checked = understood(written(tmp_path, language))
    assert checked.problems == ()
    update, removal = checked.rows
    assert update.values == {
        "invoice": "in_1", "line": "il_1", "currency": "usd", "amount": Decimal("75"),
        "description": "=1+1", "discountable": False, "period_start": 1793458802,
        "tax_rates": ("txr_1", "txr_2"), "metadata.no": CLEAR,
    }  # fmt: skip
    assert update.was == {
        "amount": Decimal("50"), "description": EMPTY, "metadata.no": "007",
    }  # fmt: skip
    assert removal.values == {"invoice": "in_2", "line": "il_2", "behavior": "unassign"}
    assert removal.was == {"amount": Decimal("7500")}


def test_what_was_is_hidden_and_locked_and_the_rest_is_open(tmp_path: Path) -> None:
    sheet = load_workbook(written(tmp_path, "en"))["update_lines"]
    names = [cell.value for cell in sheet[1]]
    hidden = {n for n, c in zip(names, sheet[1], strict=True)
              if sheet.column_dimensions[c.column_letter].hidden}  # fmt: skip
    locked = {n for n, c in zip(names, sheet[2], strict=True) if c.protection.locked}
    assert hidden == {"was.amount", "was.description", "was.metadata.no", "#origin"}
    assert locked == hidden | {"#customer_name"}
    assert sheet.protection.sheet is True
    assert sheet.protection.autoFilter is False, "filtering stays allowed"


def test_money_is_shown_in_its_own_currency(tmp_path: Path) -> None:
    book = load_workbook(written(tmp_path, "en"))
    amount, was = book["update_lines"]["E2"], book["remove_lines"]["D2"]
    assert (amount.value, amount.number_format) == (75, "#,##0.00;[Red]-#,##0.00")
    assert (was.value, was.number_format) == (7500, "#,##0;[Red]-#,##0")


def test_a_unit_amount_of_more_places_is_not_shown_rounded(tmp_path: Path) -> None:
    row = {"invoice": "in_1", "unit_amount": Decimal("0.123456"), "currency": "usd"}
    sheet = PrefilledSheet(Kind.ADD, ("invoice", "currency", "unit_amount"), [row], ["usd"])
    path = write_prefilled(Prefilled((sheet,), "x"), tmp_path / "x.xlsx").path
    assert load_workbook(path)["add_lines"]["C2"].number_format.startswith("#,##0.00####")


def test_what_is_beside_is_no_sheet_of_operations(tmp_path: Path) -> None:
    sheet = load_workbook(written(tmp_path, "ja"))["_about"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()][-2:] == [
        ["sheet", "why"],
        ["add_lines", "no"],
    ]
