"""Opens the path a person named and gives its bytes, or says why not; knows no format."""

from __future__ import annotations

from pathlib import Path

from batcher.core.model import Problem, Severity
from batcher.workbook.container import Limits
from batcher.workbook.folder import folder_bytes, pack


def stored(path: Path) -> bytes:
    """The bytes the ledger keeps of an input: a file's own, a folder packed. Raises OSError."""
    return pack(path) if path.is_dir() else path.read_bytes()


def name_of(path: Path) -> str:
    """The last part of a path; `.` is a folder with a name too."""
    return path.name or path.resolve().name


def content_of(path: Path, limits: Limits) -> bytes | Problem:
    """What `stored` gives, or the problem of the whole file; nothing too large is even opened."""
    try:
        size = folder_bytes(path) if path.is_dir() else path.stat().st_size
        if size > limits.file_bytes_max:
            found, allowed = f"{size:,}", f"{limits.file_bytes_max:,}"
            return _problem("file_too_large", name=name_of(path), found=found, allowed=allowed)
        return stored(path)
    except FileNotFoundError:
        return _problem("file_missing", path=str(path))
    except OSError as error:
        reason = error.strerror or str(error)
        return _problem("file_unopened", path=str(path), reason=reason)


def _problem(code: str, **details: str) -> Problem:
    return Problem(code, Severity.ERROR, details=details)
