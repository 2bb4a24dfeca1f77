"""Packs a folder of CSV files into one run of bytes, the same on every machine, and back."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from batcher.core.columns import sheet_is_ignored
from batcher.workbook.container import FOLDER_MARK, Parts, open_zip
from batcher.workbook.markup import chunks

SUFFIXES = (".csv", ".tsv")
# Files that may hold rows we would not read: they must not vanish silently.
_LIKELY = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".numbers", ".txt", ".tab")
_ROWS = "sheets/"
_OTHER = "other/"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def pack(path: Path) -> bytes:
    """The CSV files directly in a folder as one zip: stored, sorted, undated, names in NFC.

    Files that look like sheets we do not read are named in it, without content. Raises OSError.
    """
    return _packed(_entries(path))


def pack_files(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The same of CSV files that stand in no folder: (name, bytes)."""
    return _packed((_ROWS + unicodedata.normalize("NFC", name), content) for name, content in files)


def _packed(entries: Iterable[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        archive.comment = FOLDER_MARK
        for name, content in sorted(entries):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3  # else Windows writes other bytes than macOS
            archive.writestr(entry, content)
    return packed.getvalue()


def unpack(content: bytes) -> tuple[tuple[tuple[str, bytes], ...], tuple[str, ...]]:
    """(file name, bytes) of the CSV files in order, and the names of files that are not read.

    Raises Unreadable when the pack is damaged.
    """
    with open_zip(content) as archive:
        names = archive.namelist()
        parts = Parts(archive)
        files = tuple(
            (name.removeprefix(_ROWS), _bytes(parts, name))
            for name in names
            if name.startswith(_ROWS)
        )
    return files, tuple(name.removeprefix(_OTHER) for name in names if name.startswith(_OTHER))


def folder_bytes(path: Path) -> int:
    """How many bytes `pack` would read. Raises OSError."""
    return sum(found.stat().st_size for found in path.iterdir() if _is_read(found))


def _is_read(found: Path) -> bool:
    hidden = found.name.startswith((".", "~$"))
    return not hidden and found.suffix.casefold() in SUFFIXES and found.is_file()


def _bytes(parts: Parts, name: str) -> bytes:
    with parts.open(name) as stream:
        return b"".join(chunks(stream))


def _entries(path: Path) -> Iterator[tuple[str, bytes]]:
    for found in path.iterdir():
        name = unicodedata.normalize("NFC", found.name)
        suffix = found.suffix.casefold()
        if name.startswith((".", "~$")) or not found.is_file():
            continue
        if _is_read(found):
            yield _ROWS + name, found.read_bytes()
        elif suffix in _LIKELY and not sheet_is_ignored(found.stem):
            yield _OTHER + name, b""
