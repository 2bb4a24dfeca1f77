"""What a line costs: from an amount, a catalogue price, an inline price or a quantity alone."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from batcher.sandbox import shapes
from batcher.sandbox.line_rules import inside
from batcher.sandbox.refusal import Refusal, ours
from batcher.sandbox.state import Record, Work
from batcher.sandbox.totals import product

AMOUNT_MAX = 10**12 - 1


def priced(work: Work, currency: str, fields: Mapping[str, Any], path: str, live: Record) -> Record:
    """The members that pricing decides, for the parameters of one line; empty where none do.

    `live` is the line or item as it is: its quantity stays where only the price is named, its
    price where only the quantity is.
    """
    quantity = wanted_quantity(fields, live)
    if "amount" in fields:
        return of_amount(work, currency, fields, path, live)
    if "pricing" in fields:
        param = f"{inside(path, 'pricing')}[price]"
        return of_price(catalogue_price(work, currency, fields, param), quantity, path)
    if "price_data" in fields:
        param = inside(path, "price_data")
        return of_price(inline_price(work, currency, fields["price_data"], param), quantity, path)
    if "unit_amount_decimal" in fields:
        named = fields.get("description") or live["description"] or "Unit"
        unit = fields["unit_amount_decimal"]
        return of_price(one_off_price(work, currency, unit, named), quantity, path)
    if "quantity" in fields or "quantity_decimal" in fields:
        return of_quantity(live, quantity, path)
    return {}


def wanted_quantity(fields: Mapping[str, Any], live: Record) -> Decimal:
    """The quantity asked for, else the one the line has."""
    for name in ("quantity_decimal", "quantity"):
        if name in fields:
            return Decimal(fields[name])
    return Decimal(live["quantity_decimal"])


def of_amount(
    work: Work, currency: str, fields: Mapping[str, Any], path: str, live: Record
) -> Record:
    """An amount turns the line into 1 x amount, behind a price and product of its own."""
    named = fields.get("description") or live["description"] or "Amount"
    price = one_off_price(work, currency, Decimal(fields["amount"]), named)
    return of_price(price, Decimal(1), path)


def of_price(price: Record, quantity: Decimal, path: str) -> Record:
    """Unit amount times quantity."""
    unit = Decimal(price["unit_amount_decimal"])
    pricing = {
        "type": "price_details",
        "price_details": {"price": price["id"], "product": price["product"]},
        "unit_amount_decimal": price["unit_amount_decimal"],
    }
    return {"pricing": pricing, **counted(unit, quantity, path)}


def of_quantity(live: Record, quantity: Decimal, path: str) -> Record:
    """Another quantity at the line's own unit amount."""
    return counted(Decimal(live["pricing"]["unit_amount_decimal"]), quantity, path)


def counted(unit: Decimal, quantity: Decimal, path: str) -> Record:
    """Amount and both ways of saying the quantity; `quantity` is the truncated one."""
    amount = product(unit, quantity)
    if abs(amount) > AMOUNT_MAX:
        raise ours(f"Amounts can have up to 12 digits: {amount}", inside(path, "amount"))
    return {
        "amount": amount,
        "quantity": int(quantity),
        "quantity_decimal": shapes.plain(quantity),
    }


def catalogue_price(work: Work, currency: str, fields: Mapping[str, Any], param: str) -> Record:
    """The named price; it must be one-time, active, per unit and in the invoice's currency."""
    if "price" not in fields["pricing"]:
        raise ours("Missing required param: price", param, "parameter_missing")
    price = work.named("price", fields["pricing"]["price"], param)
    if price["type"] != "one_time":
        raise Refusal(
            f"The price specified is set to `type={price['type']}` but this field only accepts "
            "prices with `type=one_time`.",
            param=param,
        )
    if not price["active"]:
        message = "The price specified is inactive. This field only accepts active prices."
        raise Refusal(message, param=param)
    check_currency(price["currency"], currency, param)
    return price


def inline_price(work: Work, currency: str, fields: Mapping[str, Any], path: str) -> Record:
    """A price made for this line alone, of an existing product or a new one."""
    check_currency(fields["currency"], currency, f"{path}[currency]")
    if "product" in fields:
        product_id = work.named("product", fields["product"], f"{path}[product]")["id"]
    else:
        product_id = work.insert("product", shapes.product(fields["product_data"], work.now))["id"]
    unit = Decimal(fields.get("unit_amount_decimal", fields.get("unit_amount", 0)))
    behavior = fields.get("tax_behavior", "unspecified")
    return new_price(work, currency, unit, product_id, behavior)


def one_off_price(work: Work, currency: str, unit: Decimal, named: str) -> Record:
    """The price and product Stripe makes for a line that came with an amount only."""
    given = {"name": named, "active": False}
    product_id = work.insert("product", shapes.product(given, work.now))["id"]
    return new_price(work, currency, unit, product_id, "unspecified")


def new_price(work: Work, currency: str, unit: Decimal, product_id: str, behavior: str) -> Record:
    """An inactive one-time price."""
    given = {
        "product": product_id,
        "currency": currency,
        "unit_amount_decimal": unit,
        "tax_behavior": behavior,
        "active": False,
    }
    return work.insert("price", shapes.price(given, work.now))


def product_name(work: Work, record: Record) -> str | None:
    """The name of the product a line is priced by; its description where nobody gave one."""
    found = work.find("product", record["pricing"]["price_details"]["product"])
    return found["name"] if found else None


def check_currency(found: str, wanted: str, param: str) -> None:
    """Everything on an invoice is in the invoice's currency."""
    if found.lower() != wanted:
        raise ours(f"The currency `{found}` is not the invoice's currency `{wanted}`", param)
