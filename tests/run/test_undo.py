"""A run taken back: every invoice is again what it was, and what cannot be is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from batcher.core.example import objects
from batcher.core.example import rows as example_rows
from batcher.core.model import Kind, Undone
from batcher.core.reporting import Exit
from batcher.run import RunInDoubt, RunUnknown
from batcher.run import run as run_workbook
from tests.run import drafts
from tests.run.conftest import Begin
from tests.run.mortal import Fate, Killed, MortalGateway, MortalLedger, doomed_run
from tests.run.test_faults import refusal
from tests.run.undone import desk, pending, run, standing, undo, undone
from tests.run.world import Sheets, World, rows


@pytest.fixture
def office(here: World) -> World:
    """The drafts of `drafts.seeds`, and real files."""
    return desk(here)


def told(office: World) -> Undone:
    """What the last report says of an undo."""
    found = office.files.reports[-1].undone
    assert found is not None
    return found


def groups(office: World) -> Counter[str]:
    """How many rows of the last report are in each group."""
    return Counter(row.group.value for row in told(office).rows)


def without_made(found: Mapping[str, Any]) -> dict[str, Any]:
    """Without the drafts that a run created: nothing deletes those."""
    return {name: one for name, one in found.items() if name in ("in_A", "in_B")}


def test_everything_comes_back_but_the_draft_that_was_made(office: World) -> None:
    before = standing(office)
    office.run(drafts.sheets())
    inverse, book = undo(office, "R-1")
    assert [(one.code, one.operation.row) for one in inverse.unreversed] == [("created", 2)]
    ended = run(office, book)
    assert (ended.exit, rows(ended)) == (Exit.DONE, {"total": 11, "applied": 11})
    assert without_made(standing(office)) == before
    assert pending(office) == Counter()
    made = next(name for name in standing(office) if name not in before)
    assert standing(office)[made][1] == Counter()
    assert groups(office) == {"reversed": 11, "could_not": 1}
    assert ended.object["undo"] == {"of": "R-1", "reversed": 11, "kept": 0, "could_not": 1}
    assert ended.object["money"]["usd"]["difference"] == "0.00"


def test_the_undo_workbook_twice_sends_nothing(office: World) -> None:
    office.run(drafts.sheets())
    _, book = undo(office, "R-1")
    run(office, book)
    sent = len(office.writes())
    again = run(office, book)
    assert rows(again) == {"total": 11, "unchanged": 11}
    assert len(office.writes()) == sent
    assert undo(office, "R-1")[0].rows == (), "what is undone already is not undone again"


def test_original_undo_original_undo(office: World) -> None:
    """What was undone counts as not applied: under new keys it is applied again."""
    before = standing(office)
    office.run(drafts.sheets())
    first = standing(office)
    undone(office, "R-1")
    again = office.run(drafts.sheets())
    assert rows(again) == {"total": 12, "applied": 11, "unchanged": 1}
    assert [p for p in again.object["problems"] if p["severity"] != "warning"] == []
    lines = {name: sorted(Counter(line.partition("'period'")[0] for line in one[1]).items())
             for name, one in standing(office).items()}  # fmt: skip
    assert lines == {name: sorted(Counter(line.partition("'period'")[0] for line in one[1]).items())
                     for name, one in first.items()}  # fmt: skip
    sent = len(office.writes())
    assert rows(office.run(drafts.sheets())) == {"total": 12, "unchanged": 12}
    assert len(office.writes()) == sent
    undone(office, str(again.object["run"]))
    assert without_made(standing(office)) == before
    keys = [request.key for request in office.writes()]
    assert len(set(keys)) == len(keys)


def test_the_undo_of_an_undo_gives_the_first_state(office: World) -> None:
    office.run(drafts.sheets())
    first = standing(office)
    back = undone(office, "R-1")
    forth = undone(office, str(back.object["run"]))
    assert forth.exit == Exit.DONE
    assert standing(office) == first
    # The original stands again, though its lines have other ids now.
    assert rows(undone(office, str(forth.object["run"]))) == {"total": 11, "applied": 11}


def cell(value: object) -> object:
    """A value of the example as a reader would give it."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    assert isinstance(value, int | Decimal)
    return float(value)


