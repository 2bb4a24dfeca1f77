"""What can be made to go wrong with one request; the hook that decides is the caller's.

`kinds.py` has every kind by name, `weather.py` a hook that decides by a seed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Phase = Literal["before", "after"]
ByHand = Literal["", "edit_line", "delete_line", "finalize", "delete_invoice"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, met before or after the request is applied.

    `delay_s`: wait first. `drop`: close the connection without an answer. `cut_bytes`: send only
    so many bytes of the body under the full Content-Length. `status`: answer this (with `headers`
    and `body`) instead; before, the request is then not applied. `saved`: keep that answer under
    the idempotency key, so that it is replayed. `drip_s`: send the body a byte at a time with so
    many seconds between. Only before: `lands_in_s` closes the connection now and applies the
    request so many seconds later, its key in use meanwhile; `forgets_keys` first forgets every
    saved answer; `by_hand` first lets somebody do this to the request's invoice in the Dashboard.
    """

    delay_s: float = 0.0
    drop: bool = False
    cut_bytes: int | None = None
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    saved: bool = False
    drip_s: float = 0.0
    lands_in_s: float | None = None
    forgets_keys: bool = False
    by_hand: ByHand = ""


# faults(phase, method, path, body) -> a Fault, or None for none.
Faults = Callable[[Phase, str, str, str], Fault | None]


class Dropped(Exception):
    """The connection is to be closed without an answer."""


def server_error(*, saved: bool) -> Fault:
    """A 500; `saved` where execution had begun (contract 4.1)."""
    error = {"message": "An unknown error occurred", "type": "api_error"}
    return Fault(status=500, body=json.dumps({"error": error}), saved=saved)


def rate_limited(reason: str = "endpoint-concurrency", retry_after_s: int | None = None) -> Fault:
    """A limiter's 429, which is never saved."""
    error = {
        "code": "rate_limit",
        "doc_url": "https://stripe.com/docs/error-codes/rate-limit",
        "message": "Request rate limit exceeded. Learn more about rate limits here "
        "https://stripe.com/docs/rate-limits.",
        "type": "invalid_request_error",
    }
    headers = (("Stripe-Rate-Limited-Reason", reason),) if reason else ()
    if retry_after_s is not None:
        headers = (*headers, ("Retry-After", str(retry_after_s)))
    return Fault(status=429, headers=headers, body=json.dumps({"error": error}))


def lock_timeout() -> Fault:
    """The 429 of an object lock: saved under the key, replayed for a day (contract 4.4)."""
    error = {
        "code": "lock_timeout",
        "doc_url": "https://stripe.com/docs/error-codes/lock-timeout",
        "message": "This object cannot be accessed right now because another API request or "
        "Stripe process is currently accessing it. If you see this error intermittently, retry "
        "the request. If you see this error frequently and are making multiple concurrent "
        "requests to a single object, make your requests serially or at a lower rate.",
        "type": "invalid_request_error",
    }
    return Fault(status=429, body=json.dumps({"error": error}), saved=True)
