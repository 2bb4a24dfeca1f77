"""Reads the texts that the sheets of a workbook share; knows no cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO

from batcher.workbook import markup
from batcher.workbook.content import unescape
from batcher.workbook.markup import MAIN


def read_strings(stream: IO[bytes]) -> list[str]:
    """The shared strings in order; readings of Japanese words (`rPh`) are no part of them."""
    strings: list[str] = []
    pieces: list[str] = []
    heard = phonetic = False
    parser = markup.make_parser()

    def start(name: str, _: Mapping[str, str]) -> None:
        nonlocal heard, phonetic
        if name == f"{MAIN} rPh":
            phonetic = True
        heard = name == f"{MAIN} t" and not phonetic

    def end(name: str) -> None:
        nonlocal heard, phonetic
        heard = False
        if name == f"{MAIN} rPh":
            phonetic = False
        elif name == f"{MAIN} si":
            strings.append(unescape("".join(pieces)))
            pieces.clear()

    def characters(text: str) -> None:
        if heard:
            pieces.append(text)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    for chunk in markup.chunks(stream):
        markup.feed(parser, chunk)
    markup.feed(parser, b"", final=True)
    return strings
