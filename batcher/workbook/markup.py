"""Streams the XML parts of a workbook through expat, refusing every DOCTYPE; knows no cell."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import IO
from xml.parsers import expat  # every DOCTYPE is refused below, so no entity is ever declared

from batcher.workbook.container import Unreadable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
CHUNK_BYTES = 1 << 20
_ENTITY = re.compile(r"&(?:#([0-9]{1,7});|#x([0-9a-fA-F]{1,6});|(amp|lt|gt|quot|apos);)?")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


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
    except (expat.ExpatError, LookupError, ValueError) as error:
        # The last two are expat's words for an encoding it does not know.
        raise Unreadable("file_damaged", reason=str(error)) from error


def chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """The stream a megabyte at a time; raises Unreadable when the zip is broken inside."""
    while True:
        try:
            chunk = stream.read(CHUNK_BYTES)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
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


def resolve(text: str) -> str:
    """The characters an XML text stands for; raises Unreadable for an entity XML does not know."""
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, named = match.groups()
    if named:
        return _NAMED[named]
    code = int(decimal) if decimal else int(hexadecimal or "0", 16)
    allowed = code >= 0x20 or code in (0x9, 0xA, 0xD)
    if not allowed or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF) or code > 0x10FFFF:
        raise Unreadable("file_damaged", reason=f"entity {match.group()}")
    return chr(code)


def is_true(text: str | None) -> bool:
    """An XML boolean: LibreOffice writes `hidden="false"` where others leave it out."""
    return text in ("1", "true", "True", "on")


def _refuse_doctype(name: str, *_: object) -> None:
    raise Unreadable("file_doctype", found=name)
