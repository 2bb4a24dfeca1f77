"""Colours marked cells in `styles.xml`, and gives cells marked earlier their own look again.

A mark is a copy of the cell's own format with another fill (and dark letters where they were
light), so number formats, borders and alignment stay. What a mark covers is remembered by its
colour: every pair of fill and font has its own shade, and the list of shades stands hidden on the
sheet of problems, where it outlives a save by any program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from batcher.core.model import Severity
from batcher.workbook.annotate.splice import (
    Edit,
    Span,
    append,
    spans,
    splice,
    tag_at,
    with_attributes,
)
from batcher.workbook.container import Unreadable

Shades = Mapping[str, tuple[str, str]]  # colour -> the fill and the font it covers, as XML

# The last hexadecimal digit is the shade's number; the last shade covers what is not remembered.
COLOURS = {Severity.ERROR: "F8CBC", Severity.QUESTION: "FBDDB", Severity.WARNING: "FFF3C"}
SHADES_MAX = 16
# The same to the eye, but no shade of a mark: for cells of our own.
LEGEND = {Severity.ERROR: "F8CAC4", Severity.QUESTION: "FBDCB4", Severity.WARNING: "FFF2C4"}

EMPTY_STYLES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"></styleSheet>'
)
# What a workbook without formats of a kind is understood to have, in the order of the schema.
_DEFAULTS = {
    "fonts": '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>',
    "fills": '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>',
    "borders": '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border>'
    "</borders>",
    "cellStyleXfs": '<cellStyleXfs count="1">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
    "cellXfs": '<cellXfs count="1">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>',
    "cellStyles": '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles>",
}
_GROUPS = {"font": "fonts", "fill": "fills", "border": "borders", "xf": "cellXfs"}
_LINE = (
    '<border><left/><right/><top/><bottom style="hair"><color rgb="FFAAAAAA"/></bottom>'
    "<diagonal/></border>"
)
_OURS = re.compile(
    rb'<fgColor\s[^>]*?rgb\s*=\s*["\'](?:FF)?((?:' + "|".join(COLOURS.values()).encode() + rb")"
    rb"[0-9A-F])",
    re.I,
)
_PREFIX = re.compile(r"(</?)[\w.-]+:")
_FOREIGN = re.compile(r"""\s+(?:xmlns|[\w.-]+:[\w.-]+)\s*=\s*(?:"[^"]*"|'[^']*')""")
_COLOUR = re.compile(rb"<(?:[\w.-]+:)?color\s[^>]*?/>")
_WHITE = re.compile(rb"""\b(?:theme|indexed)\s*=\s*["'](0|1|9)["']""")
_RGB = re.compile(rb"""\brgb\s*=\s*["'](?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})["']""")
_DARK = b'<color rgb="FF1F1F1F"/>'
_LIGHT_FROM = 140  # of 255: lighter letters than that cannot be read on a mark


