"""What people made of rows in leftovers workbooks: kept with their run, and found by later runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from batcher.core.checking import Checked
from batcher.core.model import RunRecord
from batcher.core.plan import Plan
from batcher.core.ports import Ledger
from batcher.core.reporting.tracing import origins_of

MENDED = "mended"  # of a run's stored settings: [operation, what its row became], of leftovers


def mended_rows(checked: Checked, plan: Plan, ledger: Ledger) -> list[list[str]]:
    """[operation id of the row left over, its operation id now] of rows that say something else.

    A row that says by now what another of the same run said is that other, not a mended one.
    """
    origins = origins_of(checked)
    runs = {run for run, _ in origins.values()}
    known = {o.operation_id for run in sorted(runs) for o in ledger.operations_of(run)}
    before = {(r.sheet, r.row): r.identity.split(" ")[0] for r in checked.rows if r.identity}
    now = {(o.sheet, o.row): o.id for o in plan.operations}
    return sorted(
        [before[place], now[place]]
        for place in origins
        if before.get(place) in known and place in now and now[place] not in known
    )


def made_of(records: Iterable[RunRecord]) -> dict[str, dict[str, str]]:
    """Operation id -> what leftovers made of it -> the run that was to apply that."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for record in records:
        for before, now in _pairs(record):
            found[before][now] = record.run
    return dict(found)


def descending_runs(own: Iterable[str], mended: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The runs of all that came of these operations, however often they were mended."""
    todo, runs, seen = list(own), dict[str, None](), set[str]()
    for one in todo:
        if one not in seen:
            seen.add(one)
            todo += mended.get(one, {})
            runs |= dict.fromkeys(mended.get(one, {}).values())
    return list(runs)


def _pairs(record: RunRecord) -> Iterator[tuple[str, str]]:
    listed = record.settings.get(MENDED)
    for pair in listed if isinstance(listed, list) else ():
        yield str(pair[0]), str(pair[1])
