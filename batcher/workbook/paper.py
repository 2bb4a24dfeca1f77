"""The only file that knows XlsxWriter: cells, looks and print set-up of the workbooks we write.

XlsxWriter is the writer because it has formulas with cached values, print set-up and more than one
maintainer. Tables of any length go through `bulk`, which is as fast as the fastest. What the rest
of this room needs of it is `Book`, `Leaf` and the looks below, so that it can be changed here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

from batcher.workbook.bulk import Column, Filling, pack
from batcher.workbook.bulk.cells import dated
from batcher.workbook.bulk.heights import LINE_POINTS, lines_of, points_of
from batcher.workbook.cells import safe_cell, safe_text, shown_width
from batcher.workbook.looks import FONTS, LOOKS
from batcher.workbook.naming import numbered, sheet_name

ROWS_MAX = 1_048_576
LINKS_MAX = 65_530  # Excel's own limit per sheet; links after it are plain text
WIDTH_MIN = 4
WIDTH_MAX = 60
PAGE_WIDTH = 225  # characters of column width that an A4 page still shows readably
_HEADER_LINES_MAX = 4
_UPRIGHT_POINTS = 5.6  # of one character of a header written from bottom to top
_UPRIGHT_POINTS_MAX = 130.0
_A4 = 9


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula and the value it has now; a Decimal is written as Excel's number."""

    text: str
    value: str | int | Decimal


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads to an address. The address is ours, never a person's."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a table: what stands in its header, its width in characters, its look.

    `upright`: the header is written from bottom to top, for a column narrower than its name.
    """

    text: str
    width: float = 12
    look: str = "plain"
    header_look: str = "header"
    hidden: bool = False
    upright: bool = False


class Leaf:
    """One sheet being written, top to bottom: a row once passed cannot be written again."""

    def __init__(self, book: Book, name: str, sheet: Any) -> None:
        self.name = name
        self._book = book
        self._sheet = sheet
        self._links = 0
        self._last_row = -1
        self._lines = 1  # of the tallest wrapped text in the last row
        self._widths: dict[int, int] = {}
        self.row_count = 0
        self.filling: Filling | None = None

    def put(
        self,
        row: int,
        column: int,
        value: object,
        look: str = "plain",
        number_format: str = "",
    ) -> None:
        """Write one cell (row and column from 0). A blank with the plain look writes nothing."""
        self._count(row)
        if isinstance(value, Formula):
            form = self._book.form(look, number_format)
            self._sheet.write_formula(row, column, value.text, form, _cached(value.value))
        elif isinstance(value, Link):
            self._put_link(row, column, value, look)
        else:
            self._put_value(row, column, value, look, number_format)

    def _put_value(
        self, row: int, column: int, value: object, look: str, number_format: str
    ) -> None:
        cell = safe_cell(value)
        if isinstance(cell, str):
            if look == "wrap":
                self._make_room(row, column, cell)
            self._sheet.write_string(row, column, _inert(cell), self._book.form(look))
        elif cell is None:
            if look != "plain":
                self._sheet.write_blank(row, column, None, self._book.form(look))
        elif isinstance(cell, bool):
            self._sheet.write_boolean(row, column, cell, self._book.form(look))
        elif isinstance(cell, int | float):
            kind = "number" if look == "plain" else look
            self._sheet.write_number(row, column, cell, self._book.form(kind, number_format))
        else:
            self._sheet.write_datetime(row, column, cell, self._book.form(dated(cell)))

    def _put_link(self, row: int, column: int, link: Link, look: str) -> None:
        self._links += 1
        if self._links > LINKS_MAX:
            self._put_value(row, column, link.text, look, "")
            return
        text = _inert(safe_text(link.text))
        self._sheet.write_url(row, column, link.url, self._book.form("link"), text)

    def _make_room(self, row: int, column: int, text: str) -> None:
        """A row as high as its wrapped texts: not every program finds that out by itself."""
        lines = lines_of(text, self._widths.get(column, WIDTH_MAX) - 1)
        if lines > self._lines:
            self._lines = lines
            self.height(row, points_of(lines))

    def fill(self, columns: Sequence[Column], count: int) -> None:
        """Write all rows below the header in row 0 at once, `count` of them: what tables are
        written with. Nothing else may be put below it."""
        if not count:
            return
        assert self._last_row == 0, "only a header stands above"
        forms = tuple(sorted(set().union(*(column.forms() for column in columns))))
        for place, form in enumerate(forms):  # a specimen of each; the rows take their place
            self._sheet.write_blank(1, place, None, self._book.form(*form))
        widths = tuple(self._widths.get(place, WIDTH_MAX) for place in range(len(columns)))
        self.filling = Filling(tuple(columns), count, widths, forms)
        self._last_row = count
        self.row_count += count

    def merge(self, row: int, first: int, last: int, value: object, look: str) -> None:
        """One text across columns `first` to `last` of a row."""
        self._count(row)
        text = safe_cell(value)
        form = self._book.form(look)
        self._sheet.merge_range(row, first, row, last, "", form)
        if text is not None:
            self._sheet.write_string(row, first, _inert(str(text)), form)

    def height(self, row: int, points: float) -> None:
        """The height of a row not yet left behind."""
        self._sheet.set_row(row, points)

    def header(self, row: int, headings: Sequence[Heading]) -> None:
        """A header row, high enough for its longest text; sets the widths of its columns."""
        self.height(row, max((_header_points(heading) for heading in headings), default=18))
        for column, heading in enumerate(headings):
            look = f"{heading.header_look}_upright" if heading.upright else heading.header_look
            self.put(row, column, heading.text, look)
            options = {"hidden": True} if heading.hidden else {}
            self._widths[column] = _width(heading)
            self._sheet.set_column(column, column, _width(heading), None, options)

    def widths(self, widths: Sequence[float]) -> None:
        """Column widths in characters from the first column on."""
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, min(width, WIDTH_MAX))

    def mark_not_ok(self, first: str, last: str, ok: str) -> None:
        """Cells from `first` to `last` (`B2`) turn red, live, when they say anything but `ok`."""
        bad = self._book.form("bad")
        rule = {"type": "cell", "criteria": "not equal to", "value": f'"{ok}"', "format": bad}
        self._sheet.conditional_format(f"{first}:{last}", rule)

    def mark_not_zero(self, first: str, last: str) -> None:
        """Cells from `first` to `last` turn red, live, when they are not 0."""
        bad = self._book.form("bad")
        rule = {"type": "cell", "criteria": "not equal to", "value": 0, "format": bad}
        self._sheet.conditional_format(f"{first}:{last}", rule)

    def finish_table(self, columns: int, frozen_columns: int = 0) -> None:
        """Header in row 0: freeze it, filter by it, repeat it on every page; A4, as few pages wide
        as a person can still read, the first column on each."""
        self._sheet.freeze_panes(1, frozen_columns)
        self._sheet.autofilter(0, 0, max(self._last_row, 0), columns - 1)
        self._sheet.repeat_rows(0)
        self._sheet.hide_gridlines(0)
        self.finish_page(columns)
        pages = -(-sum(self._widths.values()) // PAGE_WIDTH)
        if pages > 1:
            self._sheet.repeat_columns(0)
            self._sheet.print_row_col_headers()  # a row is found again on the page beside it
            self._sheet.print_across()
            self._sheet.fit_to_pages(int(pages), 0)

    def finish_page(self, columns: int) -> None:
        """Print set-up: A4 landscape, one page wide, the run above, the page below."""
        sheet = self._sheet
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.65)
        sheet.print_area(0, 0, max(self._last_row, 0), columns - 1)
        sheet.set_header(self._book.running_head)
        sheet.set_footer(self._book.running_foot)

    def print_apart(self, breaks: Sequence[int], percent: int, repeated: int = 1) -> None:
        """Print the columns from each of `breaks` on apart, beside the first `repeated`, not
        shrunk to fit."""
        self._sheet.repeat_columns(0, repeated - 1)
        self._sheet.set_v_pagebreaks(list(breaks))
        self._sheet.set_print_scale(percent)

    def hide_gridlines(self) -> None:
        """No grid, neither on screen nor on paper."""
        self._sheet.hide_gridlines(2)

    def colour_tab(self, colour: str) -> None:
        """The colour of the sheet's tab, `#RRGGBB`."""
        self._sheet.set_tab_color(colour)

    def open_here(self) -> None:
        """The sheet a person sees first."""
        self._sheet.activate()

    def _count(self, row: int) -> None:
        if row > self._last_row:
            self._last_row = row
            self._lines = 1
            self.row_count += 1


