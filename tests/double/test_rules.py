"""The double's rules on lines, one by one, as the contract states them."""

from __future__ import annotations

import pytest

from tests.double.client import call, get, post
from tests.double.server import Served, serve


def add(invoice: str) -> str:
    return f"/v1/invoices/{invoice}/add_lines"


def update(invoice: str) -> str:
    return f"/v1/invoices/{invoice}/update_lines"


def remove(invoice: str) -> str:
    return f"/v1/invoices/{invoice}/remove_lines"


def test_the_guides_add(double: Served) -> None:
    customer = double.state.customer()
    invoice = double.state.invoice("usd", customer=customer)
    price = double.state.price("usd", "1250.5")
    pending = double.state.pending_item(customer, "usd", 300)
    sent = {
        "lines[0][amount]": "7500",
        "lines[1][pricing][price]": price,
        "lines[1][quantity]": "3",
        "lines[2][invoice_item]": pending,
        "invoice_metadata[batch]": "b1",
    }
    status, body = post(double, add(invoice), sent)
    assert status == 200
    assert double.state.amounts(invoice) == [300, 3752, 7500]
    assert body["subtotal"] == 11552
    assert body["metadata"] == {"batch": "b1"}
    assert double.state.pending == {}


def test_the_guides_update(double: Served) -> None:
    invoice = double.state.invoice()
    first = double.state.line(invoice, 100, metadata={"kept": "1", "gone": "2"})
    second = double.state.line(invoice, 200)
    third = double.state.line(invoice, -300, discountable=False)
    price = double.state.price("usd", "5000")
    sent = {
        "lines[0][id]": first,
        "lines[0][description]": "New",
        "lines[0][metadata][key]": "new value",
        "lines[0][metadata][gone]": "",
        "lines[1][id]": second,
        "lines[1][pricing][price]": price,
        "lines[1][quantity_decimal]": "1.5",
        "lines[2][id]": third,
        "lines[2][discountable]": "true",
    }
    assert post(double, update(invoice), sent)[0] == 200
    entries = double.state.entries
    assert entries[first].metadata == {"kept": "1", "key": "new value"}
    assert entries[first].description == "New"
    assert (entries[second].amount, entries[second].quantity) == (7500, "1.5")
    assert entries[third].discountable is True


def test_the_guides_remove_and_attach_again(double: Served) -> None:
    customer = double.state.customer()
    invoice = double.state.invoice(customer=customer)
    other = double.state.invoice(customer=customer)
    gone, freed = double.state.line(invoice, 100), double.state.line(invoice, 200)
    gone_item = double.state.entries[gone].invoice_item
    freed_item = double.state.entries[freed].invoice_item
    sent = {
        "lines[0][id]": gone,
        "lines[0][behavior]": "delete",
        "lines[1][id]": freed,
        "lines[1][behavior]": "unassign",
    }
    assert post(double, remove(invoice), sent)[0] == 200
    assert double.state.amounts(invoice) == []
    assert list(double.state.pending) == [freed_item]
    assert post(double, add(other), {"lines[0][invoice_item]": str(freed_item)})[0] == 200
    assert double.state.amounts(other) == [200]
    assert freed not in double.state.entries
    status, body = post(double, add(other), {"lines[0][invoice_item]": str(gone_item)})
    assert (status, body["error"]["message"]) == (400, "This invoice item has been deleted.")


@pytest.mark.parametrize(
    ("sent", "param"),
    [
        ({"lines[0][price]": "price_1"}, "lines[0][price]"),
        ({"lines[0][amount]": "1", "lines[0][currency]": "usd"}, "lines[0][currency]"),
        ({"lines[0][unit_amount]": "1"}, "lines[0][unit_amount]"),
        ({"lines[0][amount]": "1.5"}, "lines[0][amount]"),
        ({"lines[0][amount]": "1", "lines[0][quantity]": "1"}, "lines[0][amount]"),
        ({"lines[0][amount]": "1", "lines[0][pricing][price]": "p"}, "lines[0][amount]"),
        ({"lines[0][amount]": "1", "lines[0][id]": "il_1"}, "lines[0][id]"),
        ({"lines[0][description]": "no price"}, "lines[0]"),
        ({"lines[0][amount]": "1", "lines[0][description]": ""}, "lines[0][description]"),
        ({"lines[1][amount]": "1"}, "lines"),
        ({"invoice_metadata[a]": "b"}, "lines"),
        ({"lines[0][pricing][price]": "price_none"}, "lines[0][pricing][price]"),
        ({"lines[0][invoice_item]": "il_1"}, "lines[0][invoice_item]"),
        ({"lines[0][amount]": "1", "lines[0][tax_rates][0]": "txr_0"}, "lines[0][tax_rates][0]"),
        ({"lines[0][amount]": "1", "lines[0][discounts][0][coupon]": "none"},
         "lines[0][discounts][0][coupon]"),
        ({"lines[0][amount]": "1", "lines[0][metadata][k]": "x" * 501}, "lines[0][metadata]"),
    ],
)  # fmt: skip
def test_refused_and_nothing_changed(double: Served, sent: dict[str, str], param: str) -> None:
    invoice = double.state.invoice()
    before = double.state.snapshot()
    status, body = post(double, add(invoice), sent)
    assert (status, body["error"]["param"]) == (400, param)
    assert double.state.snapshot() == before


