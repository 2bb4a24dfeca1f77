"""The cells of one sheet, each written with its look."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from batcher.workbook.bulk import Column, Filling, Formula
from batcher.workbook.bulk.cells import dated
from batcher.workbook.bulk.heights import LINE_POINTS, lines_of, points_of
from batcher.workbook.cells import safe_cell, safe_text, shown_width
from batcher.workbook.paper.page import Page
from batcher.workbook.paper.shared import Shared
from batcher.workbook.paper.values import WIDTH_MAX, Heading, Link

LINKS_MAX = 65_530  # Excel's own limit per sheet; links after it are plain text
WIDTH_MIN = 4
_HEADER_LINES_MAX = 4
_UPRIGHT_POINTS = 5.6  # of one character of a header written from bottom to top
_UPRIGHT_POINTS_MAX = 130.0


class Leaf(Page):
    """One sheet being written, top to bottom: a row once passed cannot be written again."""

    def __init__(self, shared: Shared, name: str, sheet: Any) -> None:
        super().__init__(shared, name, sheet)
        self._links = 0
        self._lines = 1  # of the tallest wrapped text in the last row
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
            form = self._shared.form(look, number_format)
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
            self._sheet.write_string(row, column, _inert(cell), self._shared.form(look))
        elif cell is None:
            if look != "plain":
                self._sheet.write_blank(row, column, None, self._shared.form(look))
        elif isinstance(cell, bool):
            kind = "flag" if look == "plain" else look
            self._sheet.write_boolean(row, column, cell, self._shared.form(kind))
        elif isinstance(cell, int | float):
            kind = "number" if look == "plain" else look
            self._sheet.write_number(row, column, cell, self._shared.form(kind, number_format))
        else:
            self._sheet.write_datetime(row, column, cell, self._shared.form(dated(cell)))

    def _put_link(self, row: int, column: int, link: Link, look: str) -> None:
        self._links += 1
        if self._links > LINKS_MAX:
            self._put_value(row, column, link.text, look, "")
            return
        text = _inert(safe_text(link.text))
        self._sheet.write_url(row, column, link.url, self._shared.form("link"), text)

    def _make_room(self, row: int, column: int, text: str) -> None:
        """A row as high as its wrapped texts: not every program finds that out by itself."""
        lines = lines_of(text, self._widths.get(column, WIDTH_MAX) - 1)
        if lines > self._lines:
            self._lines = lines
            self.height(row, points_of(lines))

    def fill(
        self, columns: Sequence[Column], count: int, links: Sequence[Link | str] | None = None
    ) -> None:
        """Write all rows below the header in row 0 at once, `count` of them: what tables are
        written with. Nothing else may be put below it. `links` are a column before the others."""
        if not count:
            return
        assert self._last_row == 0, "only a header stands above"
        if links is not None:
            shown = [one.text if isinstance(one, Link) else one for one in links]
            columns = [Column(shown, [_link_look(one, at) for at, one in enumerate(links)]),
                       *columns]  # fmt: skip
        forms = tuple(sorted(set().union(*(column.forms() for column in columns))))
        for place, form in enumerate(forms, start=1):  # one of each; the rows take their place
            self._sheet.write_blank(1, place, None, self._shared.form(*form))
        for row, link in enumerate(links or (), start=1):
            if isinstance(link, Link):
                self._put_link(row, 0, link, "plain")
        widths = tuple(self._widths.get(place, WIDTH_MAX) for place in range(len(columns)))
        self.filling = Filling(tuple(columns), count, widths, forms)
        self._last_row = count
        self.row_count += count

    def merge(self, row: int, first: int, last: int, value: object, look: str) -> None:
        """One text across columns `first` to `last` of a row."""
        self._count(row)
        text = safe_cell(value)
        form = self._shared.form(look)
        self._sheet.merge_range(row, first, row, last, "", form)
        if text is not None:
            self._sheet.write_string(row, first, _inert(str(text)), form)

    def height(self, row: int, points: float) -> None:
        """The height of a row not yet left behind."""
        self.heights[row] = points
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

    def _count(self, row: int) -> None:
        if row > self._last_row:
            self._last_row = row
            self._lines = 1
            self.row_count += 1


def _link_look(link: Link | str, place: int) -> str:
    return "link" if isinstance(link, Link) and place < LINKS_MAX else "plain"


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
