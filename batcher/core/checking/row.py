"""One row that asks for something, typed, and how its problems are named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from batcher.core.model import Fault, Kind, Problem, Severity
from batcher.core.schemas import problem_at
from batcher.core.tables import Table

# What a row is about, and what tells it from others: none of it asks for anything.
ABOUT = frozenset({"invoice", "line", "currency", "correction_no"})
PREFILLED = (Kind.UPDATE, Kind.METADATA)  # the sheets where `was.` says what stood there


@dataclass(frozen=True, slots=True)
class Row:
    """One row that asks for something, typed. `values`: its filled cells by canonical header.

    While rules are checked a value may be a Fault: the cell is filled, with what nobody can read.
    """

    table: Table
    row: int
    kind: Kind
    values: Mapping[str, object]
    was: Mapping[str, object]
    identity: str = ""
    amount_max_minor: int | None = None

    @property
    def sheet(self) -> str:
        """The sheet's name as the person wrote it."""
        return self.table.name

    @property
    def is_untouched(self) -> bool:
        """True for a row that says what stood there and asks for none of it to change."""
        return self.kind in PREFILLED and bool(self.was) and not self.values.keys() - ABOUT

    def text(self, name: str) -> str:
        """A cell of text, '' when blank."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def filled(self, names: Iterable[str]) -> tuple[str, ...]:
        """Which of these cells are filled, in the given order."""
        return tuple(name for name in names if name in self.values)

    def problem(
        self, name: str, code: str, severity: Severity = Severity.ERROR, **details: str
    ) -> Problem:
        """A problem of one of this row's cells."""
        return problem_at(self.table, self.row, name, code, details, severity)

    def fault(self, name: str, fault: Fault) -> Problem:
        """A fault found in one of this row's cells, as a problem."""
        return problem_at(self.table, self.row, name, fault.code, fault.details)

    def twin(self, name: str, code: str, other: Row) -> Problem:
        """A problem of a cell that says what a cell of another row says already."""
        return self.problem(name, code, other=f"{other.sheet}!{other.row}")
