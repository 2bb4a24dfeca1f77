"""What a cell may hold besides plain values, what is said of a column, and where they are."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

ROWS_MAX = 1_048_576  # Excel's own
WIDTH_MAX = 60


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads to an address. The address is ours, never a person's."""

    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a table: what stands in its header, its width in characters, its look.

    `upright`: the header is written from bottom to top, for a column narrower than its name.
    """

    text: str
    width: float = 12
    look: str = "plain"
    header_look: str = "header"
    hidden: bool = False
    upright: bool = False


def reference(sheet: str, column: int, rows: int) -> str:
    """The cells of a column below its header: `'add_lines'!$D$2:$D$9`."""
    quoted = sheet.replace("'", "''")
    first = xl_rowcol_to_cell(1, column, row_abs=True, col_abs=True)
    last = xl_rowcol_to_cell(max(rows, 1), column, row_abs=True, col_abs=True)
    return f"'{quoted}'!{first}:{last}"


def address(row: int, column: int) -> str:
    """`B3` for row 2, column 1."""
    return str(xl_rowcol_to_cell(row, column))
