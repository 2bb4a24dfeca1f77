"""Reads every touched invoice again after the last write; what proves to be there is applied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from batcher.core.live import Invoice, Missing
from batcher.core.model import Event, EventRecord, Status
from batcher.core.plan import Plan
from batcher.core.plan.parts import Request
from batcher.core.proof import Proof, prove, together
from batcher.core.reconcile import ALREADY_THERE, RequestState, fold, invoices_of, snapshot
from batcher.run.listing import drafts
from batcher.run.options import Edges
from batcher.run.readback import proofs
from batcher.run.reading import GatewayUnusable, Reader, halt_of
from batcher.run.sending import Sent

Seen = Mapping[str, Invoice | Missing]
NOTHING: Seen = MappingProxyType({})
DELETED = "deleted"  # the status of an invoice that is not there any more


def verify_touched(
    opened: str, plan: Plan, reader: Reader, edges: Edges, seen: Seen = NOTHING
) -> Sent:
    """Write down how every touched invoice stands, and which requests prove to be applied.

    `seen`: those read since their last write already.

    Gives why it is not finished where an invoice could not be read: the report then cannot claim
    anything about that one, and `resume` reads again.
    """
    events = edges.ledger.events(opened)
    try:
        found, unread = look(plan, events, reader, seen)
    except KeyboardInterrupt:
        edges.stop.set()
        return Sent("interrupted")
    by_id = {invoice.id: invoice for invoice in found}

    def note(name: str) -> None:
        edges.ledger.append(opened, Event.VERIFIED, None, invoice=snapshot(by_id[name]))

    reader.each(by_id, note)  # several at once share a commit
    _prove(opened, plan, by_id, events, edges)
    if edges.stop.is_set() and unread:
        return Sent("interrupted")
    return Sent(*halt_of(unread[0])) if unread else Sent()


def look(
    plan: Plan, events: Sequence[EventRecord], reader: Reader, seen: Seen = NOTHING
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

    touched = touched_by(plan, events)
    asked = (name for name in touched if name not in seen)
    fresh = drafts(reader, asked, read, _showing(plan, events))
    found = {name: seen[name] if name in seen else fresh[name] for name in touched}
    gone = {name: one for name, one in found.items() if isinstance(one, Missing)}
    listed = [one for one in found.values() if isinstance(one, Invoice)]
    return [*listed, *_gone(plan, events, gone)], unread


def _showing(plan: Plan, events: Sequence[EventRecord]) -> Callable[[Invoice], bool]:
    """Whether an invoice shows all that was written on it and applied.

    Nobody says that a list shows a write at once; what it does not show has a read of its own.
    """
    states, operations = fold(events), plan.by_id()
    written: dict[str, list[Request]] = defaultdict(list)
    for request, names in _writes(plan, states):
        for name in names:
            written[name].append(request)

    def shows(found: Invoice) -> bool:
        own = written[found.id]
        return all(
            states[one.number].settled
            and states[one.number].status is Status.APPLIED
            and together(proofs(one, found, operations)) is Proof.PRESENT
            for one in own
        )

    return shows


def _gone(plan: Plan, events: Sequence[EventRecord], gone: dict[str, Missing]) -> Iterator[Invoice]:
    """A deleted draft shows nothing of what was done to it: no lines, a status that says so, and
    no totals, for Stripe states none."""
    before, after = invoices_of(events)
    known = {**plan.before, **before, **after}
    for name in gone:
        if name in known:
            yield replace(
                known[name], status=DELETED, lines=(), metadata={}, finalizes_at=None,
                subtotal=None, total=None, tax=None, discount=None,
            )  # fmt: skip
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
    touched = (name for _, names in _writes(plan, fold(events)) for name in names)
    return list(dict.fromkeys(touched))


def _writes(
    plan: Plan, states: Mapping[int, RequestState]
) -> Iterator[tuple[Request, tuple[str, ...]]]:
    """The requests that were sent, or come too late, and the ids of the invoices they are about."""
    for request in plan.requests:
        state = states.get(request.number)
        if state is not None and (state.sends or state.reason == ALREADY_THERE):
            path = (state.path or request.path).split("/")
            made = state.made if request.invoice.startswith("@") and state.made else ""
            named = (made, path[3] if len(path) > 3 else "")
            yield request, tuple(one for one in named if one and not one.startswith("@"))


def _prove(
    opened: str,
    plan: Plan,
    found: Mapping[str, Invoice],
    events: Sequence[EventRecord],
    edges: Edges,
) -> None:
    """A request in doubt whose every effect is there was applied after all."""
    doubtful = {
        number: state
        for number, state in fold(events).items()
        if state.status is Status.IN_DOUBT and state.sends
    }
    by_id = plan.by_id() if doubtful else {}
    for number, state in doubtful.items():
        request, path = plan.requests[number - 1], state.path.split("/")
        invoice = found.get(path[3]) if len(path) > 3 else None
        if invoice is None:
            continue
        proofs = {prove(by_id[o], invoice) for o in request.carried}
        if proofs == {Proof.PRESENT}:
            edges.ledger.append(opened, Event.APPLIED, number, found=True)
