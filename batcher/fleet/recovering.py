"""Runs whose worker is not heard of any more, and submissions the queue has forgotten."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

from batcher.fleet import telling
from batcher.fleet.carrying import end
from batcher.fleet.submitting import CARRY, turn_of
from batcher.submissions import Submission, open_submissions

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.jobs import Job
    from procrastinate.manager import JobManager

    from batcher.fleet.working import Crew
    from batcher.ledger import SqlLedger

P = ParamSpec("P")
T = TypeVar("T")
LOOK = "batcher.look"  # the duty of looking for these
ORPHAN_S = 60  # whoever hands over writes to the ledger first and to the queue a moment later
log = logging.getLogger("batcher.fleet")


async def in_thread(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The call's result, without holding up the heartbeats meanwhile."""
    return await asyncio.to_thread(call, *args, **kwargs)


async def clock_ahead(app: App) -> timedelta:
    """How far this machine's clock goes before the database's; nothing of it is left to chance, the
    hours of machines never agree."""
    told = await app.connector.execute_query_one_async("SELECT now() AS instant")
    return datetime.now(UTC) - cast(datetime, told["instant"])


async def look(manager: JobManager, crew: Crew) -> None:
    """Give everything back that nobody works on. Two who look at once do no harm: the second turn
    of a run is told that its account is locked."""
    await manager.prune_stalled_workers(crew.stalled_s)
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=crew.stalled_s):
        await _give_back(job, manager, crew.now())
    listed = list(await manager.list_jobs_async(task=CARRY))
    for one in await in_thread(_forgotten, crew.ledger, listed):
        if (failed := _failed(one, listed)) is not None:
            await in_thread(give_up, one, crew, failed)
        else:
            await _queue(one, crew)
    await in_thread(tell_all, crew)


async def _give_back(job: Job, manager: JobManager, now: datetime) -> None:
    """A turn whose worker is gone; one of the upkeep that comes again by itself just ends. `now`:
    by the database's clock."""
    from procrastinate.exceptions import ConnectorException, UniqueViolation
    from procrastinate.jobs import Status
    from psycopg.errors import RaiseException

    assert job.id is not None
    told = {"event": "taken over", "duty": job.task_name, **job.task_kwargs}
    try:
        if job.task_name != LOOK:
            await manager.retry_job(job, retry_at=now)
            log.warning("taken over", extra=told)
            return
    except UniqueViolation:
        pass  # its next hour has come already
    except ConnectorException as error:
        if isinstance(error.__cause__, RaiseException):
            return  # somebody else looked just now
        raise
    with suppress(ConnectorException):  # likewise; a server that is away is noticed all the same
        await manager.finish_job_by_id_async(job.id, status=Status.FAILED, delete_job=True)


async def _queue(one: Submission, crew: Crew) -> None:
    from procrastinate.exceptions import AlreadyEnqueued

    log.warning("queued again", extra={"event": "queued again", "submitted": one.id})
    try:
        await crew.app.configure_task(CARRY, **turn_of(one)).defer_async(submitted=one.id)
    except AlreadyEnqueued:
        return  # somebody else looked just now


def _forgotten(ledger: SqlLedger, jobs: list[Job]) -> list[Submission]:
    """Submissions that are not over and that the queue has no turn for."""
    alive = {job.task_kwargs["submitted"] for job in jobs if job.status in ("todo", "doing")}
    now = datetime.now(UTC)
    return [
        one
        for one in open_submissions(ledger)
        if one.id not in alive
        and (now - datetime.fromisoformat(one.upload.at)).total_seconds() > ORPHAN_S
    ]


def _failed(one: Submission, jobs: list[Job]) -> str | None:
    """Why the engine has given it up, None where it knows nothing of it."""
    mine = [job.status for job in jobs if job.task_kwargs["submitted"] == one.id]
    return str(mine[-1]) if mine and mine[-1] in ("failed", "aborted", "cancelled") else None


def give_up(one: Submission, crew: Crew, reason: str) -> None:
    """Write down that nothing more is done for it; its run, if any, is left to `resume`."""
    told: dict[str, object] = {"reason": reason, "status": "stopped"}
    end(one, crew.places.get(one.queue), crew.ledger, crew.name, told)


def tell_all(crew: Crew) -> None:
    """What a worker that died was about to tell people."""
    known = {place.name: place for place in crew.places.values()}
    for subject, account in telling.untold(crew.ledger):
        if account in known:
            telling.tell(subject, known[account], crew.ledger, crew.name)
