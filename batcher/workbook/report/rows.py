"""The person's own sheets in the report: their rows as they were, then what came of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice, repeat

import pandas as pd

from batcher.core.columns import OPERATION_ID, fold
from batcher.core.model import Fault, ReportSheet, Status
from batcher.core.money import excel_format, places
from batcher.workbook.cells import shown_width
from batcher.workbook.paper import Book, Heading, Leaf

# In every language: reading knows these headers as the report's own.
RESULT_COLUMNS = ("status", "message", "stripe_id", "request_id", "proof", "changes")
SOURCE_ROW = "source_row"  # where the row stood in the person's workbook
WRAP_FROM = 36  # characters; longer texts get lines of their own
_SAMPLE_ROWS = 500
_BUTTON, _MARGIN = 3, 2  # room for the filter's button, and beside what stands in a cell
_UPRIGHT_FROM, _SHORT = 1.6, 8  # a name is upright when it is so much longer than what is below
_OWN_MAX = 38
_WORDS = frozenset(status.value for status in Status)
_TAB_COLOUR = "#6AA84F"


@dataclass(frozen=True, slots=True)
class Extent:
    """Where the statuses of an input sheet stand: sheet, column from 0, rows below the header."""

    sheet: str
    status_column: int
    rows: int
    with_status: int


def write_rows(book: Book, sheet: ReportSheet, rows_max: int) -> tuple[Extent, ...]:
    """Write one input sheet; more rows than a sheet holds go on under `name (2)`."""
    headings = _headings(sheet)
    rows = _rows(sheet)
    per_leaf = rows_max - 1
    leaves = max(1, -(-len(sheet.results) // per_leaf))
    return tuple(_write_leaf(book, sheet, headings, islice(rows, per_leaf)) for _ in range(leaves))


def _write_leaf(
    book: Book, sheet: ReportSheet, headings: Sequence[Heading], rows: Iterator[tuple[object, ...]]
) -> Extent:
    leaf = book.add(sheet.name)
    leaf.colour_tab(_TAB_COLOUR)
    leaf.header(0, headings)
    status_column = len(sheet.headers)
    count = with_status = 0
    for count, row in enumerate(rows, start=1):
        with_status += _write_row(leaf, count, row, sheet, status_column)
    leaf.finish_table(len(headings))
    return Extent(leaf.name, status_column, count, with_status)


def _write_row(
    leaf: Leaf, at: int, row: tuple[object, ...], sheet: ReportSheet, status_column: int
) -> bool:
    """`row`: currency, the person's cells, the results, the source row. True if it has a status."""
    currency = row[0] if isinstance(row[0], str) else ""
    for place, (number, _) in enumerate(sheet.headers):
        value = row[place + 1]
        if value is not None:
            use = sheet.money_columns.get(number, "")
            leaf.put(at, place, value, cell_look(value), _money_format(value, use, currency))
    status = row[status_column + 1]
    known = isinstance(status, str) and status in _WORDS
    leaf.put(at, status_column, status, str(status) if known else "plain")
    for place in range(status_column + 1, len(row) - 1):
        value = row[place + 1]
        leaf.put(at, place, value, cell_look(value))
    return isinstance(status, str) and status != ""


def cell_look(value: object) -> str:
    """How a cell of unknown content is shown: long text in lines, all else plainly."""
    long = isinstance(value, str) and (len(value) > WRAP_FROM or "\n" in value)
    return "wrap" if long else "plain"


def _money_format(value: object, use: str, currency: str) -> str:
    """The number format of a money cell; '' for what is no amount in the major unit.

    `use`: the column's canonical name; the API's integers are not shown as if they were major.
    """
    if not use or not currency or use.endswith("_minor") or isinstance(value, bool):
        return ""
    if not isinstance(value, int | float | Decimal):
        return ""
    exact = value if isinstance(value, Decimal) else Decimal(f"{value:.15g}")
    power = exact.normalize().as_tuple().exponent if exact.is_finite() else 0
    # A unit price may have more places than the currency: never show it rounded.
    hidden = isinstance(power, int) and -power > places(currency)
    return "" if hidden else excel_format(currency)


def _rows(sheet: ReportSheet) -> Iterator[tuple[object, ...]]:
    own = [_column(sheet.cells, number) for number, _ in sheet.headers]
    results = [_column(sheet.results, name) for name in ("currency", *RESULT_COLUMNS)]
    return zip(results[0], *own, *results[1:], sheet.results.index, strict=False)


def _column(frame: pd.DataFrame, name: object) -> Iterator[object]:
    """The cells of a column, or blanks without end where it holds nothing."""
    return iter(frame[name].to_numpy(dtype=object)) if name in frame.columns else repeat(None)


def _headings(sheet: ReportSheet) -> tuple[Heading, ...]:
    results = sheet.results
    return (
        *(_close_heading(text, sheet.cells, number) for number, text in sheet.headers),
        *(_close_heading(name, results, name, "header_result") for name in RESULT_COLUMNS),
        Heading(SOURCE_ROW, 7, "plain", "header_result", upright=True),
    )


def _close_heading(
    text: str, frame: pd.DataFrame, column: object, header_look: str = "header"
) -> Heading:
    """As narrow as can be, for paper: an empty column, and one of short values under a long name,
    has its name written from bottom to top."""
    hidden = fold(text) == fold(OPERATION_ID)
    flat, content = shown_width(text) + _BUTTON, _content(frame, column)
    if content and flat > _UPRIGHT_FROM * max(content, _SHORT):
        content = max(content, _longest(frame[column]) + _MARGIN)
    upright = flat > _UPRIGHT_FROM * max(content, _SHORT) or not content
    width = max(content, 0 if upright else flat)
    return Heading(text, min(width, _OWN_MAX), "plain", header_look, hidden, upright)


def own_heading(text: str, cells: pd.DataFrame, number: int) -> Heading:
    """The header of a column of the person's, wide enough for what stands in it."""
    hidden = fold(text) == fold(OPERATION_ID)
    return Heading(text, _width(text, cells, number), hidden=hidden)


def _width(header: str, frame: pd.DataFrame, column: object) -> float:
    return float(max(shown_width(header) + _BUTTON, _content(frame, column)))


def _content(frame: pd.DataFrame, column: object) -> int:
    """Characters that the first rows of a column take; 0 for one that holds nothing at all."""
    if column not in frame.columns:
        return 0
    shown = (shown_width(_shown(value)) for value in frame[column].iloc[:_SAMPLE_ROWS])
    widest = max(shown, default=0) or _longest(frame[column])
    return widest + _MARGIN if widest else 0


def _longest(cells: pd.Series[str]) -> int:
    """The length of the longest value of a whole column, grouping of its digits included."""
    return max((len(_shown(value)) for value in cells if value is not None), default=0)


def _shown(value: object) -> str:
    if isinstance(value, Fault):
        return value.shown
    if isinstance(value, float):
        # Amounts are shown with the places of their currency: room for them, and for the indent.
        return f"{value:,.15g}.00" if value == value else ""
    if isinstance(value, datetime) and value == value and value.time() == time(0):
        return str(value.date())
    if isinstance(value, date | time | timedelta):
        return str(value)
    return "" if value is None else str(value)
