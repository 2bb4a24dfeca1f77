"""The money of each invoice and currency: before, expected, actual, and what others changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from batcher.core.live import Invoice, Line
from batcher.core.model import Event, EventRecord, InvoiceRow, Kind, MoneyRow, Status
from batcher.core.plan.identity import tag_of
from batcher.core.plan.parts import Operation, Plan
from batcher.core.reconcile.planned import planned_of
from batcher.core.reconcile.reads import id_of
from batcher.core.reconcile.rows import RowResult
from batcher.core.reconcile.since import changed_since
from batcher.core.reconcile.states import RequestState


def invoice_rows(
    rows: Sequence[RowResult],
    before: Mapping[str, Invoice],
    after: Mapping[str, Invoice],
    ids: Mapping[str, str],
    states: Mapping[int, RequestState],
    unread: Collection[str] = (),
    also_ours: Collection[str] = (),
) -> tuple[InvoiceRow, ...]:
    """Every invoice that was read, in the order of its first row.

    `before`, `after`: as it was before our first write, and as last read; `ids`: as of `made_ids`;
    `unread`: as of `unread_requests`; `also_ours`: operations whose added lines are nobody else's,
    though no row here stands for them. An invoice made by this run had nothing on it before; one
    that was to be made and that nobody has read has nothing on it at all.
    """
    grouped: dict[str, list[RowResult]] = defaultdict(list)
    for row in rows:
        grouped[ids.get(row.operation.invoice, row.operation.invoice)].append(row)
    made = set(ids.values())
    listed = []
    for invoice, own in grouped.items():
        is_new = invoice in made or invoice.startswith("@")
        was, now = before.get(invoice), after.get(invoice, before.get(invoice))
        known = invoice not in unread and not _may_be_made(invoice, own, now)
        if was is None and is_new:
            now = now or Invoice(invoice, "", _currency(own), ())
            was = _empty(now)
        if was is not None and now is not None and now.currency:
            found = _invoice_row(was, now, own, states, also_ours)
            listed.append(replace(found, is_read_again=known))
    return tuple(listed)


def _empty(made: Invoice) -> Invoice:
    """An invoice before it was made: nothing, of all that Stripe states of it now."""
    total, tax, discount = (
        None if stated is None else 0 for stated in (made.total, made.tax, made.discount)
    )
    return replace(made, lines=(), total=total, tax=tax, discount=discount)


def _currency(rows: Iterable[RowResult]) -> str:
    """That of an invoice nobody has seen: what its rows are in."""
    return next((row.operation.currency for row in rows if row.operation.currency), "")


def _may_be_made(name: str, rows: Iterable[RowResult], seen: Invoice | None) -> bool:
    """True for a new invoice that nobody has read, though Stripe made it or may have."""
    doubtful = any(row.status is Status.IN_DOUBT for row in rows)
    return seen is None and (doubtful or not name.startswith("@"))


def _invoice_row(
    was: Invoice,
    now: Invoice,
    rows: Sequence[RowResult],
    states: Mapping[int, RequestState],
    also_ours: Collection[str],
) -> InvoiceRow:
    applied = [row.operation for row in rows if row.status is Status.APPLIED]
    touched = [r.operation for r in rows if r.operation.request is not None and _touched(r, states)]
    ours = {operation.line for operation in touched if operation.line}
    tags = {operation.id for operation in touched} | set(also_ours)
    added = sum(o.kind is Kind.ADD for o in applied)
    removed = sum(o.kind is Kind.REMOVE and o.behavior == "delete" for o in applied)
    unassigned = sum(o.kind is Kind.REMOVE and o.behavior != "delete" for o in applied)
    left = [r for r in rows if r.status not in (Status.APPLIED, Status.UNCHANGED)]
    counted = len(was.lines) + added - removed - unassigned
    planned = planned_of(now.currency, rows)
    return InvoiceRow(
        invoice=now.id,
        currency=now.currency,
        customer=now.customer_name or now.customer,
        status=now.status,
        livemode=now.livemode,
        lines_before=len(was.lines),
        lines_added=added,
        lines_removed=removed,
        lines_unassigned=unassigned,
        lines_after=len(now.lines),
        lines_other=len(now.lines) - counted,
        before_minor=was.amount,
        expected_change_minor=sum(o.change_minor for o in applied),
        other_change_minor=_other_change(was, now, ours, tags),
        after_minor=now.amount,
        discount_before_minor=was.discount,
        discount_after_minor=now.discount,
        tax_before_minor=was.tax,
        tax_after_minor=now.tax,
        total_before_minor=was.total,
        total_after_minor=now.total,
        tax_moved_lines=_tax_moved(was, now, ours),
        half_corrected=bool(left) and any(o.request is not None for o in applied),
        finalizes_at="" if now.finalizes_at is None else str(now.finalizes_at),
        rows_not_applied=len(left),
        added_minor=_change(applied, Kind.ADD),
        updated_minor=_change(applied, Kind.UPDATE),
        removed_minor=_change(applied, Kind.REMOVE),
        other_lines=_other_lines(was, now, ours, tags),
        planned_minor=planned.planned_minor,
        not_applied_minor=planned.not_applied_minor,
        in_doubt_minor=planned.in_doubt_minor,
    )


def _change(applied: Iterable[Operation], kind: Kind) -> int:
    return sum(operation.change_minor for operation in applied if operation.kind is kind)


def _other_lines(was: Invoice, now: Invoice, ours: set[str], tags: set[str]) -> tuple[str, ...]:
    """What nobody of us changed: line, what of it, old and new. Tax has a column of its own."""
    added = {line.id for line in now.lines if tag_of(line.metadata) in tags}
    return tuple(
        f"{one.line} {one.column}: {one.old or '-'} -> {one.new or '-'}"
        for one in changed_since({now.id: was}, {now.id: now})
        if one.line and one.line not in ours | added and one.column != "tax"
    )


def _touched(row: RowResult, states: Mapping[int, RequestState]) -> bool:
    """True when bytes about this row went out, whatever came of them."""
    state = states.get(row.operation.request or 0)
    return state is not None and state.sends > 0 and row.status is not Status.REFUSED


def _other_change(was: Invoice, now: Invoice, ours: set[str], tags: set[str]) -> int:
    """How much the lines that are not ours moved between the two reads: other people's changes."""

    def others(lines: Iterable[Line]) -> int:
        return sum(
            line.amount
            for line in lines
            if line.id not in ours and tag_of(line.metadata) not in tags
        )

    return others(now.lines) - others(was.lines)


