"""From a plan, the ledger's events and the last reads: the status of each row, and the money.

Pure: success is counted from what Stripe answered and what reading again shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from batcher.core.model import EventRecord, InvoiceRow, MoneyRow, PlannedRow
from batcher.core.plan.parts import Plan
from batcher.core.reconcile.invoices import (
    invoice_rows,
    money_rows,
    unread_currencies,
    unread_requests,
)
from batcher.core.reconcile.planned import planned_rows
from batcher.core.reconcile.reads import from_snapshot, invoices_of, snapshot
from batcher.core.reconcile.requests import request_rows, sends
from batcher.core.reconcile.rows import RowResult, made_ids, rows_of
from batcher.core.reconcile.since import Since, changed_since
from batcher.core.reconcile.states import ALREADY_THERE, RequestState, advance, fold

__all__ = [
    "ALREADY_THERE",
    "Reconciled",
    "RequestState",
    "RowResult",
    "Since",
    "advance",
    "changed_since",
    "fold",
    "from_snapshot",
    "invoice_rows",
    "invoices_of",
    "made_ids",
    "reconcile",
    "request_rows",
    "sends",
    "snapshot",
    "unread_requests",
    "worked_out",
]


@dataclass(frozen=True, eq=False)
class Reconciled:
    """A run worked out: every row that became an operation, every invoice, every currency.

    `unread`: currencies of invoices that were written on and not read again since; of these only
    the expected change is known. `planned`: what the rows were to change, by currency.
    """

    rows: tuple[RowResult, ...]
    invoices: tuple[InvoiceRow, ...]
    money: tuple[MoneyRow, ...]
    half_corrected: tuple[InvoiceRow, ...]
    states: Mapping[int, RequestState]
    unread: frozenset[str] = frozenset()
    planned: tuple[PlannedRow, ...] = ()


def reconcile(plan: Plan, events: Sequence[EventRecord]) -> Reconciled:
    """Status of every row and the money of every invoice, from what was answered and re-read."""
    states = fold(events)
    read, after = invoices_of(events)
    ids = made_ids(plan, states)
    rows = rows_of(plan, states, after, ids)
    unread = unread_requests(events, states)
    invoices = invoice_rows(rows, {**plan.before, **read}, after, ids, states, unread)
    return worked_out(rows, invoices, states, unread_currencies(plan, unread))


def worked_out(
    rows: tuple[RowResult, ...],
    invoices: tuple[InvoiceRow, ...],
    states: Mapping[int, RequestState],
    unread: frozenset[str],
) -> Reconciled:
    """What follows from rows and invoices; `unread`: currencies, as in Reconciled."""
    return Reconciled(
        rows=rows,
        invoices=invoices,
        money=money_rows(invoices),
        half_corrected=tuple(row for row in invoices if row.half_corrected),
        states=states,
        unread=unread,
        planned=planned_rows(rows),
    )
