"""Reads every touched invoice again after the last write; what proves to be there is applied."""

from __future__ import annotations

from collections.abc import Sequence

from batcher.core.live import Invoice, Missing
from batcher.core.model import Event, EventRecord, Status
from batcher.core.plan import Plan
from batcher.core.proof import Proof, prove
from batcher.core.reconcile import fold, snapshot
from batcher.run.options import Edges
from batcher.run.reading import GatewayUnusable, Reader


def verify_touched(opened: str, plan: Plan, reader: Reader, edges: Edges) -> None:
    """Read every touched invoice again; what proves to be there is applied, whatever was said.

    A Stripe that stays away leaves the last reads standing: the report then cannot claim more.
    """
    events = edges.ledger.events(opened)
    touched = touched_by(plan, events)
    try:
        found = reader.each(touched, reader.invoice)
    except GatewayUnusable:
        return
    for invoice in found.values():
        if not isinstance(invoice, Missing):
            edges.ledger.append(opened, Event.VERIFIED, None, invoice=snapshot(invoice))
            _prove(opened, plan, invoice, events, edges)


def touched_by(plan: Plan, events: Sequence[EventRecord]) -> list[str]:
    """The invoices this run wrote on or tried to, and those it made."""
    states = fold(events)
    touched = []
    for request in plan.requests:
        state = states.get(request.number)
        if state is not None and state.sends:
            path = state.path.split("/")
            touched.append(state.made if request.invoice.startswith("@") and state.made else "")
            touched.append(path[3] if len(path) > 3 else "")
    return [invoice for invoice in dict.fromkeys(touched) if invoice]


def _prove(
    opened: str, plan: Plan, invoice: Invoice, events: Sequence[EventRecord], edges: Edges
) -> None:
    """A request refused or in doubt whose every effect is there was applied after all."""
    by_id = plan.by_id()
    for number, state in fold(events).items():
        request = plan.requests[number - 1]
        on_it = len(state.path.split("/")) > 3 and state.path.split("/")[3] == invoice.id
        if not on_it or state.status not in (Status.REFUSED, Status.IN_DOUBT) or not state.sends:
            continue
        proofs = {prove(by_id[o], invoice) for o in request.carried}
        if proofs == {Proof.PRESENT}:
            edges.ledger.append(opened, Event.APPLIED, number, found=True)
