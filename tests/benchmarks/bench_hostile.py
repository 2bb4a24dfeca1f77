"""How soon the program refuses each hostile file of the corpus, whole process.

python -m tests.benchmarks.bench_hostile [--rounds N]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.benchmarks.measuring import Row, arguments, measured, shown
from tests.corpus.listing import CASES

REACH_S = 2.0  # the promise: a hostile file is refused in under two seconds


def compare(rounds: int, *, full: bool = False) -> list[Row]:
    """The row of the table about hostile files: the slowest, each the best of its rounds."""
    found: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            if case.section != "2.1":
                continue
            path = Path(folder) / case.file
            path.write_bytes(case.make())
            ended = [
                measured("-m", "batcher", "check", str(path), "--json", ends=(0, 1))
                for _ in range(max(rounds, 2))
            ]
            best = min(ended, key=lambda one: one.seconds)
            found[case.what] = (best.seconds, best.processor_s)
    slowest = max(found, key=lambda what: found[what])
    seconds, spent = found[slowest]
    beside = f"{slowest}, processor {spent:.2f} s; {len(found)} files"
    return [Row("a hostile file refused, seconds", seconds, REACH_S, beside)]


def main() -> None:
    """Parse, compare, exit."""
    given = arguments(__doc__)
    sys.exit(shown(compare(given.rounds)))


if __name__ == "__main__":
    main()
