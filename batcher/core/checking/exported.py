"""Rules of a sheet that an export prefilled: what it says was there must not get lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from batcher.core import columns
from batcher.core.model import CLEAR, Kind, Problem, Severity
from batcher.core.schemas import EMPTY, CheckedSheet, problem_at
from batcher.core.tables import Objects, Table, letters
from batcher.core.values import is_blank, shown

LOST, APART = "was_lost", "sorted_apart"
# Of a sheet with one of these nobody knows what the person asks for.
UNKNOWN = frozenset({LOST, APART})
_TELLING = ("description", "unit_amount", "amount", "price", "product")
_MOVED_MIN, _SHARE, _COLUMNS_MIN = 3, 0.8, 2


def export_problems(sheet: CheckedSheet) -> Iterator[Problem]:
    """Where `was.` columns are gone, and prefilled cells that somebody emptied."""
    table = sheet.table
    if table.kind not in (Kind.UPDATE, Kind.METADATA) or not table.rows:
        return
    if not columns.is_exported(text for _, text in table.headers):
        return
    was, lost = dict(sheet.was), []
    for name in _prefilled(sheet):
        cells, seen = sheet.cells(name), was.get(name)
        if cells is None:
            continue
        if seen is not None and any(value is not None for value in seen):
            yield from _emptied(sheet, name, cells, seen)
        elif not all(map(is_blank, cells)):
            lost.append(name)
    if lost:
        yield _of_sheet(table, LOST, lost)
    apart = [name for name in _TELLING if _is_shuffled(sheet, name)]
    if len(apart) >= _COLUMNS_MIN:
        yield _of_sheet(table, APART, apart)


def _prefilled(sheet: CheckedSheet) -> Iterator[str]:
    """The columns that stood filled; a metadata key without `was.` is one the person added, but
    not where no key has one."""
    keys = [name for name, _ in sheet.own if name.startswith("metadata.")]
    told = {name for name, _ in sheet.was}
    if sheet.kind is Kind.UPDATE:
        yield from columns.PREFILLED
    elif told.isdisjoint(keys):
        yield from keys
    yield from (key for key in keys if key in told)


def _is_shuffled(sheet: CheckedSheet, name: str) -> bool:
    """Whether the changed cells of a column are those of other rows: sorted without its `was.`."""
    now, seen = dict(sheet.own).get(name), dict(sheet.was).get(name)
    if now is None or seen is None:
        return False
    pairs = [(a, b) for a, b in zip(now, seen, strict=True) if isinstance(a, str | Decimal)]
    moved = [(a, b) for a, b in pairs if isinstance(b, str | Decimal) and a != b]
    shared = Counter(a for a, _ in moved) & Counter(b for _, b in moved)
    return len(moved) >= _MOVED_MIN and shared.total() >= _SHARE * len(moved)


def _of_sheet(table: Table, code: str, names: list[str]) -> Problem:
    """One problem for a sheet, at the header of the first of these columns."""
    number = table.number(names[0])
    assert number is not None
    cell, details = f"{letters(number)}{table.header_row}", {"columns": ", ".join(names)}
    return Problem(
        code, Severity.ERROR, table.name, table.header_row, cell, names[0], names[0], details
    )


def _emptied(sheet: CheckedSheet, name: str, cells: Objects, seen: Objects) -> Iterator[Problem]:
    table = sheet.table
    clearable = columns.column(name, sheet.kind).clearable
    for row, cell, before in zip(sheet.numbers, cells, seen, strict=True):
        if not is_blank(cell) or before is None or before is EMPTY or before is CLEAR:
            continue
        was = {"was": shown(table.cell(row, f"was.{name}"))}
        if clearable:
            yield problem_at(table, row, name, "emptied_clearable", was, Severity.WARNING)
        else:
            yield problem_at(table, row, name, "emptied", was, Severity.WARNING)
