"""The standard streams as the program writes to them.

No key goes through to standard error: complaints of the command line repeat what was typed,
tracebacks and warnings what they please, and a key pasted where none belongs must not end up in a
scheduler's log. And a stream that breaks (its disk is full, its reader went away, nobody opened
it) costs the words alone: the exit code says what became of the workbook, never of the output.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO, cast

from batcher.core.redacting import redact
from batcher.locale import LANGUAGES, word


class Lasting:
    """A text stream in front of one that may break; what it then cannot say is lost, and said to
    be on standard error, once."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_broken = False

    def write(self, text: str) -> int:
        """Hand on; TypeError for anything but text, as text streams do."""
        try:
            return self._stream.write(text)
        except OSError as error:
            self._end(error)
            return len(text)

    def writelines(self, lines: list[str]) -> None:
        """Hand on, each by itself."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Hand on."""
        try:
            self._stream.flush()
        except OSError as error:
            self._end(error)

    def _end(self, error: OSError) -> None:
        """From now on into nowhere, so that what is still held back finds an end, too."""
        if self._is_broken:
            return
        self._is_broken = True
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)
        if not isinstance(error, BrokenPipeError):  # whoever ends `| head` knows
            reason = error.strerror or str(error)
            told = " ".join(word("cli.unheard", one, reason=reason) for one in LANGUAGES)
            sys.stderr.write(f"{told}\n")

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


class Screened:
    """A text stream in front of another: what is written is redacted first."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Hand on; TypeError for anything but text, as text streams do."""
        self._stream.write(redact(text))
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        """Hand on, each by itself."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


def guard_streams() -> None:
    """From here on the streams are there, speak UTF-8, do not end a command, and show no key."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started us, or a Windows program without a console
            stream = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - to the end
        if hasattr(stream, "reconfigure"):  # a Windows console of another code page
            stream.reconfigure(encoding="utf-8", errors="replace")
        if not isinstance(stream, Lasting | Screened):
            setattr(sys, name, cast(TextIO, Lasting(stream)))
    if not isinstance(sys.stderr, Screened):
        sys.stderr = cast(TextIO, Screened(sys.stderr))
