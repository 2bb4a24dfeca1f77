"""The console sessions README shows: played again for real, and compared with what stands there.

A session is a fenced block after `<!-- session NAME -->`; its commands begin with `$ `. They are
played one after another in one folder with one home, in the order in which README shows them.
"""

from __future__ import annotations

import csv
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120
# `make demo` says what it does: these lines are its commands.
DEMO = ".venv/bin/batcher "
RUN = "R-20261105-091500-5c0ffe"
ACCOUNT = "acct_Example"
BOOKS = "/books"
_SESSION = re.compile(r"<!-- session ([\w-]+) -->\n```console\n(.*?)```", re.DOTALL)
_SHEET = re.compile(r"<!-- sheet ([\w.-]+) -->\n(\|.*?\|)\n(?!\|)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Session:
    """One block: its name and its text as it stands."""

    name: str
    text: str

    @property
    def commands(self) -> list[str]:
        """The lines that are typed, as they stand."""
        return [line for line in self.text.splitlines() if line.startswith(("$ ", DEMO))]


def sessions(text: str) -> list[Session]:
    """The sessions of a text in its order."""
    return [Session(name, block) for name, block in _SESSION.findall(text)]


def sheets(text: str) -> dict[str, list[list[str]]]:
    """The sheets a text shows as tables: file name -> rows, the header first."""
    return {name: [_cells(line) for line in _lines(block)] for name, block in _SHEET.findall(text)}


def _lines(block: str) -> list[str]:
    return [line for line in block.splitlines() if not set(line) <= set("|-: ")]


def _cells(line: str) -> list[str]:
    return [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]


def lay_out(text: str, folder: Path) -> None:
    """Put the sheets a text shows, and the templates, into a folder."""
    for name, rows in sheets(text).items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    (folder / "templates").mkdir()
    for path in (ROOT / "templates").glob("*.xlsx"):
        (folder / "templates" / path.name).write_bytes(path.read_bytes())


def play(session: Session, folder: Path) -> str:
    """The session's text as it comes out today, masked: typed lines, then what they print."""
    told: list[str] = []
    for typed in session.commands:
        told.append(typed)
        if typed != "$ make demo":
            told += _answer(typed, folder)
    return "\n".join(told) + "\n"


def _answer(typed: str, folder: Path) -> list[str]:
    command = typed.removeprefix("$ batcher ").removeprefix(DEMO)
    if command == "$ echo $?":
        raise AssertionError("say the exit code in words: every command is a process of its own")
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("STRIPE_", "BATCHER_"))}
    ended = subprocess.run(
        [sys.executable, "-m", "batcher", *shlex.split(command)],
        cwd=folder,
        env=kept | {"BATCHER_HOME": ".batcher", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=PATIENCE_S,
        check=False,
    )
    return masked(ended.stdout, folder).splitlines()


def masked(text: str, folder: Path) -> str:
    """Without what differs from one time to the next: runs, accounts, folders."""
    for own in {str(folder), str(folder.resolve())}:
        text = text.replace(own + os.sep, BOOKS + "/").replace(own, BOOKS)
    text = text.replace("\\", "/")
    text = re.sub(r"R-\d{8}-\d{6}-[0-9a-f]{6}", RUN, text)
    text = re.sub(r"acct_\w+", ACCOUNT, text)
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "2026-11-05 09:15:00", text)


def replayed(text: str, folder: Path) -> str:
    """The text with every session as it comes out today."""
    lay_out(text, folder)
    played = {session.name: play(session, folder) for session in sessions(text)}

    def renew(found: re.Match[str]) -> str:
        return f"<!-- session {found[1]} -->\n```console\n{played[found[1]]}```"

    return _SESSION.sub(renew, text)
