"""A worker: so many accounts at once, until it is asked to stop; it outlives its database.

Its first stop lets the answers under way arrive and gives every run back; whatever ends it without
a word, another worker finds by its heartbeat.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Event as Flag
from threading import Lock
from typing import TYPE_CHECKING, Any

from batcher.fleet.engine import FleetUnusable, new_app, prepare, reason_of

if TYPE_CHECKING:
    from procrastinate import App

    from batcher.fleet.places import Place
    from batcher.ledger import SqlLedger
    from batcher.settings import Settings

LOOK_S = 0.2
POLL_S = 1.0  # how soon a turn is found that became free without a word
AWAY_S, AWAY_MAX_S = 1.0, 30.0
STALLED = 3  # heartbeats that a worker may miss
UPKEEP_AT_ONCE = 2
log = logging.getLogger("batcher.fleet")


def _nothing(_code: str, **_details: str) -> None:
    """Nobody listens."""


@dataclass(eq=False)
class Crew:
    """What the runs of one worker share. `places`: queue -> account; `accounts`: how many runs at
    once; `name`: of this worker; `noted` hears what a person should see."""

    settings: Settings
    address: str
    ledger: SqlLedger
    places: Mapping[str, Place]
    accounts: int
    name: str
    noted: Callable[..., None] = _nothing
    ahead: timedelta = timedelta()  # how far this machine's clock goes before the database's
    stopping: Flag = field(default_factory=Flag)
    _asked: dict[Flag, Callable[[], bool]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _app: App | None = None

    @property
    def app(self) -> App:
        """The engine, while it is open."""
        assert self._app is not None
        return self._app

    @property
    def heartbeat_s(self) -> float:
        """Seconds between two signs of life."""
        return self.settings.worker_heartbeat

    @property
    def stalled_s(self) -> float:
        """Seconds without any after which a worker's runs are taken over."""
        return self.heartbeat_s * STALLED

    @property
    def look_s(self) -> int:
        """Every so many seconds somebody looks for runs to take over."""
        return max(1, min(30, int(self.heartbeat_s)))

    def now(self) -> datetime:
        """The database's present instant, as far as this worker knows."""
        return datetime.now(UTC) - self.ahead

    def place(self, queue: str) -> Place:
        """The account of a queue."""
        return self.places[queue]

    def halt(self) -> None:
        """End after the answers under way; from any thread, also from a signal."""
        self.stopping.set()

    @contextmanager
    def watched(self, is_asked: Callable[[], bool]) -> Iterator[Flag]:
        """A flag for one run: set when the worker has to end, or `is_asked` says that it has to."""
        stop = Flag()
        with self._lock:
            self._asked[stop] = is_asked
        try:
            yield stop
        finally:
            with self._lock:
                del self._asked[stop]

    def look_around(self) -> None:
        """Hand on what was asked of the worker, or of single runs."""
        with self._lock:
            for stop, is_asked in self._asked.items():
                if self.stopping.is_set() or is_asked():
                    stop.set()


def work(crew: Crew, *, once: bool) -> None:
    """Take turns until the worker is asked to stop; `once`: until none is due.

    A database that goes away is waited for. Raises FleetUnusable where it cannot be used at the
    start, or at all with `once`.
    """
    from batcher.fleet.duties import require_hours

    require_hours(crew.settings)
    prepare(crew.address)
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        runner.run(_work(crew, once))


async def _work(crew: Crew, once: bool) -> None:
    from procrastinate.exceptions import ConnectorException
    from psycopg import Error

    # One thread for each run, and some for what is done beside them.
    threads = ThreadPoolExecutor(crew.accounts + UPKEEP_AT_ONCE + 2, "run")
    asyncio.get_running_loop().set_default_executor(threads)
    away_s = AWAY_S
    while not crew.stopping.is_set():
        began = asyncio.get_running_loop().time()
        try:
            await _serve(crew, once)
        except (ConnectorException, Error) as error:
            reason = reason_of(error)
            if once:
                raise FleetUnusable("fleet.server", reason=reason) from error
            log.warning("queue away", extra={"event": "queue away", "reason": reason})
            crew.noted("fleet.away", reason=reason)
            lasted_s = asyncio.get_running_loop().time() - began
            away_s = AWAY_S if lasted_s > AWAY_MAX_S else min(away_s * 2, AWAY_MAX_S)
            await _pause(crew, away_s)
        else:
            return


