"""Runs that meet earlier runs, other programs, impatient people and days that have passed."""

from __future__ import annotations

import errno
from collections.abc import Callable
from typing import Any

import pytest

from batcher.core.model import Event
from batcher.core.ports import LedgerLocked, LedgerUnusable
from batcher.core.reporting import Exit
from batcher.ledger import open_ledger
from batcher.run import RunUnknown, retry, run, sending, verify
from batcher.run.reading import GatewayUnusable
from batcher.sandbox import Fault, server_error
from tests.run import drafts
from tests.run.auditor import audit, standing
from tests.run.drafts import AFTER
from tests.run.mortal import Fate, Killed, MortalLedger, doomed_run
from tests.run.test_faults import error, refusal
from tests.run.world import DAY_S, Sheets, World, rows, source

ALL = {"total": 12, "applied": 12}
NONE = {"total": 12, "unchanged": 12}


def die(here: World, call: str, number: int, when: str, sheets: Sheets | None = None) -> None:
    fate = Fate(call, number, when)
    assert doomed_run(here, sheets or drafts.sheets(), fate) is None


@pytest.mark.fault(35)
def test_a_stopped_run_outlived_by_another(here: World) -> None:
    """R-1 died, R-2 did everything, the keys expired: resuming R-1 bills nobody twice."""
    die(here, "append", 3, "before")
    assert rows(here.run(drafts.sheets()))["total"] == 12
    audit(here)
    here.clock.wait(2 * DAY_S)
    sent = len(here.writes())
    ended = here.resume("R-1")
    audit(here)
    assert len(here.writes()) == sent
    assert rows(ended) == NONE
    assert ended.exit == 0
    assert rows(here.run(drafts.sheets())) == NONE
    assert len(here.writes()) == sent


def test_a_stopped_run_outlived_by_a_part_of_itself(here: World) -> None:
    """Some of the rows were added by another run: only the rest is sent."""
    sheets = {"add_lines": drafts.sheets()["add_lines"][:4]}
    die(here, "append", 2, "before", sheets)
    part = {"add_lines": [sheets["add_lines"][0], sheets["add_lines"][1]]}
    assert rows(here.run(part)) == {"total": 1, "applied": 1}
    here.clock.wait(2 * DAY_S)
    ended = here.resume("R-1")
    assert rows(ended) == {"total": 3, "applied": 2, "unchanged": 1}
    assert here.amounts("in_A") == [100, 200, 400, 500, 500, 800]
    assert here.amounts("in_B") == [1000, 2000, 4000, 6000]


@pytest.mark.fault(34)
def test_resumed_after_another_machine(here: World) -> None:
    """The run that died here was done from another ledger; the tags say so, keys or none."""
    sheets = {"add_lines": drafts.sheets()["add_lines"][:4]}
    die(here, "append", 1, "after", sheets)
    own = here.ledger
    with open_ledger(None, here.home / "other", clock=here.clock.now) as here.ledger:
        assert rows(here.run(sheets)) == {"total": 3, "applied": 3}
    here.ledger = own
    here.clock.wait(2 * DAY_S)
    ended = here.resume()
    assert ended.exit == 0
    assert rows(ended) == {"total": 3, "unchanged": 3}
    assert ended.object["requests"]["sent"] == 0
    assert here.amounts("in_A") == [100, 200, 400, 500, 500, 800]
    assert here.amounts("in_B") == [1000, 2000, 4000, 6000]


@pytest.mark.fault(31)
def test_resumed_when_an_invoice_was_finalized(here: World) -> None:
    """A day later one invoice is closed: its rows are not sent, the others are, money ties out."""
    die(here, "append", 3, "before")
    here.stripe.state.finalize("in_B")
    here.clock.wait(DAY_S)
    ended = here.resume()
    assert ended.exit == 3
    assert standing(here)["in_A"] == AFTER["in_A"]
    assert rows(ended) == {"total": 12, "applied": 8, "not_sent": 4}
    assert ended.object["money"]["usd"]["difference"] == "0.00"
    assert ended.object["half_corrected"] == []


def test_in_doubt_on_an_invoice_that_was_finalized(here: World) -> None:
    """The add was never applied and never can be: refused, not in doubt for ever."""
    die(here, "post", 8, "before")
    path = _last_sent_path(here)
    name = path.split("/")[3]
    here.stripe.state.finalize(name)
    here.clock.wait(2 * DAY_S)
    ended = here.resume()
    assert ended.exit == 3
    assert rows(ended).get("in_doubt", 0) == 0
    assert rows(ended)["refused"] >= 1


def _last_sent_path(here: World) -> str:
    sent = [event for event in here.ledger.events("R-1") if event.kind is Event.SENT]
    return str(sent[-1].detail["path"])


