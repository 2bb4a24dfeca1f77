"""Every benchmark in one run: prints the table and writes RESULTS.md (`make bench`).

python -m tests.benchmarks [--full] [--rounds N] [--times N]

`--times` measures everything so many times in a row; a row holds when it was reached each time.
"""

from __future__ import annotations

import platform
import sys
from argparse import Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from os import cpu_count, getloadavg
from pathlib import Path

from tests.benchmarks import (
    bench_apply,
    bench_check,
    bench_help,
    bench_hostile,
    bench_million,
    bench_report,
    bench_request_cpu,
    bench_whole,
)
from tests.benchmarks.measuring import Row, arguments, shown

RESULTS = Path(__file__).parent / "RESULTS.md"
ALL = (
    bench_help,
    bench_check,
    bench_hostile,
    bench_report,
    bench_request_cpu,
    bench_apply,
    bench_whole,
    bench_million,
)


def machine() -> str:
    """What was measured on, and how busy it was at the end."""
    system = f"{platform.system()} {platform.machine()}, {cpu_count()} cores"
    python = f"Python {platform.python_version()}"
    return f"{system}, {python}; load {getloadavg()[0]:.1f} at the end"


def page(times: Sequence[Sequence[Row]]) -> str:
    """RESULTS.md: one column of figures for each time; what stood beside them, of the last."""
    found = ["found" if len(times) == 1 else f"{n}." for n in range(1, len(times) + 1)]
    lines = [
        "# What the benchmarks came to",
        "",
        "Written by `make bench`. Each row is measured beside its peer in the same run and reached",
        "where it is at most what DESIGN.md section 9 asks for, each time. Rows in seconds are as",
        "slow as the machine was busy; ratios and processor time hold all the same.",
        "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC. {machine()}. Times in a row: {len(times)}.",
        "",
        f"| what | {' | '.join(found)} | at most | | beside |",
        f"|{'---|' * (len(times) + 4)}",
    ]
    for same in zip(*times, strict=True):
        mark = "reached" if all(row.is_reached for row in same) else "**missed**"
        figures = " | ".join(f"{row.found:.3f}" for row in same)
        last = same[-1]
        lines.append(f"| {last.what} | {figures} | {last.reach:g} | {mark} | {last.beside} |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Run all, print, write, exit."""
    given = arguments(__doc__)
    times = [_measured(given) for _ in range(given.times)]
    RESULTS.write_text(page(times), encoding="utf-8")
    sys.exit(0 if all(row.is_reached for rows in times for row in rows) else 1)


def _measured(given: Namespace) -> list[Row]:
    rows: list[Row] = []
    for benchmark in ALL:
        found = benchmark.compare(given.rounds, full=given.full)
        shown(found)
        rows += found
    return rows


if __name__ == "__main__":
    main()
