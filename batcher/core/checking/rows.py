"""All rows of a workbook over their columns: a Row is made only when somebody looks at it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import overload

import numpy as np
import numpy.typing as npt
import pandas as pd

from batcher.core.checking.row import ABOUT, PREFILLED, Row
from batcher.core.model import Kind
from batcher.core.schemas import CheckedSheet
from batcher.core.tables import Objects, Places

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Rows(Sequence[Row]):
    """Rows in workbook order. `origins` and `places`: for each the number of its checked sheet and
    its place there.

    A Mask has one truth per row; `values` and `filled` answer for a column of all sheets together.
    """

    sheets: tuple[CheckedSheet, ...]
    origins: Places
    places: Places
    amount_max_minor: int | None = None

    def __len__(self) -> int:
        return len(self.places)

    @overload
    def __getitem__(self, number: int) -> Row: ...
    @overload
    def __getitem__(self, number: slice) -> Rows: ...
    def __getitem__(self, number: int | slice) -> Row | Rows:
        if isinstance(number, slice):
            return self._part(number)
        return self._row(self.sheets[self.origins[number]], self.places[number])

    def __iter__(self) -> Iterator[Row]:
        for origin, place in zip(self.origins.tolist(), self.places.tolist(), strict=True):
            yield self._row(self.sheets[origin], place)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def at(self, name: str, row: int, kind: Kind) -> Row:
        """The row of this kind with this number on the sheet of this name."""
        for sheet in self.sheets:
            if sheet.table.name == name and sheet.kind is kind:
                place = bisect_left(sheet.numbers, row)
                if sheet.numbers[place : place + 1] == (row,):
                    return self._row(sheet, place)
        raise KeyError((name, row, kind))

    def _part(self, chosen: slice | Mask) -> Rows:
        return replace(self, origins=self.origins[chosen], places=self.places[chosen])

    def _row(self, sheet: CheckedSheet, place: int) -> Row:
        row = sheet.numbers[place]
        values = {name: cells[place] for name, cells in sheet.own}
        was = {name: cells[place] for name, cells in sheet.was}
        return Row(
            sheet.table,
            row,
            sheet.kind,
            {name: value for name, value in values.items() if value is not None},
            {name: value for name, value in was.items() if value is not None},
            sheet.identities.get(row, ""),
            self.amount_max_minor,
        )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The canonical headers of all sheets together, without `was.`, each once."""
        return tuple(dict.fromkeys(name for sheet in self.sheets for name, _ in sheet.own))

    @cached_property
    def _values(self) -> dict[str, Objects]:
        return {}

    @cached_property
    def _filled(self) -> dict[str, Mask]:
        return {}

    def values(self, name: str) -> Objects:
        """A column: None where the cell is blank or the sheet has no such column."""
        if name not in self._values:
            self._values[name] = self._column([dict(sheet.own).get(name) for sheet in self.sheets])
        return self._values[name]

    def cells(self, name: str) -> Objects:
        """A column as read; None where the cell is blank or the sheet has no such column."""
        return self._column([sheet.cells(name) for sheet in self.sheets])

    def signs(self, name: str) -> Iterator[tuple[str, Mask]]:
        """(sign, which rows) of a column's numbers whose format shows the sign of a currency."""
        for number, sheet in enumerate(self.sheets):
            column = sheet.table.number(name)
            shown = {} if column is None else sheet.table.sheet.signs.get(column, {})
            for sign, met in shown.items():
                here = np.flatnonzero(self.origins == number)
                own = np.array(sheet.numbers, dtype=np.int64)[self.places[here]]
                found = np.zeros(len(self), dtype=bool)
                found[here] = np.isin(own, list(met))
                yield sign, found

    def _column(self, parts: Sequence[Objects | None]) -> Objects:
        found = np.full(len(self), None, dtype=object)
        for number, part in enumerate(parts):
            if part is not None:
                here = self.origins == number
                found[here] = part[self.places[here]]
        return found

    def filled(self, name: str) -> Mask:
        """Which rows have something in a column."""
        if name not in self._filled:
            known = name in self.names
            empty = np.zeros(len(self), dtype=bool)
            self._filled[name] = pd.notna(self.values(name)) if known else empty
        return self._filled[name]

    def tally(self, names: Iterable[str]) -> npt.NDArray[np.intp]:
        """How many of these cells each row has filled."""
        met = np.zeros(len(self), dtype=np.intp)
        for name in names:
            if name in self.names:
                met += self.filled(name)
        return met

    def any(self, names: Iterable[str]) -> Mask:
        """Which rows have at least one of these cells filled."""
        return self.tally(names) > 0

    def of(self, *kinds: Kind) -> Mask:
        """Which rows are of one of these kinds."""
        wanted = np.array([sheet.kind in kinds for sheet in self.sheets], dtype=bool)
        return wanted[self.origins]

    def untouched(self) -> Mask:
        """Which rows say what stood there and ask for none of it to change (`Row.is_untouched`)."""
        found = np.zeros(len(self), dtype=bool)
        for number, sheet in enumerate(self.sheets):
            if sheet.kind in PREFILLED and sheet.was:
                here = self.origins == number
                told = [pd.notna(cells[self.places[here]]) for _, cells in sheet.was]
                found[here] = np.logical_or.reduce(told)
        return found & ~self.any(set(self.names) - ABOUT) if found.any() else found

    def all(self) -> Mask:
        """Every row."""
        return np.ones(len(self), dtype=bool)

    def where(self, chosen: Mask) -> Iterator[Row]:
        """The chosen rows, in order."""
        return iter(self._part(chosen))

    def texts(self, name: str, chosen: Mask) -> Iterator[tuple[int, str]]:
        """(number, text) of the chosen rows whose cell in a column is text."""
        numbers = np.flatnonzero(chosen & self.filled(name))
        cells = self.values(name)[numbers]
        for number, cell in zip(numbers.tolist(), cells.tolist(), strict=True):
            if isinstance(cell, str):
                yield number, cell

    def without(self, bad: Mapping[str, set[int]]) -> Rows:
        """The rows that are not among the bad ones (sheet -> row numbers) and lack no column."""
        kept = np.ones(len(self), dtype=bool)
        for number, sheet in enumerate(self.sheets):
            here = self.origins == number
            rows = np.array(sheet.numbers, dtype=np.int64)[self.places[here]]
            wrong = np.isin(rows, list(bad.get(sheet.table.name, ())))
            kept[here] = ~wrong if sheet.is_whole else False
        return self._part(kept)


def rows_of(checked: Iterable[Sequence[CheckedSheet]], amount_max_minor: int | None = None) -> Rows:
    """All rows in workbook order; the kinds that share one sheet stand together in `checked`."""
    sheets: list[CheckedSheet] = []
    origins, places = [np.empty(0, dtype=np.intp)], [np.empty(0, dtype=np.intp)]
    for together in filter(None, checked):
        own = [np.arange(len(sheet.numbers)) for sheet in together]
        whose = [np.full(len(part), len(sheets) + n) for n, part in enumerate(own)]
        numbers = np.concatenate([np.array(sheet.numbers, dtype=np.int64) for sheet in together])
        order = np.argsort(numbers, kind="stable")
        origins.append(np.concatenate(whose)[order])
        places.append(np.concatenate(own)[order])
        sheets.extend(together)
    return Rows(tuple(sheets), np.concatenate(origins), np.concatenate(places), amount_max_minor)
