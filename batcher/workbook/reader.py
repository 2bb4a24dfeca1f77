"""Reads the file a person made into a Workbook: cells as stored at their true addresses, and what
is wrong with the file as problems. It knows no column, except to find a CSV's header line.

Files of other people are read by `safely`, which runs the same `extract` in a child process.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from batcher.core.model import Problem, Workbook
from batcher.workbook.container import LIMITS, Limits
from batcher.workbook.extract import extract
from batcher.workbook.folder import pack
from batcher.workbook.frames import assemble
from batcher.workbook.source import content_of, name_of, stored

__all__ = ["LIMITS", "Limits", "pack", "read", "read_bytes", "stored"]


def read(path: Path, *, encoding: str | None = None, limits: Limits = LIMITS) -> Workbook:
    """Read a workbook, one CSV or a folder of CSVs. Never raises: an unreadable file is a Workbook
    without sheets and with one problem of the whole file.

    `encoding` is used for CSV files without a byte order mark.
    """
    content = content_of(path, limits)
    if isinstance(content, Problem):
        return Workbook(name_of(path), "", (), (content,))
    return read_bytes(content, name_of(path), encoding=encoding, limits=limits)


def read_bytes(
    content: bytes, name: str, *, encoding: str | None = None, limits: Limits = LIMITS
) -> Workbook:
    """Read what `stored` gave, in this process: for files we made ourselves, and for tests."""
    sha256 = hashlib.sha256(content).hexdigest()
    return assemble(extract(content, name, encoding, limits), name, sha256)
