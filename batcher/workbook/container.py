"""Says what kind of file some bytes are, and opens a zip only after its directory has been judged;
knows no cell and no sheet."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

FOLDER_MARK = b"batcher folder 1"

_OLE2 = bytes.fromhex("D0CF11E0A1B11AE1")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head", b"<body")
_BINARY = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_WORKBOOK_NAMES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods", ".numbers")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may ask of us, before any of it is read.

    A full Excel sheet fits; a zip bomb does not. `ratio_max` (unpacked to packed) counts for parts
    above `ratio_from_bytes` only. Of one sheet: `rows_max` and `columns_max` count those that hold
    something, `grid_cells_max` is the one times the other. `memory_bytes_max`, `processor_s_max`
    and `wait_s_max` hold for the child process that reads the file.
    """

    file_bytes_max: int = 1 << 30
    part_bytes_max: int = 1 << 30
    unpacked_bytes_max: int = 2 << 30
    ratio_max: int = 100
    ratio_from_bytes: int = 1_000_000
    entries_max: int = 500
    sheets_max: int = 250
    rows_max: int = 1_048_576
    columns_max: int = 1_000
    grid_cells_max: int = 64_000_000
    memory_bytes_max: int = 2 << 30
    processor_s_max: int = 180
    wait_s_max: float = 240.0


LIMITS = Limits()
TEXT_UNITS_MAX = 32_767  # Excel's own limit for one cell
_ENTRY_MARK = b"PK\x01\x02"


class Shape(StrEnum):
    """What some bytes turned out to be, of what we read."""

    SPREADSHEET = "spreadsheet"
    DELIMITED = "delimited"
    FOLDER = "folder"


class Unreadable(Exception):
    """The file cannot be read. `code` is a problem code; never leaves this room."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details: Mapping[str, str] = details


def shape_of(content: bytes, name: str, limits: Limits) -> Shape:
    """What these bytes are, by content; the name only tells a lock file and a misnamed text.

    Raises Unreadable for what we do not read, with a code that says how to save an `.xlsx`.
    """
    if name.startswith(("~$", ".~lock.")):
        raise Unreadable("file_lock", name=name)
    if not content:
        raise Unreadable("file_empty", name=name)
    if len(content) > limits.file_bytes_max:
        raise _too_large(name, len(content), limits.file_bytes_max)
    if content.startswith(_ZIP):
        _judge_entries(content.count(_ENTRY_MARK), 10 * limits.entries_max)
        return _zip_shape(content, limits)
    _refuse_known_formats(content)
    if name.casefold().endswith(_WORKBOOK_NAMES):
        raise Unreadable("file_not_workbook", name=name)
    return Shape.DELIMITED


def open_zip(content: bytes) -> zipfile.ZipFile:
    """The zip in these bytes; raises Unreadable when it is cut off or broken."""
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, EOFError, ValueError, OSError, NotImplementedError) as error:
        raise Unreadable("file_damaged", reason=str(error)) from error


class Parts:
    """The parts of a workbook's zip, found without regard to case, opened as streams."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._names = {_plain(entry.filename): entry for entry in archive.infolist()}

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._names

    def open(self, name: str) -> IO[bytes]:
        """One part, unpacked as it is read. Raises Unreadable when it is not there or locked."""
        entry = self._names.get(_plain(name))
        if entry is None:
            raise Unreadable("file_damaged", reason=f"{name} is missing")
        if entry.flag_bits & 0x1:
            raise Unreadable("file_encrypted")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable("file_damaged", reason=f"{name}: {entry.compress_type}")
        try:
            return self._archive.open(entry)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
            raise Unreadable("file_damaged", reason=str(error)) from error


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _judge_entries(found: int, allowed: int) -> None:
    """Also asked of the bytes alone: a directory of millions takes minutes only to be listed."""
    if found > allowed:
        raise Unreadable("zip_entries", found=str(found), allowed=str(allowed))


def _too_large(name: str, found: int, allowed: int) -> Unreadable:
    return Unreadable("file_too_large", name=name, found=f"{found:,}", allowed=f"{allowed:,}")


def _refuse_known_formats(content: bytes) -> None:
    if content.startswith(_OLE2):
        encrypted = "EncryptedPackage".encode("utf-16-le") in content
        raise Unreadable("file_encrypted" if encrypted else "file_xls")
    start = content[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_MARKUP):
        raise Unreadable("file_markup")
    if start.startswith(b"%pdf"):
        raise Unreadable("file_unknown", found="PDF")
    if content.startswith(_BINARY):
        raise Unreadable("file_unknown", found=content[:4].hex(" "))


def _zip_shape(content: bytes, limits: Limits) -> Shape:
    with open_zip(content) as archive:
        _judge_directory(archive.infolist(), limits)
        if archive.comment == FOLDER_MARK:
            return Shape.FOLDER
        names = {_plain(entry.filename) for entry in archive.infolist()}
    for mark, code in (
        ("xl/workbook.bin", "file_xlsb"),
        ("index/document.iwa", "file_numbers"),
        ("index.zip", "file_numbers"),
        ("content.xml", "file_ods"),
    ):
        if mark in names:
            raise Unreadable(code)
    if not any(name.startswith("xl/") for name in names):
        raise Unreadable("file_unknown", found="zip")
    return Shape.SPREADSHEET


def _judge_directory(entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Python's zipfile never unpacks more than the directory declares, so judging that is sound."""
    _judge_entries(len(entries), limits.entries_max)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes_max:
        raise Unreadable(
            "zip_unpacked", found=f"{unpacked:,}", allowed=f"{limits.unpacked_bytes_max:,}"
        )
    seen: set[str] = set()
    for entry in entries:
        if _plain(entry.filename) in seen:
            raise Unreadable("zip_duplicate", part=entry.filename)
        seen.add(_plain(entry.filename))
        if entry.file_size > limits.part_bytes_max:
            raise _too_large(entry.filename, entry.file_size, limits.part_bytes_max)
        packed = max(entry.compress_size, 1)
        if entry.file_size > limits.ratio_from_bytes and (
            entry.file_size > packed * limits.ratio_max
        ):
            raise Unreadable(
                "zip_ratio",
                part=entry.filename,
                found=str(entry.file_size // packed),
                allowed=str(limits.ratio_max),
            )
