"""Writes the leftovers workbook: the rows not applied, under their own headers, ready to run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from batcher.core.columns import OPERATION_ID, fold
from batcher.core.instants import moment
from batcher.core.model import Leftovers, LeftoverSheet
from batcher.locale import word
from batcher.workbook.bulk import Column
from batcher.workbook.naming import running
from batcher.workbook.paper import Book, Heading
from batcher.workbook.report.rows import own_heading
from batcher.workbook.saving import Written, save

if TYPE_CHECKING:
    import pandas as pd

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
    book.describe(title, "", "", moment(leftovers.made_at))
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
    cells = [sheet.cells.get(number) for number, _ in own]
    count = len(sheet.cells)
    columns = [Column([None] * count if one is None else one.tolist()) for one in cells]
    columns.append(Column(_beside(sheet.errors, sheet), "wrap"))
    columns.append(Column(_beside(sheet.operation_ids, sheet), "plain"))
    leaf.fill(columns, count)
    leaf.finish_table(len(headings) + len(ours))


def _beside(texts: pd.Series[str], sheet: LeftoverSheet) -> list[str]:
    """Texts in the order of the sheet's rows."""
    return texts.reindex(sheet.cells.index, fill_value="").tolist()
