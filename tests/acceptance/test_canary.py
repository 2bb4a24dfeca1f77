"""`--canary N`: a few invoices first, the rest only where these came out as planned."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance import books
from tests.acceptance.drafts import AFTER, BEFORE, corrections
from tests.acceptance.program import Program
from tests.double.faults import Fault
from tests.double.server import Served


def order(double: Served) -> list[str]:
    """The invoices written to, each once, in the order of their first write."""
    return list(dict.fromkeys(call.path.split("/")[3] for call in double.writes))


def reads_before_the_third(double: Served, invoice: str) -> bool:
    """Whether an invoice was read again after it was written, and before a third was written."""
    calls = [(call.method, call.path.split("/")[3]) for call in double.log if "/in_" in call.path]
    written = max(n for n, call in enumerate(calls) if call == ("POST", invoice))
    others = [n for n, (method, name) in enumerate(calls)
              if method == "POST" and name in order(double)[2:]]  # fmt: skip
    return ("GET", invoice) in calls[written : min(others)]


def test_the_first_two_are_read_again_before_the_rest(
    double: Served, batcher: Program, desk: Path
) -> None:
    invoices, sheets = corrections(double, 6)
    workbook = books.write(desk / "w.xlsx", sheets)
    ended = batcher.run(workbook, "--canary", 2)
    assert ended.rows == {"total": 18, "applied": 18}
    assert ended.json["requests"] == {"planned": 18, "sent": 18, "retried": 0}
    assert set(order(double)[:2]) == set(invoices[:2])
    assert all(reads_before_the_third(double, invoice) for invoice in invoices[:2])
    assert [double.state.amounts(one) for one in invoices] == [AFTER] * 6


def test_a_refusal_among_the_first_stops_the_rest(
    double: Served, batcher: Program, desk: Path
) -> None:
    invoices, sheets = corrections(double, 5)
    double.faults.plan(Fault.REFUSED, f"/{invoices[1]}/add_lines")
    ended = batcher.run(books.write(desk / "w.xlsx", sheets), "--canary", 2, ends=3)
    assert ended.rows == {"total": 15, "applied": 5, "refused": 1, "not_sent": 9}
    assert set(order(double)) == set(invoices[:2])
    assert [double.state.amounts(one) for one in invoices[2:]] == [BEFORE] * 3
    assert [half["invoice"] for half in ended.json["half_corrected"]] == [invoices[1]]
    messages = [row["message"] for row in books.table(ended.report(), "add_lines")]
    assert all("`batcher retry`" in message for message in messages[2:])
    assert ended.json["leftovers"]
    double.faults.clear()
    again = batcher("retry", "--yes", ends=0)
    assert [double.state.amounts(one) for one in invoices] == [AFTER] * 5
    assert again.rows == {"total": 15, "applied": 10, "unchanged": 5}


def test_more_than_there_are_is_everything(double: Served, batcher: Program, desk: Path) -> None:
    invoices, sheets = corrections(double, 2)
    batcher.run(books.write(desk / "w.xlsx", sheets), "--canary", 9)
    assert [double.state.amounts(one) for one in invoices] == [AFTER] * 2


def test_a_saved_plan_too(double: Served, batcher: Program, desk: Path) -> None:
    invoices, sheets = corrections(double, 3)
    batcher("plan", books.write(desk / "w.xlsx", sheets), "-o", "p.plan", ends=0)
    batcher("apply", "p.plan", "--yes", "--canary", 1, ends=0)
    assert order(double)[0] == invoices[0]
    assert reads_before_the_third(double, invoices[0])


@pytest.mark.parametrize("number", ["-1", "two", ""])
def test_a_number_that_is_none(batcher: Program, desk: Path, number: str) -> None:
    workbook = books.write(desk / "w.xlsx", {"add_lines": [["invoice", "amount"], ["in_1", 5]]})
    assert batcher.run(workbook, "--canary", number, ends=2)
