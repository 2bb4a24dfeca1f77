"""A purge takes what it may, once, of a run that is finished; the chain holds before and after."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError

from batcher.core.model import Event
from batcher.core.ports import LedgerUnusable, RunPurged
from batcher.ledger import SqlLedger
from tests.ledger.examples import operation, run_record
from tests.ledger.places import Place

WORDS = "Beratung für Frau Quillmere"


def filled(ledger: SqlLedger, *, ends: bool = True) -> dict[int, dict[str, object]]:
    """A run with words of people in it; the details a purge would leave."""
    plan = f'{{"plan": "{WORDS}"}}'
    ledger.open_run(run_record(), f"PK {WORDS}".encode(), plan, [operation("R-1", 2, request=1)])
    sent = ledger.append("R-1", Event.SENT, 1, body=WORDS, key="k-1", attempt=1)
    answered = ledger.append("R-1", Event.ANSWERED, 1, body=WORDS, status=200)
    ledger.append("R-1", Event.APPLIED, 1, request_id="req_1")
    if ends:
        ledger.append("R-1", Event.FINISHED, None, exit=0)
    return {
        sent.number: {"key": "k-1", "attempt": 1, "body": ""},
        answered.number: {"status": 200, "body": ""},
    }


def test_what_goes_and_what_stays(ledger: SqlLedger, place: Place) -> None:
    details = filled(ledger)
    before = [(e.number, e.at, e.kind, e.request) for e in ledger.events("R-1")]
    head = ledger.head("R-1")
    ledger.purge("R-1", '{"plan": ""}', details, "anna@desk")
    assert ledger.plan("R-1") == '{"plan": ""}'
    assert ledger.operations_of("R-1") == [operation("R-1", 2, request=1)]
    events = ledger.events("R-1")
    assert [(e.number, e.at, e.kind, e.request) for e in events[:-1]] == before
    assert [e.detail for e in events if e.number in details] == list(details.values())
    last = events[-1]
    assert (last.kind, last.detail["who"], last.detail["events"]) == (
        Event.PURGED,
        "anna@desk",
        sorted(details),
    )
    assert place.execute(f"SELECT hash FROM events WHERE number = {last.number - 1}") == head
    purge = ledger.purged("R-1")
    assert purge is not None
    assert (purge.who, purge.at[:10]) == ("anna@desk", "2026-11-01")
    for asked in (ledger.workbook, ledger.sealed):
        with pytest.raises(RunPurged) as caught:
            asked("R-1")
        assert (caught.value.run, caught.value.purge) == ("R-1", purge)
    assert ledger.broken("R-1") is None


def test_nothing_of_it_is_left_in_the_file(ledger: SqlLedger, place: Place) -> None:
    details = filled(ledger)
    if not place.is_sqlite:
        pytest.skip("a server writes over what was removed when it vacuums")
    file, words = place.home / "ledger.sqlite3", WORDS.split()[-1].encode()
    assert words in file.read_bytes()
    ledger.purge("R-1", "{}", details, "anna")
    assert words not in file.read_bytes()


def test_what_the_page_kept_of_it_goes_with_its_last_run(ledger: SqlLedger, place: Place) -> None:
    details = filled(ledger)
    sha256 = run_record().workbook_sha256
    ledger.open_run(run_record("R-2"), b"same", "{}", [operation("R-2", 3, request=1)])
    ledger.append("R-2", Event.FINISHED, None, exit=0)
    kept = r"'\x00'" if not place.is_sqlite else "X'00'"
    place.execute(f"INSERT INTO contents (sha256, content) VALUES ('{sha256}', {kept})")
    ledger.purge("R-1", "{}", details, "anna")
    assert place.execute("SELECT count(*) FROM contents") == 1
    ledger.purge("R-2", "{}", {}, "anna")
    assert place.execute("SELECT count(*) FROM contents") == 0


def test_a_run_goes_on_to_be_told_apart_from_others(ledger: SqlLedger) -> None:
    details = filled(ledger)
    ledger.open_run(run_record("R-2"), b"two", "{}", [operation("R-2", 2, request=1)])
    ledger.purge("R-1", "{}", details, "anna")
    assert ledger.workbook("R-2") == b"two"
    assert ledger.purged("R-2") is None
    assert [r.run for r in ledger.operations("acct_1", False, ["content2"])] == ["R-1", "R-2"]
    assert len(ledger.request_events(["R-1"])["R-1"]) == 2


def test_a_run_that_is_not_finished_is_not_purged(ledger: SqlLedger) -> None:
    details = filled(ledger, ends=False)
    with pytest.raises(ValueError, match="finished"):
        ledger.purge("R-1", "{}", details, "anna")
    assert ledger.workbook("R-1").startswith(b"PK")
    assert ledger.events("R-1")[1].detail["body"] == WORDS
    with pytest.raises(KeyError):
        ledger.purge("R-9", "{}", {}, "anna")


def test_once_is_enough(ledger: SqlLedger) -> None:
    details = filled(ledger)
    ledger.purge("R-1", "{}", details, "anna")
    with pytest.raises(RunPurged):
        ledger.purge("R-1", "{}", {}, "bob")
    assert ledger.purged("R-1").who == "anna"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET detail = '{}' WHERE number = 2",
        "UPDATE plans SET content = '{}'",
        "DELETE FROM workbooks",
        "DELETE FROM plans",
        "DELETE FROM events WHERE number = 2",
        "DELETE FROM purges",
        "UPDATE purges SET who = 'x'",
    ],
)
def test_the_database_lets_nobody_else(ledger: SqlLedger, place: Place, statement: str) -> None:
    details = filled(ledger)
    if "purges" in statement or "'{}'" in statement:  # not even of a run that was purged
        ledger.purge("R-1", "{}", details, "anna")
    ledger.close()
    with pytest.raises(DBAPIError, match="only ever added to"):
        place.execute(statement)


def test_while_a_run_is_purged_only_its_words_may_go(ledger: SqlLedger, place: Place) -> None:
    filled(ledger)
    ledger.close()
    place.execute("INSERT INTO purges (run, at, who) VALUES ('R-1', '2026', 'x')")
    for change in ("hash = 'x'", "at = 'x'", "kind = 'x'", "request = 7"):
        with pytest.raises(DBAPIError, match="only ever added to"):
            place.execute(f"UPDATE events SET {change} WHERE number = 2")
    with pytest.raises(DBAPIError, match="only ever added to"):
        place.execute("DELETE FROM plans")


def test_what_a_purge_left_is_sealed_too(ledger: SqlLedger, place: Place) -> None:
    details = filled(ledger)
    ledger.purge("R-1", "{}", details, "anna")
    ledger.close()
    number = min(details)
    lift = "DROP TRIGGER events_no_update" + ("" if place.is_sqlite else " ON events")
    if not place.is_sqlite:
        lift = "ALTER TABLE events DISABLE TRIGGER ALL"
    place.execute(lift)
    place.execute(f'UPDATE events SET detail = \'{{"key": "other"}}\' WHERE number = {number}')
    with place.open() as opened:
        assert opened.broken("R-1") == number
        with pytest.raises(LedgerUnusable):
            opened.events("R-1")


def test_a_run_that_was_changed_is_not_purged(ledger: SqlLedger, place: Place) -> None:
    details = filled(ledger)
    ledger.close()
    lift = (
        "DROP TRIGGER workbooks_no_update"
        if place.is_sqlite
        else ("ALTER TABLE workbooks DISABLE TRIGGER ALL")
    )
    place.execute(lift)
    other = "X'00'" if place.is_sqlite else r"'\x00'"
    place.execute(f"UPDATE workbooks SET content = {other}")
    with place.open() as opened, pytest.raises(LedgerUnusable):
        opened.purge("R-1", "{}", details, "anna")
