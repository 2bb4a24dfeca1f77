"""Makes a plain workbook of CSV files, every cell text exactly as it was read, so that it can be
marked like any other workbook and run as it stands."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import PurePath

import xlsxwriter

from batcher.core.columns import (
    Value,
    header,
    is_kept,
    is_operation_header,
    sheet_is_ignored,
    sheet_kind,
)
from batcher.core.model import Kind, Problem, Sheet
from batcher.workbook.cells import safe_text, shown_width
from batcher.workbook.container import LIMITS, Shape, Unreadable, shape_of
from batcher.workbook.delimited import DELIMITERS, HEADER_WITHIN
from batcher.workbook.folder import unpack
from batcher.workbook.grid import ROWS_MAX
from batcher.workbook.naming import numbered, sheet_name
from batcher.workbook.reader import read_bytes

_WIDTHS = (8, 60)
_MONEY = frozenset({Value.MONEY, Value.UNIT_MONEY})
_YEN = re.compile(r"^([^0-9\\]*)\\")
_SHAPES = frozenset({"csv_field_count", "csv_space_quote", "csv_rows_in_quotes", "csv_quote"})


@dataclass(frozen=True, slots=True)
class Plain:
    """A workbook made of CSV files; `names`: what a CSV was called -> what its sheet is."""

    content: bytes
    names: Mapping[str, str]


def plain_workbook(
    content: bytes, name: str, encoding: str | None, kind: Kind | None = None
) -> Plain:
    """The workbook of one CSV, or of a packed folder. Raises Unreadable where a file is not read.

    `kind`: what a lone CSV is, whatever its name says; its sheet is named so, and runs as it is.

    A record that is not as long as the header stands unsplit in one cell: split wrongly, it could
    pass for a row.
    """
    files = _files(content, name)
    made = io.BytesIO()
    names: dict[str, str] = {}
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(made, options)
    text = book.add_format({"num_format": "@", "valign": "top"})
    head = book.add_format({"num_format": "@", "valign": "top", "bold": True, "bottom": 1})
    for file_name, file_bytes in files:
        stem = PurePath(file_name).stem
        alone = len(files) == 1
        names[stem] = _free(kind.value if kind and alone else stem, names.values(), alone=alone)
        records, header_row = _records(file_bytes, file_name, encoding)
        _write(book.add_worksheet(names[stem]), records, header_row, text, head)
    book.close()
    return Plain(made.getvalue(), names)


def _files(content: bytes, name: str) -> tuple[tuple[str, bytes], ...]:
    if shape_of(content, name, LIMITS) is Shape.FOLDER:
        return unpack(content)[0]
    return ((name, content),)


def _free(stem: str, taken: Iterable[str], *, alone: bool) -> str:
    """A name for the sheet; a lone CSV is read whatever it is called, a sheet named `_…` is not."""
    wanted = sheet_name(stem)
    if alone and sheet_is_ignored(wanted):
        wanted = sheet_name(f"CSV {wanted}")
    known = {one.casefold() for one in taken}
    tried = (wanted if number == 1 else numbered(wanted, number) for number in count(1))
    return next(one for one in tried if one.casefold() not in known)


def _records(
    content: bytes, name: str, encoding: str | None
) -> tuple[dict[int, dict[int, str]], int]:
    """Row number -> column number -> text, and the number of the header's row."""
    book = read_bytes(content, name, encoding=encoding)
    if not book.sheets:
        raise Unreadable(book.problems[0].code, **book.problems[0].details)
    cells = book.sheets[0].cells
    numbers = [int(column) for column in cells.columns]
    rows = {
        int(row): {n: str(v) for n, v in zip(numbers, values, strict=True) if v is not None}
        for row, values in zip(cells.index, cells.itertuples(index=False, name=None), strict=True)
    }
    header_row, column = _header(book.sheets[0])
    if "cp932" in book.encodings.values():
        _write_yen(rows, header_row)
    unsplit = [problem for problem in book.problems if problem.code in _SHAPES]
    if unsplit:
        text = content.decode(next(iter(book.encodings.values())))
        rows |= {row: {column: raw} for row, raw in _raw(text, unsplit)}
    if max(rows, default=0) > ROWS_MAX:
        raise Unreadable("sheet_too_large", sheet=name, found=str(max(rows)), allowed=str(ROWS_MAX))
    return rows, header_row


def _write_yen(rows: Mapping[int, dict[int, str]], header_row: int) -> None:
    """In CP932 a backslash in front of an amount is the yen sign; in a workbook it is not."""
    money = {
        number
        for number, text in rows.get(header_row, {}).items()
        if (found := header(text, None)) is not None and found.column.value in _MONEY
    }
    for row, cells in rows.items():
        for number in money & cells.keys() if row > header_row else ():
            cells[number] = _YEN.sub(r"\1¥", cells[number])


def _raw(text: str, problems: Iterable[Problem]) -> Iterator[tuple[int, str]]:
    """Row -> the record as it stands in the file; after an open quote, line by line to the end."""
    lines = list(io.StringIO(text, newline=""))
    for problem in problems:
        assert problem.row is not None
        rest = lines[int(problem.details["line"]) - 1 :]
        if problem.code == "csv_quote":
            filled = (line.strip() for line in rest if line.strip())
            yield from enumerate(filled, start=problem.row)
        else:
            yield problem.row, "".join(rest[: _length(rest, problem)]).strip()


def _length(lines: list[str], problem: Problem) -> int:
    """How many lines a record takes: as many as give the number of fields that was found."""
    for delimiter in DELIMITERS:
        reader = csv.reader(lines, delimiter=delimiter)
        if len(next(reader)) == int(problem.details["found"]):
            return reader.line_num
    return 1


def _header(sheet: Sheet) -> tuple[int, int]:
    """The header's row, and the first of its columns that rows cannot do without being read."""
    kind = sheet_kind(sheet.name)
    best: tuple[int, int, int] = (0, 0, 1)
    for row in sheet.cells.index[:HEADER_WITHIN]:
        known = [
            int(column)
            for column, value in sheet.cells.loc[row].items()
            if isinstance(value, str)
            and (is_operation_header(value) or header(value, kind) is not None)
            and not is_kept(value)
        ]
        if len(known) > best[0]:
            best = (len(known), int(row), known[0])
    return best[1], best[2]


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    records: Mapping[int, Mapping[int, str]],
    header_row: int,
    text: xlsxwriter.format.Format,
    head: xlsxwriter.format.Format,
) -> None:
    widths: dict[int, int] = {}
    for row, cells in records.items():
        for column, value in cells.items():
            safe = safe_text(value)
            sheet.write_string(row - 1, column - 1, safe, head if row == header_row else text)
            if row <= header_row + HEADER_WITHIN:
                widths[column] = max(widths.get(column, 0), shown_width(safe))
    for column, width in widths.items():
        sheet.set_column(column - 1, column - 1, min(max(width + 2, _WIDTHS[0]), _WIDTHS[1]), text)
    if header_row:
        sheet.freeze_panes(header_row, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{max(records, default=1)}"})
