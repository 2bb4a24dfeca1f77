"""The four folders of an inbox, and how a workbook moves between them: in one step, over nothing.

`DIR/` -> `DIR/working/` -> `DIR/done/` or `DIR/failed/`, all on one file system."""

from __future__ import annotations

import errno
import os
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from batcher.inbox.renaming import rename

WORKING, DONE, FAILED = "working", "done", "failed"
OWN = (WORKING, DONE, FAILED)
REPORT, LEFTOVERS = "-report.xlsx", "-leftovers.xlsx"
WORDS = "-report.txt"  # the report of a workbook that could not even be opened
NAME_BYTES_MAX = 255  # of every file system we know, and never more UTF-16 units than that
ROOM_BYTES = len(LEFTOVERS) + len("-9999")
NAMES_MAX = 10_000
DRAFTS = (".batcher-*", ".inbox.json.*", ".holder.json.*")


class InboxUnusable(Exception):
    """The folder cannot serve as an inbox; `code` is a label of locale, `details` fill it in."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(code)
        self.code = code
        self.details: Mapping[str, str] = details


@dataclass(frozen=True, slots=True)
class Folders:
    """Where workbooks arrive and where they go; `root` is absolute."""

    root: Path

    @property
    def working(self) -> Path:
        """What is being run, or waits to be gone on with."""
        return self.root / WORKING

    @property
    def done(self) -> Path:
        """Every row applied or unchanged."""
        return self.root / DONE

    @property
    def failed(self) -> Path:
        """Somebody has to look."""
        return self.root / FAILED


@dataclass(frozen=True, slots=True)
class Names:
    """What a workbook and the files beside it are called; none of them was taken."""

    workbook: str
    report: str
    leftovers: str


def open_folders(folder: Path) -> Folders:
    """The folders, made where they are missing. Raises InboxUnusable."""
    root = folder.expanduser().absolute()
    if not root.is_dir():
        code = "inbox.no_folder" if root.exists() else "inbox.missing"
        raise InboxUnusable(code, path=str(root))
    found = Folders(root)
    for own in (found.working, found.done, found.failed):
        try:
            own.mkdir(exist_ok=True)
            same = own.stat().st_dev == root.stat().st_dev
            probe = own / f".batcher-{os.getpid()}"
            probe.touch()  # the only sure way to know, on every system
            probe.unlink()
        except OSError as error:
            reason = error.strerror or str(error)
            raise InboxUnusable("inbox.read_only", path=str(own), reason=reason) from error
        if not same:
            raise InboxUnusable("inbox.other_device", path=str(own))
    return found


def move(source: Path, target: Path) -> None:
    """Rename within one file system, over nothing; durable when it returns.

    Raises FileExistsError where something has that name, OSError.
    """
    rename(source, target)
    for folder in {source.parent, target.parent}:
        sync(folder)


def sync(folder: Path) -> None:
    """Have the folder's entries on the disk, where a folder can be opened at all."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # a network folder that cannot
            raise
    finally:
        os.close(handle)


def names(original: str, is_folder: bool, *taken_in: Path) -> Names:
    """The first names of which none stands in these folders: `x.xlsx`, else `x-2.xlsx`, …"""
    taken = {plain(name) for folder in taken_in for name in os.listdir(folder)}  # noqa: PTH208
    for found in candidates(original, is_folder):
        words = found.report.removesuffix(REPORT) + WORDS
        wanted = (found.workbook, found.report, found.leftovers, words)
        if taken.isdisjoint(map(plain, wanted)):
            return found
    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), original)


def names_beside(report: Path, original: str, is_folder: bool) -> Names | None:
    """The names that go with a report in its place; None where it is another workbook's."""
    for found in candidates(original, is_folder):
        if found.report == report.name:
            free = not os.path.lexists(report.parent / found.workbook)
            return found if free else None
    return None


def clear(folders: Folders) -> None:
    """Drafts that a killed process left: nobody else writes here while the inbox is held."""
    for folder in (folders.working, folders.done, folders.failed):
        for pattern in DRAFTS:
            for draft in folder.glob(pattern):
                with suppress(OSError):
                    draft.unlink()


def candidates(original: str, is_folder: bool) -> Iterator[Names]:
    """All names a workbook may get, in order. A name too long for what is added is cut."""
    suffix = "" if is_folder else Path(original).suffix
    stem = original.removesuffix(suffix) if suffix else original
    short = cut(stem, NAME_BYTES_MAX - max(ROOM_BYTES, len(os.fsencode(suffix)) + 5))
    yield Names(original, short + REPORT, short + LEFTOVERS)
    for number in range(2, NAMES_MAX):
        other = f"{short}-{number}"
        yield Names(other + suffix, other + REPORT, other + LEFTOVERS)


def cut(text: str, bytes_max: int) -> str:
    """As many whole characters as fit."""
    while len(os.fsencode(text)) > bytes_max:
        text = text[:-1]
    return text


def plain(name: str) -> str:
    """What macOS and Windows take for the same name."""
    return unicodedata.normalize("NFC", name).casefold()


def printable(name: str) -> str:
    """A name that can be stored and shown, whatever bytes it is made of."""
    return os.fsencode(name).decode("utf-8", errors="replace")
