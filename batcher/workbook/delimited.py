"""Reads one CSV or TSV file from its bytes, never guessing: encodings in a fixed order, the
delimiter from the header line, and every record as long as the header."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Generator, Iterator

from batcher.core.columns import header, is_kept, is_operation_header, sheet_kind
from batcher.core.model import Kind, Problem
from batcher.workbook.container import TEXT_UNITS_MAX, Limits, Unreadable
from batcher.workbook.encodings import encoding_named
from batcher.workbook.grid import COLUMNS_MAX, Grid, column_letters
from batcher.workbook.pieces import Piece
from batcher.workbook.records import SPACED_QUOTE, Layout, split

DELIMITERS = (",", ";", "\t")
HEADER_WITHIN = 30
_BATCH_ROWS = 10_000
_SEPARATOR_LINE = re.compile(r'"?sep=([,;\t|])"?\r?\n?', re.I)
_FORBIDDEN = re.compile("[\x00\x1a\x1b\ufeff]")
_LINE_END = re.compile("[\r\n]")
_LONG_LINE = re.compile("[^\r\n]{1000,}")
_ODD_LINE_END = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")  # of mainframes and programs
_NAMES = {"\x00": "NUL", "\x1a": "Ctrl-Z", "\x1b": "ESC", "\ufeff": "BOM"}
# Bytes that Windows' table leaves open and Python reads all the same: the file is in no CP932.
_NO_CP932 = re.compile("[\x80\xa0\uf8f0-\uf8f3]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def extract_delimited(
    content: bytes, name: str, encoding: str | None, limits: Limits
) -> Generator[Piece, None, tuple[str, list[Problem]]]:
    """The sheet in these bytes, called `name`; a cell is a str, blank where nothing is written.

    `encoding` is used where no byte order mark says otherwise; without it UTF-8, then CP932.
    Returns the encoding used and what is wrong with single records. Raises Unreadable when the file
    as a whole cannot be read.
    """
    text, used = decode(content, encoding)
    _refuse_characters(text)
    if not text.strip():
        raise Unreadable("file_empty", name=name)
    separator = _SEPARATOR_LINE.match(text)
    body = text[separator.end() :] if separator else text
    _refuse_endless_lines(body, limits)
    # Excel shows no row for a `sep=` line, but it is a line of the file.
    line_before = 1 if separator else 0
    allowed = (separator.group(1),) if separator else DELIMITERS
    layout = _layout(body, name, allowed, limits)
    grid = Grid()
    problems: list[Problem] = []
    for records in _batches(split(body, name, layout, line_before, problems)):
        _fill(grid, records)
        yield from grid.drain(limits)
    yield grid.end(name, hidden=False)
    return used, problems


def decode(content: bytes, encoding: str | None) -> tuple[str, str]:
    """The text and the encoding it was in; raises Unreadable rather than guess."""
    for mark, marked in _BOMS:
        if content.startswith(mark):
            return _strictly(content, marked), marked
    if encoding is not None:
        return _named(content, encoding)
    for tried in ("utf-8", "cp932"):
        try:
            text = content.decode(tried)
        except UnicodeDecodeError:
            continue
        if tried == "utf-8" or not _NO_CP932.search(text):
            return text, tried
    raise Unreadable("csv_encoding")


def _named(content: bytes, encoding: str) -> tuple[str, str]:
    try:
        used = encoding_named(encoding)
        return _strictly(content, used), used
    except (LookupError, ValueError) as error:
        raise Unreadable("csv_encoding_name", encoding=encoding) from error


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding, "strict")
    except UnicodeError as error:
        raise Unreadable("csv_not_in_encoding", encoding=encoding) from error


def _refuse_characters(text: str) -> None:
    found = _FORBIDDEN.search(text)
    if found is None and not _LINE_END.search(text.strip()):
        found = _ODD_LINE_END.search(text.strip())  # the rows would all stand in the header
    if found:
        line = text.count("\n", 0, found.start()) + 1
        shown = _NAMES.get(found.group(), f"U+{ord(found.group()):04X}")
        raise Unreadable("csv_character", found=shown, line=str(line))


def _refuse_endless_lines(text: str, limits: Limits) -> None:
    """Raises Unreadable for a line of more fields than a sheet has columns, filled or not, before
    anything splits it. In quotation marks delimiters are text, as far as a cell holds text."""
    for line in _LONG_LINE.finditer(text):
        fields = 1 + max(text.count(sign, line.start(), line.end()) for sign in DELIMITERS)
        text_max = TEXT_UNITS_MAX if text.find('"', line.start(), line.end()) >= 0 else 0
        if fields > COLUMNS_MAX + text_max:
            found, allowed = f"{fields:,}", f"{limits.columns_max:,}"
            raise Unreadable("sheet_too_wide", found=found, allowed=allowed)


def _layout(text: str, name: str, delimiters: tuple[str, ...], limits: Limits) -> Layout:
    """Of the first records, the header is the one with the most known headers."""
    best = (-1, delimiters[0], 1, 1)
    for delimiter in delimiters:
        for row, fields in enumerate(_first_records(text, delimiter), start=1):
            if len(fields) > limits.columns_max:
                continue  # the grid says that it is too wide
            known = _known(fields, name)
            if any(fields) and (known > best[0] or (not best[0] and len(fields) > best[3] > 0)):
                best = (known, delimiter, row, len(fields))
    return Layout(best[1], best[2], best[3], SPACED_QUOTE.search(text) is not None)


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


def _batches(
    records: Iterator[tuple[int, list[str]]],
) -> Iterator[list[tuple[int, list[str]]]]:
    while batch := list(itertools.islice(records, _BATCH_ROWS)):
        yield batch


def _fill(grid: Grid, records: list[tuple[int, list[str]]]) -> None:
    """Note the records column by column; those of a title may be of any length."""
    rows = [row for row, _ in records]
    for row in rows:
        grid.held[row] = 1
    columns = itertools.zip_longest(*(fields for _, fields in records), fillvalue="")
    for number, column in enumerate(columns, start=1):
        letters = column_letters(number)
        if "" in column:
            filled = [(row, field) for row, field in zip(rows, column, strict=True) if field]
            if filled:
                grid.rows[letters].extend(row for row, _ in filled)
                grid.values[letters].extend(field for _, field in filled)
        else:
            grid.rows[letters].extend(rows)
            grid.values[letters].extend(column)
