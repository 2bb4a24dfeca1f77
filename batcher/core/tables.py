"""A sheet understood: which kind it is, where its header is, what each column and row means.

Knows the catalogue, not the values: cells stay exactly as read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath

import pandas as pd

from batcher.core import columns
from batcher.core.columns import Header
from batcher.core.model import OPERATIONS, Kind, Problem, Severity, Sheet, Workbook
from batcher.core.values import is_blank, shown

HEADER_ROWS_MAX = 30
HEADERS_MIN = 2


@dataclass(frozen=True, eq=False)
class Table:
    """One sheet understood.

    `kind` is None where an `operation` column names each row's own. `headers`: every header cell
    as (column number, text). `meaning`: column number -> Header for the columns in use. `rows`: the
    true numbers of the rows that ask for something. `operation_column` and `identity_column` are
    column numbers. `left_out`: rows that hold something and ask for nothing, or were skipped;
    `skipped` of them are hidden.
    """

    sheet: Sheet
    kind: Kind | None
    header_row: int
    headers: tuple[tuple[int, str], ...]
    meaning: Mapping[int, Header]
    rows: tuple[int, ...]
    kinds: Mapping[int, Kind] = field(default_factory=dict)
    operation_column: int | None = None
    identity_column: int | None = None
    left_out: int = 0
    skipped: int = 0

    @property
    def name(self) -> str:
        """The sheet's name as the person wrote it."""
        return self.sheet.name

    def number(self, name: str) -> int | None:
        """The column number of a canonical header (`amount`, `was.amount`), or None."""
        for number, header in self.meaning.items():
            if header.name == name:
                return number
        return None

    def kind_of(self, row: int) -> Kind:
        """What a row asks for."""
        return self.kinds[row] if self.kind is None else self.kind

    def address(self, row: int, name: str) -> str | None:
        """The address of a row's cell in a column (`D17`), or None where there is no column."""
        number = self.number(name)
        return None if number is None else f"{letters(number)}{row}"

    def cell(self, row: int, name: str) -> object:
        """A cell as read; None where the column is missing or the cell blank."""
        number = self.number(name)
        return None if number is None else self.sheet.cells.at[row, number]


