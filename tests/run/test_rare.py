"""Faults that come seldom: old keys, late and dripping answers, full disks, the wrong account."""

from __future__ import annotations

import errno
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from batcher.core.model import Event
from batcher.core.ports import LedgerUnusable
from batcher.ledger import open_ledger
from batcher.run import run
from batcher.run.reading import GatewayUnusable
from batcher.sandbox import Fault
from tests.run import drafts
from tests.run.auditor import audit, standing
from tests.run.conftest import Begin
from tests.run.mortal import Fate, Killed, doomed_run
from tests.run.test_crash import ADDED, ADDS
from tests.run.test_faults import error, refusal
from tests.run.world import DAY_S, World, rows, source

ALL = {"total": drafts.TOTAL, "applied": drafts.TOTAL}
HOUR_S = 3600.0


@pytest.mark.fault(10)
@pytest.mark.parametrize("hours", [22.9, 23.5, 24.0, 24.5, 25.5])
@pytest.mark.parametrize("when", ["before", "after"])
def test_resumed_at_any_age_of_the_key(here: World, when: str, hours: float) -> None:
    """Whether Stripe still knows the key or not, reading first decides: the same key is safe."""
    assert doomed_run(here, ADDS, Fate("post", 1, when)) is None
    sent = len(here.writes())
    here.clock.wait(hours * HOUR_S)
    ended = here.resume()
    assert standing(here) == ADDED
    assert rows(ended) == {"total": 3, "applied": 3}
    first = here.writes("in_A/add_lines")
    assert len({write.key for write in first}) == 1
    assert len(here.writes()) == sent + (1 if when == "after" else 2)


@pytest.mark.fault(10)
def test_a_key_that_replays_what_has_gone_since(here: World) -> None:
    """23.5 hours: the key still answers yes, and somebody took both lines away meanwhile."""
    assert doomed_run(here, ADDS, Fate("post", 1, "after")) is None
    for line in here.stripe.state.lines("in_A"):
        if line["description"] == "new":
            here.stripe.state.delete_line("in_A", line["id"])
    here.clock.wait(23.5 * HOUR_S)
    ended = here.resume()
    assert rows(ended) == {"total": 3, "applied": 3}
    assert standing(here) == ADDED


@contextmanager
def real_waits(here: World, seconds: float) -> Iterator[None]:
    """Every wait takes so long in truth too, so that what Stripe does late has its time."""
    true_wait = here.clock.wait

    def wait(asked_s: float) -> None:
        time.sleep(seconds)
        true_wait(asked_s)

    here.clock.wait = wait  # type: ignore[method-assign]
    yield
    here.clock.wait = true_wait  # type: ignore[method-assign]


@pytest.mark.fault(15)
@pytest.mark.parametrize("ending", ["add_lines", "update_lines", "remove_lines"])
def test_a_request_that_lands_late(here: World, ending: str) -> None:
    """We gave up, asked again with the same key while the first was still on its way: once."""
    here.faults.plan(f"in_A/{ending}", Fault(lands_in_s=0.1))
    with real_waits(here, 0.02):
        ended = here.run(drafts.sheets())
    audit(here)
    assert rows(ended) == ALL
    assert len({write.key for write in here.writes(f"in_A/{ending}")}) == 1


@pytest.mark.fault(15)
def test_a_request_that_lands_after_the_program_died(here: World) -> None:
    here.faults.plan("in_A/add_lines", Fault(lands_in_s=0.1))
    assert doomed_run(here, ADDS, Fate("post", 1, "after")) is None
    with real_waits(here, 0.02):
        ended = here.resume()
    assert rows(ended) == {"total": 3, "applied": 3}
    assert standing(here) == ADDED


@pytest.mark.fault(14)
def test_an_answer_that_drips(here: World) -> None:
    """A byte at a time: each comes in time, the whole does not. Cut off, and asked again."""
    here.limits = {"total_s": 0.5, "read_s": 0.4}
    here.faults.plan("in_A/add_lines", Fault(drip_s=0.05), "after")
    began = time.perf_counter()
    ended = here.run(ADDS)
    assert time.perf_counter() - began < 10
    assert rows(ended) == {"total": 3, "applied": 3}
    assert standing(here) == ADDED
    assert len(here.writes("in_A/add_lines")) == 2


