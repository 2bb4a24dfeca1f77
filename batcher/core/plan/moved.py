"""The values a row moves, old and new, kept in little room: a plan may have a million rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

Names = tuple[tuple[str, ...], tuple[str, ...]]
SHAPES_KEPT = 1024
_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Moved:
    """Old and new values by name; made by `of`.

    `names`: those of the old, those of the new. `values`: the old, then the new, as one text, or
    one by one where a value holds what would stand between them there.
    """

    names: Names = ((), ())
    values: str | tuple[str, ...] = ()

    @classmethod
    def of(cls, old: Mapping[str, str], new: Mapping[str, str]) -> Moved:
        """These values."""
        if not old and not new:
            return NOTHING_MOVED
        values = (*old.values(), *new.values())
        text = _BETWEEN.join(values)
        fits = text.count(_BETWEEN) == len(values) - 1
        return cls(_shape(tuple(old), tuple(new)), text if fits else values)

    @property
    def old(self) -> dict[str, str]:
        """What stood before."""
        names = self.names[0]
        return dict(zip(names, self._all()[: len(names)], strict=True))

    @property
    def new(self) -> dict[str, str]:
        """What stands after."""
        before, after = self.names
        return dict(zip(after, self._all()[len(before) :], strict=True))

    def _all(self) -> Sequence[str]:
        return self.values.split(_BETWEEN) if isinstance(self.values, str) else self.values


NOTHING_MOVED = Moved()


@lru_cache(maxsize=SHAPES_KEPT)  # the rows of a sheet have few shapes
def _shape(old: tuple[str, ...], new: tuple[str, ...]) -> Names:
    return old, new
