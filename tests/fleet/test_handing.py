"""The inbox hands over: each workbook once, and away from `working/` as its run ends."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from batcher.fleet import cancel
from batcher.fleet.upkeep import sweep
from batcher.ledger import SqlLedger
from batcher.run import approve
from batcher.settings import Settings
from batcher.submissions import Submission, submissions
from batcher.wiring import Connection, connect
from tests.acceptance.books import write
from tests.fleet.firm import Client
from tests.fleet.hands import crew_of, work_once
from tests.fleet.typed import Typed


class Killed(BaseException):
    """As if the process were no more."""


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """An empty one."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def look(
    settings: Settings, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], list[dict[str, Any]]]:
    """A sweep; what people would be told of it, none where there is no news."""
    heard: list[dict[str, Any]] = []
    monkeypatch.setattr("batcher.notify.notify", lambda told, _settings: heard.append(told))

    def swept(**changed: Any) -> list[dict[str, Any]]:
        heard.clear()
        own = settings.model_copy(update={"sweep_folder": inbox, **changed})
        (place,) = crew_of(own, None).places.values()  # type: ignore[arg-type]
        from threading import Event

        sweep(place, Event(), own.ledger_url)
        return [run for told in heard for run in told["runs"]]

    return swept


def tree(folder: Path) -> list[str]:
    """Every file but the inbox's own notes."""
    found = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    return sorted(name for name in found if "/." not in name)


def only(ledger: SqlLedger) -> Submission:
    (one,) = submissions(ledger)
    return one


def test_a_workbook_goes_to_a_worker_and_comes_back(
    look: Any, inbox: Path, client: Client, settings: Settings, ledger: SqlLedger
) -> None:
    shutil.copy(inbox.parent / "a0.xlsx", inbox / "十月.xlsx")
    assert look() == []  # nothing that people have to hear
    assert look() == []
    assert tree(inbox) == ["working/十月.xlsx"]
    assert (only(ledger).state, only(ledger).account) == ("waiting", client.running.account)
    assert client.arrivals.at == []
    work_once(settings, ledger)
    assert client.posts > 0
    posts = client.posts
    (told,) = look()
    assert (told["status"], told["exit"], told["folder"]) == ("applied", 0, "done")
    assert (told["submitted"], told["run"]) == (only(ledger).id, only(ledger).runs[0])
    assert told["report"] == str(inbox / "done" / "十月-report.xlsx")
    assert tree(inbox) == ["done/十月-report.xlsx", "done/十月.xlsx"]
    assert look() == []
    assert client.posts == posts


@pytest.mark.parametrize("instant", ["submitted", "reported", "moved"])
def test_killed_at_any_instant_it_is_handed_over_and_told_once(
    instant: str, look: Any, inbox: Path, client: Client, settings: Settings, ledger: SqlLedger,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    shutil.copy(inbox.parent / "a0.xlsx", inbox / "a0.xlsx")

    def dies(call: Any) -> Any:
        def dying(*given: Any, **named: Any) -> Any:
            call(*given, **named)
            raise Killed

        return dying

    places = {
        "submitted": ("batcher.fleet.handing.submit",),
        "reported": ("batcher.run.report",),
        "moved": ("batcher.inbox.sweeping.move",),
    }
    if instant != "submitted":
        look()
        work_once(settings, ledger)
    (name,) = places[instant]
    with monkeypatch.context() as patched:
        patched.setattr(name, dies(_found(name)))
        with pytest.raises(Killed):
            look()
    told = look()
    if instant == "submitted":
        assert told == []
        assert only(ledger).state == "waiting"
        work_once(settings, ledger)
        told = look()
    assert [(one["folder"], one["status"]) for one in told] == [("done", "applied")]
    assert tree(inbox) == ["done/a0-report.xlsx", "done/a0.xlsx"]
    assert look() == []
    assert only(ledger).status == "applied"


def _found(name: str) -> Any:
    import importlib

    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute)


def test_what_was_taken_back_is_laid_aside(
    look: Any, inbox: Path, client: Client, settings: Settings, ledger: SqlLedger
) -> None:
    shutil.copy(inbox.parent / "a0.xlsx", inbox / "a0.xlsx")
    look()
    cancel(only(ledger), ledger, settings.ledger_url, stop=False, who="somebody")
    (told,) = look()
    assert (told["status"], told["exit"], told["folder"]) == ("cancelled", 1, "failed")
    assert tree(inbox) == ["failed/a0-report.txt", "failed/a0.xlsx"]
    assert "taken back" in (inbox / "failed" / "a0-report.txt").read_text(encoding="utf-8")
    work_once(settings, ledger)
    assert (look(), client.posts) == ([], 0)


def test_what_could_not_be_begun_says_why(
    look: Any, inbox: Path, client: Client, settings: Settings, ledger: SqlLedger
) -> None:
    shutil.copy(inbox.parent / "a0.xlsx", inbox / "a0.xlsx")
    look()
    elsewhere = settings.model_copy(update={"account": "acct_1Other"})
    crew = crew_of(elsewhere, ledger)
    crew.places = {only(ledger).queue: next(iter(crew.places.values()))}
    from batcher.fleet import work

    work(crew, once=True)  # whoever set this worker up mixed two accounts up
    (told,) = look()
    assert (told["folder"], told["exit"], told["run"]) == ("failed", 5, None)
    assert "acct_1Other" in (inbox / "failed" / "a0-report.txt").read_text(encoding="utf-8")
    assert client.posts == 0


