"""Whether there is a queue to hand over to, and anybody who takes from it."""

from __future__ import annotations

from pathlib import Path

from batcher.doctor.checks import Check, Health
from batcher.doctor.machine_side import machine_checks
from batcher.fleet import prepare
from batcher.settings import Settings
from tests import postgres


def workers_of(settings: Settings) -> Check | None:
    return next((one for one in machine_checks(settings) if one.name == "workers"), None)


def test_who_sends_himself_is_told_nothing_of_it(tmp_path: Path) -> None:
    assert workers_of(Settings(home=tmp_path)) is None


def test_a_ledger_in_a_file_has_no_queue(tmp_path: Path) -> None:
    found = workers_of(Settings(home=tmp_path, hand_over="queue"))
    assert found is not None
    assert found.status is Health.PROBLEM
    assert "PostgreSQL" in found.found


def test_workers_are_counted_by_their_signs_of_life(tmp_path: Path) -> None:
    postgres.require()
    server = postgres.shared_server()
    with server.database() as name:
        settings = Settings(home=tmp_path, hand_over="queue", ledger_url=server.url(name))
        alone = workers_of(settings)
        assert alone is not None
        assert alone.status is Health.WARNING
        assert "batcher worker" in alone.todo
        prepare(server.url(name))
        table = "INSERT INTO batcher_queue.procrastinate_workers (last_heartbeat) VALUES"
        for age_s in (5, 10, 5, 10, 3_600):  # two workers, and one that died an hour ago
            server.execute(f"{table} (now() - interval '{age_s} seconds')", name)
        found = workers_of(settings)
        assert found is not None
        assert (found.status, found.todo) == (Health.OK, "")
        assert found.found.endswith(": 2")
