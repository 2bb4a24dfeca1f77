"""The long run: `python -m tests.faults` plays schedules and prints; `--write` keeps RESULTS.md.

`--seed N` plays one again and tells all of it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from batcher.ledger import open_ledger
from tests.faults.schedule import Outcome, play
from tests.faults.sweep import Point, doomed, killed_and_resumed, points
from tests.faults.zygote import ROOT, Zygote

RESULTS = Path(__file__).with_name("RESULTS.md")
MEMORY = Path("/dev/shm")  # the files of a schedule need no disk
SORTS = ("duplicates", "lost", "untrue", "foreign")
TOLD_EACH = 50


_HEAD = """# The last long run

Written by `make faults`. A schedule is a workbook of 2 to 40 rows on 1 to 6 drafts, with faults on
the way, programs killed for real, keys forgotten, ledgers lost, people at the Dashboard. At every
stop an auditor judges, by what stands in Stripe.
"""
_COLUMNS = """
The columns on the right count the schedules in which something stood there twice, was missing at
the end, was claimed and not true, or had changed though nobody asked for it.
"""


@dataclass(slots=True)
class Tally:
    """What a number of schedules came to; `by_kind`: kind -> (schedules, struck, bad)."""

    schedules: int = 0
    commands: int = 0
    posts: int = 0
    kills: int = 0
    sorts: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    bad: Counter[tuple[str, str]] = field(default_factory=Counter)
    seeds: list[int] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """One more schedule."""
        self.schedules += 1
        self.commands += outcome.commands
        self.posts += outcome.posts
        self.kills += outcome.kills
        wrong = [sort for sort in SORTS if getattr(outcome.verdict, sort)]
        self.sorts.update(wrong)
        self.struck.update(outcome.struck)
        for kind in [*outcome.struck, f"on {outcome.setting.stripe}"]:
            self.met[kind] += 1
            self.bad.update((kind, sort) for sort in wrong)
        if wrong:
            self.seeds.append(outcome.seed)

    def line(self) -> str:
        """All of it in one line."""
        wrong = ", ".join(f"{sort} {self.sorts[sort]}" for sort in SORTS)
        return (
            f"{self.schedules} schedules, {self.commands} programs, {self.posts} POSTs, "
            f"{self.kills} SIGKILLs; {wrong}"
        )

    def table(self) -> str:
        """Markdown, a line for each kind of fault."""
        heads = ("what happened", "schedules", "times", *SORTS)
        rows: list[Sequence[object]] = [heads, ("---", *("---:",) * (len(heads) - 1))]
        for kind in sorted(self.met):
            wrong = [self.bad[kind, sort] for sort in SORTS]
            rows.append((kind, self.met[kind], self.struck[kind] or self.met[kind], *wrong))
        return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in rows)


@cache
def zygote() -> Zygote:
    """The one of this process; it ends with it."""
    return Zygote()


@cache
def desk() -> Path:
    """This process's folder, with an empty ledger in it."""
    folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
    open_ledger(None, folder / "empty").close()
    return folder


def one(seed: int) -> Outcome:
    """One schedule in this process."""
    return play(seed, desk() / str(seed), zygote(), desk() / "empty" / "ledger.sqlite3")


def many(seeds: Sequence[int], processes: int, until: float) -> Iterator[Outcome]:
    """As they end; none starts after `until` (monotonic seconds)."""
    context = multiprocessing.get_context("spawn")
    left = iter(seeds)
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        running = {
            pool.submit(one, seed) for seed, _ in zip(left, range(processes * 2), strict=False)
        }
        while running:
            done = next(as_completed(running))
            running.remove(done)
            yield done.result()
            seed = next(left, None)
            if seed is not None and time.monotonic() < until:
                running.add(pool.submit(one, seed))


def revision() -> str:
    """The commit this is."""
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip() or "unknown"


def struck_at(point: Point, number: int) -> None:
    """One point of the sweep in this process, on each Stripe in turn, keys kept and forgotten."""
    for stripe in ("independent", "embedded"):
        for forgotten in (False, True):
            folder = desk() / f"sweep-{number}-{stripe}-{forgotten}"
            with doomed(stripe, folder, zygote(), desk() / "empty" / "ledger.sqlite3") as play:
                killed_and_resumed(play, point, forgotten=forgotten)


def sweep(processes: int) -> int:
    """Killed at every point and occurrence; how many programs died. Raises AssertionError."""
    every = points(desk() / "points", zygote(), desk() / "empty" / "ledger.sqlite3")
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        for number, done in enumerate(
            as_completed([pool.submit(struck_at, p, n) for n, p in enumerate(every)]), 1
        ):
            done.result()
            if number % TOLD_EACH == 0:
                print(f"sweep: {number} of {len(every)} points", flush=True)
    print(f"sweep: {len(every)} points, {4 * len(every)} SIGKILLs, every effect once", flush=True)
    return 4 * len(every)


def written(tally: Tally, first: int, minutes: float, swept: int) -> str:
    """RESULTS.md."""
    about = [
        f"{datetime.now(UTC):%Y-%m-%d}, commit {revision()}, {minutes:.0f} minutes",
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} processors",
        f"seeds {first} to {first + tally.schedules - 1}: {tally.line()}",
        f"crash sweep: {f'{swept} SIGKILLs, every effect once' if swept else 'not in this run'}",
        f"schedules with a finding: {', '.join(map(str, sorted(tally.seeds))) or 'none'}",
    ]
    return f"{_HEAD}\n" + "".join(f"- {one}\n" for one in about) + f"{_COLUMNS}\n{tally.table()}\n"


def main() -> int:
    """The command line; 1 where a schedule has a finding."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seed", type=int, help="play this one and tell all")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("-n", type=int, default=2000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=float("inf"), help="start none later")
    parser.add_argument("--sweep", action="store_true", help="kill at every point first")
    parser.add_argument("--write", action="store_true", help="keep the figures in RESULTS.md")
    told = parser.parse_args()
    if told.seed is not None:
        outcome = one(told.seed)
        print(outcome.told())
        return int(bool(outcome.verdict.all()))
    began, tally = time.monotonic(), Tally()
    swept = sweep(told.processes) if told.sweep else 0
    seeds = range(told.first, told.first + told.n)
    for outcome in many(seeds, told.processes, began + told.minutes * 60):
        tally.add(outcome)
        if outcome.verdict.all():
            print(outcome.told(), flush=True)
        if tally.schedules % TOLD_EACH == 0:
            print(f"{time.monotonic() - began:.0f} s: {tally.line()}", flush=True)
    print(tally.table())
    print(tally.line())
    if told.write:
        minutes = (time.monotonic() - began) / 60
        RESULTS.write_text(written(tally, told.first, minutes, swept), "utf-8")
    return int(bool(tally.seeds))
