"""From operations to requests: remove, update, add per invoice, in chunks, in order.

As few requests as the rules allow: ceil(rows / lines per request) per invoice and operation."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from batcher.core.form import encode, encode_lines
from batcher.core.model import Kind
from batcher.core.plan.parts import Operation, Request
from batcher.core.plan.texts import Texts

NEVER = 2**63
ORDER = (Kind.REMOVE, Kind.UPDATE, Kind.ADD)
_RIDER = -1


@dataclass(frozen=True, slots=True)
class Places:
    """Where operations stand in requests: of each, in their order, the number of its request (0 for
    none) and the index of its line there."""

    requests: array[int]
    indexes: array[int]

    def of(self, own: int) -> tuple[int | None, int | None]:
        """The request and the line index of one; None where it has none, as a rider no line."""
        index = self.indexes[own]
        return self.requests[own] or None, None if index == _RIDER else index


def requests(
    operations: Sequence[Operation],
    texts: Texts,
    refs: Mapping[str, str],
    lines_max: int,
    deadlines: Mapping[str, int] = MappingProxyType({}),
) -> tuple[tuple[Request, ...], Places]:
    """All requests in an order that can be sent, and where the operations stand in them.

    `texts`: of each operation what goes over the wire, a line or a call, none where nothing is
    sent; they are taken out one by one, so that none stands there twice. `refs`: @ref -> the
    operation id that creates it in this plan. `deadlines`: invoice -> when it finalizes by itself
    (unix seconds); these come first, the earliest before all. Numbers start at 1.
    """
    making = _Making(operations, texts)
    by_invoice: dict[str, array[int]] = {}
    for own, operation in enumerate(operations):
        if not texts.is_there(own):
            continue
        if operation.kind is Kind.CREATE:
            making.create(own)
        else:
            by_invoice.setdefault(operation.invoice, array("i")).append(own)
    sent = [operations[own] for places in by_invoice.values() for own in places]
    for invoice in urgent_first(sent, deadlines):
        making.of_invoice(invoice, by_invoice[invoice], refs.get(invoice, ""), lines_max)
    return tuple(making.with_moves()), making.places


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


@dataclass(slots=True)
class _Making:
    """Requests being made; it lives inside `requests` only. Operations go by their place."""

    operations: Sequence[Operation]
    texts: Texts
    made: list[Request] = field(default_factory=list)
    creating: dict[str, int] = field(default_factory=dict)
    places: Places = field(init=False)

    def __post_init__(self) -> None:
        count = len(self.operations)
        self.places = Places(array("i", [0]) * count, array("i", [_RIDER]) * count)

    def create(self, own: int) -> None:
        """The call that makes an invoice."""
        operation = self.operations[own]
        self.creating[operation.id] = len(self.made) + 1
        self._add(operation.invoice, Kind.CREATE, "/v1/invoices", self.texts.take(own), [own])

    def of_invoice(self, invoice: str, listed: Sequence[int], maker: str, lines_max: int) -> None:
        """The calls of one invoice, each after the one before; metadata rides on the last."""
        riders = [own for own in listed if self.operations[own].kind is Kind.METADATA]
        chunks = [
            (kind, chunk)
            for kind in ORDER
            for chunk in _chunks(self._of_kind(listed, kind), lines_max)
        ]
        metadata = self._metadata(riders)
        before = (self.creating[maker],) if maker in self.creating else ()
        for at, (kind, chunk) in enumerate(chunks):
            body = encode_lines(self.texts.take(own) for own in chunk)
            riding = riders if at == len(chunks) - 1 else []
            if riding:
                body = f"{body}&{encode({'invoice_metadata': metadata})}"
            path = f"/v1/invoices/{invoice}/{kind.value}"
            before = self._add(invoice, kind, path, body, chunk, riding, before)
        if riders and not chunks:
            body = encode({"metadata": metadata})
            path = f"/v1/invoices/{invoice}"
            self._add(invoice, Kind.METADATA, path, body, [], riders, before)

    def _of_kind(self, listed: Iterable[int], kind: Kind) -> list[int]:
        return [own for own in listed if self.operations[own].kind is kind]

    def _metadata(self, riders: Iterable[int]) -> dict[str, str]:
        """What all rows on an invoice's metadata ask for, the last of each key."""
        asked = (item for own in riders for item in self.operations[own].new.items())
        return {name.removeprefix("metadata."): value for name, value in asked}

    def _add(
        self,
        invoice: str,
        kind: Kind,
        path: str,
        body: str,
        lines: Sequence[int],
        riders: Sequence[int] = (),
        before: tuple[int, ...] = (),
    ) -> tuple[int]:
        """One more request; gives its number as what the next one comes after."""
        number = len(self.made) + 1
        ids = [tuple(self.operations[own].id for own in some) for some in (lines, riders)]
        self.made.append(Request(number, invoice, kind, path, body, ids[0], ids[1], before))
        for index, own in enumerate(lines):
            self.places.requests[own], self.places.indexes[own] = number, index
        for own in riders:
            self.places.requests[own] = number
        return (number,)

    def with_moves(self) -> Iterator[Request]:
        """An item unassigned from one invoice is put on another only after that was applied."""
        freed: dict[str, int] = {}
        wanted: dict[int, set[str]] = defaultdict(set)
        for operation, number in zip(self.operations, self.places.requests, strict=True):
            if not number or not operation.invoice_item:
                continue
            if operation.kind is Kind.REMOVE and operation.behavior == "unassign":
                freed[operation.invoice_item] = number
            elif operation.kind is Kind.ADD:
                wanted[number].add(operation.invoice_item)
        for request in self.made:
            moves = {freed[item] for item in wanted[request.number] if item in freed}
            after = tuple(sorted({*request.after, *moves}))
            yield replace(request, after=after)


def _chunks(listed: list[int], size: int) -> Iterator[list[int]]:
    for start in range(0, len(listed), size):
        yield listed[start : start + size]
