"""Changes one sheet's XML: formats of marked cells, blank cells that get a mark, which sheet is
selected, and where the shapes of its comments stand. Values and formulas are never touched."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from batcher.workbook.annotate.package import OFFICE
from batcher.workbook.annotate.splice import (
    Edit,
    append,
    parse,
    parser_of,
    spans,
    splice,
    tag_at,
    with_attributes,
)
from batcher.workbook.grid import address, column_letters, column_number, corners
from batcher.workbook.markup import MAIN, is_true

# A cell's (row, column) -> given the number of its format, the number of the marked one.
Wanted = Mapping[tuple[int, int], Callable[[int], int]]

_DATA = re.compile(rb"<(?:[\w.-]+:)?sheetData(?:\s[^>]*)?>")
_VIEW = re.compile(rb"<(?:[\w.-]+:)?sheetView\s[^>]*>")
# What may follow `legacyDrawing` in a worksheet (ECMA-376 18.3.1.99); controls come wrapped.
_AFTER = frozenset(
    {
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "AlternateContent",
        "webPublishItems",
        "tableParts",
        "extLst",
    }
)


def unselected(content: bytes) -> bytes:
    """The sheet not selected: two selected sheets are a group, where typing goes into both."""
    head, data, tail = _divided(content)
    bare = _VIEW.sub(lambda view: with_attributes(view.group(), {"tabSelected": None}), head)
    return bare + data + tail if bare != head else content


def drawing_id(content: bytes) -> str:
    """The relation of the part that holds the shapes of comments, '' for none."""
    head, _, tail = _divided(content)
    for span in spans(head + tail, {"legacyDrawing"}):
        return next((v for n, v in span.attributes.items() if n.endswith(" id")), "")
    return ""


def with_drawing(content: bytes, relation: str) -> bytes:
    """The sheet pointing at a part with shapes, in the one place the schema allows."""
    head, data, tail = _divided(content)
    root, *found = spans(head + tail, {"worksheet", *_AFTER})
    pointer = f'legacyDrawing xmlns:r="{OFFICE}" r:id="{relation}"/>'.encode()
    element = b"<" + root.prefix + pointer
    later = [s.start for s in found if s.parent == "worksheet" and s.start >= len(head)]
    edit = (later[0], later[0], element) if later else append(root, element)
    return splice(head + tail, [(len(head), len(head), data), edit])


def with_formats(content: bytes, wanted: Wanted) -> bytes:
    """The sheet with these cells in their marked format; a cell that is not there is made."""
    marking = _Marking(content, wanted)
    marked = splice(content, marking.edits())
    return _widened(marked, marking.made) if marking.made else marked


def _divided(content: bytes) -> tuple[bytes, bytes, bytes]:
    """A sheet as what stands before its rows, the rows, and what stands after them."""
    found = _DATA.search(content)
    if found is None or found.group().endswith(b"/>"):
        at = found.end() if found else len(content)
        return content[:at], b"", content[at:]
    end = content.rfind(b"<", 0, content.rfind(b"sheetData"))
    return content[: found.end()], content[found.end() : end], content[end:]


def _widened(content: bytes, cells: Collection[tuple[int, int]]) -> bytes:
    """The sheet's extent, which some readers trust, with these cells in it."""
    head, data, tail = _divided(content)
    edits: list[Edit] = [(len(head), len(head), data)]
    for span in spans(head + tail, {"dimension"}):
        left, top, right, bottom = corners(span.attributes.get("ref", "A1"))
        rows, columns = zip(*cells, strict=True)
        first = f"{column_letters(min(left, *columns))}{min(top, *rows)}"
        last = f"{column_letters(max(right, *columns))}{max(bottom, *rows)}"
        tag = with_attributes(head[span.start : span.inner], {"ref": f"{first}:{last}"})
        edits.append((span.start, span.inner, tag))
    return splice(head + tail, edits)


