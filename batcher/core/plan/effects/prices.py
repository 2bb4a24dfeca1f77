"""What a price comes to in an invoice's currency, and what it says of a total beside it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from batcher.core import money
from batcher.core.checking import AMOUNTS, Row
from batcher.core.live import Json, Line, Missing
from batcher.core.model import Fault, Problem, Severity
from batcher.core.plan.effects.effect import Surroundings, absent
from batcher.core.plan.identity import minor_amount
from batcher.core.schemas import problem_at


def price_unit(row: Row, around: Surroundings) -> Decimal | Problem:
    """The unit amount of the price a row names, in minor units of the invoice's currency."""
    price = around.prices.get(row.text("price"))
    if price is None or isinstance(price, Missing):
        return absent(row, "price", "price", price)
    if price.get("type") == "recurring" or price.get("recurring"):
        return row.problem("price", "price_recurring")
    if price.get("active") is False:
        return row.problem("price", "price_inactive")
    own: Json = price
    if str(price.get("currency") or "").lower() != around.currency:
        options = price.get("currency_options")
        other = options.get(around.currency) if isinstance(options, Mapping) else None
        if not isinstance(other, Mapping):
            found = str(price.get("currency") or "")
            return row.problem("price", "price_currency", found=found, expected=around.currency)
        own = other
    unit = own.get("unit_amount_decimal")
    unit = own.get("unit_amount") if unit is None else unit
    if unit is None:
        return row.problem("price", "price_no_unit")
    return Decimal(str(unit))


def live_price(line: Line, around: Surroundings) -> Json | None:
    """The price object behind a live line, or None when it could not be read."""
    found = line.price_object or around.prices.get(line.price)
    return None if isinstance(found, Missing) else found


def amount_differs(row: Row, around: Surroundings, total: int) -> Problem | None:
    """`amount` beside a unit amount is a check; it has to come to the same."""
    for name in row.filled(AMOUNTS):
        if minor_amount(name, row.values[name], around.currency) != total:
            return row.problem(name, "amount_differs", product=money.show(total, around.currency))
    return None


def out_of_bounds(row: Row, name: str, total: int, currency: str) -> Problem | None:
    """A total that quantity x price comes to and that no line of this currency can have."""
    fault = money.check_minor(total, currency, row.amount_max_minor)
    if not isinstance(fault, Fault):
        return None
    if fault.code == "minor_not_whole":  # said of an integer that stands in no cell
        lower, upper = total // 100, -(-total // 100)
        return row.problem(
            name,
            "total_not_whole",
            currency=currency.upper(),
            total=money.show(total, currency),
            lower=str(lower),
            upper=str(upper),
        )
    return problem_at(row.table, row.row, name, fault.code, fault.details, value=fault.shown)


def rounding(row: Row, name: str, total: int, currency: str) -> tuple[Problem, ...]:
    shown = money.show(total, currency)
    return (row.problem(name, "rounded_total", Severity.WARNING, total=shown),)
