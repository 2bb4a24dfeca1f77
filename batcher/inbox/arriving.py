"""What lies in an inbox: workbooks that are whole, workbooks still on their way, and the rest.

A file is whole when its size and time have stood still for a while and a zip has its end."""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from batcher.inbox.folders import OWN, plain

BOOKS = (".xlsx", ".xlsm")
TABLES = (".csv", ".tsv")
PARTIAL = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".opdownload",
           ".filepart", ".!ut", ".!sync", ".bts", ".swp", ".lock")  # fmt: skip
SILENT = frozenset({"desktop.ini", "thumbs.db", "ehthumbs.db", "icon\r", "@eadir", "lost+found",
                    "system volume information", "$recycle.bin"})  # fmt: skip
# Dropbox and Nextcloud (in their languages), Syncthing: another copy of what is here already.
CONFLICT = re.compile(r"conflicted copy|競合コピー|\.sync-conflict-\d{8}-\d{6}", re.IGNORECASE)
SETTLES = 5  # a file that stands still so many times as long as it must is as whole as it gets
END_BYTES = 22  # of a zip's end record; a comment of up to 64 KiB may follow
_END = b"PK\x05\x06"


@dataclass(frozen=True, slots=True)
class Found:
    """One look: workbooks that are whole, oldest first; those on their way; what nobody knows."""

    whole: tuple[Path, ...]
    unsettled: tuple[Path, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Seen:
    signature: object
    since_s: float


class Arrivals:
    """Remembers from look to look since when each workbook has stood still."""

    def __init__(self, folder: Path, settle_s: float) -> None:
        self._folder, self._settle_s = folder, settle_s
        self._seen: dict[str, _Seen] = {}

    def look(self, now_s: float) -> Found:
        """What lies there now. Raises OSError when the folder cannot be read."""
        whole: list[tuple[int, str, Path]] = []
        unsettled: list[Path] = []
        unknown: list[str] = []
        seen: dict[str, _Seen] = {}
        with os.scandir(self._folder) as listed:
            entries = [entry for entry in listed if not is_ignored(entry.name)]
        for entry in entries:
            path = Path(entry.path)
            try:
                if not is_workbook(path):
                    unknown.append(entry.name)
                    continue
                signature, changed = signature_of(path)
                before = self._seen.get(entry.name)
                same = before is not None and before.signature == signature
                seen[entry.name] = before if before and same else _Seen(signature, now_s)
                stood_s = now_s - seen[entry.name].since_s
                is_still = stood_s >= self._settle_s
                if is_still and (is_whole(path) or stood_s >= SETTLES * self._settle_s):
                    whole.append((changed, plain(entry.name), path))
                else:
                    unsettled.append(path)
            except OSError:  # gone again, or held by another program: looked at again
                if os.path.lexists(path):
                    unsettled.append(path)
        self._seen = seen
        return Found(
            tuple(path for _, _, path in sorted(whole)),
            tuple(sorted(unsettled)),
            tuple(sorted(unknown)),
        )


def is_ignored(name: str) -> bool:
    """Whether a name is nobody's workbook: our own folders, lock files, partial files, litter."""
    folded = name.casefold()
    return (
        folded in OWN
        or folded in SILENT
        or name.startswith((".", "~"))
        or name.endswith(("~", "#"))
        or folded.endswith(PARTIAL)
    )


def is_workbook(path: Path) -> bool:
    """Whether it is for us to run; a folder is when it holds a CSV. Raises OSError."""
    if CONFLICT.search(path.name) or path.is_symlink():  # a link may lead anywhere
        return False
    if path.is_dir():
        return any(_is_table(found) for found in path.iterdir())
    return path.is_file() and path.suffix.casefold() in (*BOOKS, *TABLES)


def _is_table(found: Path) -> bool:
    return (
        found.suffix.casefold() in TABLES
        and not found.name.startswith((".", "~"))
        and found.is_file()
    )


def is_whole(path: Path) -> bool:
    """Whether nothing of it is missing, as far as a look can tell. Raises OSError."""
    if path.is_dir():
        inside = [found for found in path.iterdir() if not found.name.startswith((".", "~"))]
        return not any(found.name.casefold().endswith(PARTIAL) for found in inside) and all(
            is_whole(found) for found in inside if _is_table(found)
        )
    with path.open("rb") as file:
        begin = file.read(2)
        size = file.seek(0, os.SEEK_END)
        if begin != b"PK":  # no zip: whoever reads it says what it is
            return size > 0
        file.seek(max(0, size - END_BYTES - 0xFFFF))
        return _has_end(file.read(), size)


def _has_end(tail: bytes, size: int) -> bool:
    """Whether a zip ends in its directory's own record, and the directory lies before it."""
    starts = [found.start() for found in re.finditer(re.escape(_END), tail)]
    return any(_is_end(tail[at:], size - len(tail) + at) for at in starts)


def _is_end(record: bytes, place: int) -> bool:
    if len(record) < END_BYTES:
        return False
    length, begin, comment = map(int, struct.unpack("<IIH", record[12:END_BYTES]))
    is_large = 0xFFFFFFFF in (length, begin)  # zip64: the true numbers stand elsewhere
    return (is_large or begin + length <= place) and len(record) - END_BYTES >= comment


def signature_of(path: Path) -> tuple[object, int]:
    """What changes while something is written, and when that last was (ns). Raises OSError."""
    if path.is_dir():
        return _of_all((path, *sorted(path.iterdir())))
    return _of_all((path,))


def _of_all(paths: Iterable[Path]) -> tuple[object, int]:
    found = [(path.name, path.stat()) for path in paths]
    return (
        tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in found),
        max(stat.st_mtime_ns for _, stat in found),
    )
