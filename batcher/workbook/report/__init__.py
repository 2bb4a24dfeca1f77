"""Writes the report workbook of a run. It decides how a Report looks and computes nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from batcher.core.instants import moment
from batcher.core.model import Report
from batcher.locale import word
from batcher.workbook.naming import running
from batcher.workbook.paper import ROWS_MAX, Book
from batcher.workbook.report.lists import write_problems, write_requests, write_undone
from batcher.workbook.report.reconciliation import write_reconciliation
from batcher.workbook.report.rows import write_rows
from batcher.workbook.report.summary import write_summary
from batcher.workbook.saving import Written, save

SHEETS = ("summary", "reconciliation", "problems", "requests")


def write_report(report: Report, path: Path) -> Written:
    """Write `report` at `path`, or at `name-2.xlsx` … where that name is taken.

    Sheets: Summary, one per input sheet under its own name, Reconciliation, Problems, Requests.
    Raises OSError where the folder cannot be written, Unwritten where the file reads back broken.
    """
    return save(path, lambda temporary: _write(report, temporary, ROWS_MAX))


def _write(report: Report, path: Path, rows_max: int) -> Mapping[str, int]:
    """Summary stands first and is written last: it points at what the other sheets hold."""
    titles = {name: word(f"report.sheet.{name}", report.language) for name in SHEETS}
    titles["undo"] = word("undo.sheet", report.language)
    book = _book(report, path, tuple(titles.values()))
    summary = book.add(titles["summary"], ours=True)
    extents = {sheet.name: write_rows(book, sheet, rows_max) for sheet in report.sheets}
    if report.undone is not None:
        write_undone(book, titles["undo"], report.undone, report.language, rows_max)
    reconciled = write_reconciliation(book, titles["reconciliation"], report)
    write_problems(book, titles["problems"], report, rows_max)
    write_requests(book, titles["requests"], report, rows_max)
    write_summary(summary, report, extents, reconciled)
    return book.close()


def _book(report: Report, path: Path, reserved: tuple[str, ...]) -> Book:
    workbook = next((value for code, value in report.facts if code.endswith("workbook")), "")
    title = word("report.title", report.language)
    page = word("report.page", report.language)
    book = Book(
        path,
        report.language,
        reserved,
        head=f"&L{running(title)}&R{running(report.run)}",
        foot=f"&L{running(workbook)}&C&A&R{page}",
    )
    book.describe(title, workbook, report.run, moment(report.made_at))
    return book
