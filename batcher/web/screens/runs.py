"""A run: how far it is, how it ended, every file of it, and the ways on from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from batcher.core.approval import may_approve
from batcher.core.closing import closing
from batcher.core.model import MoneyRow, ReviewInvoice, Role, RunRecord, Status
from batcher.core.plan import from_json, to_json
from batcher.core.reconcile import Reconciled, reconcile
from batcher.core.reporting import moving_of, review_invoices
from batcher.history import shown
from batcher.web import doing, queueing
from batcher.web.asks import Refused
from batcher.web.screens.home import is_under_way
from batcher.web.screens.review import on_to_run, over_limit, sums_of
from batcher.web.uploading import file_name
from batcher.web.views.chart import Bars, before_after
from batcher.web.views.problems import Board, board_of, listing, page_asked
from batcher.web.views.progress import progress_of
from batcher.web.views.rows import RowLeft, rows_left
from batcher.web.views.spoken import on_the_page
from batcher.web.works import Work

if TYPE_CHECKING:
    from starlette.responses import Response

    from batcher.submissions import Submission
    from batcher.web.asks import Ask

INVOICES_SHOWN = 50
REQUESTS_SHOWN = 50
ROWS_SHOWN = 25
# What can be begun on a run, and by whom; sending again as it is only where one person is alone.
WAYS: Mapping[str, tuple[Callable[..., Work], Role]] = {
    "approve": (doing.approve, Role.APPROVE),
    "resume": (doing.resume, Role.APPROVE),
    "retry": (doing.retry, Role.APPROVE),
    "verify": (doing.verify, Role.PREPARE),
    "undo": (doing.undo, Role.PREPARE),
}
HALTED = ("stopped", "failed")  # how a run ends that can be gone on with
SENDING = ("approve", "resume", "retry")


def record_of(ask: Ask) -> RunRecord:
    """The run the address names."""
    record = ask.office.ledger.run(ask.path("run"))
    if record is None:
        raise Refused(404, "page.refused.unknown")
    return record


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
    why_not = _why_not_on(ask, record) if canary else None
    return {"progress": progress, "work": work, "canary": canary, "why_not": why_not}


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
        why_not=_why_not(ask, record, {record.owner}) if waits else _why_not_on(ask, record),
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
        said=_latest_work(ask, record) or queueing.said(ask, record),
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


def _held(plan_text: str) -> tuple[ReviewInvoice, ...]:
    """The invoices a waiting run would change."""
    return review_invoices(plan := from_json(plan_text), moving_of(plan))


def _why_not_on(ask: Ask, record: RunRecord) -> str | None:
    """Why this visitor may not let a run go on, after its first invoices or after it stopped: it
    takes who might have sent it. Who did is the run's owner, and may."""
    return None if ask.visitor.is_alone else _why_not(ask, record, ())


def _why_not(ask: Ask, record: RunRecord, began: Collection[str]) -> str | None:
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
    return over_limit(ask, _held(ask.office.ledger.plan(record.run)))


def _counts(reconciled: Reconciled) -> dict[str, int]:
    """Rows by status of a run nobody has accounted for yet."""
    counts = Counter(row.status.value for row in reconciled.rows)
    return {"total": len(reconciled.rows), **{one.value: counts[one.value] for one in Status}}


def _latest_work(ask: Ask, record: RunRecord) -> Work | None:
    """What was last asked of this run on the page: a verification, or why a way on failed."""
    once = ask.query("asked")
    for kind in WAYS:
        work = ask.office.works.of(kind, record.run, once)
        if work is not None and work.ended.is_set():
            return work
    return None


def stop(ask: Ask) -> Response:
    """`POST /runs/{run}/stop`: after the answers in flight; `resume` goes on."""
    record = record_of(ask)
    work = ask.office.works.on_run(record.run)
    if work is not None:
        work.stop.set()  # first of all, whatever becomes of writing it down
        ask.act("stopped", record.run)
        work.ended.wait(5)
    elif (carried := queueing.of_run(ask, record.run)) is not None:
        ask.act("stopped", record.run)
        queueing.stop(ask, carried)
    return ask.go(f"/runs/{record.run}")


