"""How far a run is, from its plan and its events alone: by request, by invoice, and time left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from batcher.core.instants import moment
from batcher.core.model import Event, EventRecord, Status
from batcher.core.plan import Plan
from batcher.core.reconcile import fold

INVOICES_SHOWN = 60


@dataclass(frozen=True, slots=True)
class InvoiceProgress:
    """One invoice: how many of its requests are settled. `customer`: by name where Stripe gave one.
    `status`: waiting, sending, done, refused, in_doubt."""

    invoice: str
    customer: str
    currency: str
    rows: int
    done: int
    total: int
    status: str


@dataclass(frozen=True, eq=False)
class Progress:
    """All of it. `left_s`: seconds still to go at the pace so far, None before anything is in."""

    done: int
    total: int
    invoices: tuple[InvoiceProgress, ...]
    invoices_done: int
    invoices_total: int
    left_s: int | None


def progress_of(plan: Plan, events: Sequence[EventRecord], now: datetime) -> Progress:
    """Where each request of the plan stands; invoices under way come first."""
    states = fold(events)
    settled = {n for n, one in states.items() if one.settled and one.status is not None}
    by_invoice: dict[str, list[int]] = {}
    for request in plan.requests:
        by_invoice.setdefault(request.invoice, []).append(request.number)
    rows: dict[str, int] = {}
    currencies: dict[str, str] = {}
    for operation in plan.operations:
        if operation.is_sent:
            rows[operation.invoice] = rows.get(operation.invoice, 0) + 1
            currencies[operation.invoice] = operation.currency
    listed = []
    for invoice, numbers in by_invoice.items():
        done = sum(number in settled for number in numbers)
        found = {states[number].status for number in numbers if number in states}
        status = _status(found, done, len(numbers))
        live = plan.before.get(invoice)
        listed.append(
            InvoiceProgress(
                invoice=invoice,
                customer=(live.customer_name or live.customer) if live else "",
                currency=currencies.get(invoice, ""),
                rows=rows.get(invoice, 0),
                done=done,
                total=len(numbers),
                status=status,
            )
        )
    done, total = len(settled), len(plan.requests)
    listed.sort(key=lambda one: _ORDER.index(one.status))
    return Progress(
        done=done,
        total=total,
        invoices=tuple(listed[:INVOICES_SHOWN]),
        invoices_done=sum(one.done == one.total for one in listed),
        invoices_total=len(listed),
        left_s=_left(events, done, total, now),
    )


_ORDER = ("in_doubt", "refused", "sending", "waiting", "done")


def _status(found: set[Status | None], done: int, total: int) -> str:
    if Status.REFUSED in found:
        return "refused"
    if done == total:
        return "done"
    return "sending" if found else "waiting"


def _left(events: Sequence[EventRecord], done: int, total: int, now: datetime) -> int | None:
    resumed = [event for event in events if event.kind is Event.RESUMED]
    since = resumed[-1].number if resumed else 0
    lately = [event for event in events if event.number > since]
    sent = next((event.at for event in lately if event.kind is Event.SENT), None)
    began = moment(sent) if sent else None
    ended = {e.request for e in lately if e.kind in (Event.APPLIED, Event.REFUSED, Event.SKIPPED)}
    if began is None or not ended or done >= total:
        return None
    return max(1, round((now - began).total_seconds() / len(ended) * (total - done)))
