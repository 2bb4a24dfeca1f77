"""Whether sending fills Stripe's limits and never runs into them.

    python -m tests.benchmarks.bench_apply [--rounds N] [--full]

The double allows 25 calls a second per endpoint and 100 together and answers after 300 ms; 250
drafts are corrected at three endpoints. The floor is what the limits allow for these calls, and for
the last invoice's own, which follow one another. A second run meets a server that allows a third of
what we are set to. Wall time: on a busy machine the first row says how busy it is, so the processor
time of the client stands beside it.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.drafts_served import KEY, Seen, correct, served
from tests.benchmarks.measuring import ROOT, Row, arguments, shown

LATENCY_S = 0.3
EACH, TOTAL = 25.0, 100.0
SETTLED_S = 10.0  # by then a pace that was too fast must have found the server's


def run(folder: Path, url: str) -> tuple[dict[str, object], float]:
    """`batcher run` of the workbook; its object, and seconds of processor time."""
    environment = {
        **os.environ,
        "STRIPE_API_KEY": KEY,
        "BATCHER_API_BASE": url,
        "BATCHER_HOME": str(folder / "home"),
        "PYTHONPATH": str(ROOT),
    }
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = ["run", str(folder / "w.xlsx"), "--yes", "--live", "--json", "--accept", "all"]
    ended = subprocess.run(
        [sys.executable, "-m", "batcher", *words],
        cwd=folder, env=environment, capture_output=True, check=True,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return json.loads(ended.stdout), spent


def floor_s(calls: Sequence[tuple[float, str, int]]) -> float:
    """Seconds that the limits ask for so many calls."""
    most = max(Counter(name for _, name, _ in calls).values())
    return max(most / EACH, len(calls) / TOTAL)


def span_s(calls: Sequence[tuple[float, str, int]]) -> float:
    """Seconds from the first call to the end of the last turn."""
    return calls[-1][0] - calls[0][0] + 1 / EACH


def whole_floor_s(calls: Sequence[tuple[float, str, int]]) -> float:
    """Seconds that the limits ask for the reads before the first write, and for all from there on;
    what follows one another: a list, its next page, an invoice's three writes and its last read."""
    first = next(at for at, call in enumerate(calls) if call[1].startswith("POST"))
    pages = sum(name == "GET /v1/invoices" for _, name, _ in calls[:first])
    return floor_s(calls[:first]) + floor_s(calls[first:]) + (4 + pages) * LATENCY_S


def refused(seen: Seen, after_s: float = 0.0) -> int:
    """How many 429 came, so many seconds after the first call to their endpoint."""
    first: dict[str, float] = {}
    for came, name, _ in seen.of(""):
        first.setdefault(name, came)
    return sum(s == 429 and came - first[name] >= after_s for came, name, s in seen.calls)


def at_the_limits(invoices: int) -> list[Row]:
    """Our settings are the server's limits."""
    with tempfile.TemporaryDirectory() as name, served(LATENCY_S, EACH, TOTAL) as (double, seen):
        folder = Path(name)
        rows = correct(double, folder / "w.xlsx", invoices, 5)
        found, spent = run(folder, double.url)
    counts = found["rows"]
    assert isinstance(counts, dict)
    assert counts["applied"] == rows
    writes, everything = seen.of("POST"), seen.of("")
    beside = f"{len(writes)} writes in {span_s(writes):.1f} s"
    return [
        Row("writes at the limits, of their floor",
            span_s(writes) / (floor_s(writes) + 2 * LATENCY_S), 1.05, beside),
        Row("the whole run, of the floor of all its calls",
            span_s(everything) / whole_floor_s(everything), 1.2,
            f"{len(everything)} calls; processor {spent:.1f} s"),
        Row("429 at the limits", refused(seen), 0),
    ]  # fmt: skip


def below_ours(invoices: int) -> list[Row]:
    """The server allows 8 a second per endpoint, a third of what we are set to."""
    with tempfile.TemporaryDirectory() as name, served(LATENCY_S, 8, TOTAL) as (double, seen):
        folder = Path(name)
        rows = correct(double, folder / "w.xlsx", invoices, 5)
        found, _ = run(folder, double.url)
    counts = found["rows"]
    assert isinstance(counts, dict)
    assert counts["applied"] == rows
    share = refused(seen, SETTLED_S) / len(seen.calls)
    beside = f"{refused(seen)} in all, {refused(seen, SETTLED_S)} after {SETTLED_S:g} s"
    return [Row("429 once a lane knows its limit, share of all calls", share, 0.05, beside)]


def compare(rounds: int, *, full: bool) -> list[Row]:
    """The rows of the table that are about sending: the best of the rounds counts."""
    tried = [at_the_limits(250) for _ in range(rounds)]
    best = min(tried, key=lambda rows: rows[0].found)
    return [*best, *below_ours(100)]


def main() -> None:
    """Parse, compare, exit."""
    given = arguments(__doc__)
    sys.exit(shown(compare(given.rounds, full=given.full)))


if __name__ == "__main__":
    main()
