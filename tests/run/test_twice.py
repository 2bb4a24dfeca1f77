"""Every command that goes on, done twice, and in the order nobody meant: each effect once."""

from __future__ import annotations

import pytest

from batcher.run import Result, retry
from tests.run import drafts
from tests.run.auditor import audit
from tests.run.mortal import Fate, doomed_run
from tests.run.test_faults import refusal
from tests.run.world import DAY_S, World, rows

ALL = {"total": drafts.TOTAL, "applied": drafts.TOTAL}
NONE = {"total": drafts.TOTAL, "unchanged": drafts.TOTAL}
ADDS = {"add_lines": drafts.sheets()["add_lines"][:3]}


def retried(here: World, wanted: str | None = None) -> Result:
    with here.edges() as edges:
        return retry(wanted, edges)


def test_a_retry_of_a_retry(here: World) -> None:
    """Refused twice, accepted the third time, and a fourth has nothing to do."""
    here.faults.plan("in_A/update_lines", refusal(saved=True), times=2)
    assert here.run(drafts.sheets()).exit == 3
    assert retried(here).exit == 3
    ended = retried(here)
    audit(here)
    assert ended.exit == 0
    assert len({w.key for w in here.writes("in_A/update_lines")}) == 3
    sent = len(here.writes())
    assert rows(retried(here)) == NONE
    assert rows(retried(here, "R-1")) == NONE
    assert len(here.writes()) == sent


@pytest.mark.parametrize("pause_s", [0.0, 2 * DAY_S], ids=["soon", "later"])
@pytest.mark.parametrize("number", range(1, 9))
def test_a_retry_where_resume_was_meant(here: World, number: int, pause_s: float) -> None:
    """The run died with a request in doubt, and the person says `retry`, then `resume`."""
    assert doomed_run(here, drafts.sheets(), Fate("post", number, "after")) is None
    here.clock.wait(pause_s)
    ended = retried(here)
    audit(here)
    assert ended.exit == 0
    sent = len(here.writes())
    here.resume("R-1")
    audit(here)
    assert len(here.writes()) == sent


def test_resumed_twice(here: World) -> None:
    assert doomed_run(here, drafts.sheets(), Fate("post", 5, "after")) is None
    first = here.resume()
    assert rows(first) == ALL
    sent = len(here.writes())
    assert here.resume().object == first.object
    assert len(here.writes()) == sent
    audit(here)


def test_again_and_again(here: World) -> None:
    """`--repeat again` is one more each time it is said, and none when it is not."""
    added = [500, 500, 100, 200, 400, 800]
    for times in range(3):
        chosen = {"repeat": "again"} if times else {}
        assert rows(here.run(ADDS, **chosen)) == {"total": 2, "applied": 2}
        assert here.amounts("in_A") == sorted(added + [500] * 2 * times)
    sent = len(here.writes())
    assert rows(here.run(ADDS)) == {"total": 2, "unchanged": 2}
    assert len(here.writes()) == sent


@pytest.mark.parametrize("when", ["before", "after"])
def test_again_that_died(here: World, when: str) -> None:
    """One more was asked for once; it died, and was resumed: one more, not two."""
    here.run(ADDS)
    assert doomed_run(here, ADDS, Fate("post", 1, when), repeat="again") is None
    here.clock.wait(2 * DAY_S)
    assert rows(here.resume()) == {"total": 2, "applied": 2}
    assert here.amounts("in_A").count(500) == 4


def test_the_original_mended_while_its_run_is_in_doubt(here: World) -> None:
    """In doubt, an amount is changed and the workbook run: asked about, not billed twice."""
    assert doomed_run(here, ADDS, Fate("post", 1, "after")) is None
    mended = {"add_lines": [ADDS["add_lines"][0], ["in_A", 5.0, "new", None],
                            ["in_A", 5.5, "new", None]]}  # fmt: skip
    ended = here.run(mended)
    assert ended.exit == 1
    assert "edited_after_applied" in {p["code"] for p in ended.object["problems"]}
    assert here.amounts("in_A").count(500) == 2
    assert 550 not in here.amounts("in_A")
