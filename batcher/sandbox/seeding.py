"""Turns seeds, objects of Stripe's API cut down to what matters, into whole objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from batcher.sandbox import billing_shapes, catalogue, lines, pricing, shapes
from batcher.sandbox.billing_shapes import TERMS
from batcher.sandbox.state import Record, Work
from batcher.sandbox.totals import settle

Seed = Mapping[str, Any]


def sow(work: Work, seeds: Iterable[Seed]) -> None:
    """Insert every seed; one may refer to those before it. Raises Refusal for a missing one."""
    for seed in seeds:
        kind = seed["object"]
        if kind == "invoice":
            sow_invoice(work, seed)
        elif kind == "invoiceitem":
            sow_invoice_item(work, seed)
        else:
            work.insert(kind, catalogue.SHAPES[kind](completed(seed), work.now))


def completed(seed: Seed) -> Seed:
    """A promotion code may name its coupon directly."""
    if seed["object"] == "promotion_code" and "promotion" not in seed:
        return {**seed, "promotion": {"coupon": seed["coupon"]}}
    return seed


def sow_invoice_item(work: Work, seed: Seed) -> Record:
    """A pending invoice item."""
    common = charge(work, seed["currency"], seed)
    invoice_item = billing_shapes.invoice_item(common, seed["customer"], work.now)
    invoice_item["id"] = seed.get("id")
    return work.insert("invoiceitem", invoice_item)


def sow_invoice(work: Work, seed: Seed) -> None:
    """An invoice with its lines in the order given."""
    customer = work.named("customer", seed["customer"], "customer")
    invoice = billing_shapes.invoice(customer, seed["currency"], seed.get("created", work.now))
    told = {name: value for name, value in seed.items() if name in invoice}
    invoice |= {**told, "metadata": dict(seed.get("metadata") or {})}
    invoice["_default_tax_rates"] = list(seed.get("default_tax_rates") or ())
    invoice["id"] = work.insert("invoice", invoice)["id"]
    for line in seed.get("lines", ()):
        invoice["_lines"].append(sow_line(work, invoice, line)["id"])
    settle(work, invoice["id"])
    if invoice["status"] not in ("draft", "void"):
        invoice["status_transitions"]["finalized_at"] = invoice["created"]


def sow_line(work: Work, invoice: Record, seed: Seed) -> Record:
    """One line: of a subscription where the seed names one, else with its invoice item."""
    common = charge(work, invoice["currency"], seed)
    if "subscription" in seed:
        parent = subscribe(invoice, seed)
    else:
        invoice_item = billing_shapes.invoice_item(common, invoice["customer"], work.now)
        invoice_item |= {"id": seed.get("invoice_item"), "invoice": invoice["id"]}
        parent = billing_shapes.invoice_item_parent(work.insert("invoiceitem", invoice_item)["id"])
    own = {name: common[name] for name in TERMS} | {"metadata": dict(common["metadata"])}
    line = billing_shapes.line(own, invoice["id"], parent, seed.get("subscription"))
    line["id"] = seed.get("id")
    lines.write_tax_amounts(work, line, seed, "lines")
    return work.insert("line_item", line)


def subscribe(invoice: Record, seed: Seed) -> Record:
    """The parent of a subscription line; its invoice is that subscription's renewal."""
    details = {"metadata": {}, "subscription": seed["subscription"]}
    invoice["billing_reason"] = "subscription_cycle"
    invoice["parent"] = {
        "type": "subscription_details",
        "quote_details": None,
        "subscription_details": details,
    }
    return billing_shapes.subscription_parent(seed["subscription"], seed.get("subscription_item"))


def charge(work: Work, currency: str, seed: Seed) -> Record:
    """What a line and its invoice item have in common."""
    common = billing_shapes.terms(currency, work.now)
    common |= costs(work, currency, seed)
    common["discountable"] = common["amount"] >= 0
    written = {name: value for name, value in seed.items() if name not in ("discounts",)}
    lines.write(work, common, written, "lines")
    if seed.get("discounts"):
        sources = [source_of(discount) for discount in seed["discounts"]]
        common["discounts"] = lines.new_discounts(work, sources, currency, "discounts")
    if common["description"] is None and "amount" not in seed:
        common["description"] = pricing.product_name(work, common)
    return common


def source_of(discount: str | Seed) -> Seed:
    """A coupon id, or a source as the API takes it."""
    return {"coupon": discount} if isinstance(discount, str) else discount


def costs(work: Work, currency: str, seed: Seed) -> Record:
    """Amount, price and quantity, for a price of any type, a unit amount, or a plain amount."""
    quantity = Decimal(str(seed.get("quantity_decimal", seed.get("quantity", 1))))
    if "price" in seed:
        return pricing.of_price(work.named("price", seed["price"], "price"), quantity, "lines")
    named = seed.get("description") or "Amount"
    unit = seed.get("unit_amount_decimal", seed.get("unit_amount"))
    if unit is None:
        made = pricing.one_off_price(work, currency, Decimal(seed["amount"]), named)
        return pricing.of_price(made, Decimal(1), "lines")
    product = seed.get("product")
    if product is None:
        product = work.insert("product", shapes.product({"name": named}, work.now))["id"]
    behavior = seed.get("tax_behavior", "unspecified")
    made = pricing.new_price(work, currency, Decimal(str(unit)), product, behavior)
    return pricing.of_price(made, quantity, "lines")


_NAMES = ("id", "invoice_item", "subscription", "subscription_item")


def renamed(seeds: Iterable[Seed], suffix: str) -> list[Seed]:
    """The same objects under ids of their own: no two accounts at Stripe share one."""
    listed = list(seeds)
    ids = {one for seed in listed for one in _ids(seed)}

    def named(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {name: named(inner) for name, inner in value.items()}
        if isinstance(value, list | tuple):
            return [named(inner) for inner in value]
        return f"{value}{suffix}" if isinstance(value, str) and value in ids else value

    return [named(seed) for seed in listed]


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from (str(value[name]) for name in _NAMES if isinstance(value.get(name), str))
    inside = value.values() if isinstance(value, Mapping) else value
    for inner in inside if isinstance(value, Mapping | list | tuple) else ():
        yield from _ids(inner)
