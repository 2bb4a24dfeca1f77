"""Refusals, other people, and networks that lose answers: each effect once, and the truth told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance import books, sent
from tests.acceptance.drafts import AFTER, BEFORE, corrections
from tests.acceptance.program import Program
from tests.double.faults import Fault
from tests.double.server import Served

HEALED = (
    Fault.DROP_BEFORE,
    Fault.DROP_AFTER,
    Fault.CUT,
    Fault.HTML,
    Fault.PORTAL,
    Fault.GATEWAY,
    Fault.BROKEN,
    Fault.BROKEN_AFTER,
    Fault.LOCKED,
    Fault.LIMITED,
    Fault.LIMITED_HEADER,
    Fault.BUSY,
)


def test_every_lost_answer_heals(double: Served, batcher: Program, desk: Path) -> None:
    """Each fault strikes the add, the update and the removal of an invoice of its own."""
    invoices, sheets = corrections(double, len(HEALED))
    for fault, invoice in zip(HEALED, invoices, strict=True):
        for operation in ("add_lines", "update_lines", "remove_lines"):
            double.faults.plan(fault, f"{invoice}/{operation}")
    ended = batcher.run(books.write(desk / "november.xlsx", sheets))
    total = 3 * len(HEALED)
    assert ended.rows == {"total": total, "applied": total}
    own = dict(zip(HEALED, invoices, strict=True))
    found = {fault: double.state.amounts(invoice) for fault, invoice in own.items()}
    assert found == dict.fromkeys(HEALED, AFTER)
    assert ended.json["requests"]["planned"] == total
    assert ended.json["money"]["usd"]["difference"] == "0.00"
    # A failure kept under its key is answered with a new one; everything else keeps its key.
    saved = (Fault.BROKEN, Fault.LOCKED)
    for fault, invoice in own.items():
        keys = {call.key for call in double.writes if f"{invoice}/add_lines" in call.path}
        assert len(keys) == (2 if fault in saved else 1), fault


def test_a_fault_that_returns(double: Served, batcher: Program, desk: Path) -> None:
    invoices, sheets = corrections(double, 1)
    double.faults.plan(Fault.LIMITED, "add_lines", times=3)
    double.faults.plan(Fault.DROP_BEFORE, "update_lines", times=2)
    double.faults.plan(Fault.DROP_BEFORE, "/lines", method="GET", times=2)
    ended = batcher.run(books.write(desk / "november.xlsx", sheets))
    assert double.state.amounts(invoices[0]) == AFTER
    assert ended.json["requests"]["retried"] >= 5


def test_one_refused_request(double: Served, batcher: Program, desk: Path) -> None:
    """The others go on, the leftovers run by themselves, and nothing happens twice."""
    (bad, *good), sheets = corrections(double, 3)
    double.faults.plan(Fault.REFUSED, f"{bad}/update_lines")
    workbook = books.write(desk / "november.xlsx", sheets)
    ended = batcher.run(workbook, ends=3)
    assert ended.json["status"] == "partly_applied"
    assert ended.rows == {"total": 9, "applied": 7, "refused": 1, "not_sent": 1}
    assert sent.operations(double, bad) == ["remove_lines", "update_lines"]
    assert [double.state.amounts(name) for name in good] == [AFTER, AFTER]
    assert bad in str(ended.json["half_corrected"])
    assert not any(name in str(ended.json["half_corrected"]) for name in good)
    row = books.table(ended.report(), "update_lines")[0]
    assert (row["status"], row["invoice"]) == ("refused", bad)
    assert "This line cannot be changed." in row["message"]
    money = ended.json["money"]["usd"]
    assert (money["expected_change"], money["actual_change"]) == ("21.00", "21.00")

    leftovers = Path(ended.json["leftovers"])
    left = books.table(leftovers, "update_lines", mark="error")
    assert [line["invoice"] for line in left] == [bad]
    assert left[0]["error"]
    ended = batcher.run(leftovers)
    assert ended.rows == {"total": 2, "applied": 2}
    assert double.state.amounts(bad) == AFTER
    written = len(double.writes)
    assert batcher.run(workbook).rows == {"total": 9, "unchanged": 9}
    assert len(double.writes) == written


@pytest.mark.parametrize("again", ["retry", "run"])
def test_a_refusal_tried_again(double: Served, batcher: Program, desk: Path, again: str) -> None:
    (invoice,), sheets = corrections(double, 1)
    double.faults.plan(Fault.REFUSED, "add_lines")
    workbook = books.write(desk / "november.xlsx", sheets)
    batcher.run(workbook, ends=3)
    ended = batcher("retry", "--yes", ends=0) if again == "retry" else batcher.run(workbook)
    assert ended.json["status"] == "applied"
    assert double.state.amounts(invoice) == AFTER
    keys = {call.key for call in double.writes if "add_lines" in call.path}
    assert len(keys) == 2


def test_stop_run(double: Served, batcher: Program, desk: Path) -> None:
    """With `stop-run` nothing is sent once a refusal is known."""
    invoices, sheets = corrections(double, 1)
    double.faults.plan(Fault.REFUSED, "remove_lines")
    workbook = books.write(desk / "november.xlsx", sheets)
    ended = batcher.run(workbook, "--on-refusal", "stop-run", ends=3)
    assert ended.rows == {"total": 3, "refused": 1, "not_sent": 2}
    assert double.state.amounts(invoices[0]) == BEFORE
    assert len(double.writes) == 1


def test_the_dashboard_finalizes_and_edits(double: Served, batcher: Program, desk: Path) -> None:
    (closed, edited), sheets = corrections(double, 2)
    line = next(one.line for one in double.state.lines_of(edited) if one.amount == 400)
    double.faults.plan(
        Fault.NONE, f"{closed}/add_lines", hook=lambda: double.state.finalize(closed)
    )
    double.faults.plan(
        Fault.NONE, f"{edited}/add_lines", hook=lambda: double.state.edit(line, amount=450)
    )
    ended = batcher.run(books.write(desk / "november.xlsx", sheets), ends=3)
    assert ended.rows == {"total": 6, "applied": 5, "refused": 1}
    assert closed in str(ended.json["half_corrected"])
    assert ended.json["money"]["usd"] == {
        "before": "14.00",
        "expected_change": "17.00",
        "actual_change": "17.00",
        "other_change": "0.50",
        "difference": "0.00",
    }


def test_skip_invoice(double: Served, batcher: Program, desk: Path) -> None:
    (closed, good), sheets = corrections(double, 2)
    double.state.finalize(closed)
    workbook = books.write(desk / "november.xlsx", sheets)
    batcher.run(workbook, ends=1)
    assert double.writes == []
    ended = batcher.run(workbook, "--on-problem", "skip-invoice", ends=3)
    assert ended.rows == {"total": 6, "applied": 3, "rejected": 3}
    assert double.state.amounts(good) == AFTER
