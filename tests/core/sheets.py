"""Workbooks made by hand, as the reader would hand them over, and live invoices beside them."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import pandas as pd

from batcher.core.checking import Checked, Expected, check
from batcher.core.model import Problem, Sheet, Workbook
from batcher.core.values import Context

UTC = Context(ZoneInfo("UTC"))
Cells = Sequence[object]


def sheet(
    name: str,
    *rows: Cells,
    first_row: int = 1,
    hidden_rows: Sequence[int] = (),
    hidden: bool = False,
) -> Sheet:
    """A sheet of these rows, the first at `first_row`; None is a blank cell."""
    width = max((len(row) for row in rows), default=0)
    frame = pd.DataFrame(
        [[*row, *[None] * (width - len(row))] for row in rows],
        index=range(first_row, first_row + len(rows)),
        dtype=object,
    )
    frame.columns = pd.Index(range(1, frame.shape[1] + 1))
    frame = frame.astype(object).where(frame.notna(), None)
    held = frame.map(lambda cell: cell is not None)
    cells = frame.loc[held.any(axis=1), held.any(axis=0)]
    return Sheet(name, cells, frozenset(hidden_rows), frozenset(), hidden)


def book(*sheets: Sheet, name: str = "book.xlsx", problems: Sequence[Problem] = ()) -> Workbook:
    """A workbook of these sheets."""
    return Workbook(name, "0" * 64, sheets, tuple(problems))


def checked(
    *sheets: Sheet,
    name: str = "book.xlsx",
    as_sheet: str | None = None,
    hidden_rows: str | None = None,
    expected: Expected | None = None,
) -> Checked:
    """A workbook of these sheets, checked in UTC."""
    return check(
        book(*sheets, name=name), UTC, sheet=as_sheet, hidden_rows=hidden_rows, expected=expected
    )


def found(result: Checked) -> list[tuple[str | None, str, str]]:
    """(cell, severity, code) of every problem, in order of cells."""
    listed = [(p.cell, p.severity.value, p.code) for p in result.problems]
    return sorted(listed, key=lambda one: (one[0] or "", one[2]))
