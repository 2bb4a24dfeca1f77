"""One request as the sandbox remembers it."""

from __future__ import annotations

from typing import NamedTuple

LOGGED_MAX = 100_000


class Logged(NamedTuple):
    """One request in the log; `status` is None where no answer was sent; `account`: whose it was
    about, `Stripe-Account` or the platform."""

    method: str
    path: str
    query: str
    body: str
    key: str
    status: int | None
    replayed: bool
    account: str = ""
