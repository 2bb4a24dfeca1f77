"""A whole run in one process: an embedded Stripe over HTTP, a real ledger, a clock that owns time.

What a process would lose when it dies is made anew by every command; what survives is here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from operator import attrgetter
from pathlib import Path
from random import Random
from threading import Event as Flag
from threading import Lock
from typing import Any

from batcher import sandbox
from batcher.core.canary import Canary
from batcher.core.model import Leftovers, Problem, Report, Workbook
from batcher.core.plan import Plan
from batcher.core.ports import Gateway, Ledger
from batcher.gateway.client import StripeGateway
from batcher.gateway.pacing import Pace
from batcher.ledger import open_ledger
from batcher.run import Edges, Options, Result, Source
from batcher.run import resume as resume_run
from batcher.run import run as run_workbook
from batcher.sandbox.faults import Fault, Phase
from tests.core.sheets import book, sheet

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAY_S = 86_400.0
Rows = Sequence[Sequence[object]]
Sheets = Mapping[str, Rows]


class Clock:
    """Time that passes only when somebody waits, and a millisecond whenever it is asked for.

    `wrong_by` is how far this machine's clock is off; Stripe's own, and the pace, do not mind.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._at = START
        self.waited_s = 0.0
        self.wrong_by = timedelta(0)

    def now(self) -> datetime:
        """The present instant as this machine believes it to be."""
        return self._true() + self.wrong_by

    def wait(self, seconds: float) -> None:
        """Time passes at once."""
        with self._lock:
            self._at += timedelta(seconds=seconds)
            self.waited_s += seconds

    def seconds(self) -> float:
        """Unix seconds, as they truly are."""
        return self._true().timestamp()

    def _true(self) -> datetime:
        with self._lock:
            self._at += timedelta(milliseconds=1)
            return self._at


class Faults:
    """Which requests go wrong, and how; the hook of the embedded Stripe."""

    def __init__(self) -> None:
        self._planned: list[tuple[Phase, str, str, Fault | Callable[[], Fault | None], int]] = []
        self.met = 0
        self.storm: Callable[[Phase, str, str, str], Fault | None] | None = None

    def plan(
        self,
        where: str,
        fault: Fault | Callable[[], Fault | None],
        phase: Phase = "before",
        times: int = 1,
        method: str = "POST",
    ) -> None:
        """The next `times` requests whose path ends in `where` meet this."""
        self._planned.append((phase, where, method, fault, times))

    def clear(self) -> None:
        """All is well again."""
        self._planned.clear()

    def __call__(self, phase: Phase, method: str, path: str, body: str) -> Fault | None:
        for number, (when, where, verb, fault, times) in enumerate(self._planned):
            if when != phase or verb != method or not path.endswith(where):
                continue
            self._planned[number : number + 1] = (
                [(when, where, verb, fault, times - 1)] if times > 1 else []
            )
            self.met += 1
            return fault if isinstance(fault, Fault) else fault()
        return self.storm(phase, method, path, body) if self.storm else None


class Shelf:
    """`core.ports.Files` without a disk: workbooks are JSON, reports are kept as values."""

    def __init__(self) -> None:
        self.reports: list[Report] = []
        self.leftovers: list[Leftovers] = []
        self.full: OSError | None = None

    def read(self, content: bytes, name: str, encoding: str | None) -> Workbook:
        """The workbook `source` put together."""
        return _read(content, name)

    def write_report(self, report: Report, path: Path) -> tuple[Path, str]:
        """Kept; raises `full` where a test set it."""
        if self.full is not None:
            raise self.full
        self.reports.append(report)
        return path, "0" * 64

    def write_evidence(self, parts: Mapping[str, bytes], path: Path) -> tuple[Path, str]:
        """Nobody looks at it."""
        return path, f"{len(parts):064}"

    def write_leftovers(self, leftovers: Leftovers, path: Path) -> tuple[Path, str]:
        """Kept."""
        self.leftovers.append(leftovers)
        return path, "0" * 64


@cache
def _read(content: bytes, name: str) -> Workbook:
    sheets = json.loads(content)
    return book(*(sheet(title, *rows) for title, rows in sheets.items()), name=name)


