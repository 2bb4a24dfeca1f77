"""A database server that stops, comes back, or is set up otherwise than a ledger needs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event as sqlalchemy_event

from batcher.core.model import Event
from batcher.core.ports import LedgerUnusable
from batcher.ledger import SqlLedger, open_ledger
from tests import postgres
from tests.ledger.examples import operation, run_record
from tests.ledger.places import Place, new_place


@pytest.fixture(scope="module")
def own_server() -> Iterator[postgres.Server]:
    """A server that these tests may stop."""
    postgres.require()
    with postgres.server() as made:
        yield made


@pytest.fixture
def place(own_server: postgres.Server, home: Path) -> Iterator[Place]:
    with own_server.database() as name:
        yield Place(home, own_server.url(name))


ROWS = [operation("R-1", row, invoice=f"in_{row}", request=row) for row in range(1, 40)]


def test_power_cut_of_the_server_between_appends(
    ledger: SqlLedger, own_server: postgres.Server
) -> None:
    """What was committed is there; what was refused is not; the next append goes on."""
    ledger.open_run(run_record(), b"", "{}", ROWS)
    for request in (1, 2, 3):
        ledger.append("R-1", Event.SENT, request)
        own_server.stop()
        with pytest.raises(LedgerUnusable, match="batcher resume") as told:
            ledger.append("R-1", Event.APPLIED, request)
        assert own_server.password not in str(told.value)
        own_server.start()
        ledger.append("R-1", Event.APPLIED, request)
    kinds = [(event.kind.value, event.request) for event in ledger.events("R-1")[1:]]
    assert kinds == [(kind, n) for n in (1, 2, 3) for kind in ("sent", "applied")]
    assert ledger.broken("R-1") is None


def test_power_cut_while_threads_append(ledger: SqlLedger, own_server: postgres.Server) -> None:
    """Whatever an append returned is there afterwards, and nothing twice."""
    ledger.open_run(run_record(), b"", "{}", ROWS)
    told: list[int] = []
    refused: list[LedgerUnusable] = []
    begun = threading.Semaphore(0)

    def append_until_it_fails(request: int) -> None:
        try:
            for attempt in range(1_000):
                told.append(ledger.append("R-1", Event.SENT, request, attempt=attempt).number)
                begun.release()
        except LedgerUnusable as error:
            refused.append(error)

    threads = [threading.Thread(target=append_until_it_fails, args=(n,)) for n in range(1, 9)]
    for thread in threads:
        thread.start()
    for _ in range(20):
        begun.acquire()
    own_server.stop()
    for thread in threads:
        thread.join()
    own_server.start()
    assert len(refused) == 8
    events = ledger.events("R-1")
    assert set(told) <= {event.number for event in events}
    # One append at a time: of the one in flight at the cut nobody knows, all others are known.
    assert 0 <= len(events) - 1 - len(told) <= 1
    sends = [(event.request, event.detail["attempt"]) for event in events[1:]]
    assert len(sends) == len(set(sends))
    assert ledger.broken("R-1") is None


@pytest.mark.parametrize("when", ["before", "after"])
def test_the_answer_to_a_commit_is_lost(
    ledger: SqlLedger, place: Place, own_server: postgres.Server, when: str
) -> None:
    """Said to be unusable, whether it was committed or not: so nothing is sent after it."""
    ledger.open_run(run_record(), b"", "{}", ROWS)

    def cut(connection: object) -> None:
        driver = connection.connection.driver_connection  # type: ignore[attr-defined]
        pid = driver.info.backend_pid
        if when == "after":  # it commits, and the line goes dead before the answer
            driver.execute("COMMIT")
            driver.execute("BEGIN")  # so that the driver has a commit to ask for
        own_server.execute(f"SELECT pg_terminate_backend({pid}, 5000)")

    sqlalchemy_event.listen(ledger._engine, "commit", cut)
    with pytest.raises(LedgerUnusable, match="cannot be read or written"):
        ledger.append("R-1", Event.SENT, 1)
    sqlalchemy_event.remove(ledger._engine, "commit", cut)
    kinds = [event.kind.value for event in ledger.events("R-1")]
    assert kinds == (["planned"] if when == "before" else ["planned", "sent"])
    ledger.append("R-1", Event.SENT, 1)  # as resume does: the same request under the same key
    ledger.append("R-1", Event.APPLIED, 1)
    assert ledger.broken("R-1") is None


def settings_of(ledger: SqlLedger, *names: str) -> list[str]:
    with ledger._engine.connect() as connection:
        return [str(connection.exec_driver_sql(f"SHOW {name}").scalar_one()) for name in names]


def test_commits_are_durable_whatever_the_database_says(place: Place) -> None:
    assert place.url is not None
    name = place.url.rpartition("/")[2]
    place.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    place.execute(f"ALTER DATABASE {name} SET default_transaction_isolation = 'serializable'")
    with place.open() as ledger:
        asked = (
            "synchronous_commit",
            "transaction_isolation",
            "idle_in_transaction_session_timeout",
        )
        assert settings_of(ledger, *asked) == ["on", "read committed", "30s"]
    place.execute(f"ALTER DATABASE {name} SET synchronous_commit = remote_apply")
    with place.open() as ledger:
        assert settings_of(ledger, "synchronous_commit") == ["remote_apply"]


def test_a_row_that_somebody_else_has_locked(place: Place) -> None:
    with place.open() as ledger, psycopg.connect(str(place.url)) as other:
        ledger.open_run(run_record(), b"", "{}", ROWS)
        other.execute("SELECT run FROM runs FOR UPDATE")
        with pytest.raises(LedgerUnusable, match="Another program keeps the ledger"):
            ledger.append("R-1", Event.SENT, 1)
        other.rollback()
        ledger.append("R-1", Event.SENT, 1)


def test_a_user_without_rights(place: Place, own_server: postgres.Server, home: Path) -> None:
    with place.open() as ledger:
        ledger.open_run(run_record(), b"", "{}", ROWS)
    place.execute("CREATE ROLE reader LOGIN PASSWORD 'r'")
    place.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    try:
        url = str(place.url).replace(f"{postgres.USER}:{own_server.password}@", "reader:r@")
        with open_ledger(url, home) as reader:
            assert reader.run("R-1") == run_record()
            with pytest.raises(LedgerUnusable, match="cannot be written"):
                reader.append("R-1", Event.SENT, 1)
    finally:
        place.execute("DROP OWNED BY reader; DROP ROLE reader")


Spell = Callable[[str], str]


@pytest.mark.parametrize(
    "spell",
    [
        lambda url: url,
        lambda url: url.replace("postgresql://", "postgres://"),
        lambda url: url.replace("postgresql://", "postgresql+psycopg://"),
        lambda url: url + "?connect_timeout=3",
    ],
)
def test_addresses_of_servers(place: Place, home: Path, spell: Spell) -> None:
    with open_ledger(spell(str(place.url)), home) as ledger:
        assert ledger.runs() == []


def test_a_server_that_is_not_there(own_server: postgres.Server, home: Path) -> None:
    url = own_server.url("nothing_of_that_name")
    with pytest.raises(LedgerUnusable, match="nothing_of_that_name") as told:
        open_ledger(url, home)
    assert own_server.password not in str(told.value)
    with pytest.raises(LedgerUnusable, match="Check the disk or the database server"):
        open_ledger("postgresql://me:secret@127.0.0.1:1/ledger", home)


def test_two_ledgers_do_not_meet(home: Path) -> None:
    with (
        new_place("postgresql", home) as one,
        new_place("postgresql", home) as two,
        one.open() as first,
        two.open() as second,
    ):
        first.open_run(run_record(), b"", "{}", [])
        assert second.runs() == []
