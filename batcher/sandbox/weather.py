"""Decides by a seed which requests go wrong: the same requests meet the same faults every time.

A decision depends on the seed, the request's own content and how often that content has come, never
on the clock or on which thread was faster.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock, local

from batcher.sandbox.faults import Fault, Phase
from batcher.sandbox.kinds import EVERY, KINDS

SHARE = 0.2
_RANGE = 2**64


class SpecUnreadable(ValueError):
    """A description of faults that says nothing we know; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What shall go wrong: `share` of the requests by `seed`, each by one of `kinds`.

    `method` and `path` limit it to requests of that method and to paths that hold these words;
    `times` to so many faults in all (None: no limit).
    """

    seed: str = "0"
    share: float = SHARE
    kinds: tuple[str, ...] = tuple(KINDS)
    method: str = ""
    path: str = ""
    times: int | None = None


def parse(text: str) -> Spec:
    """`7`, or `seed=7,share=0.2,kinds=drop+late,method=POST,path=add_lines,times=3`.

    Raises SpecUnreadable.
    """
    if "=" not in text:
        text = f"seed={text}"
    told: dict[str, str] = {}
    for part in text.split(","):
        name, _, value = part.strip().partition("=")
        if not value or name in told:
            raise SpecUnreadable(part.strip() or text)
        told[name] = value.strip()
    return from_values(told)


def from_values(told: Mapping[str, str]) -> Spec:
    """The same from a form's fields; raises SpecUnreadable."""
    strange = sorted(set(told) - set(Spec.__dataclass_fields__))
    if strange:
        raise SpecUnreadable(f"{strange[0]}: {' '.join(Spec.__dataclass_fields__)}")
    kinds = tuple(re.split("[+ ]", told["kinds"])) if "kinds" in told else Spec().kinds
    unknown = [kind for kind in kinds if kind not in EVERY]
    if unknown:
        raise SpecUnreadable(f"{unknown[0]}: {' '.join(EVERY)}")
    return Spec(
        told.get("seed", "0"),
        _share(told.get("share", str(SHARE))),
        kinds,
        told.get("method", "").upper(),
        told.get("path", ""),
        _times(told["times"]) if "times" in told else None,
    )


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        raise SpecUnreadable(f"share={text}") from None
    if not 0 <= share <= 1:
        raise SpecUnreadable(f"share={text}")
    return share


def _times(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise SpecUnreadable(f"times={text}")
    return int(text)


@dataclass(eq=False)
class Weather:
    """The hook of a sandbox that decides by a `Spec`; `struck` counts what it did, by kind."""

    spec: Spec | None = None
    struck: Counter[str] = field(default_factory=Counter)
    _seen: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)
    _own: local = field(default_factory=local)

    def become(self, spec: Spec | None) -> None:
        """From now on this, counted from the beginning; None is fine weather."""
        with self._lock:
            self.spec = spec
            self.struck.clear()
            self._seen.clear()

    def __call__(self, phase: Phase, method: str, path: str, body: str) -> Fault | None:
        # One request is served by one thread: what was decided before it holds after it too.
        if phase == "before":
            self._own.kind = self._decide(method, path, body)
        kind = EVERY.get(getattr(self._own, "kind", ""))
        return kind.fault if kind is not None and kind.phase == phase else None

    def _decide(self, method: str, path: str, body: str) -> str:
        with self._lock:
            spec = self.spec
            if spec is None or spec.method not in ("", method) or spec.path not in path:
                return ""
            if spec.times is not None and self.struck.total() >= spec.times:
                return ""
            content = f"{method}\n{path}\n{body}"
            self._seen[content] += 1
            kinds = [one for one in spec.kinds if method == "POST" or not EVERY[one].writes]
            kind = drawn(spec.seed, f"{content}\n{self._seen[content]}", spec.share, kinds)
            if kind:
                self.struck[kind] += 1
            return kind


def drawn(seed: str, content: str, share: float, kinds: Sequence[str]) -> str:
    """One of `kinds` for a `share` of all contents, else ''; the same for the same content."""
    digest = hashlib.sha256(f"{seed}\n{content}".encode()).digest()
    if not kinds or int.from_bytes(digest[:8], "big") >= share * _RANGE:
        return ""
    return kinds[int.from_bytes(digest[8:16], "big") % len(kinds)]
