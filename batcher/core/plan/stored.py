"""How a plan is stored: as JSON, each operation with its old and new values and what it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import TypeAdapter, create_model
from pydantic_core import to_json as json_of

from batcher.core.by_column import ByColumn
from batcher.core.live import Invoice, Line
from batcher.core.plan.moved import Moved
from batcher.core.plan.parts import NO_DETAILS, Change, Operation, Plan, differing

# What JSON has in place of what an operation holds in little room.
_TOLD: Mapping[str, tuple[str, ...]] = {"moved": ("changes", "old", "new"), "named": (), "zone": ()}
_TYPES = {"changes": tuple[Change, ...], "old": dict[str, str], "new": dict[str, str]}
_NONE: Mapping[str, object] = {"changes": (), "old": {}, "new": {}, "details": {}}
SHAPES_KEPT = 1024


def to_json(plan: Plan) -> str:
    """The plan as the ledger and plan files store it."""
    text = bytearray()
    for part in _parts(plan):
        text += part
    return text.decode()


def _parts(plan: Plan) -> Iterator[bytes]:
    """The one object in pieces, the operations one by one: they never stand there twice."""
    before = b"{"
    for one in fields(Plan):
        yield before + json_of(one.name) + b":"
        if one.name == "operations":
            yield from _operations(plan)
        elif one.name == "before":
            yield from _invoices(plan.before)
        else:
            yield _adapter_of(one.name).dump_json(getattr(plan, one.name))
        before = b","
    yield b"}"


def _operations(plan: Plan) -> Iterator[bytes]:
    before = b"["
    for operation in plan.operations:
        told = {name: getattr(operation, name) for name in _names()}
        yield before + json_of({**told, "details": dict(operation.details)})
        before = b","
    yield b"]" if plan.operations else b"[]"


def _invoices(before: Mapping[str, Invoice]) -> Iterator[bytes]:
    start = b"{"
    for name, invoice in before.items():
        whole = replace(invoice, lines=tuple(invoice.lines))
        yield start + json_of(name) + b":" + _invoice().dump_json(whole)
        start = b","
    yield b"}" if before else b"{}"


def from_json(text: str) -> Plan:
    """The plan back from `to_json`; raises ValueError where it is none."""
    found = _shape().validate_json(text)
    zone = _zone(found.time_zone)
    operations = tuple(_operation(one, zone) for one in found.operations)
    parts = {one.name: getattr(found, one.name) for one in fields(Plan)}
    before = {
        name: replace(invoice, lines=ByColumn(Line, invoice.lines))
        for name, invoice in found.before.items()
    }
    return Plan(**{**parts, "operations": operations, "before": before})


def _operation(stored: Any, zone: ZoneInfo | None) -> Operation:
    """An operation as it was made: what its values say already is not kept twice."""
    values = {name: getattr(stored, name) for name in _names()}
    changes, kept = values.pop("changes"), Moved.of(values.pop("old"), values.pop("new"))
    derived = _derived(kept, stored.currency, zone)
    if derived is None or changes[: len(derived)] != derived:
        derived, zone = (), None  # another version told it in other words: kept as it was told
    values["columns"] = _shared(stored.columns)
    values["details"] = stored.details or NO_DETAILS
    return Operation(**values, moved=kept, named=changes[len(derived) :], zone=zone)


def _derived(kept: Moved, currency: str, zone: ZoneInfo | None) -> tuple[Change, ...] | None:
    """What the values say by themselves that a row changes; None where they cannot be worded."""
    before, after = kept.names
    if zone is None or (after and not set(after) <= set(before)):
        return None
    try:
        return tuple(differing(kept, currency, zone)) if _is_money(kept) else None
    except (ArithmeticError, OSError, ValueError):  # values that no plan of ours has
        return None


def _is_money(kept: Moved) -> bool:
    told = [*kept.old.items(), *kept.new.items()]
    named = (value for name, value in told if value and name in ("amount", "unit_amount"))
    return all(Decimal(value).is_finite() for value in named)


@lru_cache(maxsize=SHAPES_KEPT)  # the rows of a sheet have few shapes
def _shared(columns: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return columns


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


@cache
def _names() -> tuple[str, ...]:
    """The members of an operation in JSON, in their order."""
    return tuple(name for one in fields(Operation) for name in _TOLD.get(one.name, (one.name,)))


@cache
def _invoice() -> TypeAdapter[Invoice]:
    return TypeAdapter(Invoice)


@cache
def _adapter_of(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(Plan)[name])


@cache
def _shape() -> TypeAdapter[Any]:
    """A plan as JSON has it."""
    kinds = {**get_type_hints(Operation), **_TYPES}
    empty = {**{one.name: _default(one) for one in fields(Operation)}, **_NONE}
    members: dict[str, Any] = {name: (kinds[name], empty[name]) for name in _names()}
    operation = create_model("StoredOperation", **members)
    kinds = {**get_type_hints(Plan), "operations": tuple[operation, ...]}
    parts: dict[str, Any] = {one.name: (kinds[one.name], _default(one)) for one in fields(Plan)}
    return TypeAdapter(create_model("StoredPlan", **parts))


def _default(one: Field[Any]) -> object:
    """What a member is that is not there; `...` where it has to be."""
    if one.default is not MISSING:
        return one.default
    return ... if one.default_factory is MISSING else one.default_factory()
