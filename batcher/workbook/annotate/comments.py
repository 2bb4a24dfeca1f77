"""Writes what is wrong with a cell into its comment, after what the person wrote there, and takes
it out again; a comment in the file is a text in one part and a box to show it in in another."""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count

from batcher.workbook.annotate.splice import (
    Edit,
    Span,
    append,
    as_utf8,
    characters,
    spans,
    splice,
)
from batcher.workbook.cells import shown_width
from batcher.workbook.content import unescape
from batcher.workbook.grid import column_letters

AUTHOR = "batcher"
OPENING = "── batcher ──"
CLOSING = "─────────────"
EMPTY_COMMENTS = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<authors/><commentList/></comments>"
)
EMPTY_SHAPES = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" '
    b'xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel">'
    b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/></o:shapelayout></xml>'
)
_SECTION = re.compile(rf"\n{{0,2}}{OPENING}\n.*?(?:{CLOSING}\n?|\Z)", re.S)
_PARTS = frozenset({"comments", "authors", "author", "commentList", "comment", "text", "t"})
_THREAD = "tc="  # how Excel names the author of a thread's stand-in; nobody sees that text
# Up to its own end and never past another's beginning: a broken part costs no time.
_SHAPE = re.compile(
    rb"<(?:[\w.-]+:)?shape\s(?:(?!<(?:[\w.-]+:)?shape\s).)*?</(?:[\w.-]+:)?shape>\s*", re.S
)
_ROW = re.compile(rb"<(?:[\w.-]+:)?Row>\s*(\d+)\s*<")
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?Column>\s*(\d+)\s*<")
_SHAPE_ID = re.compile(rb"_s(\d+)")
_BLOCK = 1024  # ids of shapes are given out in blocks of so many
_IDMAP = re.compile(rb"""(<(?:[\w.-]+:)?idmap\s[^>]*?data=["'])([^"']*)""")
_KIND = (
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    b'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    b'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_NAMES = (
    ("v", "urn:schemas-microsoft-com:vml"),
    ("o", "urn:schemas-microsoft-com:office:office"),
    ("x", "urn:schemas-microsoft-com:office:excel"),
)
_LETTERS_A_LINE = 46
_BOX_COLUMNS = 4
_BOX_LINES = (5, 24)

Cell = tuple[int, int]  # row, column, from 1


def cleared(content: bytes) -> tuple[bytes, frozenset[str]]:
    """The comments without what we wrote, and the addresses of those that held nothing else."""
    every = spans(content, {"comment", "t"})
    edits: list[Edit] = []
    gone: set[str] = set()
    for comment, within in _with_insides(every):
        inside = [span for span in within if span.name == "t"]
        pieces = [_text(content, t) for t in inside]
        whole = "".join(pieces)
        ours = [match.span() for match in _SECTION.finditer(whole)]
        if not ours:
            continue
        if not _SECTION.sub("", whole).strip():
            edits.append((comment.start, comment.end, b""))
            gone.add(comment.attributes.get("ref", ""))
            continue
        at = 0
        for span, piece in zip(inside, pieces, strict=True):
            kept = _without(piece, at, ours)
            at += len(piece)
            edits.append((span.start, span.end, _element(span, kept)))
    return splice(content, edits), frozenset(gone)


def _text(content: bytes, span: Span) -> str:
    return unescape(html.unescape(content[span.inner : span.close].decode()))


def _with_insides(every: Sequence[Span]) -> Iterator[tuple[Span, Sequence[Span]]]:
    """Each comment with what stands in it; spans come in the order of their start tags."""
    starts = [span.start for span in every]
    for place, span in enumerate(every):
        if span.name == "comment":
            yield span, every[place + 1 : bisect_left(starts, span.end)]


def _without(piece: str, at: int, cuts: Iterable[tuple[int, int]]) -> str:
    """A piece of a text that begins at `at`, without what stands between these offsets."""
    kept: list[str] = []
    done = 0
    for begin, end in cuts:
        kept.append(piece[done : max(begin - at, done)])
        done = max(min(end - at, len(piece)), done)
    return "".join(kept) + piece[done:]


def _element(span: Span, text: str) -> bytes:
    tag = b"<" + span.raw + b' xml:space="preserve">'
    return tag + characters(text).encode() + b"</" + span.raw + b">"


def commented(content: bytes, texts: Mapping[Cell, str]) -> bytes:
    """The comments with these texts at the end of the cell's own, or as new ones.

    A cell with a thread keeps it as it is: a thread shows no text but its own.
    """
    root, *every = spans(content, _PARTS)
    found = {span.name: span for span in every if span.name in ("authors", "commentList")}
    authors = [_text(content, span) for span in every if span.name == "author"]
    number = authors.index(AUTHOR) if AUTHOR in authors else len(authors)
    prefix = root.prefix.decode()
    edits: list[Edit] = []
    if number == len(authors):
        author = f"<{prefix}author>{AUTHOR}</{prefix}author>"
        edits.append(append(found["authors"], author.encode()))
    known = {span.attributes.get("ref", ""): (span, own) for span, own in _with_insides(every)}
    made = b""
    for (row, column), text in texts.items():
        address = f"{column_letters(column)}{row}"
        comment, inside = known.get(address, (None, ()))
        if comment is None:
            made += _comment(prefix, address, number, text).encode()
        elif not authors[int(comment.attributes.get("authorId", "0"))].startswith(_THREAD):
            edits.extend(_appended(prefix, inside, text))
    if made:
        edits.append(append(found["commentList"], made))
    return splice(content, edits)


def _comment(prefix: str, address: str, author: int, text: str) -> str:
    p = prefix
    return (
        f'<{p}comment ref="{address}" authorId="{author}"><{p}text>'
        f"{_run(p, _section(text))}</{p}text></{p}comment>"
    )


def _appended(prefix: str, inside: Sequence[Span], text: str) -> list[Edit]:
    """A run at the end; a text that stands in no run becomes one, for runs follow only runs."""
    edits: list[Edit] = []
    for span in inside:
        if span.name == "t" and span.parent == "text":
            edits.append((span.start, span.start, f"<{prefix}r>".encode()))
            edits.append((span.end, span.end, f"</{prefix}r>".encode()))
    run = _run(prefix, "\n\n" + _section(text)).encode()
    return edits + [append(span, run) for span in inside if span.name == "text"]


def _section(text: str) -> str:
    return f"{OPENING}\n{text}\n{CLOSING}"


def _run(prefix: str, text: str) -> str:
    p = prefix
    looks = f'<{p}rPr><{p}sz val="9"/><{p}rFont val="Tahoma"/></{p}rPr>'
    return f'<{p}r>{looks}<{p}t xml:space="preserve">{characters(text)}</{p}t></{p}r>'


def without_shapes(content: bytes, gone: Collection[str]) -> bytes:
    """The shapes without the boxes of comments that are no more."""

    def kept(match: re.Match[bytes]) -> bytes:
        return b"" if _cell_of(match.group()) in gone else match.group()

    return _SHAPE.sub(kept, as_utf8(content))


def shaped(content: bytes) -> frozenset[str]:
    """The addresses of cells whose comments have a box."""
    cells = (_cell_of(match.group()) for match in _SHAPE.finditer(content))
    return frozenset(cell for cell in cells if cell)


def _cell_of(shape: bytes) -> str:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    if row is None or column is None:
        return ""
    return f"{column_letters(int(column.group(1)) + 1)}{int(row.group(1)) + 1}"


def with_shapes(content: bytes, texts: Mapping[Cell, str], block: int) -> tuple[bytes, int]:
    """The shapes with a box for each of these comments, and the next block of ids that is free."""
    end = content.rfind(b"</xml>")
    if end < 0 or not texts:
        return content, block
    have = shaped(content)
    numbers = count(block * _BLOCK + 1)
    root = content[: content.find(b">", content.find(b"<xml"))].decode("utf-8", "replace")
    missing = (f'xmlns:{prefix}="{name}"' for prefix, name in _NAMES)
    declared = "".join(f" {one}" for one in missing if one not in root)
    known = b'"_x0000_t202"' in content
    made = [] if known else [_KIND.replace(b" ", declared.encode() + b" ", 1)]
    for (row, column), text in texts.items():
        if f"{column_letters(column)}{row}" not in have:
            made.append(_shape(row, column, text, next(numbers), declared).encode())
    following = (next(numbers) - 1) // _BLOCK + 1
    blocks = ",".join(str(number) for number in range(block, following)).encode()
    mapped = _IDMAP.sub(
        lambda m: m.group(1) + b",".join(filter(None, (m.group(2), blocks))), content[:end], count=1
    )
    return mapped + b"".join(made) + content[end:], following


def last_block(content: bytes) -> int:
    """The highest block of ids that shapes of this part have."""
    return max((int(found) // _BLOCK for found in _SHAPE_ID.findall(content)), default=0)


def _shape(row: int, column: int, text: str, number: int, declared: str) -> str:
    lines = sum(1 + shown_width(line) // _LETTERS_A_LINE for line in text.split("\n")) + 3
    height = min(max(lines, _BOX_LINES[0]), _BOX_LINES[1])
    top = max(row - 2, 0)
    anchor = f"{column}, 15, {top}, 4, {column + _BOX_COLUMNS}, 40, {top + height}, 4"
    return (
        f'<v:shape{declared} id="_x0000_s{number}" type="#_x0000_t202" '
        'style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"/>'
        '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )
