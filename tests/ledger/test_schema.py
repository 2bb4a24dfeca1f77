"""The schema grows by migrations, whoever opens first, and never backwards."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import batcher.ledger
from batcher.core.ports import LedgerUnusable
from batcher.ledger import SqlLedger
from batcher.ledger.tables import REVISIONS, VERSION_TABLE, metadata
from tests.ledger.examples import start
from tests.ledger.places import OPEN, Place

FOLDER = Path(batcher.ledger.__file__).parent / "migrations"


def config(output: io.StringIO | None = None) -> Config:
    made = Config(output_buffer=output)
    made.set_main_option("script_location", str(FOLDER))
    return made


def test_migrations_are_the_revisions_the_program_knows() -> None:
    scripts = ScriptDirectory.from_config(config())
    found = [script.revision for script in scripts.walk_revisions()]
    assert list(reversed(found)) == list(REVISIONS)
    assert scripts.get_heads() == [REVISIONS[-1]]


def test_migrations_make_the_tables_that_queries_see(ledger: SqlLedger) -> None:
    options = {"version_table": VERSION_TABLE, "compare_type": True}
    with ledger._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_opening_again_changes_nothing(ledger: SqlLedger, place: Place) -> None:
    ledger.close()
    before = standing(place)
    place.open().close()
    assert standing(place) == before


def standing(place: Place) -> object:
    """What any change would alter: the file itself, or who wrote the rows of the catalogue."""
    if place.is_sqlite:
        return (place.home / "ledger.sqlite3").read_bytes()
    return place.execute("SELECT string_agg(relname || xmin, ',' ORDER BY oid) FROM pg_class")


def test_newer_schema_is_refused(ledger: SqlLedger, place: Place) -> None:
    ledger.close()
    place.execute(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")
    with pytest.raises(LedgerUnusable, match="newer version of batcher") as told:
        place.open()
    assert "9999" in str(told.value)
    assert place.said in str(told.value)


OPENER = f"""{OPEN}
print("ready")
sys.stdin.readline()
print(len(open_there().runs()))
"""


def test_processes_that_open_a_new_ledger_at_once(place: Place) -> None:
    openers = [start(OPENER, *place.words) for _ in range(4)]
    for opener in openers:
        assert opener.stdout is not None
        assert opener.stdout.readline() == "ready\n"
    for opener in openers:
        assert opener.stdin is not None
        opener.stdin.write("go\n")
        opener.stdin.flush()
    assert [opener.communicate()[0] for opener in openers] == ["0\n"] * 4


def test_killed_while_migrating_is_as_if_never_begun(place: Place) -> None:
    code = f"""{OPEN}
import os, signal
from alembic.operations import Operations
make = Operations.create_index
def die(*arguments, **options):
    print("in the middle")
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
Operations.create_index = die
import alembic.op
alembic.op.create_index = die
open_there()
"""
    process = start(code, *place.words)
    assert process.communicate()[0] == "in the middle\n"
    assert process.returncode != 0
    with place.open(busy_wait_s=10.0) as ledger:
        assert ledger.runs() == []


def test_postgresql_is_spelled() -> None:
    output = io.StringIO()
    made = config(output)
    made.attributes["dialect"] = "postgresql"
    command.upgrade(made, "head", sql=True)
    text = output.getvalue()
    assert "number BIGSERIAL NOT NULL" in text
    assert "content BYTEA NOT NULL" in text
    assert "PRAGMA" not in text
    assert "%" not in text
    for table in ("runs", "workbooks", "plans", "operations", "requests", "events"):
        assert f"{table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW" in text
        assert f"{table}_no_truncate BEFORE TRUNCATE ON {table}" in text
