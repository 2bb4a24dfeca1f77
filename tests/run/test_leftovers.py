"""The leftovers of a run brought in before or instead of `resume` and `retry`: each effect once."""

from __future__ import annotations

import pytest

from batcher.run import Result, Source, retry
from batcher.run import run as run_workbook
from batcher.sandbox import Fault
from batcher.sandbox.faults import Phase
from tests.run.mortal import Fate, Killed, MortalGateway
from tests.run.test_chain import Books, chain, leftovers
from tests.run.test_faults import refusal
from tests.run.undone import run, undone
from tests.run.world import DAY_S, Sheets, World, rows

HEAD = ["invoice", "amount", "currency", "description"]
ROWS: Sheets = {
    "add_lines": [
        HEAD,
        ["in_A", 5.0, "usd", "first"],
        ["in_A", 5.0, "usd", "first"],
        ["in_B", 60.0, "usd", "second"],
        ["in_B", 70.0, "usd", "third"],
    ],
}
WAYS = pytest.mark.parametrize("phase", ["before", "after"])
PAUSES = pytest.mark.parametrize("pause_s", [0.0, 2 * DAY_S], ids=["soon", "later"])


def in_doubt(here: World, phase: Phase) -> Source:
    """R-1 was cut off at its first row: the leftovers it wrote, which are all its other rows."""
    here.files = Books()
    away = {"on": False}

    def gone() -> Fault | None:
        away["on"] = True
        return Fault(drop=True)

    def is_away() -> Fault | None:
        return Fault(drop=True) if away["on"] else None

    here.faults.plan("in_A/add_lines", gone, phase)
    for method in ("GET", "POST"):
        here.faults.plan("", is_away, method=method, times=10_000)
    ended = here.run(ROWS, lines_per_request=1)
    assert ended.exit == 4
    assert rows(ended) == {"total": 4, "in_doubt": 1, "not_sent": 3}
    here.faults.clear()
    left = here.files.leftovers[-1].sheets
    assert [list(one.cells.index) for one in left] == [[3, 4, 5]]
    return leftovers(here)


def partly(here: World) -> None:
    """R-1 added to in_A; Stripe refused both rows of in_B."""
    here.files = Books()
    here.faults.plan("/in_B/add_lines", refusal())
    assert rows(here.run(ROWS)) == {"total": 4, "applied": 2, "refused": 2}


def retried(here: World, wanted: str) -> Result:
    with here.edges() as edges:
        return retry(wanted, edges)


def once(here: World) -> bool:
    """Whether every row of `ROWS` took effect exactly once."""
    own = here.amounts("in_A"), here.amounts("in_B")
    return own == ([100, 200, 400, 500, 500, 800], [1000, 2000, 4000, 6000, 7000])


@WAYS
@PAUSES
def test_before_resume(here: World, phase: Phase, pause_s: float) -> None:
    """What is in doubt is left to `resume`, which then sends nothing that the leftovers brought."""
    left = in_doubt(here, phase)
    sent = here.writes()
    here.clock.wait(pause_s)
    ended = run(here, left)
    assert (ended.exit, rows(ended)) == (0, {"total": 3, "applied": 3})
    new = here.writes()[len(sent) :]
    assert not {write.key for write in sent} & {write.key for write in new}
    assert here.amounts("in_A").count(500) == (2 if phase == "after" else 1)
    assert here.resume("R-1").exit == 0
    assert once(here)
    assert here.run(ROWS).object["requests"]["sent"] == 0
    assert here.resume("R-1").exit == 0
    assert once(here)


@WAYS
@pytest.mark.parametrize("command", ["retry", "run"])
def test_before_retry_and_run(here: World, phase: Phase, command: str) -> None:
    """The other two ways to go on with a run in doubt."""
    run(here, in_doubt(here, phase))
    ended = retried(here, "R-1") if command == "retry" else here.run(ROWS)
    assert ended.exit == 0
    assert once(here)
    assert here.resume("R-1").exit == 0
    assert once(here)


@WAYS
def test_after_resume(here: World, phase: Phase) -> None:
    """They were brought in already: nothing is sent."""
    left = in_doubt(here, phase)
    assert here.resume("R-1").exit == 0
    assert once(here)
    ended = run(here, left)
    assert (ended.exit, rows(ended)) == (0, {"total": 3, "unchanged": 3})
    assert once(here)


def test_then_retry(here: World) -> None:
    """The leftovers brought what `retry` of the first run would: it sends nothing."""
    partly(here)
    assert rows(run(here, leftovers(here))) == {"total": 2, "applied": 2}
    sent = len(here.writes())
    ended = retried(here, "R-1")
    assert (ended.exit, rows(ended)) == (0, {"total": 4, "unchanged": 4})
    assert len(here.writes()) == sent
    assert once(here)


GOES_ON = pytest.mark.parametrize("command", ["resume", "retry", "run"])
MENDED = {"B2": 5.5, "B3": 61.0, "B4": 71.0}


def go_on(here: World, command: str) -> Result:
    """One of the ways to go on with R-1."""
    if command == "run":
        return here.run(ROWS, lines_per_request=1)
    return here.resume("R-1") if command == "resume" else retried(here, "R-1")


def messages(here: World) -> list[str]:
    """What the last report says of each row."""
    return [str(one) for one in here.files.reports[-1].sheets[0].results["message"]]


