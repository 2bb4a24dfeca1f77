"""The person's own sheets in the report: their rows as they were, then what came of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pandas as pd

from batcher.core.columns import OPERATION_ID, fold
from batcher.core.model import Fault, ReportSheet, Status
from batcher.core.money import excel_format, places
from batcher.workbook.bulk import AUTO, Column
from batcher.workbook.cells import shown_width
from batcher.workbook.paper import Book, Heading

# In every language: reading knows these headers as the report's own.
RESULT_COLUMNS = ("status", "message", "stripe_id", "request_id", "proof", "changes")
SOURCE_ROW = "source_row"  # where the row stood in the person's workbook
_MESSAGE = RESULT_COLUMNS[1]
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
    headings, columns = _headings(sheet), _columns(sheet)
    per_leaf, count = rows_max - 1, len(sheet.results)
    starts = range(0, max(count, 1), per_leaf)
    return tuple(
        _write_leaf(book, sheet, headings, [_part(one, start, per_leaf) for one in columns])
        for start in starts
    )


def _write_leaf(
    book: Book, sheet: ReportSheet, headings: Sequence[Heading], columns: Sequence[Column]
) -> Extent:
    leaf = book.add(sheet.name)
    leaf.colour_tab(_TAB_COLOUR)
    leaf.header(0, headings)
    status_column = len(sheet.headers)
    statuses = columns[status_column].values
    leaf.fill(columns, len(statuses))
    leaf.finish_table(len(headings))
    with_status = sum(isinstance(status, str) and status != "" for status in statuses)
    return Extent(leaf.name, status_column, len(statuses), with_status)


def _part(column: Column, start: int, count: int) -> Column:
    """The rows of one sheet of several."""

    def cut(one_or_all: str | Sequence[str]) -> str | Sequence[str]:
        return one_or_all if isinstance(one_or_all, str) else one_or_all[start : start + count]

    values = column.values[start : start + count]
    return Column(values, cut(column.looks), cut(column.formats))


def _columns(sheet: ReportSheet) -> list[Column]:
    """The person's columns, then what came of each row, then where it stood."""
    count = len(sheet.results)
    currencies = _values(sheet.results, "currency", count)
    own = [
        _own_column(_values(sheet.cells, number, count), sheet.money_columns.get(number, ""),
                    currencies)
        for number, _ in sheet.headers
    ]  # fmt: skip
    statuses = _values(sheet.results, RESULT_COLUMNS[0], count)
    looks = [status if status in _WORDS else "plain" for status in statuses]
    results = [Column(_values(sheet.results, name, count)) for name in RESULT_COLUMNS[1:]]
    return [*own, Column(statuses, looks), *results, Column(sheet.results.index.tolist())]


def _own_column(values: Sequence[object], use: str, currencies: Sequence[object]) -> Column:
    if not use or use.endswith("_minor"):  # the API's integers are not shown as if they were major
        return Column(values)
    formats = [
        _money_format(value, str(currency or ""))
        for value, currency in zip(values, currencies, strict=True)
    ]
    return Column(values, AUTO, formats)


def _values(frame: pd.DataFrame, name: object, count: int) -> Sequence[object]:
    """The cells of a column, or blanks where it holds nothing."""
    return frame[name].tolist() if name in frame.columns else [None] * count


def _money_format(value: object, currency: str) -> str:
    """The number format of a money cell; '' for what is no amount in the major unit."""
    if not currency or isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return ""
    if isinstance(value, float) and value == round(value, places(currency)):
        return excel_format(currency)
    exact = value if isinstance(value, Decimal) else Decimal(f"{value:.15g}")
    power = exact.normalize().as_tuple().exponent if exact.is_finite() else 0
    # A unit price may have more places than the currency: never show it rounded.
    hidden = isinstance(power, int) and -power > places(currency)
    return "" if hidden else excel_format(currency)


def _headings(sheet: ReportSheet) -> tuple[Heading, ...]:
    results = sheet.results
    return (
        *(_close_heading(text, sheet.cells, number) for number, text in sheet.headers),
        *(_result_heading(name, results) for name in RESULT_COLUMNS),
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


def _result_heading(name: str, results: pd.DataFrame) -> Heading:
    """As narrow as can be; only where nobody has to read a message does its name stay readable."""
    if name == _MESSAGE and not _content(results, name):
        return Heading(name, shown_width(name) + _MARGIN, "plain", "header_result")
    return _close_heading(name, results, name, "header_result")


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
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return f"{value:,}.00"
    if isinstance(value, datetime) and value == value and value.time() == time(0):
        return str(value.date())
    if isinstance(value, date | time | timedelta):
        return str(value)
    return "" if value is None else str(value)
