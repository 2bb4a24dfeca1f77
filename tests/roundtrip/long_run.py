"""The long run: `python -m tests.roundtrip --first 0 --count 400`; `--write` keeps RESULTS.md."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from platform import python_version

from batcher.ledger import open_ledger
from tests.faults.long_run import revision
from tests.roundtrip.stripes import STRIPES
from tests.roundtrip.trip import Trip, travel

_HEAD = """# The last long run

Written by `make roundtrip`. A trip is an account of random drafts, exported, edited at random as
people do, run, verified, undone, the undo undone, and that undone again. Every time the account is
read over HTTP and compared, member by member, with how it stood; whatever undo did not name as
lost has to be as it was.
"""
RESULTS = Path(__file__).with_name("RESULTS.md")
MEMORY = Path("/dev/shm")


def main(words: Sequence[str] | None = None) -> int:
    """Play the seeds; 1 where a trip went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.roundtrip")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--stripe", choices=list(STRIPES), help="only on this one")
    parser.add_argument("--write", action="store_true", help="keep the figures in RESULTS.md")
    told = parser.parse_args(words)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        desk = Path(folder)
        open_ledger(None, desk / "empty").close()
        trips, wrong = [], Counter[str]()
        for seed in range(told.first, told.first + told.count):
            stripe = told.stripe or sorted(STRIPES)[seed % len(STRIPES)]
            try:
                trip = travel(seed, stripe, desk / str(seed), desk / "empty" / "ledger.sqlite3")
                trips.append(trip)
            except AssertionError as error:
                wrong[stripe] += 1
                print(error, flush=True)
    said = figures(trips, wrong, time.monotonic() - began)
    print(said)
    if told.write:
        RESULTS.write_text(said)
    return 1 if wrong else 0


def figures(trips: Sequence[Trip], wrong: Counter[str], took_s: float) -> str:
    """All of it in Markdown."""
    rows, told, places = Counter[str](), Counter[str](), Counter[str]()
    for trip in trips:
        rows.update(trip.rows)
        told.update(trip.told)
        places[trip.stripe] += 1
    on = ", ".join(f"{count} on the {name} double" for name, count in sorted(places.items()))
    lines = sum(trip.lines for trip in trips)
    lost = ", ".join(f"{name} {count}" for name, count in sorted(told.items()))
    return f"""{_HEAD}
- {datetime.now(UTC):%Y-%m-%d}, commit {revision()}, {took_s / 60:.0f} minutes, {python_version()}
- {len(trips)} trips, {on}; {sum(wrong.values())} went wrong
- {sum(trip.drafts for trip in trips)} drafts with {lines} lines; {rows["applied"]} rows applied,
  {rows["unchanged"]} unchanged; {sum(trip.posts for trip in trips)} POSTs, undo counted
- what undo named as not to be taken back, by code: {lost}
"""
