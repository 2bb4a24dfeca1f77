"""What the page keeps: files by their bytes, actions that stay, people who change."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError

from batcher.core.model import Person, Role
from batcher.ledger import SqlLedger
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
