"""The values of a line as people read them, and what a row changes in these words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from batcher.core import money
from batcher.core.columns import Value
from batcher.core.plan.effects.effect import Surroundings
from batcher.core.plan.parts import Change
from batcher.core.values import write_bound

LISTS = ("tax_rates", "discounts", "tax_amounts")
_BOUNDS = {"period_start": Value.START, "period_end": Value.END}
_FLAGS = {"true": "yes", "false": "no"}


def shown(name: str, value: str, around: Surroundings) -> str:
    """A value of `live.fields` in words a cell of that column takes: money in the major unit, the
    first or last second of a day as the day, else the local instant, yes and no."""
    if value == "":
        return "(empty)"
    if name == "amount":
        return money.show(int(value), around.currency)
    if name == "unit_amount":
        return money.show_unit(Decimal(value), around.currency)
    if name in _BOUNDS:
        return write_bound(int(value), _BOUNDS[name], around.zone)
    return _FLAGS.get(value, value) if name == "discountable" else value


def changes(
    old: Mapping[str, str], new: Mapping[str, str], sent: Mapping[str, object], around: Surroundings
) -> Iterator[Change]:
    """What differs, then the lists that are sent: a line does not show what they were before."""
    for name, value in new.items():
        if old[name] != value:
            yield Change(name, shown(name, old[name], around), shown(name, value, around))
    for name in LISTS:
        if name in sent:
            yield Change(name, "", _list_shown(sent[name], around.currency))


def _list_shown(value: object, currency: str) -> str:
    if value == "":
        return "(clear)"
    assert isinstance(value, list)
    return ", ".join(one if isinstance(one, str) else _one_shown(one, currency) for one in value)


def _one_shown(one: Mapping[str, object], currency: str) -> str:
    """A discount by its id; a tax amount as `VAT 20%: 15.00 / 75.00`, tax and what it is of."""
    tax = one.get("tax_rate_data")
    if not isinstance(tax, Mapping):
        return "/".join(str(value) for value in one.values())
    amounts = [one["amount"], one["taxable_amount"]]
    of = " / ".join(money.show(minor, currency) for minor in amounts if isinstance(minor, int))
    return f"{tax['display_name']} {tax['percentage']}%: {of}"
