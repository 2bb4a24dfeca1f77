"""One run accounted for, and how each of its rows ended, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from batcher import locale
from batcher.core.checking import Checked
from batcher.core.messages import message
from batcher.core.model import EventRecord, Problem, Status
from batcher.core.plan.parts import Plan
from batcher.core.reconcile import Reconciled, RowResult


@dataclass(frozen=True, eq=False)
class Account:
    """One run accounted for: every row's end, the money, and why it ended as it did.

    `halted` is '' or the label code of what stopped it. `blocked` is True where problems or
    unanswered questions forbade sending anything.
    """

    run: str
    language: str
    checked: Checked
    plan: Plan
    reconciled: Reconciled
    events: Sequence[EventRecord]
    problems: tuple[Problem, ...]
    blocked: bool
    halted: str = ""
    halt_reason: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    blocking: frozenset[tuple[str, int]] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class RowEnd:
    """The end of one row, in words."""

    status: Status
    message: str = ""
    stripe_id: str = ""
    request_id: str = ""
    proof: str = ""
    changes: str = ""
    operation_id: str = ""
    currency: str = ""


def row_ends(account: Account) -> dict[tuple[str, int], RowEnd]:
    """(sheet, row) -> the one status it ends in, for every row that asks for something."""
    results = {(r.operation.sheet, r.operation.row): r for r in account.reconciled.rows}
    said: dict[tuple[str, int], list[str]] = defaultdict(list)
    for problem in account.problems:
        if problem.row is not None:
            where = f"{problem.cell}: " if problem.cell else ""
            said[problem.sheet, problem.row].append(where + message(problem, account.language))
    return {
        place: _row_end(account, place, results.get(place), said.get(place, []))
        for place in account.checked.places
    }


def _row_end(
    account: Account, place: tuple[str, int], result: RowResult | None, said: list[str]
) -> RowEnd:
    words = " / ".join(said)
    if place in account.blocking or (result is None and place in account.checked.rejected):
        return RowEnd(Status.REJECTED, words)
    if result is None:
        status = Status.NOT_SENT if account.blocked else Status.REJECTED
        return RowEnd(status, words or locale.word("row.workbook_rejected", account.language))
    status, reason = result.status, result.reason
    if account.blocked and status in (Status.APPLIED, Status.NOT_SENT):
        status, reason = Status.NOT_SENT, "workbook_rejected"
    own = _reason(reason, result, account.language)
    changes = "; ".join(
        f"{c.column}: {c.old or '(empty)'} -> {c.new or '(empty)'}"
        for c in result.operation.changes
    )
    proof = locale.word(f"proof.{result.proof}", account.language) if result.proof else ""
    return RowEnd(
        status,
        " / ".join(part for part in (own, words) if part),
        result.stripe_id,
        result.request_id,
        proof if status in (Status.APPLIED, Status.UNCHANGED) else "",
        changes,
        result.operation.id,
        result.operation.currency,
    )


def _reason(reason: str, result: RowResult, language: str) -> str:
    if not reason:
        return ""
    code = f"row.{reason}"
    return locale.word(code, language, **result.details) if code in locale.LABELS else reason


def counts(ends: Iterable[RowEnd]) -> dict[str, int]:
    """Rows by status, and in all: total = the sum of the rest, always."""
    found = {status.value: 0 for status in Status}
    for end in ends:
        found[end.status.value] += 1
    return {"total": sum(found.values()), **found}
