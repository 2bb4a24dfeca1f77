"""A plan in the making, and the ordinal of each of its rows. It lives inside `make` only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import count

from batcher.core.checking import Row
from batcher.core.live import Live
from batcher.core.model import Problem, Severity
from batcher.core.plan import parameters as build
from batcher.core.plan.identity import operation_id, ordinal_of
from batcher.core.plan.known import Known
from batcher.core.plan.make.terms import Terms
from batcher.core.plan.parts import Operation

ORDINALS_SEARCHED = 1000


@dataclass(slots=True)
class Draft:
    """A plan in the making; lives inside `make` only."""

    live: Live
    known: Known
    terms: Terms
    used: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    created: dict[str, str] = field(default_factory=dict)  # @ref -> invoice id, where it exists
    creating: dict[str, str] = field(default_factory=dict)  # @ref -> operation id that creates it
    currencies: dict[str, str] = field(default_factory=dict)  # @ref -> currency
    pairs: list[tuple[Row, Operation]] = field(default_factory=list)
    parameters: dict[str, build.Parameters] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    rejected: set[tuple[str, int]] = field(default_factory=set)
    moved: dict[str, str] = field(default_factory=dict)


def ordinal_for(draft: Draft, row: Row, hashed: str) -> int:
    """Which of several identical rows this one is, from 1; a known identity keeps its own."""
    wanted = draft.terms.identities.get((row.sheet, row.row)) or row.identity.split(" ")[0]
    used = draft.used[hashed]
    # A leftovers row may come to a machine whose ledger knows nothing of the rows before it.
    highest = max(draft.known.ordinals(hashed), len(used), ORDINALS_SEARCHED) + 1
    ordinal = ordinal_of(hashed, wanted, highest) if wanted else None
    if ordinal is None or ordinal in used:
        ordinal = next(n for n in count(1) if n not in used)
    used.add(ordinal)
    return ordinal


def next_ordinal(draft: Draft, operation: Operation) -> Operation:
    """The same content once more, after the highest ordinal the ledger or this workbook knows."""
    hashed, used = operation.content, draft.used[operation.content]
    ordinal = next(n for n in count(draft.known.ordinals(hashed) + 1) if n not in used)
    used.add(ordinal)
    return replace(operation, id=operation_id(hashed, ordinal), ordinal=ordinal, finals=0)


def has_error(problems: Iterable[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)