_Made = TypeVar("_Made", bound=Leaf)


class Book:
    """A workbook being written to `path`; `close()` writes it and may raise OSError.

    `reserved` are sheet names kept for the program: a person's sheet of that name gets another.
    """

    def __init__(
        self,
        path: Path,
        language: str,
        reserved: Sequence[str] = (),
        head: str = "",
        foot: str = "",
    ) -> None:
        font = {"font_name": FONTS.get(language, FONTS["en"]), "font_size": 10}
        self._path = path
        self._package = BytesIO()
        self._file = xlsxwriter.Workbook(
            self._package,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "nan_inf_to_errors": False,
                "default_format_properties": font,
                "use_zip64": True,
            },
        )
        # Our values are already there; a program that trusts no stored value would find none
        # (XlsxWriter otherwise asks Excel to calculate everything again: fullCalcOnLoad).
        self._file.calc_on_load = False
        self._forms: dict[tuple[str, str], Any] = {}
        self._reserved = {name.casefold() for name in reserved}
        self._taken: set[str] = set()
        self._leaves: list[Leaf] = []
        self.running_head = head
        self.running_foot = foot

    def add(self, name: str, ours: bool = False) -> Leaf:
        """A new sheet under `name`, or the nearest free name Excel allows."""
        return self.add_as(Leaf, name, ours)

    def add_as(self, made: type[_Made], name: str, ours: bool = False) -> _Made:
        """The same, as a sheet of a kind of its own."""
        free = self._free_name(name, ours)
        self._taken.add(free.casefold())
        leaf = made(self, free, self._file.add_worksheet(free))
        self._leaves.append(leaf)
        return leaf

    def form(self, look: str, number_format: str = "") -> Any:
        """XlsxWriter's format of a look, made once."""
        key = (look, number_format)
        found = self._forms.get(key)
        if found is None:
            properties = dict(LOOKS[look])
            if number_format:
                properties["num_format"] = number_format
            found = self._forms[key] = self._file.add_format(properties)
        return found

    def describe(
        self, title: str, subject: str, comments: str, made_at: datetime | None = None
    ) -> None:
        """The document's properties; `made_at` where it is not now."""
        made = {} if made_at is None else {"created": made_at}
        self._file.set_properties(
            {
                **made,
                "title": safe_text(title),
                "subject": safe_text(subject),
                "author": "batcher",
                "comments": safe_text(comments),
            }
        )

    def close(self) -> Mapping[str, int]:
        """Write the file; returns sheet name -> rows written."""
        self._file.close()
        fillings = {
            f"xl/worksheets/sheet{number}.xml": leaf.filling
            for number, leaf in enumerate(self._leaves, start=1)
            if leaf.filling is not None
        }
        pack(self._package, fillings, self._path)
        return {leaf.name: leaf.row_count for leaf in self._leaves}

    def _free_name(self, name: str, ours: bool) -> str:
        number, free = 1, sheet_name(name)
        while free.casefold() in self._taken or (not ours and free.casefold() in self._reserved):
            number += 1
            free = numbered(name, number)
        return free


