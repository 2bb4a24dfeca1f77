"""The ways on from a run: stop it, let it go on, approve, resume, verify it, take it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from batcher.core.model import Role, RunRecord
from batcher.web import doing, queueing
from batcher.web.asks import Refused
from batcher.web.screens.deciding import record_of, why_not, why_not_on
from batcher.web.screens.review import on_to_run
from batcher.web.works import Work

if TYPE_CHECKING:
    from starlette.responses import Response

    from batcher.web.asks import Ask

# What can be begun on a run, and by whom; sending again as it is only where one person is alone.
WAYS: Mapping[str, tuple[Callable[..., Work], Role]] = {
    "approve": (doing.approve, Role.APPROVE),
    "resume": (doing.resume, Role.APPROVE),
    "retry": (doing.retry, Role.APPROVE),
    "verify": (doing.verify, Role.PREPARE),
    "undo": (doing.undo, Role.PREPARE),
}
SENDING = ("approve", "resume", "retry")


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
    if reason := why_not_on(ask, record):
        raise Refused(403, "page.failed", reason=reason)
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
    reason = None
    if way == "approve":
        reason = why_not(ask, record, {record.owner})
    elif way == "resume":
        reason = why_not_on(ask, record)
    if reason:
        raise Refused(403, "page.failed", reason=reason)
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


def latest_work(ask: Ask, record: RunRecord) -> Work | None:
    """What was last asked of this run on the page: a verification, or why a way on failed."""
    once = ask.query("asked")
    for kind in WAYS:
        work = ask.office.works.of(kind, record.run, once)
        if work is not None and work.ended.is_set():
            return work
    return None
