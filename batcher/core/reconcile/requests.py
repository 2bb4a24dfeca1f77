"""Every attempt at every request, as the ledger tells it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from batcher.core.model import Event, EventRecord, RequestRow
from batcher.core.plan.parts import Plan, Request
from batcher.core.reconcile.states import OUTCOMES


def request_rows(plan: Plan, events: Iterable[EventRecord]) -> tuple[RequestRow, ...]:
    """Every send of every request, in order, with what came back."""
    listed: list[RequestRow] = []
    open_at: dict[int, int] = {}
    for event in events:
        if event.request is None:
            continue
        if event.kind is Event.SENT:
            open_at[event.request] = len(listed)
            listed.append(_sent(plan.requests[event.request - 1], event))
        elif event.request in open_at:
            at = open_at[event.request]
            listed[at] = _followed(listed[at], event)
    return tuple(listed)


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
