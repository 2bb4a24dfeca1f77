"""Which row of a sheet is its header, and what each of its columns means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from batcher.core import columns
from batcher.core.columns import Header
from batcher.core.model import Kind, Problem, Severity, Sheet
from batcher.core.tables.table import Table, letters
from batcher.core.values import is_blank, shown

HEADER_ROWS_MAX = 30
HEADERS_MIN = 2
_IDS = (
    "in_",
    "il_",
    "ii_",
    "@",
)  # what a row names its invoice or line by, and no title begins with


def header_row(sheet: Sheet, kind: Kind | None) -> int | None:
    """The row of the first 30 with the most known headers, at least two."""
    best, best_count = None, HEADERS_MIN - 1
    for row in sheet.cells.index:
        if row > HEADER_ROWS_MAX:
            break
        known = _known_headers(sheet, row, kind)
        if known > best_count:
            best, best_count = int(row), known
    return best


def _known_headers(sheet: Sheet, row: int, kind: Kind | None) -> int:
    return sum(
        columns.is_operation_header(text) or columns.header(text, kind) is not None
        for _, text in texts(sheet, row)
    )


def header_above(sheet: Sheet, kind: Kind | None, header_row: int) -> Problem | None:
    """What would vanish as a title above the table: a row of data (sorted along with its header),
    or the rows of another table with a header of its own."""
    above = [int(row) for row in sheet.cells.index if row < header_row]
    for row in above[:-1]:
        if _known_headers(sheet, row, kind) >= HEADERS_MIN:
            details = {"other": str(header_row), "row": str(row)}
            return Problem(
                "second_header", Severity.ERROR, sheet.name, int(row), None, "", "", details
            )
    for row in above:
        for number, text in texts(sheet, row):
            if text.startswith(_IDS):
                cell = f"{letters(number)}{row}"
                details = {"other": str(header_row), "row": str(row)}
                return Problem(
                    "row_above_header", Severity.ERROR, sheet.name, row, cell, "", text, details
                )
    return None


def texts(sheet: Sheet, row: int) -> list[tuple[int, str]]:
    """The header cells of a row as (column number, text), blanks left out."""
    return [
        (int(str(number)), shown(cell).strip())
        for number, cell in sheet.cells.loc[row].items()
        if not is_blank(cell)
    ]


def operation_column(sheet: Sheet, header_row: int | None) -> int | None:
    if header_row is None:
        return None
    for number, text in texts(sheet, header_row):
        if columns.is_operation_header(text):
            return number
    return None


def with_columns(
    sheet: Sheet, kind: Kind | None, header_row: int, operation: int | None
) -> tuple[Table, list[Problem]]:
    """The table of a sheet, still without its rows, and what is wrong with its headers."""
    headers = tuple(texts(sheet, header_row))
    problems: list[Problem] = []
    meaning: dict[int, Header] = {}
    identity = None
    below = sheet.cells.loc[sheet.cells.index > header_row]
    titled = dict(headers)
    for number in (int(n) for n in sheet.cells.columns):
        text = titled.get(number, "")
        if columns.fold(text) == columns.fold(columns.OPERATION_ID):
            identity = number
        if number == operation or columns.is_kept(text):
            continue
        header = columns.header(text, kind) if text else None
        found = _header_problem(sheet, kind, header_row, number, text, header, below, meaning)
        if found:
            problems.append(found)
        elif header is not None and _used(header, kind):
            meaning[number] = header
    table = Table(sheet, kind, header_row, headers, meaning, (), {}, operation, identity)
    return table, problems


def _used(header: Header, kind: Kind | None) -> bool:
    return kind is None or columns.uses(kind, header)


def _header_problem(
    sheet: Sheet,
    kind: Kind | None,
    row: int,
    number: int,
    text: str,
    header: Header | None,
    below: pd.DataFrame,
    meaning: Mapping[int, Header],
) -> Problem | None:
    """What is wrong with one header; an empty column is never a problem unless it stands twice."""
    cell = f"{letters(number)}{row}"
    twin = next((n for n, h in meaning.items() if header and h.name == header.name), None)
    if header and twin is not None:
        details = {"column": header.name, "other": f"{letters(twin)}{row}"}
        return Problem(
            "duplicate_header", Severity.ERROR, sheet.name, row, cell, header.name, text, details
        )
    key = _metadata_key_problem(header)
    if key and header:
        return Problem(key, Severity.ERROR, sheet.name, row, cell, header.name, text)
    if header is not None and _used(header, kind):
        return None
    if all(is_blank(value) for value in below[number]):
        return None
    code, details = "unknown_column", {"nearest": columns.nearest_header(text, kind)}
    if header is not None:
        code = "column_not_used"
        details = {"sheets": ", ".join(sorted(k.value for k in header.column.sheets))}
    elif not text:
        first = next(int(str(r)) for r, value in below[number].items() if not is_blank(value))
        code, cell, row = "column_without_header", f"{letters(number)}{first}", first
    elif kind is not None and columns.is_operation_header(text):
        code, details = "operation_not_used", {"kind": kind.value}
    elif details["nearest"]:
        code = "unknown_column_near"
    return Problem(code, Severity.QUESTION, sheet.name, row, cell, text, text, details)


def _metadata_key_problem(header: Header | None) -> str:
    if header is None or not header.column.name.startswith("metadata."):
        return ""
    key = header.column.name.removeprefix("metadata.")
    if "[" in key or "]" in key:
        return "metadata_key_brackets"
    if len(key) > columns.METADATA_KEY_LENGTH:
        return "metadata_key_long"
    return "metadata_key_reserved" if key == columns.TAG else ""


def missing_columns(table: Table) -> Iterable[Problem]:
    """Required columns that are not there, each named once; no matter on a sheet of no rows."""
    if not table.rows:
        return
    kinds = {table.kind} if table.kind else set(table.kinds.values())
    present = {header.name for header in table.meaning.values()}
    required = {
        column.name: column
        for kind in sorted(kinds, key=str)
        if kind is not None
        for column in columns.columns_of(kind)
        if kind in column.required and column.name not in present
    }
    for name in required:
        details = {"column": name, "found": ", ".join(text for _, text in table.headers)}
        yield Problem(
            "missing_column", Severity.ERROR, table.name, table.header_row, None, name, "", details
        )
