"""Rules of a sheet that an export prefilled, and what `was.` means there."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import unquote_plus

import pytest

from batcher.core import columns
from batcher.core.live import Line
from batcher.core.model import Sheet
from batcher.core.plan import Plan
from tests.core.drafts import invoice, line, live, plan
from tests.core.sheets import Cells, checked, found, sheet

MARKS = ("#customer_name", "#kind", "#line_total")
MARKED = ("Acme", "item", 150.0)


def exported(header: Cells, *rows: Cells) -> Sheet:
    """update_lines as an export wrote it; each row names il_1, il_2 …"""
    lines = (["in_1", f"il_{n}", *MARKED, *row] for n, row in enumerate(rows, start=1))
    return sheet("update_lines", ["invoice", "line", *MARKS, *header], *lines)


@pytest.mark.parametrize("names", [columns.HELPERS, columns.HELPERS.values()])
def test_an_export_is_known_by_its_helper_columns_in_either_language(names: list[str]) -> None:
    assert columns.is_exported(["請求書ID*", *list(names)[:3]])
    assert not columns.is_exported(["invoice*", *list(names)[:2]])
    assert not columns.is_exported([name.lstrip("#") for name in names])


def test_every_column_of_a_line_is_prefilled_or_left_out_for_a_reason() -> None:
    named = {"invoice", "line", "currency"}
    known = {column.name for column in columns.columns_of(columns.Kind.UPDATE)}
    assert known == named | set(columns.PREFILLED) | set(columns.NOT_PREFILLED)


def test_an_export_without_its_was_column_is_an_error() -> None:
    assert found(checked(exported(["amount"], [5.0]))) == [("F1", "error", "was_lost")]
    assert found(checked(exported(["amount", "was.amount"], [5.0, None]))) == [
        ("F1", "error", "was_lost")
    ]
    assert found(checked(exported(["amount", "was.amount"], [5.0, 4.0], [None, None]))) == []
    assert found(checked(exported(["amount"], [None]))) == []


def test_a_key_of_ones_own_needs_no_was_column() -> None:
    header = ["metadata.new", "metadata.k", "was.metadata.k"]
    assert found(checked(exported(header, ["a", "b", "b"]))) == []


def test_a_sheet_of_ones_own_needs_no_was_columns() -> None:
    own = sheet("update_lines", ["invoice", "line", "#kind", "amount"], ["in_1", "il_1", "x", 5.0])
    assert found(checked(own)) == []


def test_an_emptied_cell_is_a_warning_and_asks_for_nothing() -> None:
    header = ["amount", "was.amount", "tax_rates", "was.tax_rates", "metadata.k", "was.metadata.k"]
    result = checked(
        exported(
            header,
            [None, 5.0, None, "txr_1", None, "v"],
            [None, "(empty)", None, "(empty)", None, "(empty)"],
        )
    )
    assert found(result) == [
        ("F2", "warning", "emptied"),
        ("H2", "warning", "emptied_clearable"),
        ("J2", "warning", "emptied_clearable"),
    ]
    assert [sorted(row.values) for row in result.rows] == [["invoice", "line"]] * 2


def test_emptying_is_no_matter_on_a_sheet_of_ones_own() -> None:
    header = ["invoice", "line", "amount", "was.amount", "quantity"]
    assert found(checked(sheet("update_lines", header, ["in_1", "il_1", None, 5.0, 2.0]))) == []


def test_a_row_of_which_only_was_is_left_is_left_out() -> None:
    header = ["invoice", "line", "amount", "was.amount"]
    rows = (["in_1", "il_1", 5.0, 4.0], [None, None, None, 4.0])
    result = checked(sheet("update_lines", header, *rows))
    assert [row.row for row in result.rows] == [2]
    assert result.left_out == {"update_lines": 1}
    assert found(result) == []


# One changed cell of the price says what a person means by it.

SHOWN = ("quantity", "unit_amount", "amount", "price", "product")
UNITS = {"quantity": Decimal(3), "unit_amount": Decimal(5000)}
LINE = line(1, 15000, **UNITS, price="price_1", product="prod_1")
PRICES = {"price_1": {"id": "price_1", "active": True, "tax_behavior": "exclusive"}}
BEFORE = (3.0, 50.0, 150.0, "price_1", "prod_1")
EDITS: list[tuple[dict[str, object], str]] = [
    ({}, ""),
    ({"quantity": 4.0}, "quantity=4"),
    (
        {"unit_amount": 60.0},
        "price_data.unit_amount=6000 price_data.product=prod_1 quantity=3",
    ),
    ({"amount": 120.0}, "amount=12000"),
    ({"quantity": 4.0, "amount": 200.0}, "quantity=4"),
    (
        {"unit_amount": 60.0, "amount": 180.0},
        "price_data.unit_amount=6000 price_data.product=prod_1 quantity=3",
    ),
    (
        {"product": "prod_2"},
        "price_data.unit_amount=5000 price_data.product=prod_2 quantity=3",
    ),
]


def edited(one: Line, edit: dict[str, object]) -> Plan:
    header = [*SHOWN, *(f"was.{name}" for name in SHOWN)]
    now = [edit.get(name, before) for name, before in zip(SHOWN, BEFORE, strict=True)]
    return plan(exported(header, [*now, *BEFORE]), on=live(invoice(1, one), prices=PRICES))


@pytest.mark.parametrize(("edit", "sent"), EDITS)
def test_one_cell_of_the_price_changed(edit: dict[str, object], sent: str) -> None:
    made = edited(LINE, edit)
    assert [p.code for p in made.problems if p.severity.value != "warning"] == []
    bodies = unquote_plus("&".join(request.body for request in made.requests))
    for part in sent.split():
        name, _, value = part.partition("=")
        keys = "".join(f"[{key}]" for key in name.split("."))
        assert f"lines[0]{keys}={value}" in bodies
    assert bool(bodies) == bool(sent)
    assert ("price_data" in bodies) == ("price_data" in sent)


def test_amount_and_quantity_that_do_not_agree() -> None:
    made = edited(LINE, {"quantity": 4.0, "amount": 210.0})
    assert [(p.cell, p.code) for p in made.problems] == [("H2", "amount_differs")]


# What was, on the metadata of an invoice.


def metadata(now: object, was: object) -> Plan:
    own = sheet(
        "invoice_metadata",
        ["invoice", "metadata.k", "was.metadata.k"],
        ["in_1", now, was],
    )
    return plan(own, on=live(invoice(1, metadata={"k": "  live "})))


@pytest.mark.parametrize(
    ("now", "was", "codes", "requests"),
    [
        ("live", "live", [], 0),
        ("new", "live", [], 1),
        ("new", "old", ["drift"], 0),
        ("old", "old", [], 0),  # not touched by the person, changed by somebody else
        ("new", "(empty)", ["drift"], 0),
        ("(clear)", "live", [], 1),
        ("new", None, [], 1),
    ],
)
def test_was_on_invoice_metadata(now: object, was: object, codes: list[str], requests: int) -> None:
    made = metadata(now, was)
    assert [p.code for p in made.problems] == codes
    assert len(made.requests) == requests


def test_was_of_another_sheets_column_has_no_use_there() -> None:
    own = sheet("invoice_metadata", ["invoice", "metadata.k", "was.amount"], ["in_1", "v", 5.0])
    assert found(checked(own)) == [("C1", "question", "column_not_used")]


def test_an_export_of_metadata_without_any_was_column() -> None:
    marks = ["#customer_name", "#finalizes_at", "#url"]
    header = ["invoice", *marks, "metadata.k"]
    own = sheet("invoice_metadata", header, ["in_1", "Acme", "", "x", "v"])
    assert found(checked(own)) == [("E1", "error", "was_lost")]


# Rows that a person filters away.


@pytest.mark.parametrize(
    ("cells", "asked"),
    [
        ([5.0, 5.0, None, "(empty)"], False),
        ([6.0, 5.0, None, "(empty)"], True),
        ([5.0, 5.0, "txr_1", "(empty)"], True),
        ([None, 5.0, None, "(empty)"], False),
    ],
)
def test_hidden_rows_that_ask_for_nothing_are_no_question(cells: Cells, asked: bool) -> None:
    header = ["invoice", "line", *MARKS, "amount", "was.amount", "tax_rates", "was.tax_rates"]
    own = sheet(
        "update_lines", header, ["in_1", "il_1", *MARKED, *cells],
        ["in_1", "il_2", *MARKED, 6.0, 5.0, None, "(empty)"], hidden_rows=[2],
    )  # fmt: skip
    questions = [code for _, severity, code in found(checked(own)) if severity == "question"]
    assert questions == (["hidden_rows"] if asked else [])


ASKED = ["amount", "was.amount", "currency"]
REMOVES = ["invoice", "line", "behavior"]


def test_a_row_nobody_touched_is_none_of_two_about_one_line() -> None:
    mine = exported(ASKED, [5.0, 5.0, "USD"], [7.0, 5.0, "USD"])
    gone = sheet("remove_lines", REMOVES, ["in_1", "il_1", "delete"], ["in_1", "il_2", "delete"])
    problems = checked(mine, gone).problems
    assert [(p.sheet, p.cell, p.code) for p in problems] == [
        ("remove_lines", "B3", "line_updated_and_removed")
    ]
    assert problems[0].details["other"] == "update_lines!3"


def test_a_row_copied_is_one_line_twice_only_where_both_ask() -> None:
    rows = ([5.0, 5.0, "USD"], [7.0, 5.0, "USD"], [8.0, 5.0, "USD"])
    mine = sheet(
        "update_lines", ["invoice", "line", *MARKS, *ASKED],
        *(["in_1", "il_1", *MARKED, *row] for row in rows),
    )  # fmt: skip
    problems = checked(mine).problems
    assert [(p.cell, p.code, p.details["other"]) for p in problems] == [
        ("B4", "line_twice", "update_lines!3")
    ]


def test_a_row_of_ones_own_that_asks_for_nothing_still_names_its_line() -> None:
    mine = sheet("update_lines", ["invoice", "line", "amount"], ["in_1", "il_1", None])
    gone = sheet("remove_lines", REMOVES, ["in_1", "il_1", "delete"])
    assert found(checked(mine, gone)) == [("B2", "error", "line_updated_and_removed")]


def test_what_became_of_a_line_nobody_touched_is_no_problem() -> None:
    closed, there = invoice(2, line(3, 500), status="open"), invoice(1, line(1, 500))
    header = ["invoice", "line", *MARKS, *ASKED]
    rows = [("in_1", "il_1"), ("in_1", "il_2"), ("in_2", "il_3"), ("in_9", "il_9")]
    mine = sheet("update_lines", header, *([*one, *MARKED, 5.0, 5.0, "USD"] for one in rows))
    told = plan(mine, on=live(there, closed))
    assert (told.problems, told.requests) == ((), ())
    ends = [(o.status.value, o.reason, o.stripe_id) for o in told.operations]
    gone = ("unchanged", "untouched", "")
    assert ends == [
        ("unchanged", "untouched", "il_1"), gone, ("unchanged", "untouched", "il_3"), gone,
    ]  # fmt: skip


def test_a_currency_that_is_not_the_invoices_is_a_change() -> None:
    mine = exported(ASKED, [5.0, 5.0, "EUR"])
    told = plan(mine, on=live(invoice(1, line(1, 500))))
    assert [(p.cell, p.code) for p in told.problems] == [("H2", "currency_mismatch")]
    assert [o.status.value for o in told.operations] == []


APART = ("description", "amount", "price")
ROWS = [("Rent", 30.0, "price_A"), ("Fuel", 20.0, "price_B"), ("Toll", 10.0, "price_C"),
        ("Wash", 5.0, "price_D")]  # fmt: skip


def with_was(now: list[tuple[object, ...]]) -> Sheet:
    header = [*APART, *(f"was.{name}" for name in APART)]
    return exported(header, *([*a, *b] for a, b in zip(now, ROWS, strict=True)))


@pytest.mark.parametrize("edit", [{}, {1: ("Toll", 99.0, "price_C")}])
def test_only_the_visible_columns_sorted(edit: dict[int, tuple[object, ...]]) -> None:
    """Each row would ask for an amount and a price at once; said is what happened."""
    now = [*reversed(ROWS)]
    told = checked(with_was([edit.get(n, row) for n, row in enumerate(now)]))
    assert found(told) == [("F1", "error", "sorted_apart")]
    named = "description, price" if edit else "description, amount, price"
    assert told.problems[0].details["columns"] == named
    assert len(told.rows) == 0


@pytest.mark.parametrize(
    "now",
    [
        ROWS,
        [("Fuel", 20.0, "price_A"), ("Rent", 30.0, "price_B"), *ROWS[2:]],  # two lines exchanged
        [(f"{name}, October", *rest) for name, *rest in ROWS],
    ],
)
def test_what_a_person_changes_is_not_taken_for_a_sort(now: list[tuple[object, ...]]) -> None:
    codes = {code for _, _, code in found(checked(with_was(now)))}
    assert "sorted_apart" not in codes
