"""Workbooks that hold rows an earlier run left in doubt, and have problems of their own besides."""

from __future__ import annotations

from typing import Any

import pytest

from batcher.run import Declined
from batcher.sandbox import Fault
from tests.run import drafts
from tests.run.mortal import Fate, doomed_run
from tests.run.world import Sheets, World, rows

ADDS: Sheets = {"add_lines": [["invoice", "amount"], ["in_A", 5.0], ["in_B", 6.0]]}
MORE: Sheets = {"add_lines": [*ADDS["add_lines"], ["in_B", 7.0]]}
WAYS = pytest.mark.parametrize("when", ["before", "after"])


def statuses(here: World, sheet: str = "add_lines") -> list[str]:
    """The status of every row of a sheet of the last report, top to bottom."""
    shown = next(s for s in here.files.reports[-1].sheets if s.name == sheet)
    return list(shown.results["status"])


def finalized(here: World, invoice: str) -> Any:
    """A hook: somebody finalizes a draft while this request is on its way."""

    def hook() -> Fault | None:
        here.stripe.state.finalize(invoice)
        return None

    return hook


@WAYS
def test_new_rows_beside_rows_in_doubt(here: World, when: str) -> None:
    """Asked before anything is sent, also what the earlier run left; then brought to its end."""
    assert doomed_run(here, ADDS, Fate("post", 1, when)) is None
    sent = len(here.writes())
    ended = here.run(MORE)
    assert ended.exit == 1
    assert {p["code"] for p in ended.object["problems"]} == {"applied_before"}
    assert len(here.writes()) == sent
    assert statuses(here) == [
        "unchanged" if when == "after" else "in_doubt", "not_sent", "not_sent",
    ]  # fmt: skip
    said = "but Stripe shows it applied" if when == "after" else "never learned the end"
    assert said in next(iter(here.files.reports[-1].sheets[0].results["message"]))
    ended = here.run(MORE, repeat="skip")
    assert ended.exit == 0
    assert here.amounts("in_A").count(500) == 1
    assert [here.amounts("in_B").count(amount) for amount in (600, 700)] == [1, 1]


@WAYS
def test_once_more_beside_rows_in_doubt(here: World, when: str) -> None:
    """`--repeat again`: the row in doubt to its end, and one more."""
    assert doomed_run(here, ADDS, Fate("post", 1, when)) is None
    assert here.run(MORE, repeat="again").exit == 0
    assert here.amounts("in_A").count(500) == 2
    assert here.amounts("in_B").count(700) == 1


@WAYS
@pytest.mark.parametrize("number", range(1, 9))
def test_control_money_of_rows_in_doubt(here: World, number: int, when: str) -> None:
    """The workbook of a run that died ties out as it did: run again it is not turned away."""
    sheets = {**drafts.sheets(), "control": [["currency", "net_change"], ["usd", 71.5]]}
    assert doomed_run(here, sheets, Fate("post", number, when)) is None
    ended = here.run(sheets)
    assert {p["severity"] for p in ended.object["problems"]} <= {"warning"}
    assert ended.exit == 0


def test_in_doubt_on_a_final_invoice_that_shows_it(here: World) -> None:
    """Applied, never answered, and finalized since: nothing is wrong with the row."""
    sheets: Sheets = {"update_lines": [["invoice", "line", "amount"], ["in_A", "il_A2", 2.5]]}
    assert doomed_run(here, sheets, Fate("post", 1, "after")) is None
    here.stripe.state.finalize("in_A")
    ended = here.run(sheets)
    assert (ended.exit, rows(ended)) == (0, {"total": 1, "unchanged": 1})
    assert here.resume("R-1").exit == 0
    assert len(here.writes()) == 1


def test_rejected_after_the_doubt_was_settled(here: World) -> None:
    """What came of the earlier run's rows is told, and that it was brought to its end first."""
    assert doomed_run(here, ADDS, Fate("post", 1, "before")) is None
    here.faults.plan("in_A/add_lines", finalized(here, "in_B"))
    ended = here.run(ADDS)
    assert here.amounts("in_A").count(500) == 1
    assert (ended.exit, ended.object["status"]) == (1, "rejected")
    assert rows(ended) == {"total": 2, "unchanged": 1, "rejected": 1}
    assert statuses(here) == ["unchanged", "rejected"]
    shown = here.files.reports[-1].sheets[0].results["message"]
    assert "applied by R-1" in shown.iloc[0]
    assert "What R-1 had left in doubt was brought to its end first" in ended.object["error"]
    assert ended.object["requests"] == {"planned": 0, "sent": 0, "retried": 0}
    left = here.files.leftovers[-1].sheets
    assert [len(one.cells) for one in left] == [1]


def test_declined_after_the_doubt_was_settled(here: World) -> None:
    """The second question is about another plan; no is no, and what was settled is told."""
    assert doomed_run(here, ADDS, Fate("post", 1, "before")) is None
    answers = [True, False]
    here.confirm = lambda _plan: answers.pop(0)
    with pytest.raises(Declined) as declined:
        here.run(ADDS)
    assert declined.value.settled == ("R-1",)
    assert here.amounts("in_A").count(500) == 1
    assert 600 not in here.amounts("in_B")


def test_declined_before_anything(here: World) -> None:
    here.confirm = lambda _plan: False
    with pytest.raises(Declined) as declined:
        here.run(ADDS)
    assert declined.value.settled == ()
