"""What only live invoices can tell: drafts, lines, prices, items, currencies, room, control."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from batcher.core.checking import Expected
from batcher.core.live import Invoice, Live, Missing
from tests.core.drafts import NOW, invoice, line, live, paths, plan, problems, subscription_line
from tests.core.drafts import statuses as rows_of
from tests.core.sheets import sheet

Wrong = list[tuple[str, str | None, str]]


def add(*cells: object, header: tuple[str, ...] = ("invoice", "amount")) -> Any:
    return sheet("add_lines", list(header), list(cells))


def update(*cells: object, header: tuple[str, ...] = ("invoice", "line", "amount")) -> Any:
    return sheet("update_lines", list(header), list(cells))


def remove(*rows: tuple[object, ...]) -> Any:
    return sheet("remove_lines", ["invoice", "line", "behavior"], *rows)


INVOICES: list[tuple[Any, str]] = [
    (Missing("No such invoice: 'in_1'"), "invoice_missing"),
    (invoice(1, status="open"), "invoice_not_draft"),
    (invoice(1, status="paid"), "invoice_not_draft"),
    (invoice(1, livemode=True), "livemode_mismatch"),
]


@pytest.mark.parametrize(("found", "code"), INVOICES)
def test_the_invoice_is_there_a_draft_and_of_this_mode(found: Any, code: str) -> None:
    made = plan(add("in_1", 5.0), on=Live({"in_1": found}))
    assert problems(made) == [("error", "A2", code)]
    assert made.requests == ()


def test_the_line_is_on_that_invoice() -> None:
    drafts = live(invoice(1, line(1, 100)), invoice(2, line(2, 200)))
    assert problems(plan(update("in_1", "il_9", 5.0), on=drafts)) == [
        ("error", "B2", "line_not_on_invoice")
    ]
    made = plan(update("in_1", "il_2", 5.0), add("in_2", 1.0), on=drafts)
    assert problems(made) == [("error", "B2", "line_on_other_invoice")]
    assert made.problems[0].details["other"] == "in_2"
    assert problems(plan(remove(("in_1", "il_9", "delete")), on=drafts)) == [
        ("error", "B2", "line_not_on_invoice")
    ]


ONE_TIME = {"id": "price_1", "type": "one_time", "active": True, "currency": "usd",
            "unit_amount_decimal": "2500"}  # fmt: skip
PRICES: list[tuple[Any, str | None]] = [
    (ONE_TIME, None),
    ({**ONE_TIME, "type": "recurring"}, "price_recurring"),
    ({**ONE_TIME, "recurring": {"interval": "month"}}, "price_recurring"),
    ({**ONE_TIME, "active": False}, "price_inactive"),
    ({**ONE_TIME, "currency": "jpy"}, "price_currency"),
    ({**ONE_TIME, "currency": "jpy", "currency_options": {"eur": {}}}, "price_currency"),
    ({**ONE_TIME, "unit_amount_decimal": None}, "price_no_unit"),
    (Missing("No such price: 'price_1'"), "object_missing"),
]


@pytest.mark.parametrize(("price", "code"), PRICES)
def test_prices(price: Any, code: str | None) -> None:
    drafts = live(invoice(1, line(1, 100)), prices={"price_1": price})
    made = plan(add("in_1", "price_1", header=("invoice", "price")), on=drafts)
    assert problems(made) == ([("error", "B2", code)] if code else [])
    header = ("invoice", "line", "price")
    made = plan(update("in_1", "il_1", "price_1", header=header), on=drafts)
    assert problems(made) == ([("error", "C2", code)] if code else [])


PENDING = {"id": "ii_9", "amount": 4200, "currency": "usd", "customer": "cus_1", "invoice": None}
ITEMS: list[tuple[Any, str | None]] = [
    (PENDING, None),
    ({**PENDING, "invoice": "in_5"}, "item_attached"),
    ({**PENDING, "invoice": "in_1"}, "item_already_here"),
    ({**PENDING, "currency": "jpy"}, "item_currency"),
    ({**PENDING, "customer": "cus_2"}, "item_customer"),
    (Missing("No such invoiceitem"), "object_missing"),
    ({"id": "ii_9", "deleted": True}, "object_missing"),
]


@pytest.mark.parametrize(("item", "code"), ITEMS)
def test_pending_items(item: Any, code: str | None) -> None:
    made = plan(
        add("in_1", "ii_9", header=("invoice", "invoice_item")),
        on=live(invoice(1), invoice_items={"ii_9": item}),
    )
    assert problems(made) == ([("error", "B2", code)] if code else [])


NAMED: list[tuple[str, str, str, Any, Wrong]] = [
    ("tax_rates", "txr_1", "tax_rates", {"id": "txr_1"}, []),
    ("tax_rates", "txr_1", "tax_rates", Missing("no"), [("error", "C2", "object_missing")]),
    ("discounts", "SPRING", "coupons", Missing("no"), [("error", "C2", "object_missing")]),
    ("discounts", "promo_1", "promotion_codes", Missing("no"), [("error", "C2", "object_missing")]),
    ("discounts", "di_1", "coupons", Missing("no"), []),
    (
        "tax_rates", "txr_1", "tax_rates", Missing("no right", unreadable=True),
        [("warning", "C2", "object_unreadable")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("column", "named", "kind", "there", "wrong"), NAMED)
def test_objects_a_row_names(column: str, named: str, kind: str, there: Any, wrong: Wrong) -> None:
    drafts = live(invoice(1), **{kind: {named: there}})
    made = plan(add("in_1", 5.0, named, header=("invoice", "amount", column)), on=drafts)
    assert problems(made) == wrong


def test_two_missing_objects_in_one_cell_are_one_problem() -> None:
    rates = {"txr_1": Missing("no"), "txr_2": Missing("no")}
    row = ("in_1", 5.0, "txr_1,txr_2")
    made = plan(
        add(*row, header=("invoice", "amount", "tax_rates")),
        on=live(invoice(1), tax_rates=rates),
    )
    assert problems(made) == [("error", "C2", "object_missing")]


@pytest.mark.parametrize("customer", [Missing("no"), {"id": "cus_1", "deleted": True}])
def test_a_customer_that_is_not_there(customer: Any) -> None:
    header = ["ref", "customer", "collection_method", "currency"]
    made = plan(
        sheet("create_invoices", header, ["a", "cus_1", "charge_automatically", "usd"]),
        add("@a", 5.0),
        on=live(customers={"cus_1": customer}),
    )
    assert problems(made) == [("error", "B2", "object_missing"), ("error", "A2", "ref_rejected")]


TAXED = ("invoice", "amount", "tax_1_amount", "tax_1_taxable_amount", "tax_1_name",
         "tax_1_percentage", "tax_1_inclusive")  # fmt: skip
TAXES: list[tuple[dict[str, Any], Wrong]] = [
    ({}, []),
    ({"automatic_tax": True}, [("error", "C2", "tax_amounts_automatic")]),
    ({"default_tax_rates": 1}, [("error", "C2", "tax_amounts_default_rates")]),
]


@pytest.mark.parametrize(("more", "wrong"), TAXES)
def test_tax_amounts_exclude_other_taxes_of_the_invoice(more: dict[str, Any], wrong: Wrong) -> None:
    row = ("in_1", 10.0, 1.0, 10.0, "VAT", 10.0, "no")
    assert problems(plan(add(*row, header=TAXED), on=live(invoice(1, **more)))) == wrong


REMOVED: list[tuple[Any, str, str | None]] = [
    (line(1, 100), "delete", None),
    (line(1, 100), "unassign", None),
    (line(1, 100, invoice_item=""), "unassign", "nothing_to_unassign"),
    (line(1, 100, invoice_item=""), "delete", None),
    (subscription_line(1, 100), "delete", "subscription_line_removed"),
    (subscription_line(1, 100), "unassign", "subscription_line_removed"),
]


@pytest.mark.parametrize(("on", "behavior", "code"), REMOVED)
def test_which_lines_can_be_removed(on: Any, behavior: str, code: str | None) -> None:
    made = plan(remove(("in_1", "il_1", behavior)), on=live(invoice(1, on)))
    assert problems(made) == ([("error", "B2", code)] if code else [])


# Money and currency.


def test_the_rows_currency_is_the_invoices_own() -> None:
    header = ("invoice", "amount", "currency")
    drafts = live(invoice(1))
    assert problems(plan(add("in_1", 5.0, "USD", header=header), on=drafts)) == []
    made = plan(add("in_1", 5.0, "eur", header=header), on=drafts)
    assert problems(made) == [("error", "C2", "currency_mismatch")]


MONEY: list[tuple[str, object, Wrong]] = [
    ("usd", 19.99, []),
    ("usd", 19.995, [("error", "B2", "amount_places")]),
    ("usd", "1.234", [("error", "B2", "amount_ambiguous")]),
    ("kwd", "1.234", [("warning", "B2", "three_decimals")]),
    ("jpy", 999.5, [("error", "B2", "amount_places")]),
]


@pytest.mark.parametrize(("currency", "amount", "wrong"), MONEY)
def test_without_a_currency_money_fits_the_invoices(
    currency: str, amount: object, wrong: Wrong
) -> None:
    assert problems(plan(add("in_1", amount), on=live(invoice(1, currency=currency)))) == wrong


@pytest.mark.parametrize(
    ("sign", "currency", "wrong"),
    [
        ("$", "jpy", [("error", "B2", "format_sign_differs")]),
        ("¥", "usd", [("error", "B2", "format_sign_differs")]),
        ("¥", "jpy", []),
        ("$", "cad", []),
    ],
)
def test_the_currency_a_number_format_shows_is_the_invoices(
    sign: str, currency: str, wrong: Wrong
) -> None:
    shown = replace(add("in_1", 5.0), signs={2: {sign: frozenset({2})}})
    made = plan(shown, on=live(invoice(1, currency=currency)))
    assert problems(made) == wrong
    assert len(made.requests) == (0 if wrong else 1)


def test_a_blank_currency_is_a_question_only_among_several() -> None:
    drafts = live(invoice(1), invoice(2, currency="jpy"))
    header = ["invoice", "amount", "currency"]
    rows = (["in_1", 5.0, None], ["in_2", 500.0, "jpy"])
    made = plan(sheet("add_lines", header, *rows), on=drafts)
    assert problems(made) == [("question", "C2", "currency_blank")]
    made = plan(sheet("add_lines", header[:2], *(row[:2] for row in rows)), on=drafts)
    assert problems(made) == [
        ("question", "B2", "currency_blank"),
        ("question", "B3", "currency_blank"),
    ]
    assert problems(plan(sheet("add_lines", header, rows[0]), on=drafts)) == []


def test_a_price_or_an_update_needs_no_currency_even_then() -> None:
    prices = {"price_1": ONE_TIME}
    drafts = live(invoice(1, line(1, 100)), invoice(2, line(2, 200), currency="jpy"), prices=prices)
    made = plan(
        add("in_1", "price_1", header=("invoice", "price")),
        update("in_2", "il_2", 500.0),
        on=drafts,
    )
    assert problems(made) == []


def test_amount_as_a_check_against_the_live_quantity() -> None:
    header = ("invoice", "line", "amount", "unit_amount")
    drafts = live(invoice(1, line(1, 300, quantity=Decimal(3), unit_amount=Decimal(100))))
    assert problems(plan(update("in_1", "il_1", 6.0, 2.0, header=header), on=drafts)) == []
    made = plan(update("in_1", "il_1", 2.0, 2.0, header=header), on=drafts)
    assert problems(made) == [("error", "C2", "amount_differs")]


def test_a_quantity_needs_a_unit_amount_to_keep() -> None:
    drafts = live(invoice(1, line(1, 300, unit_amount=None)))
    header = ("invoice", "line", "quantity")
    assert problems(plan(update("in_1", "il_1", 2.0, header=header), on=drafts)) == [
        ("error", "C2", "unit_unknown")
    ]


def test_a_unit_amount_needs_a_product_or_a_name() -> None:
    drafts = live(invoice(1, line(1, 300, description="")))
    header = ("invoice", "line", "unit_amount")
    made = plan(update("in_1", "il_1", 2.0, header=header), on=drafts)
    assert [(p.column, p.code) for p in made.problems] == [("product", "product_missing")]


def test_half_a_period_that_ends_before_the_live_half() -> None:
    drafts = live(invoice(1, line(1, 300)))  # lives on 2026-11-01
    header = ("invoice", "line", "period_end")
    made = plan(update("in_1", "il_1", "2026-10-30", header=header), on=drafts)
    assert problems(made) == [("error", "C2", "period_backwards")]
    header = ("invoice", "line", "period_start")
    made = plan(update("in_1", "il_1", "2026-11-02", header=header), on=drafts)
    assert problems(made) == [("error", "C2", "period_backwards")]


@pytest.mark.fault(45)
def test_a_fifty_first_key() -> None:
    full = {f"k{n}": "v" for n in range(50)}
    drafts = live(invoice(1, line(1, 100, metadata=full), metadata=full))
    header = ("invoice", "line", "metadata.k0", "metadata.new")
    made = plan(update("in_1", "il_1", "w", "n", header=header), on=drafts)
    assert problems(made) == [("error", "D2", "metadata_keys")]
    assert problems(plan(update("in_1", "il_1", "(clear)", "n", header=header), on=drafts)) == []
    assert problems(plan(update("in_1", "il_1", "w", None, header=header), on=drafts)) == []
    made = plan(sheet("invoice_metadata", ["invoice", "metadata.new"], ["in_1", "n"]), on=drafts)
    assert problems(made) == [("error", "B2", "metadata_keys")]


# Room and time.


@pytest.mark.fault(42)
def test_room_for_250_lines_after_removals() -> None:
    full = invoice(1, *(line(n, 100) for n in range(249)))
    rows = [["in_1", 1.0]] * 2
    made = plan(sheet("add_lines", ["invoice", "amount"], *rows), on=live(full))
    assert problems(made) == [("error", "A3", "too_many_lines")]
    made = plan(
        sheet("add_lines", ["invoice", "amount"], *rows),
        remove(("in_1", "il_0", "delete")),
        on=live(full),
    )
    assert problems(made) == []
    made = plan(
        sheet("add_lines", ["invoice", "amount"], *rows), on=live(full), lines_per_invoice=251
    )
    assert problems(made) == []


@pytest.mark.parametrize(("in_s", "asked"), [(3600, False), (60, True), (-5, True), (None, False)])
def test_a_draft_that_finalizes_by_itself_too_soon(in_s: int | None, asked: bool) -> None:
    at = None if in_s is None else NOW + in_s
    made = plan(add("in_1", 5.0), on=live(invoice(1, finalizes_at=at)))
    assert problems(made) == ([("question", "A2", "finalizes_soon")] if asked else [])


@pytest.mark.parametrize(("in_s", "asked"), [(400, False), (90, True)])
def test_the_most_urgent_draft_has_its_turn_first(in_s: int, asked: bool) -> None:
    """At one call in ten seconds forty drafts take 800; the last one in the workbook goes first."""
    many = [["in_1" if n == 40 else f"in_{n + 1}", 5.0] for n in range(1, 41)]
    drafts = [invoice(n + 1) for n in range(1, 40)]
    urgent = invoice(1, finalizes_at=NOW + in_s)
    made = plan(
        sheet("add_lines", ["invoice", "amount"], *many),
        on=live(*drafts, urgent),
        requests_per_s=0.1,
    )
    assert problems(made) == ([("question", "A41", "finalizes_soon")] if asked else [])
    assert [r.invoice for r in made.requests][:2] == ["in_1", "in_2"]


def test_an_invoice_that_nothing_is_sent_to_may_finalize() -> None:
    made = plan(update("in_1", "il_1", 1.0), on=live(invoice(1, line(1, 100), finalizes_at=NOW)))
    assert problems(made) == []
    assert rows_of(made) == [(2, "unchanged", "as_asked")]


# `was.`

DRIFT: list[tuple[tuple[str, ...], tuple[object, ...], Wrong]] = [
    (("amount", "was.amount"), (5.0, 1.0), []),
    (("amount", "was.amount"), (5.0, 2.0), [("error", "C2", "drift")]),
    (("amount", "was.amount"), (1.0, 2.0), []),  # stands as asked: nothing is changed
    (("amount", "was.quantity"), (5.0, 2.0), [("error", "D2", "drift")]),
    (("amount", "was.quantity"), (5.0, 1.0), []),
    (("amount", "was.unit_amount"), (5.0, 1.0), []),
    (("amount", "was.unit_amount"), (5.0, 2.0), [("error", "D2", "drift")]),
    (("amount", "was.price"), (5.0, "(empty)"), []),
    (("amount", "was.price"), (5.0, "price_1"), [("error", "D2", "drift")]),
    (("amount", "was.description"), (5.0, "Other"), []),  # not changed by this row
    (("description", "was.description"), ("New", "Line 1"), []),
    (("description", "was.description"), ("New", "Old"), [("error", "C2", "drift")]),
    (("description", "was.description"), ("New", "(empty)"), [("error", "C2", "drift")]),
    (("description", "was.amount"), ("New", 2.0), []),
    (("discountable", "was.discountable"), ("no", "yes"), []),
    (("metadata.k", "was.metadata.k"), ("v", "(empty)"), []),
    (("metadata.k", "was.metadata.k"), ("v", "w"), [("error", "C2", "drift")]),
    (("tax_rates", "was.tax_rates"), ("txr_1", "txr_2"), []),  # a live line does not show them
    (("amount_minor", "was.amount_minor"), (500.0, 100.0), []),
    (("amount_minor", "was.amount_minor"), (500.0, 200.0), [("error", "C2", "drift")]),
    (("amount", "was.amount"), (5.0, 19.995), [("error", "D2", "amount_places")]),
]


@pytest.mark.parametrize(("header", "cells", "wrong"), DRIFT)
def test_was_is_compared_for_the_cells_changed(
    header: tuple[str, ...], cells: tuple[object, ...], wrong: Wrong
) -> None:
    row = ("in_1", "il_1", *cells)
    made = plan(
        update(*row, header=("invoice", "line", *header)), on=live(invoice(1, line(1, 100)))
    )
    assert problems(made) == wrong


def test_drift_names_old_live_and_new() -> None:
    header = ("invoice", "line", "amount", "was.amount")
    made = plan(update("in_1", "il_1", 5.0, 2.0, header=header), on=live(invoice(1, line(1, 100))))
    details = made.problems[0].details
    assert (details["old"], details["live"], details["new"]) == ("2.00", "1.00", "5.00")


METADATA_DRIFT: list[tuple[object, object, Wrong]] = [
    ("v", "(empty)", [("error", "B2", "drift")]),
    ("v", "old", []),
    ("(clear)", "w", [("error", "B2", "drift")]),
    ("old", "w", []),  # stands as asked: nothing is changed
]


@pytest.mark.parametrize(("asked", "was", "wrong"), METADATA_DRIFT)
def test_was_on_metadata_of_an_invoice(asked: object, was: object, wrong: Wrong) -> None:
    own = ["invoice", "metadata.k", "was.metadata.k"]
    draft = invoice(1, metadata={"k": "old"})
    made = plan(sheet("invoice_metadata", own, ["in_1", asked, was]), on=live(draft))
    assert problems(made) == wrong


def test_metadata_of_an_invoice_has_no_use_for_what_an_amount_was() -> None:
    own = ["invoice", "metadata.k", "was.amount"]
    made = plan(sheet("invoice_metadata", own, ["in_1", "v", 5.0]), on=live(invoice(1)))
    assert problems(made) == [("question", "C1", "column_not_used")]


REMOVAL_DRIFT: list[tuple[tuple[str, ...], tuple[object, ...], Wrong]] = [
    (("was.amount", "was.description"), (1.0, "Line 1"), []),
    (("was.amount",), (2.0,), [("error", "D2", "drift")]),
    (("was.amount_minor",), (100.0,), []),
    (("was.description",), ("Other",), [("error", "D2", "drift")]),
    (("was.unit_amount_minor", "was.quantity"), (100.0, 1.0), []),
    (("was.tax_rates", "was.product_name", "was.tax_behavior"), ("txr_1", "x", "inclusive"), []),
]


@pytest.mark.parametrize(("header", "cells", "wrong"), REMOVAL_DRIFT)
def test_was_on_a_removal(header: tuple[str, ...], cells: tuple[object, ...], wrong: Wrong) -> None:
    own = ["invoice", "line", "behavior", *header]
    made = plan(
        sheet("remove_lines", own, ["in_1", "il_1", "delete", *cells]),
        on=live(invoice(1, line(1, 100))),
    )
    assert problems(made) == wrong


# Control money and skipped invoices.


def control(*rows: list[object]) -> Any:
    return sheet("control", ["currency", "net_change"], *rows)


def lines_on(*names: str) -> Any:
    return sheet("add_lines", ["invoice", "amount"], *([name, 5.0] for name in names))


BOTH = live(invoice(1), invoice(2, status="open"))


@pytest.mark.parametrize(
    ("change", "wrong"), [(5.0, []), (6.0, [("error", "B2", "control_change")])]
)
def test_the_accountants_net_change(change: float, wrong: Wrong) -> None:
    assert problems(plan(lines_on("in_1"), control(["usd", change]), on=BOTH)) == wrong


def test_a_currency_nothing_changes_in_is_expected_at_zero() -> None:
    usd = ["usd", 5.0]
    assert problems(plan(lines_on("in_1"), control(usd, ["jpy", 0.0]), on=BOTH)) == []
    assert problems(plan(lines_on("in_1"), control(usd, ["jpy", 5.0]), on=BOTH)) == [
        ("error", "B3", "control_change")
    ]


def test_a_currency_nobody_expects_is_a_warning() -> None:
    totals = control(["jpy", 0.0])
    assert problems(plan(lines_on("in_1"), totals, on=BOTH)) == [
        ("warning", None, "control_silent")
    ]
    both = Expected(changes={"usd": Decimal(5)})
    assert problems(plan(lines_on("in_1"), totals, on=BOTH, expected=both)) == []


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"usd": "5"}, []),
        ({"usd": "5.5"}, ["expect_change"]),
        ({"usd": "5", "jpy": "1.5"}, ["expect_change"]),
    ],
)
def test_the_change_expected_by_the_command_line(changes: dict[str, str], codes: list[str]) -> None:
    expected = Expected(changes={name: Decimal(value) for name, value in changes.items()})
    made = plan(lines_on("in_1"), on=BOTH, expected=expected)
    assert [p.code for p in made.problems] == codes


def test_an_error_of_one_invoice_leaves_the_control_money_untold() -> None:
    made = plan(lines_on("in_1", "in_2"), control(["usd", 10.0]), on=BOTH)
    assert problems(made) == [("error", "A3", "invoice_not_draft")]


def test_skip_invoice_rejects_its_rows_and_lets_the_others_go() -> None:
    made = plan(lines_on("in_2", "in_1", "in_2"), on=BOTH, on_problem="skip-invoice")
    assert paths(made) == ["/v1/invoices/in_1/add_lines"]
    assert [p.row for p in made.problems] == [2, 4]


def test_skip_invoice_rejects_the_good_rows_of_that_invoice_too() -> None:
    drafts = live(invoice(1, line(1, 100)), invoice(2))
    made = plan(
        update("in_1", "il_9", 5.0), lines_on("in_1", "in_2"), on=drafts, on_problem="skip-invoice"
    )
    assert [(o.sheet, o.row, o.status.value) for o in made.operations] == [
        ("add_lines", 2, "rejected"),
        ("add_lines", 3, "applied"),
    ]


def test_with_skipped_rows_control_money_must_still_tie_out() -> None:
    made = plan(
        lines_on("in_1", "in_2"), control(["usd", 10.0]), on=BOTH, on_problem="skip-invoice"
    )
    assert [p.code for p in made.problems] == ["invoice_not_draft", "control_change"]
    made = plan(lines_on("in_1", "in_2"), control(["usd", 5.0]), on=BOTH, on_problem="skip-invoice")
    assert [p.code for p in made.problems] == ["invoice_not_draft"]


def test_an_item_that_a_skipped_row_keeps_is_not_put_elsewhere() -> None:
    drafts = live(
        invoice(1, line(1, 100)),
        invoice(2),
        invoice_items={"ii_1": {"id": "ii_1", "amount": 100, "currency": "usd", "invoice": "in_1"}},
    )
    made = plan(
        remove(("in_1", "il_1", "unassign"), ("in_1", "il_9", "delete")),
        sheet("add_lines", ["invoice", "invoice_item"], ["in_2", "ii_1"]),
        on=drafts,
        on_problem="skip-invoice",
    )
    assert made.requests == ()
    assert [o.status.value for o in made.operations] == ["rejected", "rejected"]


def test_all_problems_come_at_once() -> None:
    drafts = live(
        invoice(1, line(1, 100)), invoice(2, status="void"), Invoice("in_3", "draft", "jpy", ())
    )
    made = plan(
        sheet("add_lines", ["invoice", "amount"], ["in_9", 1.0], ["in_2", 1.0], ["in_3", 0.5]),
        update("in_1", "il_9", 5.0),
        on=drafts,
    )
    assert sorted(p.code for p in made.problems) == [
        "amount_places", "invoice_missing", "invoice_not_draft", "line_not_on_invoice",
    ]  # fmt: skip


RATES = {"txr_1": {"id": "txr_1", "active": True}, "txr_2": {"id": "txr_2", "active": True}}
COUPONS = {one: {"id": one, "valid": True} for one in ("TEN", "FIVE")}
LISTS: list[tuple[str, str, str, dict[str, object], dict[str, object], bool]] = [
    # column, new, was, the live line, its invoice, whether it is told as changed since
    ("tax_rates", "txr_1", "txr_2", {"tax_rates": ("txr_3",)}, {}, True),
    ("tax_rates", "txr_1", "txr_2", {"tax_rates": ("txr_2",)}, {}, False),
    ("tax_rates", "txr_1", "txr_2, txr_3", {"tax_rates": ("txr_3", "txr_2")}, {}, False),
    ("tax_rates", "txr_1", "txr_2", {"tax_rates": ()}, {}, False),
    ("tax_rates", "txr_1", "(empty)", {"tax_rates": ("txr_3",)}, {}, False),
    ("tax_rates", "txr_1", "txr_2", {"tax_rates": ("txr_3",)}, {"automatic_tax": True}, False),
    ("discounts", "TEN", "FIVE", {"discounts": ("di_1",), "coupons": ("TWO",)}, {}, True),
    ("discounts", "TEN", "FIVE", {"discounts": ("di_1",), "coupons": ("FIVE",)}, {}, False),
    ("discounts", "TEN", "FIVE", {"discounts": ("di_1",), "coupons": None}, {}, False),
    ("discounts", "TEN", "di_2", {"discounts": ("di_1",), "coupons": None}, {}, True),
    ("discounts", "TEN", "di_1", {"discounts": ("di_1",), "coupons": ("FIVE",)}, {}, False),
    ("discounts", "TEN", "FIVE", {"discounts": (), "coupons": ()}, {}, False),
]


@pytest.mark.parametrize(("column", "new", "was", "shown", "on", "told"), LISTS)
def test_a_list_is_compared_where_both_sides_show_one(
    column: str, new: str, was: str, shown: dict[str, Any], on: dict[str, Any], told: bool
) -> None:
    """A live line does not surely show them: one that shows none proves nothing."""
    made = plan(
        sheet("update_lines", ["invoice", "line", column, f"was.{column}"],
              ["in_1", "il_1", new, was]),
        on=live(invoice(1, line(1, 500, **shown), **on), tax_rates=RATES, coupons=COUPONS),
    )  # fmt: skip
    found = [(p.cell, p.code) for p in made.problems if p.severity.value == "error"]
    assert found == ([("C2", "drift")] if told else [])
    assert len(made.requests) == (0 if told else 1)
