"""The pace that an account was found to bear, kept in the ledger: whoever makes its next run, on
whatever machine, begins there. A convenience; nothing that is sent depends on it."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from batcher.core.instants import moment
from batcher.core.ports import LedgerUnusable
from batcher.gateway.lane import FORGOTTEN_S

if TYPE_CHECKING:
    from batcher.core.model import Action
    from batcher.gateway.pacing import Pace
    from batcher.ledger.desk import Desk

PACED = "paced"  # an action on `account/mode`: endpoint -> pace, and the one that was too fast
FASTEST = 1e6  # a second: no pace of anybody's
EVERY_S = 2.0  # a wave of 429 is written down once

_Learned = Mapping[str, tuple[float, float]]


@contextmanager
def remembered(
    pace: Pace, desk: Desk, account: str, livemode: bool, who: str, every_s: float = EVERY_S
) -> Iterator[None]:
    """Inside, `pace` begins where the account's last run left off, and what it learns is kept."""
    memory = _Memory(pace, desk, f"{account}/{'live' if livemode else 'test'}", who, every_s)
    memory.recall()
    pace.slowed = memory.keep
    try:
        yield
    finally:
        memory.close()


class _Memory:
    """What was written last, and when. Threads may share it."""

    def __init__(self, pace: Pace, desk: Desk, subject: str, who: str, every_s: float) -> None:
        self._pace, self._desk, self._subject, self._who = pace, desk, subject, who
        self._every_s = every_s
        self._writing = threading.Lock()
        self._written: dict[str, list[float | None]] = {}
        self._at_s = float("-inf")

    def recall(self) -> None:
        """Begin as slowly as the last run had learned to go, where that is not too long ago."""
        with suppress(LedgerUnusable):
            last = self._desk.last(self._subject, PACED)
            age_s = _age_s(last) if last else FORGOTTEN_S
            if last and age_s < FORGOTTEN_S:
                learned = _read(last.detail.get("learned"))
                self._written = _stored(learned)
                self._pace.recall(learned, age_s)

    def keep(self) -> None:
        """Write it down, unless somebody does so or did so just now."""
        if time.monotonic() - self._at_s >= self._every_s and self._writing.acquire(blocking=False):
            try:
                self._write()
                self._at_s = time.monotonic()
            finally:
                self._writing.release()

    def close(self) -> None:
        """Write down how it ended, also that nothing slows it any more."""
        with self._writing:
            self._write()

    def _write(self) -> None:
        now = _stored(self._pace.learned())
        if now != self._written:
            with suppress(LedgerUnusable):
                self._desk.act(self._who, PACED, self._subject, learned=now)
                self._written = now


def _age_s(last: Action) -> float:
    """Never less than 0: the clocks of several machines never agree. Of an instant that cannot be
    read, too long ago."""
    at = moment(last.at)
    return FORGOTTEN_S if at is None else max(0.0, (datetime.now(UTC) - at).total_seconds())


def _stored(learned: _Learned) -> dict[str, list[float | None]]:
    """As JSON holds it: a pace that was never too fast is null."""
    return {
        name: [round(rate, 1), None if math.isinf(ceiling) else round(ceiling, 1)]
        for name, (rate, ceiling) in learned.items()
    }


def _read(kept: object) -> _Learned:
    """Back from it; what cannot be read is forgotten."""
    found: dict[str, tuple[float, float]] = {}
    for name, one in kept.items() if isinstance(kept, dict) else ():
        rate, ceiling = map(_pace, one) if isinstance(one, list) and len(one) == 2 else (None, None)
        if rate is not None:
            found[str(name)] = (rate, math.inf if ceiling is None else ceiling)
    return found


def _pace(kept: object) -> float | None:
    """Requests a second; None for what is none."""
    if isinstance(kept, bool) or not isinstance(kept, int | float) or not 0 < kept <= FASTEST:
        return None
    return float(kept)
