"""Files that no run came of go as runs do; what waits, is young or belongs to a run stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from batcher.brought import HANDED, WITHDRAWN, forget, survey
from batcher.core.model import Event
from batcher.ledger import SqlLedger, open_ledger
from batcher.submissions import ENDED, SUBMITTED
from tests.ledger.examples import operation, run_record

LATER = datetime.now(UTC) + timedelta(days=400)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    with open_ledger(None, tmp_path) as made:
        yield made


def found(ledger: SqlLedger, years: int = 0, before: datetime = LATER) -> dict[str, str]:
    """Name it was last brought by -> why it stays."""
    return {one.latest.name: one.why for one in survey(ledger, before, years, LATER)}


def purge(ledger: SqlLedger) -> list[str]:
    listed = [one for one in survey(ledger, LATER, 0, LATER) if not one.why]
    return [one.latest.name for one in listed if forget(ledger, one, "anna")]


def test_what_nobody_sent_goes_with_an_action_that_says_so(
    ledger: SqlLedger, tmp_path: Path
) -> None:
    one = ledger.desk.bring("a.csv", b"Secret Customer KK", "aki")
    other = ledger.desk.bring("b.csv", b"Secret Customer KK", "ben")
    assert found(ledger) == {"b.csv": ""}
    assert b"Secret Customer KK" in (tmp_path / "ledger.sqlite3").read_bytes()
    assert purge(ledger) == ["b.csv"]
    assert ledger.desk.content(one.sha256) is None
    assert b"Secret Customer KK" not in (tmp_path / "ledger.sqlite3").read_bytes()
    assert ledger.desk.upload(other.upload) == other
    for upload in (one, other):
        (told,) = ledger.desk.actions(upload.upload)
        assert (told.kind, told.who) == ("purged", "anna")
    assert found(ledger) == {}
    assert not ledger.desk.forget(one.sha256, "anna")


def test_what_is_young_stays(ledger: SqlLedger) -> None:
    ledger.desk.bring("a.csv", b"1", "aki")
    assert found(ledger, years=10) == {"a.csv": "young"}
    assert found(ledger, before=datetime.now(UTC) - timedelta(days=1)) == {}
    assert found(ledger, years=1) == {"a.csv": ""}


def test_what_waits_for_somebody_stays(ledger: SqlLedger) -> None:
    handed = ledger.desk.bring("handed.csv", b"1", "aki")
    queued = ledger.desk.bring("queued.csv", b"2", "aki")
    ledger.desk.act("aki", HANDED, handed.upload)
    ledger.desk.act("aki", SUBMITTED, queued.upload)
    assert found(ledger) == {"handed.csv": "waiting", "queued.csv": "waiting"}
    assert purge(ledger) == []
    ledger.desk.act("ben", WITHDRAWN, handed.upload)
    ledger.desk.act("worker", ENDED, queued.upload)
    assert sorted(purge(ledger)) == ["handed.csv", "queued.csv"]


def test_what_a_run_holds_goes_with_it_but_not_what_was_brought_again(ledger: SqlLedger) -> None:
    record = run_record()
    ledger.open_run(record, b"x", "{}", [operation(record.run, 1, request=1)])
    ledger.append(record.run, Event.FINISHED, None, exit=0)
    sha256 = ledger.desk.bring("a.csv", b"A", "aki").sha256
    held = run_record("R-2", workbook_sha256=sha256)
    ledger.open_run(held, b"A", "{}", [operation("R-2", 2, request=1)])
    ledger.append("R-2", Event.FINISHED, None, exit=0)
    assert found(ledger) == {}
    assert not ledger.desk.forget(sha256, "anna")
    ledger.desk.bring("again.csv", b"A", "aki")
    ledger.purge("R-2", "{}", {}, "anna")
    assert ledger.desk.content(sha256) == b"A"
    assert purge(ledger) == ["again.csv"]
