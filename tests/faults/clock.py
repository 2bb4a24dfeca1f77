"""One clock for several processes: time that passes only when one of them waits.

Eight bytes of a file hold the Unix seconds; a death in the middle of anything leaves them whole.
"""

from __future__ import annotations

import mmap
import struct
from datetime import UTC, datetime
from pathlib import Path

START_S = 1_793_610_000.0  # 2026-11-02 09:00 UTC
DAY_S = 86_400.0
TICK_S = 0.001
_SECONDS = struct.Struct("<d")


class SharedClock:
    """The clock in a file; every reading of it moves it on by a millisecond."""

    def __init__(self, path: Path, *, new: bool = False) -> None:
        if new:
            path.write_bytes(_SECONDS.pack(START_S))
        with path.open("r+b") as file:
            self._held = mmap.mmap(file.fileno(), _SECONDS.size)

    def wait(self, seconds: float) -> None:
        """Time passes at once."""
        (at,) = _SECONDS.unpack(self._held[:])
        self._held[:] = _SECONDS.pack(at + seconds)

    def seconds(self) -> float:
        """Unix seconds."""
        self.wait(TICK_S)
        (at,) = _SECONDS.unpack(self._held[:])
        return float(at)

    def now(self) -> datetime:
        """The present instant, UTC."""
        return datetime.fromtimestamp(self.seconds(), UTC)

    def close(self) -> None:
        """Let the file go."""
        self._held.close()
