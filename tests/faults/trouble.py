"""What goes wrong with the requests of one schedule, on whichever Stripe: one decision for both.

A decision depends on the seed, on what a request is about and on how often that has come.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from urllib.parse import parse_qs

NONE = ""


@dataclass(eq=False)
class Trouble:
    """Decides about every request; `struck` counts by kind, `posts` what arrived to be written.

    `at_post` is called with the number of each POST of the present command and "before" or "after",
    and says whether the connection is to be closed (the program was killed).
    """

    seed: int
    share: float
    kinds: Sequence[str]
    writes_only: frozenset[str]
    named: Callable[[str], str]
    at_post: Callable[[int, str], bool] = lambda _number, _phase: False
    over: bool = False
    struck: Counter[str] = field(default_factory=Counter)
    posts: int = 0
    _seen: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _own: threading.local = field(default_factory=threading.local)

    def begin(self, at_post: Callable[[int, str], bool]) -> None:
        """The next command starts."""
        self.posts, self.at_post = 0, at_post

    def before(self, method: str, path: str, body: str) -> str:
        """The kind of fault this request meets ('drop' where its program was killed)."""
        self._own.number = 0
        if method == "POST":
            with self._lock:
                self.posts += 1
                self._own.number = self.posts
            if self.at_post(self._own.number, "before"):
                return "drop"
        if self.over:
            return NONE
        about = f"{method} {self._named(path)} {_customer(method, path, body)}"
        with self._lock:
            self._seen[about] += 1
            dice = Random(f"{self.seed} {about} {self._seen[about]}")
            kinds = [k for k in self.kinds if method == "POST" or k not in self.writes_only]
            kind = dice.choice(kinds) if kinds and dice.random() < self.share else NONE
            if kind:
                self.struck[kind] += 1
            return kind

    def after(self) -> bool:
        """Whether the connection is to be closed after this thread's request was applied."""
        number = getattr(self._own, "number", 0)
        return bool(number) and self.at_post(number, "after")

    def _named(self, path: str) -> str:
        """The path with what is random in it replaced by what it is about."""
        return re.sub(r"in_[A-Za-z0-9]+", lambda found: self.named(found[0]), path)


def _customer(method: str, path: str, body: str) -> str:
    if method != "POST" or path != "/v1/invoices":
        return ""
    return parse_qs(body).get("description", [""])[0]
