"""From operations to requests: remove, update, add per invoice, in chunks, in order.

As few requests as the rules allow: ceil(rows / lines per request) per invoice and operation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from batcher.core.form import encode
from batcher.core.model import Kind
from batcher.core.plan import parameters as build
from batcher.core.plan.parts import Operation, Request

NEVER = 2**63
Placed = dict[str, tuple[int, int | None]]  # operation id -> request number, line index
ORDER = (Kind.REMOVE, Kind.UPDATE, Kind.ADD)


@dataclass(frozen=True, slots=True)
class Sending:
    """One operation to be sent, and the parameters of its line (or of its invoice metadata)."""

    operation: Operation
    parameters: build.Parameters


def requests(
    sendings: Sequence[Sending],
    refs: Mapping[str, str],
    lines_max: int,
    deadlines: Mapping[str, int] = MappingProxyType({}),
) -> tuple[tuple[Request, ...], Placed]:
    """All requests in an order that can be sent, and operation id -> (request number, line index).

    `refs`: @ref -> the operation id that creates it in this plan. `deadlines`: invoice -> when it
    finalizes by itself (unix seconds); these come first, the earliest before all. Numbers start
    at 1.
    """
    made: list[Request] = []
    creates = [s for s in sendings if s.operation.kind is Kind.CREATE]
    creating: dict[str, int] = {}
    for sending in creates:
        number = len(made) + 1
        creating[sending.operation.id] = number
        made.append(_create(number, sending))
    by_invoice: dict[str, list[Sending]] = defaultdict(list)
    for sending in sendings:
        if sending.operation.kind is not Kind.CREATE:
            by_invoice[sending.operation.invoice].append(sending)
    for invoice in urgent_first(sendings, deadlines):
        listed = by_invoice[invoice]
        first = creating.get(refs.get(invoice, ""))
        for request in _of_invoice(invoice, listed, lines_max, len(made) + 1, first):
            made.append(request)
    placed = dict(_places(made))
    return tuple(_with_moves(made, sendings, placed)), placed


def urgent_first(sendings: Iterable[Sending], deadlines: Mapping[str, int]) -> list[str]:
    """The invoices of what is sent (those to be made aside), the earliest deadline first.

    An invoice that frees an item for another is as urgent as that one. Without a deadline they
    stand in the order of their first row.
    """
    listed = [s.operation for s in sendings if s.operation.kind is not Kind.CREATE]
    until = {o.invoice: deadlines.get(o.invoice, NEVER) for o in listed}
    frees = {o.invoice_item: o.invoice for o in listed if o.kind is Kind.REMOVE and o.invoice_item}
    moves = [
        (frees[o.invoice_item], o.invoice)
        for o in listed
        if o.kind is Kind.ADD and o.invoice_item in frees
    ]
    changed = bool(deadlines)
    while changed:
        changed = False
        for source, target in moves:
            if until[target] < until[source]:
                until[source], changed = until[target], True
    return sorted(until, key=until.__getitem__)


def _create(number: int, sending: Sending) -> Request:
    body = encode(sending.parameters)
    own = sending.operation
    return Request(number, own.invoice, Kind.CREATE, "/v1/invoices", body, (own.id,))


def _of_invoice(
    invoice: str, listed: list[Sending], lines_max: int, number: int, first: int | None
) -> Iterator[Request]:
    """The requests of one invoice, each after the one before; metadata rides on the last."""
    riders = [s for s in listed if s.operation.kind is Kind.METADATA]
    chunks = [
        (kind, chunk)
        for kind in ORDER
        for chunk in _chunks([s for s in listed if s.operation.kind is kind], lines_max)
    ]
    metadata: dict[str, str] = {}
    for rider in riders:
        metadata.update({key: str(value) for key, value in rider.parameters.items()})
    before = () if first is None else (first,)
    for at, (kind, chunk) in enumerate(chunks):
        last = at == len(chunks) - 1
        call = build.lines_call([s.parameters for s in chunk], metadata if last else {})
        yield Request(
            number,
            invoice,
            kind,
            f"/v1/invoices/{invoice}/{kind.value}",
            encode(call),
            tuple(s.operation.id for s in chunk),
            tuple(s.operation.id for s in riders) if last else (),
            before,
        )
        before, number = (number,), number + 1
    if riders and not chunks:
        ids = tuple(s.operation.id for s in riders)
        body = encode({"metadata": metadata})
        yield Request(
            number, invoice, Kind.METADATA, f"/v1/invoices/{invoice}", body, (), ids, before
        )


def _chunks(listed: list[Sending], size: int) -> Iterator[list[Sending]]:
    for start in range(0, len(listed), size):
        yield listed[start : start + size]


def _places(made: Iterable[Request]) -> Iterator[tuple[str, tuple[int, int | None]]]:
    for request in made:
        for index, operation_id in enumerate(request.operations):
            yield operation_id, (request.number, index)
        for operation_id in request.riders:
            yield operation_id, (request.number, None)


def _with_moves(
    made: Iterable[Request],
    sendings: Iterable[Sending],
    placed: Mapping[str, tuple[int, int | None]],
) -> Iterator[Request]:
    """An item unassigned from one invoice is put on another only after that was applied."""
    freed: dict[str, int] = {}
    wanted: dict[int, set[str]] = defaultdict(set)
    for sending in sendings:
        operation = sending.operation
        if not operation.invoice_item:
            continue
        number = placed[operation.id][0]
        if operation.kind is Kind.REMOVE and operation.behavior == "unassign":
            freed[operation.invoice_item] = number
        elif operation.kind is Kind.ADD:
            wanted[number].add(operation.invoice_item)
    for request in made:
        moves = {freed[item] for item in wanted[request.number] if item in freed}
        after = tuple(sorted({*request.after, *moves}))
        yield replace(request, after=after)
