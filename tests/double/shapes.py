"""What the account's values look like on the wire, in API version 2026-10-28.endive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from tests.double.entries import Entry, whole
from tests.double.state import State

EMBEDDED_LINES = 10


def discount_amounts(state: State, entry: Entry) -> list[dict[str, Any]]:
    """What each discount takes off a line, in minor units."""
    if not entry.discountable:
        return []
    left, found = entry.amount, []
    for identity in entry.discounts:
        coupon = state.coupons[state.discounts[identity]["coupon"]]
        if coupon.get("percent_off") is not None:
            off = whole(Decimal(left) * Decimal(str(coupon["percent_off"])) / 100)
        else:
            off = min(left, coupon["amount_off"])
        left -= off
        found.append({"amount": off, "discount": identity})
    return found


def net(state: State, entry: Entry) -> int:
    """A line's amount after its own discounts."""
    return entry.amount - sum(off["amount"] for off in discount_amounts(state, entry))


def taxes(state: State, entry: Entry) -> list[dict[str, Any]]:
    """The line's taxes, from its hand-made amounts or its (or the invoice's) rates."""
    if entry.tax_amounts:
        return [
            _tax(part["amount"], part["taxable_amount"], part["tax_rate_data"]["inclusive"], "")
            for part in entry.tax_amounts
        ]
    base, found = net(state, entry), []
    rates = entry.tax_rates
    if not rates and entry.invoice:
        rates = tuple(state.invoices[entry.invoice]["default_tax_rates"])
    for rate in rates:
        share = Decimal(str(state.tax_rates[rate]["percentage"])) / 100
        inclusive = state.tax_rates[rate]["inclusive"]
        amount = whole(base - base / (1 + share)) if inclusive else whole(base * share)
        found.append(_tax(amount, base - amount if inclusive else base, inclusive, rate))
    return found


def _tax(amount: int, taxable: int, inclusive: bool, rate: str) -> dict[str, Any]:
    return {
        "amount": amount,
        "tax_behavior": "inclusive" if inclusive else "exclusive",
        "tax_rate_details": {"tax_rate": rate or "txr_handmade"},
        "taxability_reason": "standard_rated",
        "taxable_amount": taxable,
        "type": "tax_rate_details",
    }


def _parent(entry: Entry) -> dict[str, Any] | None:
    if entry.odd:
        return None
    if entry.subscription:
        details = {
            "invoice_item": None,
            "proration": False,
            "proration_details": {"credited_items": None},
            "subscription": entry.subscription,
            "subscription_item": "si_" + entry.subscription.removeprefix("sub_"),
        }
        return {
            "type": "subscription_item_details",
            "invoice_item_details": None,
            "subscription_item_details": details,
        }
    details = {
        "invoice_item": entry.invoice_item,
        "proration": False,
        "proration_details": {"credited_items": None},
        "subscription": None,
    }
    return {
        "type": "invoice_item_details",
        "subscription_item_details": None,
        "invoice_item_details": details,
    }


def _pricing(state: State, entry: Entry, expand: Iterable[str]) -> dict[str, Any]:
    price: object = entry.price
    if "pricing.price_details.price" in expand:
        price = state.prices.get(entry.price, entry.price)
    return {
        "type": "price_details",
        "price_details": {"price": price, "product": entry.product},
        "unit_amount_decimal": entry.unit,
    }


def line(state: State, entry: Entry, expand: Iterable[str] = ()) -> dict[str, Any]:
    """One line_item."""
    discounts: list[object] = list(entry.discounts)
    if "discounts" in expand:
        discounts = [discount(state, identity) for identity in entry.discounts]
    return {
        "id": entry.line,
        "object": "line_item",
        "amount": entry.amount,
        "currency": entry.currency,
        "description": entry.description,
        "discount_amounts": discount_amounts(state, entry),
        "discountable": entry.discountable,
        "discounts": discounts,
        "invoice": entry.invoice,
        "livemode": state.livemode,
        "metadata": dict(entry.metadata),
        "parent": _parent(entry),
        "period": {"start": entry.period[0], "end": entry.period[1]},
        "pretax_credit_amounts": [],
        "pricing": _pricing(state, entry, expand),
        "quantity": int(Decimal(entry.quantity)),
        "quantity_decimal": entry.quantity,
        "subscription": entry.subscription,
        "subtotal": entry.amount,
        "taxes": taxes(state, entry),
    }


def discount(state: State, identity: str) -> dict[str, Any]:
    """One discount, its coupon by id."""
    known = state.discounts[identity]
    return {
        "id": identity,
        "object": "discount",
        "promotion_code": known.get("promotion_code"),
        "source": {"type": "coupon", "coupon": known["coupon"]},
        "start": 1793577600,
        "end": None,
    }


def invoice_item(state: State, entry: Entry) -> dict[str, Any]:
    """One invoice item, pending (`invoice` null) or attached."""
    return {
        "id": entry.invoice_item,
        "object": "invoiceitem",
        "amount": entry.amount,
        "currency": entry.currency,
        "customer": entry.customer,
        "date": entry.period[0],
        "description": entry.description,
        "discountable": entry.discountable,
        "discounts": list(entry.discounts),
        "invoice": entry.invoice,
        "livemode": state.livemode,
        "metadata": dict(entry.metadata),
        "parent": None,
        "period": {"start": entry.period[0], "end": entry.period[1]},
        "pricing": _pricing(state, entry, ()),
        "proration": False,
        "quantity": int(Decimal(entry.quantity)),
        "quantity_decimal": entry.quantity,
        "tax_rates": [state.tax_rates[rate] for rate in entry.tax_rates],
        "test_clock": None,
    }


def invoice(state: State, identity: str, expand: Iterable[str] = ()) -> dict[str, Any]:
    """One invoice with its first ten lines only."""
    kept = state.invoices[identity]
    entries = state.lines_of(identity)
    inner = [name.removeprefix("lines.data.") for name in expand]
    subtotal = sum(net(state, entry) for entry in entries)
    tax = [part for entry in entries for part in taxes(state, entry)]
    added = sum(part["amount"] for part in tax if part["tax_behavior"] == "exclusive")
    embedded = {
        "object": "list",
        "data": [line(state, entry, inner) for entry in entries[:EMBEDDED_LINES]],
        "has_more": len(entries) > EMBEDDED_LINES,
        "url": f"/v1/invoices/{identity}/lines",
    }
    total = subtotal + added
    sums: Mapping[str, Any] = {
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal,
        "total": total,
        "total_excluding_tax": subtotal,
        "amount_due": max(total, 0),
        "amount_remaining": max(total, 0),
        "amount_paid": 0,
        "total_taxes": tax,
        "total_discount_amounts": [],
    }
    return {**kept, "object": "invoice", "livemode": state.livemode, "lines": embedded, **sums}
