"""Whether an invoice, as read again, shows what an operation asked for: by tag, or by value.

Shared by reading back in doubt and by the verification after a run."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from batcher.core.live import Invoice, Line, fields
from batcher.core.model import Kind
from batcher.core.plan.identity import tag_of, tagged
from batcher.core.plan.parts import Operation


class Proof(StrEnum):
    """What a read shows of one operation."""

    PRESENT = "present"  # its effect is there
    ABSENT = "absent"  # everything is as it was before
    UNCLEAR = "unclear"  # neither the old nor the new: somebody else was there
    INVISIBLE = "invisible"  # it changes only what a read does not show (lists)


def prove(operation: Operation, invoice: Invoice) -> Proof:
    """What `invoice`, read after the call, shows of one operation on it."""
    if operation.kind is Kind.CREATE:
        return Proof.PRESENT if tag_of(invoice.metadata) == operation.id else Proof.ABSENT
    if operation.kind is Kind.ADD:
        return Proof.PRESENT if added_line(operation, invoice) else Proof.ABSENT
    if operation.kind is Kind.REMOVE:
        line = invoice.line(operation.line)
        if line is None:
            return Proof.PRESENT
        moved = line.amount != operation.line_amount_minor
        return Proof.UNCLEAR if moved else Proof.ABSENT
    if operation.kind is Kind.METADATA:
        shown = {f"metadata.{key}": value for key, value in invoice.metadata.items()}
        return _compare(operation, shown)
    line = invoice.line(operation.line)
    return Proof.UNCLEAR if line is None else _compare(operation, fields(line))


def _compare(operation: Operation, shown: dict[str, str]) -> Proof:
    if not operation.new:
        return Proof.INVISIBLE
    if all(_same(name, shown.get(name, ""), value) for name, value in operation.new.items()):
        return Proof.PRESENT
    if all(_same(name, shown.get(name, ""), value) for name, value in operation.old.items()):
        return Proof.ABSENT
    return Proof.UNCLEAR


def _same(name: str, shown: str, wanted: str) -> bool:
    """Equal; a price that Stripe made anew for the same money counts as the same."""
    return shown == wanted or (name == "unit_amount" and shown == "")


def added_line(operation: Operation, invoice: Invoice) -> Line | None:
    """The line that carries the operation's tag; never found by position."""
    return tagged(invoice, (operation.id,))


def together(proofs: Iterable[Proof]) -> Proof:
    """What a whole request's operations show together; UNCLEAR also where only some are there."""
    seen = {proof for proof in proofs if proof is not Proof.INVISIBLE}
    if not seen:
        return Proof.INVISIBLE
    return seen.pop() if len(seen) == 1 else Proof.UNCLEAR
