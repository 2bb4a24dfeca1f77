"""The control sheet against what stands in Stripe at the end: rows of each sheet, net change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from batcher.core import money
from batcher.core.checking import Expected
from batcher.core.model import ControlRow, Fault, Kind, Status
from batcher.core.reporting.ends import Account, RowEnd

ROWS_FLAG, CHANGE_FLAG = "--expect-rows", "--expect-change"
Ends = Mapping[tuple[str, int], RowEnd]


def control_rows(
    account: Account, ends: Ends, earlier: Mapping[str, int], expected: Expected
) -> tuple[ControlRow, ...]:
    """What the accountant expected of the whole workbook, each beside what was done.

    `earlier`: operation id -> what it added when an earlier run applied it; such a row is unchanged
    and counts with that. `expected`: what the command line said besides.
    """
    control = account.checked.control
    done = {place for place, end in ends.items() if _is_done(end)}
    # A row of `control` names a kind of sheet, or a sheet by its own name.
    counted = Counter[Kind | str | None](account.checked.places[place] for place in done)
    own = {named for named in control.rows if not isinstance(named, Kind)}
    counted.update(sheet for sheet, _ in done if sheet in own)
    changed = _changed(account, earlier)
    rows = [
        ControlRow(str(named), count, counted[named]) for named, (count, _) in control.rows.items()
    ]
    told = {currency: change for currency, (change, _) in control.changes.items()}
    rows += _change_rows(told, changed)
    if expected.rows is not None:
        rows.append(ControlRow(ROWS_FLAG, expected.rows, len(done), flag=ROWS_FLAG))
    rows += _change_rows(expected.changes, changed, CHANGE_FLAG)
    return tuple(rows)


def _change_rows(
    told: Mapping[str, Decimal], changed: Mapping[str, int], flag: str = ""
) -> Iterator[ControlRow]:
    """The net change of each currency that is named."""
    for currency, change in told.items():
        minor = money.to_minor(change, currency, limit_minor=10**15)
        if not isinstance(minor, Fault):
            name = f"{flag} {currency.upper()}".strip()
            yield ControlRow(name, minor, changed.get(currency, 0), currency, flag)


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
            **_named(row),
            "expected": _shown(row, row.expected),
            "found": _shown(row, row.found),
            **({"flag": row.flag} if row.flag else {}),
            "ties_out": row.expected == row.found,
        }
        for row in rows
    ]


def _named(row: ControlRow) -> dict[str, object]:
    """What a row is about: a currency, a sheet, or with a flag all rows there are."""
    if row.currency:
        return {"currency": row.currency}
    return {"sheet": None if row.flag else row.name}


def _shown(row: ControlRow, value: int) -> int | str:
    return money.show(value, row.currency) if row.currency else value
