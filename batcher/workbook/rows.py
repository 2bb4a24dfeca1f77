"""What both ways of reading a sheet have in common: rows noted, cells judged, faults found. It
knows what attributes mean, but neither expressions nor expat."""

from __future__ import annotations

from collections.abc import Mapping

from batcher.core.model import Fault
from batcher.workbook import markup
from batcher.workbook.container import Unreadable
from batcher.workbook.content import Meaning, is_external
from batcher.workbook.grid import Grid

_HIDDEN_POINTS = 1.0


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
