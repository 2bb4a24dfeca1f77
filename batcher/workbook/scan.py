"""Reads one sheet's XML once, as a stream, into a Grid: every value with its true address, and what
quick readers hide (formulas, errors, hidden rows, merges). Memory grows with the cells only.

Rows in the plain shape every writer uses are read by one regular expression; whatever is not in
that shape goes to expat instead, so speed is never bought with a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import IO

from batcher.core.model import Fault
from batcher.workbook import markup
from batcher.workbook.container import Unreadable
from batcher.workbook.content import Meaning, details_of, is_external
from batcher.workbook.grid import ROWS_MAX, Grid, address, column_letters, column_number
from batcher.workbook.markup import MAIN

_TEXT = r"([^<&\x00-\x08\x0b\x0c\x0e-\x1f]*)"
_SPACE = r'(?: xml:space="preserve")?'
# Letters, digits, style, type, formula, value, inline text; then whatever none of this explains.
_CELL = re.compile(
    r'\s*<c r="([A-Z]{1,3})([1-9]\d{0,6})"(?: s="(\d+)")?(?: t="(\w+)")?'
    rf"(?:/>|>(?:(<f(?=[ />])[^<>&]*(?:/>|>[^<&]*</f>))?<v{_SPACE}>{_TEXT}</v>"
    rf"|<is><t{_SPACE}>{_TEXT}</t></is>)?</c>)|\s*(?s:(\S.*))"
)
_ROW = re.compile(r'\s*<row r="([1-9]\d{0,6})"([^<>&]*)>')
_FORMULA = re.compile(r"<f([^<>]*?)(?:/>|>([^<]*)</f>)")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_BEGINNING = re.compile(rb"<sheetData\s*>")
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["'])""", re.I)
_HIDDEN_POINTS = 1.0


def scan(stream: IO[bytes], meaning: Meaning) -> Grid:
    """The cells of a worksheet part. Raises Unreadable when it is not a worksheet's XML."""
    scanner = _Scanner(meaning)
    for chunk in markup.chunks(stream):
        scanner.take(chunk)
    scanner.close()
    return scanner.grid


class _Scanner:
    """One pass over one sheet: plain rows by expression, everything else by expat."""

    def __init__(self, meaning: Meaning) -> None:
        self.grid = Grid()
        self._meaning = meaning
        self._external_shared: set[str] = set()
        self._slow = _Elements(self)
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
            self._plain = len(self._pending) < 8 * markup.CHUNK_BYTES
            return
        self._began = True
        self._plain = _ENCODING.search(self._pending[:200]) is None
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
        if b"<!" in rows or b"<?" in rows:
            self._plain = False
            return
        pieces = rows.split(b"</row>")
        rest = pieces.pop()
        for piece in pieces:
            if not self._take_row(piece):
                self._slow.feed(piece + b"</row>")
        self._pending = rest + (b"" if end < 0 else self._pending[end:])
        self._plain = end < 0

    def _take_row(self, piece: bytes) -> bool:
        """Read one row in the plain shape; False, with nothing taken, when it is in another."""
        try:
            text = piece.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            return False
        head = _ROW.match(text)
        if head is None or head.group(2).endswith("/") or "xmlns" in head.group(2):
            return False
        cells = _CELL.findall(text, head.end())
        if cells and cells[-1][7]:
            return False
        digits = head.group(1)
        row = int(digits)
        self.start_row(row, head.group(2))
        rows, values, value = self.grid.rows, self.grid.values, self._meaning.value
        for letters, number, style, kind, formula, text, inline, _ in cells:
            if number != digits:
                raise _misplaced(letters + number, row)
            found = value(kind, style, text or inline) if text or inline or kind else None
            if formula:
                found = self._judge_plain(letters, formula, kind, text) or found
            if found is not None:
                rows[letters].append(row)
                values[letters].append(found)
        return True

    def start_row(self, row: int, attributes: str | Mapping[str, str]) -> None:
        """Note a row and whether a person can see it."""
        if not 1 <= row <= ROWS_MAX:
            raise Unreadable("file_damaged", reason=f"row {row}")
        self.grid.row_numbers.append(row)
        if isinstance(attributes, str):
            if "hidden" not in attributes and 'ht="0' not in attributes:
                return
            attributes = dict(_ATTRIBUTE.findall(attributes))
        if markup.is_true(attributes.get("hidden")) or _is_flat(attributes.get("ht")):
            self.grid.hidden_rows.add(row)

    def cell(self, letters: str, row: int, kind: str, style: str, text: str) -> None:
        """Note a cell without a formula."""
        found = self._meaning.value(kind, style, text)
        if found is not None:
            self.grid.add(letters, row, found)

    def judge(
        self, attributes: Mapping[str, str], formula: str, kind: str, text: str | None
    ) -> Fault | None:
        """Why the value of this formula cannot be trusted, or None; a range it fills is noted."""
        shared, spread, _ = details_of(attributes)
        external = is_external(formula) or (shared != "" and shared in self._external_shared)
        if external and shared:
            self._external_shared.add(shared)
        fault = self._meaning.formula_fault(external, kind, text)
        if fault is not None and spread:
            self.grid.spreads.append((spread, fault))
        return fault

    def _judge_plain(self, letters: str, formula: str, kind: str, text: str) -> Fault | None:
        match = _FORMULA.fullmatch(formula)
        assert match is not None, letters
        return self.judge(
            dict(_ATTRIBUTE.findall(match.group(1))), match.group(2) or "", kind, text
        )


