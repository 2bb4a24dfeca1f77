"""How many wrong passwords are taken: few for one name from one address, more for either alone.

Were a name alone soon shut, anybody could shut out anybody. So it is the last to be, and not from
where this name has come in before."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from batcher.web.peers import group_of


@dataclass(frozen=True, slots=True)
class Bound:
    """So many tries within so many seconds."""

    count: int
    within_s: float


OF_A_NAME_FROM_AN_ADDRESS = Bound(5, 300.0)
FROM_AN_ADDRESS = Bound(20, 300.0)
OF_A_NAME = Bound(50, 3600.0)
_Key = tuple[str, ...]


class Tries:
    """Tries of late. Threads may share it; a server that begins again has forgotten them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._made: dict[_Key, tuple[Bound, deque[float]]] = {}
        self._known: set[_Key] = set()

    def take(self, name: str, address: str) -> float:
        """Use up one try, before it is known to be wrong, so that many at the same moment are no
        more than many in a row: 0, or the seconds until there is one again. `name` '': of nobody
        yet, by an address alone."""
        with self._guard:
            now = self._clock()
            self._forget(now)
            bounds = self._bounds(name, address)
            wait_s = max(self._wait_s(key, bound, now) for key, bound in bounds.items())
            if wait_s <= 0:
                for key, bound in bounds.items():
                    made = self._made.setdefault(key, (bound, deque(maxlen=bound.count)))
                    made[1].append(now)
            return wait_s

    def give_back(self, name: str, address: str) -> None:
        """The last one was right: it does not count, and this name comes from here."""
        with self._guard:
            for key in self._bounds(name, address):
                if key in self._made:
                    self._made[key][1].pop()
                    if not self._made[key][1]:
                        del self._made[key]
            if name:
                self._known.add(_pair(name, address))

    def _bounds(self, name: str, address: str) -> dict[_Key, Bound]:
        bounds: dict[_Key, Bound] = {("address", group_of(address)): FROM_AN_ADDRESS}
        if name:
            pair = _pair(name, address)
            bounds[pair] = OF_A_NAME_FROM_AN_ADDRESS
            if pair not in self._known:
                bounds["name", name.casefold()] = OF_A_NAME
        return bounds

    def _wait_s(self, key: _Key, bound: Bound, now: float) -> float:
        made = self._made.get(key)
        if made is None or len(made[1]) < bound.count:
            return 0.0
        return made[1][0] + bound.within_s - now

    def _forget(self, now: float) -> None:
        over = [k for k, (bound, made) in self._made.items() if now - made[-1] >= bound.within_s]
        for key in over:
            del self._made[key]


def _pair(name: str, address: str) -> _Key:
    return ("pair", name.casefold(), group_of(address))
