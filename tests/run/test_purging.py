"""A purged run is never sent again and says that it was purged; what is open is never purged."""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from batcher.core.model import Event
from batcher.core.ports import LedgerUnusable, RunPurged
from batcher.run import evidence, report, resume, retry, undo, verify
from batcher.run.purging import Purgeable, Survey, purge, remove_reports, survey, years_before
from tests.run import drafts
from tests.run.auditor import audit
from tests.run.mortal import Fate, doomed_run
from tests.run.test_approving import run_with, say_yes
from tests.run.test_faults import refusal
from tests.run.undone import desk, undone
from tests.run.world import START, World, rows

LATER = START + timedelta(days=30)
NONE = {"total": drafts.TOTAL, "unchanged": drafts.TOTAL}


def found(here: World, *, years: int = 0, before: datetime = LATER) -> Survey:
    return survey(here.ledger, before, years, LATER)


def purged(here: World) -> list[str]:
    """Purge all that may be; their names."""
    listed = found(here).purgeable
    for one in listed:
        purge(here.ledger, one, "anna@desk")
    return [one.record.run for one in listed]


def test_the_same_workbook_again_sends_nothing(here: World) -> None:
    assert here.run(drafts.sheets()).exit == 0
    sent = len(here.writes())
    assert purged(here) == ["R-1"]
    again = here.run(drafts.sheets())
    audit(here)
    assert (again.exit, rows(again), len(here.writes())) == (0, NONE, sent)


def test_words_are_gone_and_identities_stay(here: World) -> None:
    here.run(drafts.sheets())
    ids = [one.operation_id for one in here.ledger.operations_of("R-1")]
    finished = next(e for e in here.ledger.events("R-1") if e.kind is Event.FINISHED)
    file = here.home / "ledger.sqlite3"
    for word in (b"misplaced", b"A Ltd", b"description"):
        assert word in file.read_bytes()
    purged(here)
    for word in (b"misplaced", b"A Ltd", b"lines[0][description]"):
        assert word not in file.read_bytes()
    assert [one.operation_id for one in here.ledger.operations_of("R-1")] == ids
    left = next(e for e in here.ledger.events("R-1") if e.kind is Event.FINISHED)
    assert left.detail["object"]["rows"] == finished.detail["object"]["rows"]
    assert left.detail["object"]["money"] == finished.detail["object"]["money"]
    assert here.ledger.broken("R-1") is None


def test_what_is_gone_is_told(here: World) -> None:
    ended = here.run(drafts.sheets())
    purged(here)
    with here.edges() as edges:
        for asked in (report, evidence, undo, verify, retry):
            with pytest.raises(RunPurged) as caught:
                asked("R-1", edges)
            assert (caught.value.run, caught.value.purge.who) == ("R-1", "anna@desk")
        told = resume("R-1", edges)
    assert told.object["rows"] == ended.object["rows"]


def test_what_was_undone_counts_as_not_applied_though_the_undo_was_purged(here: World) -> None:
    world, rows_added = desk(here), {"add_lines": drafts.sheets()["add_lines"][:2]}
    world.run(rows_added)
    assert undone(world, "R-1").exit == 0
    assert len(purged(world)) == 2
    again = world.run(rows_added)
    assert rows(again) == {"total": 1, "applied": 1}


def test_rows_refused_before_are_tried_after_the_purge(here: World) -> None:
    here.faults.plan("in_A/update_lines", refusal(saved=True))
    assert here.run(drafts.sheets()).exit == 3
    purged(here)
    here.run(drafts.sheets())
    audit(here)
    keys = {w.key for w in here.writes("in_A/update_lines")}
    assert len(keys) == 2


def test_a_run_in_doubt_or_stopped_is_never_purged(here: World) -> None:
    assert doomed_run(here, drafts.sheets(), Fate("post", 3, "after")) is None
    seen = found(here)
    assert (seen.purgeable, [(k.record.run, k.why) for k in seen.kept]) == ((), [("R-1", "open")])
    assert here.resume().exit == 0
    assert [one.record.run for one in found(here).purgeable] == ["R-1"]


def test_a_run_that_waits_for_somebody_is_never_purged(here: World) -> None:
    run_with(here, drafts.sheets())
    assert [k.why for k in found(here).kept] == ["waiting"]
    assert say_yes(here).exit == 0
    assert [one.record.run for one in found(here).purgeable] == ["R-1"]


def test_a_run_that_nobody_can_approve_any_more_waits_for_nobody(here: World) -> None:
    run_with(here, drafts.sheets())
    assert here.run(drafts.sheets()).exit == 0  # it takes the place of the one that waits
    assert [one.record.run for one in found(here).purgeable] == ["R-1", "R-2"]
    assert found(here).kept == ()


def test_what_moved_before_an_approval_goes_with_the_rest(here: World) -> None:
    run_with(here, drafts.sheets())
    here.stripe.state.edit_line("in_A", "il_A2", description="Whispered to Anna")
    assert say_yes(here).exit == 1
    file = here.home / "ledger.sqlite3"
    assert b"Whispered" in file.read_bytes()
    assert purged(here) == ["R-1"]
    assert b"Whispered" not in file.read_bytes()
    assert here.ledger.broken("R-1") is None
    with here.edges() as edges:
        assert resume("R-1", edges).object["rows"]["not_sent"] == drafts.TOTAL


