"""Reads an XML part whole blocks at a time while it is in the plain shape every writer uses; from
the first doubt on expat reads it. Knows neither cell nor text: what a block says is its reader's.
"""

from __future__ import annotations

import re
from typing import Protocol

from batcher.workbook import markup

# A longer block is left to expat, piece by piece.
BLOCK_BYTES_MAX = 8 * markup.CHUNK_BYTES


class Slow(Protocol):
    """Expat's side of a part."""

    @property
    def awaits_blocks(self) -> bool: ...
    def feed(self, content: bytes, *, final: bool = False) -> None: ...


class Blocks:
    """One pass over one part, whose blocks (`</row>`) stand in one element (`sheetData`)."""

    BEGINNING: re.Pattern[bytes]  # the start tag of that element
    BLOCK_END: bytes
    PART_END: bytes  # the beginning of the end tag of that element

    def __init__(self, slow: Slow) -> None:
        self._slow = slow
        self._pending = b""
        self._began = False
        self._plain = True

    def take(self, chunk: bytes) -> None:
        """Read some more of the part."""
        self._pending += chunk
        if self._plain and not self._began:
            self._begin()
        if self._plain and self._began:
            self._take_blocks()
        if not self._plain:
            self._slow.feed(self._pending)
            self._pending = b""

    def close(self) -> None:
        """Read what is left; raises Unreadable when the XML stops short."""
        self._slow.feed(self._pending, final=True)

    def take_block(self, block: bytes) -> None:
        """Read whole blocks, or feed them to expat."""
        raise NotImplementedError

    def _begin(self) -> None:
        """Everything up to the first block is expat's; it also says whether this is the part."""
        found = self.BEGINNING.search(self._pending)
        if found is None:
            self._plain = len(self._pending) < BLOCK_BYTES_MAX
            return
        self._began = True
        self._plain = not markup.is_encoded_otherwise(self._pending)
        if self._plain:
            self._slow.feed(self._pending[: found.end()])
            self._pending = self._pending[found.end() :]
            self._plain = self._slow.awaits_blocks

    def _take_blocks(self) -> None:
        # A comment, a CDATA section or an instruction may hide a block's end: expat takes the rest.
        end = self._pending.find(self.PART_END)
        inside = self._pending if end < 0 else self._pending[:end]
        if markup.hides(inside):
            self._plain = False
            return
        last = inside.rfind(self.BLOCK_END)
        after = 0 if last < 0 else last + len(self.BLOCK_END)
        if after:
            self.take_block(inside[:after])
        self._pending = self._pending[after:]
        self._plain = end < 0 and len(inside) - after < BLOCK_BYTES_MAX
