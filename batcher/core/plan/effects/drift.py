"""What the person saw against what is there now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from batcher.core import money
from batcher.core.checking import AMOUNTS, EMPTY, UNITS, Row, minor_of
from batcher.core.live import Line, fields, plain
from batcher.core.model import CLEAR, Fault, Problem
from batcher.core.plan.effects.effect import Surroundings
from batcher.core.plan.effects.shown import LISTS
from batcher.core.plan.worded import worded
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
    yield from _drift_of_lists(row, line, around, changed)


def _drift_of_lists(
    row: Row, line: Line, around: Surroundings, changed: tuple[str, ...]
) -> Iterator[Problem]:
    """Only where both sides show a list: one that a line does not show says nothing."""
    for name in ("tax_rates", "discounts"):
        seen = row.was.get(name)
        if name not in changed or not isinstance(seen, tuple):
            continue
        now = _rates(line, around) if name == "tax_rates" else _discounts(line, seen)
        if now and set(seen) != set(now):
            asked = row.values.get(name)
            yield row.problem(
                name,
                "drift",
                old=", ".join(seen),
                live=", ".join(now),
                new=", ".join(asked) if isinstance(asked, tuple) else "(clear)",
                column=name,
            )


def _rates(line: Line, around: Surroundings) -> tuple[str, ...]:
    """The rates a line shows; none where Stripe taxes the invoice by itself, by rates it makes."""
    is_automatic = around.invoice is not None and around.invoice.automatic_tax
    return () if is_automatic else line.tax_rates


def _discounts(line: Line, seen: tuple[str, ...]) -> tuple[str, ...]:
    """What a line shows of its discounts in the words of `seen`: ids, or what they were made of."""
    if all(one.startswith("di_") for one in seen):
        return line.discounts
    if line.coupons is None or len(line.coupons) != len(line.discounts):
        return ()
    pairs = zip(line.discounts, line.coupons, strict=True)
    return tuple(one if one in seen else coupon for one, coupon in pairs)


def drift_of(
    row: Row, live: Mapping[str, str], around: Surroundings, names: Iterable[str]
) -> Iterator[Problem]:
    """The same for values in the form of `live.fields`, whatever they belong to."""
    words = (around.currency, around.zone)
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
                    old=worded(name, seen, *words),
                    live=worded(name, now, *words),
                    new=worded(name, _asked(row, header, around.currency), *words),
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
