"""Gathers the cells of one sheet as they are met and hands them on in pieces; knows no XML."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from operator import lt

from batcher.core.model import Fault
from batcher.workbook.container import Limits, Unreadable
from batcher.workbook.pieces import Cells, Restyled, SheetEnd, Spread

ROWS_MAX = 1_048_576
COLUMNS_MAX = 16_384
SPREADS_MAX = 200_000
RESTYLED_MAX = 2_000
SIZE_CODES = ("sheet_too_long", "sheet_too_wide", "sheet_too_large")
_RANGE = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}(?::[A-Z]{1,3}[1-9][0-9]{0,6})?")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


class Grid:
    """The cells of one sheet since they were last drained; one that holds nothing is never added.

    `rows`, `values`: column letters -> the row numbers and the values met, in step. `signs`: column
    letters -> sign -> the rows of numbers shown with that sign of a currency. `dresses`: likewise
    the code of a format -> the rows of numbers and days it may show otherwise than as plain text.
    `held`: 1 for every row number that holds something.
    """

    def __init__(self) -> None:
        self.rows: defaultdict[str, list[int]] = defaultdict(list)
        self.values: defaultdict[str, list[object]] = defaultdict(list)
        self.signs: defaultdict[str, dict[str, list[int]]] = defaultdict(dict)
        self.dresses: defaultdict[str, dict[str, list[int]]] = defaultdict(dict)
        self.held = bytearray(ROWS_MAX + 1)
        self.last_row = 0
        self._met = bytearray(ROWS_MAX + 1)
        self._repeated: set[int] = set()
        self._hidden_rows: set[int] = set()
        self._hidden_columns = bytearray(COLUMNS_MAX + 1)
        self._columns: set[int] = set()
        self._spreads: list[Spread] = []
        self._restyled: dict[Restyled, None] = {}
        self._merged = array("i")

    def add(self, letters: str, row: int, value: object) -> None:
        """Note one cell."""
        self.rows[letters].append(row)
        self.values[letters].append(value)
        self.held[row] = 1

    def sign(self, letters: str, rows: Sequence[int], sign: str) -> None:
        """Note which sign of a currency the numbers of these rows are shown with, '' for none."""
        if sign:
            self.signs[letters].setdefault(sign, []).extend(rows)

    def dress(self, letters: str, rows: Sequence[int], code: str) -> None:
        """Note which format the numbers or days of these rows wear, '' for a plain one."""
        if code:
            self.dresses[letters].setdefault(code, []).extend(rows)

    def start_row(self, row: int, hidden: bool) -> None:
        """Note a row element; raises Unreadable for no row of Excel's."""
        if not 1 <= row <= ROWS_MAX:
            raise Unreadable("file_damaged", reason=f"row {row}")
        if self._met[row]:
            self._repeated.add(row)
        self._met[row] = 1
        self.last_row = row
        if hidden:
            self._hidden_rows.add(row)

    def start_run(self, rows: Sequence[int]) -> bool:
        """Note many row elements nobody has hidden; False, with nothing noted, where one is no row
        of Excel's, or they are not in order, or met before."""
        first, last = rows[0], rows[-1]
        ordered = all(map(lt, rows, islice(rows, 1, None)))
        if not ordered or last > ROWS_MAX or self._met.find(1, first, last + 1) >= 0:
            return False
        _mark(self._met, rows)
        self.last_row = last
        return True

    def hold(self, rows: Sequence[int]) -> None:
        """Note that these rows, in order, hold something."""
        _mark(self.held, rows)

    def hide_columns(self, first: int, last: int) -> None:
        """Note that nobody can see these columns."""
        first, last = max(first, 1), min(last, COLUMNS_MAX)
        if first <= last:
            self._hidden_columns[first : last + 1] = b"\1" * (last + 1 - first)

    def spread(self, reference: str, fault: Fault) -> None:
        """Note a range whose cells are all one Fault; raises Unreadable for no range."""
        self._spreads.append(Spread(*corners(reference), fault))
        _judge_count(len(self._spreads))

    def restyle(self, reference: str, code: str, *, whole: bool = False) -> None:
        """Note a range that a conditional format may show by this code, `whole`: only those of its
        cells that are whole numbers."""
        told = _RANGE.fullmatch(reference) and len(self._restyled) < RESTYLED_MAX
        # Of `C:C`, and of more ranges than anybody keeps, the whole sheet is meant.
        edges = corners(reference) if told else (1, 1, COLUMNS_MAX, ROWS_MAX)
        self._restyled[Restyled(*edges, code, whole)] = None

    def merge(self, reference: str) -> None:
        """Note a range merged into one cell; raises Unreadable for no range."""
        self._merged.extend(corners(reference))
        _judge_count(len(self._merged) // 4)

    def drain(self, limits: Limits) -> Iterator[Cells]:
        """The cells met since the last time; raises Unreadable when the sheet is too large."""
        for letters, rows in self.rows.items():
            column = column_number(letters)
            self._columns.add(column)
            signs = _packed(self.signs.pop(letters, {}))
            dresses = _packed(self.dresses.pop(letters, {}))
            yield Cells(column, array("i", rows), _once(self.values[letters]), signs, dresses)
        self.rows.clear()
        self.values.clear()
        self._judge_size(limits)

    def end(self, name: str, hidden: bool) -> SheetEnd:
        """What is to be said of the sheet once all its cells are drained."""
        return SheetEnd(
            name=name,
            hidden=hidden,
            hidden_rows=frozenset(row for row in self._hidden_rows if self.held[row]),
            hidden_columns=frozenset(c for c in self._columns if self._hidden_columns[c]),
            repeated_rows=tuple(sorted(row for row in self._repeated if self.held[row])),
            spreads=tuple(self._spreads),
            restyled=tuple(self._restyled),
            merged=self._merged,
        )

    def _judge_size(self, limits: Limits) -> None:
        rows, columns = self.held.count(1), len(self._columns)
        sizes = (
            (rows, limits.rows_max),
            (columns, limits.columns_max),
            (rows * columns, limits.grid_cells_max),
        )
        for code, (found, allowed) in zip(SIZE_CODES, sizes, strict=True):
            if found > allowed:
                raise Unreadable(code, found=f"{found:,}", allowed=f"{allowed:,}")


def _mark(marks: bytearray, rows: Sequence[int]) -> None:
    if rows[-1] - rows[0] + 1 == len(rows):
        marks[rows[0] : rows[-1] + 1] = b"\1" * len(rows)
        return
    for row in rows:
        marks[row] = 1


def _once(values: list[object]) -> list[object]:
    """The same with equal texts as one text: a column says few things, and a pickle says each one
    once where it is one."""
    known: dict[object, object] = {}
    return [known.setdefault(one, one) if type(one) is str else one for one in values]


def _packed(noted: Mapping[str, list[int]]) -> dict[str, array[int]]:
    return {word: array("i", met) for word, met in noted.items()}


def _judge_count(ranges: int) -> None:
    if ranges > SPREADS_MAX:
        raise Unreadable("file_damaged", reason=f"more than {SPREADS_MAX:,} merged ranges")


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
