"""Which rows of a sheet ask for something, what each asks for, and which nobody can see."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from batcher.core import columns
from batcher.core.model import OPERATIONS, Kind, Problem, Severity
from batcher.core.tables.table import Table, letters
from batcher.core.values import is_blank, shown

_NAMES = ("invoice", "line", "currency")  # what a row is about, not what it asks for


def with_rows(table: Table) -> tuple[Table, list[Problem]]:
    """Which rows ask for something, and what each asks for on a sheet with an operation column."""
    operation = table.operation_column
    below = table.sheet.cells.loc[table.sheet.cells.index > table.header_row]
    # What was there before asks for nothing: a row of an export may be emptied to leave it alone.
    asking = [number for number, header in table.meaning.items() if not header.was]
    filled = _filled(below, [*asking, *([operation] if operation else [])])
    rows = tuple(below.index[filled].tolist())
    table = replace(table, rows=rows, left_out=len(below.index) - len(rows))
    if operation is None:
        return table, []
    cells = below[operation].to_numpy()[filled]
    known = {text: columns.operation_kind(text) for text in {shown(cell) for cell in cells}}
    kinds: dict[int, Kind] = {}
    problems = []
    for row, cell in zip(rows, cells, strict=True):
        kind = None if is_blank(cell) else known[shown(cell)]
        if kind is None:
            problems.append(_operation_problem(table, row, cell))
        else:
            kinds[row] = kind
    return replace(table, kinds=kinds), problems


def _filled(below: pd.DataFrame, numbers: list[int]) -> npt.NDArray[np.bool_]:
    """Which rows hold something in one of these columns; nearly all do in the first."""
    filled = np.zeros(len(below.index), dtype=bool)
    for number in numbers:
        left = np.flatnonzero(~filled)
        if not len(left):
            break
        filled[left] = [not is_blank(cell) for cell in below[number].to_numpy()[left]]
    return filled


def _operation_problem(table: Table, row: int, cell: object) -> Problem:
    assert table.operation_column is not None
    code = "missing_value" if is_blank(cell) else "unknown_operation"
    details = {"allowed": ", ".join(kind.value for kind in OPERATIONS), "column": "operation"}
    return Problem(
        code,
        Severity.ERROR,
        table.name,
        row,
        f"{letters(table.operation_column)}{row}",
        columns.OPERATION,
        shown(cell),
        details,
    )


def visible(table: Table, hidden_rows: str | None) -> tuple[Table, list[Problem]]:
    """Hidden rows are a question, taken along, or left out."""
    hidden = [r for r in table.rows if table.sheet.hidden or r in table.sheet.hidden_rows]
    if not hidden or hidden_rows == "include":
        return table, []
    if hidden_rows == "skip":
        rows = tuple(r for r in table.rows if r not in set(hidden))
        left_out = table.left_out + len(hidden)
        return replace(table, rows=rows, left_out=left_out, skipped=len(hidden)), []
    if columns.is_exported(text for _, text in table.headers):
        hidden = [row for row in hidden if _is_changed(table, row)]
        if not hidden:
            return table, []
    details = {"count": str(len(hidden)), "rows": _ranges(hidden)}
    first = hidden[0]
    return table, [
        Problem(
            "hidden_rows", Severity.QUESTION, table.name, first, None, "", _ranges(hidden), details
        )
    ]


def _is_changed(table: Table, row: int) -> bool:
    """False for a row of an export that nobody touched: filtering it away hides no question."""
    for header in table.meaning.values():
        was = table.number(f"was.{header.name}")
        cell = table.cell(row, header.name)
        if header.was or header.name in _NAMES or is_blank(cell):
            continue
        if was is None or shown(cell) != shown(table.cell(row, f"was.{header.name}")):
            return True
    return False


def _ranges(rows: list[int]) -> str:
    """Row numbers in words: 3, 5-8."""
    parts: list[list[int]] = []
    for row in rows:
        if parts and row == parts[-1][1] + 1:
            parts[-1][1] = row
        else:
            parts.append([row, row])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)
