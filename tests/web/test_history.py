"""Long lists: page by page, with the same few questions to the ledger however long they are."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from batcher.core.model import Event
from batcher.core.retention import standing
from batcher.ledger import tables
from batcher.ledger.engine import WRITES
from batcher.web import doing
from batcher.web.office import Office
from batcher.web.views import problems
from tests.ledger.examples import operation, run_record
from tests.web.somebody import Somebody

MANY = 1_000


@contextmanager
def counted(office: Office) -> Iterator[list[str]]:
    """The statements the ledger is asked inside."""
    asked: list[str] = []
    engine = office.ledger._engine

    def heard(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", heard)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", heard)


def bring_many(office: Office, count: int) -> list[str]:
    """So many uploads of different bytes with an action each, in one transaction."""
    ids = [f"U-20261122-{secrets.token_hex(4)}" for _ in range(count)]
    at = {"at": "2026-11-22T08:00:00.000000Z", "who": "aki"}
    act = {**at, "kind": "uploaded", "detail": "{}"}
    files = [{"sha256": one * 4, "name": f"{one}.csv", "size_bytes": 9, **at} for one in ids]
    with office.ledger._engine.execution_options(**WRITES).begin() as connection:
        rows = [{"upload": one, **file} for one, file in zip(ids, files, strict=True)]
        connection.execute(tables.uploads.insert(), rows)
        kept = [{"sha256": one * 4, "content": one.encode()} for one in ids]
        connection.execute(tables.contents.insert(), kept)
        connection.execute(tables.actions.insert(), [{**act, "subject": one} for one in ids])
    return ids


@pytest.mark.parametrize("path", ["/", "/uploads", "/activity", "/runs"])
def test_a_thousand_uploads_cost_no_more_than_sixty(
    owner: Somebody, office: Office, path: str
) -> None:
    bring_many(office, 60)
    owner.get(path)
    with counted(office) as few:
        owner.get(path)
    bring_many(office, MANY)
    with counted(office) as many:
        owner.get(path)
    assert owner.status == 200
    assert len(many) == len(few) < 20
    assert owner.page.count("<tr>") <= 52


def test_files_are_paged_and_none_is_lost(owner: Somebody, office: Office) -> None:
    ids = bring_many(office, 120)
    seen: list[str] = []
    for page in (1, 2, 3):
        owner.get(f"/uploads?page={page}")
        seen += [one for one in reversed(ids) if f">{one}<" in owner.page]
    assert seen == ids[::-1]
    assert "120 files, newest first" in owner.said()
    assert "Page 3 of 3" in owner.said()
    for page in ("0", "4", "-1", "x", "９９９", "99999999999"):
        owner.get(f"/uploads?page={page}")
        assert owner.status == 200


def test_a_file_says_what_came_of_it(owner: Somebody, office: Office) -> None:
    desk = office.ledger.desk
    ran, waits, gone, left = bring_many(office, 4)
    desk.act("aki", doing.OPENED, ran, run="R-20261101-080000-000001")
    desk.act("aki", "handed_over", waits)
    purged = desk.upload(gone)
    assert purged is not None
    assert desk.forget(purged.sha256, "aki")
    owner.get("/uploads")
    rows = {row.partition("</tr>")[0] for row in owner.page.split("<tr>")}

    def row(upload: str) -> str:
        (found,) = [one for one in rows if f">{upload}<" in one]
        return found

    assert 'href="/runs/R-20261101-080000-000001"' in row(ran)
    assert "Waits for approval" in row(waits)
    assert "no longer kept" in row(gone)
    assert f'href="/uploads/{gone}"' not in row(gone)
    assert "not sent" in row(left)
    owner.get(f"/uploads/{gone}")
    assert owner.status == 410
    assert "no longer kept" in owner.said()
    owner.get("/")
    assert f"/uploads/{waits}/review" in owner.page


def test_what_is_stopped_is_found_behind_many_later_runs(owner: Somebody, office: Office) -> None:
    """Also one that waited, was approved, and was cut off before its end."""
    ledger = office.ledger
    for number, kinds in enumerate(
        (
            [],
            [Event.STOPPED],
            [Event.WAITING, Event.FINISHED, Event.APPROVED],
            [Event.WAITING, Event.FINISHED],
            *([Event.FINISHED] for _ in range(30)),
        ),
        1,
    ):
        run = f"R-{number}"
        ledger.open_run(run_record(run), b"x", "{}", [operation(run, number, request=1)])
        for kind in kinds:
            ledger.append(run, kind, None, object={"status": "applied"})
    assert [one.run for one in ledger.unfinished()] == ["R-3", "R-2", "R-1"]
    assert [one.run for one in ledger.waiting()] == ["R-4"]
    assert standing(ledger.events("R-4")).why == "waiting"
    owner.get("/")
    stopped = owner.page.partition('id="stopped"')[2].partition("</section>")[0]
    assert [f"/runs/R-{n}" in stopped for n in (1, 2, 3, 4, 5)] == [True, True, True, False, False]
    assert "/runs/R-4" in owner.page.partition('id="handed"')[2].partition("</section>")[0]


def test_tens_of_thousands_of_problems_are_worded_once(
    owner: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {"worded": 0, "texts": 0, "boards": 0}

    def counting(name: str, call: object) -> object:
        def counted_call(*given: object) -> object:
            made[name] += 1
            return call(*given)  # type: ignore[operator]

        return counted_call

    monkeypatch.setattr(doing, "spoken", counting("worded", doing.spoken))
    monkeypatch.setattr(doing, "board_of", counting("boards", doing.board_of))
    monkeypatch.setattr(problems, "_text", counting("texts", problems._text))
    count = 20_000
    lines = [f"in_1,row {n},cus_{n}" for n in range(count)]
    owner.bring("add_lines.csv", "\n".join(["invoice,description,amount", *lines]).encode())
    path = owner.path
    assert "20,000 errors have to be mended first" in owner.said()
    for query in (
        "?code=number_text&page=3",
        "?severity=error",
        "?sheet=add_lines",
        "?page=400",
    ):
        owner.get(f"{path}{query}")
        assert owner.page.count('class="place"') == 50
    once = made["worded"]
    assert once in (count, count + 1)  # one more for all rows that are alike
    assert made == {"worded": once, "texts": 0, "boards": 1}
    for query, found in (("?q=c17+cus_15", 1), ("?q=c20001", 1), ("?q=nowhere", 0)):
        owner.get(f"{path}{query}")
        assert f"{found:,} of {once:,}" in owner.said()
    assert made == {"worded": once, "texts": once, "boards": 1}
