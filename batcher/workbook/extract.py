"""Reads any input into pieces, a function of its arguments alone, so that a child process can run
it; it needs neither frames nor a file system."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from pathlib import PurePath

from batcher.core.columns import sheet_is_ignored
from batcher.core.model import Problem, Severity
from batcher.workbook import folder
from batcher.workbook.container import Limits, Shape, Unreadable, shape_of
from batcher.workbook.delimited import extract_delimited
from batcher.workbook.pieces import BookEnd, Piece, SheetLeft
from batcher.workbook.spreadsheet import read_spreadsheet


def extract(content: bytes, name: str, encoding: str | None, limits: Limits) -> Iterator[Piece]:
    """The pieces of a workbook, a CSV or a packed folder; a BookEnd is the last, whatever happens.

    `encoding` is used for CSV files without a byte order mark.
    """
    try:
        shape = shape_of(content, name, limits)
        if shape is Shape.FOLDER:
            yield (yield from _read_folder(content, name, encoding, limits))
        elif shape is Shape.DELIMITED:
            stem = PurePath(name).stem
            used, problems = yield from extract_delimited(content, stem, encoding, limits)
            yield BookEnd(tuple(problems), True, {stem: used})
        else:
            yield BookEnd(tuple((yield from read_spreadsheet(content, limits))))
    except Unreadable as error:
        yield BookEnd((_error(error.code, error.details),), unread=True)


def _read_folder(
    content: bytes, name: str, encoding: str | None, limits: Limits
) -> Generator[Piece, None, BookEnd]:
    files, others = folder.unpack(content)
    if not files:
        raise Unreadable("folder_empty", name=name)
    encodings: dict[str, str] = {}
    problems = [_error("folder_other_file", {"name": other}) for other in others]
    for file_name, file_bytes in files:
        stem = PurePath(file_name).stem
        if sheet_is_ignored(stem):
            continue  # the person's own notes may have any shape
        try:
            _assert_delimited(file_bytes, file_name, limits)
            used, found = yield from extract_delimited(file_bytes, stem, encoding, limits)
        except Unreadable as error:
            yield SheetLeft()
            problems.append(_error(error.code, error.details, stem))
            continue
        encodings[stem] = used
        problems.extend(found)
    return BookEnd(tuple(problems), True, encodings)


def _assert_delimited(content: bytes, name: str, limits: Limits) -> None:
    if shape_of(content, name, limits) is not Shape.DELIMITED:
        raise Unreadable("folder_other_file", name=name)


def _error(code: str, details: Mapping[str, str], sheet: str = "") -> Problem:
    return Problem(code, Severity.ERROR, sheet=sheet, details=details)
