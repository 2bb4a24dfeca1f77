"""What a forked child does: it is `batcher` with these words, on a clock of ours, and may die.

The product has no hook for this: its edges are replaced in the child, after the fork.
"""

from __future__ import annotations

import functools
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from threading import Lock
from typing import Any

from batcher import cli, ledger, wiring
from batcher.gateway import client, pacing
from batcher.inbox import folders, journal, sweeping
from batcher.ledger.store import SqlLedger
from batcher.workbook import reader, saving
from tests.faults import mutants
from tests.faults.clock import SharedClock

# Where a program can die: each name is met before and after the call.
POINTS: dict[str, tuple[Any, str]] = {
    "open_run": (SqlLedger, "open_run"),
    "append": (SqlLedger, "append"),
    "post": (client.StripeGateway, "post"),
    "get": (client.StripeGateway, "get"),
    "temporary": (saving, "_temporary"),
    "sync": (saving, "_sync"),
    "place": (saving, "_place"),
    "move": (saving, "_move"),
}

# The same for the inbox; apart, so that the seeds of the schedules mean what they meant.
AT_THE_INBOX: dict[str, tuple[Any, str]] = {
    "file": (sweeping, "move"),
    "journal": (journal.Journal, "save"),
    "folder": (folders, "sync"),
}


class Fate:
    """Kills this process at one chosen (point, when, number), and counts every point it passes."""

    def __init__(self, chosen: tuple[str, str, int] | None) -> None:
        self.met: Counter[tuple[str, str]] = Counter()
        self._chosen, self._lock = chosen, Lock()

    def pass_by(self, point: str, when: str) -> None:
        """Another one passed; the chosen one is the last."""
        with self._lock:
            self.met[point, when] += 1
            if self._chosen == (point, when, self.met[point, when]):
                os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, point: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same call with a chance to die before and after it."""

        @functools.wraps(call)
        def watched(*given: Any, **named: Any) -> Any:
            self.pass_by(point, "before")
            done = call(*given, **named)
            self.pass_by(point, "after")
            return done

        return watched


def on_our_clock(clock: SharedClock, seed: int, answer_s: float) -> None:
    """Nobody sleeps and nothing is slow: waiting moves the shared clock, files are read here."""

    class Clock:
        now = staticmethod(clock.now)
        wait = staticmethod(clock.wait)

    patch: Any = setattr
    true_pace, true_open = pacing.Pace, ledger.open_ledger
    patch(wiring, "SystemClock", Clock)
    patch(wiring, "Random", lambda: Random(seed))
    patch(
        pacing,
        "Pace",
        lambda *rates: true_pace(*rates, monotonic=clock.seconds, wait=clock.wait),
    )
    patch(
        ledger,
        "open_ledger",
        lambda *given, **named: true_open(*given, **named, clock=clock.now),
    )
    patch(
        wiring.WorkbookFiles,
        "read",
        lambda _self, content, name, encoding: reader.read_bytes(content, name, encoding=encoding),
    )
    defaults = client.StripeGateway.__init__.__kwdefaults__
    assert defaults is not None
    defaults["total_s"] = answer_s


def live(order: dict[str, Any]) -> None:
    """Be the program of an order until its end; never returns."""
    os.chdir(order["folder"])
    os.environ.update(order["environment"])
    for number, name in ((1, "out"), (2, "err")):
        handle = os.open(order[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(handle, number)
    on_our_clock(SharedClock(Path(order["clock"])), order["seed"], order["answer_s"])
    if order["mutant"]:
        mutants.MUTANTS[order["mutant"]]()
    if order.get("file_bytes"):  # a disk on which no file can grow beyond this
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (order["file_bytes"], order["file_bytes"]))
    fate = Fate(tuple(order["death"]) if order["death"] else None)
    for point, (owner, name) in (POINTS | AT_THE_INBOX).items():
        setattr(owner, name, fate.watch(point, getattr(owner, name)))
    sys.argv = ["batcher", *order["words"]]
    try:
        cli.main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1 if end.code else 0
    if order["counts"]:
        met = {f"{point} {when}": count for (point, when), count in fate.met.items()}
        Path(order["counts"]).write_text(json.dumps(met))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
