"""Every attempt at every request, as the ledger tells it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce

from batcher.core.model import Event, EventRecord, RequestRow
from batcher.core.plan.parts import Plan, Request
from batcher.core.reconcile.states import OUTCOMES


def request_rows(plan: Plan, events: Iterable[EventRecord]) -> tuple[RequestRow, ...]:
    """Every send of every request, in order, with what came back."""
    return tuple(
        reduce(_followed, followed, _sent(plan.requests[request - 1], sent))
        for request, sent, followed in sends(events)
    )


def sends(
    events: Iterable[EventRecord],
) -> Iterable[tuple[int, EventRecord, Sequence[EventRecord]]]:
    """Every send in order: its request, its event, and what followed before the next one of it."""
    listed: list[tuple[int, EventRecord, list[EventRecord]]] = []
    last: dict[int, list[EventRecord]] = {}
    for event in events:
        if event.request is None:
            continue
        if event.kind is Event.SENT:
            last[event.request] = []
            listed.append((event.request, event, last[event.request]))
        elif event.request in last:
            last[event.request].append(event)
    return listed


def _sent(request: Request, event: EventRecord) -> RequestRow:
    attempt = event.detail.get("attempt")
    return RequestRow(
        request=request.number,
        attempt=attempt if isinstance(attempt, int) else 0,
        invoice=request.invoice,
        kind=request.kind.value,
        lines=len(request.operations),
        key=str(event.detail.get("key") or ""),
        outcome="sent",
        http_status=None,
        stripe_request_id="",
        replayed=False,
        sent_at=event.at,
        answered_at="",
        message="",
    )


def _followed(row: RequestRow, event: EventRecord) -> RequestRow:
    """The row of a send after the answer to it, or after what was made of the answer."""
    detail = event.detail
    if event.kind is Event.ANSWERED:
        status = detail.get("status")
        return replace(
            row,
            http_status=status if isinstance(status, int) else None,
            stripe_request_id=str(detail.get("request_id") or ""),
            replayed=detail.get("replayed") is True,
            answered_at=event.at,
            message=str(detail.get("error") or ""),
        )
    if event.kind in OUTCOMES:
        message = str(detail.get("message") or row.message)
        return replace(row, outcome=event.kind.value, message=message)
    return row
