"""The offline check: rules of a cell, of a row and across rows, one by one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from batcher.core.checking import Expected
from batcher.core.model import CLEAR, Fault, Kind
from batcher.core.schemas import assert_enabled
from tests.core.sheets import Cells, checked, found, sheet

ADD = ("invoice", "amount", "quantity", "unit_amount", "price", "invoice_item", "description")
UPDATE = ("invoice", "line", "amount", "quantity", "unit_amount", "price", "description")
REMOVE = ("invoice", "line", "behavior")
CREATE = ("ref", "customer", "collection_method", "currency", "days_until_due", "due_date")
Wrong = list[tuple[str, str]]


def errors(name: str, header: Cells, *rows: Cells) -> list[tuple[str | None, str]]:
    """(cell, code) of the errors of a one-sheet workbook."""
    result = checked(sheet(name, list(header), *(list(row) for row in rows)))
    return [(cell, code) for cell, severity, code in found(result) if severity == "error"]


PRICED: list[tuple[tuple[object, ...], Wrong]] = [
    # amount, quantity, unit_amount, price, invoice_item
    ((5.0, None, None, None, None), []),
    ((None, 2.0, 2.5, None, None), []),
    ((None, None, 2.5, None, None), []),
    ((None, 2.0, None, "price_1", None), []),
    ((None, None, None, "price_1", None), []),
    ((None, None, None, None, "ii_1"), []),
    ((5.0, 2.0, 2.5, None, None), []),
    ((2.5, None, 2.5, None, None), []),
    ((1.0, 3.0, 0.33333, None, None), []),
    ((5.0, 2.0, 2.4, None, None), [("B2", "amount_differs")]),
    ((5.0, None, 2.5, None, None), [("B2", "amount_differs")]),
    ((0.99, 3.0, 0.33333, None, None), [("B2", "amount_differs")]),
    ((10.0, 1.0, 10.4, None, None), [("B2", "amount_differs")]),
    ((5.0, 1.0, None, None, None), [("C2", "amount_with_quantity")]),
    ((5.0, None, None, "price_1", None), [("B2", "pricing_ways")]),
    ((None, None, 2.5, "price_1", None), [("D2", "pricing_ways")]),
    ((5.0, 1.0, 2.5, "price_1", None), [("B2", "pricing_ways")]),
    ((5.0, None, None, None, "ii_1"), [("B2", "pricing_with_item")]),
    ((None, None, None, "price_1", "ii_1"), [("E2", "pricing_with_item")]),
    ((None, 2.0, None, None, "ii_1"), [("C2", "pricing_with_item")]),
    ((None, None, None, None, None), [("B2", "nothing_to_add")]),
    ((None, 2.0, None, None, None), [("B2", "nothing_to_add")]),
    ((None, None, None, None, "il_1"), [("F2", "line_id_as_invoice_item")]),
]


@pytest.mark.parametrize(("cells", "wrong"), PRICED)
def test_one_way_of_pricing_on_a_new_line(cells: tuple[object, ...], wrong: Wrong) -> None:
    assert errors("add_lines", ADD, ["in_1", *cells, "Fuel"]) == wrong


UPDATED: list[tuple[tuple[object, ...], Wrong]] = [
    # amount, quantity, unit_amount, price
    ((None, None, None, None), []),
    ((5.0, None, None, None), []),
    ((None, 2.0, None, None), []),
    ((None, None, 2.5, None), []),
    ((None, None, None, "price_1"), []),
    ((5.0, None, 2.5, None), []),  # the quantity is the live one: the plan compares
    ((5.0, 2.0, 2.4, None), [("C2", "amount_differs")]),
    ((5.0, 2.0, None, None), [("D2", "amount_with_quantity")]),
    ((5.0, None, None, "price_1"), [("C2", "pricing_ways")]),
]


@pytest.mark.parametrize(("cells", "wrong"), UPDATED)
def test_one_way_of_pricing_on_an_update(cells: tuple[object, ...], wrong: Wrong) -> None:
    assert errors("update_lines", UPDATE, ["in_1", "il_1", *cells, None]) == wrong


MINOR: list[tuple[tuple[object, ...], Wrong]] = [
    # amount, amount_minor, unit_amount, unit_amount_minor, quantity, currency
    ((5.0, 500.0, None, None, None, None), [("C2", "pricing_twice")]),
    ((None, None, 5.0, 500.0, None, None), [("E2", "pricing_twice")]),
    ((None, 500.0, None, 250.0, 2.0, None), []),
    ((None, 500.0, None, 240.0, 2.0, None), [("C2", "amount_differs")]),
    ((None, 1.0, None, 0.333, 3.0, None), []),
    ((5.0, None, None, 100.0, 2.0, None), []),  # mixed units wait for the currency: the plan
    ((2.0, None, 0.5, None, 3.0, "JPY"), []),
    ((1.5, None, 0.5, None, 3.0, "JPY"), [("B2", "amount_differs")]),
    ((1.001, None, 0.3335, None, 3.0, "KWD"), []),
    ((1.0, None, 0.3335, None, 3.0, "KWD"), [("B2", "amount_differs")]),
]


@pytest.mark.parametrize(("cells", "wrong"), MINOR)
def test_minor_units_and_currencies(cells: tuple[object, ...], wrong: Wrong) -> None:
    header = (
        "invoice", "amount", "amount_minor", "unit_amount", "unit_amount_minor", "quantity",
        "currency", "description",
    )  # fmt: skip
    assert errors("add_lines", header, ["in_1", *cells, "Fuel"]) == wrong


def test_the_widest_numbers_are_compared_exactly() -> None:
    wide = "123456789012345.123456789012"
    row = ["in_1", 5.0, "123456789012345.5", wide, None, None, "Fuel"]
    assert errors("add_lines", ADD, row) == [("B2", "amount_differs")]


PRODUCTS: list[tuple[tuple[object, ...], Wrong]] = [
    # amount, unit_amount, product, product_name, tax_behavior, description
    ((None, 5.0, "prod_1", None, None, None), []),
    ((None, 5.0, None, "Pallet", "exclusive", None), []),
    ((None, 5.0, None, None, None, "Pallet"), []),
    ((None, 5.0, None, None, None, None), [("E2", "product_missing")]),
    ((None, 5.0, "prod_1", "Pallet", None, None), [("E2", "product_twice")]),
    ((5.0, None, "prod_1", None, None, None), [("D2", "needs_unit_amount")]),
    ((5.0, None, None, None, "inclusive", None), [("F2", "needs_unit_amount")]),
]


@pytest.mark.parametrize(("cells", "wrong"), PRODUCTS)
def test_products_go_with_a_unit_amount(cells: tuple[object, ...], wrong: Wrong) -> None:
    header = (
        "invoice", "amount", "unit_amount", "product", "product_name", "tax_behavior",
        "description",
    )  # fmt: skip
    assert errors("add_lines", header, ["in_1", *cells]) == wrong


def test_an_update_may_take_its_product_from_the_live_price() -> None:
    header = ("invoice", "line", "unit_amount")
    assert errors("update_lines", header, ["in_1", "il_1", 5.0]) == []


PERIODS: list[tuple[str, object, object, Wrong]] = [
    ("add", "2026-11-01", "2026-11-30", []),
    ("add", "2026-11-01", "2026-11-01", []),
    ("add", "2026-11-02", "2026-11-01", [("E2", "period_backwards")]),
    ("add", "2026-11-01", None, [("E2", "period_half")]),
    ("add", None, "2026-11-01", [("D2", "period_half")]),
    ("update", "2026-11-01", None, []),
    ("update", None, "2026-11-01", []),
    ("update", "2026-11-02", "2026-11-01", [("E2", "period_backwards")]),
]


@pytest.mark.parametrize(("kind", "start", "end", "wrong"), PERIODS)
def test_periods(kind: str, start: object, end: object, wrong: Wrong) -> None:
    header = ("invoice", "line", "amount", "period_start", "period_end")
    if kind == "add":
        header = ("invoice", "description", "amount", "period_start", "period_end")
    row = ["in_1", "il_1", 5.0, start, end]
    assert errors(f"{kind}_lines", header, row) == wrong


def test_a_start_is_the_first_second_of_its_day_and_an_end_the_last() -> None:
    header = ["invoice", "amount", "period_start", "period_end"]
    result = checked(sheet("add_lines", header, ["in_1", 5.0, "2026-11-01", "2026-11-30"]))
    values = result.rows[0].values
    assert (values["period_start"], values["period_end"]) == (1793491200, 1796083199)


TAX = ("amount", "taxable_amount", "name", "percentage", "inclusive")
WHOLE_TAX = (1.0, 10.0, "VAT", 10.0, "no")
TAXES: list[tuple[tuple[object, ...], object, Wrong]] = [
    (WHOLE_TAX, None, []),
    ((None,) * 5, "txr_1", []),
    ((1.0, None, "VAT", 10.0, "no"), None, [("D2", "tax_amount_half")]),
    ((None, None, "VAT", None, None), None, [("C2", "tax_amount_half")]),
    (WHOLE_TAX, "txr_1", [("C2", "tax_ways")]),
    (WHOLE_TAX, "(clear)", []),
    (("(clear)", None, None, None, None), None, []),
    (("(clear)", None, None, None, None), "txr_1", []),
    (("(clear)", 10.0, None, None, None), None, [("C2", "tax_clear_alone")]),
    ((1.0, 10.0, "VAT", 101.0, "no"), None, [("F2", "percent_range")]),
]


@pytest.mark.parametrize(("cells", "rates", "wrong"), TAXES)
def test_tax_amounts(cells: tuple[object, ...], rates: object, wrong: Wrong) -> None:
    header = ("invoice", "amount", *(f"tax_1_{part}" for part in TAX), "tax_rates")
    assert errors("add_lines", header, ["in_1", 10.0, *cells, rates]) == wrong


def test_only_the_first_tax_amount_clears_them() -> None:
    header = ("invoice", "line", "tax_2_amount")
    row = ["in_1", "il_1", "(clear)"]
    assert errors("update_lines", header, row) == [("C2", "tax_clear_alone")]


def test_clear_empties_lists_and_metadata_only() -> None:
    header = ["invoice", "line", "tax_rates", "discounts", "metadata.k"]
    result = checked(
        sheet("update_lines", header, ["in_1", "il_1", "(clear)", "（消去）", "(clear)"])
    )
    values = result.rows[0].values
    assert [values[n] for n in ("tax_rates", "discounts", "metadata.k")] == [CLEAR] * 3
    row = ["in_1", "il_1", None, None, None, None, "(clear)"]
    assert errors("update_lines", UPDATE, row) == [("G2", "clear_not_allowed")]


# `was.`


def test_a_cell_equal_to_its_was_cell_is_blank_for_every_rule() -> None:
    header = ("invoice", "line", "amount", "quantity", "was.quantity")
    assert errors("update_lines", header, ["in_1", "il_1", 5.0, 2.0, 2.0]) == []
    assert errors("update_lines", header, ["in_1", "il_1", 5.0, 2.0, "２"]) == []
    assert errors("update_lines", header, ["in_1", "il_1", 5.0, 2.0, 3.0]) == [
        ("D2", "amount_with_quantity")
    ]


def test_also_where_neither_can_be_read() -> None:
    header = ("invoice", "line", "amount", "description", "was.description")
    long = "x" * 5001
    assert errors("update_lines", header, ["in_1", "il_1", 5.0, long, long]) == [
        ("E2", "text_too_long")
    ]


def test_clearing_what_was_empty_asks_for_nothing() -> None:
    header = ["invoice", "line", "tax_rates", "was.tax_rates"]
    row = ["in_1", "il_1", "(clear)", "(empty)"]
    assert "tax_rates" not in checked(sheet("update_lines", header, row)).rows[0].values


@pytest.mark.parametrize("mark", ["(empty)", "（空）", "(EMPTY)", "（ 空 ）", "(なし)"])
def test_was_may_say_that_nothing_was_there(mark: str) -> None:
    header = ["invoice", "line", "description", "was.description"]
    row = checked(sheet("update_lines", header, ["in_1", "il_1", "Fuel", mark])).rows[0]
    assert repr(row.was["description"]) == "EMPTY"


def test_a_blank_was_cell_says_nothing() -> None:
    header = ["invoice", "line", "amount", "was.amount"]
    rows = (["in_1", "il_1", 5.0, None], ["in_1", "il_2", 5.0, 4.0])
    result = checked(sheet("update_lines", header, *rows))
    assert [dict(row.was) for row in result.rows] == [{}, {"amount": Decimal(4)}]


# Across rows.


def test_one_line_in_two_rows_is_named_at_the_later() -> None:
    rows = (["in_1", "il_1"], ["in_1", "il_2"], ["in_1", "il_1"])
    assert errors("update_lines", ("invoice", "line", "amount"), *rows) == [("B4", "line_twice")]
    rows = (["in_1", "il_1", "delete"], ["in_1", "il_1", "unassign"])
    assert errors("remove_lines", REMOVE, *rows) == [("B3", "line_twice")]


def test_a_line_updated_and_removed() -> None:
    result = checked(
        sheet("remove_lines", list(REMOVE), ["in_1", "il_1", "delete"]),
        sheet("update_lines", ["invoice", "line", "amount"], ["in_1", "il_1", 5.0]),
    )
    assert [(p.sheet, p.cell, p.code) for p in result.problems] == [
        ("update_lines", "B2", "line_updated_and_removed")
    ]
    assert result.problems[0].details["other"] == "remove_lines!2"


def test_one_item_on_two_invoices() -> None:
    rows = [["in_1", "ii_1"], ["in_2", "ii_1"]]
    assert errors("add_lines", ("invoice", "invoice_item"), *rows) == [("B3", "item_twice")]


@pytest.mark.parametrize(
    ("behavior", "wrong"), [("unassign", []), ("delete", [("B2", "line_id_as_invoice_item")])]
)
def test_a_line_id_is_an_item_only_if_this_workbook_unassigns_it(
    behavior: str, wrong: Wrong
) -> None:
    result = checked(
        sheet("remove_lines", list(REMOVE), ["in_1", "il_1", behavior]),
        sheet("add_lines", ["invoice", "invoice_item"], ["in_2", "il_1"]),
    )
    assert [(p.cell, p.code) for p in result.problems] == wrong


def test_one_invoice_in_two_currencies() -> None:
    rows = (["in_1", 5.0, "USD"], ["in_2", 5.0, "JPY"], ["in_1", 5.0, "EUR"], ["in_1", 5.0, None])
    assert errors("add_lines", ("invoice", "amount", "currency"), *rows) == [
        ("C4", "two_currencies")
    ]


def test_a_new_invoice_and_its_lines_in_two_currencies() -> None:
    created = ["a", "cus_1", "charge_automatically", "usd", None, None]
    result = checked(
        sheet("create_invoices", list(CREATE), ["@b", *created[1:]], created),
        sheet(
            "add_lines", ["invoice", "amount", "currency"], ["@a", 5.0, "eur"], ["@b", 5.0, "eur"]
        ),
    )
    assert [(p.sheet, p.cell, p.code) for p in result.problems] == [
        ("add_lines", "C2", "two_currencies"),
        ("add_lines", "C3", "two_currencies"),
    ]


MONEY: list[tuple[object, str, Wrong]] = [
    (75.0, "usd", []),
    (19.99, "usd", []),
    (0.1 + 0.2, "usd", []),
    (19.995, "usd", [("B2", "amount_places")]),
    (7500.0, "jpy", []),
    (999.5, "jpy", [("B2", "amount_places")]),
    ("1.234", "usd", [("B2", "amount_ambiguous")]),
    ("1.230", "kwd", []),
    (5.0, "isk", []),
    (5.5, "isk", [("B2", "amount_places")]),
    (10.5, "ugx", [("B2", "amount_places")]),
    (10.5, "mga", [("B2", "amount_places")]),
    (999999.99, "usd", []),
    (1000000.0, "usd", [("B2", "amount_too_large")]),
    ("△1,000", "jpy", []),
    ("1,23", "usd", [("B2", "number_thousands")]),
]


@pytest.mark.parametrize(("amount", "currency", "wrong"), MONEY)
def test_money_fits_its_currency(amount: object, currency: str, wrong: Wrong) -> None:
    header = ("invoice", "amount", "currency")
    assert errors("add_lines", header, ["in_1", amount, currency]) == wrong


def test_without_a_currency_places_wait_for_the_plan() -> None:
    assert errors("add_lines", ("invoice", "amount"), ["in_1", 19.995]) == []


def test_a_third_digit_in_a_three_decimal_currency_is_a_warning() -> None:
    header = ["invoice", "amount", "currency"]
    result = checked(sheet("add_lines", header, ["in_1", 5.124, "kwd"], ["in_1", 5.12, "kwd"]))
    assert found(result) == [("B2", "warning", "three_decimals")]
    assert len(result.rows) == 2


def test_references_to_new_invoices() -> None:
    created = ["a", "cus_1", "charge_automatically", "usd", None, None]
    result = checked(
        sheet("create_invoices", list(CREATE), created, created),
        sheet("add_lines", ["invoice", "amount"], ["@a", 5.0], ["@b", 5.0]),
        sheet("update_lines", ["invoice", "line", "amount"], ["@a", "il_1", 5.0]),
        sheet("invoice_metadata", ["invoice", "metadata.k"], ["@a", "v"]),
    )
    assert [(p.sheet, p.cell, p.code) for p in result.problems] == [
        ("create_invoices", "A3", "ref_twice"),
        ("add_lines", "A3", "ref_unknown"),
        ("update_lines", "A2", "ref_has_no_lines"),
    ]


def test_a_reference_to_a_row_with_an_error_is_not_unknown() -> None:
    result = checked(
        sheet(
            "create_invoices",
            list(CREATE),
            ["a", "wrong", "charge_automatically", "usd"] + [None] * 2,
        ),
        sheet("add_lines", ["invoice", "amount"], ["@a", 5.0]),
    )
    assert [(p.sheet, p.cell) for p in result.problems] == [("create_invoices", "B2")]


DUE: list[tuple[object, object, object, Wrong]] = [
    ("send_invoice", 30.0, None, []),
    ("send_invoice", None, "2026-12-31", []),
    ("send_invoice", None, None, [("E2", "due_missing")]),
    ("send_invoice", 30.0, "2026-12-31", [("F2", "due_twice")]),
    ("charge_automatically", None, None, []),
    ("charge_automatically", 30.0, None, [("E2", "due_not_sent")]),
    ("charge_automatically", None, "2026-12-31", [("F2", "due_not_sent")]),
    ("post", 30.0, None, [("C2", "choice_unknown")]),
    (None, 30.0, None, [("C2", "missing_value")]),
]


@pytest.mark.parametrize(("method", "days", "date", "wrong"), DUE)
def test_when_a_new_invoice_is_due(
    method: object, days: object, date: object, wrong: Wrong
) -> None:
    row = ["a", "cus_1", method, "usd", days, date]
    assert errors("create_invoices", CREATE, row) == wrong


def test_two_values_for_one_key_of_an_invoice() -> None:
    header = ("invoice", "metadata.a", "metadata.b")
    rows = (["in_1", "x", None], ["in_1", "y", "z"], ["in_2", "y", None], ["in_1", "x", "z"])
    assert errors("invoice_metadata", header, *rows) == [("B3", "metadata_twice")]


@pytest.mark.parametrize(
    ("name", "keys", "wrong"),
    [
        ("add_lines", 49, []),
        ("add_lines", 50, [("AZ2", "metadata_keys")]),
        ("invoice_metadata", 50, []),
        ("invoice_metadata", 51, [("AZ2", "metadata_keys")]),
    ],
)
def test_at_most_fifty_keys_and_one_is_ours(name: str, keys: int, wrong: Wrong) -> None:
    own = ("invoice", "amount") if name == "add_lines" else ("invoice",)
    header = (*own, *(f"metadata.k{number}" for number in range(keys)))
    row = ["in_1", *([5.0] if name == "add_lines" else []), *(["v"] * keys)]
    assert errors(name, header, row) == wrong


def test_ids_that_differ_by_case_are_a_warning() -> None:
    result = checked(sheet("add_lines", ["invoice", "amount"], ["in_Ab", 5.0], ["in_aB", 5.0]))
    assert found(result) == [("A3", "warning", "ids_differ_by_case")]


# All in one go, one per cell, the earliest cause.


def test_missing_values_stand_at_their_own_cells() -> None:
    rows = ([None, "il_1", "delete"], ["in_1", None, "delete"], ["in_1", "il_3", None])
    assert errors("remove_lines", REMOVE, *rows) == [
        ("A2", "missing_value"),
        ("B3", "missing_value"),
        ("C4", "missing_value"),
    ]


def test_rows_without_line_or_invoice_are_not_also_called_twice() -> None:
    rows = (["in_1", None, "delete"], ["in_2", None, "delete"])
    assert errors("remove_lines", REMOVE, *rows) == [
        ("B2", "missing_value"),
        ("B3", "missing_value"),
    ]


def test_a_bad_cell_hides_no_other_problem_of_its_row() -> None:
    header = ("invoice", "amount", "quantity", "tax_rates")
    assert errors("add_lines", header, ["in_1", 5.0, 2.0, "tax"]) == [
        ("C2", "amount_with_quantity"),
        ("D2", "id_malformed"),
    ]


def test_a_bad_cell_hides_no_problem_across_rows() -> None:
    rows = (["in_1", "il_1", "x"], ["in_1", "il_1", 5.0])
    assert errors("update_lines", ("invoice", "line", "amount"), *rows) == [
        ("B3", "line_twice"),
        ("C2", "number_text"),
    ]


BAD = "#REF!"
CONSEQUENCES: list[tuple[str, tuple[str, ...], tuple[object, ...], Wrong]] = [
    ("add_lines", ("invoice", "amount"), ("in_1", BAD), [("B2", "error_text")]),
    ("add_lines", ("invoice", "amount", "unit_amount", "description"), ("in_1", 5.0, BAD, "x"),
     [("C2", "error_text")]),
    ("add_lines", ("invoice", "amount", "unit_amount", "description"), ("in_1", BAD, 5.0, "x"),
     [("B2", "error_text")]),
    ("add_lines", ("invoice", "unit_amount", "description"), ("in_1", 5.0, BAD),
     [("C2", "error_text")]),
    ("add_lines", ("invoice", "amount", "period_start", "period_end"),
     ("in_1", 5.0, BAD, "2026-01-01"),
     [("C2", "error_text")]),
    ("add_lines", ("invoice", "amount", "currency"), ("in_1", BAD, "usd"), [("B2", "error_text")]),
    ("add_lines", ("invoice", "amount", "currency"), ("in_1", 19.995, BAD), [("C2", "error_text")]),
    ("invoice_metadata", ("invoice", "metadata.k"), (BAD, "v"), [("A2", "error_text")]),
    ("create_invoices", CREATE, (BAD, "cus_1", "charge_automatically", "usd", None, None),
     [("A2", "error_text")]),
    ("create_invoices", CREATE, ("a", "cus_1", BAD, "usd", 30.0, None), [("C2", "error_text")]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "header", "cells", "wrong"), CONSEQUENCES)
def test_the_consequences_of_a_bad_cell_are_not_told(
    name: str, header: tuple[str, ...], cells: tuple[object, ...], wrong: Wrong
) -> None:
    assert errors(name, header, cells) == wrong


def test_an_unassigning_row_with_a_bad_cell_does_not_blame_the_row_that_adds() -> None:
    result = checked(
        sheet("remove_lines", list(REMOVE), ["in_1", "il_1", "unasign"]),
        sheet("add_lines", ["invoice", "invoice_item"], ["in_2", "il_1"]),
    )
    assert [(p.sheet, p.cell, p.code) for p in result.problems] == [
        ("remove_lines", "C2", "choice_unknown")
    ]


def test_faults_of_the_reader_are_problems_of_their_cells() -> None:
    fault = Fault("formula_without_value", "=A1")
    result = checked(sheet("add_lines", ["invoice", "amount"], ["in_1", fault], ["in_1", 5.0]))
    assert [(p.cell, p.code, p.value) for p in result.problems] == [
        ("B2", "formula_without_value", "=A1")
    ]
    assert result.rejected == {("add_lines", 2)}
    assert [row.row for row in result.rows] == [3]


@pytest.mark.parametrize("cell", [12345.0, True])
def test_an_id_cell_that_is_no_text(cell: object) -> None:
    assert errors("add_lines", ("invoice", "amount"), [cell, 5.0]) == [("A2", "id_not_text")]


def test_faults_in_kept_columns_are_no_problem() -> None:
    fault = Fault("error_cell", "#REF!")
    header = ("invoice", "amount", "note")
    assert errors("add_lines", header, ["in_1", 5.0, fault]) == []


def test_a_thousand_equal_problems_are_all_found() -> None:
    rows = [["in_1", 5.0, 1.0] for _ in range(1000)]
    listed = errors("add_lines", ("invoice", "amount", "quantity"), *rows)
    assert len(listed) == 1000
    assert {code for _, code in listed} == {"amount_with_quantity"}


def test_a_row_may_ask_for_nothing_but_its_line() -> None:
    result = checked(sheet("update_lines", ["invoice", "line"], ["in_1", "il_1"]))
    assert (found(result), len(result.rows)) == ([], 1)


def test_a_leftovers_row_keeps_its_identity() -> None:
    header = ["invoice", "amount", "operation_id"]
    row = checked(sheet("add_lines", header, ["in_1", 5.0, "op_1 R-1 add_lines!2"])).rows[0]
    assert row.identity == "op_1 R-1 add_lines!2"


def test_pandera_is_on() -> None:
    assert_enabled()


# Control.

LINES = sheet("add_lines", ["invoice", "amount"], ["in_1", 5.0], ["in_1", "bad"])
CONTROL = ["sheet", "rows", "currency", "net_change"]


def control(*rows: list[object]) -> list[tuple[str | None, str]]:
    result = checked(LINES, sheet("control", CONTROL, *rows))
    return [(p.cell, p.code) for p in result.problems if p.sheet == "control"]


CONTROLS: list[tuple[list[object], Wrong]] = [
    (["add_lines", 2.0, None, None], []),
    (["明細追加", 2.0, None, None], []),
    (["add_lines", 1.0, None, None], [("B2", "control_rows")]),
    (["update_lines", 0.0, None, None], []),
    (["update_lines", 1.0, None, None], [("B2", "control_rows")]),
    ([None, None, "usd", 5.0], []),
    ([None, None, "usd", 99999999999.99], []),
    (["add_lines", None, None, None], [("B2", "missing_value")]),
    ([None, 2.0, None, None], [("A2", "missing_value")]),
    ([None, None, "usd", None], [("D2", "missing_value")]),
    ([None, None, None, 5.0], [("C2", "missing_value")]),
    (["ad_lines", 2.0, None, None], [("A2", "control_sheet_unknown")]),
    (["control", 2.0, None, None], [("A2", "control_sheet_unknown")]),
    (["追 加", "２", "ＵＳＤ", "△５"], []),
    ([None, None, "jpy", 5.5], [("D2", "amount_places")]),
    (["add_lines", "x", None, None], [("B2", "number_text")]),
]


@pytest.mark.parametrize(("row", "wrong"), CONTROLS)
def test_control_rows(row: list[object], wrong: Wrong) -> None:
    assert control(row) == wrong


def test_a_control_row_twice() -> None:
    assert control(["add_lines", 2.0, None, None], ["追加", 2.0, None, None]) == [
        ("A3", "control_twice")
    ]
    assert control([None, None, "usd", 5.0], [None, None, "USD", 5.0]) == [("C3", "control_twice")]


NOVEMBER = sheet("11月", ["operation", "invoice", "amount"], ["add", "in_1", 5.0])


@pytest.mark.parametrize(("rows", "wrong"), [(1.0, []), (2.0, [("B2", "control_rows")])])
def test_control_counts_a_sheet_by_its_own_name(rows: float, wrong: Wrong) -> None:
    result = checked(NOVEMBER, sheet("control", CONTROL, ["１１月", rows, None, None]))
    assert [(p.cell, p.code) for p in result.problems] == wrong


@pytest.mark.parametrize(("rows", "wrong"), [(1.0, []), (3.0, [("B2", "control_rows")])])
def test_a_lone_sheet_beside_its_control_is_named_by_the_option(rows: float, wrong: Wrong) -> None:
    lone = sheet("Book 1", ["invoice", "amount"], ["in_1", 5.0])
    totals = sheet("検算", ["シート", "行数"], ["明細追加", rows])
    result = checked(lone, totals, as_sheet="add_lines")
    assert [(p.cell, p.code) for p in result.problems] == wrong
    assert len(result.rows) == 1


def test_control_rows_are_outside_the_total_and_left_out() -> None:
    result = checked(
        sheet("add_lines", ["invoice", "amount"], ["in_1", 5.0]),
        sheet("検算", CONTROL, ["add_lines", 1.0, "usd", 5.0]),
    )
    assert list(result.places.items()) == [(("add_lines", 2), Kind.ADD)]
    assert result.left_out == {"検算": 1}


def test_expected_rows_of_the_command_line() -> None:
    lines = sheet("add_lines", ["invoice", "amount"], ["in_1", 5.0], ["in_1", 6.0])
    assert found(checked(lines, expected=Expected(rows=2))) == []
    assert found(checked(lines, expected=Expected(rows=3))) == [(None, "error", "expect_rows")]
