"""A process whose clock is wrong: every module of ours and of the engine reads another time."""

from __future__ import annotations

import datetime
import sys
import time
from typing import Any

_MISLED = ("batcher", "procrastinate")


def go_ahead(seconds: float) -> None:
    """From here on the clock of this process shows so many seconds more."""
    real, clock = datetime.datetime, time.time

    class Meta(type):
        def __instancecheck__(cls, one: object) -> bool:
            return isinstance(one, real)

    class Ahead(real, metaclass=Meta):  # type: ignore[misc]
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> Any:
            return real.now(tz) + datetime.timedelta(seconds=seconds)

    def ahead() -> float:
        return clock() + seconds

    time.time = ahead
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in _MISLED:
            for attribute, value in list(vars(module).items()):
                if value is real:
                    setattr(module, attribute, Ahead)
                elif value is datetime:
                    setattr(module, attribute, _Module(Ahead))


class _Module:
    """The module `datetime` with another class in it."""

    def __init__(self, wrong: type) -> None:
        self.datetime = wrong

    def __getattr__(self, name: str) -> Any:
        return getattr(datetime, name)