@pytest.mark.fault(24)
@pytest.mark.parametrize("status", [202, 204, 206, 304])
def test_a_status_nobody_expects(here: World, status: int) -> None:
    here.faults.plan("in_A/add_lines", Fault(status=status), "after")
    ended = here.run(ADDS)
    assert rows(ended) == {"total": 3, "applied": 3}
    assert standing(here) == ADDED


@pytest.mark.fault(28, 29)
def test_the_key_of_another_account(here: World, begin: Begin) -> None:
    """The run stops at a 401; the new key is of somebody else's account: refused, nothing sent."""
    here.faults.plan("in_B/update_lines", error(401, "invalid_request_error", "Expired."))
    assert here.run(drafts.sheets()).exit == 4
    other = begin()
    other.ledger.close()
    other.ledger = here.ledger
    with pytest.raises(GatewayUnusable, match="account_of_run"):
        other.resume("R-1")
    assert other.writes() == []
    other.ledger = open_ledger(None, other.home)
    assert rows(here.resume()) == ALL


@pytest.mark.fault(37)
@pytest.mark.parametrize("pause_s", [0.0, 2 * DAY_S], ids=["soon", "later"])
@pytest.mark.parametrize("number", [1, 3, 5, 8])
def test_yesterdays_ledger(here: World, number: int, pause_s: float) -> None:
    """The copy knows of a run that died; the run was finished since. The copy resumes it: once."""
    assert doomed_run(here, drafts.sheets(), Fate("post", number, "before")) is None
    file, copy = here.home / "ledger.sqlite3", here.home / "yesterday"
    here.ledger.close()
    shutil.copy(file, copy)
    here.ledger = open_ledger(None, here.home, clock=here.clock.now)
    assert rows(here.resume()) == ALL
    here.ledger.close()
    shutil.copy(copy, file)
    here.ledger = open_ledger(None, here.home, clock=here.clock.now)
    here.clock.wait(pause_s)
    ended = here.resume()
    audit(here)
    counts = rows(ended)
    assert "refused" not in counts
    assert "in_doubt" not in counts
    # A line that is gone is somebody's removal as far as this ledger knows: told, never repeated.
    here.run(drafts.sheets())
    audit(here)


