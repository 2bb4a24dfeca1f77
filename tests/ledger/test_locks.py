"""One run at a time per account and mode, on one machine and on several."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select, update

from batcher.core.model import Event
from batcher.core.ports import LedgerLocked, LedgerUnusable
from batcher.ledger import SqlLedger
from batcher.ledger.engine import WRITES
from batcher.ledger.locks import machine_of
from batcher.ledger.row_lock import RowLock
from batcher.ledger.tables import locks
from batcher.ledger.unusable import Speaker
from tests.ledger.examples import run_record, start
from tests.ledger.places import OPEN, Place

HOLDER = f"""{OPEN}
with open_there().lock("acct_1", False):
    print("held")
    sys.stdin.read()
"""


@contextmanager
def holding_process(place: Place) -> Iterator[subprocess.Popen[str]]:
    process = start(HOLDER, *place.words)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def test_second_process_is_told_who_runs_since_when(ledger: SqlLedger, place: Place) -> None:
    with holding_process(place) as process:
        with pytest.raises(LedgerLocked) as told, ledger.lock("acct_1", False):
            pass
        assert f"process {process.pid} on " in str(told.value)
        assert "account acct_1 (test)" in str(told.value)
        assert " since 20" in str(told.value)
        with ledger.lock("acct_1", True), ledger.lock("acct_2", False):
            pass


def test_dead_owner_is_replaced_at_once(ledger: SqlLedger, place: Place) -> None:
    with holding_process(place) as process:
        process.kill()
        process.wait()
        with ledger.lock("acct_1", False):
            pass


def test_same_process_twice(ledger: SqlLedger, home: Path) -> None:
    told: list[str] = []

    def second() -> None:
        try:
            with ledger.lock("acct_1", False):
                told.append("held")
        except LedgerLocked as error:
            told.append(str(error))

    with ledger.lock("acct_1", False):
        second()
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    second()
    assert [text.startswith("Another run of account acct_1 (test)") for text in told] == [
        True,
        True,
        False,
    ]
    assert told[2] == "held"


def test_japanese(place: Place) -> None:
    with (
        place.open(language="ja") as ledger,
        ledger.lock("acct_1", True),
        pytest.raises(LedgerLocked, match="アカウント acct_1（live）では別の処理が実行中です"),
        ledger.lock("acct_1", True),
    ):
        pass


def test_holder_without_facts(ledger: SqlLedger, home: Path) -> None:
    with ledger.lock("acct_1", False):
        for path in (home / "locks").glob("*.json"):
            path.write_text("{ half", encoding="utf-8")
        with (
            pytest.raises(LedgerLocked, match="has just started"),
            ledger.lock("acct_1", False),
        ):
            pass


def test_an_error_in_the_block_passes_and_lets_go(ledger: SqlLedger) -> None:
    with pytest.raises(ZeroDivisionError), ledger.lock("acct_1", False):
        _ = 1 // 0
    with ledger.lock("acct_1", False):
        pass


def row_lock(ledger: SqlLedger, machine: str, beat_s: float = 60.0) -> RowLock:
    writer = ledger._engine.execution_options(**WRITES)
    return RowLock(writer, Speaker("db", "en"), "acct_1", False, machine, "since", beat_s)


def age(ledger: SqlLedger, seconds: int) -> None:
    changed = update(locks).values(heartbeat_s=locks.c.heartbeat_s - seconds)
    with ledger._engine.execution_options(**WRITES).begin() as connection:
        assert connection.execute(changed).rowcount == 1


def rows(ledger: SqlLedger) -> list[tuple[str, str]]:
    with ledger._engine.connect() as connection:
        found = connection.execute(select(locks.c.account, locks.c.machine))
        return [(row.account, row.machine) for row in found]


def test_row_of_another_machine(ledger: SqlLedger) -> None:
    with row_lock(ledger, "one").hold():
        assert rows(ledger) == [("acct_1", "one")]
        age(ledger, 58)
        with (
            pytest.raises(LedgerLocked, match=r"Another run of account acct_1 \(test\)"),
            row_lock(ledger, "two").hold(),
        ):
            pass
    assert rows(ledger) == []


def test_row_is_taken_over_when_the_heartbeat_stops(ledger: SqlLedger) -> None:
    first = row_lock(ledger, "one")
    with first.hold():
        age(ledger, 62)
        with row_lock(ledger, "two").hold():
            assert rows(ledger) == [("acct_1", "two")]
            with (
                ledger._engine.connect() as connection,
                pytest.raises(LedgerUnusable, match="Another machine has taken over"),
            ):
                first.require_held(connection)
        assert rows(ledger) == []


def test_row_of_a_dead_process_of_this_machine(ledger: SqlLedger) -> None:
    with row_lock(ledger, "one").hold(), row_lock(ledger, "one").hold():
        assert rows(ledger) == [("acct_1", "one")]


def test_heartbeat_keeps_the_row(ledger: SqlLedger) -> None:
    beaten = threading.Event()
    lock = row_lock(ledger, "one", beat_s=0.01)
    beat = lock._beat

    def beat_and_tell() -> None:
        beat()
        beaten.set()

    lock._beat = beat_and_tell  # type: ignore[method-assign]
    with lock.hold():
        age(ledger, 62)
        beaten.clear()
        assert beaten.wait(5)
        with pytest.raises(LedgerLocked), row_lock(ledger, "two").hold():
            pass


def test_ledger_of_a_server_asks_for_the_row_at_each_append(ledger: SqlLedger, home: Path) -> None:
    ledger.open_run(run_record(), b"", "{}", [])
    lock = row_lock(ledger, "one")
    ledger._held = (lock,)
    with lock.hold():
        ledger.append("R-1", Event.CONFIRMED)
    with pytest.raises(LedgerUnusable, match="Nothing more is sent"):
        ledger.append("R-1", Event.SENT, 0)
    assert len(ledger.events("R-1")) == 2


def test_machine_is_the_same_for_one_home(home: Path, tmp_path: Path) -> None:
    home.mkdir()
    (tmp_path / "other").mkdir()
    assert machine_of(home) == machine_of(home)
    assert machine_of(home) != machine_of(tmp_path / "other")
