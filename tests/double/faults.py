"""What can go wrong on the way to Stripe and back, planned by a test before it happens."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Fault(StrEnum):
    """One way for a call to go wrong. "Saved" means kept under the idempotency key."""

    DROP_BEFORE = "drop_before"  # the connection closes, nothing was done
    DROP_AFTER = "drop_after"  # done, saved, and the connection closes without an answer
    CUT = "cut"  # done, saved, and half the body arrives
    HTML = "html"  # done, saved, and a 200 page of HTML arrives
    PORTAL = "portal"  # not done, and a 200 page of HTML arrives
    GATEWAY = "gateway"  # not done, not saved: a 502 page of HTML
    BROKEN = "broken"  # not done, a 500 that is saved
    BROKEN_AFTER = "broken_after"  # done, and yet a 500 that is saved
    LOCKED = "locked"  # not done, 429 lock_timeout, saved
    LIMITED = "limited"  # not done, 429 rate_limit, not saved, no Retry-After
    LIMITED_HEADER = "limited_header"  # the same with Retry-After: 1
    BUSY = "busy"  # not done, 409 idempotency_key_in_use, not saved
    REFUSED = "refused"  # not done, a 400 in Stripe's words, saved
    NONE = "none"  # nothing goes wrong; for a hook alone


@dataclass(frozen=True, slots=True)
class Planned:
    """A fault that strikes calls of `method` whose path or body holds `where`.

    The first `skip` such calls pass, then it strikes `times` calls. `hook` runs before the call
    is looked at: somebody at the Dashboard, or the test ending the program.
    """

    fault: Fault
    where: str = ""
    method: str = "POST"
    skip: int = 0
    times: int = 1
    hook: Callable[[], None] | None = None

    def matches(self, method: str, path: str, body: str) -> bool:
        """True when this call is one it could strike."""
        return method == self.method and (self.where in path or self.where in body)


@dataclass(slots=True)
class Faults:
    """The faults a test has planned; safe for threads."""

    planned: list[Planned] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(
        self,
        fault: Fault,
        where: str = "",
        *,
        method: str = "POST",
        skip: int = 0,
        times: int = 1,
        hook: Callable[[], None] | None = None,
    ) -> None:
        """Add one; see `Planned`."""
        with self.lock:
            self.planned.append(Planned(fault, where, method, skip, times, hook))

    def clear(self) -> None:
        """Nothing goes wrong from now on."""
        with self.lock:
            self.planned.clear()

    def take(self, method: str, path: str, body: str) -> Planned | None:
        """The fault that strikes this call, counted down."""
        with self.lock:
            for number, one in enumerate(self.planned):
                if not one.matches(method, path, body):
                    continue
                if one.skip:
                    self.planned[number] = replace(one, skip=one.skip - 1)
                    continue
                if one.times > 1:
                    self.planned[number] = replace(one, times=one.times - 1)
                else:
                    del self.planned[number]
                return one
        return None
