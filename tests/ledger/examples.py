"""Records to fill a ledger with, and a way to run code in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from batcher.core.model import Kind, OperationRecord, RunRecord

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = "acct_1"


def run_record(run: str = "R-1", **changed: object) -> RunRecord:
    """A run of account acct_1, test mode."""
    facts: dict[str, object] = {
        "run": run,
        "account": ACCOUNT,
        "livemode": False,
        "workbook_name": "訂正 11月.xlsx",
        "workbook_sha256": "ab" * 32,
        "plan_digest": "cd" * 32,
        "created_at": "2026-11-01T08:00:00Z",
        "parent": None,
        "owner": "keiri@host",
        "settings": {"time_zone": "Asia/Tokyo", "accept": ["hidden"]},
    }
    return RunRecord(**{**facts, **changed})  # type: ignore[arg-type]


def operation(run: str, row: int, content: str | None = None, **changed: object) -> OperationRecord:
    """An added line on in_1, in row `row`."""
    facts: dict[str, object] = {
        "operation_id": f"op{row}",
        "run": run,
        "sheet": "add_lines",
        "row": row,
        "kind": Kind.ADD,
        "content": content or f"content{row}",
        "ordinal": 1,
        "invoice": "in_1",
        "subject": "in_1",
        "request": 0,
    }
    return OperationRecord(**{**facts, **changed})  # type: ignore[arg-type]


class SteppingClock:
    """Aware UTC, one second later at each reading, from 2026-11-01T08:00:00."""

    def __init__(self) -> None:
        self._moment = datetime(2026, 11, 1, 7, 59, 59, tzinfo=UTC)

    def __call__(self) -> datetime:
        self._moment += timedelta(seconds=1)
        return self._moment


def start(code: str, *arguments: str) -> subprocess.Popen[str]:
    """Python code in a process of its own, its output readable line by line."""
    return subprocess.Popen(
        [sys.executable, "-u", "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
