"""Reads the file a person made into a Workbook: cells as stored at their true addresses, and what
is wrong with the file as problems. It knows no column, except to find a CSV's header line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePath

from batcher.core.columns import sheet_is_ignored
from batcher.core.model import Problem, Severity, Sheet, Workbook
from batcher.workbook import folder
from batcher.workbook.container import LIMITS, Limits, Shape, Unreadable, shape_of
from batcher.workbook.delimited import Delimited, read_delimited
from batcher.workbook.folder import pack
from batcher.workbook.spreadsheet import read_spreadsheet

__all__ = ["LIMITS", "Limits", "pack", "read", "read_bytes", "stored"]


def read(path: Path, *, encoding: str | None = None, limits: Limits = LIMITS) -> Workbook:
    """Read a workbook, one CSV or a folder of CSVs. Never raises: an unreadable file is a Workbook
    without sheets and with one problem of the whole file.

    `encoding` is used for CSV files without a byte order mark.
    """
    name = path.name or path.resolve().name  # `.` is a folder with a name too
    try:
        size = path.stat().st_size
        if path.is_file() and size > limits.file_bytes_max:
            details = {"found": f"{size:,}", "allowed": f"{limits.file_bytes_max:,}"}
            return _unread(name, "", "file_too_large", {"name": name, **details})
        content = stored(path)
    except FileNotFoundError:
        return _unread(name, "", "file_missing", {"path": str(path)})
    except OSError as error:
        reason = error.strerror or str(error)
        return _unread(name, "", "file_unopened", {"path": str(path), "reason": reason})
    return read_bytes(content, name, encoding=encoding, limits=limits)


def stored(path: Path) -> bytes:
    """The bytes the ledger keeps of an input: a file's own, a folder packed. Raises OSError."""
    return pack(path) if path.is_dir() else path.read_bytes()


def read_bytes(
    content: bytes, name: str, *, encoding: str | None = None, limits: Limits = LIMITS
) -> Workbook:
    """Read what `stored` gave; a function of its arguments alone, so that a child can run it."""
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        shape = shape_of(content, name, limits)
        if shape is Shape.FOLDER:
            return _read_folder(content, name, sha256, encoding)
        if shape is Shape.DELIMITED:
            found = read_delimited(content, PurePath(name).stem, encoding)
            encodings = {found.sheet.name: found.encoding}
            return Workbook(name, sha256, (found.sheet,), found.problems, True, encodings)
        sheets, problems = read_spreadsheet(content, limits)
        return Workbook(name, sha256, sheets, problems)
    except Unreadable as error:
        return _unread(name, sha256, error.code, error.details)


def _read_folder(content: bytes, name: str, sha256: str, encoding: str | None) -> Workbook:
    files, others = folder.unpack(content)
    if not files:
        return _unread(name, sha256, "folder_empty", {"name": name})
    sheets: list[Sheet] = []
    encodings: dict[str, str] = {}
    problems = [_error("folder_other_file", {"name": other}) for other in others]
    for file_name, file_bytes in files:
        stem = PurePath(file_name).stem
        if sheet_is_ignored(stem):
            continue  # the person's own notes may have any shape
        try:
            found = _read_one(file_bytes, file_name, encoding)
        except Unreadable as error:
            problems.append(_error(error.code, error.details, stem))
            continue
        sheets.append(found.sheet)
        encodings[stem] = found.encoding
        problems.extend(found.problems)
    return Workbook(name, sha256, tuple(sheets), tuple(problems), True, encodings)


def _read_one(content: bytes, name: str, encoding: str | None) -> Delimited:
    if shape_of(content, name, LIMITS) is not Shape.DELIMITED:
        raise Unreadable("folder_other_file", name=name)
    return read_delimited(content, PurePath(name).stem, encoding)


def _unread(name: str, sha256: str, code: str, details: Mapping[str, str]) -> Workbook:
    return Workbook(name, sha256, (), (_error(code, details),))


def _error(code: str, details: Mapping[str, str], sheet: str = "") -> Problem:
    return Problem(code, Severity.ERROR, sheet=sheet, details=details)
