"""Discounts, taxes and totals, to the minor unit."""

from __future__ import annotations

from decimal import Decimal

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from batcher.sandbox.server import Sandbox
from batcher.sandbox.totals import product, share

TAX = {
    "amount": 123,
    "taxable_amount": 1000,
    "tax_rate_data": {"display_name": "GST", "inclusive": False, "percentage": 12.3},
}


def test_discounts_come_off_one_after_the_other(client: stripe.StripeClient):
    lines = [{"amount": 1005, "discounts": [{"coupon": "TEN"}, {"coupon": "FIVER"}]}]
    invoice = client.v1.invoices.add_lines("in_B", {"lines": lines})
    (line,) = invoice.lines.data
    assert [part.amount for part in line.discount_amounts] == [101, 500]
    assert (line.amount, line.subtotal, invoice.subtotal, invoice.total) == (1005, 1005, 404, 404)
    assert [part.amount for part in invoice.total_discount_amounts] == [101, 500]
    lines = [{"id": line.id, "discountable": False}]
    assert client.v1.invoices.update_lines("in_B", {"lines": lines}).total == 1005


def test_a_discount_never_exceeds_the_line_and_can_be_cleared(client: stripe.StripeClient):
    lines = [{"amount": 300, "discounts": [{"coupon": "FIVER"}]}]
    invoice = client.v1.invoices.add_lines("in_B", {"lines": lines})
    assert invoice.total == 0
    lines = [{"id": invoice.lines.data[0].id, "discounts": ""}]
    assert client.v1.invoices.update_lines("in_B", {"lines": lines}).total == 300


def test_promotion_codes_and_discounts_used_again(client: stripe.StripeClient):
    lines = [{"amount": 1000, "discounts": [{"promotion_code": "promo_A"}]}]
    invoice = client.v1.invoices.add_lines("in_B", {"lines": lines})
    discount = invoice.lines.data[0].discounts[0]
    assert discount.startswith("di_")
    lines = [{"amount": 2000, "discounts": [{"discount": discount}]}]
    assert client.v1.invoices.add_lines("in_B", {"lines": lines}).total == 2700
    got = client.v1.invoices.retrieve("in_B", {"expand": ["lines.data.discounts"]})
    assert got.lines.data[0].discounts[0].promotion_code == "promo_A"
    assert client.v1.invoices.retrieve("in_B").lines.data[0].discounts[0] == discount


def test_exclusive_and_inclusive_taxes(client: stripe.StripeClient):
    lines = [{"amount": 1005, "tax_rates": ["txr_10"]}, {"amount": 1000, "tax_rates": ["txr_in"]}]
    invoice = client.v1.invoices.add_lines("in_B", {"lines": lines})
    # 1005 at 10 % on top is 101 (100.5 up); 1000 holds 924 net and 76 tax at 8.25 %.
    assert [(tax.amount, tax.taxable_amount) for tax in invoice.total_taxes] == [
        (101, 1005),
        (76, 924),
    ]
    assert (invoice.subtotal, invoice.total, invoice.total_excluding_tax) == (2005, 2106, 1929)


def test_tax_follows_line_discounts_and_default_rates(client: stripe.StripeClient):
    client.v1.invoices.update("in_B", {"default_tax_rates": ["txr_10"]})
    lines = [{"amount": 1000, "discounts": [{"coupon": "TEN"}]}]
    assert client.v1.invoices.add_lines("in_B", {"lines": lines}).total == 990


def test_tax_amounts_stand_as_told(client: stripe.StripeClient, stripe_sandbox: Sandbox):
    lines = [{"amount": 1000, "tax_amounts": [TAX]}]
    invoice = client.v1.invoices.add_lines("in_B", {"lines": lines})
    (tax,) = invoice.lines.data[0].taxes
    assert (tax.amount, tax.tax_behavior, invoice.total) == (123, "exclusive", 1123)
    made = client.v1.tax_rates.retrieve(tax.tax_rate_details.tax_rate)
    assert (made.display_name, made.percentage) == ("GST", 12.3)
    for fields in (
        {"amount": 1, "tax_rates": ["txr_10"]},
        {"amount": 1, "tax_rates": ["txr_10"], "tax_amounts": [TAX]},
    ):
        with pytest.raises(stripe.InvalidRequestError):
            client.v1.invoices.add_lines("in_B", {"lines": [fields]})
    lines = [{"id": invoice.lines.data[0].id, "tax_amounts": "", "tax_rates": ["txr_10"]}]
    assert client.v1.invoices.update_lines("in_B", {"lines": lines}).total == 1100


def test_the_sum_of_the_parts_is_the_whole(stripe_sandbox: Sandbox):
    invoice = stripe_sandbox.state.invoice("in_A")
    assert invoice["subtotal"] == 7500 + 3 * 1500 + 2 * 900
    assert invoice["amount_due"] == invoice["total"] == 13800


def test_half_goes_away_from_zero():
    assert product(Decimal("0.5"), Decimal(1)) == 1
    assert product(Decimal("-0.5"), Decimal(1)) == -1
    assert product(Decimal("0.499999999999"), Decimal(1)) == 0
    assert share(1005, 10) == 101
    assert share(1000, 8.25) == 83


@given(st.integers(-(10**12), 10**12), st.integers(0, 10**6))
def test_whole_numbers_are_exact(unit: int, quantity: int):
    assert product(Decimal(unit), Decimal(quantity)) == unit * quantity
