"""The objects of API 2026-10-28.endive as records, each function filling one shape (contract 9.1).

A record holds the public members as they go on the wire; members that begin with `_` are ours and
never leave the sandbox. Amounts are integers in minor units, decimals are text.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from batcher.sandbox.state import Record, random_id


def plain(number: Decimal) -> str:
    """A decimal as the wire has it: `2500`, `0.125`, never an exponent or a trailing zero."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") or "0" if "." in text else text


def percentage(number: Decimal) -> int | float:
    """A percentage as the JSON number Stripe sends; computing goes back through its text."""
    return int(number) if number == number.to_integral_value() else float(number)


def customer(given: Mapping[str, Any], now: int) -> Record:
    """A customer; nothing is required."""
    return {
        "id": given.get("id"),
        "object": "customer",
        "address": given.get("address"),
        "balance": 0,
        "created": given.get("created", now),
        "currency": given.get("currency"),
        "default_source": None,
        "delinquent": False,
        "description": given.get("description"),
        "discount": None,
        "email": given.get("email"),
        "invoice_prefix": random_id("", 8).upper(),
        "livemode": False,
        "metadata": dict(given.get("metadata") or {}),
        "name": given.get("name"),
        "phone": given.get("phone"),
        "preferred_locales": list(given.get("preferred_locales") or ()),
        "shipping": given.get("shipping"),
        "tax_exempt": given.get("tax_exempt", "none"),
        "test_clock": None,
    }


def product(given: Mapping[str, Any], now: int) -> Record:
    """A product: `name`."""
    return {
        "id": given.get("id"),
        "object": "product",
        "active": given.get("active", True),
        "created": given.get("created", now),
        "default_price": None,
        "description": given.get("description"),
        "images": list(given.get("images") or ()),
        "livemode": False,
        "marketing_features": [],
        "metadata": dict(given.get("metadata") or {}),
        "name": given["name"],
        "package_dimensions": None,
        "shippable": None,
        "statement_descriptor": None,
        "tax_code": given.get("tax_code"),
        "type": "service",
        "unit_label": given.get("unit_label"),
        "updated": now,
        "url": None,
    }


def price(given: Mapping[str, Any], now: int) -> Record:
    """A price: `product`, `currency` and `unit_amount` or `unit_amount_decimal`."""
    unit = Decimal(str(given.get("unit_amount_decimal", given.get("unit_amount"))))
    recurring = given.get("recurring")
    kind = given.get("type") or ("recurring" if recurring else "one_time")
    if kind == "recurring" and not recurring:
        recurring = {"interval": "month", "interval_count": 1, "usage_type": "licensed"}
    return {
        "id": given.get("id"),
        "object": "price",
        "active": given.get("active", True),
        "billing_scheme": "per_unit",
        "created": given.get("created", now),
        "currency": given["currency"],
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": given.get("lookup_key"),
        "metadata": dict(given.get("metadata") or {}),
        "nickname": given.get("nickname"),
        "product": given["product"],
        "recurring": recurring,
        "tax_behavior": given.get("tax_behavior", "unspecified"),
        "tiers_mode": None,
        "transform_quantity": None,
        "type": kind,
        "unit_amount": int(unit) if unit == unit.to_integral_value() else None,
        "unit_amount_decimal": plain(unit),
    }


def tax_rate(given: Mapping[str, Any], now: int) -> Record:
    """A tax rate: `display_name`, `percentage` (0 to 100), `inclusive`."""
    rate = percentage(Decimal(str(given["percentage"])))
    return {
        "id": given.get("id"),
        "object": "tax_rate",
        "active": given.get("active", True),
        "country": given.get("country"),
        "created": given.get("created", now),
        "description": given.get("description"),
        "display_name": given["display_name"],
        "effective_percentage": rate,
        "flat_amount": None,
        "inclusive": given["inclusive"],
        "jurisdiction": given.get("jurisdiction"),
        "jurisdiction_level": given.get("jurisdiction_level"),
        "livemode": False,
        "metadata": dict(given.get("metadata") or {}),
        "percentage": rate,
        "rate_type": "percentage",
        "state": given.get("state"),
        "tax_type": given.get("tax_type"),
    }


def coupon(given: Mapping[str, Any], now: int) -> Record:
    """A coupon: `percent_off`, or `amount_off` with `currency`."""
    percent = given.get("percent_off")
    return {
        "id": given.get("id"),
        "object": "coupon",
        "amount_off": given.get("amount_off"),
        "created": given.get("created", now),
        "currency": given.get("currency"),
        "duration": given.get("duration", "once"),
        "duration_in_months": given.get("duration_in_months"),
        "livemode": False,
        "max_redemptions": given.get("max_redemptions"),
        "metadata": dict(given.get("metadata") or {}),
        "name": given.get("name"),
        "percent_off": None if percent is None else percentage(Decimal(str(percent))),
        "redeem_by": given.get("redeem_by"),
        "times_redeemed": 0,
        "valid": True,
    }


def promotion_code(given: Mapping[str, Any], now: int) -> Record:
    """A promotion code: `promotion` with a `coupon`."""
    return {
        "id": given.get("id"),
        "object": "promotion_code",
        "active": given.get("active", True),
        "code": given.get("code") or random_id("", 8).upper(),
        "created": given.get("created", now),
        "customer": given.get("customer"),
        "customer_account": None,
        "expires_at": given.get("expires_at"),
        "livemode": False,
        "max_redemptions": given.get("max_redemptions"),
        "metadata": dict(given.get("metadata") or {}),
        "promotion": {"type": "coupon", "coupon": given["promotion"]["coupon"]},
        "restrictions": {
            "first_time_transaction": False,
            "minimum_amount": None,
            "minimum_amount_currency": None,
        },
        "times_redeemed": 0,
    }


def discount(coupon_id: str, promotion: str | None, now: int) -> Record:
    """What a coupon becomes when it is put on a line."""
    return {
        "id": None,
        "object": "discount",
        "checkout_session": None,
        "customer": None,
        "customer_account": None,
        "end": None,
        "invoice": None,
        "invoice_item": None,
        "promotion_code": promotion,
        "source": {"type": "coupon", "coupon": coupon_id},
        "start": now,
        "subscription": None,
        "subscription_item": None,
    }
