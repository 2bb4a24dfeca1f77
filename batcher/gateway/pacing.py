"""When a request may go: so many a second per endpoint and together, evenly, in order of coming.

Stripe counts what arrives in a second, so even spacing with a little slack beats a bucket that is
emptied at once. `lane` holds one limit; a 429 slows the one it is about, answers speed it up again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping

from batcher.core.model import Answer
from batcher.gateway.crowd import is_crowded, is_locked
from batcher.gateway.lane import Lane

PER_ENDPOINT = 25.0
TOTAL = 100.0
HOLD_MAX_S = 60.0  # of Retry-After; whoever waits longer does so outside, where it has a budget

TOGETHER = "*"

_WORDS = frozenset({"search", "create_preview"})


def endpoint(method: str, path: str) -> str:
    """`POST`, `/v1/invoices/in_1/add_lines` -> `POST /v1/invoices/:id/add_lines`.

    By position, not by look: a coupon's id may be any word.
    """
    parts = path.partition("?")[0].strip("/").split("/")
    named = [
        ":id" if place >= 2 and place % 2 == 0 and part not in _WORDS else part
        for place, part in enumerate(parts)
    ]
    return f"{method} /{'/'.join(named)}"


class Pace:
    """Lets requests go evenly: at most `per_endpoint` and `total` of them in any second.

    For any number of threads; those waiting for one endpoint go in the order they came, and a busy
    endpoint does not hold up another. `monotonic` and `wait` are the clock, in seconds.
    """

    def __init__(
        self,
        per_endpoint: float = PER_ENDPOINT,
        total: float = TOTAL,
        *,
        monotonic: Callable[[], float] = time.perf_counter,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """Both limits are requests a second; raises ValueError unless they are above 0."""
        if not (per_endpoint > 0 and total > 0):
            raise ValueError("a pace is a number of requests a second above 0")
        self._per_endpoint = per_endpoint
        self._total = Lane(total)
        self._lanes: dict[str, Lane] = {}
        self._lock = threading.Lock()
        self._monotonic = monotonic
        self._wait = wait
        self.slowed: Callable[[], None] = _nothing  # heard after a fall, by the thread that met it

    def wait_turn(self, method: str, path: str) -> None:
        """Return when this request may go."""
        lane = self._lane(method, path)
        self._queue(lane)
        self._queue(self._total)
        self._leave(lane)

    def heed(self, method: str, path: str, answer: Answer) -> None:
        """Learn from an answer: a limiter's 429 slows its endpoint (or all, when it says so).

        A `lock_timeout` is about one object and a replay about the past: neither slows anybody.
        Too many at once is for `crowd` to answer; here it only holds for as long as it asks.
        """
        lane, has_slowed = self._lane(method, path), False
        with self._lock:
            if _limited(answer):
                slowed = self._total if answer.limited_reason.startswith("global") else lane
                hold_s = min(answer.retry_after_s or 0.0, HOLD_MAX_S)
                slowed.hold(self._monotonic(), hold_s)
                if not is_crowded(answer):
                    slowed.slow(self._monotonic())
                    has_slowed = slowed.learned is not None
            elif answer.status is not None and answer.status != 429:
                now = self._monotonic()
                lane.accept(now)
                self._total.accept(now)
        if has_slowed:
            self.slowed()

    def learned(self) -> dict[str, tuple[float, float]]:
        """What slows it: endpoint, or TOGETHER, -> `Lane.learned`."""
        with self._lock:
            found = {TOGETHER: self._total.learned}
            found |= {name: lane.learned for name, lane in self._lanes.items()}
        return {name: learned for name, learned in found.items() if learned is not None}

    def recall(self, learned: Mapping[str, tuple[float, float]], age_s: float) -> None:
        """Begin as slowly as another run had learned to go, so many seconds ago."""
        with self._lock:
            now = self._monotonic()
            for name, one in learned.items():
                new = Lane(self._per_endpoint)
                lane = self._total if name == TOGETHER else self._lanes.setdefault(name, new)
                lane.recall(one, age_s, now)

    def _lane(self, method: str, path: str) -> Lane:
        name = endpoint(method, path)
        with self._lock:
            return self._lanes.setdefault(name, Lane(self._per_endpoint))

    def _queue(self, lane: Lane) -> None:
        """Take a turn and wait for it; take another when it was called off meanwhile."""
        while True:
            with self._lock:
                turn, at = lane.turn, lane.reserve(self._monotonic())
            self._wait_until(at)
            with self._lock:
                if lane.turn == turn:
                    return

    def _leave(self, lane: Lane) -> None:
        """Go, unless others woke late and have gone just now: Stripe counts facts, not turns."""
        while True:
            with self._lock:
                now = self._monotonic()
                at = max(lane.opens_at(), self._total.opens_at())
                if at <= now:
                    lane.note(now)
                    self._total.note(now)
                    return
            self._wait_until(at)

    def _wait_until(self, at: float) -> None:
        while (left := at - self._monotonic()) > 0:
            self._wait(left)


def _nothing() -> None:
    """Nobody listens."""


def _limited(answer: Answer) -> bool:
    return answer.status == 429 and not answer.replayed and not is_locked(answer)