def _tax_moved(was: Invoice, now: Invoice, ours: set[str]) -> tuple[str, ...]:
    """Lines nobody asked to change whose tax moved all the same."""
    old = {line.id: line.tax_minor for line in was.lines}
    return tuple(
        line.id
        for line in now.lines
        if line.id in old and line.id not in ours and line.tax_minor != old[line.id]
    )


def money_rows(invoices: Iterable[InvoiceRow]) -> tuple[MoneyRow, ...]:
    """The money of each currency. What other people changed is not in `actual_change`; invoices
    that were never made have no money."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in invoices:
        if row.invoice.startswith("@"):
            continue
        total = sums[row.currency]
        total[0] += row.before_minor
        total[1] += row.expected_change_minor
        total[2] += row.after_minor - row.before_minor - row.other_change_minor
        total[3] += row.other_change_minor
    return tuple(MoneyRow(currency, *sums[currency]) for currency in sorted(sums))


def unread_requests(
    events: Iterable[EventRecord], states: Mapping[int, RequestState]
) -> dict[str, int]:
    """Invoice id -> number of its last request, where no read followed that write."""
    last: dict[str, int] = {}
    for event in events:
        if event.kind is Event.SENT and event.request is not None:
            path = str(event.detail.get("path") or "").split("/")
            last[path[3] if len(path) > 3 else ""] = event.request
        elif event.kind is Event.VERIFIED:
            last.pop(id_of(event.detail["invoice"]), None)
    return {invoice: n for invoice, n in last.items() if invoice and _was_written(states[n])}


def unread_currencies(plan: Plan, unread: Mapping[str, int]) -> frozenset[str]:
    """The currencies of `unread_requests`."""
    numbers = set(unread.values())
    return frozenset(o.currency for o in plan.operations if o.request in numbers)


def _was_written(state: RequestState) -> bool:
    """False for a request that was turned away before anything could come of it."""
    return state.status in (Status.APPLIED, Status.IN_DOUBT)
