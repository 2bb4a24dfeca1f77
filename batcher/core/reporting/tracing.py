"""Finds the rows of a run again in the runs that continued it.

By their operation; by the origin that leftovers carry in their hidden column, also where the row
was mended; or, where the same workbook was brought again, by their place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from batcher.core.checking import Checked
from batcher.core.reporting.ends import Account
from batcher.core.tables import Table

Place = tuple[str, int]


def origins_of(checked: Checked) -> dict[Place, tuple[str, Place]]:
    """(sheet, row) -> the run and the place its row was left over from, where it says so."""
    found = {}
    for table in checked.tables if any(t.identity_column for t in checked.tables) else ():
        for row in table.rows:
            origin = _origin(table, row)
            if origin is not None:
                found[table.name, row] = origin
    return found


def _origin(table: Table, row: int) -> tuple[str, Place] | None:
    """Of a cell `op_… R-… add_lines!4`; None for anything else, it is only a hint."""
    number = table.identity_column
    cell = None if number is None else table.sheet.cells.at[row, number]
    _, _, rest = cell.partition(" ") if isinstance(cell, str) else ("", "", "")
    run, _, place = rest.partition(" ")
    sheet, _, at = place.rpartition("!")
    return (run, (sheet, int(at))) if run and sheet and at.isdecimal() else None


def traced_rows(accounts: Sequence[Account]) -> list[dict[Place, Place]]:
    """For each run: the place of a row of its own -> the place of the first run's row."""
    traced: list[dict[Place, Place]] = []
    by_operation: dict[str, Place] = {}
    numbers: dict[str, int] = {}
    for number, account in enumerate(accounts):
        own = {place: place for place in account.checked.places} if number == 0 else {}
        if number:
            own = dict(_found_again(account, accounts, traced, by_operation, numbers))
        for operation in account.plan.operations:
            root = own.get((operation.sheet, operation.row))
            if root is not None:
                by_operation.setdefault(operation.id, root)
        traced.append(own)
        numbers[account.run] = number
    return traced


def _found_again(
    account: Account,
    accounts: Sequence[Account],
    traced: Sequence[Mapping[Place, Place]],
    by_operation: Mapping[str, Place],
    numbers: Mapping[str, int],
) -> Iterator[tuple[Place, Place]]:
    ids = {(o.sheet, o.row): o.id for o in account.plan.operations}
    origins = origins_of(account.checked)
    own = account.checked.workbook.sha256
    same = next((n for n, _ in enumerate(traced)
                 if accounts[n].checked.workbook.sha256 == own), None)  # fmt: skip
    for place in account.checked.places:
        run, there = origins.get(place, ("", place))
        root = by_operation.get(ids.get(place, ""))
        if root is None and run in numbers:
            root = traced[numbers[run]].get(there)
        if root is None and same is not None:
            root = traced[same].get(place)
        if root is not None:
            yield place, root
