"""The program or Stripe dies in the middle: afterwards every row happened exactly once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.acceptance import books
from tests.acceptance.drafts import AFTER, corrections
from tests.acceptance.program import PATIENCE_S, Program
from tests.double.faults import Fault
from tests.double.server import Served


def _killed(double: Served, batcher: Program, fault: Fault, where: str, workbook: Path) -> None:
    """Run until a write to `where` arrives, and kill the program before it can be answered."""
    ready = threading.Event()

    def kill() -> None:
        process.kill()
        process.wait()
        ready.set()

    double.faults.plan(fault, where, hook=kill)
    process = batcher.start("run", workbook, "--yes", "--json")
    process.communicate(timeout=PATIENCE_S)
    assert ready.is_set(), "the program ended before it wrote"
    assert process.returncode != 0


@pytest.mark.fault(4, 8, 9)
@pytest.mark.parametrize(
    ("fault", "where", "forget", "command"),
    [
        (Fault.DROP_AFTER, "add_lines", False, "resume"),
        (Fault.DROP_AFTER, "add_lines", True, "resume"),
        (Fault.DROP_BEFORE, "add_lines", True, "resume"),
        (Fault.DROP_AFTER, "update_lines", True, "resume"),
        (Fault.DROP_AFTER, "remove_lines", True, "run"),
        (Fault.DROP_AFTER, "add_lines", True, "run"),
    ],
)
def test_killed_and_resumed(
    double: Served,
    batcher: Program,
    desk: Path,
    fault: Fault,
    where: str,
    forget: bool,
    command: str,
) -> None:
    invoices, sheets = corrections(double, 2)
    workbook = books.write(desk / "november.xlsx", sheets)
    _killed(double, batcher, fault, where, workbook)
    if forget:
        double.forget_keys()
    words: tuple[object, ...] = (workbook,) if command == "run" else ()
    ended = batcher(command, *words, "--yes", ends=0)
    assert ended.json["status"] in ("applied", "unchanged")
    assert [double.state.amounts(name) for name in invoices] == [AFTER, AFTER]
    assert ended.rows["total"] == 6
    assert {one["difference"] for one in ended.json["money"].values()} <= {"0.00"}


@pytest.mark.fault(37)
def test_killed_and_the_ledger_lost(double: Served, batcher: Program, desk: Path) -> None:
    """Another machine, no ledger, no keys: what was added is found by its tag."""
    invoices, sheets = corrections(double, 1)
    workbook = books.write(desk / "november.xlsx", {"add_lines": sheets["add_lines"]})
    _killed(double, batcher, Fault.DROP_AFTER, "add_lines", workbook)
    double.forget_keys()
    batcher.home = batcher.home.with_name("another")
    batcher.home.mkdir()
    ended = batcher.run(workbook)
    assert ended.json["status"] == "unchanged"
    assert double.state.amounts(invoices[0]) == [100, 200, 400, 500]


@pytest.mark.parametrize("applied", [True, False])
def test_stripe_dies_in_the_middle(
    double: Served, batcher: Program, desk: Path, applied: bool
) -> None:
    """Nothing answers any more: exit 4, and `resume` finishes when it does again."""
    invoices, sheets = corrections(double, 2)
    if applied:
        double.faults.plan(Fault.DROP_AFTER, "update_lines")
    double.faults.plan(Fault.NONE, "update_lines", hook=lambda: setattr(double, "down", True))
    workbook = books.write(desk / "november.xlsx", sheets)
    ended = batcher.run(workbook, ends=4)
    assert ended.json["status"] == "stopped"
    assert ended.rows["in_doubt"] >= 1
    assert "resume" in ended.out + ended.err
    if ended.json["leftovers"]:
        left = Path(ended.json["leftovers"])
        assert len(books.table(left, "add_lines", mark="error")) <= 2
    double.down = False
    double.faults.clear()
    resumed = batcher("resume", "--yes", ends=0)
    assert resumed.rows == {"total": 6, "applied": 6}
    assert [double.state.amounts(name) for name in invoices] == [AFTER, AFTER]
    assert resumed.json["money"]["usd"]["difference"] == "0.00"


@pytest.mark.fault(34, 48)
def test_two_at_once(double: Served, batcher: Program, desk: Path) -> None:
    """A second program of the same account is turned away and sends nothing."""
    invoices, sheets = corrections(double, 1)
    workbook = books.write(desk / "november.xlsx", sheets)
    turned: list[int] = []
    double.faults.plan(
        Fault.NONE,
        "remove_lines",
        hook=lambda: turned.append(batcher.run(workbook, ends=None).code),
    )
    batcher.run(workbook)
    assert turned == [5]
    assert double.state.amounts(invoices[0]) == AFTER
