"""The plan of a workbook: every row decided against live invoices and the ledger, then requests.

Pure: what it needs was read before; the same input always gives the same plan."""

from __future__ import annotations

from batcher.core.checking import Checked
from batcher.core.live import Live
from batcher.core.plan import rules
from batcher.core.plan.identity import operation_id
from batcher.core.plan.known import Known
from batcher.core.plan.make.deciding import drafted, named
from batcher.core.plan.make.finishing import finish
from batcher.core.plan.make.judging import changes, judge, reject_neighbours
from batcher.core.plan.make.terms import LINES_PER_INVOICE, LINES_PER_REQUEST, Terms
from batcher.core.plan.parts import Plan
from batcher.core.undisturbed import undisturbed


def names(checked: Checked, live: Live, terms: Terms) -> dict[str, tuple[str, ...]]:
    """Content hash -> operation ids of all rows whose invoice is there: what to ask the ledger for,
    and which tags to look for."""
    used = named(checked, live, terms).used
    return {
        hashed: tuple(operation_id(hashed, ordinal) for ordinal in sorted(ordinals))
        for hashed, ordinals in used.all()
    }


def make(checked: Checked, live: Live, known: Known, terms: Terms) -> Plan:
    """Work out every row, find every problem, and build the requests.

    Problems found offline come first. The plan is complete also when problems forbid its use; then
    nothing of it is sent.
    """
    with undisturbed():
        draft = drafted(checked, live, known, terms)
        judge(draft)
        skips = terms.on_problem != "stop"
        if skips:
            reject_neighbours(draft, checked)
        if not checked.rejected and (skips or not draft.rejected):
            net = changes(draft)
            draft.problems += rules.control_problems(checked.control, terms.expected, net)
        return finish(draft, checked)


__all__ = ["LINES_PER_INVOICE", "LINES_PER_REQUEST", "Terms", "make", "names"]
