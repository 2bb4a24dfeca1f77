"""Worker processes as a machine runs them: started, killed for real, started again.

Each is a process of its own, forked from one that has everything imported already: a worker's start
costs a tenth of a second instead of seconds.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from tests.fleet.ahead import go_ahead

ROOT = Path(__file__).parents[2]
_OURS = ("STRIPE_", "BATCHER_")
_ROOMS = (
    "batcher.cli", "batcher.cli.working", "batcher.fleet.duties", "batcher.fleet.upkeep",
    "batcher.run", "batcher.gateway.client", "batcher.ledger", "batcher.workbook.reader",
    "batcher.workbook.report", "batcher.workbook.safely", "psycopg_pool",
)  # fmt: skip
PATIENCE_S = 60


@cache
def _nursery() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*_ROOMS, __name__])
    return context


def _work(
    argv: list[str], folder: str, environment: Mapping[str, str], log: str, ahead_s: float
) -> None:
    """What a worker's process does: as if the program had been started there by itself."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    for stream in (1, 2):
        os.dup2(written, stream)
    sys.argv = argv
    if ahead_s:
        go_ahead(ahead_s)
    from batcher.cli import main

    main()


@dataclass(eq=False)
class Crews:
    """So many slots, each with one worker; `homes`: the machines they stand on, in turn, which have
    nothing in common. `ahead_s`: how far the clocks of all machines but the first go ahead."""

    folder: Path
    url: str
    environment: Mapping[str, str]
    homes: int = 1
    accounts: int = 4
    heartbeat_s: float = 1.0
    ahead_s: float = 0.0
    killed: int = 0
    running: dict[int, ForkServerProcess] = field(default_factory=dict)
    started: int = 0

    def start(self, slot: int, url: str = "") -> ForkServerProcess:
        """A worker in this slot."""
        number = slot % self.homes
        machine = self.folder / f"machine{number}"
        machine.mkdir(exist_ok=True)
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        ours = {
            "HOME": str(machine),
            "TMPDIR": str(machine),
            "BATCHER_HOME": str(machine / "home"),
            "BATCHER_LEDGER_URL": url or self.url,
            "BATCHER_REPORTS": str(machine / "reports"),
            "BATCHER_WORKER_HEARTBEAT": str(self.heartbeat_s),
            "BATCHER_THREADS": "8",
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            **self.environment,
        }
        self.started += 1
        log = str(self.folder / f"worker{slot}-{self.started}.log")
        argv = ["batcher", "worker", "--accounts", str(self.accounts)]
        ahead_s = self.ahead_s if number else 0.0
        process = _nursery().Process(
            target=_work, args=(argv, str(machine), kept | ours, log, ahead_s)
        )
        process.start()
        self.running[slot] = process
        return process

    def kill(self, slot: int) -> None:
        """As if its machine had lost its power."""
        process = self.running.pop(slot)
        process.kill()
        process.join(PATIENCE_S)
        self.killed += 1

    def stop(self) -> list[int]:
        """All are asked to end; their exit codes."""
        for process in self.running.values():
            process.terminate()
        codes = []
        for process in self.running.values():
            process.join(PATIENCE_S)
            if process.exitcode is None:
                process.kill()
                process.join(PATIENCE_S)
            codes.append(process.exitcode if process.exitcode is not None else 99)
        self.running.clear()
        return codes
