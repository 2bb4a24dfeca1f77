"""The chain of hashes through a run's events: changing a stored event breaks it. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from batcher.core.model import Event


def canonical(value: object) -> str:
    """JSON with one spelling per value; ASCII, so that every database holds every text.

    Raises TypeError or ValueError for what JSON cannot hold: a mistake of the caller's.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def link(previous: str, *, run: str, at: str, kind: str, request: int | None, detail: str) -> str:
    """The hash (64 hex digits) of one event; `previous`: that of the run's event before, or ""."""
    content = canonical([previous, run, at, kind, request, detail])
    return _sha256(content.encode())


_SLICE = 1 << 20


def seals(workbook: bytes, plan: str) -> dict[str, str]:
    """What a run's first event says of its workbook and plan, so that its hash covers them."""
    found = hashlib.sha256()
    for start in range(0, len(plan), _SLICE):  # its bytes never stand beside it whole
        found.update(plan[start : start + _SLICE].encode("utf-8", "surrogatepass"))
    return {"plan_sha256": found.hexdigest(), "workbook_sha256": _sha256(workbook)}


class Linked(Protocol):
    """A stored event with its hash, as the database gives it."""

    @property
    def number(self) -> int: ...
    @property
    def run(self) -> str: ...
    @property
    def at(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def request(self) -> int | None: ...
    @property
    def detail(self) -> str: ...
    @property
    def hash(self) -> str: ...


def first_broken(events: Iterable[Linked]) -> int | None:
    """The number of the first of a run's events that does not follow from the one before.

    What a purge cut short no longer gives its hash; the hash still stands between its neighbours',
    and the purge's own event holds what was kept.
    """
    listed = list(events)
    cut, previous = _cut(listed), ""
    for event in listed:
        if event.number in cut:
            previous = event.hash
            continue
        expected = link(
            previous,
            run=event.run,
            at=event.at,
            kind=event.kind,
            request=event.request,
            detail=event.detail,
        )
        if event.hash != expected:
            return event.number
        previous = event.hash
    return None


def kept(events: Iterable[Linked]) -> str:
    """The hash (64 hex digits) of all that is left of these events, their own hashes too."""
    facts = [[e.number, e.run, e.at, e.kind, e.request, e.detail, e.hash] for e in events]
    return _sha256(canonical(facts).encode())


def _cut(events: Sequence[Linked]) -> frozenset[int]:
    """The numbers of the events that a purge cut short, where they are as it left them."""
    told = next((detail_of(one.detail) for one in events if one.kind == Event.PURGED), {})
    numbers = told.get("events")
    cut = frozenset(numbers) if isinstance(numbers, list) else frozenset()
    same = kept(one for one in events if one.number in cut) == told.get("kept_sha256")
    return cut if same else frozenset()


def detail_of(text: str) -> Mapping[str, object]:
    """A stored detail as it was given (tuples as lists)."""
    found: dict[str, object] = json.loads(text)
    return found


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
