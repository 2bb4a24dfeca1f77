"""What one row does, as a value, and what it is judged against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from zoneinfo import ZoneInfo

from batcher.core.checking import Row
from batcher.core.columns import column
from batcher.core.live import Invoice, Json, Missing
from batcher.core.model import Kind, Problem
from batcher.core.plan import parameters as build
from batcher.core.plan.parts import Change

Parameters = build.Parameters
SHAPES_KEPT = 1024


@dataclass(frozen=True, slots=True)
class Effect:
    """A row worked out. `parameters` is None where nothing is to be sent.

    `change_minor`: what it adds to the sum of line amounts. `old`/`new`: `live.fields` values that
    prove it; `named`: what it changes besides these values.
    """

    parameters: Parameters | None = None
    change_minor: int = 0
    line_amount_minor: int = 0
    named: tuple[Change, ...] = ()
    old: Mapping[str, str] = field(default_factory=dict)
    new: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    invoice_item: str = ""


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What a row is judged against: its invoice, prices and pending items as read."""

    invoice: Invoice | None
    currency: str
    prices: Mapping[str, Json | Missing]
    invoice_items: Mapping[str, Json | Missing]
    zone: ZoneInfo
    moved: Mapping[str, str]  # il_… or ii_… unassigned elsewhere in this workbook -> its ii_…
    lists_stand: bool = False  # the ledger says this row's lists are already as asked


def column_of(row: Row, kind: Kind) -> tuple[tuple[str, str], ...]:
    """(API parameter, canonical header) of a row's filled cells, for reading Stripe's `param`."""
    return _columns(tuple(row.values), kind)


@lru_cache(maxsize=SHAPES_KEPT)  # the rows of a sheet have few shapes
def _columns(names: tuple[str, ...], kind: Kind) -> tuple[tuple[str, str], ...]:
    pairs = [(column(name, kind).parameter, name) for name in names]
    if kind is Kind.CREATE:
        pairs = [(parameter.removeprefix("lines."), name) for parameter, name in pairs]
    return tuple((parameter, name) for parameter, name in pairs if parameter)


def absent(row: Row, name: str, kind: str, found: Json | Missing | None) -> Problem:
    """The problem of a cell whose object cannot be used: Stripe has it not, or does not show it."""
    if isinstance(found, Missing) and found.unreadable:
        lacking, reason = found.permission, found.reason
        return row.problem(name, "object_forbidden", permission=lacking, reason=reason)
    reason = found.reason if isinstance(found, Missing) else ""
    return row.problem(name, "object_missing", kind=kind, reason=reason)
