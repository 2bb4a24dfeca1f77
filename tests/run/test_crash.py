"""Death before and after every write of the ledger and every send: the end is always the same."""

from __future__ import annotations

import pytest

from tests.run import drafts
from tests.run.auditor import audit, standing
from tests.run.mortal import Fate, doomed_resume, doomed_run
from tests.run.world import DAY_S, World, rows

APPENDS, POSTS = 30, 8
POINTS = [
    *(("open_run", 1, when) for when in ("before", "after")),
    *(("append", n, when) for n in range(1, APPENDS + 1) for when in ("before", "after")),
    *(("post", n, when) for n in range(1, POSTS + 1) for when in ("before", "after")),
]
ADDS = {"add_lines": drafts.sheets()["add_lines"][:4]}
ADDED = {
    "in_A": [("wrong", 100), ("low", 200), ("right", 400), ("new", 500), ("new", 500),
             ("misplaced", 800)],
    "in_B": [("wrong", 1000), ("low", 2000), ("right", 4000), ("new", 6000)],
}  # fmt: skip
ADD_APPENDS, ADD_POSTS = 11, 2
ADD_POINTS = [
    *(("append", n, when) for n in range(1, ADD_APPENDS + 1) for when in ("before", "after")),
    *(("post", n, when) for n in range(1, ADD_POSTS + 1) for when in ("before", "after")),
]

points = pytest.mark.parametrize(("call", "number", "when"), POINTS)


def test_the_matrix_is_whole(here: World) -> None:
    """A run that lives makes exactly the calls the matrix strikes at."""
    fate = Fate()
    result = doomed_run(here, drafts.sheets(), fate)
    assert result is not None
    assert rows(result) == {"total": drafts.TOTAL, "applied": drafts.TOTAL}
    assert result.object["money"] == drafts.MONEY
    assert fate.counted["append"] == APPENDS
    assert fate.counted["post"] == POSTS
    audit(here)


def killed(here: World, sheets: object, call: str, number: int, when: str) -> None:
    result = doomed_run(here, sheets, Fate(call, number, when))  # type: ignore[arg-type]
    assert result is None, "it outlived its death"


@pytest.mark.fault(1, 2, 3, 4, 5, 6, 8, 9)
@points
@pytest.mark.parametrize("pause_s", [0.0, 2 * DAY_S], ids=["soon", "later"])
def test_resumed(here: World, call: str, number: int, when: str, pause_s: float) -> None:
    """Resumed at once, or when Stripe has forgotten every key."""
    killed(here, drafts.sheets(), call, number, when)
    here.clock.wait(pause_s)
    ended = here.resume() if here.ledger.runs() else here.run(drafts.sheets())
    audit(here)
    assert ended.exit == 0
    assert rows(ended) == {"total": drafts.TOTAL, "applied": drafts.TOTAL}
    assert ended.object["money"] == drafts.MONEY
    sent = len(here.writes())
    again = here.resume()
    assert again.object == ended.object
    assert len(here.writes()) == sent


@pytest.mark.fault(2, 3, 4, 5, 6)
@points
@pytest.mark.parametrize("pause_s", [0.0, 2 * DAY_S], ids=["soon", "later"])
def test_run_again(here: World, call: str, number: int, when: str, pause_s: float) -> None:
    """The person does not know of `resume` and runs the workbook again."""
    killed(here, drafts.sheets(), call, number, when)
    here.clock.wait(pause_s)
    ended = here.run(drafts.sheets())
    audit(here)
    assert ended.exit == 0, ended.object["problems"]
    counts = rows(ended)
    assert counts.get("applied", 0) + counts.get("unchanged", 0) == counts["total"] == drafts.TOTAL
    assert {one["difference"] for one in ended.object["money"].values()} == {"0.00"}


@pytest.mark.fault(37)
@pytest.mark.parametrize(("call", "number", "when"), ADD_POINTS)
def test_ledger_lost(here: World, call: str, number: int, when: str) -> None:
    """Another machine, no ledger, no keys: what was added is found by its tag."""
    killed(here, ADDS, call, number, when)
    here.clock.wait(2 * DAY_S)
    here.lose_ledger()
    ended = here.run(ADDS)
    assert standing(here) == ADDED
    assert ended.exit == 0
    counts = rows(ended)
    assert (
        counts.get("applied", 0) + counts.get("unchanged", 0)
        == counts["total"]
        == len(ADDS["add_lines"]) - 1
    )


@pytest.mark.fault(4, 5, 6)
@pytest.mark.parametrize("second", [3, 8, 13])
@pytest.mark.parametrize("first", [3, 10, 17, 24])
def test_killed_twice(here: World, first: int, second: int) -> None:
    """The resumed run dies too."""
    killed(here, drafts.sheets(), "append", first, "after")
    doomed_resume(here, Fate("append", second, "before"))
    ended = here.resume()
    audit(here)
    assert rows(ended) == {"total": drafts.TOTAL, "applied": drafts.TOTAL}
    assert ended.object["money"] == drafts.MONEY
