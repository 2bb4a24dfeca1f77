"""What both ways of reading a sheet have in common: rows noted, cells judged, faults found. It
knows what attributes mean, but neither expressions nor expat."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from batcher.core.model import Fault
from batcher.workbook import markup
from batcher.workbook.container import TEXT_UNITS_MAX, Unreadable
from batcher.workbook.content import Meaning, is_external, refuse_long_text
from batcher.workbook.grid import Grid

ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')
_FORMULA = re.compile(r"<f([^<>]*?)(?:/>|>([^<]*)</f>)")
_HIDDEN_POINTS = 1.0
_SHOWN_MAX = 40


def misfit(kind: str, value: str | None, inline: str | None) -> Fault | None:
    """A Fault for a cell whose text does not stand where its type says: which one a person sees is
    up to their program."""
    fits = not (inline if kind != "inlineStr" else value)
    return None if fits else Fault("cell_damaged", (value or inline or "")[:_SHOWN_MAX])


class Rows:
    """The rows of one sheet as they are met, in any order of arrival."""

    def __init__(self, meaning: Meaning) -> None:
        self.grid = Grid()
        self.meaning = meaning
        self._external_shared: set[str] = set()

    def start_row(self, row: int, attributes: Mapping[str, str]) -> None:
        """Note a row and whether a person can see it; raises Unreadable for no row of Excel's."""
        hidden = markup.is_true(attributes.get("hidden")) or is_flat(attributes.get("ht"))
        self.grid.start_row(row, hidden)

    def cell(self, letters: str, row: int, kind: str, style: str, text: str) -> None:
        """Note a cell without a formula."""
        found = self.meaning.value(kind, style, text)
        if found is not None:
            self.grid.add(letters, row, found)
            self.note_look(letters, (row,), kind, style)

    def note_look(self, letters: str, rows: Sequence[int], kind: str, style: str) -> None:
        """Note what the format of these cells of one style and type says beside what they hold."""
        self.grid.sign(letters, rows, self.meaning.sign(kind, style))
        self.grid.dress(letters, rows, self.meaning.dress(kind, style))

    def plain(self, style: str, kind: str, formula: str | None, text: str) -> object:
        """What a cell in the plain shape holds, None for nothing. `formula` is its whole element,
        `text` its value or inline text, both as written."""
        if "&" in text:
            text = markup.resolve(text)
        if len(text) > TEXT_UNITS_MAX:
            refuse_long_text(len(text))
        found = self.meaning.value(kind, style, text) if text or kind else None
        # A formula that is calculated, plain and has its value needs no second look.
        distrust = not self.meaning.formulas_calculated
        if formula and (distrust or not text or "[" in formula or " t=" in formula):
            return self._judge_element(formula, kind, text) or found
        return found

    def _judge_element(self, formula: str, kind: str, text: str) -> Fault | None:
        match = _FORMULA.fullmatch(formula)
        assert match is not None, formula
        attributes = dict(ATTRIBUTE.findall(match.group(1)))
        return self.judge(attributes, markup.resolve(match.group(2) or ""), kind, text)

    def judge(
        self, attributes: Mapping[str, str], formula: str, kind: str, text: str | None
    ) -> Fault | None:
        """Why the value of this formula cannot be trusted, or None; a range it fills is noted."""
        filled = attributes.get("t") in ("array", "dataTable")
        spread = attributes.get("ref", "") if filled else ""
        shared = attributes.get("si", "") if attributes.get("t") == "shared" else ""
        external = is_external(formula) or (shared != "" and shared in self._external_shared)
        if external and shared:
            self._external_shared.add(shared)
        fault = self.meaning.formula_fault(external, kind, text)
        if fault is not None and spread:
            self.grid.spread(spread, fault)
        return fault


def is_flat(height: str | None) -> bool:
    """True for a height or width nobody can see."""
    try:
        return height is not None and float(height) < _HIDDEN_POINTS
    except ValueError:
        return False


def misplaced(cell: str, row: int) -> Unreadable:
    """What to raise for a cell that says it stands in another row."""
    return Unreadable("file_damaged", reason=f"cell {cell} in row {row}")
