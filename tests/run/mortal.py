"""Programs that die: a ledger and a gateway that end everything at one chosen instant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from batcher.core.ports import Gateway, Ledger
from batcher.run import Options, Result
from batcher.run import resume as resume_run
from batcher.run import run as run_workbook
from tests.run.world import Sheets, World, source


class Killed(BaseException):
    """The process died; no line of ours may run after this and still reach anything."""


@dataclass(eq=False)
class Fate:
    """Dies `when` ("before" or "after") the `number`-th call named `call`; 0 never does.

    After death every further call raises too: a dead process writes and sends nothing.
    """

    call: str = ""
    number: int = 0
    when: str = "before"
    counted: dict[str, int] = field(default_factory=dict)
    dead: bool = False

    def meet(self, call: str, do: Callable[[], Any]) -> Any:
        """Do it, and die before or after when it is time."""
        self._alive()
        self.counted[call] = self.counted.get(call, 0) + 1
        is_time = call == self.call and self.counted[call] == self.number
        if is_time and self.when == "before":
            self._die()
        done = do()
        self._alive()
        if is_time:
            self._die()
        return done

    def _alive(self) -> None:
        if self.dead:
            raise Killed

    def _die(self) -> None:
        self.dead = True
        raise Killed


class MortalLedger:
    """A ledger whose writes are counted by a fate; everything else is the ledger's own."""

    def __init__(self, inner: Ledger, fate: Fate) -> None:
        self._inner, self._fate = inner, fate

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def append(self, *args: Any, **detail: Any) -> Any:
        return self._fate.meet("append", lambda: self._inner.append(*args, **detail))

    def open_run(self, *args: Any) -> Any:
        return self._fate.meet("open_run", lambda: self._inner.open_run(*args))


class MortalGateway:
    """A gateway whose calls are counted by a fate."""

    def __init__(self, inner: Gateway, fate: Fate) -> None:
        self._inner, self._fate = inner, fate

    def get(self, path: str, query: Sequence[tuple[str, str]] = ()) -> Any:
        return self._fate.meet("get", lambda: self._inner.get(path, query))

    def post(self, path: str, body: str, key: str) -> Any:
        return self._fate.meet("post", lambda: self._inner.post(path, body, key))


def doomed_run(here: World, sheets: Sheets, fate: Fate, **chosen: Any) -> Result | None:
    """`batcher run` under a fate; None when it died."""
    options: Options = here.options(**chosen)
    with here.edges(lambda x: MortalLedger(x, fate), lambda x: MortalGateway(x, fate)) as edges:
        try:
            return run_workbook(source(sheets), options, edges)
        except Killed:
            return None


def doomed_resume(here: World, fate: Fate) -> Result | None:
    """`batcher resume` under a fate; None when it died."""
    with here.edges(lambda x: MortalLedger(x, fate), lambda x: MortalGateway(x, fate)) as edges:
        try:
            return resume_run(None, edges)
        except Killed:
            return None
