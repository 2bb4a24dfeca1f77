"""Many values of one frozen class kept by column, in little room; each is made when asked for.

A column that says one thing says it once, and texts stand in one text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from decimal import Decimal
from functools import cache
from itertools import repeat
from typing import Any, Generic, TypeVar, cast, overload

Value = TypeVar("Value")
# One for all, one for each, or texts with _BETWEEN between them.
Column = tuple[Any, ...] | str
_BETWEEN = "\x1f"


class ByColumn(Sequence[Value], Generic[Value]):
    """The values in their order; equal to any sequence of the same."""

    __slots__ = ("_columns", "_count", "_kind")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, kind: type[Value], values: Iterable[Value]) -> None:
        listed = list(values)
        self._kind: Any = kind
        self._count = len(listed)
        names = _names(cast(Any, kind))
        self._columns = tuple(_kept([getattr(value, name) for value in listed]) for name in names)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Value: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Value]: ...
    def __getitem__(self, place: int | slice) -> Value | Sequence[Value]:
        if isinstance(place, slice):
            return tuple(self)[place]
        own = range(self._count)[place]
        made: Value = self._kind(*(_at(column, own) for column in self._columns))
        return made

    def __iter__(self) -> Iterator[Value]:
        if not self._count:
            return iter(())
        return map(self._kind, *(_spread(column, self._count) for column in self._columns))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __repr__(self) -> str:
        return repr(tuple(self))

    def column(self, name: str) -> Sequence[Any]:
        """What each of them has under this name."""
        return tuple(_spread(self._columns[_names(self._kind).index(name)], self._count))


def column_of(values: Sequence[Any], name: str) -> Sequence[Any]:
    """What each of these values has under this name, however they are kept."""
    if isinstance(values, ByColumn):
        return values.column(name)
    return [getattr(value, name) for value in values]


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def _kept(values: list[Any]) -> Column:
    first = values[0] if values else None
    if all(value is first or _is_same(value, first) for value in values):
        return (first,)
    if all(type(value) is str for value in values):
        text = _BETWEEN.join(values)
        if text.count(_BETWEEN) == len(values) - 1:
            return text
    return tuple(values)


def _is_same(one: object, other: object) -> bool:
    """Equal to the last digit, so that either may stand for both: 1 is not 1.0."""
    kind = type(one)
    if kind is not type(other):
        return False
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one.compare_total(other) == 0
    return one == other if kind in (str, int) else kind is dict and not one and not other


def _at(column: Column, place: int) -> Any:
    if isinstance(column, str):
        return column.split(_BETWEEN)[place]
    return column[0] if len(column) == 1 else column[place]


def _spread(column: Column, count: int) -> Iterable[Any]:
    if isinstance(column, str):
        return column.split(_BETWEEN)
    return repeat(column[0], count) if len(column) == 1 else column
