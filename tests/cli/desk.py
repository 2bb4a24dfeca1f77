"""Calls the program as a person or a scheduler does: a process, its exit code, its output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120
OURS = ("STRIPE_", "BATCHER_")
ADD = "invoice,amount,description\nin_Quillmere,45.00,Late collection\n"


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one object; anything else on standard output fails the test."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


@dataclass(slots=True)
class Desk:
    """A folder with a home in it, and an environment without anything of the machine's own."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        """Where the ledger and the sandbox live."""
        return self.folder / "home"

    def sheet(self, name: str, content: str, encoding: str = "utf-8") -> Path:
        """A CSV file in the folder."""
        path = self.folder / name
        path.write_bytes(content.encode(encoding))
        return path

    def __call__(self, *words: object, ends: int | None = None) -> Ended:
        """`batcher WORDS`, to its end; `ends` is the exit code it must have."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        ours = {
            "BATCHER_HOME": str(self.home),
            "BATCHER_PACE_ENDPOINT": "500",
            "BATCHER_PACE_TOTAL": "500",
            "BATCHER_CONTACT_WAIT": "0",
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
        }
        process = subprocess.run(
            [sys.executable, "-m", "batcher", *map(str, words)],
            cwd=self.folder,
            env=kept | ours | self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE_S,
            check=False,
        )
        ended = Ended(process.returncode, process.stdout, process.stderr)
        if ends is not None:
            assert ended.code == ends, f"exit {ended.code}, not {ends}:\n{ended.out}\n{ended.err}"
        assert "Traceback" not in ended.err
        assert "File " not in ended.err
        return ended
