"""Names that are taken: found so, or taken by another program in the instant of the move."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from batcher.core.reporting import Exit
from batcher.endings import unbegun
from batcher.inbox import Desk, open_folders, renaming, sweeping
from batcher.inbox.folders import move
from batcher.inbox.journal import Entry, Journal
from batcher.run import Result


def _desk(tmp_path: Path) -> Desk:
    folders = open_folders(tmp_path)
    journal = Journal.opened(folders.working)
    now = "2026-11-22T01:00:00+00:00"
    found = SimpleNamespace(folders=folders, journal=journal, language="en", now=lambda: now)
    return cast(Desk, found)


def _put_away(desk: Desk, name: str = "x.csv", **changed: Any) -> dict[str, Any]:
    path = desk.folders.working / name
    path.write_text("ours")
    found = {**unbegun("rejected"), **changed}
    return sweeping.put_away(path, Entry(name, ""), Result(found, Exit.PROBLEMS), desk)


@pytest.mark.parametrize("in_one_step", [True, False])
def test_nothing_is_ever_moved_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, in_one_step: bool
) -> None:
    if not in_one_step:
        monkeypatch.setattr(renaming, "_in_one_step", lambda _source, _target: errno.EINVAL)
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_text("ours")
    target.write_text("theirs")
    with pytest.raises(FileExistsError):
        move(source, target)
    assert (source.read_text(), target.read_text()) == ("ours", "theirs")
    target.unlink()
    move(source, target)
    assert target.read_text() == "ours"
    assert not source.exists()
    with pytest.raises(FileNotFoundError):
        move(source, tmp_path / "c")


@pytest.mark.skipif(os.name != "posix", reason="there a rename never replaces anything")
def test_what_appears_after_looking_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can look so late that nothing can come between; the system itself has to refuse."""
    for target, source in ((tmp_path / "b", tmp_path / "a"), (tmp_path / "d", tmp_path / "c")):
        if source.name == "a":
            source.write_text("ours")
            target.write_text("theirs")
        else:
            source.mkdir()
            target.mkdir()  # empty: a plain rename would replace it
        with monkeypatch.context() as patched:
            patched.setattr(os.path, "lexists", lambda _path: False)
            with pytest.raises(FileExistsError):
                move(source, target)
        assert source.exists()
    assert (tmp_path / "b").read_text() == "theirs"


def test_a_name_taken_in_the_instant_of_the_move_is_passed_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = _desk(tmp_path)
    takes = [desk.folders.failed / "x.csv", desk.folders.failed / "x-2.csv"]

    def contested(source: Path, target: Path) -> None:
        if target in takes:
            target.write_text("theirs")
        move(source, target)

    monkeypatch.setattr(sweeping, "move", contested)
    report = desk.folders.failed / "x-report.xlsx"
    report.write_text("report")
    found = _put_away(desk, run="R-1", report=str(report))
    assert found["workbook"] == str(desk.folders.failed / "x-3.csv")
    assert (found["exit"], found["folder"], found["error"]) == (1, "failed", None)
    assert [path.read_text() for path in takes] == ["theirs", "theirs"]
    assert Path(found["workbook"]).read_text() == "ours"
    assert [one["workbook"] for one in desk.journal.untold.values()] == [found["workbook"]]


def test_a_report_in_words_that_was_kept_takes_the_name(tmp_path: Path) -> None:
    """Somebody cleared the workbook away and left what was said of it."""
    desk = _desk(tmp_path)
    first = _put_away(desk)
    assert first["report"] == str(desk.folders.failed / "x-report.txt")
    Path(first["workbook"]).unlink()
    second = _put_away(desk)
    assert second["workbook"] == str(desk.folders.failed / "x-2.csv")
    assert second["report"] == str(desk.folders.failed / "x-2-report.txt")
