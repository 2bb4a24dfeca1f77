"""A sheet people fill in, by XlsxWriter: protected but for its open cells, with lists and notes."""

from __future__ import annotations

from collections.abc import Sequence

from batcher.workbook.looks import NOTE_WIDTH_POINTS, note_points
from batcher.workbook.paper.leaf import Leaf
from batcher.workbook.paper.values import ROWS_MAX, Heading


class Form(Leaf):
    """One such sheet; written top to bottom like any other."""

    def column(self, column: int, heading: Heading, look: str, number_format: str = "") -> None:
        """Dress a whole column, so that what is typed below the last row looks the same."""
        options = {"hidden": True} if heading.hidden else {}
        form = self._shared.form(look, number_format)
        self._widths[column] = 0 if heading.hidden else int(heading.width)
        self._sheet.set_column(column, column, heading.width, form, options)

    def note(self, row: int, column: int, text: str) -> None:
        """A note on a cell, high enough for its text."""
        size = {"author": "batcher", "width": NOTE_WIDTH_POINTS, "height": note_points(text)}
        self._sheet.write_comment(row, column, text, size)

    def offer(self, column: int, entries: Sequence[str], title: str, error: str) -> None:
        """A list to choose from in a whole column; with an `error` other words are asked about."""
        rule: dict[str, object] = {"validate": "list", "source": list(entries)}
        if error:
            rule |= {"error_type": "warning", "error_title": title, "error_message": error}
        else:
            rule["show_error"] = False
        self._sheet.data_validation(1, column, ROWS_MAX - 1, column, rule)

    def protect(self) -> None:
        """Lock what is not open, without a password: a slip is kept out, a person is not."""
        allowed = (
            "sort", "autofilter", "format_cells", "format_columns", "format_rows", "insert_rows",
            "delete_rows", "insert_hyperlinks",
        )  # fmt: skip
        self._sheet.protect("", dict.fromkeys(allowed, True))
