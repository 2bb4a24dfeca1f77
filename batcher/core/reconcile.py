"""From a plan, the ledger's events and the last reads: the status of each row, and the money.

Pure: success is counted from what Stripe answered and what reading again shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import TypeAdapter

from batcher.core.live import Invoice, Line
from batcher.core.model import Event, EventRecord, InvoiceRow, Kind, MoneyRow, RequestRow, Status
from batcher.core.outcome import line_index
from batcher.core.plan.identity import tag_of
from batcher.core.plan.parts import Operation, Plan, Request
from batcher.core.proof import Proof, added_line, prove

_INVOICE = TypeAdapter(Invoice)


def snapshot(invoice: Invoice) -> Mapping[str, object]:
    """An invoice as an event stores it."""
    stored: Mapping[str, object] = _INVOICE.dump_python(invoice, mode="json")
    return stored


def from_snapshot(stored: object) -> Invoice:
    """The invoice back from `snapshot`."""
    return _INVOICE.validate_python(stored)


@dataclass(frozen=True, slots=True)
class RequestState:
    """Where one request stands by the fold of its events.

    `status` is None while nothing was sent. `made` is the id of the invoice a create made. `sends`:
    how often bytes went out. `settled` is False while a send has no outcome yet.
    """

    status: Status | None = None
    settled: bool = True
    code: str = ""
    message: str = ""
    param: str = ""
    request_id: str = ""
    made: str = ""
    reason: str = ""
    sends: int = 0
    attempt: int = 0
    path: str = ""
    body: str = ""
    kept: tuple[int, ...] | None = None


# Why a request is not sent: another run of the same rows did it; so nothing is left to do.
ALREADY_THERE = "as_asked"

_FOLD = {
    Event.SENT: (Status.IN_DOUBT, False),
    Event.APPLIED: (Status.APPLIED, True),
    Event.REFUSED: (Status.REFUSED, True),
    Event.IN_DOUBT: (Status.IN_DOUBT, False),
    Event.SKIPPED: (Status.NOT_SENT, True),
}
_TEXTS = ("code", "message", "param", "request_id", "made", "reason", "path", "body")


def fold(events: Iterable[EventRecord]) -> dict[int, RequestState]:
    """Request number -> state, from all events of a run in order."""
    states: dict[int, RequestState] = {}
    for event in events:
        if event.request is not None:
            states[event.request] = advance(states.get(event.request, RequestState()), event)
    return states


def advance(state: RequestState, event: EventRecord) -> RequestState:
    """The state of a request after one more of its events."""
    if event.kind not in _FOLD:
        return state
    status, settled = _FOLD[event.kind]
    if event.kind is Event.SKIPPED and event.detail.get("reason") == ALREADY_THERE:
        status = Status.UNCHANGED
    told = {name: str(event.detail[name]) for name in _TEXTS if event.detail.get(name)}
    if event.kind is Event.SENT:
        attempt, kept = event.detail.get("attempt"), event.detail.get("kept")
        state = replace(
            state,
            sends=state.sends + 1,
            attempt=attempt if isinstance(attempt, int) else state.attempt,
            kept=tuple(kept) if isinstance(kept, list | tuple) else None,
            reason="",
        )
    return _told(replace(state, status=status, settled=settled), told)


def _told(state: RequestState, told: Mapping[str, str]) -> RequestState:
    fields = {name: told.get(name, getattr(state, name)) for name in _TEXTS}
    return RequestState(
        state.status,
        state.settled,
        fields["code"],
        fields["message"],
        fields["param"],
        fields["request_id"],
        fields["made"],
        fields["reason"],
        state.sends,
        state.attempt,
        fields["path"],
        fields["body"],
        state.kept,
    )


@dataclass(frozen=True, slots=True)
class RowResult:
    """What came of one row. `reason` is a label code; `details` its words; `proof` a label code."""

    operation: Operation
    status: Status
    reason: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    stripe_id: str = ""
    request_id: str = ""
    proof: str = ""


@dataclass(frozen=True, eq=False)
class Reconciled:
    """A run worked out: every row that became an operation, every invoice, every currency.

    `unread`: currencies of invoices that were written on and not read again since; of these only
    the expected change is known.
    """

    rows: tuple[RowResult, ...]
    invoices: tuple[InvoiceRow, ...]
    money: tuple[MoneyRow, ...]
    half_corrected: tuple[InvoiceRow, ...]
    states: Mapping[int, RequestState]
    unread: frozenset[str] = frozenset()


def invoices_of(events: Iterable[EventRecord]) -> tuple[dict[str, Invoice], dict[str, Invoice]]:
    """Invoice id -> as it was just before our first write, and as last read after our last."""
    before: dict[str, Invoice] = {}
    after: dict[str, Invoice] = {}
    for event in events:
        if event.kind in (Event.READ, Event.VERIFIED):
            invoice = from_snapshot(event.detail["invoice"])
            (before if event.kind is Event.READ else after)[invoice.id] = invoice
    return before, after


def reconcile(plan: Plan, events: Sequence[EventRecord]) -> Reconciled:
    """Status of every row and the money of every invoice, from what was answered and re-read."""
    states = fold(events)
    read, after = invoices_of(events)
    before = {**plan.before, **read}
    by_id = plan.by_id()
    ids = _made_ids(plan, states)
    rows = tuple(_row(o, plan, states, by_id, after, ids) for o in plan.operations)
    invoices = _invoice_rows(rows, before, after, ids, states)
    return Reconciled(
        rows,
        invoices,
        _money(invoices),
        tuple(row for row in invoices if row.half_corrected),
        states,
        _unread(plan, events, states),
    )


def _unread(
    plan: Plan, events: Iterable[EventRecord], states: Mapping[int, RequestState]
) -> frozenset[str]:
    """Currencies of invoices whose last write was not followed by a read."""
    open_invoices: dict[str, int] = {}
    for event in events:
        if event.kind is Event.SENT and event.request is not None:
            path = str(event.detail.get("path") or "").split("/")
            open_invoices[path[3] if len(path) > 3 else ""] = event.request
        elif event.kind is Event.VERIFIED:
            open_invoices.pop(from_snapshot(event.detail["invoice"]).id, None)
    numbers = {n for invoice, n in open_invoices.items() if invoice and _was_written(states[n])}
    return frozenset(o.currency for o in plan.operations if o.request in numbers)


def _was_written(state: RequestState) -> bool:
    """False for a request that was turned away before anything could come of it."""
    return state.status in (Status.APPLIED, Status.IN_DOUBT)


def _made_ids(plan: Plan, states: Mapping[int, RequestState]) -> dict[str, str]:
    """@ref -> the id of the invoice made for it."""
    made = {}
    for operation in plan.operations:
        if operation.kind is not Kind.CREATE:
            continue
        state = states.get(operation.request or 0)
        made[operation.invoice] = operation.stripe_id or (state.made if state else "")
    return {ref: invoice for ref, invoice in made.items() if invoice}


def _row(
    operation: Operation,
    plan: Plan,
    states: Mapping[int, RequestState],
    by_id: Mapping[str, Operation],
    after: Mapping[str, Invoice],
    ids: Mapping[str, str],
) -> RowResult:
    if operation.request is None:
        proof = "read" if operation.status is Status.UNCHANGED else ""
        return RowResult(
            operation, operation.status, operation.reason, operation.details,
            operation.stripe_id, "", proof,
        )  # fmt: skip
    state = states.get(operation.request, RequestState())
    invoice = after.get(ids.get(operation.invoice, operation.invoice))
    status = state.status or Status.NOT_SENT
    if status is Status.APPLIED or _found_before(operation, state):
        return _applied(operation, state, invoice)
    if status is Status.REFUSED:
        return _refused(operation, plan.requests[operation.request - 1], state, by_id)
    if status is Status.UNCHANGED:
        own = operation.line or state.made
        return RowResult(operation, status, state.reason, {}, own, "", "read")
    reason = state.reason or ("in_doubt" if status is Status.IN_DOUBT else "not_reached")
    details = {"message": state.message}
    return RowResult(operation, status, reason, details, "", state.request_id)


def _found_before(operation: Operation, state: RequestState) -> bool:
    """True for a line that reading back had found, so that a later attempt left it out."""
    return (
        state.kept is not None and operation.index is not None and operation.index not in state.kept
    )


def _applied(operation: Operation, state: RequestState, invoice: Invoice | None) -> RowResult:
    """Stripe said yes; the row is applied if reading again shows it."""
    if invoice is None:
        return RowResult(
            operation, Status.APPLIED, "", {}, operation.line or state.made, state.request_id,
            "answer",
        )  # fmt: skip
    proof = prove(operation, invoice)
    if proof in (Proof.ABSENT, Proof.UNCLEAR):
        return RowResult(
            operation, Status.IN_DOUBT, "not_proved", {}, operation.line, state.request_id
        )
    line = added_line(operation, invoice) if operation.kind is Kind.ADD else None
    how = {Kind.ADD: "tag", Kind.CREATE: "tag"}.get(operation.kind, "value")
    how = "answer" if proof is Proof.INVISIBLE else how
    stripe_id = line.id if line else operation.line or state.made or invoice.id
    return RowResult(operation, Status.APPLIED, "", {}, stripe_id, state.request_id, how)


def _refused(
    operation: Operation,
    request: Request,
    state: RequestState,
    by_id: Mapping[str, Operation],
) -> RowResult:
    """Stripe said no to the whole request; `param` names the line, and so the row and cell."""
    found = line_index(state.param) if state.param else None
    index = found[0] if found else None
    if index is not None and state.kept:
        index = state.kept[index] if index < len(state.kept) else index
    culprit = (
        request.operations[index] if index is not None and index < len(request.operations) else ""
    )
    details = {"message": state.message, "code": state.code, "param": state.param}
    if culprit and culprit != operation.id:
        other = by_id[culprit]
        details["other"] = f"{other.sheet}!{other.row}"
        return RowResult(
            operation, Status.REFUSED, "refused_with", details, operation.line, state.request_id
        )
    parameter = found[1] if found else state.param.split("[")[0]
    details["column"] = _column(operation, parameter)
    reason = "refused" if culprit or len(request.carried) == 1 else "refused_request"
    return RowResult(operation, Status.REFUSED, reason, details, operation.line, state.request_id)


def _column(operation: Operation, parameter: str) -> str:
    """The header whose parameter Stripe named, a parent's when it named the parent; '' where it
    named the whole line."""
    if parameter == "lines":
        return ""
    for own, header in operation.columns:
        if own == parameter:
            return header
    for own, header in operation.columns:
        if parameter and (own.startswith(f"{parameter}.") or parameter.startswith(f"{own}.")):
            return header
    return ""


def _invoice_rows(
    rows: Sequence[RowResult],
    before: Mapping[str, Invoice],
    after: Mapping[str, Invoice],
    ids: Mapping[str, str],
    states: Mapping[int, RequestState],
) -> tuple[InvoiceRow, ...]:
    grouped: dict[str, list[RowResult]] = defaultdict(list)
    for row in rows:
        grouped[ids.get(row.operation.invoice, row.operation.invoice)].append(row)
    made = set(ids.values())
    listed = []
    for invoice, own in grouped.items():
        was = before.get(invoice)
        now = after.get(invoice, was)
        if was is None and now is not None and invoice in made:
            was = replace(now, lines=(), total=None, tax=None, discount=None)
        if was is not None and now is not None:
            listed.append(_invoice_row(was, now, own, states))
    return tuple(listed)


def _invoice_row(
    was: Invoice, now: Invoice, rows: Sequence[RowResult], states: Mapping[int, RequestState]
) -> InvoiceRow:
    applied = [row.operation for row in rows if row.status is Status.APPLIED]
    touched = [r.operation for r in rows if r.operation.request is not None and _touched(r, states)]
    ours = {operation.line for operation in touched if operation.line}
    tags = {operation.id for operation in touched}
    added = sum(o.kind is Kind.ADD for o in applied)
    removed = sum(o.kind is Kind.REMOVE and o.behavior == "delete" for o in applied)
    unassigned = sum(o.kind is Kind.REMOVE and o.behavior != "delete" for o in applied)
    left = [r for r in rows if r.status not in (Status.APPLIED, Status.UNCHANGED)]
    counted = len(was.lines) + added - removed - unassigned
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


def _money(invoices: Iterable[InvoiceRow]) -> tuple[MoneyRow, ...]:
    """By currency. What other people changed is not in `actual_change`."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in invoices:
        total = sums[row.currency]
        total[0] += row.before_minor
        total[1] += row.expected_change_minor
        total[2] += row.after_minor - row.before_minor - row.other_change_minor
        total[3] += row.other_change_minor
    return tuple(MoneyRow(currency, *sums[currency]) for currency in sorted(sums))


