"""What a person at a terminal is shown and asked, on a terminal that is made for the test."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.desk import ADD, OURS, ROOT, Desk

pty = pytest.importorskip("pty", reason="this system makes no terminals")


def at_a_terminal(desk: Desk, typed: str, *words: object) -> tuple[int, str]:
    """Exit code and everything shown, when `typed` is what the person types."""
    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    process = subprocess.Popen(
        [sys.executable, "-m", "batcher", *map(str, words)],
        cwd=desk.folder,
        env=kept | {"BATCHER_HOME": str(desk.home), "PYTHONPATH": str(ROOT), "TERM": "dumb"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    os.write(ours, typed.encode())
    shown = _read(ours)
    return process.wait(timeout=60), re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)


def _read(ours: int) -> str:
    parts = []
    try:
        while part := os.read(ours, 10_000):
            parts.append(part)
    except OSError:  # how Linux says that the other end has gone
        pass
    finally:
        os.close(ours)
    return b"".join(parts).decode().replace("\r\n", "\n")


@pytest.mark.parametrize(("typed", "code"), [("y\n", 0), ("n\n", 2), ("\n", 2), ("\x04", 2)])
def test_a_person_confirms_or_not(desk: Desk, typed: str, code: int) -> None:
    sheet = desk.sheet("add_lines.csv", ADD)
    ended, shown = at_a_terminal(desk, typed, "run", sheet, "--sandbox")
    assert ended == code, shown
    assert "in_Quillmere  USD          1  17296.50   45.00  17341.50" in shown
    assert "Net change: USD 45.00" in shown
    assert "Send this to Stripe? [y/N]" in shown
    assert ("applied: Every row" in shown) is (code == 0)
    assert ("Nothing was sent." in shown) is (code == 2)


def test_a_person_answers_a_question(desk: Desk) -> None:
    sheet = desk.sheet("add_lines.csv", "invoice,amount,who\nin_Quillmere,45.00,me\n")
    ended, shown = at_a_terminal(desk, "y\ny\n", "run", sheet, "--sandbox")
    assert ended == 0, shown
    assert "Question [unknown_column" in shown
    ended, shown = at_a_terminal(desk, "n\n", "run", sheet, "--sandbox")
    assert ended == 1, shown


def test_yes_answers_no_question(desk: Desk, tmp_path: Path) -> None:
    sheet = desk.sheet("add_lines.csv", "invoice,amount,who\nin_Quillmere,45.00,me\n")
    ended, shown = at_a_terminal(desk, "", "run", sheet, "--sandbox", "--yes")
    assert ended == 1
    assert "[y/N]" not in shown
