"""A ledger that the first released version filled is brought up to date and loses nothing."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from batcher.core.model import Event, Kind
from batcher.ledger import SqlLedger
from batcher.ledger.tables import REVISIONS, VERSION_TABLE
from tests.ledger.examples import operation, run_record
from tests.ledger.places import Place

# Dumps that the first schema's own program made; never to be changed.
SCHEMAS = Path(__file__).parent / "schemas"


@pytest.fixture
def old(place: Place) -> Place:
    """The ledger of the first release: one run in the middle, one that was stopped."""
    kind = "sqlite" if place.is_sqlite else "postgresql"
    dump = (SCHEMAS / f"v0001.{kind}.sql").read_text(encoding="utf-8")
    if place.is_sqlite:
        place.home.mkdir()
        connection = sqlite3.connect(place.home / "ledger.sqlite3")
        connection.executescript(dump)
        connection.close()
    else:
        with place.connection() as server:
            server.exec_driver_sql(dump.replace("%", "%%"))
    assert place.execute(f"SELECT version_num FROM {VERSION_TABLE}") == "0001"
    return place


def whole(ledger: SqlLedger) -> None:
    """Everything the first version wrote is there as it was given."""
    assert ledger.runs() == [
        run_record("R-2", parent="R-1", livemode=True, workbook_name="a\ud800.csv"),
        run_record(),
    ]
    assert ledger.workbook("R-1") == b"PK\x03\x04\x00bytes"
    assert ledger.plan("R-1") == '{"plan": 1}'
    assert ledger.operations_of("R-1") == [
        operation("R-1", 2, request=1),
        operation("R-1", 3, request=2, kind=Kind.UPDATE, subject="il_1"),
        operation("R-1", 4, request=3, invoice="in_2", sheet='"明細"'),
    ]
    kinds = [(event.number, event.kind.value, event.request) for event in ledger.events("R-1")]
    assert kinds == [
        (1, "planned", None),
        (2, "confirmed", None),
        (3, "sent", 1),
        (4, "answered", 1),
        (5, "applied", 1),
        (6, "sent", 2),
        (7, "sent", 3),
        (8, "answered", 3),
        (9, "in_doubt", 3),
    ]
    assert ledger.events("R-2")[-1].detail == {"why": "停止"}
    assert (ledger.broken("R-1"), ledger.broken("R-2")) == (None, None)


def test_nothing_is_lost(old: Place) -> None:
    for _ in range(2):
        with old.open() as ledger:
            whole(ledger)
    assert old.execute(f"SELECT version_num FROM {VERSION_TABLE}") == REVISIONS[-1]


def test_the_run_in_the_middle_goes_on(old: Place) -> None:
    with old.open() as ledger, ledger.lock("acct_1", False):
        ledger.append("R-1", Event.RESUMED)
        with pytest.raises(IntegrityError, match="does not move so"):
            ledger.append("R-1", Event.REFUSED, 1)
        ledger.append("R-1", Event.SENT, 2)
        ledger.append("R-1", Event.APPLIED, 2)
        ledger.append("R-1", Event.APPLIED, 3)
        added = [event.kind.value for event in ledger.events("R-1")[-4:]]
        assert added == ["resumed", "sent", "applied", "applied"]
        assert ledger.broken("R-1") is None


def test_requests_of_before_are_kept_in_order_too(old: Place) -> None:
    with old.open() as ledger:
        assert old.execute("SELECT count(*) FROM requests") == 3
        assert old.execute("SELECT invoice FROM requests WHERE request = 3") == "in_2"
        ledger.append("R-1", Event.RESUMED)
    with pytest.raises(DBAPIError, match="only ever added to"):
        old.execute("DELETE FROM requests")
