"""The requests of a plan built, and the plan closed with its digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from batcher.core.checking import Checked, later
from batcher.core.live import Invoice
from batcher.core.model import Status
from batcher.core.plan import order
from batcher.core.plan.identity import digest
from batcher.core.plan.make.draft import Draft
from batcher.core.plan.make.judging import deadlines, to_send
from batcher.core.plan.order import Sending
from batcher.core.plan.parts import Operation, Plan, Request


def finish(draft: Draft, checked: Checked) -> Plan:
    """Build the requests and close the plan."""
    terms = draft.terms
    requests, placed = _requests(draft)
    operations = _operations(draft, checked, placed)
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


def _requests(draft: Draft) -> tuple[tuple[Request, ...], order.Placed]:
    """What is sent, and where each operation stands in it; the parameters are written then."""
    sendings = [Sending(o, draft.parameters[o.id]) for _, o in to_send(draft)]
    refs = {ref: own for ref, own in draft.creating.items() if ref not in draft.created}
    made = order.requests(sendings, refs, draft.terms.lines_per_request, deadlines(draft))
    draft.parameters.clear()
    return made


def _operations(draft: Draft, checked: Checked, placed: order.Placed) -> list[Operation]:
    """All operations in workbook order; each row is let go of with its own."""
    tables = {id(table): number for number, table in enumerate(checked.tables)}
    pairs = sorted(draft.pairs, key=lambda pair: (tables[id(pair[0].table)], pair[0].row))
    draft.pairs.clear()
    pairs.reverse()
    operations = []
    while pairs:
        row, operation = pairs.pop()
        request, index = placed.get(operation.id, (None, None))
        status = operation.status
        if (row.sheet, row.row) in draft.rejected:
            request, status = None, Status.REJECTED
        operations.append(replace(operation, status=status, request=request, index=index))
    return operations


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
    rows = (
        [o.id, o.change_minor, o.line_amount_minor, sorted(o.old.items())]
        for o in operations
        if o.is_sent
    )
    return digest(
        account=draft.terms.account,
        livemode=draft.terms.livemode,
        requests=(repr(request) for request in requests),
        rows=rows,
        live=((key, [repr(line) for line in before[key].lines]) for key in sorted(before)),
    )
