"""Expat's side of the scan: the sheet's own elements, wherever rows are in no plain shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from batcher.core.model import Fault
from batcher.workbook import markup
from batcher.workbook.container import Unreadable
from batcher.workbook.content import refuse_long_text
from batcher.workbook.grid import address, column_letters, column_number
from batcher.workbook.markup import MAIN
from batcher.workbook.rows import Rows, is_flat, misfit, misplaced
from batcher.workbook.styles import is_of_whole_numbers

_IN_ROW = ["worksheet", "sheetData", "row"]
_HOLDERS = (_IN_ROW, _IN_ROW[:2])  # what is no row or cell of Excel's in them would vanish unseen


class Elements:
    """Hears the elements of one worksheet and tells its Rows what they say."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._parser = markup.Parser(self._start, self._end, self._characters)
        self._path: list[str] = []
        self._starts: dict[str, Callable[[Mapping[str, str]], None]] = {
            "row": self._start_row,
            "c": self._start_cell,
            "f": self._start_formula,
            "sheetView": self._note_view,
            "col": self._note_columns,
            "mergeCell": self._note_merge,
            "conditionalFormatting": self._start_conditions,
            "cfRule": self._note_condition,
        }
        self._row = 0
        self._column = 0
        self._cell: Mapping[str, str] = {}
        self._formula: Mapping[str, str] | None = None
        self._value: str | None = None
        self._inline, self._inline_met = "", False
        self._twice = False
        self._conditioned: list[str] = []
        self._condition, self._tested = "", ""
        self._heard: list[str] = []
        self._units = 0

    @property
    def awaits_blocks(self) -> bool:
        """True when the parser stands directly inside a worksheet's sheetData."""
        return self._path == ["worksheet", "sheetData"]

    def feed(self, content: bytes, *, final: bool = False) -> None:
        """Parse some more bytes."""
        self._parser.feed(content, final=final)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        space, _, plain = name.rpartition(" ")
        if not self._path and (space != MAIN or plain != "worksheet"):
            code = "file_strict" if space == markup.STRICT else "file_damaged"
            raise Unreadable(code, reason=f"<{plain}>")
        if space != MAIN and self._path in _HOLDERS:
            raise Unreadable("file_damaged", reason=f"<{plain[:20]}> among the rows")
        self._path.append(plain if space == MAIN else name)
        self._heard.clear()
        self._units = 0
        begin = self._starts.get(plain) if space == MAIN else None
        if begin is not None:
            begin(attributes)

    def _end(self, _: str) -> None:
        plain = self._path.pop()
        if plain == "c":
            self._end_cell()
        elif plain == "f":
            self._formula = {**(self._formula or {}), "": "".join(self._heard)}
        elif plain == "formula" and self._path[-1] == "cfRule":
            self._tested = self._tested or "".join(self._heard)
        elif plain == "cfRule":
            self._end_condition()
        elif plain == "v" and self._path[-1] == "c":
            self._twice |= self._value is not None
            self._value = "".join(self._heard)
        elif plain == "is" and self._path[-1] == "c":
            self._twice |= self._inline_met
            self._inline_met = True
        elif plain == "t" and "is" in self._path and "rPh" not in self._path:
            self._inline += "".join(self._heard)
            refuse_long_text(len(self._inline))

    def _characters(self, text: str) -> None:
        self._heard.append(text)
        self._units += len(text)
        refuse_long_text(self._units)

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        if self._path != _IN_ROW:
            return
        written = attributes.get("r")
        if written is not None and not (written.isascii() and written.isdecimal()):
            raise Unreadable("file_damaged", reason=f"row {written[:20]}")
        self._row = self._rows.grid.last_row + 1 if written is None else int(written[:9])
        self._column = 0
        self._rows.start_row(self._row, attributes)

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        if self._path[:-1] != _IN_ROW:
            raise Unreadable("file_damaged", reason="a cell outside a row")
        following = f"{column_letters(self._column + 1)}{self._row}"
        letters, row = address(attributes.get("r", following))
        if row != self._row:
            raise misplaced(f"{letters}{row}", self._row)
        self._column = column_number(letters)
        self._cell = attributes
        self._formula, self._value, self._inline = None, None, ""
        self._twice, self._inline_met = False, False

    def _start_formula(self, attributes: Mapping[str, str]) -> None:
        self._twice |= self._formula is not None
        self._formula = attributes

    def _end_cell(self) -> None:
        kind, style = self._cell.get("t", ""), self._cell.get("s", "")
        letters = column_letters(self._column)
        if self._twice or (self._inline and self._value):
            last = self._inline if kind == "inlineStr" else self._value or ""
            self._rows.grid.add(letters, self._row, Fault("duplicate_cell", last))
            return
        fault = misfit(kind, self._value, self._inline)
        if fault is not None:
            self._rows.grid.add(letters, self._row, fault)
            return
        if self._formula is not None:
            formula = self._formula.get("", "")
            fault = self._rows.judge(self._formula, formula, kind, self._value)
            if fault is not None:
                self._rows.grid.add(letters, self._row, fault)
                return
        text = self._inline if kind == "inlineStr" else self._value or ""
        self._rows.cell(letters, self._row, kind, style, text)

    def _note_columns(self, attributes: Mapping[str, str]) -> None:
        flat = is_flat(attributes.get("width"))
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if (markup.is_true(attributes.get("hidden")) or flat) and first.isdecimal():
            self._rows.grid.hide_columns(
                int(first[:9]), int(last[:9]) if last.isdecimal() else int(first[:9])
            )

    def _note_view(self, attributes: Mapping[str, str]) -> None:
        if attributes.get("showZeros", "1") in ("0", "false"):
            self._rows.meaning = replace(self._rows.meaning, zeros_hidden=True)

    def _start_conditions(self, attributes: Mapping[str, str]) -> None:
        self._conditioned = attributes.get("sqref", "").split()

    def _note_condition(self, attributes: Mapping[str, str]) -> None:
        styles = self._rows.meaning.styles.conditional
        self._condition, self._tested = styles.get(attributes.get("dxfId", ""), ""), ""

    def _end_condition(self) -> None:
        first = self._conditioned[0].partition(":")[0] if self._conditioned else ""
        whole = is_of_whole_numbers(self._tested, first)
        for reference in self._conditioned if self._condition else ():
            self._rows.grid.restyle(reference, self._condition, whole=whole)

    def _note_merge(self, attributes: Mapping[str, str]) -> None:
        self._rows.grid.merge(attributes.get("ref", ""))
