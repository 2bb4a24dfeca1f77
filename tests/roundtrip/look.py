"""What stands in an account, read over HTTP with nothing of the product, as values to compare.

Ids that Stripe makes anew for a line (prices and products for it alone, discounts, hand-made tax
rates) are told by what they say; ids people know are told as they are.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from tests.roundtrip.account import PLANTED, RATES
from tests.roundtrip.stripes import Place

TAG = "batcher"
Shown = dict[str, Any]  # a line by its members
_SUMS = ("subtotal", "total", "amount_due", "subtotal_excluding_tax", "total_excluding_tax")
_OWN = ("id", "customer", "currency", "status", "description", "collection_method", "due_date")


@dataclass(frozen=True, slots=True)
class Standing:
    """Every invoice without its lines, the lines by id with their invoice, and pending items."""

    invoices: Mapping[str, Shown]
    lines: Mapping[str, tuple[str, Shown]]
    pending: Mapping[str, Shown]

    def sums(self) -> dict[str, int]:
        """The line amounts by currency, in minor units."""
        found: dict[str, int] = {}
        for _, one in self.lines.values():
            found[one["currency"]] = found.get(one["currency"], 0) + one["amount"]
        return found


def look(place: Place) -> Standing:
    """The whole account now."""
    eye = _Eye(place)
    try:
        return eye.standing()
    finally:
        eye.close()


@dataclass(slots=True)
class _Eye:
    place: Place
    _connection: http.client.HTTPConnection | None = None
    _known: dict[str, Shown] = field(default_factory=dict)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def _get(self, path: str, *query: tuple[str, str]) -> Shown | None:
        """The JSON of one GET; None where there is nothing of that name."""
        if self._connection is None:
            address = urlsplit(self.place.url)
            assert address.hostname
            self._connection = http.client.HTTPConnection(
                address.hostname, address.port, timeout=20
            )
        headers = {"Authorization": f"Bearer {self.place.key}"}
        url = f"{path}?{urlencode(query)}" if query else path
        self._connection.request("GET", url, headers=headers)
        answer = self._connection.getresponse()
        body: Shown = json.loads(answer.read())
        assert answer.status in (200, 404), (path, body)
        return body if answer.status == 200 else None

    def _all(self, path: str, *query: tuple[str, str]) -> Iterator[Shown]:
        more: tuple[tuple[str, str], ...] = ()
        while True:
            page = self._get(path, *query, ("limit", "100"), *more)
            assert page is not None, path
            yield from page["data"]
            if not page["has_more"]:
                return
            more = (("starting_after", page["data"][-1]["id"]),)

    def _one(self, kind: str, identity: str) -> Shown:
        """A price, product or tax rate, read once; {} where Stripe shows none."""
        path = f"/v1/{kind}/{quote(identity)}"
        if path not in self._known:
            self._known[path] = self._get(path) or {}
        return self._known[path]

    def standing(self) -> Standing:
        invoices, lines = {}, {}
        for raw in self._all("/v1/invoices"):
            name = raw["id"]
            invoices[name] = self._invoice(raw)
            expand = ("expand[]", "data.discounts")
            for line in self._all(f"/v1/invoices/{name}/lines", expand):
                lines[line["id"]] = (name, self._line(line))
        pending = self._all("/v1/invoiceitems", ("pending", "true"))
        return Standing(invoices, lines, {one["id"]: self._item(one) for one in pending})

    def _invoice(self, raw: Shown) -> Shown:
        own = {name: raw.get(name) for name in (*_OWN, *_SUMS)}
        taxes = sorted(
            (tax["tax_behavior"], tax["amount"], tax["taxable_amount"])
            for tax in raw["total_taxes"] if tax["amount"]
        )  # fmt: skip
        off = sum(one["amount"] for one in raw["total_discount_amounts"])
        keys = {f"metadata.{key}": value for key, value in _untagged(raw).items()}
        return {**own, **keys, "taxes": taxes, "off": off}

    def _common(self, raw: Shown) -> Shown:
        details = raw["pricing"]["price_details"]
        price = self._one("prices", details["price"])
        product = self._one("products", details["product"])
        is_listed = price.get("active") and details["price"].startswith("price_sold")
        is_sold = product.get("active") and details["product"] in PLANTED
        return {
            "amount": raw["amount"],
            "currency": raw["currency"],
            "quantity": raw["quantity_decimal"],
            "unit_amount": raw["pricing"]["unit_amount_decimal"],
            "price": details["price"] if is_listed else "its own",
            "product": details["product"] if is_sold else "its own",
            "tax_behavior": price.get("tax_behavior"),
            "description": raw["description"] or "",
            "discountable": raw["discountable"],
            "period": (raw["period"]["start"], raw["period"]["end"]),
            **{f"metadata.{key}": value for key, value in _untagged(raw).items()},
        }

    def _line(self, raw: Shown) -> Shown:
        return {
            **self._common(raw),
            "kind": raw["parent"]["type"],
            "item": raw["parent"][raw["parent"]["type"]]["invoice_item"] or "",
            "tax_rates": [self._tax(tax) for tax in raw["taxes"]],
            "discounts": [
                one.get("promotion_code") or one["source"]["coupon"] for one in raw["discounts"]
            ],
            "off": [one["amount"] for one in raw["discount_amounts"]],
        }

    def _tax(self, tax: Shown) -> tuple[object, ...]:
        """The rate where people use it again, else what it says; both with its amounts."""
        identity = tax["tax_rate_details"]["tax_rate"]
        rate = self._one("tax_rates", identity)
        percentage = Decimal(str(rate.get("percentage") or 0)).normalize()
        said: object = (rate.get("display_name"), percentage)
        own = identity if rate.get("active") and identity in RATES else said
        return (own, tax["amount"], tax["taxable_amount"], tax["tax_behavior"])

    def _item(self, raw: Shown) -> Shown:
        rates = [one["id"] for one in raw["tax_rates"]]
        return {**self._common(raw), "tax_rates": rates, "discounts": len(raw["discounts"])}


def _untagged(raw: Shown) -> dict[str, str]:
    return {key: raw["metadata"][key] for key in sorted(raw["metadata"]) if key != TAG}