def reference(sheet: str, column: int, rows: int) -> str:
    """The cells of a column below its header: `'add_lines'!$D$2:$D$9`."""
    quoted = sheet.replace("'", "''")
    first = xl_rowcol_to_cell(1, column, row_abs=True, col_abs=True)
    last = xl_rowcol_to_cell(max(rows, 1), column, row_abs=True, col_abs=True)
    return f"'{quoted}'!{first}:{last}"


def address(row: int, column: int) -> str:
    """`B3` for row 2, column 1."""
    return str(xl_rowcol_to_cell(row, column))


def position(cell: str) -> tuple[int, int]:
    """Row and column from 0 of `B3`."""
    row, column = xl_cell_to_rowcol(cell)
    return int(row), int(column)


def _width(heading: Heading) -> int:
    return int(min(max(heading.width, WIDTH_MIN), WIDTH_MAX))


def _header_points(heading: Heading) -> float:
    """The height a header needs; upright ones have room for the filter's button below."""
    if heading.upright:
        return min(_UPRIGHT_POINTS * shown_width(heading.text) + 18, _UPRIGHT_POINTS_MAX)
    lines = -(-shown_width(heading.text) // (_width(heading) - 1))
    return LINE_POINTS * min(lines, _HEADER_LINES_MAX) + 4


def _cached(value: str | int | Decimal) -> str | int | float:
    return value if isinstance(value, str | int) else float(value)


def _inert(text: str) -> str:
    # XlsxWriter takes <r>…</r> for its own rich text and writes it as XML, unescaped.
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text
