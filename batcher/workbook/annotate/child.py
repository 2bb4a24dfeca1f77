"""What runs in the child process: makes one marked copy, from standard input to standard output,
within limits."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from batcher.core.model import Problem, Severity
from batcher.workbook.annotate.copying import Wanted, marked_copy
from batcher.workbook.confine import EXIT_MEMORY, confine
from batcher.workbook.saving import Unwritten


def main() -> None:
    """Serve one file: a line of JSON that says how, then the bytes; a line of JSON that says what
    came of it, then the copy.

    Ends with EXIT_MEMORY when the memory allowed is not enough.
    """
    how = json.loads(sys.stdin.buffer.readline())
    confine(how.pop("memory_bytes"), how.pop("processor_s"))
    try:
        wanted = Wanted(**{**how, "problems": tuple(map(_problem, how["problems"]))})
        copy = marked_copy(sys.stdin.buffer.read(), wanted)
    except MemoryError:
        os._exit(EXIT_MEMORY)
    except Unwritten as error:
        _answer({"name": "", "unwritten": str(error)}, b"")
        return
    _answer({"name": copy.name if copy else ""}, copy.content if copy else b"")


def _problem(said: dict[str, Any]) -> Problem:
    return Problem(**{**said, "severity": Severity(said["severity"])})


def _answer(said: dict[str, str], content: bytes) -> None:
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
