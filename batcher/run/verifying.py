"""Reads every touched invoice again after the last write; what proves to be there is applied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from batcher.core.live import Invoice, Missing
from batcher.core.model import Event, EventRecord, Status
from batcher.core.plan import Plan
from batcher.core.proof import Proof, prove
from batcher.core.reconcile import ALREADY_THERE, fold, invoices_of, snapshot
from batcher.run.options import Edges
from batcher.run.reading import GatewayUnusable, Reader
from batcher.run.sending import Sent

DELETED = "deleted"  # the status of an invoice that is not there any more


def verify_touched(opened: str, plan: Plan, reader: Reader, edges: Edges) -> Sent:
    """Write down how every touched invoice stands, and which requests prove to be applied.

    Gives why it is not finished where an invoice could not be read: the report then cannot claim
    anything about that one, and `resume` reads again.
    """
    events = edges.ledger.events(opened)
    try:
        found, unread = look(plan, events, reader)
    except KeyboardInterrupt:
        edges.stop.set()
        return Sent("interrupted")
    for invoice in found:
        edges.ledger.append(opened, Event.VERIFIED, None, invoice=snapshot(invoice))
        _prove(opened, plan, invoice, events, edges)
    if edges.stop.is_set() and unread:
        return Sent("interrupted")
    return Sent(unread[0].code, unread[0].details.get("reason", "")) if unread else Sent()


def look(
    plan: Plan, events: Sequence[EventRecord], reader: Reader
) -> tuple[list[Invoice], list[GatewayUnusable]]:
    """Every touched invoice as it is now, and why others could not be read.

    When one could not be had in time, the rest are asked once and not waited for.
    """
    unread: list[GatewayUnusable] = []

    def read(invoice_id: str) -> Invoice | Missing | None:
        own = replace(reader, budget_s=0.0) if unread else reader
        try:
            return own.invoice(invoice_id)
        except GatewayUnusable as error:
            unread.append(error)
            return None

    found = reader.each(touched_by(plan, events), read)
    gone = {name: one for name, one in found.items() if isinstance(one, Missing)}
    listed = [one for one in found.values() if isinstance(one, Invoice)]
    return [*listed, *_gone(plan, events, gone)], unread


def _gone(plan: Plan, events: Sequence[EventRecord], gone: dict[str, Missing]) -> Iterator[Invoice]:
    """A deleted draft shows nothing of what was done to it: no lines, and a status that says so."""
    before, after = invoices_of(events)
    known = {**plan.before, **before, **after}
    for name in gone:
        if name in known:
            yield replace(known[name], status=DELETED, lines=(), metadata={}, finalizes_at=None)
        else:
            yield Invoice(name, DELETED, _currency(plan, events, name), ())


def _currency(plan: Plan, events: Sequence[EventRecord], made: str) -> str:
    """Of an invoice that one of these requests made."""
    states = fold(events)
    numbers = {number for number, state in states.items() if state.made == made}
    return next((o.currency for o in plan.operations if o.request in numbers), "")


def fresh_events(run: str, found: Sequence[Invoice], now: datetime) -> list[EventRecord]:
    """Reads as the ledger would hold them, for accounting that writes nothing down."""
    at = now.isoformat()
    return [
        EventRecord(0, run, at, Event.VERIFIED, None, {"invoice": snapshot(invoice)})
        for invoice in found
    ]


def touched_by(plan: Plan, events: Sequence[EventRecord]) -> list[str]:
    """The invoices this run wrote on or tried to, those it made, and those where it was late:
    what it found there already moved their amounts since the plan."""
    states = fold(events)
    touched = []
    for request in plan.requests:
        state = states.get(request.number)
        if state is not None and (state.sends or state.reason == ALREADY_THERE):
            path = (state.path or request.path).split("/")
            touched.append(state.made if request.invoice.startswith("@") and state.made else "")
            touched.append(path[3] if len(path) > 3 else "")
    return [one for one in dict.fromkeys(touched) if one and not one.startswith("@")]


def _prove(
    opened: str, plan: Plan, invoice: Invoice, events: Sequence[EventRecord], edges: Edges
) -> None:
    """A request in doubt whose every effect is there was applied after all."""
    by_id = plan.by_id()
    for number, state in fold(events).items():
        request = plan.requests[number - 1]
        on_it = len(state.path.split("/")) > 3 and state.path.split("/")[3] == invoice.id
        if not on_it or state.status is not Status.IN_DOUBT or not state.sends:
            continue
        proofs = {prove(by_id[o], invoice) for o in request.carried}
        if proofs == {Proof.PRESENT}:
            edges.ledger.append(opened, Event.APPLIED, number, found=True)
