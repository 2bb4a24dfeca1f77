"""The first invoices shown and asked about; what a no, a crash and a lost answer come to."""

from __future__ import annotations

from typing import Any

import pytest

from batcher.core.canary import Canary
from batcher.core.model import Event, Status
from batcher.run import retry
from batcher.sandbox import Fault
from tests.run import drafts
from tests.run.conftest import Begin
from tests.run.mortal import Fate, doomed_run
from tests.run.test_faults import HTML, refusal
from tests.run.world import Sheets, World, rows

NAMES = ("A", "B", "C", "D", "E")
SHEETS: Sheets = {
    "add_lines": [["invoice", "amount"], *[[f"in_{name}", 5.0] for name in NAMES]],
    "update_lines": [["invoice", "line", "amount"], ["in_A", "il_A1", 2.0]],
}


@pytest.fixture
def five(begin: Begin) -> World:
    """Five drafts of one line of 1.00."""
    customer = {"object": "customer", "id": "cus_A", "name": "A Ltd"}
    return begin([customer, *[drafts.draft(name, ("one", 100)) for name in NAMES]])


def written(here: World) -> list[str]:
    """The invoices written to, each once."""
    return list(dict.fromkeys(write.path.split("/")[3] for write in here.writes()))


def asked(here: World, answer: bool) -> list[Canary]:
    """What `go_on` is asked from now on, answered so."""
    seen: list[Canary] = []

    def go_on(canary: Canary) -> bool:
        seen.append(canary)
        return answer

    here.go_on = go_on
    return seen


def test_what_is_shown(five: World) -> None:
    seen = asked(five, True)
    ended = five.run(SHEETS, canary=2)
    assert rows(ended) == {"total": 6, "applied": 6}
    (canary,) = seen
    assert [(row.invoice, row.before_minor, row.after_minor) for row in canary.invoices] == [
        ("in_A", 100, 700), ("in_B", 100, 600),
    ]  # fmt: skip
    assert canary.statuses == {Status.APPLIED: 3}
    assert ended.object["canary"] == {"invoices": ["in_A", "in_B"], "went_on": True}
    assert (canary.rest_rows, canary.rest_invoices) == (3, 3)
    assert canary.ties_out


def test_the_report_says_that_a_canary_ran_and_how_it_was_answered(five: World) -> None:
    asked(five, True)
    five.run(SHEETS, canary=2)
    said = dict(five.files.reports[-1].facts)["canary"]
    assert said.startswith("2 first: in_A, in_B. 2026-11-02 09:00:0")
    assert said.endswith("(UTC): the rest followed, on the word of tests.")


def test_a_no_leaves_the_rest_for_retry(five: World) -> None:
    asked(five, False)
    ended = five.run(SHEETS, canary=2)
    assert ended.exit == 3
    assert rows(ended) == {"total": 6, "applied": 3, "not_sent": 3}
    assert written(five) == ["in_A", "in_B"]
    assert ended.object["canary"] == {"invoices": ["in_A", "in_B"], "went_on": False}
    assert ended.object["money"]["usd"]["difference"] == "0.00"
    (report,) = five.files.reports
    assert dict(report.facts)["canary"].endswith("the rest was declined and not sent.")
    words = report.sheets[0].results["message"].tolist()
    assert words[:2] == ["", ""]
    assert "somebody said that the rest should wait" in words[2]
    (left,) = five.files.leftovers
    assert [len(sheet.cells) for sheet in left.sheets] == [3]
    # The run is finished: `resume` repeats its words and sends nothing, `retry` sends the rest.
    assert five.resume().object == ended.object
    five.go_on = lambda _canary: pytest.fail("asked although nobody wanted it")
    with five.edges() as edges:
        again = retry(None, edges)
    assert rows(again) == {"total": 6, "applied": 3, "unchanged": 3}
    assert "canary" not in again.object
    assert [five.amounts(f"in_{name}") for name in NAMES] == [[200, 500], *[[100, 500]] * 4]
    assert len(five.writes()) == 6


def test_a_refusal_is_no_tie_out(five: World) -> None:
    five.faults.plan("in_B/add_lines", refusal())
    ended = five.run(SHEETS, canary=2)
    assert ended.exit == 3
    assert rows(ended) == {"total": 6, "applied": 2, "refused": 1, "not_sent": 3}
    assert written(five) == ["in_A", "in_B"]
    words = five.files.reports[0].sheets[0].results["message"].tolist()
    assert "did not come out as planned" in words[4]


def test_other_people_s_changes_are_no_difference(five: World) -> None:
    five.faults.plan("in_B/add_lines", lambda: five.stripe.state.delete_line("in_A", "il_A1"))
    asked(five, False)
    five.go_on = lambda canary: canary.ties_out
    update_only: Any = {"add_lines": SHEETS["add_lines"]}
    assert rows(five.run(update_only, canary=2)) == {"total": 5, "applied": 5}


