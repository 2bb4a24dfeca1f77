"""Which ordinals of each content are taken already; nearly every content stands there once."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field


@dataclass(slots=True)
class Ordinals:
    """The ordinals in use by content. It lives inside `make` only.

    A million contents have a million sets only where each of them is there twice.
    """

    _taken: dict[str, int | set[int]] = field(default_factory=dict)

    def of(self, content: str) -> Set[int]:
        """Those of one content."""
        found = self._taken.get(content)
        if isinstance(found, int):
            return {found}
        return found or frozenset()

    def take(self, content: str, ordinal: int) -> None:
        """One more of them is in use."""
        found = self._taken.setdefault(content, ordinal)
        if isinstance(found, set):
            found.add(ordinal)
        elif found != ordinal:
            self._taken[content] = {found, ordinal}

    def all(self) -> Iterator[tuple[str, Set[int]]]:
        """Every content, in the order in which they came, and its ordinals."""
        return ((content, self.of(content)) for content in self._taken)

    def forget(self) -> None:
        """Nobody will ask again."""
        self._taken.clear()
