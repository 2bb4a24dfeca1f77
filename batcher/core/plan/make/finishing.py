"""The requests of a plan built, and the plan closed with its digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from operator import attrgetter

from batcher.core.checking import Checked, later
from batcher.core.live import Invoice
from batcher.core.model import Status
from batcher.core.plan import order
from batcher.core.plan.identity import digest
from batcher.core.plan.make.draft import Draft
from batcher.core.plan.make.judging import deadlines, is_rejected
from batcher.core.plan.order import Places
from batcher.core.plan.parts import Operation, Plan, Request


def finish(draft: Draft, checked: Checked) -> Plan:
    """Build the requests and close the plan."""
    terms = draft.terms
    requests, places = _requests(draft)
    operations = _operations(draft, checked, places)
    finals = {operation.id: operation.finals for operation in operations if operation.finals}
    numbered = tuple(
        replace(r, attempt=1 + max((finals.get(o, 0) for o in r.carried), default=0))
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


def _requests(draft: Draft) -> tuple[tuple[Request, ...], Places]:
    """What is sent, and where each operation stands in it; the texts go into it."""
    draft.used.forget()
    for own, operation in enumerate(draft.operations):
        if is_rejected(draft, operation):
            draft.texts.drop(own)
    refs = {ref: own for ref, own in draft.creating.items() if ref not in draft.created}
    limit, until = draft.terms.lines_per_request, deadlines(draft)
    return order.requests(draft.operations, draft.texts, refs, limit, until)


def _operations(draft: Draft, checked: Checked, places: Places) -> list[Operation]:
    """All operations in workbook order, each where its request has it."""
    decided = draft.operations
    for own, operation in enumerate(decided):
        request, index = places.of(own)
        status = Status.REJECTED if is_rejected(draft, operation) else operation.status
        decided[own] = replace(operation, status=status, request=request, index=index)
    sheets = {table.name: number for number, table in enumerate(checked.tables)}
    decided.sort(key=attrgetter("row"))  # in two steps, so that no key is made for any row
    decided.sort(key=lambda operation: sheets[operation.sheet])
    return decided


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
