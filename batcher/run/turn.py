"""Whether a request may be written now: nobody did it, nobody moved it, and there is time.

Stripe has no optimistic lock, so an old read is taken again right before the first byte."""

from __future__ import annotations

from batcher.core.live import Invoice, Missing
from batcher.core.model import Event, Kind
from batcher.core.plan.parts import Request
from batcher.core.reconcile import ALREADY_THERE, snapshot
from batcher.run import readback
from batcher.run.course import Course

FRESH_S = 60.0
FINALIZE_MARGIN_S = 60.0


def may_write(course: Course, request: Request) -> bool:
    """Read the invoice again if our last read is old.

    A line of ours that moved stops it, and so does a tag that says another run was here.
    """
    own = "" if request.kind is Kind.CREATE else course.invoice_id(request.invoice)
    # The plan looked for the tags of every added line; whoever goes on with it did not.
    is_looked_for = not (course.again and request.kind is Kind.ADD)
    if (is_looked_for and _is_fresh(course, own)) or _still_stands(course, request, own):
        return _has_time(course, request, own)
    return False


def _still_stands(course: Course, request: Request, own: str) -> bool:
    """Read again: nobody did it, nobody moved it; else it is skipped with the reason."""
    found = course.read(request)
    if isinstance(found, Missing):
        if request.kind is Kind.CREATE:
            return True
        course.skip(request, "invoice_moved_on", message="missing")
        return False
    there = readback.is_there(request, readback.proofs(request, found, course.operations))
    if there:
        made = found.id if request.kind is Kind.CREATE else ""
        course.skip(request, ALREADY_THERE, made=made)
    elif there is None:
        course.skip(request, "conflict", message=found.id)
    elif _is_as_planned(course, request, found):
        course.seen_at[own] = course.reader.clock.now()
        course.finalizes_at[own] = found.finalizes_at
        return True
    return False


def _has_time(course: Course, request: Request, own: str) -> bool:
    """A draft about to finalize is not begun, lest it is finalized half corrected.

    One that was begun is gone on with: better late than half.
    """
    at = course.finalizes_at.get(own)
    if at is None or course.hurry or course.was_written(request.invoice):
        return True
    if at - course.reader.clock.now().timestamp() > FINALIZE_MARGIN_S:
        return True
    course.skip(request, "finalizes_now", message=own)
    return False


def _is_fresh(course: Course, invoice_id: str) -> bool:
    at = course.seen_at.get(invoice_id)
    return at is not None and 0 <= (course.reader.clock.now() - at).total_seconds() < FRESH_S


def _is_as_planned(course: Course, request: Request, found: Invoice) -> bool:
    """Still a draft, and no line of ours moved; the read before our first write is kept."""
    if found.status != "draft":
        course.skip(request, "invoice_moved_on", message=found.status)
        return False
    moved = readback.moved(found, course.ahead(request.invoice), course.operations)
    if moved is not None:
        course.skip(request, "conflict", message=moved.line or moved.invoice)
        return False
    if not course.was_written(request.invoice):
        course.ledger.append(course.run, Event.READ, None, invoice=snapshot(found))
    return True
