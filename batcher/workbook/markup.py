"""Streams the XML parts of a workbook through expat, refusing every DOCTYPE; knows no cell."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import IO
from xml.parsers import expat  # every DOCTYPE is refused below, so no entity is ever declared

from batcher.workbook.container import Unreadable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
CHUNK_BYTES = 1 << 20


def make_parser() -> expat.XMLParserType:
    """An expat parser that names elements `namespace name` and raises Unreadable at a DOCTYPE."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    # Newer expat puts off half tokens; rows must be heard in the order they are fed.
    undelay = getattr(parser, "SetReparseDeferralEnabled", None)
    if undelay is not None:
        undelay(False)
    return parser


def feed(parser: expat.XMLParserType, content: bytes, *, final: bool = False) -> None:
    """Parse some more bytes; raises Unreadable when they are not XML."""
    try:
        parser.Parse(content, final)
    except expat.ExpatError as error:
        raise Unreadable("file_damaged", reason=str(error)) from error


def chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """The stream a megabyte at a time; raises Unreadable when the zip is broken inside."""
    while True:
        try:
            chunk = stream.read(CHUNK_BYTES)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise Unreadable("file_damaged", reason=str(error)) from error
        if not chunk:
            return
        yield chunk


def walk(stream: IO[bytes], start: Callable[[str, Mapping[str, str]], object]) -> None:
    """Call `start` with `namespace name` and attributes for every element of a part, in order."""
    parser = make_parser()
    parser.StartElementHandler = start
    for chunk in chunks(stream):
        feed(parser, chunk)
    feed(parser, b"", final=True)


def is_true(text: str | None) -> bool:
    """An XML boolean: LibreOffice writes `hidden="false"` where others leave it out."""
    return text in ("1", "true", "True", "on")


def _refuse_doctype(name: str, *_: object) -> None:
    raise Unreadable("file_doctype", found=name)
