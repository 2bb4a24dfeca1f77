"""What came of each row: its status, why, how it was proved, and which cell was refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from batcher.core.live import Invoice
from batcher.core.model import Kind, Status
from batcher.core.outcome import line_index
from batcher.core.plan.parts import Operation, Plan, Request
from batcher.core.proof import Proof, added_line, prove
from batcher.core.reconcile.states import RequestState


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


def rows_of(
    plan: Plan,
    states: Mapping[int, RequestState],
    after: Mapping[str, Invoice],
    ids: Mapping[str, str],
) -> tuple[RowResult, ...]:
    """What came of every operation. `after`: the invoices as last read; `ids`: as of `made_ids`."""
    by_id = plan.by_id()
    return tuple(_row(operation, plan, states, by_id, after, ids) for operation in plan.operations)


def made_ids(plan: Plan, states: Mapping[int, RequestState]) -> dict[str, str]:
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
            operation,
            operation.status,
            operation.reason,
            operation.details,
            operation.stripe_id,
            proof=proof,
        )
    state = states.get(operation.request, RequestState())
    invoice = after.get(ids.get(operation.invoice, operation.invoice))
    status = state.status or Status.NOT_SENT
    is_there = _found_before(operation, state) or _found_refused(operation, state, invoice)
    if status is Status.APPLIED or is_there:
        return _applied(operation, state, invoice)
    if status is Status.REFUSED:
        request = plan.requests[operation.request - 1]
        reason, details = _refusal(operation, request, state, by_id)
        return RowResult(operation, status, reason, details, operation.line, state.request_id)
    if status is Status.UNCHANGED:
        own = operation.line or state.made
        return RowResult(operation, status, state.reason, stripe_id=own, proof="read")
    reason = state.reason or ("in_doubt" if status is Status.IN_DOUBT else "not_reached")
    details = {"message": state.message}
    return RowResult(operation, status, reason, details, request_id=state.request_id)


def _found_before(operation: Operation, state: RequestState) -> bool:
    """True for a line that reading back had found, so that a later attempt left it out."""
    return (
        state.kept is not None and operation.index is not None and operation.index not in state.kept
    )


def _found_refused(operation: Operation, state: RequestState, invoice: Invoice | None) -> bool:
    """True for a line that carries this row's tag although Stripe said no.

    Only tags prove it: a line that is gone, or a value that stands as asked, may be somebody else's
    doing, and Stripe said no to ours.
    """
    if state.status is not Status.REFUSED or operation.kind is not Kind.ADD or invoice is None:
        return False
    return added_line(operation, invoice) is not None


def _applied(operation: Operation, state: RequestState, invoice: Invoice | None) -> RowResult:
    """Stripe said yes; the row is applied if reading again shows it."""
    known, request_id = operation.line or state.made, state.request_id
    if invoice is None:
        return RowResult(operation, Status.APPLIED, "", {}, known, request_id, "answer")
    proof = prove(operation, invoice)
    if proof in (Proof.ABSENT, Proof.UNCLEAR):
        return RowResult(operation, Status.IN_DOUBT, "not_proved", {}, operation.line, request_id)
    line = added_line(operation, invoice) if operation.kind is Kind.ADD else None
    how = "tag" if operation.kind in (Kind.ADD, Kind.CREATE) else "value"
    how = "answer" if proof is Proof.INVISIBLE else how
    stripe_id = line.id if line else known or invoice.id
    return RowResult(operation, Status.APPLIED, "", {}, stripe_id, request_id, how)


def _refusal(
    operation: Operation,
    request: Request,
    state: RequestState,
    by_id: Mapping[str, Operation],
) -> tuple[str, dict[str, str]]:
    """The reason code of one row of a refused request, and the words of its message.

    Stripe says no to the whole request; the `param` it names tells the line, and so the row and
    the cell. The other rows were refused with that one.
    """
    details = {"message": state.message, "code": state.code, "param": state.param}
    index, parameter = _named(state)
    culprit = ""
    if index is not None and index < len(request.operations):
        culprit = request.operations[index]
    if culprit and culprit != operation.id:
        other = by_id[culprit]
        return "refused_with", {**details, "other": f"{other.sheet}!{other.row}"}
    reason = "refused" if culprit or len(request.carried) == 1 else "refused_request"
    return reason, {**details, "column": _column(operation, parameter)}


def _named(state: RequestState) -> tuple[int | None, str]:
    """Which line of the plan's request Stripe named, None for none, and which parameter."""
    found = line_index(state.param) if state.param else None
    if found is None:
        return None, state.param.split("[")[0]
    index, parameter = found
    if state.kept and index < len(state.kept):  # a later attempt carried only what was left
        index = state.kept[index]
    return index, parameter


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