def _is_flat(height: str | None) -> bool:
    try:
        return height is not None and float(height) < _HIDDEN_POINTS
    except ValueError:
        return False


def _misplaced(cell: str, row: int) -> Unreadable:
    return Unreadable("file_damaged", reason=f"cell {cell} in row {row}")


class _Elements:
    """Expat's side of the scan: the sheet's own elements, wherever rows are in no plain shape."""

    def __init__(self, scanner: _Scanner) -> None:
        self._scanner = scanner
        self._parser = markup.make_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._path: list[str] = []
        self._starts: dict[str, Callable[[Mapping[str, str]], None]] = {
            "row": self._start_row,
            "c": self._start_cell,
            "f": self._start_formula,
            "v": self._start_text,
            "t": self._start_text,
            "col": self._note_columns,
            "mergeCell": self._note_merge,
        }
        self._row = 0
        self._column = 0
        self._cell: Mapping[str, str] = {}
        self._formula: Mapping[str, str] | None = None
        self._value: str | None = None
        self._inline = ""
        self._heard: list[str] = []

    @property
    def awaits_rows(self) -> bool:
        """True when the parser stands directly inside a worksheet's sheetData."""
        return self._path == ["worksheet", "sheetData"]

    def feed(self, content: bytes, *, final: bool = False) -> None:
        """Parse some more bytes."""
        markup.feed(self._parser, content, final=final)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        space, _, plain = name.rpartition(" ")
        if not self._path and (space != MAIN or plain != "worksheet"):
            code = "file_strict" if space == markup.STRICT else "file_damaged"
            raise Unreadable(code, reason=f"<{plain}>")
        self._path.append(plain if space == MAIN else name)
        begin = self._starts.get(plain) if space == MAIN else None
        if begin is not None:
            begin(attributes)

    def _end(self, _: str) -> None:
        plain = self._path.pop()
        if plain == "c":
            self._end_cell()
        elif plain == "f":
            self._formula = {**(self._formula or {}), "": "".join(self._heard)}
        elif plain == "v":
            self._value = "".join(self._heard)
        elif plain == "t" and "is" in self._path and "rPh" not in self._path:
            self._inline += "".join(self._heard)

    def _characters(self, text: str) -> None:
        self._heard.append(text)

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        if self._path != ["worksheet", "sheetData", "row"]:
            return
        last = self._scanner.grid.row_numbers
        written = attributes.get("r")
        if written is not None and not (written.isascii() and written.isdecimal()):
            raise Unreadable("file_damaged", reason=f"row {written[:20]}")
        self._row = (last[-1] if last else 0) + 1 if written is None else int(written[:9])
        self._column = 0
        self._scanner.start_row(self._row, attributes)

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        letters = column_letters(self._column + 1)
        letters, row = address(attributes.get("r", f"{letters}{self._row}"))
        if row != self._row:
            raise _misplaced(f"{letters}{row}", self._row)
        self._column = column_number(letters)
        self._cell = attributes
        self._formula, self._value, self._inline = None, None, ""

    def _start_formula(self, attributes: Mapping[str, str]) -> None:
        self._formula = attributes
        self._heard.clear()

    def _start_text(self, _: Mapping[str, str]) -> None:
        self._heard.clear()

    def _end_cell(self) -> None:
        kind, style = self._cell.get("t", ""), self._cell.get("s", "")
        letters = column_letters(self._column)
        if self._formula is not None:
            formula = self._formula.get("", "")
            fault = self._scanner.judge(self._formula, formula, kind, self._value)
            if fault is not None:
                self._scanner.grid.add(letters, self._row, fault)
                return
        text = self._inline if kind == "inlineStr" else self._value or ""
        self._scanner.cell(letters, self._row, kind, style, text)

    def _note_columns(self, attributes: Mapping[str, str]) -> None:
        flat = _is_flat(attributes.get("width"))
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if (markup.is_true(attributes.get("hidden")) or flat) and first.isdecimal():
            self._scanner.grid.hidden_columns.append(
                (int(first), int(last) if last.isdecimal() else int(first))
            )

    def _note_merge(self, attributes: Mapping[str, str]) -> None:
        spread = attributes.get("ref", "")
        self._scanner.grid.spreads.append((spread, Fault("merged_cell", spread)))
