"""Rules of money cells: whether a currency can have what stands in them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from batcher.core import money
from batcher.core.checking.row import AMOUNTS, UNITS, Row
from batcher.core.checking.rows import Rows
from batcher.core.model import Fault, Problem, Severity

TOTAL_MINOR_MAX = 10**15


def exact_money(rows: Rows) -> Iterator[Problem]:
    """Where a row names its currency, its money fits that currency's places."""
    for row in rows.where(rows.filled("currency")):
        currency = row.text("currency")
        if currency:
            yield from money_problems(row, currency)


def money_problems(row: Row, currency: str) -> Iterator[Problem]:
    """What is wrong with the money of a row in this currency; also asked by the plan."""
    names = [n for n in row.values if n in (*AMOUNTS, *UNITS) or n.startswith("tax_")]
    for name in names:
        value = row.values[name]
        if isinstance(value, Fault):
            continue
        minor = minor_of(name, value, currency, row.amount_max_minor)
        raw = row.table.cell(row.row, name)
        if isinstance(raw, str) and not money.sign_fits(raw, currency):
            yield row.problem(name, "sign_differs", currency=currency.upper())
        elif isinstance(minor, Fault):
            yield row.fault(name, minor)
        elif isinstance(minor, int) and money.three_decimal_warning(minor, currency):
            yield row.problem(name, "three_decimals", Severity.WARNING, currency=currency)


def minor_of(
    name: str, value: object, currency: str, limit_minor: int | None = TOTAL_MINOR_MAX
) -> int | Decimal | Fault | None:
    """A money cell in minor units: int for a total, Decimal for a unit amount; None if no money.

    `limit_minor`: the largest total allowed; None is the currency's own limit for one line.
    """
    if name == "amount" or (
        name.startswith("tax_") and name.endswith("_amount") and isinstance(value, Decimal)
    ):
        assert isinstance(value, Decimal)
        return money.to_minor(value, currency, limit_minor)
    if name == "amount_minor":
        assert isinstance(value, int)
        return money.check_minor(value, currency, limit_minor)
    if name == "unit_amount":
        assert isinstance(value, Decimal)
        return money.unit_to_minor(value, currency)
    return value if name == "unit_amount_minor" and isinstance(value, Decimal) else None
