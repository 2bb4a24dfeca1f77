"""The ledger keeps what it is given, in order, and only ever adds."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError

from batcher.core.model import Event, EventRecord, Kind
from batcher.core.ports import Ledger, LedgerUnusable
from batcher.ledger import SqlLedger, open_ledger
from tests.ledger.examples import ACCOUNT, operation, run_record
from tests.ledger.places import Place, new_place


def test_is_the_ledger_that_run_is_handed(ledger: SqlLedger) -> None:
    port: Ledger = ledger
    assert port.runs() == []


def test_run_comes_back_as_given(ledger: SqlLedger) -> None:
    record = run_record(livemode=True, parent="R-0")
    ledger.open_run(record, b"PK\x03\x04 bytes", '{"plan": 1}', [operation("R-1", 2)])
    assert ledger.run("R-1") == record
    assert ledger.workbook("R-1") == b"PK\x03\x04 bytes"
    assert ledger.plan("R-1") == '{"plan": 1}'
    assert ledger.operations_of("R-1") == [operation("R-1", 2)]
    assert ledger.run("R-2") is None


def test_open_run_says_planned(ledger: SqlLedger) -> None:
    ledger.open_run(run_record(), b"abc", "{}", [operation("R-1", 2), operation("R-1", 3)])
    detail = {
        "operations": 2,
        "plan_digest": "cd" * 32,
        "plan_sha256": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        "workbook_sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    }
    at = "2026-11-01T08:00:00.000000Z"
    assert ledger.events("R-1") == [EventRecord(1, "R-1", at, Event.PLANNED, None, detail)]


def test_open_run_is_whole_or_nothing(ledger: SqlLedger) -> None:
    twice = [operation("R-1", 2), operation("R-1", 2)]
    with pytest.raises(ValueError, match="R-1"):
        ledger.open_run(run_record(), b"", "{}", twice)
    assert ledger.run("R-1") is None
    assert ledger.runs() == []
    ledger.open_run(run_record(), b"", "{}", [])
    with pytest.raises(ValueError, match="R-1"):
        ledger.open_run(run_record(), b"other", "{}", [])
    assert ledger.workbook("R-1") == b""


def test_append_gives_the_event_as_it_will_be_read(ledger: SqlLedger) -> None:
    ledger.open_run(run_record(), b"", "{}", [])
    given = ledger.append("R-1", Event.SENT, 0, key="b1-x", body="lines[0][amount]=7500", n=(1, 2))
    assert given == EventRecord(
        2,
        "R-1",
        "2026-11-01T08:00:01.000000Z",
        Event.SENT,
        0,
        {"key": "b1-x", "body": "lines[0][amount]=7500", "n": [1, 2]},
    )
    assert ledger.events("R-1")[1] == given


def test_unknown_runs_are_named(ledger: SqlLedger) -> None:
    for ask in (ledger.plan, ledger.workbook, lambda run: ledger.append(run, Event.STOPPED)):
        with pytest.raises(KeyError, match="R-9"):
            ask("R-9")
    assert ledger.events("R-9") == []
    assert ledger.operations_of("R-9") == []
    assert ledger.head("R-9") == ""


def test_a_float_that_is_no_number_is_our_mistake(ledger: SqlLedger) -> None:
    ledger.open_run(run_record(), b"", "{}", [])
    with pytest.raises(ValueError):
        ledger.append("R-1", Event.SENT, 0, wait_s=float("nan"))
    assert len(ledger.events("R-1")) == 1


def test_runs_newest_first_by_account_and_mode(ledger: SqlLedger) -> None:
    for run, account, livemode in (
        ("R-1", "acct_1", False),
        ("R-2", "acct_1", True),
        ("R-3", "acct_2", False),
        ("R-4", "acct_1", False),
    ):
        ledger.open_run(run_record(run, account=account, livemode=livemode), b"", "{}", [])
    assert [record.run for record in ledger.runs()] == ["R-4", "R-3", "R-2", "R-1"]
    assert [record.run for record in ledger.runs("acct_1")] == ["R-4", "R-2", "R-1"]
    assert [record.run for record in ledger.runs("acct_1", False)] == ["R-4", "R-1"]
    assert [record.run for record in ledger.runs(livemode=True)] == ["R-2"]


def test_operations_by_content_of_one_account_and_mode(ledger: SqlLedger) -> None:
    for run, account, livemode in (
        ("R-1", "acct_1", False),
        ("R-2", "acct_1", True),
        ("R-3", "acct_2", False),
        ("R-4", "acct_1", False),
    ):
        record = run_record(run, account=account, livemode=livemode)
        rows = [operation(run, 3, "same"), operation(run, 2, "other", kind=Kind.REMOVE)]
        ledger.open_run(record, b"", "{}", rows)
    found = ledger.operations("acct_1", False, iter(["same", "absent", "same"]))
    assert found == [operation("R-1", 3, "same"), operation("R-4", 3, "same")]
    assert ledger.operations("acct_1", False, []) == []


def test_operations_on_lines_and_invoices(ledger: SqlLedger) -> None:
    first = replace(operation("R-1", 2, "a"), subject="il_1")
    other = replace(operation("R-1", 3, "b"), subject="il_2")
    later = replace(operation("R-2", 2, "c"), subject="il_1")
    elsewhere = replace(operation("R-3", 2, "d"), subject="il_1")
    ledger.open_run(run_record("R-1", account="acct_1"), b"", "{}", [first, other])
    ledger.open_run(run_record("R-2", account="acct_1"), b"", "{}", [later])
    ledger.open_run(run_record("R-3", account="acct_2"), b"", "{}", [elsewhere])
    assert ledger.operations_on("acct_1", False, ["il_1", "il_9", "il_1"]) == [first, later]


def test_operations_takes_tens_of_thousands_of_contents(ledger: SqlLedger) -> None:
    rows = [operation("R-1", row) for row in range(12_000)]
    ledger.open_run(run_record(), b"", "{}", iter(rows))
    asked = [f"content{row}" for row in reversed(range(40_000))]
    assert ledger.operations(ACCOUNT, False, asked) == rows


def test_request_events_are_those_that_settle_requests(ledger: SqlLedger) -> None:
    for run in ("R-1", "R-2", "R-3"):
        ledger.open_run(run_record(run), b"", "{}", [])
    others = [kind for kind in Event if kind not in (Event.SENT, Event.APPLIED, Event.REFUSED)]
    for request, last in ((7, Event.APPLIED), (8, Event.REFUSED)):
        for kind in (Event.SENT, *others, Event.SENT, last):
            ledger.append("R-1", kind, request)
    ledger.append("R-2", Event.SKIPPED, 1, why="refused before")
    found = ledger.request_events(["R-2", "R-1", "R-9"])
    assert list(found) == ["R-2", "R-1", "R-9"]
    kinds = [event.kind.value for event in found["R-1"]]
    went = ["sent", "in_doubt", "skipped", "sent"]
    assert kinds == [*went, "applied", *went, "refused"]
    assert [event.detail for event in found["R-2"]] == [{"why": "refused before"}]
    assert found["R-9"] == []


REWRITES = {
    "sqlite": (
        "UPDATE {table} SET run = run",
        "DELETE FROM {table}",
        "REPLACE INTO {table} SELECT * FROM {table}",
    ),
    "postgresql": (
        "UPDATE {table} SET run = run",
        "DELETE FROM {table}",
        "TRUNCATE {table} CASCADE",
    ),
}


@pytest.mark.parametrize(
    "table", ["runs", "workbooks", "plans", "operations", "requests", "events"]
)
def test_nothing_stored_is_ever_rewritten(ledger: SqlLedger, place: Place, table: str) -> None:
    ledger.open_run(run_record(), b"abc", "{}", [operation("R-1", 2)])
    for change in REWRITES["sqlite" if place.is_sqlite else "postgresql"]:
        with pytest.raises(DBAPIError, match="are only ever added to"):
            place.execute(change.format(table=table))
        assert place.execute(f"SELECT count(*) FROM {table}") == 1


def test_chain_is_broken_by_a_change_behind_its_back(ledger: SqlLedger, place: Place) -> None:
    ledger.open_run(run_record(), b"", "{}", [])
    for request in range(3):
        ledger.append("R-1", Event.SENT, request, amount=7500)
    assert ledger.broken("R-1") is None
    off = "events_no_update" if place.is_sqlite else "events_no_change ON events"
    place.execute(f"DROP TRIGGER {off}")
    place.execute("UPDATE events SET detail = '{\"amount\":7501}' WHERE number = 3")
    assert ledger.broken("R-1") == 3
    with pytest.raises(LedgerUnusable, match="event 3 of run R-1 is not what was written"):
        ledger.events("R-1")


def test_chains_of_runs_are_apart(ledger: SqlLedger) -> None:
    ledger.open_run(run_record("R-1"), b"", "{}", [])
    before = ledger.head("R-1")
    ledger.open_run(run_record("R-2"), b"", "{}", [])
    ledger.append("R-2", Event.STOPPED)
    assert ledger.head("R-1") == before
    assert len(before) == 64
    assert ledger.append("R-1", Event.STOPPED)
    assert ledger.head("R-1") != before
    assert (ledger.broken("R-1"), ledger.broken("R-2")) == (None, None)


def test_32_threads_append(ledger: SqlLedger) -> None:
    ledger.open_run(run_record(), b"", "{}", [])

    def append_ten(request: int) -> None:
        for attempt in range(10):
            ledger.append("R-1", Event.SENT, request, attempt=attempt)
            ledger.run("R-1")

    threads = [threading.Thread(target=append_ten, args=(request,)) for request in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    events = ledger.events("R-1")[1:]
    assert [event.number for event in events] == list(range(2, 322))
    for request in range(32):
        own = [event.detail["attempt"] for event in events if event.request == request]
        assert own == list(range(10))
    assert ledger.broken("R-1") is None


def test_backup_is_a_ledger(ledger: SqlLedger, home: Path, place: Place) -> None:
    if not place.is_sqlite:
        with pytest.raises(LedgerUnusable, match="pg_dump"):
            ledger.backup(home / "copy.sqlite3")
        return
    ledger.open_run(run_record(), b"abc", "{}", [operation("R-1", 2)])
    ledger.backup(home / "copy.sqlite3")
    with open_ledger(f"sqlite:///{home / 'copy.sqlite3'}", home) as copy:
        assert copy.events("R-1") == ledger.events("R-1")
        assert copy.workbook("R-1") == b"abc"
    before = (home / "copy.sqlite3").read_bytes()
    with pytest.raises(FileExistsError, match=r"copy\.sqlite3"):
        ledger.backup(home / "copy.sqlite3")
    with pytest.raises(FileNotFoundError):
        ledger.backup(home / "nowhere" / "copy.sqlite3")
    ledger.append("R-1", Event.STOPPED)
    assert (home / "copy.sqlite3").read_bytes() == before


def test_half_a_backup_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with Place(tmp_path).open() as ledger:
        ledger.open_run(run_record(), b"abc", "{}", [])
        monkeypatch.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            ledger.backup(tmp_path / "copy.sqlite3")
        monkeypatch.undo()
        assert not (tmp_path / "copy.sqlite3").exists()
        assert ledger.append("R-1", Event.STOPPED).number == 2


words = st.text() | st.sampled_from(['"', '"a"', "\x00", "\ud800", "a\ud800\x00", "請求書.csv"])
details = st.dictionaries(
    st.text().filter(lambda name: name not in {"self", "run", "kind", "request"}),
    st.recursive(
        st.none() | st.booleans() | st.integers() | words,
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    ),
    max_size=4,
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SqlLedger]:
    home = tmp_path_factory.mktemp("shared")
    with new_place(request.param, home) as place, place.open() as ledger:
        ledger.open_run(run_record("R-0"), b"", "{}", [])
        yield ledger


@settings(deadline=None, max_examples=60)
@given(detail=details)
def test_every_detail_comes_back(shared: SqlLedger, detail: dict[str, object]) -> None:
    given_back = shared.append("R-0", Event.ANSWERED, None, **detail)
    assert given_back.detail == detail
    assert shared.events("R-0")[-1] == given_back
    assert shared.broken("R-0") is None


@settings(deadline=None, max_examples=60)
@given(name=words, plan=words, sheet=words, setting=words)
def test_every_word_of_people_comes_back(
    shared: SqlLedger, name: str, plan: str, sheet: str, setting: str
) -> None:
    run = f"R-{len(shared.runs())}"
    record = run_record(run, workbook_name=name, settings={"note": setting})
    row = operation(run, 2, sheet=sheet, invoice="@" + name, subject=name)
    shared.open_run(record, b"", plan, [row])
    assert shared.run(run) == record
    assert shared.plan(run) == plan
    assert shared.operations_of(run) == [row]


def test_stored_text_reads_as_itself(ledger: SqlLedger, place: Place) -> None:
    ledger.open_run(run_record(workbook_name="訂正.xlsx"), b"", "{}", [])
    ledger.append("R-1", Event.STOPPED, why="停止")
    assert place.execute("SELECT workbook_name FROM runs") == "訂正.xlsx"
    text = place.execute("SELECT detail FROM events WHERE kind = 'stopped'")
    assert text == '{"why":"\\u505c\\u6b62"}'
    assert json.loads(text) == {"why": "停止"}
