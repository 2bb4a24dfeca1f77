"""What runs in the child process: reads one file from standard input within limits and writes its
pieces to standard output. It imports nothing but the standard library and the reading itself."""

from __future__ import annotations

import gc
import json
import pickle
import sys
from collections.abc import Iterator
from typing import IO, Any

from batcher.core.model import Problem, Severity
from batcher.workbook.confine import confine
from batcher.workbook.container import Limits
from batcher.workbook.extract import extract
from batcher.workbook.pieces import BookEnd, Piece


def main() -> None:
    """Serve one file: a line of JSON that says how, then the bytes; pickled pieces come back."""
    asked, content = sys.stdin.buffer, sys.stdout.buffer
    how = json.loads(asked.readline())
    limits = Limits(**how["limits"])
    confine(limits.memory_bytes_max, limits.processor_s_max)
    gc.disable()  # nothing here goes round in a circle, and nothing lives long
    _serve(asked.read(), how, limits, content)


def _serve(content: bytes, how: dict[str, Any], limits: Limits, out: IO[bytes]) -> None:
    for piece in _pieces(content, how, limits):
        # Whole or not at all: a piece too large for the memory left leaves no half of it behind.
        out.write(pickle.dumps(piece, protocol=5))
    out.flush()


def _pieces(content: bytes, how: dict[str, Any], limits: Limits) -> Iterator[Piece]:
    try:
        yield from extract(content, how["name"], how["encoding"], limits)
    except MemoryError:
        allowed = f"{limits.memory_bytes_max >> 20:,}"
        found = Problem("read_memory", Severity.ERROR, details={"allowed": allowed})
        yield BookEnd((found,), unread=True)
