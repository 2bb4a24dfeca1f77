"""Pending invoice items as Stripe shows them: what could be put on an invoice by `add_lines`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from batcher.core.live import Json, line


@dataclass(frozen=True, slots=True)
class Pending:
    """One pending invoice item; amount and `unit_amount` in minor units, times unix seconds."""

    id: str
    customer: str
    currency: str
    amount: int
    description: str = ""
    quantity: Decimal | None = None
    unit_amount: Decimal | None = None
    period_start: int | None = None
    period_end: int | None = None


def pending(raw: Json) -> Pending:
    """An invoice item from Stripe's JSON; raises KeyError or ValueError where it is none."""
    same: dict[str, Any] = {**raw, "parent": None, "metadata": {}}
    if same.get("unit_amount_decimal") is not None and not same.get("pricing"):
        same["pricing"] = {"unit_amount_decimal": same["unit_amount_decimal"]}
    shown, customer = line(same), raw.get("customer")
    return Pending(
        shown.id,
        str(customer["id"] if isinstance(customer, Mapping) else customer or ""),
        shown.currency.lower(),
        shown.amount,
        shown.description,
        shown.quantity,
        shown.unit_amount,
        shown.period_start,
        shown.period_end,
    )
