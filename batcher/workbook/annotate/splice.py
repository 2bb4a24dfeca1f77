"""Changes a few places of an XML part and leaves every other byte as it was; knows no workbook.

Parsing a part and writing it again loses what the parser does not know (prefixes, extensions), so
elements are found by their offsets and the text between them is never touched.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from xml.parsers import expat  # every DOCTYPE is refused below, so no entity is ever declared
from xml.sax.saxutils import escape, quoteattr

from batcher.workbook.cells import safe_text
from batcher.workbook.container import Unreadable

Edit = tuple[int, int, bytes]  # from, to, what stands there instead

_DECLARATION = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["'][^>]*\?>""")
_DECLARED = re.compile(r"\s*<\?xml[^>]*\?>")
_TAG = re.compile(rb"""<([^\s/>]+)(?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")
_FIRST = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))?""")
_LIKE_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_UTF8 = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


@dataclass(frozen=True, slots=True)
class Span:
    """One element by its offsets: `<`, after its start tag, its end tag's `<`, after its `>`.

    `name` and `parent` are local names; `raw` the name as written, prefix included. An element
    that closes itself has `inner == close == end`.
    """

    name: str
    parent: str
    raw: bytes
    attributes: Mapping[str, str]
    start: int
    inner: int
    close: int
    end: int

    @property
    def prefix(self) -> bytes:
        """`x:` of `<x:row>`, mostly nothing."""
        head, colon, _ = self.raw.rpartition(b":")
        return head + colon


def as_utf8(content: bytes) -> bytes:
    """The same XML in UTF-8, so that offsets and what is written between them agree."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    else:
        declared = _DECLARATION.match(content[:200])
        encoding = declared.group(1).decode("ascii") if declared else "utf-8"
        if encoding.casefold() in ("utf-8", "utf8"):
            return content
    try:
        text = content.decode(encoding)
    except (LookupError, UnicodeError) as error:
        raise Unreadable("file_damaged", reason=str(error)) from error
    return (_UTF8 + _DECLARED.sub("", text, count=1)).encode()


def tag_at(content: bytes, start: int) -> bytes:
    """The start tag that begins there. Raises Unreadable for what is no tag."""
    found = _TAG.match(content, start)
    if found is None:
        raise Unreadable("file_damaged", reason=f"no tag at byte {start}")
    return found.group()


def parser_of(
    start: Callable[[str, dict[str, str]], None], end: Callable[[str], None] | None = None
) -> expat.XMLParserType:
    """An expat parser that names elements `namespace name` and tells `CurrentByteIndex`."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    return parser


def _refuse_doctype(name: str, *_: object) -> None:
    raise Unreadable("file_doctype", found=name)


def parse(parser: expat.XMLParserType, content: bytes) -> None:
    """Parse a whole part. Raises Unreadable where it is not XML."""
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise Unreadable("file_damaged", reason=str(error)) from error


def spans(content: bytes, wanted: Collection[str]) -> list[Span]:
    """The elements with these local names, in the order of their start tags."""
    path: list[str] = []
    opened: list[tuple[int, int, Mapping[str, str]] | None] = []
    found: list[Span] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        path.append(local)
        if local in wanted:
            found.append(_EMPTY)  # its place, in order of start tags
            opened.append((len(found) - 1, parser.CurrentByteIndex, attributes))
        else:
            opened.append(None)

    def finish(_: str) -> None:
        local, here = path.pop(), opened.pop()
        if here is not None:
            place, start, attributes = here
            parent = path[-1] if path else ""
            found[place] = _span(content, local, parent, attributes, start, parser.CurrentByteIndex)

    parser = parser_of(begin, finish)
    parse(parser, content)
    return found


_EMPTY = Span("", "", b"", {}, 0, 0, 0, 0)


def _span(
    content: bytes, name: str, parent: str, attributes: Mapping[str, str], start: int, close: int
) -> Span:
    tag = tag_at(content, start)
    raw = tag[1:].split(None, 1)[0].rstrip(b"/>")
    inner = start + len(tag)
    if tag.endswith(b"/>"):
        return Span(name, parent, raw, attributes, start, inner, inner, inner)
    end = content.index(b">", close) + 1
    return Span(name, parent, raw, attributes, start, inner, close, end)


def splice(content: bytes, edits: Iterable[Edit]) -> bytes:
    """The content with these places changed; edits at one place keep their order."""
    pieces: list[bytes] = []
    at = 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        assert start >= at, (start, at)
        pieces += (content[at:start], new)
        at = end
    pieces.append(content[at:])
    return b"".join(pieces)


def append(span: Span, new: bytes) -> Edit:
    """The edit that puts `new` in as the last child of an element."""
    if span.inner == span.end:
        return span.end - 2, span.end, b">" + new + b"</" + span.raw + b">"
    return span.close, span.close, new


def with_attributes(tag: bytes, values: Mapping[str, str | None]) -> bytes:
    """A start tag with these attributes set, or taken away where the value is None.

    One that is there keeps its place and a new one comes second, for the sake of readers (ours is
    one) that are fast only where attributes stand in the usual order.
    """
    for name, value in values.items():
        given = re.compile(rb"\s+" + name.encode() + rb"""\s*=\s*(?:"[^"]*"|'[^']*')""")
        new = b"" if value is None else b" %s=%s" % (name.encode(), quoteattr(value).encode())
        found = given.search(tag)
        if found is not None:
            tag = tag[: found.start()] + new + tag[found.end() :]
        elif new:
            first = _FIRST.match(tag)
            assert first is not None, tag
            tag = tag[: first.end()] + new + tag[first.end() :]
    return tag


def attribute(text: str) -> str:
    """Text as an attribute's value, quotes included."""
    return quoteattr(safe_text(text), {"\n": "&#10;"})


def characters(text: str) -> str:
    """Text as an element's content, where Excel would read `_x0041_` as a letter."""
    return escape(_LIKE_ESCAPE.sub("_x005F_", safe_text(text)))
