"""What an invoice, read again now, shows of a request: all of it, nothing, some, or neither."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qs

from batcher.core.columns import TAG
from batcher.core.live import Invoice, Missing
from batcher.core.model import Kind
from batcher.core.plan.parts import Operation, Request
from batcher.core.proof import Proof, prove
from batcher.run.reading import Reader

Operations = Mapping[str, Operation]


def read(request: Request, invoice_id: str, reader: Reader) -> Invoice | Missing:
    """The request's invoice now; for a create, the one that carries its tag.

    Raises GatewayUnusable where Stripe stays away.
    """
    if request.kind is Kind.CREATE:
        return _created(request, reader)
    return reader.invoice(invoice_id)


def _created(request: Request, reader: Reader) -> Invoice | Missing:
    customer = parse_qs(request.body).get("customer", [""])[0]
    for raw in reader.pages("/v1/invoices", [("customer", customer)]):
        metadata = raw.get("metadata")
        if isinstance(metadata, Mapping) and metadata.get(TAG) == request.operations[0]:
            return reader.invoice(str(raw["id"]))
    return Missing("")


def proofs(request: Request, found: Invoice | Missing, operations: Operations) -> tuple[Proof, ...]:
    """One for each operation the request carries, lines first, in their order.

    An invoice that is gone shows nothing of what was done to it; one never made was never made.
    """
    if isinstance(found, Missing):
        shown = Proof.ABSENT if request.kind is Kind.CREATE else Proof.UNCLEAR
        return tuple(shown for _ in request.carried)
    return tuple(prove(operations[one], found) for one in request.carried)


def sent_proofs(
    request: Request, shown: Sequence[Proof], kept: Sequence[int] | None
) -> tuple[Proof, ...]:
    """Those of the lines that one attempt sent (`kept` None: all), and of every rider."""
    count = len(request.operations)
    lines = range(count) if kept is None else kept
    return (*(shown[n] for n in lines), *shown[count:])


def missing_lines(request: Request, shown: Sequence[Proof]) -> tuple[int, ...] | None:
    """Indexes of the lines whose effect is not there; None where that cannot be told.

    All of them where only the riders are missing: updates and metadata change nothing twice,
    and added or removed lines are never there without their riders (one call, one effect).
    """
    if Proof.UNCLEAR in shown:
        return None
    lines = shown[: len(request.operations)]
    missing = tuple(n for n, proof in enumerate(lines) if proof is not Proof.PRESENT)
    if missing or all(proof is Proof.PRESENT for proof in shown):
        return missing
    everything = tuple(range(max(1, len(request.operations))))
    return None if request.kind in (Kind.ADD, Kind.REMOVE) else everything


def is_there(request: Request, shown: Sequence[Proof]) -> bool | None:
    """Before anything is sent: whether another run did this already; None where it did a part.

    Told by tags alone: only they say that the effect is this very operation's.
    """
    if request.kind not in (Kind.ADD, Kind.CREATE):
        return False
    lines = set(shown[: len(request.operations)])
    if lines == {Proof.ABSENT}:
        return False
    return True if set(shown) == {Proof.PRESENT} else None


def moved(found: Invoice, ahead: Sequence[Request], operations: Operations) -> Operation | None:
    """The first operation still to come on this invoice whose line is not as it was planned."""
    for other in ahead:
        for operation in (operations[one] for one in other.carried):
            gone = operation.kind is Kind.REMOVE and found.line(operation.line) is None
            unclear = prove(operation, found) is Proof.UNCLEAR
            if operation.kind is not Kind.ADD and (gone or unclear):
                return operation
    return None
