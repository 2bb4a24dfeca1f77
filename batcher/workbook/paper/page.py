"""A sheet as a whole: how it is printed, filtered and kept in sight; its cells are `leaf`'s."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from batcher.workbook.paper.shared import Shared
from batcher.workbook.paper.values import WIDTH_MAX

PAGE_WIDTH = 225  # characters of column width that an A4 page still shows readably
_A4 = 9


class Page:
    """One sheet of a workbook being written."""

    def __init__(self, shared: Shared, name: str, sheet: Any) -> None:
        self.name = name
        self._shared = shared
        self._sheet = sheet
        self._last_row = -1
        self._widths: dict[int, int] = {}
        self.heights: dict[int, float] = {}  # points, of the rows that were given one

    def widths(self, widths: Sequence[float]) -> None:
        """Column widths in characters from the first column on."""
        for column, width in enumerate(widths):
            self._sheet.set_column(column, column, min(width, WIDTH_MAX))

    def mark_not_ok(self, first: str, last: str, ok: str) -> None:
        """Cells from `first` to `last` (`B2`) turn red, live, when they say anything but `ok`."""
        self._mark_unless(f"{first}:{last}", f'"{ok}"')

    def mark_not_zero(self, first: str, last: str) -> None:
        """Cells from `first` to `last` turn red, live, when they are not 0."""
        self._mark_unless(f"{first}:{last}", 0)

    def _mark_unless(self, cells: str, value: str | int) -> None:
        bad = self._shared.form("bad")
        rule = {"type": "cell", "criteria": "not equal to", "value": value, "format": bad}
        self._sheet.conditional_format(cells, rule)

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
        sheet.set_header(self._shared.head)
        sheet.set_footer(self._shared.foot)

    def print_apart(self, breaks: Sequence[int], percent: int, repeated: int = 1) -> None:
        """Print the columns from each of `breaks` on apart, beside the first `repeated`, not
        shrunk to fit."""
        self._sheet.repeat_columns(0, repeated - 1)
        self._sheet.set_v_pagebreaks(list(breaks))
        self._sheet.set_print_scale(percent)

    def print_below(self, breaks: Sequence[int]) -> None:
        """Print the rows from each of `breaks` on on a new page; the width still fits one."""
        self._sheet.set_h_pagebreaks(list(breaks))

    def hide_gridlines(self) -> None:
        """No grid, neither on screen nor on paper."""
        self._sheet.hide_gridlines(2)

    def colour_tab(self, colour: str) -> None:
        """The colour of the sheet's tab, `#RRGGBB`."""
        self._sheet.set_tab_color(colour)

    def open_here(self) -> None:
        """The sheet a person sees first."""
        self._sheet.activate()
