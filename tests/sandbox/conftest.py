"""A small account to try things on, driven by the real client and by raw HTTP."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
import requests
import stripe

from batcher import sandbox
from batcher.sandbox.server import Sandbox

NOW = 1_793_600_000.0  # some hours after the drafts were created


class Got(NamedTuple):
    """One raw answer."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def error(self) -> dict[str, str]:
        return self.body["error"]


def seeds() -> list[dict[str, Any]]:
    """One draft with an item line, a priced line and a subscription line; one finalized invoice."""
    return [
        {"object": "customer", "id": "cus_A", "name": "A KK"},
        {"object": "customer", "id": "cus_B", "name": "B Ltd"},
        {"object": "product", "id": "prod_A", "name": "Hours"},
        price("price_A", unit_amount=1500),
        price("price_decimal", unit_amount_decimal="0.125"),
        price("price_recurring", unit_amount=900, type="recurring"),
        price("price_off", unit_amount=900, active=False),
        price("price_yen", unit_amount=900, currency="jpy"),
        {
            "object": "tax_rate",
            "id": "txr_10",
            "display_name": "VAT",
            "percentage": 10,
            "inclusive": False,
        },
        {
            "object": "tax_rate",
            "id": "txr_in",
            "display_name": "VAT",
            "percentage": "8.25",
            "inclusive": True,
        },
        {"object": "coupon", "id": "TEN", "percent_off": 10},
        {"object": "coupon", "id": "FIVER", "amount_off": 500, "currency": "usd"},
        {"object": "promotion_code", "id": "promo_A", "coupon": "TEN"},
        item("ii_pending", "cus_A", amount=4200, description="Callout", metadata={"a": "1"}),
        item("ii_other", "cus_B", amount=100),
        item("ii_yen", "cus_A", amount=100, currency="jpy"),
        draft("in_A", *lines()),
        draft("in_B"),
        {**draft("in_open", {"id": "il_open", "amount": 700}), "status": "open"},
    ]


def price(identity: str, **more: Any) -> dict[str, Any]:
    base = {"object": "price", "id": identity, "product": "prod_A", "currency": "usd"}
    return {**base, "type": "one_time", "active": True, **more}


def item(identity: str, customer: str, **more: Any) -> dict[str, Any]:
    base = {"object": "invoiceitem", "id": identity, "customer": customer}
    return {**base, "currency": "usd", **more}


def draft(identity: str, *of: dict[str, Any]) -> dict[str, Any]:
    base = {"object": "invoice", "id": identity, "customer": "cus_A", "currency": "usd"}
    return {**base, "status": "draft", "created": 1_793_577_600, "lines": list(of)}


def lines() -> list[dict[str, Any]]:
    return [
        {"id": "il_1", "invoice_item": "ii_1", "amount": 7500, "metadata": {"k": "v", "l": "w"}},
        {"id": "il_2", "invoice_item": "ii_2", "price": "price_A", "quantity": 3},
        {
            "id": "il_sub",
            "subscription": "sub_A",
            "subscription_item": "si_A",
            "price": "price_recurring",
            "quantity": 2,
            "metadata": {"seat": "yes"},
        },
    ]


@pytest.fixture
def stripe_sandbox() -> Iterator[Sandbox]:
    with sandbox.start(None, seed=seeds(), clock=lambda: NOW) as running:
        yield running


@pytest.fixture
def client(stripe_sandbox: Sandbox) -> Iterator[stripe.StripeClient]:
    with requests.Session() as session:
        yield connect(stripe_sandbox, session)


def connect(running: Sandbox, session: requests.Session) -> stripe.StripeClient:
    """The vendor's client on the sandbox, without retries."""
    return stripe.StripeClient(
        running.key,
        base_addresses={"api": running.url},
        http_client=stripe.RequestsClient(session=session, timeout=10),
        max_network_retries=0,
    )


def call(
    running: Sandbox,
    method: str,
    path: str,
    form: dict[str, str] | str = "",
    *,
    key: str = "",
    secret: str | None = None,
) -> Got:
    """One raw request; errors come back as answers."""
    body = form if isinstance(form, str) else urlencode(form)
    headers = {"Authorization": f"Bearer {running.key if secret is None else secret}"}
    if key:
        headers["Idempotency-Key"] = key
    request = urllib.request.Request(
        running.url + path, body.encode() or None, headers, method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return Got(answer.status, json.loads(answer.read()), dict(answer.headers))
    except urllib.error.HTTPError as error:
        with error:
            return Got(error.code, json.loads(error.read()), dict(error.headers))
