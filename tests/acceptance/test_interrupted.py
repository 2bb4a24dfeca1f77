"""Ctrl-C, or a machine that asks the program to end: nothing is lost, nothing is done twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.acceptance import books
from tests.acceptance.drafts import AFTER, corrections
from tests.acceptance.program import PATIENCE_S, Program
from tests.double.faults import Fault
from tests.double.server import Served

if sys.platform == "win32":
    ENDS = [signal.CTRL_BREAK_EVENT]
else:
    ENDS = [signal.SIGINT, signal.SIGTERM]


def _press(process: subprocess.Popen[str], number: int) -> None:
    os.kill(process.pid, number)


def _output(process: subprocess.Popen[str]) -> str:
    """What it printed, when it has ended; both streams are short enough to wait in their pipes."""
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        process.wait(PATIENCE_S)
    finally:
        process.kill()
    with process.stdout, process.stderr:
        return process.stdout.read()


@pytest.mark.parametrize("number", ENDS)
def test_the_answer_in_flight_is_waited_for(
    double: Served, batcher: Program, desk: Path, number: int
) -> None:
    """Exit 4, the row applied and said so, nothing new started; `resume` does the rest."""
    invoices, sheets = corrections(double, 2)
    workbook = books.write(desk / "november.xlsx", sheets)
    batcher.environment["BATCHER_THREADS"] = "1"
    heard = threading.Event()

    def press() -> None:
        _press(process, number)
        assert process.stderr is not None
        assert "resume" in process.stderr.readline()
        heard.set()

    double.faults.plan(Fault.NONE, "remove_lines", hook=press)
    process = batcher.start("run", workbook, "--yes", "--json")
    out = _output(process)
    assert heard.is_set()
    assert process.returncode == 4
    told = json.loads(out)
    assert told["status"] == "stopped"
    assert (told["rows"]["applied"], told["rows"]["not_sent"]) == (1, 5)
    assert "batcher resume" in told["error"]
    assert Path(told["report"]).is_file()
    assert len(double.writes) == 1
    resumed = batcher("resume", "--yes", ends=0)
    assert resumed.rows == {"total": 6, "applied": 6}
    assert [double.state.amounts(name) for name in invoices] == [AFTER, AFTER]
    assert len(double.writes) == 6


@pytest.mark.parametrize("number", ENDS)
def test_twice_ends_it_at_once(double: Served, batcher: Program, desk: Path, number: int) -> None:
    """Stripe is silent; the person does not want to wait. Nothing is done twice by resuming."""
    invoices, sheets = corrections(double, 1)
    workbook = books.write(desk / "november.xlsx", sheets)
    ended = threading.Event()

    def press_twice() -> None:
        _press(process, number)
        assert process.stderr is not None
        process.stderr.readline()
        _press(process, number)
        process.wait(PATIENCE_S)  # while this call still has no answer
        ended.set()

    double.faults.plan(Fault.DROP_AFTER, "remove_lines", hook=press_twice)
    process = batcher.start("run", workbook, "--yes", "--json")
    out = _output(process)
    assert ended.wait(PATIENCE_S)
    assert process.returncode == 4
    told = json.loads(out)
    assert told["status"] == "stopped"
    assert told["requests"]["sent"] == 1
    resumed = batcher("resume", "--yes", ends=0)
    assert told["run"] == resumed.json["run"]
    assert resumed.rows == {"total": 3, "applied": 3}
    assert double.state.amounts(invoices[0]) == AFTER


@pytest.mark.parametrize("number", ENDS)
def test_before_anything_was_sent(
    double: Served, batcher: Program, desk: Path, number: int
) -> None:
    """While it reads: nothing was sent, nothing is left to resume, exit 2."""
    _, sheets = corrections(double, 1)
    workbook = books.write(desk / "november.xlsx", sheets)
    double.faults.plan(
        Fault.NONE, "/v1/account", method="GET", hook=lambda: _press(process, number)
    )
    process = batcher.start("run", workbook, "--yes", "--json")
    out = _output(process)
    assert process.returncode == 2
    assert json.loads(out)["rows"]["total"] == 0
    assert double.writes == []
