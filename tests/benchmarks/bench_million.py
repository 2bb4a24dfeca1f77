"""How time and memory grow with the rows: checking, planning and writing 10,000 and 100,000 rows.

    python -m tests.benchmarks.bench_million [--full]

Each size is a process of its own. `--full` adds 1,000,000 rows. Planning is measured against drafts
in memory, so that it is our own time, not Stripe's.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from batcher.core.outcome import json_object
from tests.benchmarks.bench_check import write
from tests.benchmarks.bench_report import LINES_PER_INVOICE, writing
from tests.benchmarks.measuring import Row, arguments, measured, shown

GROWTH_MAX = 12.0  # times the time or memory, for ten times the rows
ROW_BYTES_MAX = 2000.0  # of the process that checks and plans, for each row more


def plan_rows(path: str) -> None:
    """Check a workbook and plan it against drafts in memory; prints requests and seconds."""
    import time
    from zoneinfo import ZoneInfo

    from batcher.core.checking import check
    from batcher.core.live import Live, invoice
    from batcher.core.plan import Terms, make, names
    from batcher.core.plan.known import Known
    from batcher.core.values import Context
    from batcher.workbook.safely import read_safely

    file = Path(path)
    zone = ZoneInfo("UTC")
    checked = check(read_safely(file.read_bytes(), file.name, None), Context(zone))
    lines: dict[str, list[str]] = {}
    for row in checked.rows:
        lines.setdefault(row.text("invoice"), []).append(row.text("line"))
    live = Live({name: invoice(_answered(_draft(name)), map(_answered, map(_line, own)))
                 for name, own in lines.items()})  # fmt: skip
    terms = Terms(
        account="acct_1", livemode=False, api_version="v", zone=zone, now=1793577600.0,
        read_at="2026-11-01T00:00:00+00:00", accepted=frozenset({"all"}),
    )  # fmt: skip
    began = time.perf_counter()
    names(checked, live, terms)
    plan = make(checked, live, Known(), terms)
    print(json.dumps([len(plan.requests), time.perf_counter() - began]))


def _answered(raw: dict[str, object]) -> dict[str, object]:
    """As it comes out of an answer: no text is another one's."""
    found = json_object(json.dumps(raw))
    assert found is not None
    return found


def _draft(name: str) -> dict[str, object]:
    return {"id": name, "object": "invoice", "status": "draft", "currency": "usd",
            "customer": "cus_1", "metadata": {}, "livemode": False, "total": 0}  # fmt: skip


def _line(name: str) -> dict[str, object]:
    return {"id": name, "object": "line_item", "amount": 100_000, "currency": "usd", "metadata": {},
            "description": "Old", "discountable": True, "discounts": [], "quantity": 1,
            "parent": {"type": "invoice_item_details", "invoice_item_details":
                       {"invoice_item": "ii_1", "proration": False}},
            "period": {"start": 1793577600, "end": 1793577600}, "taxes": []}  # fmt: skip


def compare(rounds: int, *, full: bool) -> list[Row]:
    """The rows of the table that are about growth."""
    sizes = (10_000, 100_000, 1_000_000) if full else (10_000, 100_000)
    found: list[Row] = []
    with tempfile.TemporaryDirectory() as name:
        before: tuple[float, float, float] | None = None
        for size in sizes:
            path = write(Path(name) / f"{size}.xlsx", size)
            planned = measured("-m", "tests.benchmarks.bench_million", "--plan", str(path))
            requests, seconds = json.loads(planned.output)
            assert requests == -(-size // LINES_PER_INVOICE)
            written, memory = writing("ours", size)
            now = seconds, written, planned.memory_bytes / 1e9
            beside = (
                f"plan {seconds:.1f} s, {now[2]:.2f} GB; "
                f"report {written:.1f} s, {memory / 1e9:.2f} GB"
            )
            if before is not None:
                more_bytes = 1e9 * (now[2] - before[2]) / (size - size // 10)
                what = f"{size:,} rows, of a tenth's: "
                found += [
                    Row(what + "planning", now[0] / before[0], GROWTH_MAX, beside),
                    Row(what + "report", now[1] / before[1], GROWTH_MAX),
                    Row(what + "memory of planning", now[2] / before[2], GROWTH_MAX),
                    Row(f"{size:,} rows, bytes each of checking and planning", more_bytes,
                        ROW_BYTES_MAX),
                ]  # fmt: skip
            before = now
    return found


def main() -> None:
    """Parse, compare, exit."""
    if "--plan" in sys.argv:
        plan_rows(sys.argv[2])
        return
    given = arguments(__doc__)
    sys.exit(shown(compare(given.rounds, full=given.full)))


if __name__ == "__main__":
    main()
