"""Where workers make the runs: what the page hands over, and what has become of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batcher.submissions import REVIEWED, Submission, carrier, submission
from batcher.web.asks import Refused
from batcher.web.doing import source_of
from batcher.web.works import Work

if TYPE_CHECKING:
    from batcher.core.model import RunRecord, Upload
    from batcher.core.plan import Plan
    from batcher.run import Options, Source
    from batcher.web.asks import Ask

QUEUED = "queued"  # the kind of action that names what an upload, or a run, was handed over as


def is_on(ask: Ask) -> bool:
    """Whether this page hands over instead of sending itself."""
    return ask.office.settings.hand_over == "queue"


def send(ask: Ask, upload: Upload, options: Options, plan: Plan, once: str) -> None:
    """Hand over exactly the plan that was shown: a worker refuses any other."""
    source = source_of(ask.office, upload)
    made = _submit(ask, source, options, plan.livemode, way=REVIEWED, digest=plan.digest)
    ask.act(QUEUED, upload.upload, submitted=made.id, once=once)


def begin(ask: Ask, record: RunRecord, way: str) -> None:
    """Hand over what is to be done with a run that is there: approve, resume or retry."""
    from dataclasses import replace

    from batcher.run import Options, Source

    options = replace(Options.restored(record.settings), language=ask.language)
    content = ask.office.ledger.workbook(record.run)
    source = Source(content, record.workbook_name, str(record.settings.get("path") or ""))
    made = _submit(ask, source, options, record.livemode, way=way, of=record.run)
    ask.act(QUEUED, record.run, submitted=made.id)


def _submit(
    ask: Ask, source: Source, options: Options, livemode: bool, *, way: str, of: str = "",
    digest: str = "",
) -> Submission:  # fmt: skip
    from batcher.fleet import FleetUnusable, Handing, place_of, submit
    from batcher.fleet.engine import address_of

    office = ask.office
    place = place_of(office.settings, office.table, is_sandbox=office.connection.sandbox)
    mode = "live" if livemode else "test"
    handing = Handing(
        place, mode, office.connection.live, ask.visitor.name, way=way, of=of, digest=digest
    )
    now_s = office.clock.now().timestamp()
    try:
        address = address_of(office.settings)
        return submit(source, options, handing, office.ledger, address, now_s=now_s)
    except FleetUnusable as error:
        raise Refused(503, "page.failed", reason=ask.word(error.code, **error.details)) from error


def of_upload(ask: Ask, upload: Upload, once: str) -> Submission | None:
    """What an upload was handed over as, by the form that did so; None where it was not."""
    told = ask.office.ledger.desk.last(upload.upload, QUEUED)
    if told is None or told.detail.get("once") != once:
        return None
    return submission(ask.office.ledger, str(told.detail["submitted"]))


def of_run(ask: Ask, run: str) -> Submission | None:
    """The submission that a worker brings this run to its end with, None where none does."""
    found = carrier(ask.office.ledger, run)
    return None if found is None or found.is_over else found


def stop(ask: Ask, one: Submission) -> None:
    """Take it back, or ask its worker to end after the answers under way."""
    from batcher.fleet import FleetUnusable, cancel
    from batcher.fleet.engine import address_of

    try:
        address = address_of(ask.office.settings)
        cancel(one, ask.office.ledger, address, stop=True, who=ask.visitor.name)
    except FleetUnusable as error:
        raise Refused(503, "page.failed", reason=ask.word(error.code, **error.details)) from error


def further(ask: Ask, one: Submission, record: RunRecord) -> str:
    """The run in which a worker continues this one, where it is another; '' until it has begun."""
    run = one.runs[-1] if one.runs else ""
    return run if run != record.run and run and ask.office.ledger.run(run) is not None else ""


def said(ask: Ask, record: RunRecord) -> Work | None:
    """Why the last worker could not bring this run to its end, where it could not."""
    one = carrier(ask.office.ledger, record.run)
    return as_work(ask, one) if one is not None and one.is_over and one.error else None


def as_work(ask: Ask, one: Submission) -> Work:
    """As if it were under way here: the same screens show it."""
    work = Work(("queued", one.id), one.upload.who, ask.language)
    work.stage_name = "queued" if one.state == "waiting" else "sending"
    if one.is_over:
        code = "page.queued.taken_back" if one.state == "cancelled" else "page.queued.over"
        work.failure = one.error or ask.word(code)
        work.ended.set()
    return work
