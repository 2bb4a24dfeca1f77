"""One run accounted for, and how each of its rows ended, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from batcher import locale
from batcher.core.checking import Checked
from batcher.core.instants import on_the_clock
from batcher.core.messages import message
from batcher.core.model import EventRecord, Problem, Severity, Status
from batcher.core.plan.effects import LISTS
from batcher.core.plan.parts import Operation, Plan
from batcher.core.plan.repeat import APPLIED_BEFORE
from batcher.core.reconcile import Reconciled, RowResult
from batcher.core.reporting.wording import worded

APPROVALS = frozenset({"approval_needed", "approval_asked"})


@dataclass(frozen=True, eq=False)
class Account:
    """One run accounted for: every row's end, the money, and why it ended as it did.

    `halted` is '' or the label code of what stopped it. `blocked` is True where problems or
    unanswered questions forbade sending anything. `settled`: the earlier runs whose requests in
    doubt were brought to their end first.
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
    settled: tuple[str, ...] = ()


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
    found: dict[tuple[str, int], list[Problem]] = defaultdict(list)
    for problem in account.problems:
        if problem.row is not None:
            found[problem.sheet, problem.row].append(problem)
    return {
        place: _row_end(account, place, results.get(place), found.get(place, []))
        for place in account.checked.places
    }


def _row_end(
    account: Account, place: tuple[str, int], result: RowResult | None, found: list[Problem]
) -> RowEnd:
    words = " / ".join(_placed(problem, account.language) for problem in found)
    is_blocking = place in account.blocking and not _happened(result, found)
    if is_blocking or (result is None and place in account.checked.rejected):
        return RowEnd(Status.REJECTED, _with_invoice(account, found, words))
    if result is None and account.blocked:
        own = words or locale.word(_held_by(account), account.language)
        return RowEnd(Status.NOT_SENT, own)
    if result is None:
        return RowEnd(Status.REJECTED, _with_invoice(account, found, words))
    status, reason = result.status, result.reason
    if account.blocked and status in (Status.APPLIED, Status.NOT_SENT):
        status, reason = Status.NOT_SENT, _held_by(account).removeprefix("row.")
    own = _reason(account, reason, result)
    changes = "; ".join(_changes(result.operation, account.language))
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


def _held_by(account: Account) -> str:
    """Why good rows of a workbook that may not be sent were left alone."""
    asked = any(p.code in APPROVALS and p.severity is Severity.QUESTION for p in account.problems)
    return "row.waits_for_approval" if asked else "row.workbook_rejected"


def _happened(result: RowResult | None, found: Iterable[Problem]) -> bool:
    """True for a row that an earlier run brought in, or may have, though a question is asked of it:
    that it is not sent now does not make it a row that was not applied."""
    if result is None:
        return False
    asked = {one.code for one in found if one.severity is not Severity.WARNING}
    stands = result.status is Status.UNCHANGED and asked == {APPLIED_BEFORE}
    return stands or result.status is Status.IN_DOUBT


def _placed(problem: Problem, language: str) -> str:
    where = f"{problem.cell}: " if problem.cell else ""
    return where + message(problem, language)


def _with_invoice(account: Account, found: Iterable[Problem], words: str) -> str:
    """The words of a rejected row; one without a fault of its own shares its invoice's fate."""
    faults = (Severity.ERROR, Severity.QUESTION) if account.blocked else (Severity.ERROR,)
    if any(problem.severity in faults for problem in found):
        return words
    shared = locale.word("row.invoice_rejected", account.language)
    return " / ".join(part for part in (shared, words) if part)


def _changes(operation: Operation, language: str) -> Iterator[str]:
    """`amount: 50.00 -> 75.00`; of a list, whose old value no line shows, only what it is now."""
    nothing = locale.word("change.empty", language)
    for change in operation.changes:
        said = worded(change, operation.kind, language)
        old = "" if change.column in LISTS else f"{said.old or nothing} -> "
        yield f"{said.column}: {old}{said.new or nothing}"


def _reason(account: Account, reason: str, result: RowResult) -> str:
    if not reason:
        return ""
    code, details = f"row.{reason}", dict(result.details)
    if "at" in details:
        details["at"] = on_the_clock(details["at"], account.plan.time_zone)
    return locale.word(code, account.language, **details) if code in locale.LABELS else reason


def counts(ends: Iterable[RowEnd]) -> dict[str, int]:
    """Rows by status, and in all: total = the sum of the rest, always."""
    found = {status.value: 0 for status in Status}
    for end in ends:
        found[end.status.value] += 1
    return {"total": sum(found.values()), **found}
