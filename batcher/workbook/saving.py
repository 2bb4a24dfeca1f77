"""Puts a finished workbook in its place: whole or not at all, and never over another file.

What a file holds is the caller's; a name in use is left alone and `name-2` is taken.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook

NAMES_MAX = 1_000  # how many names are tried before giving up
REFUSALS_MAX = 3  # names the system may refuse before we believe it means the folder
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Written:
    """A file that stands where it was asked for, or at the next free name; `path` is absolute."""

    path: Path
    sha256: str


class Unwritten(Exception):
    """The file read back is not the one that was written: a full disk, a failing share."""


def save(
    path: Path,
    write: Callable[[Path], Mapping[str, int]],
    verify: Callable[[Path, Mapping[str, int]], None] | None = None,
) -> Written:
    """Let `write` make the workbook beside `path`, check it, and move it there.

    `write` is given a temporary path and returns sheet name -> rows it wrote. `verify` takes the
    place of the count of rows where a file is not laid out as our own writers do it. A missing
    folder is made. Raises OSError where nothing can be written, Unwritten where it reads back
    otherwise.
    """
    wanted = path.absolute()
    wanted.parent.mkdir(parents=True, exist_ok=True)
    temporary = _temporary(wanted)
    try:
        rows = write(temporary)
        _sync(temporary)
        (verify or _verify)(temporary, rows)
        sha256 = _sha256(temporary)
        return Written(_place(temporary, wanted), sha256)
    finally:
        temporary.unlink(missing_ok=True)


def _temporary(wanted: Path) -> Path:
    handle, name = tempfile.mkstemp(prefix=".batcher-", suffix=".part.xlsx", dir=wanted.parent)
    os.close(handle)
    return Path(name)


def _sync(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _verify(path: Path, rows: Mapping[str, int]) -> None:
    """Every part is whole, and every sheet has the rows that were written to it."""
    try:
        found = _rows_by_sheet(path)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as broken:
        raise Unwritten(f"{path.name} cannot be read back: {broken}") from broken
    if found != dict(rows):
        raise Unwritten(f"{path.name} reads back with other rows: {found}, written {dict(rows)}")


def _rows_by_sheet(path: Path) -> dict[str, int]:
    """Rows of each sheet, counted in the file's own XML: openpyxl takes seconds per 100,000."""
    workbook = load_workbook(path, read_only=True)
    names = list(workbook.sheetnames)
    workbook.close()
    with zipfile.ZipFile(path) as parts:
        # Every part to its end, where its checksum is compared.
        counted = {name: _rows(parts, name) for name in parts.namelist()}
        return {
            name: counted[f"xl/worksheets/sheet{number}.xml"]
            for number, name in enumerate(names, start=1)
        }


def _rows(parts: zipfile.ZipFile, part: str) -> int:
    count, tail = 0, b""
    with parts.open(part) as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            text = tail + chunk
            count += text.count(b"<row ") + text.count(b"<row>")
            tail = text[-4:]  # one byte less than a match, so none is cut or counted twice
    return count


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _place(temporary: Path, wanted: Path) -> Path:
    """Move to the first free name. The empty file made first keeps the name ours meanwhile."""
    refused: list[PermissionError] = []
    for number in range(1, NAMES_MAX):
        target = wanted if number == 1 else wanted.with_stem(f"{wanted.stem}-{number}")
        try:
            if _claimed(target):
                _move(temporary, target)
                return target
        except PermissionError as refusal:  # Windows: Excel or a scanner holds that name
            refused.append(refusal)
            if len(refused) >= REFUSALS_MAX:
                raise
    raise FileExistsError(f"{wanted} and {NAMES_MAX} names after it are taken")


def _claimed(target: Path) -> bool:
    try:
        target.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _move(temporary: Path, target: Path) -> None:
    try:
        temporary.replace(target)
    except OSError:
        with suppress(OSError):
            target.unlink()
        raise
    if os.name == "posix":  # elsewhere a folder cannot be opened, and need not be
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
