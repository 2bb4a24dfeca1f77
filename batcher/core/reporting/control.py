"""The control sheet against what stands in Stripe at the end: rows of each sheet, net change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from batcher.core import money
from batcher.core.model import ControlRow, Fault, Kind, Status
from batcher.core.reporting.ends import Account, RowEnd

Ends = Mapping[tuple[str, int], RowEnd]


def control_rows(
    account: Account, ends: Ends, earlier: Mapping[str, int]
) -> tuple[ControlRow, ...]:
    """What the accountant expected of the whole workbook, each beside what was done.

    `earlier`: operation id -> what it added when an earlier run applied it; such a row is unchanged
    and counts with that.
    """
    control = account.checked.control
    done = {place for place, end in ends.items() if _is_done(end)}
    # A row of `control` names a kind of sheet, or a sheet by its own name.
    counted = Counter[Kind | str | None](account.checked.places[place] for place in done)
    own = {named for named in control.rows if not isinstance(named, Kind)}
    counted.update(sheet for sheet, _ in done if sheet in own)
    changed = _changed(account, earlier)
    rows = [
        ControlRow(str(named), expected, counted[named])
        for named, (expected, _) in control.rows.items()
    ]
    for currency, (change, _) in control.changes.items():
        expected = money.to_minor(change, currency, limit_minor=10**15)
        if not isinstance(expected, Fault):
            rows.append(ControlRow(currency.upper(), expected, changed[currency], currency))
    return tuple(rows)


def _is_done(end: RowEnd) -> bool:
    return end.status in (Status.APPLIED, Status.UNCHANGED)


def _changed(account: Account, earlier: Mapping[str, int]) -> Counter[str]:
    """Currency -> what the rows that are done added, in minor units."""
    found: Counter[str] = Counter()
    for row in account.reconciled.rows:
        operation = row.operation
        if row.status is Status.APPLIED:
            found[operation.currency] += operation.change_minor
        elif row.status is Status.UNCHANGED and operation.id in earlier:
            found[operation.currency] += earlier[operation.id]
        elif row.status is Status.UNCHANGED and operation.kind is Kind.ADD:
            found[operation.currency] += operation.line_amount_minor
    return found


def control_object(rows: Iterable[ControlRow]) -> list[dict[str, object]]:
    """As `--json` prints it: counts of rows, amounts as text in the major unit."""
    return [
        {
            "sheet" if not row.currency else "currency": row.currency or row.name,
            "expected": _shown(row, row.expected),
            "found": _shown(row, row.found),
            "ties_out": row.expected == row.found,
        }
        for row in rows
    ]


def _shown(row: ControlRow, value: int) -> int | str:
    return money.show(value, row.currency) if row.currency else value
