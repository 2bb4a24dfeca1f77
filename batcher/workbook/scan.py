"""Reads one sheet's XML once, as a stream, into a Grid: every value with its true address, and what
quick readers hide (formulas, errors, hidden rows, merges). Memory grows with the cells only.

Rows in the plain shape every writer uses are read by regular expressions, many at once where they
look alike; whatever is not in that shape goes to expat, so speed is never bought with a guess.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from typing import IO

from batcher.workbook import markup
from batcher.workbook.blocks import Blocks
from batcher.workbook.container import Limits
from batcher.workbook.content import Meaning
from batcher.workbook.elements import Elements
from batcher.workbook.grid import Grid
from batcher.workbook.pieces import Cells
from batcher.workbook.rows import ATTRIBUTE, Rows, misfit, misplaced
from batcher.workbook.runs import Form, Runs

_TEXT = r"([^<\x00-\x08\x0b\x0c\x0e-\x1f]*)"
_SPACE = r'(?: xml:space="preserve")?'
# Letters, digits, style, type, formula, value, inline text; then whatever none of this explains.
_CELL = re.compile(
    r'\s*<c r="([A-Z]{1,3})([1-9]\d{0,6})"(?: s="(\d+)")?(?: t="(\w+)")?'
    rf"(?: ?/>|>(?:(<f(?=[ />])[^<>&]*(?:/>|>[^<]*</f>))?<v{_SPACE}>{_TEXT}</v>"
    rf"|<is><t{_SPACE}>{_TEXT}</t></is>)?</c>)|\s*(?s:(\S.*))"
)
_ROW = re.compile(r'\s*<row r="([1-9]\d{0,6})"([^<>&]*)>')


def scan(stream: IO[bytes], meaning: Meaning, limits: Limits) -> Generator[Cells, None, Grid]:
    """The cells of a worksheet part, piece by piece; the Grid it returns says what is left to say.

    Raises Unreadable when it is not a worksheet's XML, or too large.
    """
    scanner = _Scanner(meaning)
    for chunk in markup.chunks(stream):
        scanner.take(chunk)
        yield from scanner.rows.grid.drain(limits)
    scanner.close()
    yield from scanner.rows.grid.drain(limits)
    return scanner.rows.grid


class _Scanner(Blocks):
    """One pass over one sheet: plain rows by expression, everything else by expat."""

    BEGINNING = re.compile(rb"<sheetData\s*>")
    BLOCK_END = b"</row>"
    PART_END = b"</sheetData"

    def __init__(self, meaning: Meaning) -> None:
        self.rows = Rows(meaning)
        self._runs = Runs(self.rows)
        super().__init__(Elements(self.rows))

    def take_block(self, block: bytes) -> None:
        """Read whole rows; those that look like the ones before in one go."""
        try:
            text = markup.lines_of(block.decode("utf-8"))
        except UnicodeDecodeError:
            self._slow.feed(block)  # which says where and why
            return
        place = 0
        while (place := self._runs.take(text, place)) < len(text):
            end = text.index("</row>", place)
            met = self._take_row(text[place:end])
            if met is None:
                self._slow.feed(text[place : end + len(self.BLOCK_END)].encode())
            else:
                self._runs.learn(met)
            place = end + len(self.BLOCK_END)

    def _take_row(self, text: str) -> list[tuple[str, Form]] | None:
        """Read one row in the plain shape and tell how its cells look; None, with nothing taken,
        when it is in another."""
        head = _ROW.match(text)
        if head is None or head.group(2).endswith("/") or "xmlns" in head.group(2):
            return None
        cells = _CELL.findall(text, head.end())
        if cells and cells[-1][7]:
            return None
        row = int(head.group(1))
        seen = head.group(2)
        # Attributes are looked at only where one of those that count can be among them.
        counts = "hidden" in seen or 'ht="0' in seen
        self.rows.start_row(row, dict(ATTRIBUTE.findall(seen)) if counts else {})
        for letters, number, style, kind, formula, value, inline, _ in cells:
            if number != head.group(1):
                raise misplaced(letters + number, row)
            found = misfit(kind, value, inline) or self.rows.plain(
                style, kind, formula, value or inline
            )
            if found is not None:
                self.rows.grid.add(letters, row, found)
                self.rows.note_look(letters, (row,), kind, style)
        return [(cell[0], _form(cell)) for cell in cells]


def _form(cell: tuple[str, ...]) -> Form:
    _, _, style, kind, formula, value, inline, _ = cell
    holds = "f" if formula else "v" if value else "is" if inline else ""
    return Form(style, kind, holds)
