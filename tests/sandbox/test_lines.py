"""Adding, changing and removing lines, through the vendor's own client."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import stripe

from batcher import sandbox
from batcher.sandbox.server import Sandbox
from tests.sandbox.conftest import call, seeds

LINE_MEMBERS = {
    *("id", "object", "amount", "currency", "description", "discount_amounts", "discountable"),
    *("discounts", "invoice", "livemode", "metadata", "parent", "period", "pricing", "quantity"),
    *("pretax_credit_amounts", "quantity_decimal", "subscription", "subtotal", "taxes"),
}


def refused(what: Any, *arguments: Any) -> tuple[int | None, str | None, str | None, str]:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        what(*arguments)
    error = caught.value
    return error.http_status, error.code, error.param, str(error.user_message)


def line(running: Sandbox, invoice: str, line_id: str) -> dict[str, Any]:
    return next(one for one in running.state.lines(invoice) if one["id"] == line_id)


def test_the_guides_add(client: stripe.StripeClient, stripe_sandbox: Sandbox):
    invoice = client.v1.invoices.add_lines(
        "in_B",
        {
            "lines": [
                {"amount": 7500, "metadata": {"row": "1"}},
                {"pricing": {"price": "price_A"}, "description": "New line item"},
                {"invoice_item": "ii_pending", "metadata": {"row": "3"}},
            ],
            "invoice_metadata": {"done": "yes"},
        },
    )
    assert (invoice.subtotal, invoice.total) == (13200, 13200)
    assert invoice.metadata.to_dict() == {"done": "yes"}
    first, second, third = stripe_sandbox.state.lines("in_B")
    assert (first["amount"], first["quantity"], first["metadata"]) == (7500, 1, {"row": "1"})
    assert first["parent"]["invoice_item_details"]["invoice_item"].startswith("ii_")
    assert (second["amount"], second["description"]) == (1500, "New line item")
    assert second["pricing"]["price_details"] == {"price": "price_A", "product": "prod_A"}
    assert third["parent"]["invoice_item_details"]["invoice_item"] == "ii_pending"
    assert (third["description"], third["metadata"]) == ("Callout", {"a": "1", "row": "3"})
    assert third["id"].startswith("il_")


def test_the_shape_is_that_of_the_contract(client: stripe.StripeClient):
    invoice = client.v1.invoices.retrieve("in_A")
    shown = invoice.to_dict()["lines"]["data"][0]
    assert shown.keys() == LINE_MEMBERS
    assert invoice.livemode is False
    assert invoice.parent.subscription_details.subscription == "sub_A"


def test_inline_price_and_decimals(client: stripe.StripeClient, stripe_sandbox: Sandbox):
    data = {"currency": "usd", "product_data": {"name": "Wire"}, "tax_behavior": "exclusive"}
    client.v1.invoices.add_lines(
        "in_B",
        {
            "lines": [
                {
                    "price_data": {**data, "unit_amount_decimal": Decimal("33.335")},
                    "quantity_decimal": Decimal("1.5"),
                },
                {"pricing": {"price": "price_decimal"}, "quantity": 4},
                {"pricing": {"price": "price_decimal"}, "quantity": 3},
            ]
        },
    )
    wire, half, less = stripe_sandbox.state.lines("in_B")
    assert (wire["amount"], wire["quantity"], wire["quantity_decimal"]) == (50, 1, "1.5")
    assert wire["description"] == "Wire"
    assert half["amount"] == 1  # 0.5 goes up
    assert less["amount"] == 0  # 0.375 goes down
    made = client.v1.prices.retrieve(wire["pricing"]["price_details"]["price"])
    assert (made.tax_behavior, made.unit_amount_decimal) == ("exclusive", Decimal("33.335"))


def test_negative_lines_are_not_discountable(client: stripe.StripeClient, stripe_sandbox: Sandbox):
    client.v1.invoices.add_lines("in_B", {"lines": [{"amount": -500}]})
    (credit,) = stripe_sandbox.state.lines("in_B")
    assert (credit["amount"], credit["discountable"]) == (-500, False)
    assert stripe_sandbox.state.invoice("in_B")["amount_due"] == 0


def test_update_keeps_what_is_not_named(client: stripe.StripeClient, stripe_sandbox: Sandbox):
    client.v1.invoices.update_lines(
        "in_A",
        {
            "lines": [
                {"id": "il_1", "description": "x", "metadata": {"l": "", "m": "z"}},
                {"id": "il_2", "quantity": 5},
            ]
        },
    )
    first, second, _ = stripe_sandbox.state.lines("in_A")
    assert (first["amount"], first["description"]) == (7500, "x")
    assert first["metadata"] == {"k": "v", "m": "z"}
    assert (second["amount"], second["quantity"], second["quantity_decimal"]) == (7500, 5, "5")
    behind = client.v1.invoice_items.retrieve("ii_1")
    assert (behind.description, behind.metadata.to_dict()) == ("x", {"k": "v", "m": "z"})


def test_update_of_price_keeps_the_quantity_and_amount_ends_it(
    client: stripe.StripeClient, stripe_sandbox: Sandbox
):
    price = {"currency": "usd", "product": "prod_A", "unit_amount": 100}
    client.v1.invoices.update_lines("in_A", {"lines": [{"id": "il_2", "price_data": price}]})
    assert line(stripe_sandbox, "in_A", "il_2")["amount"] == 300
    client.v1.invoices.update_lines("in_A", {"lines": [{"id": "il_2", "amount": 1000}]})
    changed = line(stripe_sandbox, "in_A", "il_2")
    assert (changed["amount"], changed["quantity"]) == (1000, 1)
    assert changed["pricing"]["unit_amount_decimal"] == "1000"


def test_subscription_lines_replace_metadata_and_take_little(
    client: stripe.StripeClient, stripe_sandbox: Sandbox
):
    client.v1.invoices.update_lines(
        "in_A", {"lines": [{"id": "il_sub", "metadata": {"b": "2"}, "tax_rates": ["txr_10"]}]}
    )
    changed = line(stripe_sandbox, "in_A", "il_sub")
    assert changed["metadata"] == {"b": "2"}
    assert [tax["amount"] for tax in changed["taxes"]] == [180]
    status, _, param, _ = refused(
        client.v1.invoices.update_lines, "in_A", {"lines": [{"id": "il_sub", "amount": 1}]}
    )
    assert (status, param) == (400, "lines[0][amount]")
    for behavior in ("delete", "unassign"):
        lines = {"lines": [{"id": "il_sub", "behavior": behavior}]}
        assert refused(client.v1.invoices.remove_lines, "in_A", lines)[0] == 400


def test_unassign_and_take_it_elsewhere(client: stripe.StripeClient, stripe_sandbox: Sandbox):
    client.v1.invoices.update_lines("in_A", {"lines": [{"id": "il_1", "description": "moved"}]})
    lines = {"lines": [{"id": "il_1", "behavior": "unassign"}]}
    client.v1.invoices.remove_lines("in_A", lines)
    pending = client.v1.invoice_items.list({"customer": "cus_A", "pending": True}).data
    found = next(one for one in pending if one.id == "ii_1")
    assert (found.amount, found.description, found.invoice) == (7500, "moved", None)
    client.v1.invoices.add_lines("in_B", {"lines": [{"invoice_item": "ii_1"}]})
    (again,) = stripe_sandbox.state.lines("in_B")
    assert (again["amount"], again["metadata"]) == (7500, {"k": "v", "l": "w"})
    assert again["id"] != "il_1"
    lines = {"lines": [{"invoice_item": "ii_1"}]}
    assert refused(client.v1.invoices.add_lines, "in_A", lines)[2] == "lines[0][invoice_item]"


def test_deleted_is_gone(client: stripe.StripeClient):
    lines = {"lines": [{"id": "il_1", "behavior": "delete"}]}
    invoice = client.v1.invoices.remove_lines("in_A", lines)
    assert invoice.subtotal == 6300
    again = {"lines": [{"invoice_item": "ii_1"}]}
    assert refused(client.v1.invoices.add_lines, "in_B", again) == (
        400,
        None,
        "lines[0][invoice_item]",
        "This invoice item has been deleted.",
    )
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.invoice_items.retrieve("ii_1")


@pytest.mark.parametrize(
    ("fields", "code", "param"),
    [
        ({"amount": 1, "quantity": 2}, None, "lines[0][amount]"),
        ({"amount": 1, "pricing": {"price": "price_A"}}, None, "lines[0][amount]"),
        ({"pricing": {"price": "price_gone"}}, "resource_missing", "lines[0][pricing][price]"),
        ({"pricing": {"price": "price_recurring"}}, None, "lines[0][pricing][price]"),
        ({"pricing": {"price": "price_off"}}, None, "lines[0][pricing][price]"),
        ({"pricing": {"price": "price_yen"}}, None, "lines[0][pricing][price]"),
        ({"amount": 1, "tax_rates": ["txr_x"]}, "resource_missing", "lines[0][tax_rates][0]"),
        (
            {"amount": 1, "discounts": [{"coupon": "NONE"}]},
            "resource_missing",
            "lines[0][discounts][0][coupon]",
        ),
        ({"invoice_item": "il_1"}, "resource_missing", "lines[0][invoice_item]"),
        ({"invoice_item": "ii_other"}, None, "lines[0][invoice_item]"),
        ({"invoice_item": "ii_yen"}, None, "lines[0][invoice_item]"),
        ({"description": "nothing to pay"}, "parameter_missing", "lines[0]"),
        ({"amount": 1, "period": {"start": 2, "end": 1}}, None, "lines[0][period][end]"),
        ({"pricing": {"price": "price_A"}, "quantity": -1}, None, "lines[0][quantity]"),
    ],
)
def test_refused_lines(client: stripe.StripeClient, fields: Any, code: str, param: str):
    status, found, named, _ = refused(client.v1.invoices.add_lines, "in_B", {"lines": [fields]})
    assert (status, found, named) == (400, code, param)


def test_a_refused_call_changes_nothing(client: stripe.StripeClient, stripe_sandbox: Sandbox):
    before = stripe_sandbox.state.invoice("in_A"), stripe_sandbox.state.lines("in_A")
    lines = [{"id": "il_1", "amount": 1}, {"id": "il_2", "pricing": {"price": "price_gone"}}]
    assert refused(client.v1.invoices.update_lines, "in_A", {"lines": lines})[2] == (
        "lines[1][pricing][price]"
    )
    bad = {"lines": [{"amount": 1}, {"invoice_item": "ii_x"}], "invoice_metadata": {"a": "b"}}
    refused(client.v1.invoices.add_lines, "in_A", bad)
    assert (stripe_sandbox.state.invoice("in_A"), stripe_sandbox.state.lines("in_A")) == before


def test_only_drafts_and_only_their_own_lines(client: stripe.StripeClient):
    message = "Invalid invoice: This invoice is no longer editable"
    add, update = client.v1.invoices.add_lines, client.v1.invoices.update_lines
    not_editable = (400, "invoice_not_editable", None, message)
    assert refused(add, "in_open", {"lines": [{"amount": 1}]}) == not_editable
    assert refused(update, "in_open", {"lines": [{"id": "il_open"}]}) == not_editable
    assert refused(update, "in_B", {"lines": [{"id": "il_1"}]})[1:3] == (
        "resource_missing",
        "lines[0][id]",
    )
    assert refused(add, "in_missing", {"lines": [{"amount": 1}]}) == (
        404,
        "resource_missing",
        "invoice",
        "No such invoice: 'in_missing'",
    )
    twice = {"lines": [{"id": "il_1"}, {"id": "il_1"}]}
    assert refused(update, "in_A", twice)[2] == "lines[1][id]"


def test_fifty_in_a_request_and_250_on_an_invoice(
    client: stripe.StripeClient, stripe_sandbox: Sandbox
):
    add = client.v1.invoices.add_lines
    assert refused(add, "in_B", {"lines": [{"amount": 1}] * 51})[2] == "lines"
    for _ in range(5):
        invoice = add("in_B", {"lines": [{"amount": 1}] * 50})
    assert (invoice.total, len(invoice.lines.data), invoice.lines.has_more) == (250, 10, True)
    assert refused(add, "in_B", {"lines": [{"amount": 1}]})[2] == "lines"
    assert len(stripe_sandbox.state.lines("in_B")) == 250


def test_both_line_orders():
    for order, expected in (("oldest_first", [1, 2, 3]), ("newest_first", [3, 2, 1])):
        with sandbox.start(None, seed=seeds(), line_order=order) as running:
            body = {f"lines[{n}][amount]": str(n + 1) for n in range(3)}
            got = call(running, "POST", "/v1/invoices/in_B/add_lines", body)
            assert [one["amount"] for one in got.body["lines"]["data"]] == expected


def test_single_update_answers_the_line(client: stripe.StripeClient):
    changed = client.v1.invoices.line_items.update("in_A", "il_1", {"description": "one"})
    assert (changed.object, changed.description) == ("line_item", "one")
