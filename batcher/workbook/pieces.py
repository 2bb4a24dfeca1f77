"""The pieces a workbook is read in, in the order they come: plain values that a child process can
hand to its parent. They know neither file format nor frame."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field

from batcher.core.model import Fault, Problem


@dataclass(frozen=True, slots=True)
class Cells:
    """Some cells of one column of the sheet being read: row numbers and values, in step.

    `rows` has type code `i`. `signs`: a currency's sign -> the rows of the numbers shown with it.
    `dresses`: a format's code -> the rows of the numbers and days it may show otherwise than as
    plain text. A sheet's cells come in any number of these, before its SheetEnd.
    """

    column: int
    rows: array[int]
    values: list[object]
    signs: Mapping[str, array[int]] = field(default_factory=dict)
    dresses: Mapping[str, array[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spread:
    """A range of which every cell is one Fault: corners as true numbers, both ends inclusive."""

    left: int
    top: int
    right: int
    bottom: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class Restyled:
    """A range whose cells a conditional format may show by this code: corners as true numbers.
    `whole`: only those that are whole numbers."""

    left: int
    top: int
    right: int
    bottom: int
    code: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class SheetEnd:
    """What a sheet is besides its cells. Hidden rows and columns are of those that hold something;
    `repeated_rows` stand in the file more than once; `merged` (type code `i`) are the ranges merged
    into one cell: left, top, right, bottom, and again."""

    name: str
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    repeated_rows: tuple[int, ...] = ()
    spreads: tuple[Spread, ...] = ()
    restyled: tuple[Restyled, ...] = ()
    merged: array[int] = field(default_factory=lambda: array("i"))


@dataclass(frozen=True, slots=True)
class SheetLeft:
    """The sheet being read is left out: forget its cells."""


@dataclass(frozen=True, slots=True)
class BookEnd:
    """The last piece. `unread`: the file as a whole could not be read, so forget its sheets."""

    problems: tuple[Problem, ...] = ()
    is_csv: bool = False
    encodings: Mapping[str, str] = field(default_factory=dict)
    unread: bool = False


Piece = Cells | SheetEnd | SheetLeft | BookEnd
