"""One run at a time per account and mode, on one machine and on several."""

from __future__ import annotations

import getpass
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from socket import gethostname

import pytest
from sqlalchemy import select, update

from batcher.core.model import Event
from batcher.core.ports import LedgerLocked, LedgerUnusable
from batcher.ledger import SqlLedger
from batcher.ledger.engine import WRITES
from batcher.ledger.locks import Holder, Taken, machine_of
from batcher.ledger.row_lock import RowLock
from batcher.ledger.tables import locks
from batcher.ledger.unusable import Speaker
from tests.ledger.examples import run_record, start
from tests.ledger.places import OPEN, Place, new_place

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


@pytest.mark.fault(34)
def test_second_process_is_told_who_runs_what_since_when(ledger: SqlLedger, place: Place) -> None:
    ledger.open_run(run_record("R-0"), b"", "{}", [])
    ledger.append("R-0", Event.FINISHED)
    with holding_process(place) as process:
        with pytest.raises(LedgerLocked) as told, ledger.lock("acct_1", False):
            pass
        expected = (
            f"is active: {getpass.getuser()}, process {process.pid} on {gethostname()}, since"
        )
        assert expected in str(told.value)
        assert "account acct_1 (test)" in str(told.value)
        assert " since 20" in str(told.value)
        ledger.open_run(run_record("R-1"), b"", "{}", [])
        ledger.open_run(run_record("R-2", livemode=True), b"", "{}", [])
        with pytest.raises(LedgerLocked, match="is active: R-1, "), ledger.lock("acct_1", False):
            pass
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


# A program that appends, one event for each line it is given, and says how that went.
APPENDER = f"""{OPEN}
from batcher.core.model import Event
from batcher.core.ports import LedgerUnusable
ledger = open_there()
with ledger.lock("acct_1", False):
    print("held", flush=True)
    for line in sys.stdin:
        try:
            print(ledger.append("R-1", Event.CONFIRMED).number)
        except LedgerUnusable as error:
            print(error)
"""


def ask(process: subprocess.Popen[str]) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("go\n")
    process.stdin.flush()
    return process.stdout.readline()


@pytest.fixture
def server(home: Path) -> Iterator[Place]:
    """A ledger that several machines share; each has a home of its own."""
    with new_place("postgresql", home) as place:
        yield place


def test_another_machine_is_told_who_runs(server: Place, tmp_path: Path) -> None:
    elsewhere = replace(server, home=tmp_path / "elsewhere")
    with server.open() as ledger, holding_process(elsewhere) as process:
        ledger.open_run(run_record(), b"", "{}", [])
        with pytest.raises(LedgerLocked) as told, ledger.lock("acct_1", False):
            pass
        assert f"R-1, {getpass.getuser()}, process {process.pid} on" in str(told.value)
        with ledger.lock("acct_1", True), ledger.lock("acct_2", False):
            pass
        # On its own machine the dead one is replaced at once, on another after its last heartbeat.
        process.kill()
        process.wait()
        with pytest.raises(LedgerLocked), ledger.lock("acct_1", False):
            pass
        with elsewhere.open() as same, same.lock("acct_1", False):
            pass
        with ledger.lock("acct_1", False):
            pass


@pytest.mark.skipif(os.name != "posix", reason="suspends a process by a signal")
def test_owner_that_slept_and_was_taken_over_sends_no_more(server: Place, tmp_path: Path) -> None:
    elsewhere = replace(server, home=tmp_path / "elsewhere")
    with server.open() as ledger:
        ledger.open_run(run_record(), b"", "{}", [])
        sleeper = start(APPENDER, *elsewhere.words)
        try:
            assert sleeper.stdout is not None
            assert sleeper.stdout.readline() == "held\n"
            assert ask(sleeper) == "2\n"
            os.kill(sleeper.pid, signal.SIGSTOP)
            server.execute("UPDATE locks SET heartbeat_s = heartbeat_s - 61")
            with ledger.lock("acct_1", False):
                assert ledger.append("R-1", Event.RESUMED).number == 3
                os.kill(sleeper.pid, signal.SIGCONT)
                assert "Another machine has taken over this account" in ask(sleeper)
            # Nor afterwards: it held the account once, and has to begin again to hold it anew.
            assert "Another machine has taken over this account" in ask(sleeper)
        finally:
            os.kill(sleeper.pid, signal.SIGCONT)
            sleeper.kill()
            sleeper.communicate()
        assert [event.kind.value for event in ledger.events("R-1")] == [
            "planned", "confirmed", "resumed",
        ]  # fmt: skip


def test_the_clock_of_a_machine_does_not_matter(server: Place, tmp_path: Path) -> None:
    """A machine whose clock is a day ahead takes nothing over."""
    elsewhere = replace(server, home=tmp_path / "elsewhere")
    with (
        elsewhere.open(clock=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as slow,
        server.open(clock=lambda: datetime(2027, 1, 1, tzinfo=UTC)) as fast,
        slow.lock("acct_1", False),
    ):
        beaten_s = server.execute("SELECT heartbeat_s FROM locks")
        now_s = server.execute("SELECT cast(extract(epoch FROM now()) AS bigint)")
        assert 0 <= now_s - beaten_s < 60
        with pytest.raises(LedgerLocked), fast.lock("acct_1", False):
            pass


def test_a_run_is_not_opened_after_a_take_over(server: Place) -> None:
    with server.open() as ledger, ledger.lock("acct_1", False):
        server.execute("UPDATE locks SET owner = 'another'")
        with pytest.raises(LedgerUnusable, match="Nothing more is sent"):
            ledger.open_run(run_record(), b"", "{}", [])
        assert ledger.runs() == []


def row_lock(ledger: SqlLedger, machine: str, beat_s: float = 60.0) -> RowLock:
    writer = ledger._engine.execution_options(**WRITES)
    holder = Holder(41, machine, "since", "keiri")
    return RowLock(writer, Speaker("db", "en"), "acct_1", False, machine, holder, beat_s)


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
            pytest.raises(Taken) as told,
            row_lock(ledger, "two").hold(),
        ):
            pass
        assert told.value.holder == Holder(41, "one", "since", "keiri")
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
        with pytest.raises(Taken), row_lock(ledger, "two").hold():
            pass


def test_ledger_of_a_server_asks_for_the_row_at_each_append(ledger: SqlLedger, home: Path) -> None:
    ledger.open_run(run_record(), b"", "{}", [])
    lock = row_lock(ledger, "one")
    ledger._writer._held = (lock,)
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
