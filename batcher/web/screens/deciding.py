"""Which run a screen is about, and who may decide on it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from batcher.core.approval import may_approve
from batcher.core.model import ReviewInvoice, Role, RunRecord
from batcher.core.plan import from_json
from batcher.core.reporting import moving_of, review_invoices
from batcher.web.asks import Refused
from batcher.web.screens.review import over_limit

if TYPE_CHECKING:
    from batcher.web.asks import Ask


def record_of(ask: Ask) -> RunRecord:
    """The run the address names."""
    record = ask.office.ledger.run(ask.path("run"))
    if record is None:
        raise Refused(404, "page.refused.unknown")
    return record


def why_not_on(ask: Ask, record: RunRecord) -> str | None:
    """Why this visitor may not let a run go on, after its first invoices or after it stopped: it
    takes who might have sent it. Who did is the run's owner, and may."""
    return None if ask.visitor.is_alone else why_not(ask, record, ())


def why_not(ask: Ask, record: RunRecord, began: Collection[str]) -> str | None:
    """Why this visitor may not decide on a run: a sentence; None where he may. `began`: who may
    not, besides those who brought its workbook."""
    office, name = ask.office, ask.visitor.name
    if not ask.visitor.may(Role.APPROVE):
        return ask.word("page.why_not.role")
    own = {*began, *office.brought(record.run)}
    if not may_approve(name, own, another=office.wants_another):
        return ask.word("page.why_not.own")
    if ask.visitor.is_alone:
        return None
    return over_limit(ask, held(ask.office.ledger.plan(record.run)))


def held(plan_text: str) -> tuple[ReviewInvoice, ...]:
    """The invoices a waiting run would change."""
    return review_invoices(plan := from_json(plan_text), moving_of(plan))
