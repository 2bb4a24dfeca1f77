"""A run: how far it is, and how it ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from batcher.core.closing import closing
from batcher.core.model import MoneyRow, RunRecord, Status
from batcher.core.plan import from_json
from batcher.core.reconcile import Reconciled, reconcile
from batcher.core.reporting import moving_of, review_invoices
from batcher.history import shown
from batcher.web import queueing
from batcher.web.screens.deciding import record_of, why_not, why_not_on
from batcher.web.screens.home import is_under_way
from batcher.web.screens.review import sums_of
from batcher.web.screens.ways import latest_work
from batcher.web.views.chart import Bars, before_after
from batcher.web.views.problems import Board, board_of, listing, page_asked
from batcher.web.views.progress import progress_of
from batcher.web.views.rows import RowLeft, rows_left
from batcher.web.views.spoken import on_the_page

if TYPE_CHECKING:
    from starlette.responses import Response

    from batcher.submissions import Submission
    from batcher.web.asks import Ask

INVOICES_SHOWN = 50
REQUESTS_SHOWN = 50
ROWS_SHOWN = 25
HALTED = ("stopped", "failed")  # how a run ends that can be gone on with


def show(ask: Ask) -> Response:
    """`/runs/{run}`: progress while it is under way, else how it ended or stopped."""
    record = record_of(ask)
    carried = queueing.of_run(ask, record.run)
    if carried is not None and (further := queueing.further(ask, carried, record)):
        return ask.go(f"/runs/{further}")
    if carried is not None or ask.office.works.on_run(record.run) is not None:
        return ask.screen("progress", record=record, step=4, **_progress(ask, record, carried))
    return _result(ask, record)


def fragment(ask: Ask) -> Response:
    """`/runs/{run}/progress`: the part of the screen that moves; 204 once it has ended."""
    from starlette.responses import Response

    record = record_of(ask)
    carried = queueing.of_run(ask, record.run)
    if carried is None and ask.office.works.on_run(record.run) is None:
        return Response(status_code=204)
    return ask.screen("progress_part", record=record, **_progress(ask, record, carried))


def _progress(ask: Ask, record: RunRecord, carried: Submission | None) -> dict[str, Any]:
    work = ask.office.works.on_run(record.run)
    if work is None and carried is not None:
        work = queueing.as_work(ask, carried)
    plan = work.plan if work else None
    plan = plan or from_json(ask.office.ledger.plan(record.run))
    if work is not None:
        work.plan = plan  # the same as long as it is sent: read once, however often it is shown
    events = ask.office.ledger.events(record.run)
    progress = progress_of(plan, events, ask.office.clock.now())
    canary = work.canary if work else None
    reason = why_not_on(ask, record) if canary else None
    return {"progress": progress, "work": work, "canary": canary, "why_not": reason}


def _result(ask: Ask, record: RunRecord) -> Response:
    ledger = ask.office.ledger
    found = shown(ledger, record.run)
    events = ledger.events(record.run)
    plan = from_json(ledger.plan(record.run))
    reconciled = reconcile(plan, events)
    is_finished = closing(events) is not None
    ended = found["object"] or {}
    waits = (found["approval"] or {}).get("state") == "waiting"
    told = ended.get("status")
    status = "waiting" if waits else told if is_finished or told in HALTED else "open"
    held = review_invoices(plan, moving_of(plan)) if waits else ()
    bars = _bars(reconciled)
    differing = sorted(
        reconciled.invoices,
        key=lambda one: (one.difference_minor == 0, -abs(one.expected_change_minor)),
    )
    return ask.screen(
        "run",
        record=record,
        found=found,
        object=ended,
        status=status,
        half=ended.get("half_corrected") or [],
        names={one.invoice: one.customer for one in reconciled.invoices},
        left=_left(ask, reconciled, plan.time_zone, waits=waits),
        held=held[:INVOICES_SHOWN],
        held_more=max(0, len(held) - INVOICES_SHOWN),
        sums=sums_of(held),
        digest=plan.digest,
        why_not=why_not(ask, record, {record.owner}) if waits else why_not_on(ask, record),
        is_finished=is_finished,
        is_busy=not is_finished and is_under_way(ask, record),
        rows=(ended.get("rows") if is_finished else None) or _counts(reconciled),
        money=reconciled.money,
        unread=reconciled.unread,
        chart=before_after(
            bars, ask.word("cli.money.before"), ask.word("page.after"), ask.word("page.run.chart")
        )
        if bars
        else None,
        invoices=differing[:INVOICES_SHOWN],
        invoices_more=max(0, len(differing) - INVOICES_SHOWN),
        error=on_the_page(ended.get("error") or "", ask.language),
        listing=listing(_board(ask, ended), ask.request.query_params),
        requests=found["requests"][:REQUESTS_SHOWN],
        requests_more=max(0, len(found["requests"]) - REQUESTS_SHOWN),
        children=_children(ask, record),
        said=latest_work(ask, record) or queueing.said(ask, record),
        step=5 if is_finished and not waits else 4,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Left:
    """One page of the rows that are not in."""

    rows: list[RowLeft]
    page: int
    pages: int


def _left(ask: Ask, reconciled: Reconciled, zone: str, *, waits: bool) -> Left:
    found = [] if waits else rows_left(reconciled, zone, ask.language)
    pages = max(1, -(-len(found) // ROWS_SHOWN))
    page = page_asked(ask.query("left"), pages)
    return Left(found[(page - 1) * ROWS_SHOWN : page * ROWS_SHOWN], page, pages)


def _board(ask: Ask, ended: Mapping[str, Any]) -> Board:
    """What the run had against the workbook, in the words of the page."""
    return board_of(
        {**problem, "message": on_the_page(problem["message"], ask.language)}
        for problem in ended.get("problems", [])
    )


def _bars(reconciled: Reconciled) -> list[Bars]:
    """Before and after of the currencies that were read again."""
    return [
        Bars(m.currency, m.before_minor, _after(m))
        for m in reconciled.money
        if m.currency not in reconciled.unread
    ]  # fmt: skip


def _after(money: MoneyRow) -> int:
    return money.before_minor + money.actual_change_minor + money.other_change_minor


def _children(ask: Ask, record: RunRecord) -> list[RunRecord]:
    """The runs that continue this one."""
    listed = ask.office.ledger.runs(record.account, record.livemode)
    return [other for other in listed if other.parent == record.run]


def _counts(reconciled: Reconciled) -> dict[str, int]:
    """Rows by status of a run nobody has accounted for yet."""
    counts = Counter(row.status.value for row in reconciled.rows)
    return {"total": len(reconciled.rows), **{one.value: counts[one.value] for one in Status}}
