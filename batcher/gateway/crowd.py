"""How many calls may be under way at once: fewer when Stripe says there are too many, then more.

Additive rise and halving fall find the number by themselves, since nobody says what it is.
"""

from __future__ import annotations

import threading

from batcher.core.model import Answer


class Crowd:
    """Lets at most so many calls be under way; `most` at first, and never more.

    For any number of threads. A wave of complaints about calls that started before the last fall
    is one complaint.
    """

    def __init__(self, most: int) -> None:
        """Raises ValueError unless `most` is 1 or more."""
        if most < 1:
            raise ValueError("at least one call has to be under way")
        self._most = most
        self._allowed = float(most)
        self._under_way = 0
        self._fallen = 0
        self._changed = threading.Condition()

    @property
    def allowed(self) -> int:
        """How many may be under way now."""
        return int(self._allowed)

    def enter(self) -> int:
        """Return when one more may go: a number to `leave` with."""
        with self._changed:
            self._changed.wait_for(lambda: self._under_way < int(self._allowed))
            self._under_way += 1
            return self._fallen

    def leave(self, entered: int, answer: Answer | None) -> None:
        """One less is under way; its answer says what to do about the others (None: nothing)."""
        with self._changed:
            self._under_way -= 1
            if answer is not None and is_crowded(answer):
                if entered == self._fallen:
                    self._fallen += 1
                    self._allowed = max(1.0, self._allowed / 2)
            elif answer is not None and answer.status is not None and answer.status < 500:
                self._allowed = min(float(self._most), self._allowed + 1 / self._allowed)
            self._changed.notify_all()


def is_crowded(answer: Answer) -> bool:
    """True for a 429 about calls at the same time: a limiter of those, or a lock they wait for.

    A replay is about the past, and a limiter of the rate is answered by the pace.
    """
    if answer.status != 429 or answer.replayed:
        return False
    return answer.limited_reason.endswith("-concurrency") or is_locked(answer)


def is_locked(answer: Answer) -> bool:
    """True where another call holds the object: no limiter's doing."""
    return '"lock_timeout"' in answer.body
