"""Invoices and lines as any API version shows them (contract 1.6)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from batcher.core.live import ITEM, SUBSCRIPTION, fields, invoice, line, plain
from tests.core.drafts import line as made_line

NEW: dict[str, Any] = {
    "id": "il_1",
    "amount": 3000,
    "currency": "usd",
    "description": "Seat",
    "discountable": True,
    "metadata": {"k": "v"},
    "parent": {
        "type": "invoice_item_details",
        "subscription_item_details": None,
        "invoice_item_details": {"invoice_item": "ii_1", "proration": False},
    },
    "period": {"start": 1, "end": 2},
    "pricing": {
        "type": "price_details",
        "price_details": {"price": "price_1", "product": "prod_1"},
        "unit_amount_decimal": "1500",
    },
    "quantity": 2,
    "quantity_decimal": "2",
    "taxes": [{"amount": 300}, {"amount": 20}],
}
OLD: dict[str, Any] = {
    "id": "il_1",
    "amount": 3000,
    "currency": "usd",
    "description": "Seat",
    "discountable": True,
    "metadata": {"k": "v"},
    "type": "invoiceitem",
    "invoice_item": "ii_1",
    "period": {"start": 1, "end": 2},
    "price": {"id": "price_1", "product": "prod_1", "unit_amount_decimal": "1500"},
    "quantity": 2,
    "tax_amounts": [{"amount": 300}, {"amount": 20}],
}


@pytest.mark.parametrize("raw", [NEW, OLD], ids=["basil and newer", "acacia and older"])
def test_a_line_of_any_version(raw: dict[str, Any]) -> None:
    one = line(raw)
    assert (one.id, one.amount, one.kind, one.invoice_item) == ("il_1", 3000, ITEM, "ii_1")
    assert (one.price, one.product, one.unit_amount) == ("price_1", "prod_1", Decimal(1500))
    assert (one.quantity, one.period_start, one.period_end) == (Decimal(2), 1, 2)
    assert (one.metadata, one.tax_minor, one.discountable) == ({"k": "v"}, 320, True)


KINDS: list[tuple[dict[str, Any], str]] = [
    (
        {"parent": {"type": "subscription_item_details", "subscription_item_details": {}}},
        SUBSCRIPTION,
    ),
    ({"parent": None, "type": "subscription"}, SUBSCRIPTION),
    ({"parent": None}, ""),
    ({}, ""),
]


@pytest.mark.parametrize(("more", "kind"), KINDS)
def test_which_kind_a_line_is(more: dict[str, Any], kind: str) -> None:
    assert line({"id": "il_1", "amount": 1, **more}).kind == kind


def test_a_line_of_little() -> None:
    one = line({"id": "il_1", "amount": 1, "description": None, "quantity": None})
    assert (one.description, one.quantity, one.unit_amount, one.price) == ("", None, None, "")
    assert fields(one) == {"amount": "1", "description": ""}


def test_decimal_quantities_are_exact() -> None:
    one = line({**NEW, "quantity": 2, "quantity_decimal": "2.50"})
    assert one.quantity == Decimal("2.50")
    assert fields(one)["quantity"] == "2.5"


def test_an_expanded_price_is_kept() -> None:
    price = {"id": "price_1", "active": True}
    details = {"price": price, "product": {"id": "prod_1"}}
    one = line({**NEW, "pricing": {"price_details": details, "unit_amount_decimal": None}})
    assert (one.price, one.product, one.price_object) == ("price_1", "prod_1", price)
    assert one.unit_amount is None


@pytest.mark.parametrize("wrong", [{}, {"id": "il_1"}, {"id": "il_1", "amount": "x"}])
def test_what_is_no_line(wrong: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError)):
        line(wrong)


def test_an_invoice_of_any_version() -> None:
    raw = {
        "id": "in_1", "status": "draft", "currency": "USD", "customer": {"id": "cus_1"},
        "customer_name": "Acme", "livemode": True, "metadata": {"k": 1}, "subtotal": 3000,
        "total": 3300, "automatically_finalizes_at": 9, "automatic_tax": {"enabled": True},
        "default_tax_rates": [{"id": "txr_1"}], "total_discount_amounts": [{"amount": 5}],
    }  # fmt: skip
    one = invoice({**raw, "total_taxes": [{"amount": 300}]}, [NEW])
    assert (one.currency, one.customer, one.customer_name, one.livemode) == (
        "usd", "cus_1", "Acme", True,
    )  # fmt: skip
    assert (one.amount, one.subtotal, one.total, one.tax, one.discount) == (
        3000,
        3000,
        3300,
        300,
        5,
    )
    assert (one.finalizes_at, one.automatic_tax, one.default_tax_rates) == (9, True, 1)
    assert one.metadata == {"k": "1"}
    assert one.line("il_1") == one.lines[0]
    assert one.line("il_2") is None
    old = invoice({**raw, "tax": 77, "total_discount_amounts": None}, [])
    assert (old.tax, old.discount, old.amount) == (77, None, 0)


@pytest.mark.parametrize(
    ("value", "text"),
    [("1", "1"), ("1.50", "1.5"), ("100", "100"), ("1E+2", "100"), ("0.000", "0"), ("-2.0", "-2")],
)
def test_plain_numbers(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


def test_what_a_line_shows() -> None:
    assert fields(made_line(1, 500, price="price_1", metadata={"k": "v"})) == {
        "amount": "500",
        "quantity": "1",
        "unit_amount": "500",
        "price": "price_1",
        "description": "Line 1",
        "discountable": "true",
        "period_start": "1793491200",
        "period_end": "1793491200",
        "metadata.k": "v",
    }
