"""Handing a workbook over: its bytes and the answers into the ledger, then its turn into the queue.

The ledger first: what a crash in between left out of the queue, a worker finds and puts in.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from batcher.fleet.engine import FleetUnusable, new_app, prepare, reason_of
from batcher.submissions import CANCELLED, CARRIED, RUN, SUBMITTED, Submission, submission

if TYPE_CHECKING:
    from procrastinate import App

    from batcher.fleet.places import Place
    from batcher.ledger import SqlLedger
    from batcher.run import Options, Source

CARRY = "batcher.carry"  # what the engine calls the duty of bringing a submission into Stripe
DAY_S, HOUR_S = 86_400, 3_600
_SINCE_S = 1_767_225_600  # 2026: priorities are numbers of 32 bits
log = logging.getLogger("batcher.fleet")


@dataclass(frozen=True, slots=True)
class Urgency:
    """When a workbook has to be in Stripe. `known`: somebody has read the drafts it touches;
    `finalizes_at` (unix seconds): the earliest that finalizes by itself, None where none does."""

    known: bool = False
    finalizes_at: int | None = None

    def deadline_s(self, now_s: float) -> int:
        """What orders the queue. A draft that nobody has read may be an hour from finalizing, as
        Stripe's own are; where none finalizes a day is soon enough, and nobody waits for ever."""
        if self.finalizes_at is not None:
            return self.finalizes_at
        return int(now_s) + (DAY_S if self.known else HOUR_S)


@dataclass(frozen=True, slots=True)
class Handing:
    """For whom and by whom a workbook is handed over, and what is asked of the workers.

    `mode`: test or live. `live`: a live key may be used. `way`, `of`, `digest` and `origin` as a
    `Submission` has them.
    """

    place: Place
    mode: str
    live: bool
    who: str
    urgency: Urgency = Urgency()
    way: str = RUN
    of: str = ""
    digest: str = ""
    origin: str = ""


def submit(
    source: Source,
    options: Options,
    handing: Handing,
    ledger: SqlLedger,
    address: str,
    *,
    now_s: float,
) -> Submission:
    """Hand a workbook over to whichever worker comes first.

    Raises LedgerUnusable, and FleetUnusable where the queue cannot be used: then nothing was handed
    over. A queue that goes away only afterwards costs a minute.
    """
    prepare(address)
    place, urgency = handing.place, handing.urgency
    brought = ledger.desk.bring(source.name, source.content, handing.who)
    ledger.desk.act(
        handing.who,
        SUBMITTED,
        brought.upload,
        account=place.name,
        queue=place.queue,
        mode=handing.mode,
        live=handing.live,
        path=source.path,
        options=options.stored(),
        finalizes_at=urgency.finalizes_at,
        deadline_s=urgency.deadline_s(now_s),
        way=handing.way,
        of=handing.of,
        digest=handing.digest,
        origin=handing.origin,
    )
    if handing.of:
        ledger.desk.act(handing.who, CARRIED, handing.of, submitted=brought.upload)
    made = submission(ledger, brought.upload)
    assert made is not None
    try:
        with opened(address) as app:
            queue(made, app)
    except FleetUnusable as error:  # it stands in the ledger, where a worker looks
        log.warning("not queued", extra={"event": "not queued", "submitted": made.id,
                                         "reason": error.details.get("reason")})  # fmt: skip
    return made


def queue(one: Submission, app: App) -> None:
    """Its turn into the queue; once, also where a worker has just done so."""
    from procrastinate.exceptions import AlreadyEnqueued

    with suppress(AlreadyEnqueued):
        app.configure_task(CARRY, **turn_of(one)).defer(submitted=one.id)


def turn_of(one: Submission) -> Mapping[str, Any]:
    """How the engine is asked for it: one at a time per account and mode, the most urgent first."""
    return {
        "queue": one.queue,
        "lock": f"{one.account}/{one.mode}",
        "queueing_lock": one.id,
        "priority": _SINCE_S - one.deadline_s,
    }


@contextmanager
def opened(address: str) -> Iterator[App]:
    """The engine for a few calls from a command. Raises FleetUnusable for what the server does."""
    from procrastinate.exceptions import ConnectorException
    from psycopg import Error

    try:
        with new_app(address).open() as app:
            yield app
    except (ConnectorException, Error) as error:
        raise FleetUnusable("fleet.server", reason=reason_of(error)) from error


def cancel(one: Submission, ledger: SqlLedger, address: str, *, stop: bool, who: str) -> Submission:
    """Take a waiting submission back; with `stop` also ask the worker that runs it to end after the
    answers under way. What it is then. Raises FleetUnusable, LedgerUnusable."""
    prepare(address)
    with opened(address) as app:
        jobs = app.job_manager.list_jobs(queueing_lock=one.id)
        alive = [job.id for job in jobs if job.status in ("todo", "doing") and job.id is not None]
        gone = [app.job_manager.cancel_job_by_id(own, abort=stop) for own in alive]
        states = [_status(own, app) for own in alive]
    if not one.is_over and "doing" not in states and all(gone):
        ledger.desk.act(who, CANCELLED, one.id, f"cancelled {one.id}")
    now = submission(ledger, one.id)
    assert now is not None
    return now


def _status(turn: int, app: App) -> str:
    """How the engine has a turn; '' where it ended well just now and is no longer kept."""
    from procrastinate.exceptions import NoResult

    try:
        return app.job_manager.get_job_status(turn).value
    except NoResult:
        return ""
