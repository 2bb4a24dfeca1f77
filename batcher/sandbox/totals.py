"""What discounts, taxes and totals come to, line by line and for the invoice; whole minor units."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from batcher.sandbox.state import Record, Work

PRECISION = 80


def whole(number: Decimal) -> int:
    """Half up, away from zero, to the minor unit."""
    with localcontext(prec=PRECISION):
        return int(number.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def product(unit: Decimal, quantity: Decimal) -> int:
    """Unit amount (in minor units, up to 12 places) times quantity, in whole minor units."""
    with localcontext(prec=PRECISION):
        return whole(unit * quantity)


def share(amount_minor: int, percentage: object) -> int:
    """So many per cent of an amount."""
    with localcontext(prec=PRECISION):
        return whole(amount_minor * Decimal(str(percentage)) / 100)


def settle(work: Work, invoice_id: str) -> Record:
    """Compute every line's discounts and taxes and the invoice's totals; returns the invoice."""
    invoice = work.change("invoice", invoice_id)
    lines = [settle_line(work, invoice, line_id) for line_id in invoice["_lines"]]
    discounts = [part for line in lines for part in line["discount_amounts"]]
    taxes = [part for line in lines for part in line["taxes"]]
    subtotal = sum(line["amount"] for line in lines) - added(discounts)
    exclusive = added(tax for tax in taxes if tax["tax_behavior"] == "exclusive")
    inclusive = added(tax for tax in taxes if tax["tax_behavior"] == "inclusive")
    total = subtotal + exclusive
    invoice |= {
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal - inclusive,
        "total": total,
        "total_excluding_tax": subtotal - inclusive,
        "total_discount_amounts": grouped(discounts, ("discount",)),
        "total_taxes": grouped(taxes, ("tax_behavior", "tax_rate_details", "taxability_reason")),
        "amount_due": max(total, 0),
        "amount_remaining": max(total, 0),
    }
    return invoice


def settle_line(work: Work, invoice: Record, line_id: str) -> Record:
    """One line's `discount_amounts`, `taxes` and `subtotal`; written only where they moved."""
    line = work.named("line_item", line_id, "lines")
    discounts = line_discounts(work, line)
    taxable = line["amount"] - added(discounts)
    computed = {
        "discount_amounts": discounts,
        "taxes": line_taxes(work, invoice, line, taxable),
        "subtotal": line["amount"],
    }
    if any(line[name] != value for name, value in computed.items()):
        line = work.change("line_item", line_id)
        line |= computed
    return line


def line_discounts(work: Work, line: Record) -> list[Record]:
    """Each discount of a line, one after the other on what the earlier ones left."""
    left = line["amount"]
    parts: list[Record] = []
    if not line["discountable"] or left <= 0:
        return parts
    for discount_id in line["discounts"]:
        discount = work.named("discount", discount_id, "discounts")
        coupon = work.named("coupon", discount["source"]["coupon"], "discounts")
        off = coupon["amount_off"]
        amount = share(left, coupon["percent_off"]) if off is None else min(off, left)
        parts.append({"amount": amount, "discount": discount_id})
        left -= amount
    return parts


def line_taxes(work: Work, invoice: Record, line: Record, taxable: int) -> list[Record]:
    """The taxes of a line: those it was told, else those its rates make of `taxable`."""
    if line["_tax_amounts"] is not None:
        return [told_tax(work, told) for told in line["_tax_amounts"]]
    rate_ids = line["_tax_rates"] or invoice["_default_tax_rates"]
    rates = [work.named("tax_rate", rate_id, "tax_rates") for rate_id in rate_ids]
    included = sum(
        (Decimal(str(rate["percentage"])) for rate in rates if rate["inclusive"]), Decimal()
    )
    net = taxable if not included else whole(Decimal(taxable) * 100 / (100 + included))
    return [tax(rate, share(net, rate["percentage"]), net) for rate in rates]


def told_tax(work: Work, told: Record) -> Record:
    """A tax amount given by the caller."""
    rate = work.named("tax_rate", told["tax_rate"], "tax_amounts")
    reason = told["taxability_reason"]
    return tax(rate, told["amount"], told["taxable_amount"]) | {"taxability_reason": reason}


def tax(rate: Record, amount: int, taxable: int) -> Record:
    """One member of `taxes`."""
    return {
        "amount": amount,
        "tax_behavior": "inclusive" if rate["inclusive"] else "exclusive",
        "tax_rate_details": {"tax_rate": rate["id"]},
        "taxability_reason": "standard_rated",
        "taxable_amount": taxable,
        "type": "tax_rate_details",
    }


def added(parts: Iterable[Record]) -> int:
    """The sum of the amounts."""
    return sum(part["amount"] for part in parts)


def grouped(parts: list[Record], by: tuple[str, ...]) -> list[Record]:
    """Parts of the same discount or the same tax rate added up, in the order they first come."""
    sums: dict[str, dict[str, Any]] = {}
    for part in parts:
        name = repr([part[member] for member in by])
        if name not in sums:
            sums[name] = dict(part)
            continue
        for member in ("amount", "taxable_amount"):
            if member in part:
                sums[name][member] += part[member]
    return list(sums.values())
