"""Has a child process read a file, so that no file can end, hang or swell this program; what the
child says is taken as plain values only. Imports nothing heavy: it is begun beside the imports."""

from __future__ import annotations

import hashlib
import json
import pickle
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from threading import Thread
from typing import IO, Any

from batcher.core.model import Fault, Problem, Severity, Workbook
from batcher.workbook.children import child, last_words
from batcher.workbook.confine import EXIT_MEMORY
from batcher.workbook.container import LIMITS, Limits
from batcher.workbook.pieces import BookEnd, Piece
from batcher.workbook.source import content_of, name_of

_EXIT_S = 5.0
_SIGXCPU = 24
_WINDOWS_QUOTA = 1816  # ERROR_NOT_ENOUGH_QUOTA: how a job object ends a process out of time
# The only names a pickle of the child may call; the values are plain otherwise.
_ALLOWED = {
    *(("batcher.workbook.pieces", name) for name in (
        "Cells", "Spread", "Restyled", "SheetEnd", "SheetLeft", "BookEnd",
    )),
    *((kind.__module__, kind.__name__) for kind in (Fault, Problem, Severity)),
    *(("datetime", name) for name in ("datetime", "time", "timedelta", "timezone")),
    ("array", "_array_reconstructor"),
    ("array", "array"),
    ("builtins", "frozenset"),
}  # fmt: skip
_BROKEN = (
    pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, KeyError, TypeError,
    ValueError, OverflowError, OSError,
)  # fmt: skip


class _Plain(pickle.Unpickler):
    """Takes values and our own pieces; a pickle that names anything else is refused."""

    def find_class(self, module: str, name: str, /) -> Any:
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)


class Reading:
    """A file being read by a child process; the child is gone when `workbook` has returned."""

    def __init__(
        self, content: bytes | Problem, name: str, encoding: str | None, limits: Limits
    ) -> None:
        self._name, self._limits = name, limits
        self._pieces: list[Piece] = []
        self._sha256 = ""
        self._process: subprocess.Popen[bytes] | None = None
        if isinstance(content, Problem):
            self._pieces = [BookEnd((content,), unread=True)]
            return
        how = {
            "name": name,
            "encoding": encoding,
            "limits": asdict(limits),
            "bytes": len(content),
        }
        try:
            self._process = _start()
        except OSError as error:
            reason = error.strerror or str(error)
            self._pieces = [BookEnd((_problem("read_died", reason=reason),), unread=True)]
            return
        self._talk = Thread(target=self._converse, args=(self._process, how, content), daemon=True)
        self._talk.start()

    def workbook(self) -> Workbook:
        """Wait for the child, at most `wait_s_max` from now, and make the workbook of its words."""
        from batcher.workbook.frames import assemble

        if self._process is not None:
            problem = self._await(self._process)
            if problem is not None:
                self._pieces = [BookEnd((problem,), unread=True)]
        return assemble(_emptied(self._pieces), self._name, self._sha256)

    def close(self) -> None:
        """End the child, whatever it is doing; for a reading nobody asks for any more."""
        if self._process is None:
            return
        self._process.kill()
        self._talk.join()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            assert pipe is not None
            with suppress(OSError):  # what was still to be said, nobody hears
                pipe.close()

    def _await(self, process: subprocess.Popen[bytes]) -> Problem | None:
        """Why the child did not come to its end, or None."""
        try:
            self._talk.join(self._limits.wait_s_max)
            if self._talk.is_alive():
                return _problem("read_time", allowed=f"{self._limits.wait_s_max:g}")
            if self._pieces and isinstance(self._pieces[-1], BookEnd):
                return None
            with suppress(subprocess.TimeoutExpired):
                process.wait(_EXIT_S)  # its pipe closes a moment before its code is known
            return self._failure(process)
        finally:
            self.close()

    def _converse(
        self, process: subprocess.Popen[bytes], how: dict[str, object], content: bytes
    ) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._sha256 = hashlib.sha256(content).hexdigest()
        with suppress(OSError):  # a dead child hears nothing
            process.stdin.write(json.dumps(how).encode() + b"\n")
            process.stdin.write(content)
        with suppress(OSError):
            process.stdin.close()
        with suppress(*_BROKEN):
            self._listen(process.stdout)

    def _listen(self, answered: IO[bytes]) -> None:
        while not (self._pieces and isinstance(self._pieces[-1], BookEnd)):
            piece = _Plain(answered).load()
            if not isinstance(piece, Piece):
                raise pickle.UnpicklingError(type(piece).__name__)
            self._pieces.append(piece)

    def _failure(self, process: subprocess.Popen[bytes]) -> Problem:
        code = process.poll()
        if code in (-_SIGXCPU, _WINDOWS_QUOTA):
            return _problem("read_time", allowed=f"{self._limits.processor_s_max:g}")
        if code == EXIT_MEMORY:
            return _problem("read_memory", allowed=f"{self._limits.memory_bytes_max >> 20:,}")
        said = b""
        if code is not None and process.stderr is not None:
            said = process.stderr.read()
        return _problem("read_died", reason=last_words(said) or f"code {code}")


def begin(source: Path, *, encoding: str | None = None, limits: Limits = LIMITS) -> Reading:
    """Start reading a file or folder in a child process; go on, and ask for its `workbook` later.

    Never raises: whatever is wrong is a problem of that workbook.
    """
    return Reading(content_of(source, limits), name_of(source), encoding, limits)


def read_safely(
    content: bytes, name: str, encoding: str | None = None, limits: Limits = LIMITS
) -> Workbook:
    """What `reader.read_bytes` gives, read in a child process. Never raises."""
    return Reading(content, name, encoding, limits).workbook()


def _start() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        **child("batcher.workbook.child", libraries=False),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _emptied(pieces: list[Piece]) -> Iterator[Piece]:
    """The pieces in order, each let go of when it is taken."""
    pieces.reverse()
    while pieces:
        yield pieces.pop()


def _problem(code: str, **details: str) -> Problem:
    return Problem(code, Severity.ERROR, details=details)
