"""A plan in the making, and the ordinal of each of its rows. It lives inside `make` only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import count

from batcher.core.checking import Row, Rows
from batcher.core.live import Live
from batcher.core.model import Problem, Severity
from batcher.core.plan.identity import operation_id, ordinal_of
from batcher.core.plan.known import Known
from batcher.core.plan.make.ordinals import Ordinals
from batcher.core.plan.make.terms import Terms
from batcher.core.plan.parts import Operation
from batcher.core.plan.texts import Texts

ORDINALS_SEARCHED = 1000


@dataclass(slots=True)
class Draft:
    """A plan in the making; lives inside `make` only.

    `operations`: of the rows that could be worked out. `texts`: of each of them what goes over the
    wire, a line or a call; none of those that are not sent. `numbers`: the correction number of
    rows that have one, by id. A row is no longer held once it is decided; who asks for it gets it
    made again.
    """

    rows: Rows
    live: Live
    known: Known
    terms: Terms
    used: Ordinals = field(default_factory=Ordinals)
    created: dict[str, str] = field(default_factory=dict)  # @ref -> invoice id, where it exists
    creating: dict[str, str] = field(default_factory=dict)  # @ref -> operation id that creates it
    currencies: dict[str, str] = field(default_factory=dict)  # @ref -> currency
    operations: list[Operation] = field(default_factory=list)
    texts: Texts = field(default_factory=Texts)
    numbers: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    rejected: set[tuple[str, int]] = field(default_factory=set)
    moved: dict[str, str] = field(default_factory=dict)

    def row_of(self, operation: Operation) -> Row:
        """The row of an operation, made once more."""
        return self.rows.at(operation.sheet, operation.row, operation.kind)

    def add(self, row: Row, operation: Operation, text: str | None = None) -> None:
        """One more operation, of this row."""
        self.operations.append(operation)
        self.texts.append(text)
        number = row.text("correction_no")
        if number:
            self.numbers[operation.id] = number


def ordinal_for(draft: Draft, row: Row, hashed: str) -> int:
    """Which of several identical rows this one is, from 1; a known identity keeps its own."""
    wanted = draft.terms.identities.get((row.sheet, row.row)) or row.identity.split(" ")[0]
    used = draft.used.of(hashed)
    # A leftovers row may come to a machine whose ledger knows nothing of the rows before it.
    highest = max(draft.known.ordinals(hashed), len(used), ORDINALS_SEARCHED) + 1
    ordinal = ordinal_of(hashed, wanted, highest) if wanted else None
    if ordinal is None or ordinal in used:
        ordinal = next(n for n in count(1) if n not in used)
    draft.used.take(hashed, ordinal)
    return ordinal


def next_ordinal(draft: Draft, operation: Operation) -> Operation:
    """The same content once more, after the highest ordinal the ledger or this workbook knows."""
    hashed, used = operation.content, draft.used.of(operation.content)
    ordinal = next(n for n in count(draft.known.ordinals(hashed) + 1) if n not in used)
    draft.used.take(hashed, ordinal)
    return replace(operation, id=operation_id(hashed, ordinal), ordinal=ordinal, finals=0)


def has_error(problems: Iterable[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)
