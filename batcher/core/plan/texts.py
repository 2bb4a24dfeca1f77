"""What goes over the wire of each operation, until it goes into the bodies of requests.

Texts stand together, many in one: a million small ones would leave as many holes in memory when
they are let go of, and the bodies would stand beside the holes."""

from __future__ import annotations

from array import array

_TOGETHER = 64
_BETWEEN = "\n"  # never in what is encoded


class Texts:
    """A text, or none, of each operation by its place; each is taken once."""

    __slots__ = ("_asked", "_blocks", "_left", "_open", "_read", "_read_from")

    def __init__(self) -> None:
        self._asked = bytearray()
        self._open: list[str] = []
        self._blocks: list[str] = []
        self._left = array("i")
        self._read: list[str] = []
        self._read_from = -1

    def __len__(self) -> int:
        return len(self._asked)

    def append(self, text: str | None) -> None:
        """That of the next operation; None where nothing is sent."""
        self._asked.append(text is not None)
        self._open.append(text or "")
        if len(self._open) == _TOGETHER:
            self._close()

    def _close(self) -> None:
        self._left.append(sum(self._asked[len(self._blocks) * _TOGETHER :]))
        self._blocks.append(_BETWEEN.join(self._open))
        self._open = []

    def is_there(self, place: int) -> bool:
        """Whether there is one that was neither taken nor dropped."""
        return bool(self._asked[place])

    def drop(self, place: int) -> None:
        """Nothing is sent of this operation after all."""
        if not self._asked[place]:
            return
        self._asked[place] = 0
        number = place // _TOGETHER
        if number < len(self._blocks):
            self._left[number] -= 1
            if not self._left[number]:
                self._blocks[number] = ""

    def take(self, place: int) -> str:
        """The text of an operation, which is let go of here."""
        assert self._asked[place], "an operation goes into one request"
        if self._open:
            self._close()
        number, within = divmod(place, _TOGETHER)
        if number != self._read_from:
            self._read, self._read_from = self._blocks[number].split(_BETWEEN), number
        text = self._read[within]
        self.drop(place)
        return text
