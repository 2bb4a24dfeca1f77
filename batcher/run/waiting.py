"""Runs that wait for a person's approval: why, until when, and what they look like meanwhile.

That a run waits is written down with the run itself, in one transaction: there is no instant at
which a killed process leaves it ready to be sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from itertools import takewhile

from batcher.core.limits import above
from batcher.core.model import Event, EventRecord, Problem, RunRecord, Severity
from batcher.core.plan import Plan
from batcher.run.closing import CALM, Result, finish
from batcher.run.options import Edges
from batcher.run.preparing import Prepared, unsent

WAITS = "waits"  # of a run's stored settings: why it waits


class State(StrEnum):
    """Where a run that was held stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Approval:
    """How it is with the approval of a run: `reasons` why it waits, or why it lapsed; `who` said
    yes and when (`at`, ISO), '' before."""

    state: State
    reasons: tuple[Problem, ...]
    who: str = ""
    at: str = ""


def reasons_to_wait(
    prepared: Prepared, edges: Edges, asked: tuple[Problem, ...] = ()
) -> tuple[Problem, ...]:
    """The limits that what would be sent is above, and what was `asked` besides; () to send."""
    if prepared.blocked or not prepared.plan.requests:
        return ()
    return (*above(prepared.plan, edges.limits), *asked)


def with_limits(prepared: Prepared, edges: Edges) -> Prepared:
    """The same with a warning for each limit that a run of it would wait at: a plan sends nothing,
    so nothing is asked yet."""
    found = reasons_to_wait(prepared, edges)
    told = tuple(replace(problem, severity=Severity.WARNING) for problem in found)
    plan = replace(prepared.plan, problems=(*prepared.plan.problems, *told))
    return replace(prepared, plan=plan) if told else prepared


def stored(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Reasons as the ledger keeps them."""
    return [asdict(problem) for problem in problems]


def _restored(kept: object) -> tuple[Problem, ...]:
    listed = kept if isinstance(kept, list) else []
    return tuple(_problem(one) for one in listed if isinstance(one, Mapping))


def _problem(kept: Mapping[str, object]) -> Problem:
    known = {name: kept[name] for name in Problem.__dataclass_fields__ if name in kept}
    return Problem(**{**known, "severity": Severity(str(kept["severity"]))})  # type: ignore[arg-type]


def approval_of(record: RunRecord, events: Sequence[EventRecord]) -> Approval | None:
    """How it is with the approval of a run; None for one that never waited."""
    if WAITS not in record.settings:
        return None
    reasons = _restored(record.settings[WAITS])
    for event in reversed(events):
        if event.kind is Event.APPROVED:
            return Approval(State.APPROVED, reasons, str(event.detail.get("who", "")), event.at)
        if event.kind is Event.LAPSED:
            return Approval(State.LAPSED, _restored(event.detail.get("reasons")), at=event.at)
    return Approval(State.WAITING, reasons)


def held(prepared: Prepared, reasons: tuple[Problem, ...]) -> Prepared:
    """The same as long as nobody has approved it: nothing of it may be sent."""
    plan = unsent(prepared.plan)
    plan = replace(plan, problems=(*plan.problems, *reasons))
    return replace(prepared, plan=plan, blocked=(*prepared.blocked, *reasons))


def as_it_stands(prepared: Prepared, record: RunRecord, events: Sequence[EventRecord]) -> Prepared:
    """A run prepared again, held where it waits or its approval lapsed."""
    found = approval_of(record, events)
    if found is None or found.state is State.APPROVED:
        return prepared
    return held(prepared, found.reasons)


def hold(opened: str, prepared: Prepared, reasons: tuple[Problem, ...], edges: Edges) -> Result:
    """Say that an opened run waits, and account for it; nothing is sent."""
    digest = prepared.plan.digest
    edges.ledger.append(
        opened, Event.WAITING, None, who=edges.who, plan_digest=digest, reasons=stored(reasons)
    )
    return finish(opened, held(prepared, reasons), edges, CALM)


def lapse(
    record: RunRecord, prepared: Prepared, reasons: tuple[Problem, ...], edges: Edges
) -> Result:
    """Nobody can approve it any more; its own object says why."""
    edges.ledger.append(record.run, Event.LAPSED, None, reasons=stored(reasons))
    return finish(record.run, held(prepared, reasons), edges, CALM)


def taken_by(record: RunRecord, plan: Plan, edges: Edges) -> str:
    """A later run that set out to send what a row of this plan asks for; '' if none."""
    listed = edges.ledger.runs(record.account, record.livemode)
    newer = {other.run for other in takewhile(lambda other: other.run != record.run, listed)}
    contents = [o.content for o in plan.operations if o.is_sent] if newer else []
    known = edges.ledger.operations(record.account, record.livemode, contents)
    return next((o.run for o in known if o.run in newer and o.request), "")


def lapse_older(opened: str, plan: Plan, edges: Edges) -> None:
    """Of the runs that wait, those with a row of this plan lapse: it takes their place.

    By content, not by id: a correction that is made once more has another id each time.
    """
    contents = {o.content for o in plan.operations if o.is_sent}
    for record in edges.ledger.runs(plan.account, plan.livemode):
        if record.run == opened or WAITS not in record.settings:
            continue
        found = approval_of(record, edges.ledger.events(record.run))
        if found is None or found.state is not State.WAITING:
            continue
        if any(o.content in contents for o in edges.ledger.operations_of(record.run)):
            reason = Problem("approval_lapsed", Severity.ERROR, details={"run": opened})
            edges.ledger.append(record.run, Event.LAPSED, None, reasons=stored([reason]))