@pytest.mark.fault(33)
def test_in_doubt_on_a_deleted_line(here: World) -> None:
    """Applied, the answer lost, and somebody deleted one of the two lines: a person must look."""
    die(here, "post", _number_of(here, "in_A/add_lines"), "after")
    added = [ln for ln in here.stripe.state.lines("in_A") if ln["description"] == "new"]
    here.stripe.state.delete_line("in_A", added[0]["id"])
    ended = here.resume()
    assert ended.exit == 4
    assert rows(ended) == {"total": 12, "applied": 9, "in_doubt": 3}
    assert standing(here)["in_B"] == AFTER["in_B"]
    assert here.amounts("in_A") == [250, 400, 500]


def _number_of(here: World, ending: str) -> int:
    """Which POST goes to this path in a run with one thread."""
    return ORDER.index(ending) + 1


# With one thread an invoice that was begun is finished before the next.
ORDER = ["/v1/invoices", "in_A/remove_lines", "in_A/update_lines", "in_A/add_lines",
         "in_B/remove_lines", "in_B/update_lines", "in_B/add_lines", "@C/add_lines"]  # fmt: skip


def test_in_doubt_on_a_deleted_draft(here: World) -> None:
    """Its rows stay in doubt, and the other invoices are finished all the same."""
    die(here, "append", 3, "after")
    here.faults.plan("in_A/remove_lines", Fault(drop=True), "before", times=9)
    gone = error(404, "invalid_request_error", "No such invoice: 'in_A'", "resource_missing")
    ended = None
    here.faults.plan("in_A", gone, method="GET", times=99)
    ended = here.resume()
    assert standing(here)["in_B"] != AFTER["in_B"]  # its moved item never became free
    assert ended.exit in (3, 4)
    counts = rows(ended)
    assert counts["applied"] >= 4
    assert standing(here)["@C"] == AFTER["@C"]


def test_partly_there_after_a_stored_failure(here: World) -> None:
    """The remainder goes under the next attempt's key, and the rider with it."""

    def somebody_deletes() -> Fault:
        added = [ln for ln in here.stripe.state.lines("in_A") if ln["description"] == "new"]
        here.stripe.state.delete_line("in_A", added[0]["id"])
        return server_error(saved=True)

    here.faults.plan("in_A/add_lines", somebody_deletes, "after")
    ended = here.run(drafts.sheets())
    audit(here)
    assert ended.exit == 0
    assert rows(ended) == ALL
    bodies = [write.body.count("[amount]") for write in here.writes("in_A/add_lines")]
    assert bodies == [2, 2, 1]
    assert ended.object["money"] == drafts.MONEY


@pytest.mark.fault(37)
def test_a_replayed_yes_is_looked_behind(here: World) -> None:
    """Same key, another machine, and the line has gone since: the stored 200 proves nothing."""
    sheets = {"add_lines": drafts.sheets()["add_lines"][:2]}
    here.run(sheets)
    added = next(ln for ln in here.stripe.state.lines("in_A") if ln["description"] == "new")
    here.stripe.state.delete_line("in_A", added["id"])
    here.lose_ledger()
    ended = here.run(sheets)
    assert rows(ended) == {"total": 1, "applied": 1}
    assert here.amounts("in_A") == [100, 200, 400, 500, 800]
    assert [write.replayed for write in here.writes("add_lines")] == [False, True, False]


def test_settlement_that_fails_again(here: World) -> None:
    """Rows in doubt of an earlier run, and Stripe goes away again: nothing new is sent; then
    `resume` finishes both."""
    die(here, "post", 2, "before")
    sent = len(here.writes())
    # The update is lost for good: before anything is settled there is no answer any more.
    reads = iter([None] * 8)
    away = [True]

    def gone() -> Fault | None:
        return Fault(drop=True) if away[0] and next(reads, "away") == "away" else None

    for ending in ("in_A", "in_B"):
        here.faults.plan(ending, gone, method="GET", times=10_000)
    reads = iter([None] * 2)
    ended = here.run(drafts.sheets())
    assert ended.exit == 4
    assert ended.object["status"] == "stopped"
    assert rows(ended)["in_doubt"] == 2
    assert "applied" not in rows(ended)
    assert len(here.writes()) == sent
    away[0] = False
    ended = here.resume()
    audit(here)
    assert ended.exit == 0
    assert rows(ended) == {"total": 12, "applied": 9, "unchanged": 3}


@pytest.mark.fault(48)
def test_another_run_while_the_person_reads(here: World) -> None:
    """Two tabs: the second run ends while the first waits for its yes; nothing happens twice."""

    def confirm(_plan: object) -> bool:
        here.confirm = lambda _plan: True
        assert rows(here.run(drafts.sheets())) == ALL
        return True

    here.confirm = confirm
    ended = here.run(drafts.sheets())
    audit(here)
    assert rows(ended) == NONE
    assert ended.exit == 0


