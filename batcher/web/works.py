"""What is under way in threads of this server: reading, planning, sending; and how far it is.

Nothing that has to last stands here: a server that begins again reads all of it from the ledger."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event as Flag
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from batcher.core.canary import Canary
    from batcher.core.plan import Plan

KEPT_MAX = 8  # finished works whose findings are kept in memory


@dataclass(eq=False)
class Work:
    """One thing under way; `core.ports.Listener`. `key` tells it from others; `failure` is why it
    came to no result, in words."""

    key: tuple[str, ...]
    who: str
    language: str = "en"
    stage_name: str = ""
    total: int = 0
    done: int = 0
    waits: str = ""
    run: str = ""
    result: Any = None
    failure: str = ""
    stop: Flag = field(default_factory=Flag)
    ended: Flag = field(default_factory=Flag)
    began_s: float = field(default_factory=time.monotonic)
    canary: Canary | None = None
    answered: Flag = field(default_factory=Flag)
    goes_on: bool = False
    plan: Plan | None = None  # of its run, as the screen that shows how far it is has read it
    guard: threading.Lock = field(default_factory=threading.Lock)

    def stage(self, name: str, total: int = 0) -> None:
        """A stage of the run began."""
        self.stage_name, self.total, self.done, self.waits = name, total, 0, ""

    def step(self) -> None:
        """One more of the stage's total is done."""
        self.done, self.waits = self.done + 1, ""

    def waiting(self, seconds: float, reason: str) -> None:
        """The run waits for Stripe."""
        self.waits = f"{reason} ({seconds:.0f} s)"

    def ask(self, canary: Canary) -> bool:
        """Show what the first invoices came to, and wait until somebody answers or it stops."""
        self.canary = canary
        try:
            while not self.answered.wait(0.1):
                if self.stop.is_set():
                    return False
            return self.goes_on
        finally:
            self.canary = None

    def answer(self, goes_on: bool) -> bool:
        """What somebody says to the first invoices; False where another has said it already."""
        with self.guard:
            if self.canary is None or self.answered.is_set():
                return False
            self.goes_on = goes_on
            self.answered.set()
            return True


class Works:
    """All that is under way, and the latest findings. Threads may share it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._works: OrderedDict[tuple[str, ...], Work] = OrderedDict()
        self._threads: list[threading.Thread] = []

    def begin(
        self, key: tuple[str, ...], who: str, language: str, call: Callable[[Work], Any]
    ) -> Work:
        """The work of this key: the one under way or just ended, else a new one in a thread.

        `call` gives the result; it names its failures itself and raises nothing.
        """
        with self._guard:
            known = self._works.get(key)
            if known is not None:
                self._works.move_to_end(key)
                return known
            work = Work(key, who, language)
            self._works[key] = work
            self._forget()
            thread = threading.Thread(target=_carry_out, args=(work, call), daemon=True)
            self._threads = [one for one in self._threads if one.is_alive()] + [thread]
        thread.start()
        return work

    def of(self, *key: str) -> Work | None:
        """The work of this key."""
        with self._guard:
            return self._works.get(key)

    def on_run(self, run: str) -> Work | None:
        """What is under way on a run."""
        with self._guard:
            going = [w for w in self._works.values() if w.run == run and not w.ended.is_set()]
        return going[-1] if going else None

    def drop(self, *start: str) -> None:
        """Forget what has ended of the keys that begin so."""
        with self._guard:
            for key in [key for key in self._works if key[: len(start)] == start]:
                if self._works[key].ended.is_set():
                    del self._works[key]

    def ask_to_stop(self) -> None:
        """Ask all to stop, after the answers in flight."""
        for work in list(self._works.values()):
            work.stop.set()

    def close(self, wait_s: float) -> bool:
        """Ask all to stop and wait; True when all did."""
        self.ask_to_stop()
        with self._guard:
            threads = list(self._threads)
        until_s = time.monotonic() + wait_s
        for thread in threads:
            thread.join(max(0.0, until_s - time.monotonic()))
        return not any(thread.is_alive() for thread in threads)

    def _forget(self) -> None:
        ended = [key for key, work in self._works.items() if work.ended.is_set()]
        for key in ended[: max(0, len(ended) - KEPT_MAX)]:
            del self._works[key]


def _carry_out(work: Work, call: Callable[[Work], Any]) -> None:
    try:
        work.result = call(work)
    finally:
        work.ended.set()
