"""Writes the leftovers workbook: the rows not applied, under their own headers, ready to run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from batcher.core.columns import OPERATION_ID, fold
from batcher.core.model import Leftovers, LeftoverSheet
from batcher.locale import word
from batcher.workbook.naming import running
from batcher.workbook.paper import Book, Heading
from batcher.workbook.report.rows import cell_look, own_heading
from batcher.workbook.saving import Written, save

ERROR = "error"


def write_leftovers(leftovers: Leftovers, path: Path) -> Written:
    """Write `leftovers` at `path`, or at `name-2.xlsx` … where that name is taken.

    Each sheet has the person's headers, then `error`, then `operation_id` (hidden). Raises OSError
    where the folder cannot be written, Unwritten where the file reads back broken.
    """
    return save(path, lambda temporary: _write(leftovers, temporary))


def _write(leftovers: Leftovers, path: Path) -> Mapping[str, int]:
    title = word("report.leftovers_title", leftovers.language)
    page = word("report.page", leftovers.language)
    book = Book(path, leftovers.language, head=f"&L{running(title)}", foot=f"&L&F&C&A&R{page}")
    book.describe(title, "", "")
    for sheet in leftovers.sheets:
        _write_sheet(book, sheet)
    return book.close()


def _write_sheet(book: Book, sheet: LeftoverSheet) -> None:
    """Columns of earlier leftovers give way to ours: twice the same header would be a problem."""
    replaced = {fold(ERROR), fold(OPERATION_ID)}
    own = [(number, text) for number, text in sheet.headers if fold(text) not in replaced]
    leaf = book.add(sheet.name)
    headings = [own_heading(text, sheet.cells, number) for number, text in own]
    ours = (Heading(ERROR, 60, header_look="header_result"), Heading(OPERATION_ID, hidden=True))
    leaf.header(0, [*headings, *ours])
    columns = [sheet.cells.get(number) for number, _ in own]
    for at, row in enumerate(sheet.cells.index):
        for place, column in enumerate(columns):
            value = None if column is None else column.iat[at]
            leaf.put(at + 1, place, value, cell_look(value))
        leaf.put(at + 1, len(own), sheet.errors.get(row, ""), "wrap")
        leaf.put(at + 1, len(own) + 1, sheet.operation_ids.get(row, ""))
    leaf.finish_table(len(headings) + len(ours))
