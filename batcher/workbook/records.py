"""Splits the text of a CSV into its records and names those that cannot be trusted; it knows no
encoding and no column."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from batcher.core.model import Problem, Severity
from batcher.workbook.container import Unreadable
from batcher.workbook.grid import ROWS_MAX

SPACED_QUOTE = re.compile(r'[^\S\n]"')
_LINE_END = re.compile(r"\r\n|[\r\n]")
_ID = re.compile(r"@\S+|[a-z]{2,}_[A-Za-z0-9_]+")
_LIKE_ROW_FIELDS = 4  # a line of an honest text holds fewer delimiters
_SHOWN_MAX = 60


@dataclass(frozen=True, slots=True)
class Layout:
    """The delimiter, the header's record number, how many fields it has, and whether a quotation
    mark anywhere follows on a space."""

    delimiter: str
    header_row: int
    width: int
    spaced_quotes: bool


def split(
    text: str, name: str, layout: Layout, line_before: int, problems: list[Problem]
) -> Iterator[tuple[int, list[str]]]:
    """Row number and fields of every record that holds something.

    `line_before`: lines of the file before `text`. What is wrong with a record is added to
    `problems`, and with an error the record is no row. Raises Unreadable beyond Excel's last row.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=layout.delimiter, strict=True)
    row, last = 0, 0
    while True:
        line = reader.line_num + line_before + 1
        try:
            fields = next(reader, None)
        except csv.Error as error:
            problems.append(_quote_problem(error, name, row + 1, line))
            return
        if fields is None:
            break
        row += 1
        if row > ROWS_MAX:  # blank or not: a spreadsheet shows no such row
            found, allowed = f"{row:,}", f"{ROWS_MAX:,}"
            raise Unreadable("sheet_too_long", found=found, allowed=allowed)
        if not any(field.strip() for field in fields):
            continue
        problem = _shape_problem(fields, name, row, line, layout)
        if problem is None and reader.line_num + line_before > line and row >= layout.header_row:
            problem = _swallowed(fields, name, row, line, layout)
        if problem is not None:
            problems.append(problem)
        if problem is None or problem.severity is not Severity.ERROR:
            last = row
            yield row, fields
    if last == row and last > layout.header_row and not text.endswith(("\n", "\r")):
        problems.append(_cut_problem(text, name, row, reader.line_num + line_before))


def _quote_problem(error: csv.Error, name: str, row: int, line: int) -> Problem:
    code = "csv_text_too_long" if "field larger" in str(error) else "csv_quote"
    details = {"line": str(line), "reason": str(error)}
    return Problem(code, Severity.ERROR, name, row, details=details)


def _shape_problem(
    fields: list[str], name: str, row: int, line: int, layout: Layout
) -> Problem | None:
    width = layout.width if row >= layout.header_row else len(fields)
    details = {"line": str(line), "found": str(len(fields)), "expected": str(width)}
    if len(fields) != width:
        value = fields[0][:_SHOWN_MAX]
        return Problem("csv_field_count", Severity.ERROR, name, row, value=value, details=details)
    for field in fields if layout.spaced_quotes else ():
        # `a, "1,000"`: the reader takes such a quote for a letter and the comma for a delimiter.
        if field[:1].isspace() and field.lstrip().startswith('"'):
            value = field[:_SHOWN_MAX]
            return Problem("csv_space_quote", Severity.ERROR, name, row, None, "", value, details)
    return None


def _swallowed(fields: list[str], name: str, row: int, line: int, layout: Layout) -> Problem | None:
    """A record over several lines of which one is a row in itself: a quotation mark too many opens
    a field, the next one closes it, and the rows between are the text of a cell.

    Its first line was meant as a row too, so that the lines of an honest text, in whatever column
    it stands, do not look like that. An id tells a row for certain; without one it is a question.
    """
    first, *others = _LINE_END.split(layout.delimiter.join(fields))
    if first.count(layout.delimiter) < layout.width - 1:
        return None
    like = [
        (place, parts)
        for place, other in enumerate(others, start=line + 1)
        if len(parts := other.split(layout.delimiter)) == layout.width
    ]
    certain = [one for one in like if any(_ID.fullmatch(part.strip(' "')) for part in one[1])]
    if not certain and (not like or layout.width < _LIKE_ROW_FIELDS):
        return None
    found, parts = (certain or like)[0]
    value = layout.delimiter.join(parts)[:_SHOWN_MAX]
    details = {
        "line": str(line),
        "other": str(found),
        "value": value,
        "found": str(len(fields)),
        "expected": str(layout.width),
    }
    code, severity = "csv_lines_in_quotes", Severity.QUESTION
    if certain:
        code, severity = "csv_rows_in_quotes", Severity.ERROR
    return Problem(code, severity, name, row, value=value, details=details)


def _cut_problem(text: str, name: str, row: int, line: int) -> Problem:
    """A last line without an end: what Google Sheets writes, and what is left of a file cut off."""
    value = _LINE_END.split(text[-1_000:])[-1][-_SHOWN_MAX:]
    details = {"line": str(line), "value": value}
    return Problem("no_final_newline", Severity.WARNING, name, row, value=value, details=details)
