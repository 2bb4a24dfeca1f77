"""What the page keeps: files by their bytes, actions that stay, people who change."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError

from batcher.core.model import Event, Person, Role
from batcher.ledger import SqlLedger
from tests.ledger.examples import operation, run_record
from tests.ledger.places import Place


def test_the_same_bytes_are_kept_once_under_both_names(ledger: SqlLedger, place: Place) -> None:
    first = ledger.desk.bring("a.xlsx", b"PK", "aki")
    second = ledger.desk.bring("../\u202eb.xlsx", b"PK", "ben")
    assert first.sha256 == second.sha256
    assert ledger.desk.content(first.sha256) == b"PK"
    assert place.execute("SELECT count(*) FROM contents") == 1
    assert ledger.desk.upload(second.upload) == second
    assert [one.name for one in ledger.desk.uploads(5)] == ["../\u202eb.xlsx", "a.xlsx"]
    assert ledger.desk.upload("U-0") is None
    assert ledger.desk.content("0") is None


def test_what_may_be_done_once_is_done_once(ledger: SqlLedger) -> None:
    assert ledger.desk.act("aki", "sent", "U-1", "n1", rows=3)
    assert not ledger.desk.act("aki", "sent", "U-1", "n1", rows=3)
    assert ledger.desk.was_done("n1")
    assert not ledger.desk.was_done("n2")
    assert ledger.desk.act("aki", "answered", "U-1")
    assert ledger.desk.act("aki", "answered", "U-2")
    done = [(one.kind, one.who, dict(one.detail)) for one in ledger.desk.actions("U-1")]
    assert done == [("answered", "aki", {}), ("sent", "aki", {"rows": 3})]
    last = ledger.desk.last("U-1", "sent")
    assert last is not None
    assert last.detail == {"rows": 3}
    assert ledger.desk.last("U-2", "sent") is None


@pytest.mark.parametrize("table", ["actions", "uploads"])
def test_what_was_done_cannot_be_changed(ledger: SqlLedger, place: Place, table: str) -> None:
    ledger.desk.bring("a.xlsx", b"PK", "aki")
    ledger.desk.act("aki", "sent", "U-1", "n1")
    for change in (f"UPDATE {table} SET who = 'eve'", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="only ever added to"):
            place.execute(change)


def test_people_are_added_and_changed(ledger: SqlLedger) -> None:
    assert not ledger.desk.has_people()
    aki = Person("aki", "$argon2id$1", frozenset({Role.PREPARE}))
    ledger.desk.enrol(aki)
    ledger.desk.enrol(Person("ben", "$argon2id$2", frozenset({Role.APPROVE}), {"jpy": 90}))
    ledger.desk.enrol(Person("aki", "$argon2id$3", frozenset(), active=False))
    found = {one.name: one for one in ledger.desk.people()}
    assert ledger.desk.has_people()
    assert list(found) == ["aki", "ben"]
    assert found["ben"].limits_minor == {"jpy": 90}
    assert found["ben"].may(Role.APPROVE)
    assert not found["aki"].may(Role.PREPARE)
    assert found["aki"].password == "$argon2id$3"
    assert found["aki"].since.endswith("Z")
    assert ledger.desk.person("eve") is None


def test_lists_come_a_page_at_a_time(ledger: SqlLedger) -> None:
    names = [f"{n}.csv" for n in range(5)]
    brought = [ledger.desk.bring(name, name.encode(), "aki") for name in names]
    assert [one.name for one in ledger.desk.uploads(2, 1)] == ["3.csv", "2.csv"]
    assert ledger.desk.uploads(2, 5) == []
    assert ledger.desk.uploads_count() == 5
    for one in brought:
        ledger.desk.act("aki", "uploaded", one.upload)
    assert [one.subject for one in ledger.desk.actions(None, 2, 3)] == [
        brought[1].upload,
        brought[0].upload,
    ]
    assert ledger.desk.actions_count() == 5
    asked = [brought[4].upload, brought[0].upload, "U-0"]
    found = ledger.desk.actions_of(asked, ("uploaded", "sent"))
    assert [one.subject for one in found] == [brought[0].upload, brought[4].upload]
    assert ledger.desk.actions_of(asked, ("sent",)) == []


def test_what_stands_last_counts(ledger: SqlLedger) -> None:
    for subject, kinds in (
        ("U-1", ("handed", "back", "handed")),
        ("U-2", ("handed", "back")),
        ("U-3", ("handed", "looked")),
        ("U-4", ("looked",)),
    ):
        for kind in kinds:
            ledger.desk.act("aki", kind, subject)
    assert ledger.desk.subjects_at("handed", ("handed", "back")) == ["U-3", "U-1"]


def test_the_bytes_of_a_file_are_forgotten_unless_a_run_holds_them(ledger: SqlLedger) -> None:
    free = ledger.desk.bring("free.csv", b"free", "aki")
    held = ledger.desk.bring("held.csv", b"held", "aki")
    ledger.open_run(run_record(workbook_sha256=held.sha256), b"held", "{}", [operation("R-1", 1)])
    assert ledger.desk.without_run() == [free]
    assert ledger.desk.kept([free.sha256, held.sha256, "0"]) == {free.sha256, held.sha256}
    assert ledger.desk.forget(free.sha256, "anna")
    assert not ledger.desk.forget(free.sha256, "anna")
    assert not ledger.desk.forget(held.sha256, "anna")
    assert ledger.desk.kept([free.sha256, held.sha256]) == {held.sha256}
    (told,) = ledger.desk.actions(free.upload)
    assert (told.kind, told.who) == ("purged", "anna")


def test_runs_that_are_open_or_wait(ledger: SqlLedger) -> None:
    for number, kinds in enumerate(
        (
            (),
            (Event.STOPPED,),
            (Event.STOPPED, Event.FINISHED, Event.REPORTED),
            (Event.WAITING, Event.FINISHED),
            (Event.WAITING, Event.FINISHED, Event.APPROVED),
            (Event.WAITING, Event.FINISHED, Event.LAPSED),
        ),
        1,
    ):
        run = f"R-{number}"
        ledger.open_run(run_record(run), b"x", "{}", [operation(run, number)])
        for kind in kinds:
            ledger.append(run, kind, None)
    assert [one.run for one in ledger.unfinished()] == ["R-5", "R-2", "R-1"]
    assert [one.run for one in ledger.waiting()] == ["R-4"]
    assert [one.run for one in ledger.runs_page(2, 1)] == ["R-5", "R-4"]
    assert ledger.runs_count() == 6
