"""Standard error as the program writes to it: whatever passes, no key goes through.

Complaints of the command line repeat what was typed, tracebacks and warnings what they please; a
key pasted where none belongs must not end up in a scheduler's log.
"""

from __future__ import annotations

import sys
from typing import TextIO, cast

from batcher.core.redacting import redact


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


def screen_errors() -> None:
    """From here on nothing reaches standard error unscreened."""
    if not isinstance(sys.stderr, Screened):
        sys.stderr = cast(TextIO, Screened(sys.stderr))
