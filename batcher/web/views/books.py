"""What was understood of an upload: its sheets, their rows, and the first of them as read."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from batcher.core.checking import Checked
from batcher.core.tables import Table
from batcher.core.tables.table import letters
from batcher.core.values import shown

FIRST_ROWS = 5
COLUMNS_MAX = 12
SHEETS_MAX = 40


@dataclass(frozen=True, eq=False)
class SheetSeen:
    """One sheet. `kind` is '' where each row names its own operation; `first`: (row number, cells)
    as the workbook shows them; `columns`: (letter, header, is understood)."""

    name: str
    kind: str
    rows: int
    left_out: int
    skipped: int
    encoding: str
    columns: tuple[tuple[str, str, bool], ...]
    columns_more: int
    first: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, eq=False)
class BookSeen:
    """A workbook as it was understood, without its cells: many of these are kept in memory.

    `sheets`: those whose rows ask for something, `rows` how many; `others`: the names of those
    nothing is sent from. `is_read` is False where the file could not be read at all.
    """

    sheets: tuple[SheetSeen, ...]
    others: tuple[str, ...]
    rows: int
    is_read: bool


def seen_of(checked: Checked) -> BookSeen:
    """What a screen shows of a workbook that was checked."""
    known = {table.name for table in checked.tables}
    return BookSeen(
        sheets=tuple(_sheet(table, checked) for table in islice(checked.tables, SHEETS_MAX)),
        others=tuple(one.name for one in checked.workbook.sheets if one.name not in known),
        rows=len(checked.places),
        is_read=bool(checked.workbook.sheets),
    )


def _sheet(table: Table, checked: Checked) -> SheetSeen:
    filled = [(number, text) for number, text in table.headers if text.strip()]
    columns = filled[:COLUMNS_MAX]
    in_use = {*table.meaning, table.operation_column}
    first = []
    for row in table.rows[:FIRST_ROWS]:
        cells = table.sheet.cells.loc[row]
        first.append((row, tuple(_text(cells.get(number)) for number, _ in columns)))
    return SheetSeen(
        name=table.name,
        kind=table.kind.value if table.kind else "",
        rows=len(table.rows),
        left_out=table.left_out,
        skipped=table.skipped,
        encoding=checked.workbook.encodings.get(table.name, ""),
        columns=tuple((letters(n), text, n in in_use) for n, text in columns),
        columns_more=len(filled) - len(columns),
        first=tuple(first),
    )


def _text(cell: object) -> str:
    return "" if cell is None or cell != cell else shown(cell)
