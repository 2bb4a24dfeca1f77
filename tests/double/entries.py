"""The frozen values an account is made of, and the arithmetic on one of them."""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_LETTERS = string.ascii_letters + string.digits


def fresh(prefix: str, length: int = 24) -> str:
    """A random id: nothing can be read from its order."""
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(length))


def whole(value: Decimal) -> int:
    """The nearest integer, halves away from zero."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Entry:
    """A line on an invoice, or (with `invoice` None) a pending invoice item.

    Amounts in minor units; `unit` and `quantity` are decimal strings as on the wire. `discounts`
    holds `di_` ids. `odd` lines show `parent: null`.
    """

    line: str
    customer: str
    currency: str
    amount: int
    invoice: str | None = None
    invoice_item: str | None = None
    subscription: str | None = None
    description: str | None = None
    discountable: bool = True
    discounts: tuple[str, ...] = ()
    metadata: dict[str, str] = field(default_factory=dict)
    period: tuple[int, int] = (1793577600, 1793577600)
    price: str = ""
    product: str = ""
    unit: str = "0"
    quantity: str = "1"
    tax_behavior: str = "unspecified"
    tax_rates: tuple[str, ...] = ()
    tax_amounts: tuple[dict[str, Any], ...] = ()
    odd: bool = False
    serial: int = 0


def merged(old: dict[str, str], sent: dict[str, str] | None) -> dict[str, str]:
    """Metadata after a write that merges: `""` unsets a key, None (a bare `""`) clears all."""
    if sent is None:
        return {}
    together = {**old, **sent}
    return {key: value for key, value in together.items() if value != ""}


def extended(amount_unit: str, quantity: str) -> int:
    """Unit amount times quantity in whole minor units."""
    return whole(Decimal(amount_unit) * Decimal(quantity))