def test_what_is_young_or_newer_stays(here: World) -> None:
    here.run(drafts.sheets())
    assert [k.why for k in found(here, years=1).kept] == ["young"]
    assert found(here, years=1).purgeable == ()
    earlier = found(here, before=START - timedelta(days=1))
    assert (earlier.purgeable, earlier.kept) == ((), ())


def test_a_run_is_purged_once(here: World) -> None:
    here.run(drafts.sheets())
    (one,) = found(here).purgeable
    purge(here.ledger, one, "anna")
    assert [k.why for k in found(here).kept] == ["purged"]
    with pytest.raises(RunPurged):
        purge(here.ledger, one, "bob")


def test_a_run_that_was_gone_on_with_meanwhile_stays(here: World) -> None:
    here.run(drafts.sheets())
    (one,) = found(here).purgeable
    here.ledger.append("R-1", Event.FINISHED, None, exit=0, object={})
    with pytest.raises(ValueError, match="gone on with"):
        purge(here.ledger, one, "anna")
    assert here.ledger.purged("R-1") is None


def test_only_reports_that_are_still_as_written_are_removed(here: World, tmp_path: Path) -> None:
    here.run(drafts.sheets())
    names = {"kept.xlsx": b"as written", "mine.xlsx": b"as written"}
    for name, content in names.items():
        (tmp_path / name).write_bytes(content)
        sha256 = hashlib.sha256(content).hexdigest()
        here.ledger.append("R-1", Event.REPORTED, None, path=str(tmp_path / name), sha256=sha256)
    (tmp_path / "mine.xlsx").write_bytes(b"signed since")
    (one,) = found(here).purgeable
    assert isinstance(one, Purgeable)
    states = {file.path.name: file.state for file in one.reports}
    assert states["kept.xlsx"] == "there"
    assert states["mine.xlsx"] == "changed"
    assert states["R-1.xlsx"] == "gone"  # these tests write no reports
    assert remove_reports(one) == (tmp_path / "kept.xlsx",)
    assert [path.name for path in tmp_path.glob("*.xlsx")] == ["mine.xlsx"]


def test_years_are_counted_as_calendars_do() -> None:
    leap = datetime(2028, 2, 29, 12, tzinfo=UTC)
    assert years_before(leap, 7) == datetime(2021, 2, 28, 12, tzinfo=UTC)
    assert years_before(leap, 0) == leap
    assert years_before(datetime(2026, 11, 2, tzinfo=UTC), 10).year == 2016


def test_a_report_that_cannot_go_leaves_the_run_whole(
    here: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Open in Excel on Windows: the same purge again takes all of it."""
    here.run(drafts.sheets())
    path = tmp_path / "open.xlsx"
    path.write_bytes(b"open")
    sha256 = hashlib.sha256(b"open").hexdigest()
    here.ledger.append("R-1", Event.REPORTED, None, path=str(path), sha256=sha256)
    (one,) = found(here).purgeable

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "in use", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        with pytest.raises(PermissionError):
            purge(here.ledger, one, "anna", with_reports=True)
    assert here.ledger.purged("R-1") is None
    assert here.ledger.workbook("R-1")
    (again,) = found(here).purgeable
    assert purge(here.ledger, again, "anna", with_reports=True) == (path,)
    assert not path.exists()


def test_a_disk_that_fills_in_the_middle_of_a_purge(here: World) -> None:
    """At each of its statements in turn: nothing of the run is gone, and then all of it at once."""
    from sqlalchemy import event

    here.run(drafts.sheets())
    (one,) = found(here).purgeable
    before = [(e.number, e.kind, e.detail) for e in here.ledger.events("R-1")]
    workbook, plan = here.ledger.workbook("R-1"), here.ledger.plan("R-1")
    left = [0]

    def strike(_c: object, cursor: object, statement: str, *_: object) -> None:
        if statement.split()[0] in ("INSERT", "UPDATE", "DELETE", "PRAGMA"):
            left[0] -= 1
            if left[0] == 0:
                full = sqlite3.OperationalError("database or disk is full")
                full.sqlite_errorname = "SQLITE_FULL"
                raise full

    engine = here.ledger._engine
    event.listen(engine, "before_cursor_execute", strike)
    failures = 0
    while here.ledger.purged("R-1") is None:
        left[0] = failures + 1
        try:
            purge(here.ledger, one, "anna")
        except LedgerUnusable as full:
            assert "no room left" in str(full)  # noqa: PT017
            left[0] = 0
            failures += 1
            assert [(e.number, e.kind, e.detail) for e in here.ledger.events("R-1")] == before
            assert (here.ledger.workbook("R-1"), here.ledger.plan("R-1")) == (workbook, plan)
            assert here.ledger.broken("R-1") is None
    event.remove(engine, "before_cursor_execute", strike)
    assert failures > len(before)  # each of its events is cut short by a statement of its own
    assert here.ledger.broken("R-1") is None
