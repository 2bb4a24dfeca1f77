"""Makes the workbooks people send and reads the ones they get back, with openpyxl alone."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl

Rows = Sequence[Any]  # rows of cells, the headers first


class Text(str):
    """A cell that is text whatever it starts with."""

    __slots__ = ()


def write(path: Path, sheets: Mapping[str, Rows], hidden: Mapping[str, Sequence[int]] = {}) -> Path:
    """A workbook of these sheets, headers first; `hidden` names rows (from 1) nobody sees."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
            for cell, value in zip(sheet[sheet.max_row], row, strict=False):
                if isinstance(value, Text):
                    cell.value, cell.data_type = str(value), "s"
        for number in hidden.get(name, ()):
            sheet.row_dimensions[number].hidden = True
    book.save(path)
    book.close()
    return path


def write_csv(path: Path, rows: Rows, encoding: str = "utf-8") -> Path:
    """A comma separated file, headers first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def turned(sheets: Mapping[str, Rows]) -> dict[str, Rows]:
    """The same sheets with the rows below the headers from last to first."""
    return {name: [rows[0], *reversed(rows[1:])] for name, rows in sheets.items()}


def table(path: Path, sheet: str, mark: str = "status") -> list[dict[str, Any]]:
    """The rows below the header row that holds `mark`, as header -> value; blank rows left out."""
    book = openpyxl.load_workbook(path, data_only=True)
    try:
        assert sheet in book.sheetnames, f"{sheet} is not among {book.sheetnames}"
        rows = [list(row) for row in book[sheet].iter_rows(values_only=True)]
    finally:
        book.close()
    top = next(number for number, row in enumerate(rows) if mark in map(_word, row))
    names = [_word(name) for name in rows[top]]
    below = [row for row in rows[top + 1 :] if any(value is not None for value in row)]
    return [dict(zip(names, row, strict=True)) for row in below]


def _word(value: Any) -> str:
    return "" if value is None else str(value).strip().rstrip("*").casefold()


def statuses(path: Path, sheet: str) -> list[str]:
    """The status of every row of a sheet of a report, top to bottom."""
    return [row["status"] for row in table(path, sheet)]


def cells(path: Path, sheet: str) -> list[Any]:
    """Every filled cell of a sheet, row by row, formulas by the value they carry."""
    book = openpyxl.load_workbook(path, data_only=True)
    try:
        rows = book[sheet].iter_rows(values_only=True)
        return [value for row in rows for value in row if value is not None]
    finally:
        book.close()


def sheets(path: Path) -> list[str]:
    """The names of the sheets, first to last."""
    book = openpyxl.load_workbook(path, read_only=True)
    try:
        return list(book.sheetnames)
    finally:
        book.close()


def formulas(path: Path) -> list[str]:
    """Every formula of a workbook."""
    book = openpyxl.load_workbook(path)
    try:
        return [
            str(cell.value)
            for sheet in book.worksheets
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        ]
    finally:
        book.close()
