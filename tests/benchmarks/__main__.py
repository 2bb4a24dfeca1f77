"""Every benchmark in one run: prints the table and writes RESULTS.md (`make bench`).

python -m tests.benchmarks [--full] [--rounds N]
"""

from __future__ import annotations

import platform
import sys
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


def page(rows: Sequence[Row]) -> str:
    """RESULTS.md."""
    lines = [
        "# What the benchmarks came to",
        "",
        "Written by `make bench`. Each row is measured beside its peer in the same run and reached",
        "where it is at most what DESIGN.md section 9 asks for. Rows in seconds are as slow as the",
        "machine was busy; ratios and processor time hold all the same.",
        "",
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC. {machine()}.",
        "",
        "| what | found | at most | | beside |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        mark = "reached" if row.is_reached else "**missed**"
        lines.append(f"| {row.what} | {row.found:.3f} | {row.reach:g} | {mark} | {row.beside} |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Run all, print, write, exit."""
    given = arguments(__doc__)
    rows: list[Row] = []
    for benchmark in ALL:
        found = benchmark.compare(given.rounds, full=given.full)
        shown(found)
        rows += found
    RESULTS.write_text(page(rows), encoding="utf-8")
    sys.exit(0 if all(row.is_reached for row in rows) else 1)


if __name__ == "__main__":
    main()
