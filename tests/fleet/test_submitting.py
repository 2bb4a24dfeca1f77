"""`submit`, `cancel`, `runs`, `show` and `worker --once` as people type them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from procrastinate.manager import JobManager

from batcher.brought import bringers
from batcher.fleet import FleetUnusable, Handing, place_of, submit, submitting
from batcher.fleet.submitting import Urgency, opened
from batcher.ledger import SqlLedger
from batcher.run import Options, Source
from batcher.settings import Settings
from batcher.submissions import APPROVE, REVIEWED, RUN, carrier, submissions_of
from tests.acceptance.books import write
from tests.acceptance.program import Program
from tests.fleet.firm import Client, Firm, firm
from tests.fleet.typed import Typed

NOW = int(time.time())


@pytest.fixture
def program(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> Typed:
    for name in [name for name in os.environ if name.startswith(("STRIPE_", "BATCHER_"))]:
        monkeypatch.delenv(name)
    own = {"BATCHER_LEDGER_URL": url, "BATCHER_REPORTS": str(tmp_path / "reports")}
    return Typed(tmp_path / "home", own)


def known_to(program: Typed, all_of: Firm) -> Client:
    """The firm's only account, with its key at hand."""
    program.environment |= all_of.environment
    return all_of.clients[0]


def test_from_submit_to_a_report(program: Typed, tmp_path: Path, url: str) -> None:
    with firm(tmp_path, 1, 1, limit=1000) as all_of:
        client = known_to(program, all_of)
        whole = Program(program.home, tmp_path, "", "", program.environment)
        made = whole("submit", tmp_path / "a0.xlsx", "--account", "a0", ends=0).json
        assert made["state"] == "waiting"
        assert made["account"] == client.running.account
        assert (made["mode"], made["run"], made["finalizes_at"]) == ("test", None, None)
        assert client.posts == 0
        listed = program("runs", ends=0).json
        assert (listed["runs"], listed["submitted"]) == ([], [made])
        assert program("worker", "--once", ends=0).json["accounts"] == [client.running.account]
        over = program("show", made["submitted"], ends=0).json
        assert (over["state"], over["status"], over["exit"]) == ("ended", "applied", 0)
        run = program("runs", ends=0).json
        assert "submitted" not in run
        assert [one["run"] for one in run["runs"]] == [over["run"]]
        assert run["runs"][0]["rows"]["applied"] == len(client.book.rows)
        assert program("worker", "--once", ends=0).code == 0  # and nothing again
        assert program("cancel", made["submitted"], ends=2).json["error"]
        with opened(url) as app:
            keys = [one.running.key for one in all_of.clients]
            assert not any(key in str(app.job_manager.list_jobs()) for key in keys)


def test_what_waits_can_be_taken_back(program: Typed, tmp_path: Path) -> None:
    with firm(tmp_path, 1, 1, limit=1000) as all_of:
        client = known_to(program, all_of)
        made = program("submit", tmp_path / "a0.xlsx", "--account", "a0", ends=0).json["submitted"]
        assert program("cancel", made, ends=0).json["state"] == "cancelled"
        program("worker", "--once", ends=0)
        assert program("show", made, ends=0).json["state"] == "cancelled"
        assert client.posts == 0
        assert program("cancel", "U-nothing", ends=2).json["status"] == "failed"


def test_a_workbook_with_problems_is_not_taken(program: Typed, tmp_path: Path) -> None:
    bad = {"add_lines": [["invoice", "amount", "description"], ["in_F1", "a lot", "x"]]}
    write(tmp_path / "bad.xlsx", bad)
    refused = program("submit", tmp_path / "bad.xlsx", ends=1).json  # no key: offline
    assert refused["status"] == "rejected"
    assert [one["cell"] for one in refused["problems"]] == ["B2"]
    assert "submitted" not in program("runs", ends=0).json
    gone = {"add_lines": [["invoice", "amount", "description"], ["in_nowhere", 1, "x"]]}
    write(tmp_path / "gone.xlsx", gone)
    with firm(tmp_path, 1, 1, limit=1000) as all_of:
        known_to(program, all_of)
        refused = program("submit", tmp_path / "gone.xlsx", "--account", "a0", ends=1).json
    assert refused["problems"]