class _Marking:
    """One pass of expat over a sheet, noting what has to change and where."""

    def __init__(self, content: bytes, wanted: Wanted) -> None:
        self._content = content
        self._edits: list[Edit] = []
        self._wanted: dict[int, dict[int, Callable[[int], int]]] = {}
        for (row, column), mark in sorted(wanted.items()):
            self._wanted.setdefault(row, {})[column] = mark
        self._order = sorted(self._wanted)
        self._passed = 0
        self._places: dict[int, int] = {}  # a wanted row -> before which offset it would stand
        self._seen: set[int] = set()
        self._columns: list[tuple[int, int, int]] = []  # first, last, format
        self._left: dict[int, Callable[[int], int]] | None = None
        self._row, self._column = 0, 0
        self._rows_start, self._row_start, self._row_style = 0, 0, 0
        self._row_opened = False
        self.made: list[tuple[int, int]] = []
        self._parser = parser_of(self._start, self._end)

    def edits(self) -> list[Edit]:
        """What has to change."""
        parse(self._parser, self._content)
        return self._edits

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == f"{MAIN} c":
            if self._left is not None:
                self._cell(attributes)
        elif name == f"{MAIN} row":
            self._begin_row(attributes)
        elif name == f"{MAIN} sheetData":
            self._rows_start = self._parser.CurrentByteIndex
        elif name == f"{MAIN} col":
            first, last = int(attributes.get("min", "1")), int(attributes.get("max", "1"))
            self._columns.append((first, last, int(attributes.get("style", "0"))))

    def _end(self, name: str) -> None:
        if name == f"{MAIN} row" and self._left is not None:
            self._fill(self._left, self._parser.CurrentByteIndex)
            self._left = None
        elif name == f"{MAIN} sheetData":
            self._add_rows(self._parser.CurrentByteIndex)

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        written = attributes.get("r")
        self._row = self._row + 1 if written is None else int(written)
        self._column = 0
        self._row_start, self._row_opened = self._parser.CurrentByteIndex, False
        styled = is_true(attributes.get("customFormat"))
        self._row_style = int(attributes.get("s", "0")) if styled else 0
        while self._passed < len(self._order) and self._order[self._passed] < self._row:
            self._places.setdefault(self._order[self._passed], self._row_start)
            self._passed += 1
        if self._row in self._wanted:
            again = self._row in self._seen
            self._left = {} if again else dict(self._wanted[self._row])
            self._seen.add(self._row)

    def _cell(self, attributes: Mapping[str, str]) -> None:
        assert self._left is not None
        here = self._parser.CurrentByteIndex
        given = attributes.get("r")
        self._column = self._column + 1 if given is None else column_number(address(given)[0])
        before = {n: m for n, m in self._left.items() if n < self._column}
        if before:
            self._fill(before, here)
            self._left = {n: m for n, m in self._left.items() if n >= self._column}
        mark = self._left.pop(self._column, None)
        if mark is not None:
            tag = tag_at(self._content, here)
            style = mark(int(attributes.get("s", "0")))
            self._edits.append((here, here + len(tag), with_attributes(tag, {"s": str(style)})))

    def _fill(self, cells: Mapping[int, Callable[[int], int]], at: int) -> None:
        """Make these cells of the present row, in order, before the offset."""
        if not cells:
            return
        tag = tag_at(self._content, self._row_start)
        made = b"".join(self._blank(n, mark, tag) for n, mark in sorted(cells.items()))
        # `spans` only helps to read faster, and would now be wrong.
        bare = with_attributes(tag, {"spans": None})
        if tag.endswith(b"/>"):
            bare = bare[:-2].rstrip() + b">" + made + b"</" + _prefix(tag) + b"row>"
        else:
            self._edits.append((at, at, made))
        if not self._row_opened:
            self._edits.append((self._row_start, self._row_start + len(tag), bare))
            self._row_opened = True

    def _blank(self, column: int, mark: Callable[[int], int], row_tag: bytes) -> bytes:
        style = self._row_style or next(
            (style for first, last, style in self._columns if first <= column <= last), 0
        )
        self.made.append((self._row, column))
        cell = f'c r="{column_letters(column)}{self._row}" s="{mark(style)}"/>'
        return b"<" + _prefix(row_tag) + cell.encode()

    def _add_rows(self, end: int) -> None:
        """Rows that no element stands for, each before the next one there is."""
        missing = [row for row in self._order if row not in self._seen]
        if not missing:
            return
        opening = tag_at(self._content, self._rows_start)
        prefix = _prefix(opening)
        made: dict[int, bytes] = {}
        for row in missing:
            self._row, self._row_style = row, 0
            cells = sorted(self._wanted[row].items())
            inside = b"".join(self._blank(n, mark, b"<" + prefix + b"row>") for n, mark in cells)
            element = b'<%srow r="%d">%s</%srow>' % (prefix, row, inside, prefix)
            place = self._places.get(row, end)
            made[place] = made.get(place, b"") + element
        for place, rows in made.items():
            if opening.endswith(b"/>"):
                closed = opening[:-2].rstrip() + b">" + rows + b"</" + prefix + b"sheetData>"
                self._edits.append((self._rows_start, end, closed))
            else:
                self._edits.append((place, place, rows))


def _prefix(tag: bytes) -> bytes:
    name = re.split(rb"[\s/>]", tag[1:], maxsplit=1)[0]
    head, colon, _ = name.rpartition(b":")
    return head + colon
