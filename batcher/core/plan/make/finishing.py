"""The requests of a plan built, and the plan closed with its digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from batcher.core.checking import Checked, Row, later
from batcher.core.live import Invoice, Json
from batcher.core.model import Status
from batcher.core.plan import order
from batcher.core.plan.identity import digest
from batcher.core.plan.make.draft import Draft
from batcher.core.plan.make.judging import deadlines, to_send
from batcher.core.plan.order import Sending
from batcher.core.plan.parts import Operation, Plan


def finish(draft: Draft, checked: Checked) -> Plan:
    """Build the requests and close the plan."""
    terms = draft.terms
    sendings = [Sending(o, draft.parameters[o.id]) for _, o in to_send(draft)]
    refs = {ref: own for ref, own in draft.creating.items() if ref not in draft.created}
    requests, placed = order.requests(sendings, refs, terms.lines_per_request, deadlines(draft))
    operations = []
    for row, operation in sorted(draft.pairs, key=lambda pair: _place(checked, pair[0])):
        request, index = placed.get(operation.id, (None, None))
        status = operation.status
        if (row.sheet, row.row) in draft.rejected:
            request, status = None, Status.REJECTED
        operations.append(replace(operation, status=status, request=request, index=index))
    by_id = {operation.id: operation for operation in operations}
    numbered = tuple(
        replace(r, attempt=1 + max((by_id[o].finals for o in r.carried), default=0))
        for r in requests
    )
    named = {o.invoice for o in operations}
    before = {
        key: value
        for key, value in draft.live.invoices.items()
        if isinstance(value, Invoice) and key in named
    }
    return Plan(
        terms.account,
        terms.livemode,
        terms.api_version,
        _digest(draft, numbered, operations, before),
        tuple(operations),
        numbered,
        before,
        (*checked.problems, *later(draft.problems, checked.problems)),
        terms.read_at,
        checked.left_out,
        str(terms.zone),
    )


def _place(checked: Checked, row: Row) -> tuple[int, int]:
    """Where a row stands in the workbook."""
    return next(n for n, t in enumerate(checked.tables) if t is row.table), row.row


def _digest(
    draft: Draft,
    requests: Iterable[object],
    operations: Iterable[Operation],
    before: Mapping[str, Invoice],
) -> str:
    """Of what would be sent, what it comes to, and the live state it was worked out against.

    What a row comes to is more than its request and its invoice: a price's or a pending item's own
    amount stands in neither.
    """
    rows = [
        [o.id, o.change_minor, o.line_amount_minor, sorted(o.old.items())]
        for o in operations
        if o.is_sent
    ]
    lines: dict[str, Json | list[object]] = {
        key: [repr(line) for line in invoice.lines] for key, invoice in before.items()
    }
    return digest(
        {
            "account": draft.terms.account,
            "livemode": draft.terms.livemode,
            "requests": [repr(request) for request in requests],
            "rows": rows,
            "live": lines,
        }
    )
