"""A sheet understood, as a value: its columns by name, its rows by number, its cells as read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from batcher.core.columns import Header
from batcher.core.model import Dressed, Kind, Problem, Sheet

Objects = npt.NDArray[np.object_]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Table:
    """One sheet understood.

    `kind` is None where an `operation` column names each row's own. `headers`: every header cell
    as (column number, text). `meaning`: column number -> Header for the columns in use. `rows`: the
    true numbers of the rows that ask for something. `operation_column` and `identity_column` are
    column numbers. `left_out`: rows that hold something and ask for nothing, or were skipped;
    `skipped` of them are hidden.
    """

    sheet: Sheet
    kind: Kind | None
    header_row: int
    headers: tuple[tuple[int, str], ...]
    meaning: Mapping[int, Header]
    rows: tuple[int, ...]
    kinds: Mapping[int, Kind] = field(default_factory=dict)
    operation_column: int | None = None
    identity_column: int | None = None
    left_out: int = 0
    skipped: int = 0

    @property
    def name(self) -> str:
        """The sheet's name as the person wrote it."""
        return self.sheet.name

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {header.name: number for number, header in self.meaning.items()}

    @cached_property
    def _columns(self) -> Mapping[int, Objects]:
        return {number: self.sheet.cells[number].to_numpy() for number in self.meaning}

    @cached_property
    def _held(self) -> npt.NDArray[np.int64]:
        """The numbers of the rows that hold something, ascending."""
        return self.sheet.cells.index.to_numpy()

    def number(self, name: str) -> int | None:
        """The column number of a canonical header (`amount`, `was.amount`), or None."""
        return self._numbers.get(name)

    def address(self, row: int, name: str) -> str | None:
        """The address of a row's cell in a column (`D17`), or None where there is no column."""
        number = self.number(name)
        return None if number is None else f"{letters(number)}{row}"

    def cell(self, row: int, name: str) -> object:
        """A cell as read; None where the column is missing or the cell blank."""
        number = self.number(name)
        if number is None:
            return None
        return self._columns[number][np.searchsorted(self._held, row)]

    def sign(self, row: int, name: str) -> str:
        """The sign of a currency that a cell's number format shows, '' for none."""
        number = self.number(name)
        return "" if number is None else self.sheet.sign(row, number)

    def dressed(self, name: str) -> tuple[Dressed, ...]:
        """The formats a column's numbers and days wear that matter to a text."""
        number = self.number(name)
        return () if number is None else self.sheet.dressed.get(number, ())

    @cached_property
    def _kept(self) -> Mapping[str, int]:
        return {text: number for number, text in self.headers if text.startswith("#")}

    def kept(self, row: int, header: str) -> str:
        """The text of a row's cell under a `#` header, '' where there is none."""
        number = self._kept.get(header)
        cell = None if number is None else self.sheet.cells.at[row, number]
        return cell.strip() if isinstance(cell, str) else ""

    def column(self, name: str, places: Places) -> Objects:
        """The cells as read of a column that is there, at these places (see `places`)."""
        return self._columns[self._numbers[name]][places]

    def places(self, rows: tuple[int, ...]) -> Places:
        """Where these rows stand among those of the sheet's frame, from 0."""
        return np.searchsorted(self._held, np.array(rows, dtype=np.int64))


def letters(number: int) -> str:
    """A column number from 1 in Excel's letters: 1 is A, 28 is AB."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


@dataclass(frozen=True, eq=False)
class Understood:
    """All sheets of a workbook understood, and the problems found on the way."""

    tables: tuple[Table, ...]
    control: Table | None
    problems: tuple[Problem, ...]