def test_a_run_above_a_limit_waits_for_a_person(
    look: Any, inbox: Path, client: Client, settings: Settings, ledger: SqlLedger
) -> None:
    shutil.copy(inbox.parent / "a0.xlsx", inbox / "a0.xlsx")
    look()
    work_once(settings.model_copy(update={"limit_rows": 0}), ledger)
    (told,) = look()
    assert (told["folder"], told["waits_for"], client.posts) == ("working", "approval", 0)
    assert look() == []  # told once
    with connect(
        settings, Connection(), confirm=lambda _plan: True, ask=lambda _p, _o: None,
        listener=_silence(),
    ) as (edges, _):  # fmt: skip
        approve(told["run"], edges, who="somebody else")
    (told,) = look()
    assert (told["folder"], told["status"]) == ("done", "applied")
    assert tree(inbox) == ["done/a0-report.xlsx", "done/a0.xlsx"]


def _silence() -> Any:
    from batcher.run.options import Silence

    return Silence()


def test_a_workbook_to_mend_ends_beside_its_report(
    look: Any, inbox: Path, client: Client, settings: Settings, ledger: SqlLedger
) -> None:
    bad = {"add_lines": [["invoice", "amount", "description"], ["in_nowhere", 1, "x"]]}
    write(inbox / "bad.xlsx", bad)
    assert look() == []
    work_once(settings, ledger)
    (told,) = look()
    assert (told["arrived"], told["status"], told["exit"]) == ("bad.xlsx", "rejected", 1)
    assert "failed/bad-report.xlsx" in tree(inbox)
    assert "failed/bad-leftovers.xlsx" in tree(inbox)
    assert client.posts == 0


def test_the_same_bytes_again_send_nothing(
    look: Any, inbox: Path, client: Client, settings: Settings, ledger: SqlLedger
) -> None:
    for name in ("a0.xlsx", "a0 (1).xlsx"):
        shutil.copy(inbox.parent / "a0.xlsx", inbox / name)
    look(repeat="again")
    assert len(submissions(ledger)) == 2
    work_once(settings, ledger)
    told = look(repeat="again")
    assert sorted(one["status"] for one in told) == ["applied", "unchanged"]
    assert sum(one["requests"]["sent"] for one in told) == client.posts


def test_as_a_scheduler_starts_it_without_a_key(
    inbox: Path, client: Client, settings: Settings, ledger: SqlLedger, tmp_path: Path
) -> None:
    shutil.copy(inbox.parent / "a0.xlsx", inbox / "a0.xlsx")
    own = {
        "BATCHER_LEDGER_URL": settings.ledger_url,
        "BATCHER_ACCOUNT": settings.account,
        "BATCHER_HAND_OVER": "queue",
        "BATCHER_KEY_ENV": "NOT_HERE",
        "BATCHER_INBOX_SETTLE": "0.05",
    }
    program = Typed(tmp_path / "office", own)
    words = ("inbox", inbox, "--once", "--yes", "--accept", "all")
    (run,) = program(*words, ends=0).json["runs"]
    assert (run["status"], run["waits_for"], run["submitted"]) == (
        "submitted", "workers", only(ledger).id,
    )  # fmt: skip
    said = program(*words, ends=0).json
    assert [one["submitted"] for one in said["runs"]] == [only(ledger).id]
    assert said["notified"] is None
    work_once(settings, ledger)
    (run,) = program(*words, ends=0).json["runs"]
    assert (run["folder"], run["status"]) == ("done", "applied")
    program.environment["BATCHER_LEDGER_URL"] = ""
    refused = program(*words, ends=5).json
    assert "PostgreSQL" in refused["error"]


def test_a_folder_that_another_machine_calls_otherwise(
    look: Any, inbox: Path, client: Client, settings: Settings, ledger: SqlLedger, tmp_path: Path
) -> None:
    shutil.copy(inbox.parent / "a0.xlsx", inbox / "a0.xlsx")
    look()
    mounted = tmp_path / "mounted"
    mounted.symlink_to(inbox, target_is_directory=True)
    assert look(sweep_folder=mounted) == []
    assert only(ledger).state == "waiting"  # handed over once
    work_once(settings, ledger)
    (told,) = look(sweep_folder=mounted)
    assert (told["status"], told["submitted"]) == ("applied", only(ledger).id)


def test_what_waits_for_workers_does_so_also_where_the_inbox_would_now_send_it(
    look: Any, inbox: Path, client: Client, settings: Settings, ledger: SqlLedger
) -> None:
    shutil.copy(inbox.parent / "a0.xlsx", inbox / "a0.xlsx")
    look(repeat="again")
    assert look(repeat="again", hand_over="") == []
    assert client.posts == 0
    work_once(settings, ledger)
    posts = client.posts
    (told,) = look(repeat="again", hand_over="")
    assert (told["status"], told["submitted"]) == ("applied", only(ledger).id)
    assert client.posts == posts