def example() -> Sheets:
    """The example workbook, as the world's own sheets."""
    found: dict[str, list[list[object]]] = {}
    for kind, listed in example_rows().items():
        if kind is not Kind.CONTROL:
            names = list(dict.fromkeys(name for row in listed for name in row))
            own = [[cell(row.get(name)) for name in names] for row in listed]
            found[kind.value] = [list(names), *own]
    return found


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_example_there_and_back(begin: Begin, language: str) -> None:
    """Taxes, discounts, periods, decimals, four currencies and a subscription."""
    office = desk(begin(objects()))
    before, waiting = standing(office), pending(office)
    ended = office.run(example(), accept=frozenset({"all"}))
    assert rows(ended) == {"total": 220, "applied": 220}
    back = run(office, undo(office, "R-1", language)[1])
    assert (back.exit, rows(back)) == (Exit.DONE, {"total": 219, "applied": 219})
    now = standing(office)
    assert {name: now[name] for name in before} == before
    assert pending(office) == waiting


def test_somebody_edited_a_line_since(office: World) -> None:
    office.run({"update_lines": [["invoice", "line", "amount"], ["in_A", "il_A2", 2.5],
                                 ["in_B", "il_B2", 25.0], ["in_A", "il_A3", 5.0]]})  # fmt: skip
    office.stripe.state.edit_line("in_A", "il_A2", amount=300)
    _, book = undo(office, "R-1")
    stopped = run(office, book)
    assert stopped.exit == Exit.PROBLEMS
    assert [p["code"] for p in stopped.object["problems"]] == ["drift"]
    assert office.amounts("in_B") == [1000, 2500, 4000], "nothing was sent"
    assert stopped.object["undo"]["kept"] == 1
    ended = run(office, book, on_problem="skip-row")
    assert ended.exit == Exit.UNFINISHED
    assert rows(ended) == {"total": 3, "applied": 2, "rejected": 1}
    assert office.amounts("in_A") == [100, 300, 400, 800]
    assert office.amounts("in_B") == [1000, 2000, 4000]
    assert groups(office) == {"reversed": 2, "kept": 1}
    kept = next(row for row in told(office).rows if row.group == "kept")
    assert (kept.source, kept.invoice, kept.old_line) == ("update_lines!2", "in_A", "il_A2")


def test_half_a_move_is_never_made(office: World) -> None:
    """An item that nobody put anywhere would be billed by nobody: the halves share one fate."""
    asked: Sheets = {
        "remove_lines": [["invoice", "line", "behavior"], ["in_A", "il_A1", "unassign"],
                         ["in_A", "il_A2", "unassign"]],
        "add_lines": [["invoice", "invoice_item"], ["in_missing", "il_A1"], ["in_B", "il_A2"]],
    }  # fmt: skip
    ended = office.run(asked, on_problem="skip-row")
    assert rows(ended) == {"total": 4, "applied": 2, "rejected": 2}
    assert office.amounts("in_A") == [100, 400, 800]
    assert office.amounts("in_B") == [200, 1000, 2000, 4000]
    assert pending(office) == Counter()
    words = office.files.reports[-1].sheets[0].results["message"].tolist()
    assert "the other half of a move" in words[0]


def test_a_line_that_is_gone_is_told_and_stops_nothing(office: World) -> None:
    office.run({"update_lines": [["invoice", "line", "amount"], ["in_A", "il_A2", 2.5],
                                 ["in_B", "il_B2", 25.0]]})  # fmt: skip
    office.stripe.state.delete_line("in_A", "il_A2")
    inverse, book = undo(office, "R-1")
    assert [one.code for one in inverse.unreversed] == ["line_gone"]
    assert rows(run(office, book)) == {"total": 1, "applied": 1}
    assert groups(office) == {"reversed": 1, "could_not": 1}