def test_in_doubt_is_for_resume_and_the_rest_waits(five: World) -> None:
    """The answer is lost for good: nobody is asked, `resume` finds out and then asks."""
    five.go_on = lambda _canary: pytest.fail("asked about what nobody knows")
    fate = Fate("post", 1, "after")
    assert doomed_run(five, SHEETS, fate, canary=2) is None
    assert written(five) == ["in_A"]
    seen = asked(five, True)
    ended = five.resume()
    assert rows(ended) == {"total": 6, "applied": 6}
    assert [row.invoice for row in seen[0].invoices] == ["in_A", "in_B"]
    assert len(five.writes()) == 6
    assert len(seen) == 1


def test_a_crash_after_the_yes_does_not_ask_again(five: World) -> None:
    seen = asked(five, True)
    assert doomed_run(five, SHEETS, Fate("post", 5, "before"), canary=2) is None
    assert len(seen) == 1
    ended = five.resume()
    assert rows(ended) == {"total": 6, "applied": 6}
    assert ended.object["canary"] == {"invoices": ["in_A", "in_B"], "went_on": True}
    assert len(seen) == 1
    confirmed = [e for e in five.ledger.events("R-1") if e.kind is Event.CONFIRMED]
    assert [sorted(e.detail) for e in confirmed] == [["who"], ["canary", "who"]]


def test_a_crash_while_the_person_thinks(five: World) -> None:
    """The question was never answered: `resume` sends nothing before it is."""

    def die(_canary: Canary) -> bool:
        raise KeyboardInterrupt

    five.go_on = die
    with pytest.raises(KeyboardInterrupt):
        five.run(SHEETS, canary=2)
    seen = asked(five, False)
    ended = five.resume()
    assert len(seen) == 1
    assert rows(ended) == {"total": 6, "applied": 3, "not_sent": 3}
    assert written(five) == ["in_A", "in_B"]


def test_resume_with_a_canary_of_its_own(five: World) -> None:
    """What is in already does not count: so many more, then the question."""
    assert doomed_run(five, SHEETS, Fate("post", 3, "after")) is None
    assert written(five) == ["in_A", "in_B"]
    seen = asked(five, False)
    ended = five.resume(canary=1)
    assert [row.invoice for row in seen[0].invoices] == ["in_A", "in_B", "in_C"]
    assert ended.object["canary"] == {"invoices": ["in_A", "in_B", "in_C"], "went_on": False}
    assert rows(ended) == {"total": 6, "applied": 4, "not_sent": 2}


def test_retry_with_a_canary(five: World) -> None:
    asked(five, False)
    five.run(SHEETS, canary=1)
    seen = asked(five, False)
    with five.edges() as edges:
        ended = retry(None, edges, canary=2)
    assert [row.invoice for row in seen[0].invoices] == ["in_B", "in_C"]
    assert ended.object["canary"] == {"invoices": ["in_B", "in_C"], "went_on": False}
    assert rows(ended) == {"total": 6, "applied": 2, "unchanged": 2, "not_sent": 2}


def test_a_move_goes_as_one(begin: Begin) -> None:
    here = begin([*drafts.seeds(), drafts.draft("D", ("one", 100))])
    sheets = {**drafts.sheets()}
    del sheets["create_invoices"]
    sheets["add_lines"] = [*sheets["add_lines"][:-1], ["in_D", 3.0]]
    seen = asked(here, True)
    assert rows(here.run(sheets, canary=1)) == {"total": 11, "applied": 11}
    assert [[row.invoice for row in canary.invoices] for canary in seen] == [["in_A", "in_B"]]


@pytest.mark.parametrize(
    "fault",
    [Fault(status=200, body=HTML), Fault(drop=True)],
    ids=["one odd answer stands alone", "where none comes at all the run is stopped"],
)
def test_what_stays_in_doubt_is_not_asked_about(five: World, fault: Fault) -> None:
    five.faults.plan("in_B/add_lines", fault, times=1000)
    five.go_on = lambda _canary: pytest.fail("asked about what nobody knows")
    ended = five.run(SHEETS, canary=2)
    assert ended.exit == 4
    assert written(five) == ["in_A", "in_B"]
    assert rows(ended) == {"total": 6, "applied": 2, "in_doubt": 1, "not_sent": 3}
    five.faults.clear()
    seen = asked(five, True)
    assert five.resume().exit == 0
    assert len(seen) == 1
    assert [five.amounts(f"in_{name}") for name in NAMES] == [[200, 500], *[[100, 500]] * 4]