@pytest.mark.fault(7)
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_the_report(here: World, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    """Everything is sent; the report is there on resuming, and nothing is sent for it."""
    with monkeypatch.context() as patch:
        true_write = here.files.write_report

        def write(report: Any, path: Path) -> Any:
            if when == "after":
                true_write(report, path)
            raise Killed

        patch.setattr(here.files, "write_report", write)
        with pytest.raises(Killed):
            here.run(drafts.sheets())
    sent = len(here.writes())
    ended = here.resume()
    assert ended.exit == 0
    assert rows(ended) == ALL
    assert ended.object["report"]
    assert len(here.writes()) == sent


def fill(here: World) -> None:
    """The ledger's file may not grow by a page any more."""
    with here.ledger._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")


def room(here: World) -> None:
    with here.ledger._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")


@pytest.mark.fault(38, 39)
@pytest.mark.parametrize("ending", ["in_A/remove_lines", "in_A/add_lines", "in_B/add_lines"])
def test_a_disk_that_fills_in_the_middle(here: World, ending: str) -> None:
    """SQLite's own refusal: nothing is sent that is not written down, and `resume` does the rest.

    The file has some slack, so it is the answer or a later intent that no longer fits.
    """
    here.faults.plan(ending, lambda: fill(here), "after")  # type: ignore[arg-type, func-returns-value]
    try:
        ended = here.run(drafts.sheets())
    except LedgerUnusable as full:
        assert "no room left" in str(full)  # noqa: PT017
        ended = None
    assert ended is None, "it fitted: the test does not test"
    announced = [e for e in here.ledger.events("R-1") if e.kind is Event.SENT]
    assert len(here.writes()) == len(announced) < 8
    room(here)
    ended = here.resume()
    audit(here)
    assert rows(ended) == ALL
    assert ended.object["money"] == drafts.MONEY


class Failing:
    """A connection of SQLite whose commits fail from now on, as when fsync fails."""

    def __init__(self, here: World) -> None:
        self.here, self.on = here, False

    def __call__(self) -> None:
        self.on = True

    def strike(self, _connection: object) -> None:
        if self.on:
            raise sqlite3.OperationalError("disk I/O error")


@pytest.mark.fault(38, 39)
@pytest.mark.parametrize("phase", ["before", "after"])
def test_a_disk_that_cannot_be_relied_on(here: World, phase: Any) -> None:
    """fsync fails when the answer is to be written: the run stops, what was sent is found."""
    from sqlalchemy import event

    failing = Failing(here)
    event.listen(here.ledger._engine, "commit", failing.strike)
    here.faults.plan("in_A/add_lines", failing, phase)  # type: ignore[arg-type]
    with (
        here.edges() as edges,
        pytest.raises((LedgerUnusable, sqlite3.OperationalError)) as raised,
    ):
        run(source(drafts.sheets()), here.options(), edges)
    assert isinstance(raised.value, LedgerUnusable), "a failing disk has a name"
    event.remove(here.ledger._engine, "commit", failing.strike)
    ended = here.resume()
    audit(here)
    assert rows(ended) == ALL


@pytest.mark.fault(40)
def test_a_report_that_is_open_in_excel(here: World) -> None:
    """Windows says `permission denied`: the run is what it is, and the report comes on asking."""
    here.files.full = PermissionError(errno.EACCES, "Permission denied")
    ended = here.run(drafts.sheets())
    assert rows(ended) == ALL
    assert ended.object["report"] is None
    assert "Permission denied" in str(ended.object["error"])
    here.files.full = None
    with here.edges() as edges:
        from batcher.run import report

        again = report("R-1", edges)
    assert again.object["report"]
    assert again.exit == 0


def test_a_no_to_lines_that_are_there(here: World) -> None:
    """Added, and refused all the same: the tags decide, and nothing is added twice."""
    here.faults.plan("in_A/add_lines", refusal(), phase="after")
    ended = here.run(ADDS)
    assert (ended.exit, rows(ended)) == (0, {"total": 3, "applied": 3})
    assert ended.object["money"]["usd"]["difference"] == "0.00"
    assert here.resume().object == ended.object
    assert rows(here.run(ADDS)) == {"total": 3, "unchanged": 3}
    assert here.amounts("in_A").count(500) == 2


@pytest.mark.parametrize("body", ['{"id": "in_A", "object": "invoice", "lines": {"data": [7],'
    ' "has_more": false}}', '{"id": "in_A", "object": "invoice", "lines": {"data": '
    '[{"id": "il_A1"}], "has_more": false}}'])  # fmt: skip
@pytest.mark.parametrize("when", ["plan", "verify"])
def test_an_invoice_of_another_shape(here: World, body: str, when: str) -> None:
    """A line without an amount shows nothing: said, not crashed, and never taken for empty."""
    odd = Fault(status=200, body=body)

    def later() -> Fault | None:
        here.faults.plan("invoices/in_A", odd, method="GET")
        return None

    if when == "plan":
        later()
        with pytest.raises(GatewayUnusable) as unusable:
            here.run(ADDS)
        assert unusable.value.code == "stripe_shape"
        assert here.writes() == []
    else:
        here.faults.plan("in_A/add_lines", later)
        ended = here.run(ADDS)
        assert ended.exit == 4
        assert "in a shape" in ended.object["error"]
    assert here.resume().exit == 0 if when == "verify" else here.run(ADDS).exit == 0
    assert here.amounts("in_A").count(500) == 2
