"""What the person saw against what is there now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from batcher.core import money
from batcher.core.checking import AMOUNTS, EMPTY, UNITS, Row, minor_of
from batcher.core.live import Line, fields, plain
from batcher.core.model import CLEAR, Fault, Problem
from batcher.core.plan.effects.effect import Surroundings
from batcher.core.plan.effects.shown import LISTS, shown
from batcher.core.values import as_read

ONE_VALUE = ("amount", "quantity", "unit_amount", "price")


def drift(
    row: Row, line: Line, around: Surroundings, changed: tuple[str, ...]
) -> Iterator[Problem]:
    """Where the live line is not what the person saw; only for the cells this row changes."""
    if not row.was:
        return
    names = dict.fromkeys(changed)
    if any(name in ONE_VALUE for name in changed):
        names.update(dict.fromkeys(ONE_VALUE))
    yield from drift_of(row, fields(line), around, names)


def drift_of(
    row: Row, live: Mapping[str, str], around: Surroundings, names: Iterable[str]
) -> Iterator[Problem]:
    """The same for values in the form of `live.fields`, whatever they belong to."""
    for name in names:
        for header in _was_headers(row, name):
            seen = _was(header, row.was[header], around.currency)
            if isinstance(seen, Fault):
                yield row.fault(f"was.{header}", seen)
                continue
            now = live.get(name, "")
            if seen not in (now, as_read(now)):  # cells hold text without its outer spaces
                yield row.problem(
                    header if header in row.values else f"was.{header}",
                    "drift",
                    old=shown(name, seen, around),
                    live=shown(name, now, around),
                    new=shown(name, _asked(row, header, around.currency), around),
                    column=header,
                )


def _was_headers(row: Row, name: str) -> tuple[str, ...]:
    twins = {"amount": AMOUNTS, "unit_amount": UNITS}.get(name, (name,))
    visible = name not in LISTS
    return tuple(twin for twin in twins if twin in row.was and visible)


def _was(header: str, value: object, currency: str) -> str | Fault:
    """A `was.` cell in the form of `live.fields`; a Fault for money this currency cannot have."""
    if value is EMPTY or value is CLEAR:
        return ""
    if header in (*AMOUNTS, *UNITS):
        # Stripe itself may have come to a fraction that no cell may ask for: 13.33 ISK.
        is_seen = header == "amount" and isinstance(value, Decimal) and money.has_whole(currency)
        name = "unit_amount" if is_seen else header
        minor = minor_of(name, value, currency)
        return minor if isinstance(minor, Fault) else plain(Decimal(minor or 0))
    if isinstance(value, bool):
        return str(value).lower()
    return plain(value) if isinstance(value, Decimal) else str(value)


def _asked(row: Row, header: str, currency: str) -> str:
    value = row.values.get(header)
    told = "" if value is None else _was(header, value, currency)
    assert not isinstance(told, Fault), "the row's own money passed its checks"
    return told
