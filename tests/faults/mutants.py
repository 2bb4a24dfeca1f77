"""Weaker strategies in the product's place, put there in a child: the fault runs must notice.

They are those that pitfalls 3.2 measured (A, B, D), and an intent written after the send.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from batcher.core.model import Event
from batcher.gateway.client import StripeGateway
from batcher.run import delivery, readback
from batcher.run.delivery import Delivery, Draw

_PATCH: Any = setattr


def random_keys() -> None:
    """Each send has a key of its own, as the SDK gives one."""
    true_post = StripeGateway.post

    def post(self: StripeGateway, path: str, body: str, key: str) -> Any:
        return true_post(self, path, body, f"{key}-{secrets.token_hex(8)}")

    _PATCH(StripeGateway, "post", post)


def intent_after_send() -> None:
    """`sent` reaches the ledger only when the answer is there."""
    held, true_append, true_stored = threading.local(), Delivery.append, delivery.stored

    def append(self: Delivery, request: Any, kind: Event, **detail: Any) -> None:
        if kind is Event.SENT:
            held.write = lambda: true_append(self, request, kind, **detail)
        else:
            true_append(self, request, kind, **detail)

    def stored(answer: Any) -> Any:
        held.write()
        return true_stored(answer)

    _PATCH(Delivery, "append", append)
    _PATCH(delivery, "stored", stored)


def never_read_back() -> None:
    """Nobody looks whether an effect is there, neither in doubt nor after a death."""

    def resume(self: Delivery, request: Any, state: Any) -> None:
        self._attempt(request, Draw(state.path, state.body, state.attempt, state.kept))

    _PATCH(Delivery, "_applied_if_found", lambda *_: False)
    _PATCH(Delivery, "_resume", resume)
    _PATCH(readback, "is_there", lambda *_: False)
    _PATCH(readback, "missing_lines", lambda request, _shown: tuple(range(len(request.operations))))


def look_before_each_resend() -> None:
    """In doubt, one read decides; what is not there yet is taken for never applied."""
    true_wait = Delivery._wait

    def wait(self: Delivery, request: Any, answer: Any, outcome: Any, *given: Any) -> bool:
        if self._applied_if_found(request, outcome):
            return False
        return true_wait(self, request, answer, outcome, *given)

    _PATCH(Delivery, "_wait", wait)


def strategy_a() -> None:
    """Random keys, progress written after the answer, no reading back."""
    random_keys()
    intent_after_send()
    never_read_back()


def strategy_b() -> None:
    """Keys by content, progress written after the answer, no reading back."""
    intent_after_send()
    never_read_back()


def strategy_d() -> None:
    """A whole ledger, but: read, absent, sent again under a new key at once."""
    look_before_each_resend()
    random_keys()


MUTANTS: Mapping[str, Callable[[], None]] = MappingProxyType(
    {
        "A": strategy_a,
        "B": strategy_b,
        "D": strategy_d,
        "intent after send": intent_after_send,
    }
)