class Palette:
    """The formats of one workbook. `shades`: what earlier marks cover, taken off right away.

    `covered` afterwards: what the marks given out cover, for the next time.
    """

    def __init__(self, content: bytes, shades: Shades) -> None:
        content = _completed(content)
        self._content = content
        self._groups: dict[str, Span] = {}
        self._old: dict[str, list[bytes]] = {name: [] for name in _GROUPS}
        self._spans: dict[str, list[Span]] = {name: [] for name in _GROUPS}
        for span in spans(content, {*_GROUPS, *_GROUPS.values()}):
            if span.name in _GROUPS.values() and span.parent == "styleSheet":
                self._groups.setdefault(span.name, span)
            elif _GROUPS.get(span.name) == span.parent:
                self._old[span.name].append(content[span.start : span.end])
                self._spans[span.name].append(span)
        if not all(self._old.values()):
            raise Unreadable("file_damaged", reason="styles.xml")
        self._prefix = self._groups["fonts"].prefix
        self._all = {name: list(raws) for name, raws in self._old.items()}
        self.covered: dict[str, tuple[str, str]] = {}
        self._marks: dict[tuple[int, Severity], int] = {}
        self._shades: dict[tuple[int, int], int] = {}
        self._unmark(shades)

    def mark(self, style: int, severity: Severity) -> int:
        """The number of the format that is `style` (as in `s=`) coloured."""
        if style >= len(self._all["xf"]):
            style = 0  # Excel reads a number beyond the list as the default, too
        key = (style, severity)
        if key not in self._marks:
            self._marks[key] = self._coloured(style, severity)
        return self._marks[key]

    def look(self, font: str, fill: str = "", alignment: str = "", line: bool = False) -> int:
        """The number of a format of our own, from the inside of `<font>` and a colour; `line`: a
        thin one below."""
        font_id = self._place("font", self._own(f"<font>{font}</font>"))
        fill_id = self._place("fill", self._own(_solid(fill))) if fill else 0
        border_id = self._place("border", self._own(_LINE)) if line else 0
        xf = (
            f'<xf numFmtId="0" fontId="{font_id}" fillId="{fill_id}" borderId="{border_id}" '
            'xfId="0" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
            f'<alignment vertical="top"{alignment}/></xf>'
        )
        return self._place("xf", self._own(xf))

    def content(self) -> bytes:
        """`styles.xml` with everything that was asked for."""
        edits: list[Edit] = []
        for name, group in _GROUPS.items():
            old, now = self._old[name], self._all[name]
            for span, before, after in zip(self._spans[name], old, now, strict=False):
                if before != after:
                    edits.append((span.start, span.end, after))
            if len(now) > len(old):
                edits.extend(self._grown(self._groups[group], now[len(old) :], len(now)))
        return splice(self._content, edits)

    def _grown(self, group: Span, added: list[bytes], count: int) -> list[Edit]:
        tag = self._content[group.start : group.inner]
        counted = with_attributes(tag, {"count": str(count)})
        return [(group.start, group.inner, counted), append(group, b"".join(added))]

    def _coloured(self, style: int, severity: Severity) -> int:
        xf = self._all["xf"][style]
        fill_id, font_id = _number(xf, "fillId"), _number(xf, "fontId")
        shade = self._shades.setdefault((fill_id, font_id), len(self._shades))
        remembered = shade < SHADES_MAX - 1
        colour = f"{COLOURS[severity]}{min(shade, SHADES_MAX - 1):X}"
        if remembered:
            fill, font = self._raw("fill", fill_id), self._raw("font", font_id)
            self.covered[colour] = (_neutral(fill), _neutral(font))
        changes = {"fillId": str(self._place("fill", self._own(_solid(colour)))), "applyFill": "1"}
        if remembered and (dark := _darkened(self._raw("font", font_id), self._prefix)):
            changes |= {"fontId": str(self._place("font", dark)), "applyFont": "1"}
        return self._place("xf", _changed(xf, changes))

    def _unmark(self, shades: Shades) -> None:
        ours: dict[int, tuple[int, int | None]] = {}
        for number, raw in enumerate(self._old["fill"]):
            found = _OURS.search(raw)
            if found:
                fill, font = shades.get(found.group(1).decode().upper(), ("", ""))
                ours[number] = (
                    self._remembered("fill", fill) or 0,
                    self._remembered("font", font),
                )
        for number, xf in enumerate(self._old["xf"]):
            fill_id = _number(xf, "fillId")
            if fill_id in ours:
                own_fill, own_font = ours[fill_id]
                changes = {"fillId": str(own_fill)}
                if own_font is not None:
                    changes["fontId"] = str(own_font)
                self._all["xf"][number] = _changed(xf, changes)

    def _remembered(self, name: str, text: str) -> int | None:
        """The number of a fill or font that a mark covered; None where nobody knows it."""
        if not re.fullmatch(rf"<{name}(?:\s[^<>]*)?(?:/>|>.*</{name}>)", text, re.S):
            return None
        try:
            spans(text.encode(), ())
        except Unreadable:  # somebody has written into our list
            return None
        return self._place(name, self._own(text))

    def _place(self, name: str, raw: bytes) -> int:
        """The number of an equal entry, or of a new one."""
        entries = self._all[name]
        neutral = _neutral(raw)
        for number, entry in enumerate(entries):
            if _neutral(entry) == neutral:
                return number
        entries.append(raw)
        return len(entries) - 1

    def _raw(self, name: str, number: int) -> bytes:
        entries = self._all[name]
        return entries[number] if number < len(entries) else entries[0]

    def _own(self, text: str) -> bytes:
        return re.sub(rb"(</?)(?=\w)", rb"\1" + self._prefix, text.encode())


def _completed(content: bytes) -> bytes:
    """The formats with every group there is to add to, each where the schema has it."""
    root, *found = spans(content, {"styleSheet", "numFmts", *_DEFAULTS})
    ends = {span.name: span.end for span in found if span.parent == "styleSheet"}
    at = ends.get("numFmts", root.inner)
    edits: list[Edit] = []
    for name, group in _DEFAULTS.items():
        at = ends.get(name, at)
        if name not in ends:
            own = re.sub(rb"(</?)(?=\w)", rb"\1" + root.prefix, group.encode())
            edits.append((at, at, own))
    return splice(content, edits)


def _solid(colour: str) -> str:
    return (
        f'<fill><patternFill patternType="solid"><fgColor rgb="FF{colour}"/>'
        '<bgColor indexed="64"/></patternFill></fill>'
    )


def _number(xf: bytes, name: str) -> int:
    found = re.search(rb"\s" + name.encode() + rb"""\s*=\s*["'](\d+)""", tag_at(xf, 0))
    return int(found.group(1)) if found else 0


def _changed(element: bytes, values: Mapping[str, str]) -> bytes:
    tag = tag_at(element, 0)
    return with_attributes(tag, values) + element[len(tag) :]


def _neutral(raw: bytes) -> str:
    """An element without prefixes and foreign attributes, as any program may write it again."""
    return _PREFIX.sub(r"\1", _FOREIGN.sub("", raw.decode()))


def _darkened(font: bytes, prefix: bytes) -> bytes | None:
    """The font with dark letters where they are light, else None."""
    colour = _COLOUR.search(font)
    if colour is None or not _is_light(colour.group()):
        return None
    dark = _DARK.replace(b"<", b"<" + prefix)
    return font[: colour.start()] + dark + font[colour.end() :]


def _is_light(colour: bytes) -> bool:
    rgb = _RGB.search(colour)
    if rgb is None:
        white = _WHITE.search(colour)
        return white is not None and (b"theme" in white.group()) == (white.group(1) == b"0")
    red, green, blue = bytes.fromhex(rgb.group(1).decode())
    return 0.3 * red + 0.59 * green + 0.11 * blue >= _LIGHT_FROM
