"""The checks of folders that work goes through: whether they can serve, told without writing."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

from batcher.doctor.checks import Check, fine, stop
from batcher.locale import word

if TYPE_CHECKING:
    from batcher.settings import Settings


def nearest(folder: Path) -> Path:
    """The folder itself, or the nearest above it that is there."""
    return next(one for one in (folder, *folder.absolute().parents) if one.exists())


def is_writable(folder: Path) -> bool:
    """Whether a file could be made there; nothing is."""
    near = nearest(folder)
    return near.is_dir() and os.access(near, os.W_OK | os.X_OK)


def inbox_check(folder: Path, settings: Settings) -> Check:
    """Whether a folder can serve as an inbox."""
    from batcher.inbox.folders import OWN

    root = folder.expanduser().absolute()
    wrong = _wrong_root(root)
    for own in map(root.joinpath, OWN) if not wrong else ():
        wrong = wrong or _wrong_below(own, root)
    if not wrong:
        return fine("inbox", str(root))
    code, details = wrong
    found = word(code, settings.lang, **details)
    return stop("inbox", found, "doctor.inbox", settings.lang)


_Wrong = tuple[str, dict[str, str]] | None


def _wrong_root(root: Path) -> _Wrong:
    if not root.is_dir():
        code = "inbox.no_folder" if root.exists() else "inbox.missing"
        return code, {"path": str(root)}
    return _unwritable(root)


def _wrong_below(own: Path, root: Path) -> _Wrong:
    """One of its own folders; one that is not there yet is made by the first sweep."""
    if not own.exists():
        return None
    if own.is_dir() and own.stat().st_dev != root.stat().st_dev:
        return "inbox.other_device", {"path": str(own)}
    return _unwritable(own)


def _unwritable(folder: Path) -> _Wrong:
    if not folder.is_dir():
        return "inbox.read_only", {"path": str(folder), "reason": os.strerror(errno.ENOTDIR)}
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return "inbox.read_only", {"path": str(folder), "reason": os.strerror(errno.EACCES)}
    return None
