"""Rows over columns: made when somebody looks, in workbook order, equal to what stands there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from batcher.core.checking import Row
from batcher.core.model import Kind
from tests.core.sheets import checked, found, sheet


def test_rows_come_in_the_order_of_the_workbook_also_where_kinds_share_a_sheet() -> None:
    result = checked(
        sheet(
            "Corrections",
            ["operation", "invoice", "line", "behavior", "amount"],
            ["remove", "in_1", "il_1", "delete", None],
            ["add", "in_1", None, None, 5.0],
            ["remove", "in_2", "il_2", "delete", None],
        ),
        sheet("add_lines", ["invoice", "amount"], ["in_3", 6.0]),
    )
    assert [(row.sheet, row.row, row.kind) for row in result.rows] == [
        ("Corrections", 2, Kind.REMOVE),
        ("Corrections", 3, Kind.ADD),
        ("Corrections", 4, Kind.REMOVE),
        ("add_lines", 2, Kind.ADD),
    ]
    assert [row.values.get("amount") for row in result.rows] == [None, Decimal(5), None, Decimal(6)]


def test_rows_are_a_sequence() -> None:
    rows = checked(sheet("add_lines", ["invoice", "amount"], *[["in_1", 5.0]] * 4)).rows
    assert isinstance(rows[0], Row)
    assert (rows[-1].row, [row.row for row in rows[1:3]], len(rows[1:3])) == (5, [3, 4], 2)
    with pytest.raises(IndexError):
        rows[4]


def test_a_row_with_an_error_is_asked_for_and_is_not_among_the_rows() -> None:
    result = checked(sheet("add_lines", ["invoice", "amount"], ["in_1", 5.0], ["in_1", "x"]))
    assert [row.row for row in result.rows] == [2]
    assert (result.places["add_lines", 3], result.rejected) == (Kind.ADD, {("add_lines", 3)})
    with pytest.raises(KeyError):
        result.places["add_lines", 4]
    with pytest.raises(KeyError):
        result.places["other", 2]


def test_a_name_of_a_tax_is_no_money() -> None:
    header = ["invoice", "amount", "currency", "tax_1_amount", "tax_1_taxable_amount"]
    header += ["tax_1_name", "tax_1_percentage", "tax_1_inclusive"]
    row = ["in_1", 100.0, "usd", 10.0, 100.0, "VAT on €", 10.0, "no"]
    assert found(checked(sheet("add_lines", header, row))) == []


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        (75.25, "usd", None),
        ("75.25", "usd", None),
        (75.255, "usd", "amount_places"),
        ("1.234", "usd", "amount_ambiguous"),
        (75.5, "jpy", "amount_places"),
        (500.0, "isk", None),
        (500.5, "isk", "amount_places"),
        (5.001, "kwd", "three_decimals"),
        (999999.99, "usd", None),
        (1000000.0, "usd", "amount_too_large"),
        (-1000000.0, "usd", "amount_too_large"),
        ("€75", "usd", "sign_differs"),
        (10**400, "usd", "number_digits"),
    ],
)
def test_money_is_judged_by_the_currency_of_its_row(
    amount: object, currency: str, code: str | None
) -> None:
    result = checked(
        sheet("add_lines", ["invoice", "amount", "currency"], ["in_1", amount, currency])
    )
    assert [p.code for p in result.problems] == ([code] if code else [])


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        (7500.0, "usd", None),
        (99999999.0, "usd", None),
        (100000000.0, "usd", "amount_too_large"),
        (550.0, "isk", "minor_not_whole"),
        (500.0, "isk", None),
        (5001.0, "kwd", "three_decimals"),
    ],
)
def test_minor_units_are_judged_by_the_currency_of_their_row(
    amount: object, currency: str, code: str | None
) -> None:
    header = ["invoice", "amount_minor", "currency"]
    result = checked(sheet("add_lines", header, ["in_1", amount, currency]))
    assert [p.code for p in result.problems] == ([code] if code else [])
