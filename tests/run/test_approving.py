"""Runs above a limit: they wait, one yes carries out exactly what was held, and only once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from batcher.core.limits import Limits
from batcher.core.model import Event, RunRecord
from batcher.run import ApproverBegan, NotWaiting, Result, approve, retry, wait
from batcher.run import report as tell
from batcher.run import run as run_workbook
from batcher.run.waiting import State, approval_of
from tests.run import drafts
from tests.run.mortal import Fate, Killed, MortalGateway, MortalLedger
from tests.run.world import DAY_S, Sheets, World, rows, source

NARROW = Limits(rows=1)
APPROVED_APPENDS, APPROVED_POSTS = 30, 8
SENT_POINTS = [
    *(("append", n, when) for n in range(1, APPROVED_APPENDS + 1) for when in ("before", "after")),
    *(("post", n, when) for n in range(1, APPROVED_POSTS + 1) for when in ("before", "after")),
]


def run_with(here: World, sheets: Sheets, limits: Limits = NARROW, **chosen: Any) -> Result:
    with here.edges() as edges:
        return run_workbook(source(sheets), here.options(**chosen), replace(edges, limits=limits))


def say_yes(here: World, run: str = "R-1", fate: Fate | None = None, **chosen: Any) -> Result:
    died = fate or Fate()
    with here.edges(lambda x: MortalLedger(x, died), lambda x: MortalGateway(x, died)) as edges:
        return approve(run, replace(edges, limits=NARROW, **chosen), who="hanako")


def record_of(here: World, run: str) -> RunRecord:
    found = here.ledger.run(run)
    assert isinstance(found, RunRecord)
    return found


def state_of(here: World, run: str) -> State:
    found = approval_of(record_of(here, run), here.ledger.events(run))
    assert found is not None
    return found.state


def codes(result: Result) -> list[str]:
    """Of what forbids sending; the drafts of these tests give warnings besides."""
    found = result.object["problems"]
    return [str(one["code"]) for one in found if one["severity"] != "warning"]


def test_a_run_above_a_limit_waits(here: World) -> None:
    held = run_with(here, drafts.sheets())
    assert (int(held.exit), held.object["status"]) == (1, "rejected")
    assert rows(held) == {"total": drafts.TOTAL, "not_sent": drafts.TOTAL}
    assert codes(held) == ["approval_needed"]
    problem = held.object["problems"][-1]
    assert problem["severity"] == "question"
    assert f"{drafts.TOTAL} rows would be sent; the limit (limit_rows) is 1" in problem["message"]
    assert here.writes() == []
    assert here.resume("R-1").object == held.object
    with here.edges() as edges:
        assert retry("R-1", edges).object == held.object
        assert tell("R-1", edges).object["status"] == "rejected"
    assert here.writes() == []
    assert [e.kind for e in here.ledger.events("R-1")][:2] == [Event.PLANNED, Event.WAITING]
    assert len(here.ledger.runs()) == 1


def test_one_yes_sends_exactly_that_plan_once(here: World) -> None:
    run_with(here, drafts.sheets())
    ended = say_yes(here)
    assert (int(ended.exit), ended.object["run"]) == (0, "R-1")
    assert rows(ended) == {"total": drafts.TOTAL, "applied": drafts.TOTAL}
    assert ended.object["money"] == drafts.MONEY
    facts = dict(here.files.reports[-1].facts)
    assert facts["who"] == "tests"
    assert facts["approved_by"].startswith("hanako, ")
    sent = len(here.writes())
    assert say_yes(here).object == ended.object
    assert run_with(here, drafts.sheets()).object["status"] == "unchanged"
    assert len(here.writes()) == sent


def test_what_moved_meanwhile_lapses_the_approval(here: World) -> None:
    run_with(here, drafts.sheets())
    here.stripe.state.edit_line("in_A", "il_A2", amount=999)
    ended = say_yes(here)
    assert int(ended.exit) == 1
    assert "plan_stale" in codes(ended)
    assert here.writes() == []
    assert state_of(here, "R-1") is State.LAPSED
    assert say_yes(here).object == ended.object
    assert here.resume("R-1").object == ended.object


def test_the_same_workbook_again_takes_the_place_of_the_one_that_waits(here: World) -> None:
    run_with(here, drafts.sheets())
    run_with(here, drafts.sheets())
    assert [state_of(here, run) for run in ("R-1", "R-2")] == [State.LAPSED, State.WAITING]
    ended = say_yes(here, "R-1")
    assert codes(ended) == ["approval_lapsed"]
    assert here.writes() == []
    assert rows(say_yes(here, "R-2")) == {"total": drafts.TOTAL, "applied": drafts.TOTAL}


def test_a_run_within_all_limits_lapses_the_one_that_waits(here: World) -> None:
    run_with(here, drafts.sheets())
    run_with(here, drafts.sheets(), Limits())
    assert state_of(here, "R-1") is State.LAPSED
    sent = len(here.writes())
    assert codes(say_yes(here, "R-1")) == ["approval_lapsed"]
    assert len(here.writes()) == sent


def test_not_the_one_who_began_it(here: World) -> None:
    run_with(here, drafts.sheets())
    with here.edges() as edges, pytest.raises(ApproverBegan):
        approve("R-1", replace(edges, approve_other=True))
    assert here.writes() == []
    assert int(say_yes(here, approve_other=True).exit) == 0


def test_a_run_that_waits_for_nobody(here: World) -> None:
    run_with(here, drafts.sheets(), Limits())
    with pytest.raises(NotWaiting):
        say_yes(here)


def test_put_up_for_approval_within_all_limits(here: World) -> None:
    with here.edges() as edges:
        held = wait(source(drafts.sheets()), here.options(), edges)
    assert codes(held) == ["approval_asked"]
    assert here.writes() == []
    assert int(say_yes(here).exit) == 0


@pytest.mark.parametrize("number", [0, 1, 2, 3])
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_while_it_is_put_up(here: World, number: int, when: str) -> None:
    """Never sent by `resume`, whatever instant the process died at."""
    fate = Fate("append" if number else "open_run", number or 1, when)
    with here.edges(lambda x: MortalLedger(x, fate)) as edges, pytest.raises(Killed):
        run_workbook(source(drafts.sheets()), here.options(), replace(edges, limits=NARROW))
    if not here.ledger.runs():
        return
    ended = here.resume("R-1")
    assert codes(ended) == ["approval_needed"]
    assert here.writes() == []
    assert rows(say_yes(here)) == {"total": drafts.TOTAL, "applied": drafts.TOTAL}


@pytest.mark.parametrize("pause_s", [0.0, 2 * DAY_S], ids=["soon", "later"])
@pytest.mark.parametrize(("call", "number", "when"), SENT_POINTS)
def test_killed_while_it_is_sent(
    here: World, call: str, number: int, when: str, pause_s: float
) -> None:
    run_with(here, drafts.sheets())
    with pytest.raises(Killed):
        say_yes(here, fate=Fate(call, number, when))
    here.clock.wait(pause_s)
    ended = say_yes(here) if state_of(here, "R-1") is State.WAITING else here.resume("R-1")
    assert rows(ended) == {"total": drafts.TOTAL, "applied": drafts.TOTAL}
    assert ended.object["money"] == drafts.MONEY
    sent = len(here.writes())
    assert say_yes(here).object == ended.object
    assert len(here.writes()) == sent


def test_the_matrix_is_whole(here: World) -> None:
    run_with(here, drafts.sheets())
    fate = Fate()
    say_yes(here, fate=fate)
    assert (fate.counted["append"], fate.counted["post"]) == (APPROVED_APPENDS, APPROVED_POSTS)


def test_money_is_counted_without_signs(here: World) -> None:
    limits = Limits(run={"usd": Decimal("0.01")})
    held = run_with(here, drafts.sheets(), limits)
    assert set(codes(held)) == {"approval_needed"}


def test_somebody_says_yes_while_another_thinks(here: World) -> None:
    """A run confirmed after an older one was approved sees what that one did."""
    run_with(here, drafts.sheets())

    def meanwhile(_plan: object) -> bool:
        here.confirm = lambda _plan: True
        say_yes(here)
        return True

    here.confirm = meanwhile
    ended = run_with(here, drafts.sheets(), Limits())
    assert ended.object["status"] == "unchanged"
    assert len(here.writes()) == APPROVED_POSTS


def test_once_more_waits_and_is_sent_once(here: World) -> None:
    """`--repeat again` gives each run other ids; the last that waits is the one that counts."""
    adds = {"add_lines": drafts.sheets()["add_lines"][:4]}
    run_with(here, adds, Limits())
    once = len(here.writes())
    run_with(here, adds, repeat="again", accept=frozenset({"all"}))
    run_with(here, adds, repeat="again", accept=frozenset({"all"}))
    assert [state_of(here, run) for run in ("R-2", "R-3")] == [State.LAPSED, State.WAITING]
    assert codes(say_yes(here, "R-2")) == ["approval_lapsed"]
    assert len(here.writes()) == once
    ended = say_yes(here, "R-3")
    assert rows(ended) == {"total": 3, "applied": 3}
    assert len(here.writes()) == 2 * once


@pytest.mark.parametrize("where", ["run", "invoice"])
def test_a_currency_that_a_limit_does_not_name(here: World, where: str) -> None:
    """It was said to be `USD -`, which is no limit anybody set."""
    other = Limits(**{where: {"jpy": Decimal(1)}})
    told = [p["message"] for p in run_with(here, drafts.sheets(), other).object["problems"]]
    (message,) = [one for one in told if "approve" in one]
    assert f"the limit (limit_money_{where}) is set for other currencies than USD." in message
    assert "USD -." not in message
