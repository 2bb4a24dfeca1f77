"""A few invoices first: sent, read again, shown, and the rest only when it may follow."""

from __future__ import annotations

from dataclasses import replace

from batcher.core.canary import ANSWERED, came_to, first_of
from batcher.core.model import Event, Status
from batcher.core.reconcile import fold, made_ids, reconcile
from batcher.run.options import Edges
from batcher.run.preparing import Prepared, reader_of
from batcher.run.sending import Sent
from batcher.run.verifying import verify_touched

VERIFY_BUDGET_S = 60.0


def canaries(opened: str, prepared: Prepared, edges: Edges, anew: int) -> frozenset[int]:
    """The requests to be sent first; empty where nobody wants that, it was done, or all are first.

    `anew`: so many invoices more, asked for when the run is gone on with.
    """
    wanted = anew or prepared.options.canary
    if not wanted:
        return frozenset()
    events = edges.ledger.events(opened)
    answered = any(e.kind is Event.CONFIRMED and ANSWERED in e.detail for e in events)
    if answered and not anew:
        return frozenset()
    plan = prepared.plan
    first = first_of(plan, fold(events), wanted, anew=bool(anew))
    return first if len(first) < len(plan.requests) else frozenset()


def ask_canary(opened: str, prepared: Prepared, edges: Edges, first: frozenset[int]) -> Sent | None:
    """Show what the first invoices came to; None where the rest follows, else how the run ends.

    What is in doubt or could not be read again is left to `resume`, and so is the rest. Where the
    answer is no, the rest is not sent in this run; `retry` goes on. Whoever stops the run while it
    is asked has not answered: `resume` asks again.
    """
    plan = prepared.plan
    edges.listener.stage("verifying")
    reader = replace(reader_of(edges), budget_s=min(VERIFY_BUDGET_S, edges.budget_s))
    seen = verify_touched(opened, plan, reader, edges)
    if seen.halted:
        return seen
    reconciled = reconcile(plan, edges.ledger.events(opened))
    found = came_to(plan, reconciled, first, made_ids(plan, reconciled.states))
    if found.statuses.get(Status.IN_DOUBT):
        return Sent()
    if edges.go_on(found):
        told = {ANSWERED: sorted(first)}
        edges.ledger.append(opened, Event.CONFIRMED, None, who=edges.who, **told)
        return None
    if edges.stop.is_set():
        return Sent("interrupted")
    reason = "canary_declined" if found.ties_out else "canary_differs"
    for request in plan.requests:
        if request.number not in first and request.number not in reconciled.states:
            edges.ledger.append(opened, Event.SKIPPED, request.number, reason=reason)
    return Sent()
