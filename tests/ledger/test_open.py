"""Opening a file: a ledger that cannot be used is said so, with its path and what to do."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
import tempfile
from pathlib import Path

import pytest

from batcher import locale
from batcher.core.model import Event
from batcher.core.ports import LedgerUnusable
from batcher.ledger import SqlLedger, open_ledger
from batcher.locale import running
from tests.ledger.examples import operation, run_record, start
from tests.ledger.places import Place

POSIX = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")


@pytest.fixture
def place(home: Path) -> Place:
    return Place(home)


def test_default_is_a_file_in_home(ledger: SqlLedger, home: Path) -> None:
    assert (home / "ledger.sqlite3").is_file()
    ledger.open_run(run_record(), b"", "{}", [])
    with open_ledger("", home) as again:
        assert again.run("R-1") == run_record()


def test_setup_of_the_connection(ledger: SqlLedger) -> None:
    expected = {
        "journal_mode": "delete",
        "synchronous": 3,
        "foreign_keys": 1,
        "fullfsync": 1,
        "busy_timeout": 100,
        "application_id": 0x62617463,
    }
    with ledger._engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in expected
        }
    assert found == expected


@POSIX
def test_only_the_owner_may_read(ledger: SqlLedger, home: Path) -> None:
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "ledger.sqlite3").stat().st_mode) == 0o600
    with ledger.lock("acct_1", False):
        assert stat.S_IMODE((home / "locks").stat().st_mode) == 0o700


@POSIX
def test_a_ledger_others_could_read_is_closed_to_them(ledger: SqlLedger, home: Path) -> None:
    ledger.close()
    (home / "ledger.sqlite3").chmod(0o644)
    open_ledger(None, home).close()
    assert stat.S_IMODE((home / "ledger.sqlite3").stat().st_mode) == 0o600


def test_a_file_that_is_no_database(home: Path) -> None:
    home.mkdir()
    (home / "ledger.sqlite3").write_bytes(b"PK\x03\x04 this is a workbook" * 100)
    with pytest.raises(LedgerUnusable, match="Move the file aside") as told:
        open_ledger(None, home)
    assert str(home / "ledger.sqlite3") in str(told.value)


@pytest.mark.fault(38)
def test_a_damaged_ledger(ledger: SqlLedger, home: Path) -> None:
    rows = [operation("R-1", row) for row in range(2_000)]
    ledger.open_run(run_record(), os.urandom(100_000), "{}", rows)
    ledger.close()
    path = home / "ledger.sqlite3"
    whole = path.read_bytes()
    middle = len(whole) // 2
    path.write_bytes(whole[:middle] + b"\x55" * 8192 + whole[middle + 8192 :])
    with pytest.raises(LedgerUnusable, match="is damaged"):
        open_ledger(None, home)
    path.write_bytes(whole[:-8192])
    with pytest.raises(LedgerUnusable, match="is damaged"):
        open_ledger(None, home)
    path.write_bytes(whole)
    open_ledger(None, home).close()


@pytest.mark.parametrize("is_large", [False, True])
def test_an_index_that_lies(
    ledger: SqlLedger, home: Path, is_large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found by the thorough check, which a very large ledger is spared."""
    ledger.open_run(run_record(), b"", "{}", [])
    ledger.close()
    connection = sqlite3.connect(home / "ledger.sqlite3")
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        "UPDATE sqlite_master SET sql = 'CREATE INDEX events_by_run ON events (kind, number)' "
        "WHERE name = 'events_by_run'"
    )
    connection.commit()
    connection.close()
    if is_large:
        monkeypatch.setattr("batcher.ledger.schema._THOROUGH_BYTES", 0)
        open_ledger(None, home).close()
        return
    with pytest.raises(LedgerUnusable, match="is damaged"):
        open_ledger(None, home)


def test_damage_met_later(ledger: SqlLedger, home: Path) -> None:
    ledger.open_run(run_record(), b"", "{}", [])
    (home / "ledger.sqlite3").write_bytes(b"\x00" * 40_960)
    with pytest.raises(LedgerUnusable, match="is damaged"):
        ledger.append("R-1", Event.SENT, 0)


def test_an_interrupted_first_opening_is_made_good(home: Path) -> None:
    home.mkdir()
    (home / "ledger.sqlite3").touch()
    with open_ledger(None, home) as ledger:
        assert ledger.runs() == []


def test_database_of_another_program(home: Path) -> None:
    home.mkdir()
    connection = sqlite3.connect(home / "ledger.sqlite3")
    connection.execute("CREATE TABLE photos (name TEXT)")
    connection.close()
    with pytest.raises(LedgerUnusable, match="another program"):
        open_ledger(None, home)


def test_directory_in_the_way(home: Path) -> None:
    (home / "ledger.sqlite3").mkdir(parents=True)
    with pytest.raises(LedgerUnusable, match="something else stands in its place"):
        open_ledger(None, home)


def test_file_in_the_way_of_home(tmp_path: Path) -> None:
    (tmp_path / "home").touch()
    with pytest.raises(LedgerUnusable, match="cannot be"):
        open_ledger(None, tmp_path / "home")
    with pytest.raises(LedgerUnusable, match="cannot be"):
        open_ledger(None, tmp_path / "home" / "below")


