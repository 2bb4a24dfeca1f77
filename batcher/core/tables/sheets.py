"""Every sheet of a workbook understood, one by one, and what is wrong with it as a whole."""

from __future__ import annotations

from pathlib import PurePath

from batcher.core import columns
from batcher.core.model import Kind, Problem, Severity, Sheet, Workbook
from batcher.core.tables import heading, rows
from batcher.core.tables.table import Table, Understood
from batcher.locale import LANGUAGES, word


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
    asking = _beside_control(filled)
    if sheet and len(asking) > 1:
        names = ", ".join(s.name for s in asking)
        problems.append(
            Problem("sheet_option_many", Severity.ERROR, value=sheet, details={"sheets": names})
        )
    for one in filled:
        kind = _kind(one, workbook, asking, sheet)
        table, found = _table(one, kind)
        if table is None:
            problems.extend(found)
            continue
        table, hidden = rows.visible(table, hidden_rows)
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
    whatever it is called, beside the list of problems of a marked copy."""
    lists = tuple(word("annotate.sheet", language) for language in LANGUAGES)
    filled = [
        s for s in workbook.sheets if len(s.cells.index) and not s.name.strip().startswith(lists)
    ]
    theirs = [s for s in filled if not columns.sheet_is_ignored(s.name)]
    return filled if named and not theirs else theirs


def _beside_control(filled: list[Sheet]) -> list[Sheet]:
    """The sheets that ask for something; a sheet is alone also where its control totals are."""
    asking = [s for s in filled if columns.sheet_kind(s.name) is not Kind.CONTROL]
    return asking or filled


def _kind(sheet: Sheet, workbook: Workbook, asking: list[Sheet], named: str | None) -> Kind | None:
    """By `--sheet`, by the sheet's own name, or by the file's when it is the only sheet."""
    alone = len(asking) == 1 and asking[0] is sheet
    if named and alone:
        return columns.sheet_kind(named)
    own = columns.sheet_kind(sheet.name)
    if own is None and alone:
        return columns.sheet_kind(PurePath(workbook.name).stem)
    return own


def _sheet_problem(code: str, sheet: Sheet, **details: str) -> Problem:
    return Problem(code, Severity.ERROR, sheet.name, value=sheet.name, details=details)


def _table(sheet: Sheet, kind: Kind | None) -> tuple[Table | None, list[Problem]]:
    header_row = heading.header_row(sheet, kind)
    if kind is None:
        operation = heading.operation_column(sheet, header_row)
        if operation is None:
            nearest = columns.nearest_sheet(sheet.name)
            return None, [_unknown_sheet(sheet, nearest)]
    else:
        operation = None
    if header_row is None:
        assert kind is not None
        names = ", ".join(c.name for c in columns.columns_of(kind) if kind in c.required)
        return None, [_sheet_problem("no_header", sheet, required=names or "sheet, rows")]
    table, problems = heading.with_columns(sheet, kind, header_row, operation)
    table, found = rows.with_rows(table)
    above = heading.header_above(sheet, kind, header_row)
    stacked = [above] if above else []
    return table, [*stacked, *problems, *found, *heading.missing_columns(table)]


def _unknown_sheet(sheet: Sheet, nearest: str) -> Problem:
    allowed = ", ".join(kind.value for kind in Kind)
    code = "unknown_sheet_near" if nearest else "unknown_sheet"
    return _sheet_problem(code, sheet, nearest=nearest, allowed=allowed)