def source(sheets: Sheets) -> Source:
    """A workbook of these sheets, each with its header row first."""
    return Source(json.dumps(sheets).encode(), "november.xlsx", "/desk/november.xlsx")


@dataclass(eq=False)
class World:
    """An account and a ledger that outlive the programs run on them."""

    stripe: Any
    faults: Faults
    clock: Clock
    home: Path
    ledger: Any
    files: Shelf = field(default_factory=Shelf)
    runs: Iterator[int] = field(default_factory=lambda: count(1))
    stop: Flag = field(default_factory=Flag)
    confirm: Callable[[Plan], bool] = lambda _plan: True
    ask: Callable[[tuple[Problem, ...], Options], Options | None] = lambda _p, _o: None
    go_on: Callable[[Canary], bool] = attrgetter("ties_out")
    threads: int = 1
    limits: Mapping[str, Any] = field(default_factory=dict)  # the gateway's own, in real seconds

    @contextmanager
    def edges(
        self,
        ledger: Callable[[Ledger], Ledger] = lambda one: one,
        gateway: Callable[[Gateway], Gateway] = lambda one: one,
        key: str = "",
    ) -> Iterator[Edges]:
        """What one process holds; `ledger` and `gateway` may wrap the real ones."""
        pace = Pace(1000, 1000, monotonic=self.clock.seconds, wait=self.clock.wait)
        base = self.stripe.url
        client = StripeGateway(key or self.stripe.key, pace, api_base=base, **self.limits)
        with client:
            yield Edges(
                gateway=gateway(client),
                ledger=ledger(self.ledger),
                files=self.files,
                clock=self.clock,
                random=Random(7),
                livemode=False,
                api_version="2026-10-28.endive",
                new_run=lambda: f"R-{next(self.runs)}",
                confirm=self.confirm,
                ask=self.ask,
                go_on=self.go_on,
                reports=self.home,
                who="tests",
                stop=self.stop,
            )

    def options(self, **chosen: Any) -> Options:
        """Options with so many threads."""
        return replace(Options(threads=self.threads, time_zone="UTC"), **chosen)

    def run(self, sheets: Sheets, **chosen: Any) -> Result:
        """`batcher run`."""
        with self.edges() as edges:
            return run_workbook(source(sheets), self.options(**chosen), edges)

    def resume(self, wanted: str | None = None, **chosen: Any) -> Result:
        """`batcher resume`."""
        with self.edges() as edges:
            return resume_run(wanted, edges, **chosen)

    def lose_ledger(self) -> None:
        """Another machine: nobody knows of any run."""
        self.ledger.close()
        self.ledger = open_ledger(None, self.home / "another", clock=self.clock.now)

    def amounts(self, invoice: str) -> list[int]:
        """The amounts of all lines, smallest first."""
        return sorted(line["amount"] for line in self.stripe.state.lines(invoice))

    def writes(self, ending: str = "") -> list[Any]:
        """The POSTs that arrived at paths ending so."""
        return [r for r in self.stripe.state.requests
                if r.method == "POST" and r.path.endswith(ending)]  # fmt: skip


@contextmanager
def world(home: Path, seeds: Sequence[Mapping[str, Any]], prepared: Path) -> Iterator[World]:
    """A new account with these objects; `prepared` is an empty ledger to copy."""
    clock, faults = Clock(), Faults()
    home.mkdir(parents=True, exist_ok=True)
    (home / "ledger.sqlite3").write_bytes(prepared.read_bytes())
    with (
        sandbox.start(None, seed=seeds, faults=faults, clock=clock.seconds) as stripe,
        open_ledger(None, home, clock=clock.now) as ledger,
    ):
        here = World(stripe, faults, clock, home, ledger)
        yield here
        here.ledger.close()


def rows(result: Result) -> dict[str, int]:
    """The counts that are not zero, proved to add up."""
    counts = dict(result.object["rows"])
    assert counts["total"] == sum(count for name, count in counts.items() if name != "total")
    return {name: count for name, count in counts.items() if count}