def test_locked_by_another_program(ledger: SqlLedger, home: Path) -> None:
    ledger.open_run(run_record(), b"", "{}", [])
    other = sqlite3.connect(home / "ledger.sqlite3")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(LedgerUnusable, match="Another program keeps the ledger"):
        ledger.append("R-1", Event.SENT, 0)
    with pytest.raises(LedgerUnusable, match="Another program keeps the ledger"):
        open_ledger(None, home, busy_wait_s=0.1)
    other.rollback()
    other.close()
    assert ledger.append("R-1", Event.SENT, 0).number == 2


@pytest.mark.fault(38)
def test_full_disk(ledger: SqlLedger) -> None:
    ledger.open_run(run_record(), b"", "{}", [])
    with ledger._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LedgerUnusable, match="no room left"):
        ledger.append("R-1", Event.ANSWERED, 0, body="x" * 100_000)
    with pytest.raises(LedgerUnusable, match="no room left"):
        ledger.open_run(run_record("R-2"), b"x" * 100_000, "{}", [])
    assert [event.kind for event in ledger.events("R-1")] == [Event.PLANNED]
    assert ledger.run("R-2") is None


# The tests themselves may run as root, whom no file mode stops; so the child gives its rights away.
READ_ONLY = """
import os, sys
from pathlib import Path
from batcher.core.ports import LedgerUnusable
from batcher.ledger import open_ledger
if os.geteuid() == 0:
    os.setuid(65534)
try:
    open_ledger(None, Path(sys.argv[1]))
except LedgerUnusable as error:
    print(error)
"""


def told_without_rights(home: str) -> str:
    return start(READ_ONLY, home).communicate()[0]


@POSIX
@pytest.mark.parametrize("is_there", [False, True])
def test_read_only_folder(is_there: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        if is_there:
            open_ledger(None, home).close()
            (home / "ledger.sqlite3").chmod(0o666)
        Path(folder).chmod(0o755)
        home.chmod(0o555)
        told = told_without_rights(str(home))
        home.chmod(0o755)
    assert "cannot be written" in told
    assert str(home) in told


@pytest.mark.fault(38)
@POSIX
def test_read_only_file() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        open_ledger(None, Path(folder)).close()
        (Path(folder) / "ledger.sqlite3").chmod(0o444)
        told = told_without_rights(folder)
    assert "cannot be written" in told


def test_read_only_database(ledger: SqlLedger, home: Path) -> None:
    ledger.open_run(run_record(), b"", "{}", [])
    uri = f"sqlite:///file:{(home / 'ledger.sqlite3').as_posix()}?mode=ro&uri=true"
    with open_ledger(uri, home) as reader:
        assert reader.run("R-1") == run_record()
        with pytest.raises(LedgerUnusable, match="cannot be written"):
            reader.append("R-1", Event.SENT, 0)


def test_addresses(home: Path) -> None:
    with pytest.raises(LedgerUnusable, match="not understood") as told:
        open_ledger("mysql://root:secret@host/ledger", home)
    assert "mysql://root:***@host/ledger" in str(told.value)
    with pytest.raises(LedgerUnusable, match="not understood") as told:
        open_ledger("secret words", home)
    assert "secret" not in str(told.value)
    assert not home.exists()


def test_missing_driver(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(LedgerUnusable, match="psycopg") as told:
        open_ledger("postgresql://me:secret@host/ledger", home)
    assert "secret" not in str(told.value)


def test_sqlite_elsewhere_has_its_locks_beside_it(tmp_path: Path, home: Path) -> None:
    with (
        open_ledger(f"sqlite:///{tmp_path / 'shared' / 'our.db'}", home) as ledger,
        ledger.lock("acct_1", False),
    ):
        assert (tmp_path / "shared" / "our.db").is_file()
        assert (tmp_path / "shared" / "locks").is_dir()
    assert not home.exists()


def test_in_memory(home: Path) -> None:
    with open_ledger("sqlite://", home) as ledger:
        ledger.open_run(run_record(), b"", "{}", [])
        assert ledger.append("R-1", Event.STOPPED).number == 2


def test_every_word_in_both_languages() -> None:
    facts = dict.fromkeys(
        (
            "path",
            "reason",
            "found",
            "known",
            "account",
            "mode",
            "pid",
            "host",
            "since",
            "person",
            "run",
            "event",
        ),
        "VALUE",
    )
    for code in (code for code in running.PROBLEMS if code.startswith("ledger_")):
        english, japanese = (locale.problem(code, language, facts) for language in ("en", "ja"))
        assert "VALUE" in english
        assert "VALUE" in japanese
        assert english.isascii()
        assert not japanese.isascii()


@POSIX
def test_removed_under_our_feet(ledger: SqlLedger, home: Path) -> None:
    ledger.open_run(run_record(), b"", "{}", [])
    (home / "ledger.sqlite3").unlink()
    with pytest.raises(LedgerUnusable, match="cannot be written"):
        ledger.append("R-1", Event.SENT, 0)