def test_an_office_without_keys_hands_over_what_it_cannot_plan(
    program: Typed, tmp_path: Path
) -> None:
    with firm(tmp_path, 1, 1, limit=1000) as all_of:
        program.environment["BATCHER_CONFIG"] = str(all_of.config)  # names KEY_A0, which is not set
        made = program("submit", tmp_path / "a0.xlsx", "--account", "a0", ends=0).json
    assert (made["state"], made["account"]) == ("waiting", all_of.clients[0].running.account)
    assert all_of.clients[0].arrivals.at == []


def test_a_ledger_in_a_file_is_told(program: Typed, tmp_path: Path) -> None:
    program.environment["BATCHER_LEDGER_URL"] = ""
    write(tmp_path / "w.xlsx", {"add_lines": [["invoice", "amount"], ["in_1", 1]]})
    for words in (("submit", tmp_path / "w.xlsx"), ("worker", "--once"), ("cancel", "U-1")):
        assert "PostgreSQL" in program(*words, ends=5).json["error"]


@pytest.mark.parametrize(
    ("urgency", "deadline_s"),
    [
        (Urgency(known=True, finalizes_at=NOW + 60), NOW + 60),
        (Urgency(known=False), NOW + 3_600),
        (Urgency(known=True), NOW + 86_400),
    ],
)
def test_the_most_urgent_comes_first(urgency: Urgency, deadline_s: int) -> None:
    assert urgency.deadline_s(NOW) == deadline_s


def test_who_tells_workers_what_to_do_has_not_brought_the_workbook(
    settings: Settings, ledger: SqlLedger, client: Client
) -> None:
    source = Source(client.content, "w.xlsx", "")
    for who, way in (("Ann", RUN), ("Bo", REVIEWED), ("Cy", APPROVE)):
        handing = Handing(place_of(settings), "test", False, who, way=way, of="R-1" * (who == "Cy"))
        made = submit(source, Options(), handing, ledger, settings.ledger_url, now_s=NOW)
    assert bringers(ledger, made.upload.sha256) == {"Ann"}
    assert carrier(ledger, "R-1") == made
    assert made.runs == ("R-1",)
    assert [one.upload.who for one in submissions_of(ledger, made.upload.sha256)] == [
        "Cy", "Bo", "Ann",
    ]  # fmt: skip


def test_a_queue_that_goes_away_is_filled_from_the_ledger(
    settings: Settings, ledger: SqlLedger, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source(client.content, "w.xlsx", "")
    handing = Handing(place_of(settings), "test", False, "Ann")

    @contextmanager
    def away(_address: str) -> Iterator[None]:
        raise FleetUnusable("fleet.server", reason="gone just now")
        yield

    with monkeypatch.context() as patched:
        patched.setattr(submitting, "opened", away)
        made = submit(source, Options(), handing, ledger, settings.ledger_url, now_s=NOW)
    assert made.state == "waiting"
    with opened(settings.ledger_url) as app:
        assert list(app.job_manager.list_jobs()) == []
        for _ in range(2):  # also where a worker has just done so
            submitting.queue(made, app)
        assert len(list(app.job_manager.list_jobs())) == 1


def test_a_run_that_ends_while_it_is_being_taken_back(
    program: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with firm(tmp_path, 1, 1, limit=1000) as all_of:
        client = known_to(program, all_of)
        made = program("submit", tmp_path / "a0.xlsx", "--account", "a0", ends=0).json
        listed = JobManager.list_jobs

        def late(manager: JobManager, **wanted: object) -> object:
            found = list(listed(manager, **wanted))  # type: ignore[arg-type]
            if wanted.get("queueing_lock") == made["submitted"]:
                monkeypatch.setattr(JobManager, "list_jobs", listed)
                program("worker", "--once", ends=0)
            return found

        monkeypatch.setattr(JobManager, "list_jobs", late)
        refused = program("cancel", made["submitted"], "--stop", ends=2).json
        assert "is over" in refused["error"]
        over = program("show", made["submitted"], ends=0).json
        assert (over["state"], over["status"], client.posts > 0) == ("ended", "applied", True)
