"""The order of a run, and the only part that knows it:

read -> check -> plan -> confirm -> lock, open run -> send -> verify -> reconcile -> report
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from batcher.core.model import Event, OperationRecord, RunRecord, Severity
from batcher.core.plan import Plan, from_json, to_json
from batcher.core.reconcile import fold
from batcher.run.closing import Result, finish
from batcher.run.options import Edges, Options, Source
from batcher.run.preparing import (
    Prepared,
    in_doubt_runs,
    newest_run,
    prepare,
    reader_of,
    unsent,
)
from batcher.run.sending import send
from batcher.run.staleness import stale
from batcher.run.verifying import verify_touched

VERIFY_BUDGET_S = 60.0  # after a run that went well; one that was halted does not wait again


class Declined(Exception):
    """The person said no; nothing was sent and nothing written down."""


def run(source: Source, options: Options, edges: Edges) -> Result:
    """Bring a workbook into Stripe. Raises Declined, GatewayUnusable, LedgerUnusable, LedgerLocked.

    Nothing was sent when it raises.
    """
    prepared = answered(prepare(source, options, edges), edges, {})
    with edges.ledger.lock(prepared.plan.account, edges.livemode):
        return bring(prepared, edges, None, {})


def apply(source: Source, options: Options, saved: Plan, edges: Edges) -> Result:
    """Carry out a saved plan exactly as reviewed; a stale one is refused, naming what moved."""
    prepared = prepare(source, options, edges)
    moved = tuple(stale(saved, prepared.plan))
    if moved and not prepared.blocked:
        plan = replace(prepared.plan, problems=(*prepared.plan.problems, *moved))
        prepared = replace(prepared, plan=unsent(plan), blocked=moved)
    with edges.ledger.lock(prepared.plan.account, edges.livemode):
        return bring(prepared, edges, None, {})


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
    parent: str | None,
    identities: Mapping[tuple[str, int], str],
) -> Result:
    """From a plan on, holding the lock."""
    plan = prepared.plan
    doubtful = in_doubt_runs(prepared)
    if not prepared.blocked and (plan.requests or doubtful):
        if not edges.confirm(plan):
            raise Declined
        for earlier in doubtful:
            _settle(earlier, edges)
        newest = newest_run(edges.ledger, plan.account, plan.livemode)
        if doubtful or newest != prepared.newest:
            prepared = prepare(prepared.source, prepared.options, edges, identities)
            same = prepared.plan.digest == plan.digest
            if not same and prepared.plan.requests and not edges.confirm(prepared.plan):
                raise Declined
    opened = _open(prepared, edges, parent)
    if prepared.blocked or not prepared.plan.requests:
        return finish(opened, prepared, edges, "", "")
    edges.ledger.append(opened, Event.CONFIRMED, None, who=edges.who)
    return send_and_close(opened, prepared, edges)


def _settle(earlier: str, edges: Edges) -> None:
    """Bring the requests an earlier run left in doubt to their end, under their own keys."""
    plan = from_json(edges.ledger.plan(earlier))
    states = fold(edges.ledger.events(earlier))
    only = frozenset(n for n, state in states.items() if state.sends and not state.settled)
    edges.ledger.append(earlier, Event.RESUMED, None, only=sorted(only))
    send(earlier, plan, reader_of(edges), edges.ledger, stop=edges.stop, only=only)


def _open(prepared: Prepared, edges: Edges, parent: str | None) -> str:
    """Write the run, its input, its plan and its operations down, in one transaction."""
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
        {**prepared.options.stored(), "path": prepared.source.path, "facts": list(edges.facts)},
    )
    operations = [
        OperationRecord(
            o.id, opened, o.sheet, o.row, o.kind, o.content, o.ordinal, o.invoice,
            o.line or o.invoice, o.request,
        )
        for o in plan.operations
    ]  # fmt: skip
    edges.ledger.open_run(record, content, to_json(plan), operations)
    return opened


def send_and_close(opened: str, prepared: Prepared, edges: Edges) -> Result:
    """Send what is open, read everything again, and account for it."""
    reader = reader_of(edges)
    edges.listener.stage("sending", len(prepared.plan.requests))
    sent = send(
        opened,
        prepared.plan,
        reader,
        edges.ledger,
        stop=edges.stop,
        on_refusal=prepared.options.on_refusal,
        threads=prepared.options.threads,
        listener=edges.listener,
    )
    edges.listener.stage("verifying")
    patience_s = edges.contact_s if sent.halted else VERIFY_BUDGET_S
    verify_touched(
        opened, prepared.plan, replace(reader, budget_s=min(patience_s, edges.budget_s)), edges
    )
    return finish(opened, prepared, edges, sent.halted, sent.reason)
