"""One limit: when its next turn is, and what a limiter's 429 says about its pace.

A 429 is taken for the pace's doing where the last second holds many of them, or as many calls as
this limit is known to have borne; else it is a stray one, and only its own call waits.
"""

from __future__ import annotations

from collections import deque

SLACK = 1.02  # requests spread a little thinner than allowed: they never arrive as evenly as sent
WINDOW_S = 1.0
LATE_S = 0.25  # turns that nobody took for no longer than this are made good
CATCH_UP = 2 / 3  # of the usual distance, while they are
SLOWEST = 1.0  # a second
BELOW = 0.92  # of what was borne: there the pace goes when it was too fast
NEARLY = 0.85  # of the pace that was too fast: up to here fast, from there on feeling the way
PROBE = 0.02  # of the usual rise, while the last 429 is no older than
PROBE_S = 60.0
MANY = 0.2  # of the last second's answers: so many 429 are no strays
VAIN_MAX = 3  # so many falls one after the other, each to a pace lower than this, were in vain:
LOWER = 0.97
KNOWN = 0.8  # of what was borne: below it a few 429 are
KNOWN_S = 30.0
LEARNED = 0.95  # of the limit: a pace below it is worth telling the next run
FORGOTTEN_S = 3_600.0


class Lane:
    """One limit and who goes next under it. Not safe by itself: `Pace` holds the lock."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self.rate = limit
        self.turn = 0  # moves when turns given out earlier no longer hold
        self._next_at = float("-inf")
        self._last_at = float("-inf")
        self._held_until = float("-inf")
        self._slowed_at = float("-inf")
        self._ceiling = float("inf")  # the pace that was too fast
        self._vain: list[float] = []  # paces, each lower, that met a few 429 all the same
        self._gone: deque[float] = deque(maxlen=max(1, int(limit)))
        self._accepted: deque[float] = deque()
        self._refused: deque[float] = deque()
        self._since = float("inf")  # the first good answer
        self._borne, self._borne_at = 0, float("-inf")

    @property
    def learned(self) -> tuple[float, float] | None:
        """The pace of now and the one that was too fast (both a second; infinity where none was);
        None as long as nothing slows it."""
        return (self.rate, self._ceiling) if self.rate < self.limit * LEARNED else None

    def recall(self, learned: tuple[float, float], age_s: float, now: float) -> None:
        """Begin at a pace that was learned so long ago; it is forgotten bit by bit."""
        rate, ceiling = learned
        share = min(1.0, max(0.0, age_s) / FORGOTTEN_S)
        self.rate = min(self.limit, max(rate, SLOWEST) + max(0.0, self.limit - rate) * share)
        if 0 <= age_s < PROBE_S:
            self._ceiling, self._slowed_at = ceiling, now - age_s

    def reserve(self, now: float) -> float:
        """The next free turn, now taken."""
        distance = SLACK / self.rate
        is_late = 0 < now - self._next_at <= LATE_S
        due = self._next_at if is_late else max(now, self._next_at)
        self._last_at = max(now, due, self._last_at + distance * CATCH_UP if is_late else due)
        self._next_at = due + distance
        return self._last_at

    def opens_at(self) -> float:
        """When the last second will hold room for one more of those that really went."""
        if len(self._gone) < (self._gone.maxlen or 1):
            return self._held_until
        return max(self._held_until, self._gone[0] + WINDOW_S * SLACK)

    def note(self, now: float) -> None:
        """One more went."""
        self._gone.append(now)

    def accept(self, now: float) -> None:
        """A good answer: about one more a second for each second of them; near the pace that was
        too fast only a little more, lest a server that allows less than we are set to is asked in
        vain."""
        self._since = min(self._since, now)
        self._accepted.append(now)
        count = _last_second(self._accepted, now)
        if count >= self._borne or now - self._borne_at > KNOWN_S:
            self._borne, self._borne_at = count, now
        is_near = self.rate >= self._ceiling * NEARLY and now - self._slowed_at < PROBE_S
        self.rate = min(self.limit, self.rate + (PROBE if is_near else 1.0) / self.rate)

    def slow(self, now: float) -> None:
        """Fall to what was borne in the last second, by half at most, and once a second: a wave of
        429 is one message. A stray one holds nobody longer than its own turn."""
        self._refused.append(now)
        refused = _last_second(self._refused, now)
        accepted = _last_second(self._accepted, now)
        is_rare = refused <= MANY * (accepted + refused)
        if now - self._slowed_at >= WINDOW_S and not (is_rare and self._is_stray(now)):
            self._slowed_at = now
            borne = accepted / min(WINDOW_S, max(now - self._since, SLACK / self.rate))
            self._fall(min(borne, self.rate) * BELOW, is_rare=is_rare)
        self.hold(now, 0.0)

    def _is_stray(self, now: float) -> bool:
        """Whether more was borne lately than what the last second was asked."""
        answers = len(self._accepted) + len(self._refused)
        return now - self._borne_at <= KNOWN_S and answers < KNOWN * self._borne

    def _fall(self, to: float, *, is_rare: bool) -> None:
        """Slower; but where falling time and again did not end a few 429 among many good answers,
        it was not the pace, and all the falls are taken back."""
        if not is_rare or (self._vain and self.rate > self._vain[-1] * LOWER):
            self._vain.clear()
        if is_rare:
            self._vain.append(self.rate)
        if len(self._vain) == VAIN_MAX:
            self.rate, self._ceiling = self._vain[0], float("inf")
            self._vain.clear()
        else:
            self._ceiling = self.rate
            self.rate = max(self.rate / 2, to, min(SLOWEST, self.limit))

    def hold(self, now: float, hold_s: float) -> None:
        """Nothing goes for `hold_s`, nor before the next turn at the pace of now."""
        self._held_until = max(self._held_until, now + max(hold_s, SLACK / self.rate))
        self._next_at = self._held_until
        self.turn += 1


def _last_second(times: deque[float], now: float) -> int:
    """How many of these times lie in the last second; older ones are forgotten."""
    while times and times[0] <= now - WINDOW_S:
        times.popleft()
    return len(times)
