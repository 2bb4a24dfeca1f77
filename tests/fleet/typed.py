"""Commands as people type them, in this process: what they print and how they end."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from batcher.cli import app
from tests.acceptance.program import Ended


@dataclass(slots=True)
class Typed:
    """`batcher` with a home; `environment` adds to this process's own."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __call__(self, *words: object, ends: int | None = None) -> Ended:
        """Type it with `--json`; `ends`: the exit code it must have."""
        typed = [str(word) for word in words] + ["--json"]
        own: dict[str, Any] = {"BATCHER_HOME": str(self.home), **self.environment}
        result = CliRunner().invoke(app, typed, env=own)
        ended = Ended(result.exit_code, result.stdout, result.stderr)
        assert ends is None or ended.code == ends, (ended, result.exception)
        return ended
