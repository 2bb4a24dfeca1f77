"""Reads the texts that the sheets of a workbook share; knows no cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO

from batcher.workbook import markup
from batcher.workbook.content import refuse_long_text, unescape
from batcher.workbook.markup import MAIN


def read_strings(stream: IO[bytes]) -> list[str]:
    """The shared strings in order; readings of Japanese words (`rPh`) are no part of them."""
    strings: list[str] = []
    pieces: list[str] = []
    units = 0
    heard = phonetic = False

    def start(name: str, _: Mapping[str, str]) -> None:
        nonlocal heard, phonetic
        if name == f"{MAIN} rPh":
            phonetic = True
        heard = name == f"{MAIN} t" and not phonetic

    def end(name: str) -> None:
        nonlocal heard, phonetic, units
        heard = False
        if name == f"{MAIN} rPh":
            phonetic = False
        elif name == f"{MAIN} si":
            strings.append(unescape("".join(pieces)))
            pieces.clear()
            units = 0

    def characters(text: str) -> None:
        nonlocal units
        if heard:
            pieces.append(text)
            units += len(text)
            refuse_long_text(units)

    parser = markup.Parser(start, end, characters)
    for chunk in markup.chunks(stream):
        parser.feed(chunk)
    parser.feed(b"", final=True)
    return strings
