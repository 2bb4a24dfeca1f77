"""A run with the runs that continued it: its own rows, each as it stands at the end."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from batcher.core.model import ControlRow, Report, Status, Workbook
from batcher.core.reporting import Exit
from batcher.run import Result, RunUnknown, Source, report_chain, retry
from batcher.workbook.leftovers import write_leftovers
from tests.run.test_faults import refusal
from tests.run.undone import Desk, run, undone
from tests.run.world import Sheets, World, rows

ROWS: Sheets = {
    "add_lines": [
        ["invoice", "amount", "currency", "description"],
        ["in_A", 5.0, "usd", "first"],
        ["in_B", 60.0, "usd", "second"],
        ["in_B", 70.0, "usd", "third"],
    ],
    "control": [
        ["sheet", "rows", "currency", "net_change"],
        ["add_lines", 3.0, "usd", 135.0],
    ],
}


class Books(Desk):
    """Knows one workbook from another."""

    def read(self, content: bytes, name: str, encoding: str | None) -> Workbook:
        """With the sha256 of its own bytes."""
        found = super().read(content, name, encoding)
        return replace(found, sha256=hashlib.sha256(content).hexdigest())


@pytest.fixture
def partly(here: World) -> World:
    """R-1 added to in_A; Stripe refused in_B."""
    here.files = Books()
    here.faults.plan("/in_B/add_lines", refusal())
    assert rows(here.run(ROWS)) == {"total": 3, "applied": 1, "refused": 2}
    return here


def chain(here: World, wanted: str = "R-1") -> tuple[Result, Report]:
    with here.edges() as edges:
        found = report_chain(wanted, edges)
    return found, here.files.reports[-1]


def leftovers(
    here: World, mended: dict[str, Any] | None = None, sheet: str = "add_lines"
) -> Source:
    """The last leftovers, as the file a person has, some cells written over."""
    path = here.home / f"left-{len(here.files.leftovers)}.xlsx"
    write_leftovers(here.files.leftovers[-1], path)
    book = openpyxl.load_workbook(path)
    for cell, value in (mended or {}).items():
        book[sheet][cell] = value
    book.save(path)
    return Source(path.read_bytes(), path.name, str(path))


def row_words(report: Report) -> list[tuple[int, str, str]]:
    (own,) = report.sheets
    shown = own.results[["status", "message"]].itertuples()
    return [(row, status, message) for row, status, message in shown]


def test_a_run_that_nobody_continued(partly: World) -> None:
    found, report = chain(partly)
    assert rows(found) == {"total": 3, "applied": 1, "refused": 2}
    assert (found.object["status"], found.object["chain"]) == ("partly_applied", ["R-1"])
    assert found.object["continued"] == []
    assert found.object["money"]["usd"]["expected_change"] == "5.00"
    assert report.control == (
        ControlRow("add_lines", 3, 1),
        ControlRow("USD", 13500, 500, "usd"),
    )


def test_what_the_command_line_expected_stands_beside_the_control_sheet(here: World) -> None:
    here.files = Books()
    here.faults.plan("/in_B/add_lines", refusal())
    here.run(ROWS, expected_rows=3, expected_changes={"usd": Decimal(135)})
    found, report = chain(here)
    assert report.control[2:] == (
        ControlRow("--expect-rows", 3, 1, flag="--expect-rows"),
        ControlRow("--expect-change USD", 13500, 500, "usd", "--expect-change"),
    )
    assert found.object["control"][2:] == [
        {"sheet": None, "expected": 3, "found": 1, "flag": "--expect-rows", "ties_out": False},
        {"currency": "usd", "expected": "135.00", "found": "5.00", "flag": "--expect-change",
         "ties_out": False},
    ]  # fmt: skip
    assert int(found.exit) == 3


def test_rows_that_retry_applied_are_applied_and_it_is_named(partly: World) -> None:
    with partly.edges() as edges:
        assert rows(retry("R-1", edges)) == {"total": 3, "applied": 2, "unchanged": 1}
    found, report = chain(partly)
    assert rows(found) == {"total": 3, "applied": 3}
    assert (found.exit, found.object["status"]) == (Exit.DONE, "applied")
    assert found.object["chain"] == ["R-1", "R-2"]
    assert found.object["continued"] == [
        {"sheet": "add_lines", "row": row, "status": "applied", "run": "R-2"} for row in (3, 4)
    ]
    assert found.object["money"]["usd"] == {
        "before": "85.00",
        "expected_change": "135.00",
        "actual_change": "135.00",
        "other_change": "0.00",
        "difference": "0.00",
    }
    assert row_words(report) == [
        (2, "applied", ""),
        (3, "applied", "By run R-2."),
        (4, "applied", "By run R-2."),
    ]
    assert all(row.expected == row.found for row in report.control)
    assert [row.run for row in report.requests] == ["R-1", "R-1", "R-2"]
    assert found.object["requests"] == {"planned": 3, "sent": 3, "retried": 0}


def test_leftovers_lead_back_to_the_rows_they_came_from_also_mended(partly: World) -> None:
    ended = run(partly, leftovers(partly, {"B2": 61.0}))
    assert rows(ended) == {"total": 2, "applied": 2}
    found, report = chain(partly)
    assert rows(found) == {"total": 3, "applied": 3}
    assert [(one["row"], one["run"]) for one in found.object["continued"]] == [
        (3, "R-2"), (4, "R-2"),
    ]  # fmt: skip
    assert found.object["money"]["usd"]["expected_change"] == "136.00"
    assert found.object["money"]["usd"]["difference"] == "0.00"
    assert found.object["control"] == [
        {"sheet": "add_lines", "expected": 3, "found": 3, "ties_out": True},
        {"currency": "usd", "expected": "135.00", "found": "136.00", "ties_out": False},
    ]
    assert len(report.sheets[0].results) == 3


def test_leftovers_of_leftovers(partly: World) -> None:
    partly.faults.plan("/in_B/add_lines", refusal())
    assert rows(run(partly, leftovers(partly, {"B2": 61.0}))) == {"total": 2, "refused": 2}
    assert rows(run(partly, leftovers(partly, {"B2": 62.0, "B3": 72.0}))) == {
        "total": 2,
        "applied": 2,
    }
    found, _ = chain(partly)
    assert found.object["chain"] == ["R-1", "R-2", "R-3"]
    assert rows(found) == {"total": 3, "applied": 3}
    assert found.object["money"]["usd"]["expected_change"] == "139.00"


def test_a_whole_workbook_that_was_rejected_and_mended(here: World) -> None:
    here.files = Books()
    bad = {"add_lines": [*ROWS["add_lines"][:3], ["in_B", "x", "usd", "third"]]}
    assert rows(here.run(bad)) == {"total": 3, "rejected": 1, "not_sent": 2}
    ended = run(here, leftovers(here, {"B4": 70.0}))
    assert rows(ended) == {"total": 3, "applied": 3}
    found, _ = chain(here)
    assert rows(found) == {"total": 3, "applied": 3}
    assert (found.object["status"], found.object["problems"]) == ("applied", [])


def test_other_peoples_changes_between_the_runs_stand_apart(partly: World) -> None:
    partly.stripe.state.edit_line("in_A", "il_A1", amount=150)
    with partly.edges() as edges:
        retry("R-1", edges)
    found, _ = chain(partly)
    money = found.object["money"]["usd"]
    assert (money["other_change"], money["actual_change"]) == ("0.50", "135.00")
    assert (money["difference"], found.object["status"]) == ("0.00", "applied")


def test_what_was_taken_back_counts_as_not_sent(partly: World) -> None:
    assert rows(undone(partly, "R-1")) == {"total": 1, "applied": 1}
    found, report = chain(partly)
    assert rows(found) == {"total": 3, "refused": 2, "not_sent": 1}
    assert row_words(report)[0] == (2, "not_sent", "Applied, and taken back since by run R-2.")
    assert found.object["money"]["usd"]["difference"] == "0.00"
    assert found.object["money"]["usd"]["expected_change"] == "0.00"
    assert found.object["chain"] == ["R-1"]


def test_lines_that_an_undo_put_back_are_nobody_elses(here: World) -> None:
    """They have new ids; money and lines are as before the run, and the report says so."""
    here.files = Books()
    off = [["in_A", "il_A1", "delete"], ["in_A", "il_A2", "unassign"], ["in_B", "il_B1", "delete"]]
    here.run({"remove_lines": [["invoice", "line", "behavior"], *off]})
    undone(here, "R-1")
    found, report = chain(here)
    assert found.object["money"]["usd"] == {
        "before": "85.00",
        "expected_change": "0.00",
        "actual_change": "0.00",
        "other_change": "0.00",
        "difference": "0.00",
    }
    assert [row.other_lines for row in report.invoices] == [(), ()]
    assert [row.lines_other for row in report.invoices] == [0, 0]


def test_another_workbook_is_no_part_of_it(partly: World) -> None:
    other: Sheets = {"add_lines": [ROWS["add_lines"][0], ["in_A", 9.0, "usd", "else"]]}
    partly.run(other)
    assert chain(partly)[0].object["chain"] == ["R-1"]


def test_a_run_nobody_knows(here: World) -> None:
    with pytest.raises(RunUnknown):
        chain(here, "R-9")


def test_the_ledgers_statuses_are_the_six_words(partly: World) -> None:
    found, _ = chain(partly)
    assert set(found.object["rows"]) == {"total", *(one.value for one in Status)}