@pytest.mark.fault(34)
def test_locked(here: World) -> None:
    """While one sends, another is turned away."""
    turned: list[bool] = []

    def second() -> None:
        with pytest.raises(LedgerLocked):
            here.run(drafts.sheets())
        turned.append(True)

    here.faults.plan("in_A/remove_lines", lambda: second())  # type: ignore[arg-type, func-returns-value]
    assert rows(here.run(drafts.sheets())) == ALL
    assert turned == [True]


class BrokenLedger(MortalLedger):
    """A ledger whose disk is full from the `number`-th append on."""

    def __init__(self, inner: Any, number: int) -> None:
        super().__init__(inner, Fate())
        self.left = number

    def append(self, *args: Any, **detail: Any) -> Any:
        self.left -= 1
        if self.left < 0:
            raise LedgerUnusable("no room")
        return self._inner.append(*args, **detail)


@pytest.mark.fault(38, 39)
@pytest.mark.parametrize("threads", [1, 4])
@pytest.mark.parametrize("number", range(0, 28, 3))
def test_ledger_that_breaks(here: World, number: int, threads: int) -> None:
    """No send without its `sent` in the ledger, and `resume` finishes on a mended disk."""
    here.threads = threads
    with (
        here.edges(lambda inner: BrokenLedger(inner, number)) as edges,
        pytest.raises(LedgerUnusable),
    ):
        run(source(drafts.sheets()), here.options(), edges)
    announced = [e for e in here.ledger.events("R-1") if e.kind is Event.SENT]
    assert len(here.writes()) == len(announced)
    ended = here.resume()
    audit(here)
    assert rows(ended) == ALL
    assert ended.object["money"] == drafts.MONEY


@pytest.mark.parametrize("threads", [1, 4])
def test_asked_to_stop(here: World, threads: int) -> None:
    """What is in flight arrives, nothing new starts, exit 4, and `resume` finishes."""
    here.threads = threads

    def stop() -> None:
        here.stop.set()

    here.faults.plan("in_A/remove_lines", lambda: stop())  # type: ignore[arg-type, func-returns-value]
    ended = here.run(drafts.sheets())
    assert ended.exit == 4
    assert ended.object["status"] == "stopped"
    counts = rows(ended)
    assert "in_doubt" not in counts
    assert counts["applied"] >= 2
    assert counts["not_sent"] >= 7
    if threads == 1:
        assert len(here.writes()) == 2
    here.stop.clear()
    ended = here.resume()
    audit(here)
    assert rows(ended) == ALL


def test_stopped_while_waiting_for_an_answer(here: World) -> None:
    """A lost answer and then Ctrl-C: not sent again, read back instead."""

    def stop() -> Fault:
        here.stop.set()
        return Fault(drop=True)

    here.faults.plan("in_A/remove_lines", stop, "after")
    ended = here.run(drafts.sheets())
    assert len(here.writes("in_A/remove_lines")) == 1
    assert ended.exit == 4
    # The verification found it, so it is not even in doubt.
    assert rows(ended) == {"total": 12, "applied": 3, "not_sent": 9}


