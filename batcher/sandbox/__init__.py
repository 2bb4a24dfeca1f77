"""The embedded Stripe: a stateful account behind the real API over HTTP on loopback.

`start()` gives a running one. It keeps the contract's rules, validates parameters by the vendor's
own published types, and never talks to anyone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from batcher.sandbox.faults import Fault, Faults, lock_timeout, rate_limited, server_error
from batcher.sandbox.store import SandboxInUse
from batcher.sandbox.weather import SpecUnreadable, Weather, parse

if TYPE_CHECKING:
    from batcher.sandbox.server import Sandbox

__all__ = [
    "Fault",
    "Faults",
    "SandboxInUse",
    "SpecUnreadable",
    "Weather",
    "lock_timeout",
    "parse",
    "rate_limited",
    "server_error",
    "start",
]


def start(
    home: Path | None,
    *,
    port: int = 0,
    seed: Iterable[Mapping[str, Any]] = (),
    connected: Sequence[Iterable[Mapping[str, Any]]] = (),
    reset: bool = False,
    line_order: Literal["oldest_first", "newest_first"] = "oldest_first",
    lines_per_request_max: int = 50,
    lines_per_invoice_max: int = 250,
    faults: Faults | None = None,
    rate_endpoint: int | None = None,
    rate_total: int | None = None,
    latency_s: float = 0.0,
    clock: Callable[[], float] = time.time,
    time_zone: str = "Etc/UTC",
) -> Sandbox:
    """Start serving; use the result in a `with` or close it.

    State lives in `home`/sandbox (None: in memory). Where state is found it goes on and `seed` is
    not applied; `reset` begins a new account, with a new id and key, from `seed`. `connected`:
    the seeds of the accounts its key may act for by `Stripe-Account`, each with books of its own;
    ids must differ from account to account, as they do at Stripe. `port` 0 takes a free one.
    `rate_endpoint` and `rate_total` are requests per second before a 429, None for no
    limit; `clock` gives Unix seconds. Raises SandboxInUse where another process has this home
    open, OSError where the port is taken.
    """
    # The server brings the whole vendor's library with it; a fault in a test does not need that.
    from batcher.sandbox.call import Rules
    from batcher.sandbox.server import Behaviour, Sandbox

    rules = Rules(line_order, lines_per_request_max, lines_per_invoice_max)
    behaviour = Behaviour(faults, rate_endpoint, rate_total, latency_s, clock, time_zone)
    return Sandbox(home, port, (seed, *connected), reset, rules, behaviour)
