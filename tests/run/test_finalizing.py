"""Drafts that finalize by themselves: done first, or refused in time, never half corrected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.run import drafts
from tests.run.auditor import standing
from tests.run.conftest import Begin
from tests.run.world import START, Sheets, World, rows

NOW = int(START.timestamp())
PATHS = ["remove_lines", "update_lines", "add_lines"]


def sheets() -> Sheets:
    """What is corrected on in_A and in_B, without the move between them and the new invoice."""
    return {
        name: [row for row in listed if not {"@C", "ii_A4", "il_A4"} & set(row)]
        for name, listed in drafts.sheets().items()
        if name != "create_invoices"
    }  # fmt: skip


def soon(begin: Begin, in_s: int, name: str = "in_B") -> World:
    """A world where one of the drafts finalizes by itself so soon."""
    seeds: list[dict[str, Any]] = drafts.seeds()
    for seed in seeds:
        if seed.get("id") == name:
            seed["automatically_finalizes_at"] = NOW + in_s
    return begin(seeds)


def test_done_first(begin: Begin) -> None:
    """in_B stands second in the workbook and finalizes in an hour."""
    here = soon(begin, 3600)
    assert here.run(sheets()).exit == 0
    assert [w.path.split("/")[3] for w in here.writes()] == ["in_B"] * 3 + ["in_A"] * 3


def test_an_item_it_waits_for_is_done_first_too(begin: Begin) -> None:
    """in_A frees what in_B gets, so in_A is as urgent; the other one waits."""
    seeds = [*drafts.seeds(), drafts.draft("D", ("other", 100))]
    seeds[2]["automatically_finalizes_at"] = NOW + 3600
    here = begin(seeds)
    sheets = {
        "add_lines": [["invoice", "amount", "invoice_item"], ["in_D", 1.0, None],
                      ["in_B", None, "ii_A4"]],
        "remove_lines": [["invoice", "line", "behavior"], ["in_A", "il_A4", "unassign"]],
    }  # fmt: skip
    assert here.run(sheets).exit == 0
    assert [w.path.split("/")[3] for w in here.writes()] == ["in_A", "in_B", "in_D"]


def test_refused_before_any_write(begin: Begin) -> None:
    """Two minutes are not enough: a question, and nothing of the workbook is sent."""
    here = soon(begin, 90)
    ended = here.run(sheets())
    assert ended.exit == 1
    told = [(p["code"], p["severity"], p["cell"]) for p in ended.object["problems"]]
    assert told == [("finalizes_soon", "question", "A4"), ("same_line_twice", "warning", "C3")]
    assert here.writes() == []


def test_tried_all_the_same(begin: Begin) -> None:
    here = soon(begin, 30)
    ended = here.run(sheets(), accept=frozenset({"finalizes_soon"}))
    assert ended.exit == 0
    assert standing(here)["in_B"][-1] == ("new", 6000)


def after_a_while(here: World, seconds: float) -> Callable[[object], bool]:
    def confirm(_plan: object) -> bool:
        here.clock.wait(seconds)
        return True

    return confirm


@pytest.mark.parametrize("waits_s", [50, 250])
def test_looked_at_again_before_it_is_begun(begin: Begin, waits_s: int) -> None:
    """Five minutes when planned, and the person took almost all of them to say yes."""
    here = soon(begin, 300)
    here.confirm = after_a_while(here, waits_s)
    ended = here.run(sheets())
    begun = {w.path.split("/")[3] for w in here.writes()}
    if waits_s == 50:
        assert ended.exit == 0
        assert begun == {"in_A", "in_B"}
        return
    assert ended.exit == 3
    assert begun == {"in_A"}
    assert standing(here)["in_B"] == [("wrong", 1000), ("low", 2000), ("right", 4000)]
    assert rows(ended) == {"total": 8, "applied": 5, "not_sent": 3}
    assert ended.object["half_corrected"] == []
    removed = next(s for s in here.files.reports[-1].sheets if s.name == "remove_lines")
    assert "finalize in_B by itself" in str(list(removed.results["message"])[-1])


def test_set_forward_while_we_wait(begin: Begin) -> None:
    """The read before the first write sees the new time."""
    here = begin()

    def confirm(_plan: object) -> bool:
        here.clock.wait(61)
        at = int(here.clock.seconds()) + 20
        here.stripe.state.edit_invoice("in_B", auto_advance=True, automatically_finalizes_at=at)
        return True

    here.confirm = confirm
    ended = here.run(sheets())
    assert ended.exit == 3
    assert here.writes("in_B/remove_lines") == []


def test_one_that_was_begun_is_gone_on_with(begin: Begin) -> None:
    """Its time comes while we are at it: better late than half."""
    here = soon(begin, 300)
    here.faults.plan("in_B/remove_lines", lambda: here.clock.wait(270))  # type: ignore[arg-type, func-returns-value]
    ended = here.run(sheets())
    assert ended.exit == 0
    assert standing(here)["in_B"] == [("low", 2500), ("right", 4000), ("new", 6000)]
    assert ended.object["half_corrected"] == []
