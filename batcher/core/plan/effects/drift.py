"""What the person saw against what is there now, and both in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from batcher.core import money
from batcher.core.checking import AMOUNTS, EMPTY, UNITS, Row, minor_of
from batcher.core.live import Line, fields, plain
from batcher.core.model import CLEAR, Fault, Problem
from batcher.core.plan.effects.effect import Surroundings
from batcher.core.plan.parts import Change

ONE_VALUE = ("amount", "quantity", "unit_amount", "price")


def drift(
    row: Row, line: Line, around: Surroundings, changed: tuple[str, ...]
) -> Iterator[Problem]:
    """Where the live line is not what the person saw; only for the cells this row changes."""
    names = dict.fromkeys(changed)
    if any(name in ONE_VALUE for name in changed):
        names.update(dict.fromkeys(ONE_VALUE))
    live = fields(line)
    for name in names:
        for header in _was_headers(row, name):
            seen = _was(header, row.was[header], around.currency)
            if isinstance(seen, Fault):
                yield row.fault(f"was.{header}", seen)
                continue
            now = live.get(name, "")
            if seen != now:
                yield row.problem(
                    header if header in row.values else f"was.{header}",
                    "drift",
                    old=_shown(name, seen, around),
                    live=_shown(name, now, around),
                    new=_shown(name, _asked(row, header, around.currency), around),
                    column=header,
                )


def _was_headers(row: Row, name: str) -> tuple[str, ...]:
    twins = {"amount": AMOUNTS, "unit_amount": UNITS}.get(name, (name,))
    shown = name not in ("tax_rates", "discounts", "tax_amounts")
    return tuple(twin for twin in twins if twin in row.was and shown)


def _was(header: str, value: object, currency: str) -> str | Fault:
    """A `was.` cell in the form of `live.fields`; a Fault for money this currency cannot have."""
    if value is EMPTY or value is CLEAR:
        return ""
    if header in (*AMOUNTS, *UNITS):
        minor = minor_of(header, value, currency)
        return minor if isinstance(minor, Fault) else plain(Decimal(minor or 0))
    if isinstance(value, bool):
        return str(value).lower()
    return plain(value) if isinstance(value, Decimal) else str(value)


def _asked(row: Row, header: str, currency: str) -> str:
    value = row.values.get(header)
    told = "" if value is None else _was(header, value, currency)
    assert not isinstance(told, Fault), "the row's own money passed its checks"
    return told


def _shown(name: str, value: str, around: Surroundings) -> str:
    """A value of `live.fields` as a person reads it."""
    if value == "":
        return "(empty)"
    if name == "amount":
        return money.show(int(value), around.currency)
    if name == "unit_amount":
        return plain(money.unit_from_minor(Decimal(value), around.currency))
    if name in ("period_start", "period_end"):
        return datetime.fromtimestamp(int(value), around.zone).isoformat()
    return value


def changes(
    old: Mapping[str, str], new: Mapping[str, str], sent: Mapping[str, object], around: Surroundings
) -> Iterator[Change]:
    for name, value in new.items():
        if old[name] != value:
            yield Change(name, _shown(name, old[name], around), _shown(name, value, around))
    for name in ("tax_rates", "discounts", "tax_amounts"):
        if name in sent:
            yield Change(name, "", _list_shown(sent[name]))


def _list_shown(value: object) -> str:
    if value == "":
        return "(clear)"
    assert isinstance(value, list)
    return ", ".join(
        one if isinstance(one, str) else "/".join(str(v) for v in one.values()) for one in value
    )
