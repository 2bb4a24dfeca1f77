"""The nouns of a report about a run that took another back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """What came of taking something back."""

    REVERSED = "reversed"
    KEPT = "kept"
    COULD_NOT = "could_not"


@dataclass(frozen=True, slots=True)
class UndoneRow:
    """One thing that was to be taken back.

    `source`: the row of the run that is undone, `row` the one that undoes it ('' where none could).
    `old_line` and `new_line`: the line's id before that run, and now, where it has another.
    """

    group: Group
    source: str
    row: str
    invoice: str
    old_line: str
    new_line: str
    message: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What came of an undo workbook: the run it takes back, and every row in its group."""

    run: str
    rows: tuple[UndoneRow, ...]

    def count(self, group: Group) -> int:
        """How many rows ended so."""
        return sum(row.group is group for row in self.rows)
