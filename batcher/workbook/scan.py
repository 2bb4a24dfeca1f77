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
_BEGINNING = re.compile(rb"<sheetData\s*>")
_ROW_END = b"</row>"
_ROW_BYTES_MAX = 8 * markup.CHUNK_BYTES  # a longer row is left to expat, piece by piece


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


class _Scanner:
    """One pass over one sheet: plain rows by expression, everything else by expat."""

    def __init__(self, meaning: Meaning) -> None:
        self.rows = Rows(meaning)
        self._runs = Runs(self.rows)
        self._slow = Elements(self.rows)
        self._pending = b""
        self._began = False
        self._plain = True

    def take(self, chunk: bytes) -> None:
        """Read some more of the part."""
        self._pending += chunk
        if not self._began:
            self._begin()
        elif self._plain:
            self._take_rows()
        if not self._plain:
            self._slow.feed(self._pending)
            self._pending = b""

    def close(self) -> None:
        """Read what is left; raises Unreadable when the XML stops short."""
        self._slow.feed(self._pending, final=True)

    def _begin(self) -> None:
        """Everything up to the first row is expat's; it also says whether this is a sheet."""
        found = _BEGINNING.search(self._pending)
        if found is None:
            self._plain = len(self._pending) < _ROW_BYTES_MAX
            return
        self._began = True
        self._plain = not markup.is_encoded_otherwise(self._pending)
        if self._plain:
            self._slow.feed(self._pending[: found.end()])
            self._pending = self._pending[found.end() :]
            self._plain = self._slow.awaits_rows
            if self._plain:
                self._take_rows()

    def _take_rows(self) -> None:
        # A comment, a CDATA section or an instruction may hide a row's end: expat takes the rest.
        end = self._pending.find(b"</sheetData")
        rows = self._pending if end < 0 else self._pending[:end]
        if markup.hides(rows):
            self._plain = False
            return
        after = rows.rfind(_ROW_END) + len(_ROW_END) if _ROW_END in rows else 0
        if after:
            self._take_block(rows[:after])
        rest = len(rows) - after
        self._pending = self._pending[after:]
        self._plain = end < 0 and rest < _ROW_BYTES_MAX

    def _take_block(self, block: bytes) -> None:
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
                self._slow.feed(text[place : end + len(_ROW_END)].encode())
            else:
                self._runs.learn(met)
            place = end + len(_ROW_END)

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
