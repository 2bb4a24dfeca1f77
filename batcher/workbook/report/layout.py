"""Blocks one below the other on one sheet: titles, small tables, labelled texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from batcher.locale import labels, word
from batcher.workbook.bulk.heights import HEIGHT_MAX_POINTS
from batcher.workbook.cells import shown_width
from batcher.workbook.paper import Formula, Leaf

WIDTHS = (36, 14.5, 14.5, 14.5, 14.5, 14.5, 14.5, 14.5, 16)
LAST = len(WIDTHS) - 1
_SPAN_WIDTH = int(sum(WIDTHS[1:])) - 6
_LINE_POINTS = 15.0
_HEADER_POINTS = 30.0
_SIGN_POINTS = 26.0
_PAGE_POINTS = 600.0  # of rows, on an A4 page that is as wide as the sheet

Styled = tuple[object, str, str]  # value, look, number format


class Layout:
    """One sheet being filled downwards. `row` is the next free row, from 0."""

    def __init__(self, leaf: Leaf, language: str) -> None:
        self.leaf = leaf
        self.language = language
        self.row = 0
        self._blocks: list[int] = []  # where each begins
        self.ok = self.word("ok")

    def word(self, name: str, **details: str) -> str:
        """A label of the report."""
        return word(f"report.{name}", self.language, **details)

    def known(self, prefix: str, code: str) -> str:
        """The words of a code that comes from elsewhere; the code itself where there are none."""
        for key in (f"report.{prefix}{code}", code):
            if key in labels.LABELS:
                return word(key, self.language)
        return code

    def title(self, name: str, **details: str) -> None:
        """The title of a block, after an empty row."""
        self.row += 1
        self._blocks.append(self.row)
        self.leaf.merge(self.row, 0, LAST, self.word(name, **details), "block")
        self.row += 1

    def put(self, values: Sequence[Styled]) -> None:
        """One row from the first column on."""
        for column, (value, look, number_format) in enumerate(values):
            self.leaf.put(self.row, column, value, look, number_format)
        self.row += 1

    def headers(self, texts: Sequence[str]) -> None:
        """The header of a small table."""
        self.leaf.height(self.row, _HEADER_POINTS)
        self.put([(text, "header", "") for text in texts])

    def columns(self, names: Sequence[str]) -> list[str]:
        """The header texts of columns by name."""
        return [self.word(f"column.{name}") for name in names]

    def span(self, label: str, text: str, look: str, label_look: str = "label") -> None:
        """A label and, beside it, text over the rest of the width, as many lines as it needs."""
        lines = sum(-(-max(shown_width(line), 1) // _SPAN_WIDTH) for line in text.split("\n"))
        self.leaf.height(self.row, min(_LINE_POINTS * max(lines, 1), HEIGHT_MAX_POINTS))
        self.leaf.put(self.row, 0, label, label_look)
        self.leaf.merge(self.row, 1, LAST, text, look)
        self.row += 1

    def finish(self) -> None:
        """Print set-up: A4 pages, and no block begins on a page that it would not end on."""
        self.leaf.finish_page(len(WIDTHS))
        self.leaf.print_below(tuple(self._breaks()))

    def _breaks(self) -> Iterator[int]:
        """The rows a new page begins with."""
        top = 0
        for start, end in zip(self._blocks, [*self._blocks[1:], self.row], strict=True):
            if self._points(top, end) > _PAGE_POINTS and start > top:
                yield start
                top = start

    def _points(self, start: int, end: int) -> float:
        return sum(self.leaf.heights.get(row, _LINE_POINTS) for row in range(start, end))

    def sign_off(self) -> None:
        """Where whoever prepared it and whoever checked it sign."""
        self.title("sign")
        for name in ("prepared_by", "checked_by"):
            self.leaf.height(self.row, _SIGN_POINTS)
            self.leaf.put(self.row, 0, self.word(name), "label")
            self.leaf.merge(self.row, 1, 3, "", "line")
            self.leaf.put(self.row, 5, self.word("date"), "label")
            self.leaf.merge(self.row, 6, 7, "", "line")
            self.row += 1

    def check(self, condition: str, holds: bool) -> Formula:
        """A live check; `holds` is whether `condition` holds now."""
        bad = self.word("check")
        return Formula(f'=IF({condition},"{self.ok}","{bad}")', self.ok if holds else bad)