def test_what_was_refused_is_not_undone(office: World) -> None:
    before = standing(office)
    office.faults.plan("/in_A/update_lines", refusal())
    ended = office.run(drafts.sheets())
    assert ended.object["rows"]["refused"] > 0
    inverse, book = undo(office, "R-1")
    applied = ended.object["rows"]["applied"]
    assert len(inverse.rows) == applied - 1, "all but the draft that was made"
    assert run(office, book).exit == Exit.DONE
    assert without_made(standing(office)) == before


def test_a_run_in_doubt_is_refused(office: World) -> None:
    doomed_run(office, drafts.sheets(), Fate("post", 1, "before"))
    with pytest.raises(RunInDoubt):
        undo(office, "R-1")
    office.resume("R-1")
    assert undo(office, "R-1")[0].rows


def test_an_undo_in_doubt_is_settled_first(office: World) -> None:
    """What it took off already is gone by no person's hand."""
    office.run(drafts.sheets())
    _, book = undo(office, "R-1")
    fate = Fate("post", 2, "before")
    with (
        office.edges(lambda x: MortalLedger(x, fate), lambda x: MortalGateway(x, fate)) as edges,
        pytest.raises(Killed),
    ):
        run_workbook(book, office.options(), edges)
    with pytest.raises(RunInDoubt) as found:
        undo(office, "R-1")
    assert str(found.value) == "R-2"
    office.resume("R-2")
    assert undo(office, "R-1")[0].rows == ()


def test_a_run_nobody_knows(office: World) -> None:
    with pytest.raises(RunUnknown):
        undo(office, "R-9")


def test_nothing_to_undo(office: World) -> None:
    """A workbook all the same: whoever runs it changes nothing."""
    office.run({"update_lines": [["invoice", "line", "amount"], ["in_A", "il_A2", 2.0]]})
    inverse, book = undo(office, "R-1")
    assert (inverse.rows, inverse.unreversed) == ((), ())
    ended = run(office, book)
    assert (ended.exit, ended.object["rows"]["total"]) == (Exit.DONE, 0)


def test_a_swap(office: World) -> None:
    """Two invoices give each other a line; the undo gives both back."""
    before = standing(office)
    swap: Sheets = {
        "remove_lines": [["invoice", "line", "behavior"], ["in_A", "il_A1", "unassign"],
                         ["in_B", "il_B1", "unassign"]],
        "add_lines": [["invoice", "invoice_item", "description", "metadata.why"],
                      ["in_B", "il_A1", "moved", "swap"], ["in_A", "il_B1", None, None]],
    }  # fmt: skip
    assert office.run(swap).exit == Exit.DONE
    ended = undone(office, "R-1")
    assert (ended.exit, rows(ended)) == (Exit.DONE, {"total": 4, "applied": 4})
    assert standing(office) == before
    assert pending(office) == Counter()


def test_numbers_of_corrections_stay_beside_the_run(office: World) -> None:
    office.run({"add_lines": [["invoice", "amount", "correction_no"], ["in_A", 5.0, "7"]]})
    inverse, _ = undo(office, "R-1")
    assert inverse.rows[0].values["correction_no"] == "undo R-1: 7"
    back = undone(office, "R-1")
    again, _ = undo(office, str(back.object["run"]))
    assert again.rows[0].values["correction_no"] == f"undo {back.object['run']}"


def test_an_invoice_that_was_finalized_is_named(office: World) -> None:
    office.run({"update_lines": [["invoice", "line", "amount"], ["in_A", "il_A2", 2.5]]})
    office.stripe.state.finalize("in_A")
    inverse, book = undo(office, "R-1")
    assert [(one.code, one.is_written) for one in inverse.unreversed] == [("not_draft", True)]
    ended = run(office, book)
    assert [p["code"] for p in ended.object["problems"]] == ["invoice_not_draft"]
    assert groups(office) == {"could_not": 1}
