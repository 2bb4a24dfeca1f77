"""Runs the real program as an accountant's machine would: a process, its exit code, its output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PATIENCE_S = 150
ROOT = Path(__file__).parents[2]
ROW_WORDS = ("applied", "unchanged", "rejected", "refused", "not_sent", "in_doubt")
_OURS = ("STRIPE_", "BATCHER_")


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that ended; `json` is the one object on standard output."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The object; anything else on standard output fails the test."""
        found = json.loads(self.out)
        assert isinstance(found, dict), self.out
        return found

    @property
    def rows(self) -> dict[str, int]:
        """The counts of rows that are not zero, proved to add up."""
        counts = self.json["rows"]
        assert counts["total"] == sum(counts[word] for word in ROW_WORDS), counts
        return {name: count for name, count in counts.items() if count}

    def cells(self, *severities: str) -> set[tuple[str, int | None, str | None]]:
        """Sheet, row and cell of every problem of these severities (none named: all)."""
        return {
            (problem["sheet"], problem["row"], problem["cell"])
            for problem in self.json["problems"]
            if not severities or problem["severity"] in severities
        }

    def codes(self, severity: str = "question") -> set[str]:
        """The codes of the problems of one severity."""
        found = self.json["problems"]
        return {problem["code"] for problem in found if problem["severity"] == severity}

    def message(self, cell: str) -> str:
        """What the person reads about a cell."""
        found = [one["message"] for one in self.json["problems"] if one["cell"] == cell]
        assert found, f"no problem at {cell}: {self.json['problems']}"
        return " / ".join(found)

    def report(self) -> Path:
        """The report's path, proved to exist and to be absolute."""
        path = Path(self.json["report"])
        assert path.is_absolute()
        assert path.is_file()
        return path


@dataclass(slots=True)
class Program:
    """`batcher` with a home and a Stripe; `environment` adds to or, with '', takes away."""

    home: Path
    folder: Path
    url: str
    key: str
    environment: dict[str, str] = field(default_factory=dict)

    def surroundings(self) -> dict[str, str]:
        """The environment of a process: this machine's, without what is meant for batcher."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        ours = {
            "STRIPE_API_KEY": self.key,
            "BATCHER_API_BASE": self.url,
            "BATCHER_HOME": str(self.home),
            "BATCHER_PACE_ENDPOINT": "500",
            "BATCHER_PACE_TOTAL": "500",
            # The checkout's own program, whatever else is installed.
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
        }
        ours |= self.environment
        return kept | {name: value for name, value in ours.items() if value}

    def start(self, *words: object) -> subprocess.Popen[str]:
        """The process, running; the caller ends it."""
        return subprocess.Popen(
            [sys.executable, "-m", "batcher", *map(str, words)],
            cwd=self.folder,
            env=self.surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def __call__(self, *words: object, ends: int | None = None) -> Ended:
        """Run to the end, with `--json`; `ends` is the exit code it must have."""
        process = self.start(*words, "--json")
        try:
            out, err = process.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            raise AssertionError(f"{words} did not end:\n{out}\n{err}") from None
        ended = Ended(process.returncode, out, err)
        if ends is not None:
            assert ended.code == ends, f"exit {ended.code}, not {ends}:\n{out}\n{err}"
        return ended

    def run(self, workbook: Path, *words: object, ends: int | None = 0) -> Ended:
        """`batcher run WORKBOOK --yes`."""
        return self("run", workbook, "--yes", *words, ends=ends)
