"""Invoices as events of the ledger hold them: written down when read, and taken back from there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import TypeAdapter

from batcher.core.live import Invoice
from batcher.core.model import Event, EventRecord

_INVOICE = TypeAdapter(Invoice)


def snapshot(invoice: Invoice) -> Mapping[str, object]:
    """An invoice as an event stores it."""
    stored: Mapping[str, object] = _INVOICE.dump_python(invoice, mode="json")
    return stored


def from_snapshot(stored: object) -> Invoice:
    """The invoice back from `snapshot`."""
    return _INVOICE.validate_python(stored)


def invoices_of(events: Iterable[EventRecord]) -> tuple[dict[str, Invoice], dict[str, Invoice]]:
    """Invoice id -> as it was just before our first write, and as last read after our last."""
    before: dict[str, Invoice] = {}
    after: dict[str, Invoice] = {}
    for event in events:
        if event.kind in (Event.READ, Event.VERIFIED):
            invoice = from_snapshot(event.detail["invoice"])
            (before if event.kind is Event.READ else after)[invoice.id] = invoice
    return before, after
