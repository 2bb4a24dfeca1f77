"""From operations to requests: remove, update, add per invoice, in chunks, in order.

As few requests as the rules allow: ceil(rows / lines per request) per invoice and operation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from batcher.core.form import encode, encode_lines
from batcher.core.model import Kind
from batcher.core.plan.parts import Operation, Request

NEVER = 2**63
Placed = dict[str, tuple[int, int | None]]  # operation id -> request number, line index
Texts = MutableMapping[str, str]  # operation id -> its line, or its call, as it goes over the wire
ORDER = (Kind.REMOVE, Kind.UPDATE, Kind.ADD)


def requests(
    sent: Sequence[Operation],
    texts: Texts,
    refs: Mapping[str, str],
    lines_max: int,
    deadlines: Mapping[str, int] = MappingProxyType({}),
) -> tuple[tuple[Request, ...], Placed]:
    """All requests in an order that can be sent, and operation id -> (request number, line index).

    `texts` are taken out one by one: no text stands there twice. `refs`: @ref -> the operation id
    that creates it in this plan. `deadlines`: invoice -> when it finalizes by itself (unix
    seconds); these come first, the earliest before all. Numbers start at 1.
    """
    made: list[Request] = []
    creating: dict[str, int] = {}
    by_invoice: dict[str, list[Operation]] = defaultdict(list)
    for operation in sent:
        if operation.kind is not Kind.CREATE:
            by_invoice[operation.invoice].append(operation)
            continue
        number = len(made) + 1
        creating[operation.id] = number
        made.append(_create(number, operation, texts.pop(operation.id)))
    for invoice in urgent_first(sent, deadlines):
        listed = by_invoice.pop(invoice)
        first = creating.get(refs.get(invoice, ""))
        for request in _of_invoice(invoice, listed, texts, lines_max, len(made) + 1, first):
            made.append(request)
    placed = dict(_places(made))
    return tuple(_with_moves(made, sent, placed)), placed


def urgent_first(sent: Iterable[Operation], deadlines: Mapping[str, int]) -> list[str]:
    """The invoices of what is sent (those to be made aside), the earliest deadline first.

    An invoice that frees an item for another is as urgent as that one. Without a deadline they
    stand in the order of their first row.
    """
    listed = [o for o in sent if o.kind is not Kind.CREATE]
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


def _create(number: int, own: Operation, body: str) -> Request:
    return Request(number, own.invoice, Kind.CREATE, "/v1/invoices", body, (own.id,))


def _of_invoice(
    invoice: str,
    listed: list[Operation],
    texts: Texts,
    lines_max: int,
    number: int,
    first: int | None,
) -> Iterator[Request]:
    """The requests of one invoice, each after the one before; metadata rides on the last."""
    riders = tuple(o.id for o in listed if o.kind is Kind.METADATA)
    chunks = [
        (kind, chunk)
        for kind in ORDER
        for chunk in _chunks([o.id for o in listed if o.kind is kind], lines_max)
    ]
    metadata = _metadata(listed)
    before = () if first is None else (first,)
    for at, (kind, chunk) in enumerate(chunks):
        last = at == len(chunks) - 1
        body = encode_lines(texts.pop(one) for one in chunk)
        if last and metadata:
            body = f"{body}&{encode({'invoice_metadata': metadata})}"
        path = f"/v1/invoices/{invoice}/{kind.value}"
        carried = riders if last else ()
        yield Request(number, invoice, kind, path, body, tuple(chunk), carried, before)
        before, number = (number,), number + 1
    if riders and not chunks:
        body = encode({"metadata": metadata})
        yield Request(
            number, invoice, Kind.METADATA, f"/v1/invoices/{invoice}", body, (), riders, before
        )


def _metadata(listed: Iterable[Operation]) -> dict[str, str]:
    """What all rows on an invoice's metadata ask for, the last of each key."""
    riders = (o for o in listed if o.kind is Kind.METADATA)
    return {key.removeprefix("metadata."): v for o in riders for key, v in o.new.items()}


def _chunks(listed: list[str], size: int) -> Iterator[list[str]]:
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
    sent: Iterable[Operation],
    placed: Mapping[str, tuple[int, int | None]],
) -> Iterator[Request]:
    """An item unassigned from one invoice is put on another only after that was applied."""
    freed: dict[str, int] = {}
    wanted: dict[int, set[str]] = defaultdict(set)
    for operation in sent:
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
