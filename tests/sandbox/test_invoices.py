"""Invoices, the catalogue, lists and pages, through the vendor's own client."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from batcher.sandbox.server import Sandbox
from tests.sandbox.conftest import call


def message(what: Any, *arguments: Any) -> str:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        what(*arguments)
    return str(caught.value.user_message)


def test_account_and_mode(client: stripe.StripeClient, stripe_sandbox: Sandbox):
    account = client.v1.accounts.retrieve_current()
    assert account.id == stripe_sandbox.account
    assert account.settings.dashboard.timezone == "Etc/UTC"
    assert stripe_sandbox.key.startswith("sk_test_")


def test_create_read_update_finalize_void(client: stripe.StripeClient):
    invoice = client.v1.invoices.create(
        {
            "customer": "cus_A",
            "currency": "usd",
            "auto_advance": False,
            "pending_invoice_items_behavior": "exclude",
            "collection_method": "send_invoice",
            "days_until_due": 30,
            "description": "November",
            "metadata": {"m": "1"},
        }
    )
    assert (invoice.status, invoice.total, invoice.lines.data) == ("draft", 0, [])
    assert invoice.due_date == invoice.created + 30 * 86400
    assert (invoice.customer_name, invoice.auto_advance) == ("A KK", False)
    client.v1.invoices.add_lines(invoice.id, {"lines": [{"amount": 100}]})
    invoice = client.v1.invoices.update(invoice.id, {"metadata": {"n": "2"}})
    assert invoice.metadata.to_dict() == {"m": "1", "n": "2"}
    invoice = client.v1.invoices.finalize_invoice(invoice.id)
    assert (invoice.status, invoice.amount_due) == ("open", 100)
    assert client.v1.invoices.update(invoice.id, {"metadata": {"m": ""}}).metadata.to_dict() == {
        "n": "2"
    }
    assert message(client.v1.invoices.update, invoice.id, {"description": "x"}) == (
        "Finalized invoices can't be updated in this way"
    )
    assert message(client.v1.invoices.delete, invoice.id) == "You can only delete draft invoices."
    assert client.v1.invoices.void_invoice(invoice.id).status == "void"


def test_pending_items_are_swept_in_when_asked(client: stripe.StripeClient):
    include = {"customer": "cus_A", "pending_invoice_items_behavior": "include"}
    invoice = client.v1.invoices.create({**include, "currency": "usd"})
    assert [line.amount for line in invoice.lines.data] == [4200]
    client.v1.invoices.delete(invoice.id)
    # Deleting the draft does not free what was swept in (contract 3.11).
    assert client.v1.invoices.create({**include, "currency": "usd"}).lines.data == []
    yen = client.v1.invoices.create({**include, "currency": "jpy"})
    assert [line.amount for line in yen.lines.data] == [100]


def test_create_refusals(client: stripe.StripeClient):
    create = client.v1.invoices.create
    assert message(create, {"customer": "cus_A", "collection_method": "send_invoice"}) == (
        "If invoice collection method is 'send_invoice', you must specify 'due_date' or "
        "'days_until_due'."
    )
    assert message(create, {"customer": "cus_X"}) == "No such customer: 'cus_X'"
    assert "does not simulate" in message(
        create, {"customer": "cus_A", "transfer_data": {"destination": "acct_x"}}
    )
    assert message(client.v1.invoices.finalize_invoice, "in_open") == (
        "This invoice is already finalized, you can't re-finalize a non-draft invoice."
    )


def test_list_invoices(client: stripe.StripeClient):
    made = client.v1.invoices.create({"customer": "cus_B"})
    listed = client.v1.invoices.list({"limit": 2})
    assert [one.id for one in listed.data] == [made.id, "in_open"]
    assert listed.has_more is True
    rest = client.v1.invoices.list({"limit": 2, "starting_after": "in_open"})
    assert ([one.id for one in rest.data], rest.has_more) == (["in_B", "in_A"], False)
    assert len(rest.data[1].lines.data) == 3
    drafts = client.v1.invoices.list({"status": "draft", "customer": "cus_A"})
    assert [one.id for one in drafts.data] == ["in_B", "in_A"]
    recent = client.v1.invoices.list({"created": {"gt": 1_793_577_600}})
    assert [one.id for one in recent.data] == [made.id]
    of_subscription = client.v1.invoices.list({"subscription": "sub_A"})
    assert [one.id for one in of_subscription.data] == ["in_A"]


def test_pages_of_lines(client: stripe.StripeClient, stripe_sandbox: Sandbox):
    client.v1.invoices.add_lines("in_B", {"lines": [{"amount": n} for n in range(25)]})
    lines = client.v1.invoices.line_items
    first = lines.list("in_B")
    assert ([one.amount for one in first.data], first.has_more) == (list(range(10)), True)
    everything = lines.list("in_B", {"limit": 7}).auto_paging_iter()
    assert [one.amount for one in everything] == list(range(25))
    before = lines.list("in_B", {"limit": 3, "ending_before": first.data[5].id})
    assert ([one.amount for one in before.data], before.has_more) == ([2, 3, 4], True)
    # Out of range is clamped, not refused (contract 7.1).
    assert len(lines.list("in_B", {"limit": 1000}).data) == 25
    assert len(lines.list("in_B", {"limit": 0}).data) == 1
    assert "No such" in message(lines.list, "in_B", {"starting_after": "il_1"})


def test_expansion(client: stripe.StripeClient, stripe_sandbox: Sandbox):
    path = "data.pricing.price_details.price"
    listed = client.v1.invoices.line_items.list("in_A", {"expand": [path]})
    assert listed.data[1].pricing.price_details.price.unit_amount == 1500
    # What is shown expanded to one is not changed for the next.
    plain = client.v1.invoices.line_items.list("in_A")
    assert plain.data[1].pricing.price_details.price == "price_A"
    got = call(stripe_sandbox, "GET", "/v1/invoices/in_A/lines?expand[]=total_count")
    assert (got.status, got.error["code"]) == (400, "property_forbidden")
    assert call(stripe_sandbox, "GET", "/v1/invoices/in_A?expand[]=no.such").status == 400


def test_catalogue(client: stripe.StripeClient):
    customer = client.v1.customers.create({"name": "C", "metadata": {"a": "b"}})
    assert client.v1.customers.retrieve(customer.id).name == "C"
    product = client.v1.products.create({"name": "P"})
    price = client.v1.prices.create({"currency": "usd", "product": product.id, "unit_amount": 250})
    assert (price.type, price.unit_amount) == ("one_time", 250)
    rate = client.v1.tax_rates.create({"display_name": "T", "percentage": 7.7, "inclusive": False})
    coupon = client.v1.coupons.create({"percent_off": 25})
    code = client.v1.promotion_codes.create(
        {"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "MINE"}
    )
    assert client.v1.promotion_codes.list({"code": "MINE"}).data[0].id == code.id
    item = client.v1.invoice_items.create(
        {
            "customer": customer.id,
            "currency": "usd",
            "pricing": {"price": price.id},
            "quantity": 2,
            "tax_rates": [rate.id],
            "discounts": [{"promotion_code": code.id}],
        }
    )
    assert (item.amount, item.description, item.tax_rates[0].percentage) == (500, "P", 7.7)
    invoice = client.v1.invoices.create({"customer": customer.id, "currency": "usd"})
    invoice = client.v1.invoices.add_lines(invoice.id, {"lines": [{"invoice_item": item.id}]})
    assert (invoice.subtotal, invoice.total) == (375, 404)  # 375 + 28.875
    assert client.v1.invoice_items.list({"customer": customer.id, "pending": True}).data == []


def test_item_straight_onto_a_draft(client: stripe.StripeClient):
    client.v1.invoice_items.create({"customer": "cus_A", "invoice": "in_B", "amount": 90})
    assert client.v1.invoices.retrieve("in_B").total == 90


@pytest.mark.parametrize(
    ("path", "param"),
    [
        ("/v1/invoices/in_x", "invoice"),
        ("/v1/invoices/in_x/lines", "invoice"),
        ("/v1/prices/price_x", "price"),
        ("/v1/customers/cus_x", "id"),
        ("/v1/invoiceitems/ii_x", "invoiceitem"),
    ],
)
def test_missing_in_the_path(stripe_sandbox: Sandbox, path: str, param: str):
    got = call(stripe_sandbox, "GET", path)
    assert (got.status, got.error["code"], got.error["param"]) == (404, "resource_missing", param)


def test_the_dashboard_acts_beside_the_api(stripe_sandbox: Sandbox):
    state = stripe_sandbox.state
    state.edit_line("in_A", "il_1", amount=1)
    state.add_line("in_A", amount=2, description="by hand")
    state.delete_line("in_A", "il_2")
    state.edit_invoice("in_A", metadata={"who": "me"})
    assert [line["amount"] for line in state.lines("in_A")] == [1, 1800, 2]
    assert state.invoice("in_A")["metadata"] == {"who": "me"}
    assert state.finalize("in_A")["status"] == "open"
    with pytest.raises(ValueError, match="no longer editable"):
        state.edit_line("in_A", "il_1", amount=5)
    assert (state.writes, state.reads) == (0, 0)
