"""Worker processes as a machine runs them: started, killed for real, started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
_OURS = ("STRIPE_", "BATCHER_")
PATIENCE_S = 60


@dataclass(eq=False)
class Crews:
    """So many slots, each with one worker; `homes`: the machines they stand on, in turn."""

    folder: Path
    url: str
    environment: Mapping[str, str]
    homes: int = 1
    accounts: int = 4
    heartbeat_s: float = 1.0
    killed: int = 0
    running: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)
    started: int = 0

    def start(self, slot: int, url: str = "") -> subprocess.Popen[bytes]:
        """A worker in this slot."""
        machine = self.folder / f"machine{slot % self.homes}"
        machine.mkdir(exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        ours = {
            "BATCHER_HOME": str(machine / "home"),
            "BATCHER_LEDGER_URL": url or self.url,
            "BATCHER_REPORTS": str(self.folder / "reports"),
            "BATCHER_WORKER_HEARTBEAT": str(self.heartbeat_s),
            "BATCHER_THREADS": "8",
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            **self.environment,
        }
        self.started += 1
        with (self.folder / f"worker{slot}-{self.started}.log").open("wb") as log:
            self.running[slot] = subprocess.Popen(
                [sys.executable, "-m", "batcher", "worker", "--accounts", str(self.accounts)],
                cwd=machine, env=kept | ours, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip
        return self.running[slot]

    def kill(self, slot: int) -> None:
        """As if its machine had lost its power."""
        process = self.running.pop(slot)
        process.kill()
        process.wait(PATIENCE_S)
        self.killed += 1

    def stop(self) -> list[int]:
        """All are asked to end; their exit codes."""
        for process in self.running.values():
            process.send_signal(signal.SIGTERM)
        codes = []
        for process in self.running.values():
            try:
                codes.append(process.wait(PATIENCE_S))
            except subprocess.TimeoutExpired:
                process.kill()
                codes.append(process.wait(PATIENCE_S))
        self.running.clear()
        return codes