@pytest.mark.parametrize("command", ["retry", "run"])
@pytest.mark.parametrize(
    ("mended", "amounts"),
    [({"B2": 61.0}, [6100, 7000]), ({"B2": 61.0, "B3": 71.0}, [6100, 7100])],
    ids=["one row", "every row"],
)
def test_mended(here: World, mended: dict[str, float], amounts: list[int], command: str) -> None:
    """A row that was mended and applied is not billed again as it was, and that is told."""
    partly(here)
    assert rows(run(here, leftovers(here, mended))) == {"total": 2, "applied": 2}
    sent = len(here.writes())
    ended = go_on(here, command)
    assert (ended.exit, rows(ended)) == (0, {"total": 4, "unchanged": 4})
    assert len(here.writes()) == sent
    assert here.amounts("in_B") == [1000, 2000, 4000, *amounts]
    assert "mended" in messages(here)[2]
    assert "R-2" in messages(here)[2]


@WAYS
@GOES_ON
def test_mended_while_in_doubt(here: World, phase: Phase, command: str) -> None:
    """The same beside a row in doubt, which is brought to its end."""
    left = in_doubt(here, phase)
    assert left.content
    assert rows(run(here, leftovers(here, MENDED))) == {"total": 3, "applied": 3}
    for _ in range(2):
        assert go_on(here, command).exit == 0
        assert here.amounts("in_A") == [100, 200, 400, 500, 550, 800]
        assert here.amounts("in_B") == [1000, 2000, 4000, 6100, 7100]


def test_mended_twice(here: World) -> None:
    """What became of the leftovers of the leftovers counts as well."""
    partly(here)
    here.faults.plan("/in_B/add_lines", refusal())
    assert rows(run(here, leftovers(here, {"B2": 61.0}))) == {"total": 2, "refused": 2}
    assert run(here, leftovers(here, {"B2": 62.0, "B3": 72.0})).exit == 0
    for command in ("retry", "run"):
        assert rows(go_on(here, command)) == {"total": 4, "unchanged": 4}
    assert here.amounts("in_B") == [1000, 2000, 4000, 6200, 7200]
    found, _ = chain(here)
    assert rows(found) == {"total": 4, "applied": 4}


def test_mended_and_refused(here: World) -> None:
    """It was not applied: `retry` sends the row as it was."""
    partly(here)
    here.faults.plan("/in_B/add_lines", refusal())
    assert rows(run(here, leftovers(here, {"B2": 61.0}))) == {"total": 2, "refused": 2}
    assert rows(retried(here, "R-1")) == {"total": 4, "applied": 2, "unchanged": 2}
    assert once(here)


def test_mended_and_undone(here: World) -> None:
    """It was taken back: `retry` sends the row as it was."""
    partly(here)
    assert run(here, leftovers(here, {"B2": 61.0, "B3": 71.0})).exit == 0
    assert undone(here, "R-2").exit == 0
    assert rows(retried(here, "R-1")) == {"total": 4, "applied": 2, "unchanged": 2}
    assert once(here)


def test_mended_and_meant_as_well(here: World) -> None:
    """`--repeat again` says so."""
    partly(here)
    assert run(here, leftovers(here, {"B2": 61.0, "B3": 71.0})).exit == 0
    also: Sheets = {"add_lines": [HEAD, ROWS["add_lines"][3]]}
    assert rows(here.run(also)) == {"total": 1, "unchanged": 1}
    assert rows(here.run(also, repeat="again")) == {"total": 1, "applied": 1}
    assert here.amounts("in_B") == [1000, 2000, 4000, 6000, 6100, 7100]


@WAYS
def test_mended_and_in_doubt_itself(here: World, phase: Phase) -> None:
    """Nobody knows yet whether the mended rows took effect: they are not sent as they were."""
    partly(here)
    left = leftovers(here, {"B2": 61.0, "B3": 71.0})
    fate = Fate("post", 1, phase)
    with here.edges(gateway=lambda one: MortalGateway(one, fate)) as edges, pytest.raises(Killed):
        run_workbook(left, here.options(), edges)
    ended = retried(here, "R-1")
    assert rows(ended) == {"total": 4, "unchanged": 2, "in_doubt": 2}
    assert "R-2" in messages(here)[2]
    assert here.resume("R-2").exit == 0
    assert rows(retried(here, "R-1")) == {"total": 4, "unchanged": 4}
    assert here.amounts("in_B") == [1000, 2000, 4000, 6100, 7100]


def test_a_mended_value(here: World) -> None:
    """`retry` does not put the old value back; asked for by another workbook it is set."""
    here.files = Books()
    sheets: Sheets = {"update_lines": [["invoice", "line", "amount"], ["in_B", "il_B2", 25.0]]}
    here.faults.plan("/in_B/update_lines", refusal())
    assert rows(here.run(sheets)) == {"total": 1, "refused": 1}
    assert rows(run(here, leftovers(here, {"C2": 26.0}, "update_lines")))["applied"] == 1
    assert rows(retried(here, "R-1")) == {"total": 1, "unchanged": 1}
    assert here.amounts("in_B") == [1000, 2600, 4000]
    assert rows(here.run(sheets)) == {"total": 1, "applied": 1}
    assert here.amounts("in_B") == [1000, 2500, 4000]
