"""Gathers the cells of one sheet as they are met and makes the frame of them; knows no XML."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from batcher.core.model import Fault
from batcher.workbook.container import Unreadable

ROWS_MAX = 1_048_576
COLUMNS_MAX = 16_384
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")

Objects = npt.NDArray[np.object_]


@dataclass(slots=True)
class Grid:
    """The cells of one sheet so far; a cell that holds nothing is never added.

    `rows`, `values`: column letters -> the row numbers and the values met, in step.
    `row_numbers`: every row element met, `spreads`: ranges whose cells are all one Fault.
    """

    rows: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    values: defaultdict[str, list[object]] = field(default_factory=lambda: defaultdict(list))
    row_numbers: list[int] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    spreads: list[tuple[str, Fault]] = field(default_factory=list)

    def add(self, letters: str, row: int, value: object) -> None:
        """Note one cell."""
        self.rows[letters].append(row)
        self.values[letters].append(value)

    def frame(self, sheet: str, cells_max: int) -> pd.DataFrame:
        """The frame of DESIGN's Sheet: only rows and columns that hold something, true numbers.

        Raises Unreadable when the frame would have more than `cells_max` cells.
        """
        letters = sorted(self.rows, key=column_number)
        columns = np.array([column_number(one) for one in letters], dtype=np.int64)
        met = [np.array(self.rows[one], dtype=np.int64) for one in letters]
        rows = np.unique(np.concatenate(met)) if met else np.array([], dtype=np.int64)
        if len(rows) * len(columns) > cells_max:
            found = f"{len(rows):,} x {len(columns):,}"
            raise Unreadable("sheet_too_large", sheet=sheet, found=found, allowed=f"{cells_max:,}")
        cells: Objects = np.full((len(columns), len(rows)), None, dtype=object)
        for place, (one, numbers) in enumerate(zip(letters, met, strict=True)):
            places = np.searchsorted(rows, numbers)
            cells[place, places] = np.array(self.values[one], dtype=object)
            _fault_duplicates(cells[place], places)
        self._fault_duplicate_rows(cells, rows)
        for spread, fault in self.spreads:
            _fault_spread(cells, rows, columns, spread, fault)
        return pd.DataFrame(
            cells.T, index=pd.Index(rows), columns=pd.Index(columns), dtype=object, copy=False
        )

    def hidden_among(self, columns: Iterable[int]) -> frozenset[int]:
        """The hidden ones of these column numbers."""
        return frozenset(
            int(column)
            for column in columns
            if any(first <= column <= last for first, last in self.hidden_columns)
        )

    def _fault_duplicate_rows(self, cells: Objects, rows: npt.NDArray[np.int64]) -> None:
        numbers, counts = np.unique(np.array(self.row_numbers, dtype=np.int64), return_counts=True)
        for number in numbers[counts > 1]:
            for place in np.flatnonzero(rows == number):
                column = cells[:, place]
                column[column != None] = Fault("duplicate_row", str(number))  # noqa: E711 - elementwise


def _fault_duplicates(column: Objects, places: npt.NDArray[np.intp]) -> None:
    if len(places) < 2 or bool(np.all(places[1:] > places[:-1])):
        return
    found, counts = np.unique(places, return_counts=True)
    for place in found[counts > 1]:
        column[place] = Fault("duplicate_cell", str(column[place]))


def _fault_spread(
    cells: Objects,
    rows: npt.NDArray[np.int64],
    columns: npt.NDArray[np.int64],
    spread: str,
    fault: Fault,
) -> None:
    left, top, right, bottom = corners(spread)
    first, last = np.searchsorted(rows, top), np.searchsorted(rows, bottom, side="right")
    begin, end = np.searchsorted(columns, left), np.searchsorted(columns, right, side="right")
    cells[begin:end, first:last] = fault


@cache
def column_number(letters: str) -> int:
    """1 for A, 16384 for XFD; raises Unreadable beyond."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    if not 1 <= number <= COLUMNS_MAX:
        raise Unreadable("file_damaged", reason=f"column {letters}")
    return number


@cache
def column_letters(number: int) -> str:
    """A for 1, XFD for 16384."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(reference: str) -> tuple[str, int]:
    """`C17` -> ("C", 17); raises Unreadable for what is no cell of Excel's."""
    match = _REFERENCE.fullmatch(reference)
    if match is None or not 1 <= int(match.group(2)) <= ROWS_MAX:
        raise Unreadable("file_damaged", reason=f"cell {reference[:20]}")
    column_number(match.group(1))
    return match.group(1), int(match.group(2))


def corners(spread: str) -> tuple[int, int, int, int]:
    """`A2:B4` -> left, top, right, bottom = (1, 2, 2, 4)."""
    first, _, last = spread.partition(":")
    (left, top), (right, bottom) = address(first), address(last or first)
    columns = sorted((column_number(left), column_number(right)))
    rows = sorted((top, bottom))
    return columns[0], rows[0], columns[1], rows[1]
