"""When a request may go: so many a second per endpoint and together, evenly, in order of coming.

Stripe counts what arrives in a second, so even spacing with a little slack beats a bucket that is
emptied at once; a 429 slows the endpoint it came from, and answers speed it up again.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from batcher.core.model import Answer
from batcher.gateway.crowd import is_crowded, is_locked

PER_ENDPOINT = 25.0
TOTAL = 100.0
SLACK = 1.02  # requests spread a little thinner than allowed: they never arrive as evenly as sent
WINDOW_S = 1.0
SLOWEST = 1.0  # a second
NEARLY = 0.85  # of the pace that was too fast: up to here fast, from there on feeling the way
PROBE = 0.02  # of the usual rise, while the last 429 is no older than
PROBE_S = 60.0
HOLD_MAX_S = 60.0  # of Retry-After; whoever waits longer does so outside, where it has a budget

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


class _Lane:
    """One limit and who goes next under it. Not safe by itself: `Pace` holds the lock."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.rate = limit
        self.turn = 0  # moves when turns given out earlier no longer hold
        self._next_at = float("-inf")
        self._held_until = float("-inf")
        self._slowed_at = float("-inf")
        self._ceiling = float("inf")  # the pace that was too fast
        self._gone: deque[float] = deque(maxlen=max(1, int(limit)))

    def reserve(self, now: float) -> float:
        """The next free turn, now taken."""
        at = max(now, self._next_at)
        self._next_at = at + SLACK / self.rate
        return at

    def opens_at(self) -> float:
        """When the last second will hold room for one more of those that really went."""
        full = len(self._gone) == self._gone.maxlen
        return max(self._held_until, self._gone[0] + WINDOW_S if full else self._held_until)

    def note(self, now: float) -> None:
        """One more went."""
        self._gone.append(now)

    def slow(self, now: float) -> None:
        """Half the pace, once a second at most: a wave of 429 is one message."""
        if now - self._slowed_at >= WINDOW_S:
            self._slowed_at = now
            self._ceiling = self.rate
            self.rate = max(self.rate / 2, min(SLOWEST, self.limit))
        self.hold(now, 0.0)

    def hold(self, now: float, hold_s: float) -> None:
        """Nothing goes for `hold_s`, nor before the next turn at the pace of now."""
        self._held_until = max(self._held_until, now + max(hold_s, SLACK / self.rate))
        self._next_at = self._held_until
        self.turn += 1

    def recover(self, now: float) -> None:
        """About one more a second for each second of good answers; near the pace that was too fast
        only a little more, lest a server that allows less than we are set to is asked in vain."""
        is_near = self.rate >= self._ceiling * NEARLY and now - self._slowed_at < PROBE_S
        rise = PROBE if is_near else 1.0
        self.rate = min(self.limit, self.rate + rise / self.rate)


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
        self._total = _Lane(total)
        self._lanes: dict[str, _Lane] = {}
        self._lock = threading.Lock()
        self._monotonic = monotonic
        self._wait = wait

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
        lane = self._lane(method, path)
        with self._lock:
            if _limited(answer):
                slowed = self._total if answer.limited_reason.startswith("global") else lane
                hold_s = min(answer.retry_after_s or 0.0, HOLD_MAX_S)
                slowed.hold(self._monotonic(), hold_s)
                if not is_crowded(answer):
                    slowed.slow(self._monotonic())
            elif answer.status is not None and answer.status != 429:
                now = self._monotonic()
                lane.recover(now)
                self._total.recover(now)

    def _lane(self, method: str, path: str) -> _Lane:
        name = endpoint(method, path)
        with self._lock:
            return self._lanes.setdefault(name, _Lane(self._per_endpoint))

    def _queue(self, lane: _Lane) -> None:
        """Take a turn and wait for it; take another when it was called off meanwhile."""
        while True:
            with self._lock:
                turn, at = lane.turn, lane.reserve(self._monotonic())
            self._wait_until(at)
            with self._lock:
                if lane.turn == turn:
                    return

    def _leave(self, lane: _Lane) -> None:
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


def _limited(answer: Answer) -> bool:
    return answer.status == 429 and not answer.replayed and not is_locked(answer)
