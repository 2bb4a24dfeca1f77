"""What of a run is kept when it is purged: enough for exactly-once, nothing that people wrote.

Pure. Ids, hashes, amounts and statuses stay, so that the same workbook again still sends nothing;
descriptions, metadata, names, the bodies of requests and answers and Stripe's own sentences go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from batcher.core.columns import TAG
from batcher.core.live import Invoice, Line
from batcher.core.model import Event, EventRecord
from batcher.core.plan.moved import NOTHING_MOVED
from batcher.core.plan.parts import NO_DETAILS, Operation, Plan, Request
from batcher.core.reconcile import fold
from batcher.core.reconcile.reads import from_snapshot, snapshot

_OUTCOMES = (Event.APPLIED, Event.REFUSED, Event.IN_DOUBT, Event.SKIPPED)
# Kinds of event by which a run waits for a person, and by which it has been let go.
_WAITING, _LET_GO = "waiting", frozenset({"approved", "lapsed"})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a run stands for a purge: `ended_at` (ISO), or `why` it is kept whatever its age.

    `why` is "open" (stopped, in doubt, never finished), "waiting" (for a person's approval) or "".
    """

    ended_at: str = ""
    why: str = ""


def standing(events: Iterable[EventRecord]) -> Standing:
    """Whether a run has ended for good, and when."""
    listed = list(events)
    ends = [event.at for event in listed if event.kind is Event.FINISHED]
    marks = [e.kind.value for e in listed if e.kind.value in {_WAITING, *_LET_GO}]
    if marks and marks[-1] == _WAITING:
        return Standing(why="waiting")
    if not ends or any(not state.settled for state in fold(listed).values() if state.sends):
        return Standing(why="open")
    return Standing(max(ends))


def bare_plan(plan: Plan) -> Plan:
    """The plan without anything a person or Stripe wrote in words."""
    return replace(
        plan,
        operations=tuple(map(_bare_operation, plan.operations)),
        requests=tuple(map(_bare_request, plan.requests)),
        before={},
        problems=(),
    )


def _bare_operation(operation: Operation) -> Operation:
    return replace(operation, details=NO_DETAILS, moved=NOTHING_MOVED, named=(), columns=())


def _bare_request(request: Request) -> Request:
    return replace(request, body="")


def bare_details(events: Iterable[EventRecord]) -> dict[int, Mapping[str, object]]:
    """Event number -> what its detail is cut down to; events that keep theirs are left out."""
    found: dict[int, Mapping[str, object]] = {}
    for event in events:
        kept = _bare(event)
        if kept != event.detail:
            found[event.number] = kept
    return found


def _bare(event: EventRecord) -> Mapping[str, object]:
    detail = event.detail
    if event.kind in (Event.READ, Event.VERIFIED):
        return {**detail, "invoice": snapshot(_bare_invoice(from_snapshot(detail["invoice"])))}
    if event.kind is Event.SENT:
        return {**detail, "body": ""}
    if event.kind is Event.ANSWERED:
        return {**detail, "body": "", "error": ""}
    if event.kind in _OUTCOMES:
        return {name: value for name, value in detail.items() if name != "message"}
    reasons = detail.get("reasons")
    if event.kind in (Event.WAITING, Event.LAPSED) and isinstance(reasons, list):
        return {**detail, "reasons": [{**one, "value": "", "details": {}} for one in reasons]}
    told = detail.get("object")
    if event.kind in (Event.FINISHED, Event.STOPPED) and isinstance(told, dict):
        return {**detail, "object": {**told, "problems": [], "error": None}}
    return detail


def _bare_invoice(invoice: Invoice) -> Invoice:
    return replace(
        invoice,
        lines=tuple(map(_bare_line, invoice.lines)),
        customer="",
        customer_name="",
        metadata=_tag(invoice.metadata),
    )


def _bare_line(line: Line) -> Line:
    return replace(line, description="", metadata=_tag(line.metadata), price_object=None)


def _tag(metadata: Mapping[str, str]) -> Mapping[str, str]:
    """Of metadata only our own tag, by which an added line is known again."""
    return {TAG: metadata[TAG]} if TAG in metadata else {}
