"""How long the program takes to say what it can, beside Python and its two libraries doing nothing.

python -m tests.benchmarks.bench_help [--rounds N]
"""

from __future__ import annotations

import sys

from tests.benchmarks.measuring import Row, arguments, measured, shown

PEER = "import typer, rich.console"


def compare(rounds: int, *, full: bool = False) -> list[Row]:
    """The row of the table that is about the start; the best of the rounds, 5 at least."""
    ours, peer = [], []
    for _ in range(max(rounds, 5)):
        ours.append(measured("-m", "batcher", "--help"))
        peer.append(measured("-c", PEER))
    seconds, spent = min(one.seconds for one in ours), min(one.processor_s for one in ours)
    beside = f"processor {spent:.2f} s; typer and rich alone {min(p.seconds for p in peer):.2f} s"
    return [Row("batcher --help, seconds", seconds, 0.3, beside)]


def main() -> None:
    """Parse, compare, exit."""
    given = arguments(__doc__)
    sys.exit(shown(compare(given.rounds)))


if __name__ == "__main__":
    main()
