"""What runs in the child process: reads one file from standard input within limits and writes its
pieces to standard output. It imports nothing but the standard library and the reading itself."""

from __future__ import annotations

import gc
import json
import os
import pickle
import sys

from batcher.workbook.confine import EXIT_MEMORY, confine
from batcher.workbook.container import Limits
from batcher.workbook.extract import extract


def main() -> None:
    """Serve one file: a line of JSON that says how, then the bytes; pickled pieces come back.

    Ends with EXIT_MEMORY when the memory allowed is not enough.
    """
    how = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**how["limits"])
    confine(limits.memory_bytes_max, limits.processor_s_max)
    gc.disable()  # nothing here goes round in a circle, and nothing lives long
    try:
        content = sys.stdin.buffer.read(how["bytes"])
        for piece in extract(content, how["name"], how["encoding"], limits):
            sys.stdout.buffer.write(pickle.dumps(piece, protocol=5))
        sys.stdout.buffer.flush()
    except MemoryError:
        os._exit(EXIT_MEMORY)
