"""The vendor's own client can read what the double says."""

from __future__ import annotations

from decimal import Decimal

import pytest
import stripe

from tests.double.double import KEY
from tests.double.server import Served


def test_the_vendors_client_writes_and_pages(double: Served) -> None:
    client = stripe.StripeClient(KEY, base_addresses={"api": double.url}, max_network_retries=0)
    invoice = double.state.invoice("usd", metadata={"a": "b"})
    for amount in range(12):
        double.state.line(invoice, amount)
    odd = double.state.line(invoice, 7, odd=True)
    answer = client.v1.invoices.add_lines(
        invoice,
        {"lines": [{"amount": 7500, "metadata": {"row": "1"}}], "invoice_metadata": {"c": "d"}},
        {"idempotency_key": "one"},
    )
    assert (answer.subtotal, answer.lines.has_more) == (7573, True)
    assert answer.metadata is not None
    assert answer.metadata.to_dict() == {"a": "b", "c": "d"}
    found = list(client.v1.invoices.line_items.list(invoice, {"limit": 5}).auto_paging_iter())
    assert len(found) == 14
    assert [line.id for line in found if line.parent is None] == [odd]
    assert found[-1].quantity_decimal == Decimal(1)


def test_the_vendors_client_reads_refusals(double: Served) -> None:
    client = stripe.StripeClient(KEY, base_addresses={"api": double.url}, max_network_retries=0)
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.invoices.add_lines("in_none", {"lines": [{"amount": 1}]})
    assert refused.value.error is not None
    assert refused.value.error.code == "resource_missing"
