"""What a row means that was seen before: stands as asked, applied and moved since, or to be sent.

The ledger and the tags on live lines are the only witnesses; see DESIGN section 6."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from batcher.core.checking import Row
from batcher.core.model import Kind, Problem, Severity, Status
from batcher.core.plan.identity import operation_id
from batcher.core.plan.known import Known, KnownOperation
from batcher.core.plan.parts import Operation, RowOf

APPLIED_THEN_CHANGED = "applied_then_changed"
EDITED_AFTER_APPLIED = "edited_after_applied"
APPLIED_BEFORE = "applied_before"
BROUGHT = (Status.APPLIED, Status.IN_DOUBT)  # an earlier run did it, or is about to have done it


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one row. `status` APPLIED means: to be sent. `again`: under a new ordinal."""

    status: Status
    reason: str = ""
    known: KnownOperation | None = None
    question: str = ""
    again: bool = False


def decide(
    kind: Kind,
    known: KnownOperation | None,
    *,
    stands: bool,
    moved: bool,
    repeat: str | None,
    accepted: frozenset[str],
    mended: KnownOperation | None = None,
) -> Decision:
    """One row's fate.

    `stands`: the live invoice already shows what the row asks for (or its tag). `moved`: the tag is
    there, the line has other values by now. `repeat`: None, "skip" or "again". `mended`: what a
    leftovers workbook has made of this row since, applied or in doubt.
    """
    applied = known is not None and known.status is Status.APPLIED
    if known is not None and known.status is Status.IN_DOUBT:
        if stands:
            return Decision(Status.UNCHANGED, "shown_after_doubt", known)
        return Decision(Status.IN_DOUBT, "in_doubt_before", known)
    new = kind in (Kind.ADD, Kind.CREATE)
    if applied and new and repeat == "again":
        return Decision(Status.APPLIED, "repeated", known, again=True)
    if stands and not moved:
        return Decision(Status.UNCHANGED, "applied_by" if applied else "as_asked", known)
    if not applied and moved:
        return Decision(Status.UNCHANGED, "already_there", known)
    if not applied and mended is not None and repeat != "again":
        if mended.status is Status.IN_DOUBT:
            return Decision(Status.IN_DOUBT, "in_doubt_before", mended)
        return Decision(Status.UNCHANGED, "mended_by", mended)
    if not applied:
        return Decision(Status.APPLIED, "", known)
    answered = APPLIED_THEN_CHANGED in accepted or "all" in accepted
    if repeat == "skip" or (moved and answered):
        return Decision(Status.UNCHANGED, "applied_by", known)
    if repeat == "again" or answered:
        return Decision(Status.APPLIED, "repeated", known, again=new)
    return Decision(Status.UNCHANGED, "applied_by", known, APPLIED_THEN_CHANGED)


def question(row: Row, decision: Decision) -> Problem | None:
    """The question a decision raises, or None."""
    if not decision.question or decision.known is None:
        return None
    name = "ref" if row.kind is Kind.CREATE else "invoice"
    details = {"run": decision.known.run, "at": decision.known.at}
    return row.problem(name, decision.question, Severity.QUESTION, **details)


def among_new(
    operations: Sequence[Operation],
    sent: Container[str],
    row_of: RowOf,
    known: Known,
    repeat: str | None,
) -> Iterator[Problem]:
    """Rows that an earlier run added, among rows no such run has seen: meant again, or not?

    `sent`: the ids of those that are to be sent.
    Rows it left in doubt count too: they are brought to their end first, and what is meant has to
    be known before anything is sent.
    """
    if repeat is not None:
        return
    seen = {record.operation_id for records in known.sharing.values() for record in records}
    if not any(operation.id in sent and operation.id not in seen for operation in operations):
        return
    for operation in operations:
        before = known.get(operation.id)
        if (
            operation.kind in (Kind.ADD, Kind.CREATE)
            and operation.status in (Status.UNCHANGED, Status.IN_DOUBT)
            and before is not None
            and before.status in BROUGHT
        ):
            row = row_of(operation)
            name = "ref" if row.kind is Kind.CREATE else "invoice"
            yield row.problem(name, APPLIED_BEFORE, Severity.QUESTION, run=before.run, at=before.at)


def edited(
    operations: Sequence[Operation], sent: Container[str], row_of: RowOf, known: Known
) -> Iterator[Problem]:
    """A new add where an earlier run's add is missing from a workbook that is otherwise that run's:
    mending the original, its amount or its invoice, must not bill twice."""
    here = {one for operation in operations for one in _ids_of(operation)}
    gone = _missing_adds(here, known)
    in_runs = {r.operation_id for run in gone for r in known.sharing[run]}
    for operation in operations:
        if operation.kind is Kind.ADD and operation.id in sent and operation.id not in in_runs:
            for run, missing in gone.items():
                place = f"{missing.sheet}!{missing.row}"
                yield row_of(operation).problem(
                    "invoice", EDITED_AFTER_APPLIED, Severity.QUESTION, run=run, other=place
                )
                break


def _ids_of(operation: Operation) -> Iterator[str]:
    """A row's id; of a row meant once more also those of the rows it repeats."""
    yield operation.id
    if operation.reason == "repeated":
        yield from (operation_id(operation.content, n) for n in range(1, operation.ordinal))


@dataclass(frozen=True, slots=True)
class _Place:
    sheet: str
    row: int


def _missing_adds(here: Iterable[str], known: Known) -> Mapping[str, _Place]:
    """run -> where an add stood, applied or in doubt, that this workbook does not have."""
    present = set(here)
    gone: dict[str, _Place] = {}
    for run, records in known.sharing.items():
        for record in records:
            state = known.get(record.operation_id)
            # Whichever run applied it: a retry of that run's leftovers counts too.
            brought = state is not None and state.status in BROUGHT
            if record.kind is Kind.ADD and brought and record.operation_id not in present:
                gone.setdefault(run, _Place(record.sheet, record.row))
    return gone