@pytest.mark.parametrize("at", [1, 3, 5])
def test_ctrl_c(here: World, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """The interrupt strikes the main thread, wherever it is just then."""
    calls = iter(range(1, 1000))
    true_wait = sending.wait

    def wait(*args: Any, **more: Any) -> Any:
        if next(calls) == at:
            raise KeyboardInterrupt
        return true_wait(*args, **more)

    monkeypatch.setattr(sending, "wait", wait)
    ended = here.run(drafts.sheets())
    assert ended.exit == 4
    assert "in_doubt" not in rows(ended)
    here.stop.clear()
    assert rows(here.resume()) == ALL
    audit(here)


@pytest.mark.fault(40)
def test_full_disk_at_the_report(here: World) -> None:
    """The report is lost and said so; the results are not."""
    here.files.full = OSError(errno.ENOSPC, "No space left on device")
    ended = here.run(drafts.sheets())
    assert ended.exit == 0
    assert ended.object["status"] == "applied"
    assert ended.object["report"] is None
    assert "No space left on device" in str(ended.object["error"])
    assert rows(ended) == ALL


def test_full_disk_and_stopped(here: World) -> None:
    """Both reasons are told."""
    here.files.full = OSError(errno.ENOSPC, "No space left on device")
    here.faults.plan("in_B/update_lines", error(401, "invalid_request_error", "Expired key."))
    ended = here.run(drafts.sheets())
    assert ended.exit == 4
    assert "Expired key." in str(ended.object["error"])
    assert "No space left on device" in str(ended.object["error"])


def verified(here: World) -> Any:
    with here.edges() as edges:
        return verify("R-1", edges)


def test_verify(here: World) -> None:
    here.run(drafts.sheets())
    sent = len(here.writes())
    assert verified(here).exit == Exit.DONE
    here.stripe.state.edit_line("in_A", "il_A2", amount=999)
    ended = verified(here)
    assert ended.exit == Exit.UNFINISHED
    assert rows(ended) == {"total": 12, "applied": 11, "in_doubt": 1}
    assert len(here.writes()) == sent


def test_verify_a_deleted_draft(here: World) -> None:
    here.run(drafts.sheets())
    gone = error(404, "invalid_request_error", "No such invoice: 'in_A'", "resource_missing")
    here.faults.plan("in_A", gone, method="GET", times=99)
    ended = verified(here)
    assert ended.exit == Exit.UNFINISHED
    # The removals still show; the adds, the update and the metadata do not.
    assert rows(ended) == {"total": 12, "applied": 8, "in_doubt": 4}


def test_verify_what_cannot_be_read(here: World) -> None:
    here.run(drafts.sheets())
    here.faults.plan("in_A", Fault(drop=True), method="GET", times=999)
    with pytest.raises(GatewayUnusable):
        verified(here)


def test_one_invoice_unreadable_in_the_end(here: World) -> None:
    """The others are verified; the run is not finished until the last one is."""
    blocked = [True]

    def unreadable() -> Fault | None:
        done = len(here.writes()) == 8 and blocked[0]
        return server_error(saved=False) if done else None

    here.faults.plan("in_A", unreadable, method="GET", times=9999)
    ended = here.run(drafts.sheets())
    assert ended.exit == 4
    seen = [e.detail["invoice"]["id"] for e in here.ledger.events("R-1")
            if e.kind is Event.VERIFIED]  # fmt: skip
    assert "in_B" in seen
    assert "in_A" not in seen
    blocked[0] = False
    ended = here.resume()
    assert ended.exit == 0
    assert ended.object["money"] == drafts.MONEY


MOVE = {
    "add_lines": [["invoice", "invoice_item"], ["in_B", "il_A4"]],
    "remove_lines": [["invoice", "line", "behavior"], ["in_A", "il_A4", "unassign"]],
}


@pytest.mark.parametrize("again", ["run", "resume"])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", [1, 2])
def test_killed_in_a_move(here: World, number: int, when: str, again: str) -> None:
    """Unassigned from A and not yet on B, named by its line: the workbook is still understood."""
    die(here, "post", number, when, MOVE)
    ended = here.run(MOVE) if again == "run" else here.resume()
    assert ended.exit == 0, ended.object["problems"]
    assert here.amounts("in_A") == [100, 200, 400]
    assert here.amounts("in_B") == [800, 1000, 2000, 4000]
    assert rows(ended)["total"] == 2


def test_retry_after_a_refusal(here: World) -> None:
    """Only what was not applied; the finished run still tells its own end."""
    here.faults.plan("in_A/update_lines", refusal())
    first = here.run(drafts.sheets())
    assert first.exit == 3
    assert here.resume().object == first.object
    with here.edges() as edges:
        ended = retry(None, edges)
    audit(here)
    assert ended.exit == 0
    assert rows(ended) == {"total": 12, "applied": 4, "unchanged": 8}
    assert ended.object["money"]["usd"]["actual_change"] == "10.50"


def test_no_run(here: World) -> None:
    with pytest.raises(RunUnknown):
        here.resume()
    with pytest.raises(RunUnknown):
        here.resume("R-9")


@pytest.mark.fault(1)
@pytest.mark.parametrize("killed", [True, False])
def test_interrupted_planning_leaves_nothing(here: World, killed: bool) -> None:
    """Death or Ctrl-C while planning: no run, nothing sent."""

    def strike() -> Callable[[], None]:
        raise Killed if killed else KeyboardInterrupt

    class Struck(MortalLedger):
        def mark(self, *_: Any) -> Any:
            return strike()

    with (
        here.edges(lambda inner: Struck(inner, Fate())) as edges,
        pytest.raises((Killed, KeyboardInterrupt)),
    ):
        run(source(drafts.sheets()), here.options(), edges)
    assert here.ledger.runs() == []
    assert here.writes() == []


def test_stopped_before_anything_was_sent(here: World) -> None:
    """Asked to stop between the yes and the first send: stopped, and `resume` does it all."""

    def confirm(_plan: object) -> bool:
        here.stop.set()
        return True

    here.confirm = confirm
    ended = here.run(drafts.sheets())
    assert (ended.exit, ended.object["status"]) == (4, "stopped")
    assert rows(ended) == {"total": 12, "not_sent": 12}
    assert here.writes() == []
    here.confirm = lambda _plan: True
    here.stop.clear()
    assert rows(here.resume()) == ALL