def answer_canary(ask: Ask) -> Response:
    """`POST /runs/{run}/first`: whether the rest follows the first invoices."""
    record = record_of(ask)
    work = ask.office.works.on_run(record.run)
    goes_on = ask.form.get("go")
    if why_not := _why_not_on(ask, record):
        raise Refused(403, "page.failed", reason=why_not)
    if work is not None and work.canary is not None and goes_on in ("yes", "no"):
        # Written down before it counts; of two who answer at once, the first of the database.
        name = f"first_invoices:{'/'.join(work.key)}"
        if ask.act("first_invoices", record.run, name, goes_on=goes_on == "yes"):
            work.answer(goes_on == "yes")
            work.ended.wait(0.5)
    return ask.go(f"/runs/{record.run}")


def begin(ask: Ask) -> Response:
    """`POST /runs/{run}/{way}`: resume, retry, verify or undo."""
    record, way, once = record_of(ask), ask.path("way"), ask.form.get("once", "")
    if way not in WAYS or not once:
        raise Refused(404, "page.refused.unknown")
    call, role = WAYS[way]
    if not ask.visitor.may(role) or (way == "retry" and not ask.visitor.is_alone):
        raise Refused(403, "page.refused.role")
    why_not = None
    if way == "approve":
        why_not = _why_not(ask, record, {record.owner})
    elif way == "resume":
        why_not = _why_not_on(ask, record)
    if why_not:
        raise Refused(403, "page.failed", reason=why_not)
    if ask.office.works.of(way, record.run, once) is None and ask.act(
        way, record.run, f"{way}:{record.run}:{once}"
    ):
        if way in SENDING and queueing.is_on(ask):
            queueing.begin(ask, record, way)
        else:
            call(ask.office, record.run, ask.visitor.name, ask.language, once)
    return ask.go(f"/runs/{record.run}/{way}?asked={once}")


def follow(ask: Ask) -> Response:
    """`/runs/{run}/{way}`: until it has come to something, then on to that."""
    record, way, once = record_of(ask), ask.path("way"), ask.query("asked")
    work = ask.office.works.of(way, record.run, once)
    if work is None:
        return ask.go(f"/runs/{record.run}")
    if way in SENDING and not work.ended.is_set():
        return on_to_run(ask, None, work, 4)
    if not work.ended.wait(2.0):
        return ask.screen("working", upload=None, work=work, step=5)
    if way == "undo" and work.result is not None:
        return ask.go(f"/uploads/{work.result.upload}")
    if way == "retry" and work.result is not None:
        return ask.go(f"/runs/{work.result.object['run']}")
    return ask.go(f"/runs/{record.run}?asked={once}")


def leftovers(ask: Ask) -> Response:
    """`POST /runs/{run}/leftovers`: bring the rows not applied as an upload of their own."""
    record = record_of(ask)
    content = _written(ask, record, "leftovers")
    name = f"{record.run}-leftovers.xlsx"
    upload = ask.office.ledger.desk.bring(name, content, ask.visitor.name)
    ask.act("uploaded", upload.upload, name=name, sha256=upload.sha256)
    return ask.go(f"/uploads/{upload.upload}")


def one_file(ask: Ask) -> Response:
    """`/runs/{run}/files/{name}`: report, leftovers, workbook, plan or evidence."""
    record, name = record_of(ask), ask.path("name")
    ledger = ask.office.ledger
    if name == "workbook":
        return ask.file(ledger.workbook(record.run), file_name(record.workbook_name))
    if name == "plan":
        told = to_json(from_json(ledger.plan(record.run)))
        return ask.file(told.encode(), f"{record.run}-plan.json")
    if name in ("report", "leftovers"):
        stem = record.run if name == "report" else f"{record.run}-leftovers"
        return ask.file(_written(ask, record, name), f"{stem}.xlsx")
    if name == "evidence":
        return ask.file(_written(ask, record, name), f"{record.run}-evidence.zip")
    raise Refused(404, "page.refused.unknown")


def _written(ask: Ask, record: RunRecord, name: str) -> bytes:
    """A file of a run, written again from the ledger: what lies in the folder may be gone."""
    from batcher.history import offline_edges
    from batcher.run import evidence, report

    with TemporaryDirectory() as folder, offline_edges(ask.office.settings, None) as edges:
        suffix = ".zip" if name == "evidence" else ".xlsx"
        target = Path(folder) / f"{record.run}{suffix}"
        if name == "evidence":
            result = evidence(record.run, replace(edges, report=None), target)
        else:
            result = report(record.run, replace(edges, report=target), ask.language)
        path = result.object.get(name)
        if not path:
            raise Refused(404, "page.refused.unknown")
        return Path(str(path)).read_bytes()
