"""The sandbox's own endpoints, beside Stripe's: what a test outside says to it and asks of it.

They lie under `/_sandbox`, want the account's key like every other, and are in no log.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from batcher.sandbox.account import Reply
from batcher.sandbox.faults import Faults
from batcher.sandbox.log import Logged
from batcher.sandbox.platform import Platform
from batcher.sandbox.refusal import Refusal, unknown_url
from batcher.sandbox.weather import Spec, SpecUnreadable, Weather, from_values

PREFIX = "/_sandbox"
OK = 200


class Control:
    """The endpoints of a platform and its accounts, all together; those of faults exist where its
    hook is a `Weather`."""

    def __init__(self, platform: Platform, log: deque[Logged], faults: Faults | None) -> None:
        self._platform, self._log, self._faults = platform, log, faults
        self._endpoints: Mapping[tuple[str, str], Callable[[dict[str, str]], object]] = {
            ("GET", "/requests"): self._requests,
            ("GET", "/accounts"): self._accounts,
            ("POST", "/expire_keys"): self._expire_keys,
            ("POST", "/land"): self._land,
            ("GET", "/faults"): self._struck,
            ("POST", "/faults"): self._become,
            ("DELETE", "/faults"): self._clear,
        }

    def owns(self, path: str) -> bool:
        """Whether a path is ours and none of Stripe's."""
        return path.startswith(f"{PREFIX}/")

    def perform(self, method: str, path: str, pairs: list[tuple[str, str]]) -> Reply:
        """Do it; raises Refusal."""
        found = self._endpoints.get((method, path.removeprefix(PREFIX)))
        if found is None:
            raise unknown_url(method, path)
        return Reply(OK, json.dumps(found(dict(pairs))), "req_sandbox")

    def _requests(self, _: dict[str, str]) -> list[dict[str, Any]]:
        return [one._asdict() for one in list(self._log)]

    def _accounts(self, _: dict[str, str]) -> dict[str, object]:
        connected = [one.account.id for one in self._platform.connected]
        return {"account": self._platform.own.account.id, "connected": connected}

    def _expire_keys(self, _: dict[str, str]) -> dict[str, bool]:
        for books in self._platform.every():
            books.account.expire_keys()
        return {"expired": True}

    def _land(self, _: dict[str, str]) -> dict[str, bool]:
        for books in self._platform.every():
            books.late.land(everything=True)
        return {"landed": True}

    def _weather(self) -> Weather:
        if not isinstance(self._faults, Weather):
            raise Refusal("The faults of this sandbox are decided elsewhere.")
        return self._faults

    def _struck(self, _: dict[str, str]) -> dict[str, object]:
        weather = self._weather()
        return {"spec": _shown(weather.spec), "struck": dict(weather.struck)}

    def _become(self, told: dict[str, str]) -> dict[str, object]:
        try:
            self._weather().become(from_values(told))
        except SpecUnreadable as error:
            raise Refusal(f"Faults cannot be read: {error}") from None
        return self._struck({})

    def _clear(self, _: dict[str, str]) -> dict[str, object]:
        self._weather().become(None)
        return self._struck({})


def _shown(spec: Spec | None) -> dict[str, object] | None:
    if spec is None:
        return None
    return {name: getattr(spec, name) for name in Spec.__dataclass_fields__}
