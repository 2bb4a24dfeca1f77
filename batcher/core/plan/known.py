"""What the ledger knows of operations: a fold of their requests' events over all runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from batcher.core.model import Event, EventRecord, Kind, OperationRecord, Status


@dataclass(frozen=True, slots=True)
class KnownOperation:
    """One operation over all runs: where it ended last, and how many final answers it has had.

    `status` is None while it was only planned. `run`, `at` and `number` are of the last outcome;
    `number` is that event's in the ledger, which no clock can put out of order. `made` is the id of
    what it created (an invoice), '' otherwise. `undone_by`: the operations that took it back,
    whether or not it was applied again since; one that stands undone has no status.
    """

    id: str
    content: str
    ordinal: int
    kind: Kind
    invoice: str
    subject: str
    status: Status | None = None
    run: str = ""
    at: str = ""
    finals: int = 0
    made: str = ""
    undone_by: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True, eq=False)
class Known:
    """All operations of this account that the ledger has seen, by id.

    `sharing`: run -> its operations, for runs that applied an operation of this workbook too, or
    left one in doubt.
    `changes`: operation id -> what it added to its invoice when it was applied, in minor units.
    `freed`: il_… of lines that such runs unassigned -> the ii_… that was then pending.
    `mended`: operation id -> the operation that a person made of its row in a leftovers workbook,
    where that one was applied or is in doubt.
    """

    operations: Mapping[str, KnownOperation] = field(default_factory=dict)
    sharing: Mapping[str, tuple[OperationRecord, ...]] = field(default_factory=dict)
    changes: Mapping[str, int] = field(default_factory=dict)
    freed: Mapping[str, str] = field(default_factory=dict)
    mended: Mapping[str, KnownOperation] = field(default_factory=dict)

    def get(self, operation_id: str) -> KnownOperation | None:
        """What is known of one operation."""
        return self.operations.get(operation_id)

    @cached_property
    def _ordinals(self) -> dict[str, int]:
        highest: dict[str, int] = {}
        for operation in self.operations.values():
            known = highest.get(operation.content, 0)
            highest[operation.content] = max(known, operation.ordinal)
        return highest

    @cached_property
    def _removals(self) -> dict[str, KnownOperation]:
        return {
            operation.subject: operation
            for operation in self.operations.values()
            if operation.kind is Kind.REMOVE and operation.status is Status.APPLIED
        }

    @cached_property
    def _last_on(self) -> dict[str, KnownOperation]:
        last: dict[str, KnownOperation] = {}
        for operation in self.operations.values():
            before = last.get(operation.subject)
            if operation.status is Status.APPLIED and (
                before is None or operation.number > before.number
            ):
                last[operation.subject] = operation
        return last

    def is_last_on(self, subject: str, operation_id: str) -> bool:
        """True unless another operation known here was applied to this line or invoice later."""
        last = self._last_on.get(subject)
        return last is None or last.id == operation_id

    def ordinals(self, content: str) -> int:
        """The highest ordinal known of this content, 0 when none."""
        return self._ordinals.get(content, 0)

    def removed(self, line: str) -> KnownOperation | None:
        """The applied operation that removed this line, or None."""
        return self._removals.get(line)


def fold(
    records: Iterable[OperationRecord], events: Mapping[str, Iterable[EventRecord]]
) -> dict[str, KnownOperation]:
    """Operation id -> what is known; `events`: run -> its request events in order."""
    by_request: dict[tuple[str, int], list[EventRecord]] = defaultdict(list)
    for run, listed in events.items():
        for event in listed:
            if event.request is not None:
                by_request[run, event.request].append(event)
    known: dict[str, KnownOperation] = {}
    for record in records:
        one = _of(record, by_request.get((record.run, record.request or 0), []))
        known[record.operation_id] = _later(known.get(record.operation_id), one)
    return known


_OUTCOMES = {
    Event.SENT: Status.IN_DOUBT,
    Event.APPLIED: Status.APPLIED,
    Event.REFUSED: Status.REFUSED,
    Event.IN_DOUBT: Status.IN_DOUBT,
    Event.SKIPPED: Status.NOT_SENT,
}


def _of(record: OperationRecord, events: list[EventRecord]) -> KnownOperation:
    status, at, number, finals, made = None, "", 0, 0, ""
    for event in events if record.request is not None else []:
        status, at, number = _OUTCOMES.get(event.kind, status), event.at, event.number
        finals += event.kind in (Event.APPLIED, Event.REFUSED)
        if event.kind is Event.APPLIED:
            made = str(event.detail.get("made") or made)
    return KnownOperation(
        record.operation_id,
        record.content,
        record.ordinal,
        record.kind,
        record.invoice,
        record.subject,
        status,
        record.run,
        at,
        finals,
        made,
        number=number,
    )


def _later(first: KnownOperation | None, second: KnownOperation) -> KnownOperation:
    """Two runs of one operation: the later outcome, the sum of the final answers."""
    if first is None:
        return second
    winner = _winner(first, second)
    finals = first.finals + second.finals
    made = winner.made or first.made or second.made
    return KnownOperation(
        winner.id,
        winner.content,
        winner.ordinal,
        winner.kind,
        winner.invoice,
        winner.subject,
        winner.status,
        winner.run,
        winner.at,
        finals,
        made,
        number=winner.number,
    )


def _winner(first: KnownOperation, second: KnownOperation) -> KnownOperation:
    """The later outcome; but what was applied stays so when another run did not send it."""
    early, late = (first, second) if second.number >= first.number else (second, first)
    not_done = (Status.NOT_SENT, Status.REFUSED)
    if late.status is None or (early.status is Status.APPLIED and late.status in not_done):
        return early
    return late


def withdrawn(
    operations: Mapping[str, KnownOperation], undoes: Mapping[str, str]
) -> dict[str, KnownOperation]:
    """The same, where what was undone counts as not applied (DESIGN 6).

    `undoes`: operation id of an undo -> the operation it takes back. Each undo that was applied is
    one more final answer of the operation; one that was itself undone takes nothing back.
    """
    takers: dict[str, list[str]] = defaultdict(list)
    for taker, taken in undoes.items():
        known = operations.get(taker)
        if known is not None and known.status is Status.APPLIED:
            takers[taken].append(taker)
    found = dict(operations)
    for taken, by in takers.items():
        one = operations.get(taken)
        if one is not None:
            stands = _stands(taken, operations, takers)
            status = one.status if stands else None
            finals = one.finals + len(by)
            found[taken] = replace(one, status=status, finals=finals, undone_by=tuple(by))
    return found


def mended(
    operations: Mapping[str, KnownOperation], made_of: Mapping[str, Iterable[str]]
) -> dict[str, KnownOperation]:
    """Operation id -> what its row came to after it was mended, where that was applied or sent.

    `made_of`: operation id -> the operations that leftovers made of it, which may have been left
    over and mended in turn. What was applied goes before what is in doubt.
    """
    found = {}
    for own in made_of:
        states = [s for one in _descent(own, made_of) if (s := operations.get(one))]
        sent = [one for one in states if one.status in (Status.APPLIED, Status.IN_DOUBT)]
        if sent:
            found[own] = max(sent, key=lambda one: one.status is Status.APPLIED)
    return found


def _descent(own: str, made_of: Mapping[str, Iterable[str]]) -> list[str]:
    """All that came of an operation, however often it was mended; not itself."""
    found, seen = [own], {own}
    for one in found:
        fresh = [other for other in made_of.get(one, ()) if other not in seen]
        found += fresh
        seen.update(fresh)
    return found[1:]


def _stands(
    operation_id: str,
    operations: Mapping[str, KnownOperation],
    takers: Mapping[str, Iterable[str]],
) -> bool:
    """Whether no later undo that itself stands took an operation back."""
    one = operations[operation_id]
    return not any(
        operations[taker].number > one.number and _stands(taker, operations, takers)
        for taker in takers.get(operation_id, ())
    )
