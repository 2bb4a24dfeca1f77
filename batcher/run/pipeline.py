"""The order of a run, and the only part that knows it:

read -> check -> plan -> confirm -> lock, open run -> send -> verify -> reconcile -> report
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from batcher.core.model import Event, OperationRecord, Problem, RunRecord, Severity
from batcher.core.plan import Plan, from_json, to_json
from batcher.core.reconcile import fold
from batcher.core.reporting.tracing import origins_of
from batcher.run.canary import ask_canary, canaries
from batcher.run.closing import Result, finish
from batcher.run.mending import MENDED, mended_rows
from batcher.run.options import Edges, Options, Source
from batcher.run.preparing import (
    CONTINUES,
    UNDOES,
    Prepared,
    in_doubt_runs,
    prepare,
    reader_of,
    undone_runs,
    unsent,
)
from batcher.run.sending import Sent, send
from batcher.run.staleness import stale
from batcher.run.verifying import verify_touched
from batcher.run.waiting import WAITS, hold, lapse_older, reasons_to_wait, stored

NONE: Mapping[tuple[str, int], str] = MappingProxyType({})
VERIFY_BUDGET_S = 60.0  # after a run that went well; one that was halted does not wait again


class Declined(Exception):
    """The person said no; nothing was sent and nothing written down.

    But for what `settled` names: earlier runs whose requests in doubt had been brought to their
    end by then.
    """

    def __init__(self, settled: tuple[str, ...] = ()) -> None:
        super().__init__(*settled)
        self.settled = settled


def run(source: Source, options: Options, edges: Edges) -> Result:
    """Bring a workbook into Stripe. Raises Declined, GatewayUnusable, LedgerUnusable, LedgerLocked.

    Nothing of it was sent when it raises Declined or LedgerLocked.
    """
    return bring(answered(prepare(source, options, edges), edges, {}), edges)


def answered(
    prepared: Prepared, edges: Edges, identities: Mapping[tuple[str, int], str]
) -> Prepared:
    """Open questions put to whoever is there, until all are answered or nobody answers."""
    while prepared.blocked and all(p.severity is Severity.QUESTION for p in prepared.blocked):
        options = edges.ask(prepared.blocked, prepared.options)
        if options is None:
            break
        prepared = prepare(prepared.source, options, edges, identities)
    return prepared


def bring(
    prepared: Prepared,
    edges: Edges,
    parent: str | None = None,
    identities: Mapping[tuple[str, int], str] = NONE,
    reviewed: Plan | str | None = None,
    asked: tuple[Problem, ...] = (),
) -> Result:
    """From a plan on: confirm, then everything that needs the lock.

    `reviewed`: the saved plan it has to be, or its digest, else it is refused as stale. `asked`:
    why it is to wait for a person's approval though it may be within all limits; what waits is not
    confirmed.
    The lock is not held while a person thinks: what another did meanwhile is found afterwards.
    """
    doubtful = in_doubt_runs(prepared) if not prepared.blocked else ()
    is_sending = prepared.plan.requests and not reasons_to_wait(prepared, edges, asked)
    if (is_sending or doubtful) and not edges.confirm(prepared.plan):
        raise Declined
    with edges.ledger.lock(prepared.plan.account, edges.livemode):
        settled = _settle(doubtful, edges)
        mark = edges.ledger.mark(prepared.plan.account, edges.livemode)
        if not settled.halted and (doubtful or mark != prepared.mark):
            try:
                prepared = _anew(prepared, edges, identities, reviewed, asked)
            except Declined:
                raise Declined(settled.settled) from None
        reasons = reasons_to_wait(prepared, edges, asked)
        opened = _open(prepared, edges, parent, reasons)
        if prepared.blocked or settled.halted or not prepared.plan.requests:
            return finish(opened, prepared, edges, settled)
        lapse_older(opened, prepared.plan, edges)
        if reasons:
            return hold(opened, prepared, reasons, edges)
        edges.ledger.append(opened, Event.CONFIRMED, None, who=edges.who)
        return send_and_close(opened, prepared, edges)


def _anew(
    prepared: Prepared,
    edges: Edges,
    identities: Mapping[tuple[str, int], str],
    reviewed: Plan | str | None,
    asked: tuple[Problem, ...],
) -> Prepared:
    """Planned once more, since something was done meanwhile; another plan is confirmed again."""
    now = prepare(prepared.source, prepared.options, edges, identities)
    if reviewed is not None:
        now = as_reviewed(reviewed, now)
    if now.plan.digest == prepared.plan.digest or not now.plan.requests:
        return now
    if reasons_to_wait(now, edges, asked):
        return now
    if not edges.confirm(now.plan):
        raise Declined
    return now


def as_reviewed(saved: Plan | str, prepared: Prepared) -> Prepared:
    """The same, or blocked by what moved since the plan was saved.

    Where nothing is left to send, nothing is stale: the plan was carried out before.
    """
    moved = tuple(stale(saved, prepared.plan))
    if not moved or prepared.blocked or not prepared.plan.requests:
        return prepared
    plan = replace(prepared.plan, problems=(*prepared.plan.problems, *moved))
    return replace(prepared, plan=unsent(plan), blocked=moved)


def _settle(doubtful: tuple[str, ...], edges: Edges) -> Sent:
    """Bring the requests earlier runs left in doubt to their end, under their own keys.

    Stops where Stripe stays away, and says why.
    """
    for earlier in doubtful:
        plan = from_json(edges.ledger.plan(earlier))
        states = fold(edges.ledger.events(earlier))
        only = frozenset(n for n, state in states.items() if state.sends and not state.settled)
        edges.ledger.append(earlier, Event.RESUMED, None, only=sorted(only))
        reader = reader_of(edges)
        sent = send(earlier, plan, reader, edges.ledger, stop=edges.stop, only=only, again=True)
        if sent.halted:
            return sent
    return Sent(settled=doubtful)


def _open(
    prepared: Prepared, edges: Edges, parent: str | None, reasons: tuple[Problem, ...]
) -> str:
    """Write the run, its input, its plan and its operations down, in one transaction: also why it
    waits, where it does."""
    plan, opened = prepared.plan, edges.new_run()
    content = prepared.source.content
    record = RunRecord(
        opened,
        plan.account,
        plan.livemode,
        prepared.source.name,
        prepared.checked.workbook.sha256,
        plan.digest,
        edges.clock.now().isoformat(),
        parent,
        edges.who,
        {**_settings(prepared, edges), **({WAITS: stored(reasons)} if reasons else {})},
    )
    operations = (
        OperationRecord(
            o.id, opened, o.sheet, o.row, o.kind, o.content, o.ordinal, o.invoice,
            o.line or o.invoice, o.request,
        )
        for o in plan.operations
    )  # fmt: skip
    edges.ledger.open_run(record, content, to_json(plan), operations)
    return opened


def _settings(prepared: Prepared, edges: Edges) -> dict[str, object]:
    """What the ledger keeps of how a run was asked for."""
    kept = {"path": prepared.source.path, "facts": list(edges.facts)}
    named: dict[str, list[str] | list[list[str]]] = {
        MENDED: mended_rows(prepared.checked, prepared.plan, edges.ledger),
        UNDOES: undone_runs(prepared.plan),
        CONTINUES: sorted({run for run, _ in origins_of(prepared.checked).values()}),
    }
    listed = {name: runs for name, runs in named.items() if runs}
    return {**prepared.options.stored(), **kept, **listed}


def send_and_close(
    opened: str, prepared: Prepared, edges: Edges, *, again: bool = False, canary: int = 0
) -> Result:
    """Send what is open, read everything again, and account for it.

    `again`: the run was begun by another process. `canary`: so many of the invoices still open
    first, whatever was agreed when the run was opened.
    """
    reader = reader_of(edges)
    edges.listener.stage("sending", len(prepared.plan.requests))

    def sent_of(only: frozenset[int] | None) -> Sent:
        return send(
            opened,
            prepared.plan,
            reader,
            edges.ledger,
            stop=edges.stop,
            on_refusal=prepared.options.on_refusal,
            only=only,
            again=again,
            hurry=not prepared.options.accept.isdisjoint({"finalizes_soon", "all"}),
            threads=prepared.options.threads,
            listener=edges.listener,
        )

    first = canaries(opened, prepared, edges, canary)
    if first:
        sent = sent_of(first)
        if not sent.halted:
            ended = ask_canary(opened, prepared, edges, first)
            if ended is not None:
                return finish(opened, prepared, edges, ended)
            edges.listener.stage("sending", len(prepared.plan.requests) - len(first))
            sent = sent_of(None)
    else:
        sent = sent_of(None)
    edges.listener.stage("verifying")
    is_cut = sent.halted not in ("", "stop_run")
    patience_s = min(edges.contact_s if is_cut else VERIFY_BUDGET_S, edges.budget_s)
    patient = replace(reader, budget_s=patience_s)
    verified = verify_touched(opened, prepared.plan, patient, edges, sent.seen)
    return finish(opened, prepared, edges, sent if is_cut or not verified.halted else verified)
