"""How many calls at once and a second: Stripe's limiter, and a count of who writes where."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

_IDS = re.compile(r"/(in|il|ii|price|prod|txr|cus|promo)_[^/]+")


def endpoint(method: str, path: str) -> str:
    """A call's endpoint: its path with the ids left out."""
    return f"{method} {_IDS.sub('/*', path)}"


class Limiter:
    """Token buckets: `each` calls a second per endpoint, `total` together."""

    def __init__(self, each: float = 25, total: float = 100) -> None:
        self.each, self.total = each, total
        self._left: dict[str, tuple[float, float]] = {}

    def allows(self, name: str) -> str:
        """'' when the call may pass, else the limiter's reason."""
        for bucket, rate, reason in (
            (name, self.each, "endpoint-rate"),
            ("", self.total, "global-rate"),
        ):
            now = time.monotonic()
            left, since = self._left.get(bucket, (rate, now))
            left = min(rate, left + (now - since) * rate)
            if left < 1:
                return reason
            self._left[bucket] = (left - 1, now)
        return ""


class Traffic:
    """Counts calls under way: `most` at once, and `collisions` of two writers on one invoice."""

    def __init__(self) -> None:
        self.most, self.collisions = 0, 0
        self._writers: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def passing(self, method: str, path: str) -> Iterator[None]:
        """Counted while the call is being answered; only writes to an invoice count."""
        if method != "POST" or path.count("/") < 3:
            yield
            return
        invoice = path.split("/")[3]
        with self._lock:
            self._writers[invoice] += 1
            self.collisions += self._writers[invoice] > 1
            self.most = max(self.most, self._writers.total())
        try:
            yield
        finally:
            with self._lock:
                self._writers[invoice] -= 1
