"""Counts requests per second, per endpoint and in all, as Stripe's limiters do (contract 4.5)."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from threading import Lock

from batcher.sandbox.refusal import Refusal

WINDOW_S = 1.0
_ALL = "*"


class Limiter:
    """At most so many requests in any one second; None means no limit."""

    def __init__(
        self, endpoint_max: int | None, total_max: int | None, clock: Callable[[], float]
    ) -> None:
        self._endpoint_max, self._total_max = endpoint_max, total_max
        self._clock = clock
        self._seen: defaultdict[str, deque[float]] = defaultdict(deque)
        self._lock = Lock()

    def admit(self, endpoint: str) -> None:
        """Count one request; raises Refusal (429), which counts for nothing."""
        with self._lock:
            now = self._clock()
            if self._is_full(_ALL, self._total_max, now):
                raise limited("global-rate")
            if self._is_full(endpoint, self._endpoint_max, now):
                raise limited("endpoint-rate")
            self._seen[_ALL].append(now)
            self._seen[endpoint].append(now)

    def _is_full(self, name: str, limit: int | None, now: float) -> bool:
        seen = self._seen[name]
        while seen and now - seen[0] >= WINDOW_S:
            seen.popleft()
        return limit is not None and len(seen) >= limit


def limited(reason: str) -> Refusal:
    """A limiter's refusal; there is no Retry-After (contract 4.5)."""
    return Refusal(
        "Request rate limit exceeded. Learn more about rate limits here "
        "https://stripe.com/docs/rate-limits.",
        status=429,
        code="rate_limit",
        headers=(("Stripe-Rate-Limited-Reason", reason),),
    )