def request_rows(plan: Plan, events: Iterable[EventRecord]) -> tuple[RequestRow, ...]:
    """Every send of every request, in order, with what came back."""
    listed: list[RequestRow] = []
    open_at: dict[int, int] = {}
    for event in events:
        if event.request is None:
            continue
        request = plan.requests[event.request - 1]
        detail = event.detail
        if event.kind is Event.SENT:
            open_at[event.request] = len(listed)
            listed.append(_sent_row(request, event))
        elif event.request in open_at:
            at = open_at[event.request]
            row = listed[at]
            if event.kind is Event.ANSWERED:
                status = detail.get("status")
                listed[at] = replace(
                    row,
                    http_status=status if isinstance(status, int) else None,
                    stripe_request_id=str(detail.get("request_id") or ""),
                    replayed=detail.get("replayed") is True,
                    answered_at=event.at,
                    message=str(detail.get("error") or ""),
                )
            elif event.kind in _FOLD:
                message = str(detail.get("message") or row.message)
                listed[at] = replace(row, outcome=event.kind.value, message=message)
    return tuple(listed)


def _sent_row(request: Request, event: EventRecord) -> RequestRow:
    attempt = event.detail.get("attempt")
    return RequestRow(
        request.number,
        attempt if isinstance(attempt, int) else 0,
        request.invoice,
        request.kind.value,
        len(request.operations),
        str(event.detail.get("key") or ""),
        "sent",
        None,
        "",
        False,
        event.at,
        "",
        "",
    )
