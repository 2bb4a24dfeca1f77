"""A person says yes to a run that waits: exactly what was held is sent, or nothing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from batcher.core.approval import may_approve
from batcher.core.model import Event, Problem, RunRecord, Severity
from batcher.core.plan import Plan, from_json
from batcher.run.closing import Result
from batcher.run.continuing import (
    overtaken_by,
    prepared_again,
    resume,
    run_record,
    source_again,
    stored_end,
)
from batcher.run.options import Edges, Options, Source
from batcher.run.pipeline import Declined, answered, as_reviewed, bring, send_and_close
from batcher.run.preparing import Prepared, prepare
from batcher.run.waiting import Approval, State, approval_of, lapse, taken_by

ASKED = Problem("approval_asked", Severity.QUESTION)


class NotWaiting(Exception):
    """The run waits for nobody."""


class ApproverBegan(Exception):
    """Whoever began the run may not approve it here."""


def wait(
    source: Source, options: Options, edges: Edges, reasons: tuple[Problem, ...] = (ASKED,)
) -> Result:
    """Bring a workbook as far as `approve` takes it from: opened, planned, nothing sent.

    It waits for `reasons`, and for every limit it is above. Raises what `run` raises.
    """
    return bring(answered(prepare(source, options, edges), edges, {}), edges, asked=reasons)


def approve(
    wanted: str,
    edges: Edges,
    *,
    who: str = "",
    language: str = "en",
    brought: Collection[str] = (),
) -> Result:
    """Read Stripe again and carry out a waiting run, if it still comes to the same.

    Where anything moved, or another run took its place, nothing is sent and the approval lapses:
    the object names what moved. One that was approved before is gone on with, as `resume` does.
    `who`: the approver, else that of `edges`; `brought`: who brought its workbook, where that is
    known: with `approve_other` none of them says yes, nor who began the run.
    Raises NotWaiting, ApproverBegan, RunUnknown, Declined, and what `run` raises.
    """
    record = run_record(edges, wanted)
    found = _approval(record, edges)
    if found.state is not State.WAITING:
        return _after(record, found, edges, language)
    approver = who or edges.who
    if not may_approve(approver, {record.owner, *brought}, another=edges.approve_other):
        raise ApproverBegan(record.run)
    saved = from_json(edges.ledger.plan(record.run))
    prepared = _anew(record, saved, edges, language)
    if not prepared.blocked and not edges.confirm(saved):
        raise Declined
    with edges.ledger.lock(record.account, record.livemode):
        found = _approval(record, edges)  # while nobody held the lock
        if found.state is State.WAITING:
            mark = edges.ledger.mark(record.account, record.livemode)
            if mark != prepared.mark:
                prepared = _anew(record, saved, edges, language)
            return _carry_out(record, prepared, saved, edges, approver, language)
    return _after(record, found, edges, language)


def _carry_out(
    record: RunRecord, prepared: Prepared, saved: Plan, edges: Edges, who: str, language: str
) -> Result:
    """With the lock held: all of it, or none."""
    own = replace(edges, who=record.owner)
    if prepared.blocked:
        as_held = prepared_again(record, edges, held=False, language=language)
        return lapse(record, as_held, prepared.blocked, own)
    edges.ledger.append(record.run, Event.APPROVED, None, who=who, plan_digest=saved.digest)
    return send_and_close(record.run, prepared_again(record, edges, language=language), own)


def _anew(record: RunRecord, saved: Plan, edges: Edges, language: str) -> Prepared:
    """Planned once more; blocked where it is not what was held."""
    options = replace(Options.restored(record.settings), language=language)
    # Its own ids: a correction made once more would else be given another each time it is asked.
    identities = {(o.sheet, o.row): o.id for o in saved.operations}
    now = as_reviewed(saved, prepare(source_again(record, edges), options, edges, identities))
    other = overtaken_by(record, saved, edges) or taken_by(record, saved, edges)
    if not now.blocked and (other or not now.plan.requests):
        reason = Problem("approval_lapsed", Severity.ERROR, details={"run": other})
        return replace(now, blocked=(reason,))
    return now


def _approval(record: RunRecord, edges: Edges) -> Approval:
    found = approval_of(record, edges.ledger.events(record.run))
    if found is None:
        raise NotWaiting(record.run)
    return found


def _after(record: RunRecord, found: Approval, edges: Edges, language: str) -> Result:
    """What an approval comes to that is not the first: its own end, or what is left of it."""
    if found.state is State.APPROVED:
        return resume(record.run, edges, language=language)
    return stored_end(record, found, edges, language)
