"""Many drafts with few calls: a list brings a hundred at once, where those wanted are the newest.

While its first page comes some are read one by one, as fast as their endpoint allows; so an account
of thousands of other drafts costs one call more and no time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Generic, TypeVar

from batcher.core.live import Invoice, Json, Missing
from batcher.run.reading import PAGE_LINES, GatewayUnusable, Query, Reader

WORTH_FROM = 20  # wanted drafts; fewer are there within a second
BESIDE = 8  # calls of 0.3 s fill the 25 a second of an endpoint
ONE_BY_ONE_S = 25.0  # drafts a second; a page that brings no more is not worth its call
HITS_MIN = 8

_Found = TypeVar("_Found")


def drafts(
    reader: Reader,
    ids: Iterable[str],
    read: Callable[[str], _Found],
    trusts: Callable[[Invoice], bool] = lambda _: True,
) -> dict[str, _Found | Invoice]:
    """id -> the invoice with all its lines, or what `read` gives for it.

    One that a list shows is taken from it where `trusts` says so. Raises what `read` raises.
    """
    wanted = list(dict.fromkeys(ids))
    if len(wanted) < WORTH_FROM:
        return dict(reader.each(wanted, read))
    left = _Left(read, trusts, dict.fromkeys(wanted))
    with ThreadPoolExecutor(max_workers=reader.threads) as pool:
        begun = [pool.submit(left.read_all) for _ in range(BESIDE)]
        try:
            for raw in _listed(reader, left):
                begun.append(pool.submit(left.take, raw, reader))
            left.is_held = False
            begun += [pool.submit(left.read_all) for _ in range(reader.threads)]
            _finish(begun)
        finally:  # where something broke, the others end with what they are at
            left.names.clear()
    return {name: left.found[name] for name in wanted}


def _finish(begun: Iterable[Future[None]]) -> None:
    for one in begun:
        one.result()


@dataclass(slots=True)
class _Left(Generic[_Found]):
    """The drafts nobody has begun to read, and those found. `is_held`: the list is quicker."""

    read: Callable[[str], _Found]
    trusts: Callable[[Invoice], bool]
    names: dict[str, None]
    found: dict[str, _Found | Invoice] = field(default_factory=dict)
    is_held: bool = False
    lock: Lock = field(default_factory=Lock)

    def read_all(self) -> None:
        """Read one after another, those asked for last first, until none is left."""
        while not self.is_held and (name := self._last()):
            self.found[name] = self.read(name)

    def _last(self) -> str:
        with self.lock:
            return self.names.popitem()[0] if self.names else ""

    def claim(self, name: object) -> bool:
        """True where this one is wanted and nobody has begun to read it."""
        with self.lock:
            return isinstance(name, str) and self.names.pop(name, self) is None

    def take(self, raw: Json, reader: Reader) -> None:
        """One from a list, with its other lines; read by itself where that does not do."""
        name = str(raw["id"])
        try:
            shown = reader.whole(raw)
        except GatewayUnusable:  # gone since, or in a shape of which a read by its id tells more
            self.found[name] = self.read(name)
        else:
            self.found[name] = shown if self.trusts(shown) else self.read(name)


def _listed(reader: Reader, left: _Left[_Found]) -> Iterable[Json]:
    """The wanted drafts of the newest pages, as long as a page brings more of them than reading
    one by one would. Whatever is wrong with the list: each has its own call."""
    once = replace(reader, budget_s=0.0)
    after: Query = ()
    while left.names:
        began = reader.clock.now()
        try:
            query = [("status", "draft"), ("limit", str(PAGE_LINES)), *after]
            page = once.get("/v1/invoices", query)
        except GatewayUnusable:
            return
        shown = [] if isinstance(page, Missing) else page.get("data") or []
        hits = [raw for raw in shown if isinstance(raw, dict) and left.claim(raw.get("id"))]
        seconds = (reader.clock.now() - began).total_seconds()
        left.is_held = len(hits) >= max(HITS_MIN, ONE_BY_ONE_S * seconds)
        yield from hits
        last = shown[-1].get("id") if shown and isinstance(shown[-1], dict) else None
        if not left.is_held or isinstance(page, Missing) or not page.get("has_more") or not last:
            return
        after = [("starting_after", str(last))]
