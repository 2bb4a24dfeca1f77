"""Whole nights with everything that goes wrong in them; the auditor finds each effect once."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from procrastinate import utils

from batcher.core.model import Action
from batcher.fleet import Crew, carrying, duties, places, prepare, recovering, work
from batcher.fleet.engine import new_app
from batcher.fleet.submitting import CARRY, opened
from batcher.ledger import SqlLedger, open_ledger
from batcher.settings import Settings
from batcher.submissions import ENDED, GIVEN_BACK, LOCKED, TAKEN
from tests import postgres
from tests.fleet.crews import Crews
from tests.fleet.firm import Firm, firm
from tests.fleet.night import Morning, found, hand_over, judged, killer, ledger_at, until_over
from tests.fleet.wire import Wire

ROUND = 1_000  # requests a second: no limit that matters
STEP_S = 0.02
FEW = 5  # lines in a request: many requests, few rows
PATIENCE_S = 60.0


@contextmanager
def night(tmp_path: Path, url: str, of: Firm, **crew: float) -> Iterator[tuple[Crews, SqlLedger]]:
    """Workers that are stopped at the end, whatever happens; the ledger as the office sees it."""
    crews = Crews(tmp_path, url, of.environment, **crew)
    with ledger_at(url, tmp_path / "office") as ledger:
        try:
            yield crews, ledger
        finally:
            crews.stop()


def wait_for(what: Callable[[], bool]) -> None:
    """Return when it is so."""
    until = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < until
        time.sleep(STEP_S)


def sound(morning: Morning, accounts: int) -> None:
    """Everything is there once, said truly, and within the limits."""
    assert morning.wrong == {}
    assert morning.states == {"ended applied": accounts}
    assert morning.turned_away == 0


def test_workers_are_killed_and_nothing_is_lost_or_done_twice(tmp_path: Path, url: str) -> None:
    with firm(tmp_path, 4, 7, limit=25, latency_s=0.02) as all_of:
        submitted = hand_over(all_of, url, tmp_path / "office", FEW)
        with night(tmp_path, url, all_of, accounts=2) as (crews, ledger):
            for slot in range(2):
                crews.start(slot)
            wait_for(lambda: any(one.arrivals.at for one in all_of.clients))
            crews.kill(0)
            crews.start(0)
            until_over(ledger, list(submitted.values()), killer(crews, 1, 2, 4, Random(7)))
            morning = judged(all_of, ledger, submitted)
    sound(morning, 4)
    assert crews.killed == 2
    assert morning.busiest <= 25


def test_a_dead_worker_s_run_is_gone_on_with_by_another(tmp_path: Path, url: str) -> None:
    with firm(tmp_path, 1, 0, limit=ROUND, latency_s=0.25, big=25) as all_of:
        client = all_of.clients[0]
        submitted = hand_over(all_of, url, tmp_path / "office", FEW)
        with night(tmp_path, url, all_of) as (crews, ledger):
            crews.start(0)
            wait_for(lambda: client.posts >= 1)
            crews.kill(0)
            one = found(ledger, submitted[client.name])
            assert one.state == "running"
            crews.start(1)
            until_over(ledger, [one.id])
            over = found(ledger, one.id)
            morning = judged(all_of, ledger, submitted)
    sound(morning, 1)
    assert over.deaths == 1
    assert over.runs == one.runs  # the same run, resumed
    assert len(over.runs) == 1


def test_a_worker_that_is_asked_to_end_gives_its_run_to_another_machine(
    tmp_path: Path, url: str
) -> None:
    """One that shares nothing with the first but the database, and whose clock is wrong."""
    with firm(tmp_path, 1, 0, limit=ROUND, latency_s=0.25, big=25) as all_of:
        client = all_of.clients[0]
        submitted = hand_over(all_of, url, tmp_path / "office", FEW)
        with night(tmp_path, url, all_of, homes=2, ahead_s=600.0) as (crews, ledger):
            crews.start(0)
            wait_for(lambda: client.posts >= 1)
            assert crews.stop() == [0]
            one = found(ledger, submitted[client.name])
            assert (one.state, one.reason, one.failures) == ("waiting", "interrupted", 0)
            sent = client.posts
            crews.start(1)
            until_over(ledger, [one.id])
            morning = judged(all_of, ledger, submitted)
            told = ledger.desk.last(one.id, ENDED)
    sound(morning, 1)
    assert client.posts > sent
    assert client.posts == len({one.key for one in client.running.state.requests if one.key})
    assert (tmp_path / "machine1" / "reports").is_dir()
    assert told is not None
    ahead = datetime.fromisoformat(told.at) - datetime.now(UTC)
    assert timedelta(minutes=8) < ahead < timedelta(minutes=11)


def test_the_database_restarts_in_the_middle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres.require()
    for room in (carrying, duties):
        monkeypatch.setattr(room, "PAUSE_S", 1.0)
    with (
        postgres.server() as server,
        firm(tmp_path, 2, 0, limit=ROUND, latency_s=0.25, big=25) as all_of,
    ):
        url = server.url()
        submitted = hand_over(all_of, url, tmp_path / "office", FEW)
        for name, value in all_of.environment.items():
            monkeypatch.setenv(name, value)
        settings = Settings(
            home=tmp_path / "home", ledger_url=url, worker_heartbeat=1.0, threads=8,
            reports=tmp_path / "reports",
        )  # fmt: skip
        with open_ledger(url, settings.home) as mine, working(settings, mine) as is_alive:
            wait_for(lambda: any(one.posts >= 1 for one in all_of.clients))
            server.stop()
            server.start()
            with ledger_at(url, tmp_path / "office") as ledger:
                until_over(ledger, list(submitted.values()))
                morning = judged(all_of, ledger, submitted)
            assert is_alive()  # the same worker, all the time
    sound(morning, 2)


@contextmanager
def working(settings: Settings, ledger: SqlLedger) -> Iterator[Callable[[], bool]]:
    """A worker in a thread of this process; whether it still works."""
    served = {place.queue: place for place in places(settings)}
    crew = Crew(settings, settings.ledger_url, ledger, served, 4, "a worker")
    thread = threading.Thread(target=work, args=(crew,), kwargs={"once": False})
    thread.start()
    try:
        yield thread.is_alive
    finally:
        crew.halt()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


def test_a_worker_cut_off_from_the_database_sends_nothing_more(tmp_path: Path, url: str) -> None:
    wire = Wire(postgres.shared_server().port)
    port = postgres.shared_server().port
    with firm(tmp_path, 1, 0, limit=ROUND, latency_s=0.25, big=25) as all_of:
        client = all_of.clients[0]
        submitted = hand_over(all_of, url, tmp_path / "office", FEW)
        with night(tmp_path, url, all_of) as (crews, ledger):
            crews.start(0, url.replace(f":{port}/", f":{wire.port}/"))
            wait_for(lambda: client.posts >= 1)
            wire.cut()
            time.sleep(1.0)  # what had been announced has arrived by now
            sent = client.posts
            crews.start(1)  # on the same machine: the file lock says whether the first has let go
            until_over(ledger, list(submitted.values()))
            morning = judged(all_of, ledger, submitted)
            crews.kill(0)  # it would look for its database for a while yet
        wire.close()
    sound(morning, 1)
    assert sent <= 8


def test_two_workers_on_one_account_by_force(tmp_path: Path, url: str) -> None:
    with firm(tmp_path, 1, 0, limit=ROUND, latency_s=0.25, big=25) as all_of:
        client = all_of.clients[0]
        submitted = hand_over(all_of, url, tmp_path / "office", FEW)
        with opened(url) as app:  # the same turn once more, without the lock that keeps it waiting
            turn = {"queue": client_queue(all_of), "lock": None, "queueing_lock": None}
            app.configure_task(CARRY, **turn).defer(submitted=submitted[client.name])
        with night(tmp_path, url, all_of, accounts=1) as (crews, ledger):
            for slot in range(2):
                crews.start(slot)
            until_over(ledger, list(submitted.values()))
            told = ledger.desk.actions(submitted[client.name])
            morning = judged(all_of, ledger, submitted)
    sound(morning, 1)
    reasons = [one.detail.get("reason") for one in told if one.kind == GIVEN_BACK]
    assert LOCKED in reasons
    assert sum(one.kind == TAKEN for one in told) >= 2
    assert len(found_runs(told)) == 1


def client_queue(all_of: Firm) -> str:
    """The queue of the only account."""
    return f"a.{all_of.clients[0].running.account}"


def found_runs(told: list[Action]) -> set[str]:
    """The runs that were begun."""
    return {str(one.detail["run"]) for one in told if one.kind == "opened"}


def test_an_engine_that_was_dropped_is_filled_again(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with firm(tmp_path, 1, 3, limit=ROUND) as all_of:
        submitted = hand_over(all_of, url, tmp_path / "office", FEW)
        name = url.rpartition("/")[2]
        postgres.shared_server().execute("DROP SCHEMA batcher_queue CASCADE", name)
        prepare(url)
        with ledger_at(url, tmp_path / "office") as ledger:
            settings = Settings(home=tmp_path, ledger_url=url)
            crew = Crew(settings, url, ledger, {}, 1, "a worker")
            assert queued(crew) == []  # it may be on its way just now
            monkeypatch.setattr(recovering, "ORPHAN_S", -1)
            assert queued(crew) == list(submitted.values())
            assert queued(crew) == list(submitted.values())  # and not twice


def test_a_worker_whose_clock_is_ahead_gives_a_dead_one_s_turn_back_for_now(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose turn it is goes by the database's clock."""
    ahead = timedelta(minutes=10)
    monkeypatch.setattr(utils, "utcnow", lambda: datetime.now(UTC) + ahead)
    with firm(tmp_path, 1, 3, limit=ROUND) as all_of:
        submitted = hand_over(all_of, url, tmp_path / "office")
        server, name = postgres.shared_server(), url.rpartition("/")[2]
        died = "INSERT INTO batcher_queue.procrastinate_workers (last_heartbeat)"
        server.execute(f"{died} VALUES (now() - interval '1 hour')", name)
        server.execute(
            "SET search_path = batcher_queue; UPDATE procrastinate_jobs SET status = 'doing',"
            " worker_id = (SELECT id FROM procrastinate_workers)", name,
        )  # fmt: skip
        with ledger_at(url, tmp_path / "office") as ledger:
            settings = Settings(home=tmp_path, ledger_url=url)
            crew = Crew(settings, url, ledger, {}, 1, "a worker")
            assert queued(crew) == list(submitted.values())
        due = "SELECT scheduled_at <= now() FROM batcher_queue.procrastinate_jobs"
        assert server.execute(due, name) == [(True,)]


def queued(crew: Crew) -> list[str]:
    """What stands in the queue after somebody has looked."""

    async def look() -> list[str]:
        app = new_app(crew.address)
        async with app.open_async():
            crew._app = app
            await recovering.look(app.job_manager, crew)
            found = await app.job_manager.list_jobs_async(status="todo")
            return [str(job.task_kwargs["submitted"]) for job in found]

    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return runner.run(look())
