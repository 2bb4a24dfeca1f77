"""Reads the texts that the sheets of a workbook share; knows no cell.

Texts in the plain shape are read by one expression, whole blocks at a time; a block with anything
else in it (rich text, comments) goes to expat.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import IO

from batcher.workbook import markup
from batcher.workbook.blocks import Blocks
from batcher.workbook.content import refuse_long_text, unescape
from batcher.workbook.markup import MAIN

_TEXT = r"[^<\x00-\x08\x0b\x0c\x0e-\x1f]*"
# Readings of Japanese words (`rPh`) are no part of a text.
_PLAIN = re.compile(
    rf'<si><t(?: xml:space="preserve")?>({_TEXT})</t>'
    rf"(?:<rPh [^<>]*><t(?: [^<>]*)?>{_TEXT}</t></rPh>)*(?:<phoneticPr [^<>]*/>)?</si>"
)


def read_strings(stream: IO[bytes]) -> list[str]:
    """The shared strings in order. Raises Unreadable when it is not their XML."""
    reader = _Reader()
    for chunk in markup.chunks(stream):
        reader.take(chunk)
    reader.close()
    return reader.strings


class _Reader(Blocks):
    """One pass over the part."""

    BEGINNING = re.compile(rb"<sst(?:\s[^<>]*[^<>/])?>")
    BLOCK_END = b"</si>"
    PART_END = b"</sst"

    def __init__(self) -> None:
        self.strings: list[str] = []
        super().__init__(_Heard(self.strings))

    def take_block(self, block: bytes) -> None:
        """Read whole texts."""
        if not self._take_plain(block):
            self._slow.feed(block)

    def _take_plain(self, block: bytes) -> bool:
        """Read a block in the plain shape; False, with nothing taken, when it is in another."""
        try:
            text = markup.lines_of(block.decode("utf-8"))
        except UnicodeDecodeError:
            return False
        pieces = _PLAIN.split(text)
        texts = pieces[1::2]
        if not texts or "".join(pieces[::2]).strip():
            return False
        refuse_long_text(max(map(len, texts)))
        if "&" in text or "_x" in text:
            texts = [unescape(markup.resolve(one)) for one in texts]
        self.strings.extend(texts)
        return True


class _Heard:
    """Expat's side: adds every text it hears to the strings."""

    def __init__(self, strings: list[str]) -> None:
        self._strings = strings
        self._parser = markup.Parser(self._start, self._end, self._characters)
        self._pieces: list[str] = []
        self._units = 0
        self._within: list[str] = []

    @property
    def awaits_blocks(self) -> bool:
        """True directly inside the element that holds all strings."""
        return self._within == [f"{MAIN} sst"]

    def feed(self, content: bytes, *, final: bool = False) -> None:
        """Parse some more bytes."""
        self._parser.feed(content, final=final)

    def _start(self, name: str, _: Mapping[str, str]) -> None:
        self._within.append(name)

    def _end(self, name: str) -> None:
        self._within.pop()
        if name == f"{MAIN} si":
            self._strings.append(unescape("".join(self._pieces)))
            self._pieces.clear()
            self._units = 0

    def _characters(self, text: str) -> None:
        if self._within[-1] == f"{MAIN} t" and f"{MAIN} rPh" not in self._within:
            self._pieces.append(text)
            self._units += len(text)
            refuse_long_text(self._units)
