"""Ledger events made by hand: what a run that went so and so would have written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from batcher.core.live import Invoice
from batcher.core.model import Event, EventRecord
from batcher.core.reconcile import snapshot

Told = tuple[Event, int | None, dict[str, object]]


def sent(request: int, attempt: int = 1, **detail: object) -> Told:
    """Bytes about to go out."""
    return Event.SENT, request, {"attempt": attempt, "key": f"key-{request}-{attempt}", **detail}


def answered(request: int, status: int | None = 200, **detail: object) -> Told:
    """The raw answer."""
    return Event.ANSWERED, request, {"status": status, "request_id": "req_1", **detail}


def applied(request: int, **detail: object) -> Told:
    """Stripe did it."""
    return Event.APPLIED, request, {"request_id": "req_1", **detail}


def refused(request: int, param: str = "", **detail: object) -> Told:
    """Stripe said no."""
    told = {"message": "No such price", "code": "resource_missing", "param": param}
    return Event.REFUSED, request, {"request_id": "req_2", **told, **detail}


def read(invoice: Invoice) -> Told:
    """An invoice read just before its first write."""
    return Event.READ, None, {"invoice": snapshot(invoice)}


def verified(invoice: Invoice) -> Told:
    """An invoice read again after the last write."""
    return Event.VERIFIED, None, {"invoice": snapshot(invoice)}


def records(told: Iterable[Told]) -> list[EventRecord]:
    """The events as the ledger gives them back, a second apart."""
    return list(_records(told))


def _records(told: Iterable[Told]) -> Iterator[EventRecord]:
    for number, (kind, request, detail) in enumerate(told, 1):
        at = f"2026-11-02T00:00:{number:02}+00:00"
        yield EventRecord(number, "R-1", at, kind, request, detail)
