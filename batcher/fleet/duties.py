"""What the engine calls: carry a submission, read a run again, and the upkeep at its own hours."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from procrastinate import App, BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.exceptions import AlreadyEnqueued, JobAborted
from procrastinate.jobs import Job

from batcher.fleet import recovering, upkeep
from batcher.fleet.carrying import PAUSE_MAX_S, PAUSE_S, carry
from batcher.fleet.engine import FleetUnusable
from batcher.fleet.submitting import CARRY
from batcher.submissions import submission

if TYPE_CHECKING:
    from batcher.fleet.working import Crew
    from batcher.settings import Settings

UPKEEP = "upkeep"  # the queue of what belongs to no account
VERIFY, SWEEP = "batcher.verify", "batcher.sweep"
TIDY_AT = "17 4 * * *"
KEPT_H = 7 * 24  # turns that failed or were taken back; the ledger knows of them for ever
ATTEMPTS_MAX = 1_000  # the ledger counts what matters; this ends what not even it could count
log = logging.getLogger("batcher.fleet")


class GivenBack(Exception):
    """Not over: back into the queue for so many seconds."""

    def __init__(self, pause_s: float) -> None:
        super().__init__(pause_s)
        self.pause_s = pause_s


class Patience(BaseRetryStrategy):
    """When the engine tries again: as long as it was told, else later and later; by the database's
    clock, which decides whose turn it is."""

    def __init__(self, crew: Crew) -> None:
        self._crew = crew

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """None where it is over."""
        if isinstance(exception, JobAborted) or job.attempts >= ATTEMPTS_MAX:
            return None
        if isinstance(exception, GivenBack):
            pause_s = exception.pause_s
        else:
            pause_s = min(PAUSE_S * 2 ** min(job.attempts, 9), PAUSE_MAX_S)
        return RetryDecision(retry_at=self._crew.now() + timedelta(seconds=int(pause_s)))


def require_hours(settings: Settings) -> None:
    """Raise FleetUnusable where a setting is no cron line."""
    from croniter import croniter

    for name in ("verify_at", "sweep_at", "purge_at"):
        value = str(getattr(settings, name))
        if value and not croniter.is_valid(value):
            raise FleetUnusable("fleet.hours", name=name, value=value)


def engage(app: App, crew: Crew, *, periodic: bool) -> None:
    """Teach the engine this worker's duties; `periodic`: also those with hours of their own."""

    @app.task(name=CARRY, pass_context=True, retry=Patience(crew))
    def bring(context: JobContext, submitted: str) -> None:
        with crew.watched(context.should_abort) as stop:
            place = crew.place(context.job.queue)
            turn = carry(submitted, place, crew.ledger, crew.name, stop, context.job.attempts)
            if turn.pause_s is None:
                return
            if context.should_abort():
                one = submission(crew.ledger, submitted)
                assert one is not None
                recovering.give_up(one, crew, "cancelled")
                raise JobAborted
        raise GivenBack(turn.pause_s)

    @app.task(name=VERIFY, pass_context=True)
    def read_again(context: JobContext, run: str) -> None:
        with crew.watched(context.should_abort) as stop:
            upkeep.verify(run, crew.place(context.job.queue), crew.ledger, crew.name, stop)

    @app.task(name=SWEEP, pass_context=True)
    def sweep(context: JobContext) -> None:
        with crew.watched(context.should_abort) as stop:
            upkeep.sweep(crew.place(context.job.queue), stop, crew.address)

    if periodic:
        _at_hours(app, crew)


def _at_hours(app: App, crew: Crew) -> None:
    """The upkeep; whichever worker comes first does it, once for all of them."""
    settings, jobs = crew.settings, app.job_manager

    @app.periodic(cron=f"* * * * * */{crew.look_s}")
    @app.task(name=recovering.LOOK, queue=UPKEEP, queueing_lock="look")
    async def look(timestamp: int) -> None:  # noqa: ARG001 - the engine's
        await recovering.look(jobs, crew)

    @app.periodic(cron=TIDY_AT)
    @app.task(name="batcher.tidy", queue=UPKEEP, queueing_lock="tidy")
    async def tidy(timestamp: int) -> None:  # noqa: ARG001 - the engine's
        every: dict[str, Any] = {"include_failed": True, "include_cancelled": True}
        await jobs.delete_old_jobs(nb_hours=KEPT_H, include_aborted=True, **every)

    if settings.verify_at:

        @app.periodic(cron=settings.verify_at)
        @app.task(name="batcher.nightly", queue=UPKEEP, queueing_lock="nightly", lock="nightly")
        async def nightly(timestamp: int) -> None:
            wanted = await recovering.in_thread(upkeep.to_verify, crew, timestamp)
            for place, mode, run in wanted:
                turn: dict[str, Any] = {"queue": place.queue, "lock": place.lock(mode)}
                await app.configure_task(VERIFY, **turn).defer_async(run=run)

    if settings.sweep_at:

        @app.periodic(cron=settings.sweep_at)
        @app.task(name="batcher.sweeps", queue=UPKEEP, queueing_lock="sweeps")
        async def sweeps(timestamp: int) -> None:  # noqa: ARG001 - the engine's
            for place in upkeep.to_sweep(crew.places.values()):
                mode = "live" if place.settings.live else "test"
                turn: dict[str, Any] = {"queue": place.queue, "lock": place.lock(mode)}
                with suppress(AlreadyEnqueued):  # the sweep before waits still
                    await app.configure_task(
                        SWEEP, queueing_lock=f"sweep {place.name}", **turn
                    ).defer_async()

    if settings.purge_at and settings.purge_after_days:

        @app.periodic(cron=settings.purge_at)
        @app.task(name="batcher.purge", queue=UPKEEP, queueing_lock="purge")
        def retain(timestamp: int) -> None:  # noqa: ARG001 - the engine's
            upkeep.retain(crew)
