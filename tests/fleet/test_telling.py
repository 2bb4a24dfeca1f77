"""What ended badly while nobody watched is told once, and holds no money and no key."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from batcher.fleet import Handing, cancel, place_of, submit, telling
from batcher.fleet.recovering import give_up, tell_all
from batcher.fleet.upkeep import verify
from batcher.ledger import SqlLedger
from batcher.notify import words_of_end
from batcher.run import Options, Source
from batcher.settings import Settings
from batcher.submissions import Submission
from tests.acceptance.books import write
from tests.fleet.firm import Client
from tests.fleet.hands import crew_of, work_once

SECRET_AMOUNT = 9876543


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Somebody is to be told."""
    address = {"notify": ["json://127.0.0.1:1"], "hand_over": "none"}
    return Settings(**{**settings.model_dump(exclude_unset=True), **address})


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What people were told."""
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(telling, "notify_end", lambda told, _settings: found.append(told))
    return found


def handed(content: bytes, settings: Settings, ledger: SqlLedger, origin: str = "") -> Submission:
    handing = Handing(place_of(settings), "test", False, "the office", origin=origin)
    options = Options(accept=frozenset({"all"}))
    source = Source(content, "w.xlsx", "")
    return submit(source, options, handing, ledger, settings.ledger_url, now_s=0)


@pytest.fixture
def bad(tmp_path: Path) -> bytes:
    """A workbook of which nothing can be sent."""
    rows = [["invoice", "amount", "description"], ["in_nowhere", SECRET_AMOUNT, "x"]]
    path = tmp_path / "bad.xlsx"
    write(path, {"add_lines": rows})
    return path.read_bytes()


def test_a_bad_end_is_told_once_without_money(
    bad: bytes, settings: Settings, ledger: SqlLedger, client: Client, heard: list[Any]
) -> None:
    one = handed(bad, settings, ledger)
    work_once(settings, ledger)
    (told,) = heard
    assert (told["submitted"], told["status"], told["exit"]) == (one.id, "rejected", 1)
    assert told["rows"]["rejected"] == 1
    for language in ("en", "ja"):
        title, body = words_of_end(told, language)
        assert one.id in body
        assert "rejected" in title
        everything = json.dumps(told) + title + body
        assert str(SECRET_AMOUNT) not in everything
        assert f"{SECRET_AMOUNT:,}" not in everything
        assert client.running.key not in everything
    tell_all(crew_of(settings, ledger, "another worker"))
    assert len(heard) == 1


def test_a_good_end_and_one_taken_back_are_not_told(
    bad: bytes, settings: Settings, ledger: SqlLedger, client: Client, heard: list[Any]
) -> None:
    handed(client.content, settings, ledger)
    work_once(settings, ledger)
    assert client.posts > 0
    cancel(handed(bad, settings, ledger), ledger, settings.ledger_url, stop=False, who="me")
    inboxes = handed(bad, settings, ledger, origin="/in/working/w.xlsx@now")
    give_up(inboxes, crew_of(settings, ledger), "failed")
    assert heard == []


@pytest.mark.parametrize("instant", [telling.TO_TELL, "ended"])
def test_a_worker_that_dies_leaves_the_telling_to_another(
    instant: str, bad: bytes, settings: Settings, ledger: SqlLedger, heard: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    one = handed(bad, settings, ledger)
    act: Callable[..., bool] = ledger.desk.act

    class Killed(BaseException):
        pass

    def dies(who: str, kind: str, *given: Any, **detail: Any) -> bool:
        done = act(who, kind, *given, **detail)
        if kind == instant:
            raise Killed
        return done

    crew = crew_of(settings, ledger)
    with monkeypatch.context() as patched:
        patched.setattr(ledger.desk, "act", dies)
        with pytest.raises(Killed):
            give_up(one, crew, "failed")
    other = crew_of(settings, ledger, "another worker")
    tell_all(other)
    assert len(heard) == (1 if instant == "ended" else 0)  # what is not over is not told
    give_up(one, other, "failed")
    tell_all(other)
    assert [told["submitted"] for told in heard] == [one.id]


def test_what_changed_overnight_is_told_once(
    settings: Settings, ledger: SqlLedger, client: Client, heard: list[Any]
) -> None:
    handed(client.content, settings, ledger)
    work_once(settings, ledger)
    (record,) = ledger.runs()
    (place,) = crew_of(settings, ledger).places.values()
    read_again = (record.run, place, ledger, "a worker")
    verify(*read_again, _calm())
    assert heard == []
    invoices = client.stripe.account().invoices.values()
    name, line = next((i.invoice, n) for i in invoices for n in i.lines)
    client.stripe.edit(name, line, SECRET_AMOUNT)
    verify(*read_again, _calm())
    verify(*read_again, _calm())
    (told,) = heard
    assert (told["verified"], told["exit"]) == (record.run, 3)
    assert any(name in place for place in told["where"])
    assert str(SECRET_AMOUNT) not in json.dumps([told, *words_of_end(told, "en")])
    client.stripe.edit(name, line, SECRET_AMOUNT + 1)
    verify(*read_again, _calm())
    assert len(heard) == 2  # that is news


def test_what_cannot_be_read_is_told_once_a_day(
    settings: Settings, ledger: SqlLedger, client: Client, heard: list[Any]
) -> None:
    handed(client.content, settings, ledger)
    work_once(settings, ledger)
    (record,) = ledger.runs()
    locked_out = settings.model_copy(update={"key_env": "NOT_HERE"})
    (place,) = crew_of(locked_out, ledger).places.values()
    for _ in range(2):
        verify(record.run, place, ledger, "a worker", _calm())
    (told,) = heard
    assert (told["verified"], told["exit"], told["changed"]) == (record.run, 5, 0)
    assert "NOT_HERE" in words_of_end(told, "ja")[1]


def _calm() -> Any:
    from threading import Event

    return Event()
