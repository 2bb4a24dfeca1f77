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
# Expat reads a token that goes on from its start again, chunk after chunk.
TOKEN_BYTES_MAX = 8 * CHUNK_BYTES
DEPTH_MAX = 64
_NO_MEMORY = 1  # XML_ERROR_NO_MEMORY
_ENTITY = re.compile(r"&(?:#([0-9]{1,7});|#x([0-9a-fA-F]{1,6});|(amp|lt|gt|quot|apos);)?")
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["'](?!utf-8["'])""", re.I)
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
        if getattr(error, "code", None) == _NO_MEMORY:
            raise MemoryError from error
        # The last two are expat's words for an encoding it does not know.
        raise Unreadable("file_damaged", reason=str(error)) from error


class Parser:
    """Expat, fed piece by piece by somebody we do not know.

    Raises Unreadable also at shapes that cost time or memory without end: a token that never
    closes, elements within elements within elements.
    """

    def __init__(
        self,
        start: Callable[[str, dict[str, str]], object],
        end: Callable[[str], object] | None = None,
        characters: Callable[[str], object] | None = None,
    ) -> None:
        self._expat = make_parser()
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        if characters is not None:
            self._expat.CharacterDataHandler = characters
        self._start_heard, self._end_heard = start, end
        self._depth = 0
        self._fed = 0

    def feed(self, content: bytes, *, final: bool = False) -> None:
        """Parse some more bytes."""
        feed(self._expat, content, final=final)
        self._fed += len(content)
        if self._fed - self._expat.CurrentByteIndex > TOKEN_BYTES_MAX:
            raise Unreadable("file_damaged", reason="a part of its XML never ends")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise Unreadable("file_damaged", reason=f"more than {DEPTH_MAX} elements deep")
        self._start_heard(name, attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._end_heard is not None:
            self._end_heard(name)


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
    parser = Parser(start)
    for chunk in chunks(stream):
        parser.feed(chunk)
    parser.feed(b"", final=True)


def is_encoded_otherwise(beginning: bytes) -> bool:
    """True where a part says that it is in another encoding than UTF-8."""
    return _ENCODING.search(beginning[:200]) is not None


def hides(content: bytes) -> bool:
    """True where a comment, a CDATA section or an instruction may hide the end of an element."""
    return (b"!" in content and b"<!" in content) or (b"?" in content and b"<?" in content)


def lines_of(text: str) -> str:
    """The text with the line ends of XML."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


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
