"""Rules of one row alone: its period, its tax amounts, its due date, its metadata keys."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from batcher.core import columns
from batcher.core.checking.row import Row
from batcher.core.checking.rows import Rows
from batcher.core.model import CLEAR, Kind, Problem


def whole_periods(rows: Rows) -> Iterator[Problem]:
    """Half a period is a problem on a new line; an end lies not before its start."""
    start, end = rows.filled("period_start"), rows.filled("period_end")
    half = rows.of(Kind.ADD) & (start != end)
    if not (start & end).any() and not half.any():
        return
    ends = zip(rows.values("period_start"), rows.values("period_end"), strict=True)
    backwards = [type(a) is int and type(b) is int and b < a for a, b in ends]
    wrong = half | (rows.of(Kind.ADD, Kind.UPDATE) & np.array(backwards, dtype=bool))
    for row in rows.where(wrong):
        missing = [name for name in ("period_start", "period_end") if name not in row.values]
        code = "period_half" if missing else "period_backwards"
        yield row.problem(missing[0] if missing else "period_end", code)


def whole_tax_amounts(rows: Rows) -> Iterator[Problem]:
    """A tax amount has all its five cells or none; not beside tax rates on the same row."""
    amounts = {
        number: [f"tax_{number}_{part}" for part in columns.TAX_PARTS]
        for number in range(1, columns.TAX_AMOUNTS_MAX + 1)
    }
    there = set(rows.names)
    present = {n: names for n, names in amounts.items() if not there.isdisjoint(names)}
    some = rows.any(name for names in present.values() for name in names)
    for row in rows.where(rows.of(Kind.ADD, Kind.UPDATE) & some):
        for number, names in present.items():
            yield from _tax_amount(row, number, names)


def _tax_amount(row: Row, number: int, names: list[str]) -> Iterator[Problem]:
    filled = row.filled(names)
    if not filled:
        return
    cleared = [name for name in filled if row.values[name] is CLEAR]
    if cleared and (len(filled) > 1 or number > 1):
        yield row.problem(cleared[0], "tax_clear_alone")
    elif not cleared and len(filled) < len(names):
        missing = next(name for name in names if name not in filled)
        yield row.problem(missing, "tax_amount_half", number=str(number))
    if "tax_rates" in row.values and row.values["tax_rates"] is not CLEAR and not cleared:
        yield row.problem(filled[0], "tax_ways")


def due_dates(rows: Rows) -> Iterator[Problem]:
    """`send_invoice` needs one of the two ways of saying when it is due; the other method none."""
    for row in rows.where(rows.of(Kind.CREATE)):
        filled = row.filled(("days_until_due", "due_date"))
        if row.text("collection_method") == "send_invoice":
            if not filled:
                yield row.problem("days_until_due", "due_missing")
            elif len(filled) == 2:
                yield row.problem("due_date", "due_twice", other="days_until_due")
        elif filled and row.text("collection_method"):
            yield row.problem(filled[0], "due_not_sent")


def few_metadata_keys(rows: Rows) -> Iterator[Problem]:
    """At most 50 keys; added lines and created invoices keep one for the tag."""
    keys = [name for name in rows.names if name.startswith("metadata.")]
    for row in rows.where(rows.tally(keys) >= columns.METADATA_KEYS_MAX):
        names = [name for name in row.values if name.startswith("metadata.")]
        room = columns.METADATA_KEYS_MAX - (row.kind in (Kind.ADD, Kind.CREATE))
        if len(names) > room:
            yield row.problem(names[room], "metadata_keys", allowed=str(room))
