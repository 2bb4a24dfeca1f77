"""Requests that land after their client gave up: applied later, their keys in use until then.

They land by the account's clock, at the first request after their time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import RLock

from batcher.sandbox.account import Account
from batcher.sandbox.refusal import Refusal


@dataclass(frozen=True, slots=True)
class _Postponed:
    key: str
    at: float
    run: Callable[[], object]


class Late:
    """The requests of one account that are still on their way; lost when the server ends."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._waiting: list[_Postponed] = []
        self._lock = RLock()

    def postpone(self, key: str, at: float, run: Callable[[], object]) -> None:
        """`run` applies the request; `at` is Unix seconds."""
        with self._lock:
            self._waiting.append(_Postponed(key, at, run))

    def holds(self, key: str) -> bool:
        """Whether the request under this key is still on its way."""
        with self._lock:
            return any(one.key == key for one in self._waiting)

    def land(self, *, everything: bool = False) -> None:
        """Apply what is due, oldest first; what is refused on arrival tells nobody."""
        with self._lock:
            now = self._account.now()
            due = sorted((o for o in self._waiting if everything or o.at <= now), key=_at)
            for one in due:
                try:
                    one.run()
                except Refusal:
                    pass  # a parameter was wrong: nothing was applied and nothing is saved
                finally:
                    self._waiting.remove(one)
                    self._account.release(one.key)


def _at(one: _Postponed) -> float:
    return one.at
