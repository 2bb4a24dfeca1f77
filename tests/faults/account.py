"""What stands in a Stripe at one instant, as plain values: all the auditor ever sees of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an invoice; `amount` in minor units, `item` is its invoice item."""

    line: str
    item: str
    amount: int
    quantity: str
    description: str


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice; `metadata` without the product's own tag."""

    invoice: str
    status: str
    currency: str
    description: str
    metadata: Mapping[str, str]
    lines: Mapping[str, Line]

    @property
    def amount(self) -> int:
        """The sum of its lines, in minor units."""
        return sum(line.amount for line in self.lines.values())


@dataclass(frozen=True, slots=True)
class Account:
    """Everything: invoices by id, and the amount of each pending item by its id."""

    invoices: Mapping[str, Invoice]
    pending: Mapping[str, int]
