"""A value of `live.fields` in the words of a cell: what a person reads of what a row moves."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo

from batcher.core import money
from batcher.core.columns import Value
from batcher.core.values import write_bound

_BOUNDS = {"period_start": Value.START, "period_end": Value.END}
_FLAGS = {"true": "yes", "false": "no"}


def worded(name: str, value: str, currency: str, zone: ZoneInfo) -> str:
    """In words a cell of that column takes: money in the major unit, the first or last second of a
    day as the day, else the local instant, yes and no."""
    if value == "":
        return "(empty)"
    if name == "amount":
        return money.show(int(value), currency)
    if name == "unit_amount":
        return money.show_unit(Decimal(value), currency)
    if name in _BOUNDS:
        return write_bound(int(value), _BOUNDS[name], zone)
    return _FLAGS.get(value, value) if name == "discountable" else value
