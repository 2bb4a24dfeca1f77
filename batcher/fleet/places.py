"""The accounts this machine has settings for, and the queue of each: a worker takes no others.

No key is in the queue or the ledger: whoever takes a run finds the key by the account's name.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from batcher.settings import Settings, every

SANDBOX = "sandbox"  # the embedded Stripe of this machine's home
MAIN = "main"  # the account of settings that name none
_QUEUE = re.compile(r"[A-Za-z0-9_.-]{1,36}")  # what a channel of the server has room for


@dataclass(frozen=True, slots=True)
class Place:
    """One account: its settings, and what it is called on every machine."""

    name: str
    settings: Settings
    is_sandbox: bool = False

    @property
    def queue(self) -> str:
        """Its queue at the engine."""
        if _QUEUE.fullmatch(self.name):
            return f"a.{self.name}"
        return f"h.{hashlib.sha256(self.name.encode()).hexdigest()[:32]}"

    def lock(self, mode: str) -> str:
        """What only one run at a time may hold, on whatever machine."""
        return f"{self.name}/{mode}"


def place_of(settings: Settings, table: str = "", *, is_sandbox: bool = False) -> Place:
    """The place of these settings: by the account's id, else the name of its table.

    The id is the same on every machine, whatever each calls the account. The sandbox is an account
    of its own, whatever the file says of real ones.
    """
    if is_sandbox:
        return Place(SANDBOX, settings, is_sandbox=True)
    return Place(settings.connected or settings.account or table or MAIN, settings)


def places(settings: Settings) -> tuple[Place, ...]:
    """Every account of `batcher.toml`; where it names none, the one that is set up without a name.

    `settings`: of the worker itself. Raises SettingsUnusable.
    """
    tables = every(settings.home, settings.lang)
    shared = {"home": settings.home, "ledger_url": settings.ledger_url}
    named = [place_of(own.model_copy(update=shared), name) for name, own in tables.items()]
    return tuple(named) or (place_of(settings),)