def letters(number: int) -> str:
    """A column number from 1 in Excel's letters: 1 is A, 28 is AB."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


@dataclass(frozen=True, eq=False)
class Understood:
    """All sheets of a workbook understood, and the problems found on the way."""

    tables: tuple[Table, ...]
    control: Table | None
    problems: tuple[Problem, ...]


def understand(
    workbook: Workbook, *, sheet: str | None = None, hidden_rows: str | None = None
) -> Understood:
    """Find kind, header and rows of every sheet.

    `sheet` names the kind of a one-sheet workbook or CSV; `hidden_rows` is None (ask), "include"
    or "skip".
    """
    tables: list[Table] = []
    controls: list[Table] = []
    problems: list[Problem] = list(workbook.problems)
    filled = _filled(workbook, sheet)
    if sheet and len(filled) > 1:
        names = ", ".join(s.name for s in filled)
        problems.append(
            Problem("sheet_option_many", Severity.ERROR, value=sheet, details={"sheets": names})
        )
    for one in filled:
        kind = _kind(one, workbook, filled, sheet)
        table, found = _table(one, kind)
        if table is None:
            problems.extend(found)
            continue
        table, hidden = _visible(table, hidden_rows)
        skipped = frozenset(one.hidden_rows) if hidden_rows == "skip" else frozenset()
        problems.extend(p for p in (*found, *hidden) if p.row not in skipped)
        same = next((t for t in (*tables, *controls) if t.kind and t.kind is table.kind), None)
        if same and table.rows:
            problems.append(
                _sheet_problem("sheet_twice", table.sheet, other=same.name, kind=str(same.kind))
            )
        (controls if table.kind is Kind.CONTROL else tables).append(table)
    return Understood(tuple(tables), controls[0] if controls else None, tuple(problems))


def _filled(workbook: Workbook, named: str | None) -> list[Sheet]:
    """The sheets that hold something and are not the person's own; `--sheet` may name a lone one
    whatever it is called."""
    filled = [s for s in workbook.sheets if len(s.cells.index)]
    theirs = [s for s in filled if not columns.sheet_is_ignored(s.name)]
    return filled if named and not theirs else theirs


def _kind(sheet: Sheet, workbook: Workbook, filled: list[Sheet], named: str | None) -> Kind | None:
    """By `--sheet`, by the sheet's own name, or by the file's when it is the only sheet."""
    alone = len(filled) == 1
    if named and alone:
        return columns.sheet_kind(named)
    own = columns.sheet_kind(sheet.name)
    if own is None and alone:
        return columns.sheet_kind(PurePath(workbook.name).stem)
    return own


def _sheet_problem(code: str, sheet: Sheet, **details: str) -> Problem:
    return Problem(code, Severity.ERROR, sheet.name, value=sheet.name, details=details)


def _table(sheet: Sheet, kind: Kind | None) -> tuple[Table | None, list[Problem]]:
    header_row = _header_row(sheet, kind)
    if kind is None:
        operation = _operation_column(sheet, header_row)
        if operation is None:
            nearest = columns.nearest_sheet(sheet.name)
            return None, [_unknown_sheet(sheet, nearest)]
    else:
        operation = None
    if header_row is None:
        assert kind is not None
        names = ", ".join(c.name for c in columns.columns_of(kind) if kind in c.required)
        return None, [_sheet_problem("no_header", sheet, required=names or "sheet, rows")]
    return _with_columns(sheet, kind, header_row, operation)


def _unknown_sheet(sheet: Sheet, nearest: str) -> Problem:
    allowed = ", ".join(kind.value for kind in Kind)
    code = "unknown_sheet_near" if nearest else "unknown_sheet"
    return _sheet_problem(code, sheet, nearest=nearest, allowed=allowed)


def _texts(sheet: Sheet, row: int) -> list[tuple[int, str]]:
    """The header cells of a row as (column number, text), blanks left out."""
    return [
        (int(str(number)), shown(cell).strip())
        for number, cell in sheet.cells.loc[row].items()
        if not is_blank(cell)
    ]


def _header_row(sheet: Sheet, kind: Kind | None) -> int | None:
    """The row of the first 30 with the most known headers, at least two."""
    best, best_count = None, HEADERS_MIN - 1
    for row in sheet.cells.index:
        if row > HEADER_ROWS_MAX:
            break
        known = sum(
            columns.is_operation_header(text) or columns.header(text, kind) is not None
            for _, text in _texts(sheet, row)
        )
        if known > best_count:
            best, best_count = int(row), known
    return best


def _operation_column(sheet: Sheet, header_row: int | None) -> int | None:
    if header_row is None:
        return None
    for number, text in _texts(sheet, header_row):
        if columns.is_operation_header(text):
            return number
    return None


def _with_columns(
    sheet: Sheet, kind: Kind | None, header_row: int, operation: int | None
) -> tuple[Table, list[Problem]]:
    headers = tuple(_texts(sheet, header_row))
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
    table, found_rows = _with_rows(table, below)
    problems.extend(found_rows)
    problems.extend(_missing_columns(table))
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


def _with_rows(table: Table, below: pd.DataFrame) -> tuple[Table, list[Problem]]:
    """Which rows ask for something, and what each asks for on a sheet with an operation column."""
    asking = [*table.meaning, *([table.operation_column] if table.operation_column else [])]
    filled = [
        not all(is_blank(value) for value in values)
        for values in zip(*(below[number] for number in asking), strict=True)
    ]
    rows = tuple(int(r) for r, full in zip(below.index, filled, strict=True) if full)
    table = replace(table, rows=rows, left_out=len(below.index) - len(rows))
    if table.operation_column is None:
        return table, []
    kinds: dict[int, Kind] = {}
    problems = []
    for row in rows:
        cell = table.sheet.cells.at[row, table.operation_column]
        kind = None if is_blank(cell) else columns.operation_kind(shown(cell))
        if kind is None:
            problems.append(_operation_problem(table, row, cell))
        else:
            kinds[row] = kind
    return replace(table, rows=rows, kinds=kinds), problems


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


def _missing_columns(table: Table) -> Iterable[Problem]:
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


def _visible(table: Table, hidden_rows: str | None) -> tuple[Table, list[Problem]]:
    """Hidden rows are a question, taken along, or left out."""
    hidden = [r for r in table.rows if table.sheet.hidden or r in table.sheet.hidden_rows]
    if not hidden or hidden_rows == "include":
        return table, []
    if hidden_rows == "skip":
        rows = tuple(r for r in table.rows if r not in set(hidden))
        left_out = table.left_out + len(hidden)
        return replace(table, rows=rows, left_out=left_out, skipped=len(hidden)), []
    details = {"count": str(len(hidden)), "rows": _ranges(hidden)}
    first = hidden[0]
    return table, [
        Problem(
            "hidden_rows", Severity.QUESTION, table.name, first, None, "", _ranges(hidden), details
        )
    ]


def _ranges(rows: list[int]) -> str:
    """Row numbers in words: 3, 5-8."""
    parts: list[list[int]] = []
    for row in rows:
        if parts and row == parts[-1][1] + 1:
            parts[-1][1] = row
        else:
            parts.append([row, row])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)
