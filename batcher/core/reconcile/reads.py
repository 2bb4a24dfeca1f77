"""Invoices as events of the ledger hold them: written down when read, and taken back from there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pydantic import TypeAdapter

from batcher.core.by_column import ByColumn
from batcher.core.live import Invoice, Line
from batcher.core.model import Event, EventRecord

_INVOICE = TypeAdapter(Invoice)


def snapshot(invoice: Invoice) -> Mapping[str, object]:
    """An invoice as an event stores it."""
    whole = replace(invoice, lines=tuple(invoice.lines))
    stored: Mapping[str, object] = _INVOICE.dump_python(whole, mode="json")
    return stored


def from_snapshot(stored: object) -> Invoice:
    """The invoice back from `snapshot`."""
    found = _INVOICE.validate_python(stored)
    return replace(found, lines=ByColumn(Line, found.lines))


def id_of(stored: object) -> str:
    """The id of the invoice of a `snapshot`."""
    return str(stored["id"]) if isinstance(stored, Mapping) else from_snapshot(stored).id


def invoices_of(events: Iterable[EventRecord]) -> tuple[dict[str, Invoice], dict[str, Invoice]]:
    """Invoice id -> as it was just before our first write, and as last read after our last."""
    before: dict[str, Invoice] = {}
    after: dict[str, Invoice] = {}
    for event in events:
        if event.kind in (Event.READ, Event.VERIFIED):
            invoice = from_snapshot(event.detail["invoice"])
            (before if event.kind is Event.READ else after)[invoice.id] = invoice
    return before, after