def test_one_bad_line_spoils_the_request(double: Served) -> None:
    invoice = double.state.invoice()
    recurring = double.state.price("usd", "100", recurring=True)
    sent = {"lines[0][amount]": "5", "lines[1][pricing][price]": recurring}
    status, body = post(double, add(invoice), sent)
    assert status == 400
    assert "`type=recurring`" in body["error"]["message"]
    assert double.state.amounts(invoice) == []


def test_limits_of_50_and_250(double: Served) -> None:
    invoice = double.state.invoice()
    many = {f"lines[{number}][amount]": "1" for number in range(51)}
    assert post(double, add(invoice), many)[0] == 400
    del many["lines[50][amount]"]
    statuses = [post(double, add(invoice), many)[0] for _ in range(6)]
    assert statuses == [200, 200, 200, 200, 200, 400]
    assert len(double.state.amounts(invoice)) == 250


def test_the_same_line_twice(double: Served) -> None:
    invoice = double.state.invoice()
    line = double.state.line(invoice, 5)
    sent = {f"lines[{number}][id]": line for number in range(2)}
    status, body = post(double, update(invoice), sent)
    assert (status, body["error"]["param"]) == (400, "lines[1][id]")


def test_subscription_lines(double: Served) -> None:
    invoice = double.state.invoice()
    line = double.state.line(invoice, 1500, subscription="sub_1", metadata={"old": "1"})
    rate = double.state.tax_rate("10")
    bare = {"lines[0][id]": line}
    assert post(double, update(invoice), bare | {"lines[0][description]": "x"})[0] == 400
    assert post(double, remove(invoice), bare | {"lines[0][behavior]": "delete"})[0] == 400
    sent = bare | {"lines[0][metadata][new]": "2", "lines[0][tax_rates][0]": rate}
    status, body = post(double, update(invoice), sent)
    assert (status, body["total"]) == (200, 1650)
    assert double.state.entries[line].metadata == {"new": "2"}
    assert post(double, update(invoice), bare | {"lines[0][tax_rates]": ""})[0] == 200
    assert double.state.entries[line].tax_rates == ()


def test_discounts_and_inclusive_tax(double: Served) -> None:
    invoice = double.state.invoice("jpy")
    coupon, rate = double.state.coupon(10), double.state.tax_rate("10", inclusive=True)
    sent = {
        "lines[0][amount]": "1100",
        "lines[0][discounts][0][coupon]": coupon,
        "lines[0][tax_rates][0]": rate,
    }
    _, body = post(double, add(invoice), sent)
    assert (body["subtotal"], body["total"], body["total_taxes"][0]["amount"]) == (990, 990, 90)


def test_finalized_and_missing_invoices(double: Served) -> None:
    invoice = double.state.invoice()
    double.state.finalize(invoice)
    status, body = post(double, add(invoice), {"lines[0][amount]": "1"})
    assert (status, body["error"]["code"]) == (400, "invoice_not_editable")
    status, body = post(double, add("in_none"), {"lines[0][amount]": "1"})
    assert (status, body["error"]["param"]) == (404, "invoice")
    assert post(double, f"/v1/invoices/{invoice}", {"metadata[a]": "b"})[0] == 200
    assert post(double, f"/v1/invoices/{invoice}", {"description": "b"})[0] == 400


@pytest.mark.parametrize("newest_first", [False, True])
def test_pages_and_order(newest_first: bool) -> None:
    with serve(newest_first=newest_first) as double:
        invoice = double.state.invoice()
        for amount in range(105):
            double.state.line(invoice, amount)
        path = f"/v1/invoices/{invoice}/lines"
        embedded = get(double, f"/v1/invoices/{invoice}")["lines"]
        assert (len(embedded["data"]), embedded["has_more"]) == (10, True)
        first = get(double, path, limit="1000")
        assert (len(first["data"]), first["has_more"]) == (100, True)
        rest = get(double, path, limit="100", starting_after=first["data"][-1]["id"])
        assert (len(rest["data"]), rest["has_more"]) == (5, False)
        amounts = [line["amount"] for line in first["data"] + rest["data"]]
        assert amounts == sorted(range(105), reverse=newest_first)


def test_creating_a_draft(double: Served) -> None:
    sent = {
        "customer": double.state.customer(),
        "currency": "jpy",
        "collection_method": "send_invoice",
        "auto_advance": "false",
        "pending_invoice_items_behavior": "exclude",
    }
    assert post(double, "/v1/invoices", sent)[0] == 400
    status, body = post(double, "/v1/invoices", sent | {"days_until_due": "30"})
    assert (status, body["status"], body["currency"]) == (200, "draft", "jpy")
    listed = get(double, "/v1/invoices", status="draft", customer=sent["customer"])
    assert [one["id"] for one in listed["data"]] == [body["id"]]


def test_keys_and_permissions(double: Served) -> None:
    assert call(double, "GET", "/v1/account", secret="sk_test_other")[0] == 401
    assert get(double, "/v1/account")["id"] == double.state.account
    double.account_forbidden = True
    assert call(double, "GET", "/v1/account")[0] == 403
