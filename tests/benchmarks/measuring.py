"""What every benchmark shares: whole processes measured, the best of some rounds, a table of rows.

Needs POSIX (`wait4`); the program itself does not.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that came to its end: seconds from start to end, processor seconds and the memory
    of the largest of it and its children, and what it printed."""

    seconds: float
    processor_s: float
    memory_bytes: int
    output: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: what was measured, what it came to, what it may at most be."""

    what: str
    found: float
    reach: float
    beside: str = ""

    @property
    def is_reached(self) -> bool:
        """Whether the number asked for holds."""
        return self.found <= self.reach


def measured(*command: str, ends: Sequence[int] = (0,), keeps_output: bool = True) -> Ended:
    """Run this Python with `command` from the root of the project and wait for its end."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command],
        stdout=subprocess.PIPE if keeps_output else subprocess.DEVNULL,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    output = process.stdout.read().decode() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in ends, f"{command} ended with {process.returncode}: {output}"
    unit_bytes = 1 if sys.platform == "darwin" else 1024
    return Ended(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * unit_bytes, output)


def best(runs: Sequence[tuple[float, int]]) -> tuple[float, int]:
    """The shortest time and the largest memory of several runs."""
    return min(seconds for seconds, _ in runs), max(size for _, size in runs)


def arguments(text: str | None) -> argparse.Namespace:
    """`--full` and `--rounds`, which every benchmark takes."""
    parser = argparse.ArgumentParser(description=(text or "").partition("\n")[0])
    parser.add_argument("--full", action="store_true", help="also what takes many minutes")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--times", type=int, default=1, help="everything so many times in a row")
    return parser.parse_args()


def shown(rows: Sequence[Row]) -> int:
    """Print the table; the exit code: 1 where a row is missed."""
    for row in rows:
        mark = "reached" if row.is_reached else "MISSED"
        print(f"{row.what:52} {row.found:8.3f}  at most {row.reach:<7g} {mark:8} {row.beside}")
    return 0 if all(row.is_reached for row in rows) else 1
