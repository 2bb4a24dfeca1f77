"""Reads one CSV or TSV file from its bytes, never guessing: encodings in a fixed order, the
delimiter from the header line, and every record as long as the header."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from batcher.core.columns import header, is_kept, is_operation_header, sheet_kind
from batcher.core.model import Kind, Problem, Severity, Sheet
from batcher.workbook.container import Unreadable

DELIMITERS = (",", ";", "\t")
HEADER_WITHIN = 30
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|])"?\r?\n?', re.I)
_FORBIDDEN = re.compile("[\x00\x1a\x1b\ufeff]")
_NAMES = {"\x00": "NUL", "\x1a": "Ctrl-Z", "\x1b": "ESC", "\ufeff": "BOM"}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, eq=False)
class Delimited:
    """One CSV read: its sheet, the encoding it was in, and what is wrong with its shape."""

    sheet: Sheet
    encoding: str
    problems: tuple[Problem, ...] = ()


def read_delimited(content: bytes, name: str, encoding: str | None = None) -> Delimited:
    """The sheet in these bytes, called `name`; a cell is a str, or None where nothing is written.

    `encoding` is used where no byte order mark says otherwise; without it UTF-8, then CP932.
    Raises Unreadable when the file as a whole cannot be read.
    """
    text, used = decode(content, encoding)
    _refuse_characters(text)
    if not text.strip():
        raise Unreadable("file_empty", name=name)
    separator = _SEPARATOR_LINE.match(text)
    body = text[separator.end() :] if separator else text
    # Excel shows no row for a `sep=` line, but it is a line of the file.
    line_before = 1 if separator else 0
    allowed = (separator.group(1),) if separator else DELIMITERS
    delimiter, header_row, width = _layout(body, name, allowed)
    records, problems = _records(body, name, delimiter, header_row, width, line_before)
    return Delimited(Sheet(name, _frame(records)), used, tuple(problems))


def decode(content: bytes, encoding: str | None) -> tuple[str, str]:
    """The text and the encoding it was in; raises Unreadable rather than guess."""
    for mark, marked in _BOMS:
        if content.startswith(mark):
            return _strictly(content, marked), marked
    if encoding is not None:
        return _strictly(content, encoding), encoding
    for tried in ("utf-8", "cp932"):
        try:
            return content.decode(tried), tried
        except UnicodeDecodeError:
            continue
    raise Unreadable("csv_encoding")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding, "strict")
    except UnicodeError as error:
        raise Unreadable("csv_not_in_encoding", encoding=encoding) from error
    except (LookupError, ValueError) as error:
        raise Unreadable("csv_encoding_name", encoding=encoding) from error


def _refuse_characters(text: str) -> None:
    found = _FORBIDDEN.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise Unreadable("csv_character", found=_NAMES[found.group()], line=str(line))


def _layout(text: str, name: str, delimiters: tuple[str, ...]) -> tuple[str, int, int]:
    """Delimiter, header's record number and its fields: the record with the most known headers."""
    best = (-1, "", 1, 1)
    for delimiter in delimiters:
        for row, fields in enumerate(_first_records(text, delimiter), start=1):
            known = _known(fields, name)
            if any(fields) and (known > best[0] or (not best[0] and len(fields) > best[3] > 0)):
                best = (known, delimiter, row, len(fields))
    return best[1] or delimiters[0], best[2], best[3]


def _first_records(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from itertools.islice(reader, HEADER_WITHIN)
    except csv.Error:
        return  # the strict pass says where and why


def _known(fields: list[str], name: str) -> int:
    kind = sheet_kind(name)
    return sum(
        bool(field.strip())
        and (
            header(field, kind) is not None
            or header(field, Kind.CONTROL) is not None
            or is_operation_header(field)
            or is_kept(field)
        )
        for field in fields
    )


def _records(
    text: str, name: str, delimiter: str, header_row: int, width: int, line_before: int
) -> tuple[dict[int, list[str]], list[Problem]]:
    """Row number -> fields. A record not as long as the header is a problem, not a row."""
    records: dict[int, list[str]] = {}
    problems: list[Problem] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = 0
    while True:
        line = reader.line_num + line_before + 1
        try:
            fields = next(reader, None)
        except csv.Error as error:
            details = {"line": str(line), "reason": str(error)}
            problems.append(Problem("csv_quote", Severity.ERROR, name, row + 1, details=details))
            return records, problems
        if fields is None:
            return records, problems
        row += 1
        if not any(field.strip() for field in fields):
            continue
        problem = _shape_problem(fields, name, row, line, width if row >= header_row else 0)
        if problem is None:
            records[row] = fields
        else:
            problems.append(problem)


def _shape_problem(fields: list[str], name: str, row: int, line: int, width: int) -> Problem | None:
    details = {"line": str(line), "found": str(len(fields)), "expected": str(width)}
    if width and len(fields) != width:
        value = fields[0][:60]
        return Problem("csv_field_count", Severity.ERROR, name, row, value=value, details=details)
    for field in fields:
        # `a, "1,000"`: the reader takes such a quote for a letter and the comma for a delimiter.
        if field[:1].isspace() and field.lstrip().startswith('"'):
            value = field[:60]
            return Problem("csv_space_quote", Severity.ERROR, name, row, None, "", value, details)
    return None


def _frame(records: dict[int, list[str]]) -> pd.DataFrame:
    width = max(map(len, records.values()), default=0)
    cells = np.full((len(records), width), None, dtype=object)
    for place, fields in enumerate(records.values()):
        cells[place, : len(fields)] = fields
    cells[cells == ""] = None
    held = ~pd.isna(cells).all(axis=0) if len(records) else np.zeros(0, dtype=bool)
    return pd.DataFrame(
        cells[:, held],
        index=pd.Index(list(records), dtype=np.int64),
        columns=pd.Index(np.flatnonzero(held) + 1, dtype=np.int64),
        dtype=object,
    )
