"""What can be made to go wrong with one request; the hook that decides is the caller's."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Phase = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, met before or after the request is applied.

    `delay_s`: wait first. `drop`: close the connection without an answer. `cut_bytes`: send only
    so many bytes of the body under the full Content-Length. `status`: answer this (with `headers`
    and `body`) instead; before, the request is then not applied. `saved`: keep that answer under
    the idempotency key, so that it is replayed.
    """

    delay_s: float = 0.0
    drop: bool = False
    cut_bytes: int | None = None
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    saved: bool = False


# faults(phase, method, path, body) -> a Fault, or None for none.
Faults = Callable[[Phase, str, str, str], Fault | None]


class Dropped(Exception):
    """The connection is to be closed without an answer."""


def server_error(*, saved: bool) -> Fault:
    """A 500; `saved` where execution had begun (contract 4.1)."""
    error = {"message": "An unknown error occurred", "type": "api_error"}
    return Fault(status=500, body=json.dumps({"error": error}), saved=saved)


def rate_limited(reason: str = "endpoint-concurrency") -> Fault:
    """A limiter's 429, which is never saved."""
    error = {
        "code": "rate_limit",
        "doc_url": "https://stripe.com/docs/error-codes/rate-limit",
        "message": "Request rate limit exceeded. Learn more about rate limits here "
        "https://stripe.com/docs/rate-limits.",
        "type": "invalid_request_error",
    }
    headers = (("Stripe-Rate-Limited-Reason", reason),) if reason else ()
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