async def _pause(crew: Crew, seconds: float) -> None:
    until = asyncio.get_running_loop().time() + seconds
    while not crew.stopping.is_set() and asyncio.get_running_loop().time() < until:
        await asyncio.sleep(LOOK_S)


async def _serve(crew: Crew, once: bool) -> None:
    from batcher.fleet import recovering
    from batcher.fleet.duties import engage

    app = new_app(crew.address)
    engage(app, crew, periodic=not once)
    async with app.open_async():
        crew._app = app
        crew.ahead = await recovering.clock_ahead(app)
        await recovering.look(app.job_manager, crew)
        serving = _all_due(app, crew) if once else _for_ever(app, crew)
        work_on = asyncio.create_task(serving)
        watch = asyncio.create_task(_watch(crew))
        try:
            await asyncio.wait((work_on, watch), return_when=asyncio.FIRST_COMPLETED)
            if crew.stopping.is_set():
                await _until_runs_end(crew, work_on)
            await work_on
        except asyncio.CancelledError:
            if not crew.stopping.is_set():
                raise
        finally:
            watch.cancel()


async def _watch(crew: Crew) -> None:
    """Return when the worker is asked to stop; single runs are told on the way."""
    while not crew.stopping.is_set():
        crew.look_around()
        await asyncio.sleep(LOOK_S)
    crew.look_around()


async def _until_runs_end(crew: Crew, work_on: asyncio.Task[None]) -> None:
    """No more turns are taken; the runs under way end and are given back."""
    work_on.cancel()
    while not work_on.done():
        crew.look_around()  # one may have begun just now
        await asyncio.wait((work_on,), timeout=LOOK_S)


async def _for_ever(app: App, crew: Crew) -> None:
    from batcher.fleet.duties import UPKEEP

    common = _common(crew)
    workers = [
        asyncio.create_task(
            app.run_worker_async(
                queues=list(crew.places), concurrency=crew.accounts,
                delete_jobs="successful", **common,
            )
        ),
        asyncio.create_task(
            app.run_worker_async(
                queues=[UPKEEP], concurrency=UPKEEP_AT_ONCE, delete_jobs="always", **common
            )
        ),
    ]  # fmt: skip
    try:
        done, _ = await asyncio.wait(workers, return_when=asyncio.FIRST_COMPLETED)
        for one in done:
            one.result()
    finally:
        for one in workers:
            one.cancel()
        found = await asyncio.gather(*workers, return_exceptions=True)
        log.debug("workers ended", extra={"event": "workers ended", "ends": list(map(repr, found))})
    # The engine ends a worker without an error when its database went away beside its runs.
    if not crew.stopping.is_set():
        from procrastinate.exceptions import ConnectorException

        raise ConnectorException("the queue's connection was lost")


async def _all_due(app: App, crew: Crew) -> None:
    """Every turn that is due, also those that had to wait for one before; what another worker's run
    still holds up is left to that worker."""
    due, before = await _due(app, crew), None
    while due and due != before and not crew.stopping.is_set():
        await app.run_worker_async(
            queues=list(crew.places), concurrency=crew.accounts, delete_jobs="successful",
            wait=False, **_common(crew),
        )  # fmt: skip
        before, due = due, await _due(app, crew)


async def _due(app: App, crew: Crew) -> frozenset[tuple[int | None, int]]:
    """The turns this worker could take now, each with how often it was in the queue before."""
    now = crew.now()
    waiting = await app.job_manager.list_jobs_async(status="todo")
    return frozenset(
        (job.id, job.attempts)
        for job in waiting
        if job.queue in crew.places and (job.scheduled_at is None or job.scheduled_at <= now)
    )


def _common(crew: Crew) -> dict[str, Any]:
    return {
        "name": crew.name,
        "fetch_job_polling_interval": POLL_S,
        "abort_job_polling_interval": POLL_S,
        "update_heartbeat_interval": crew.heartbeat_s,
        "stalled_worker_timeout": crew.stalled_s,
        "install_signal_handlers": False,
    }
