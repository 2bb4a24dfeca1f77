"""Reads an Excel workbook from its zip: finds the parts, then has each sheet scanned in order."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from batcher.core.columns import sheet_is_ignored
from batcher.core.model import Problem, Severity, Sheet
from batcher.workbook import markup
from batcher.workbook.container import Limits, Parts, Unreadable, open_zip
from batcher.workbook.content import Meaning, unescape
from batcher.workbook.markup import MAIN
from batcher.workbook.scan import scan
from batcher.workbook.strings import read_strings
from batcher.workbook.styles import Styles, read_styles

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
_STRICT_RELATION = "http://purl.oclc.org/ooxml/officeDocument/relationships/"


@dataclass(slots=True)
class _Book:
    """What `workbook.xml` says: sheets as (name, relation, hidden), the epoch, trust in values."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    since_1904: bool = False
    calculated: bool = True


def read_spreadsheet(
    content: bytes, limits: Limits
) -> tuple[tuple[Sheet, ...], tuple[Problem, ...]]:
    """All sheets in order, hidden ones too, and the problems of sheets that had to be left out.

    Raises Unreadable when the file as a whole cannot be read.
    """
    with open_zip(content) as archive:
        parts = Parts(archive)
        path = _book_path(parts)
        book = _read_book(parts, path)
        relations = _relations(parts, path)
        meaning = Meaning(
            strings=_read_strings(parts, _of_kind(relations, "sharedStrings")),
            styles=_read_styles(parts, _of_kind(relations, "styles")),
            since_1904=book.since_1904,
            formulas_calculated=book.calculated,
        )
        sheets: list[Sheet] = []
        problems: list[Problem] = []
        for name, relation, hidden in book.sheets:
            kind, target = relations.get(relation, ("", ""))
            if kind not in ("worksheet", ""):
                continue  # charts, dialogs and old macros hold no cells
            try:
                sheets.append(_read_sheet(parts, target, name, hidden, meaning, limits))
            except Unreadable as error:
                if error.code != "sheet_too_large":
                    raise
                if sheet_is_ignored(name):
                    continue
                problems.append(
                    Problem(error.code, Severity.ERROR, sheet=name, details=error.details)
                )
        return tuple(sheets), tuple(problems)


def _read_sheet(
    parts: Parts, target: str, name: str, hidden: bool, meaning: Meaning, limits: Limits
) -> Sheet:
    with parts.open(target) as stream:
        grid = scan(stream, meaning)
    cells = grid.frame(name, limits.grid_cells_max)
    return Sheet(
        name=name,
        cells=cells,
        hidden_rows=frozenset(grid.hidden_rows.intersection(map(int, cells.index))),
        hidden_columns=grid.hidden_among(map(int, cells.columns)),
        hidden=hidden,
    )


def _book_path(parts: Parts) -> str:
    if "_rels/.rels" in parts:
        path = _of_kind(_relations(parts, ""), "officeDocument")
        if path:
            return path
    return "xl/workbook.xml"


def _read_book(parts: Parts, path: str) -> _Book:
    book = _Book()

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name == f"{markup.STRICT} workbook":
            raise Unreadable("file_strict")
        if name == f"{MAIN} sheet":
            hidden = attributes.get("state", "visible") != "visible"
            relation = attributes.get(_RELATION, "")
            book.sheets.append((unescape(attributes.get("name", "")), relation, hidden))
        elif name == f"{MAIN} workbookPr":
            book.since_1904 = markup.is_true(attributes.get("date1904"))
        elif name == f"{MAIN} calcPr":
            # Either says that the values beside the formulas are not the ones Excel would show.
            stale = attributes.get("calcCompleted", "1") in ("0", "false")
            book.calculated = not (stale or markup.is_true(attributes.get("fullCalcOnLoad")))

    with parts.open(path) as stream:
        markup.walk(stream, start)
    if not book.sheets:
        raise Unreadable("file_damaged", reason="no sheet")
    return book


def _relations(parts: Parts, path: str) -> dict[str, tuple[str, str]]:
    """Relation id -> (last word of its type, path of the part) of the part at `path`."""
    folder, name = posixpath.split(path)
    found: dict[str, tuple[str, str]] = {}

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if name.endswith(" Relationship") and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "")
            if kind == _STRICT_RELATION + "officeDocument":
                raise Unreadable("file_strict")
            target = posixpath.normpath(
                posixpath.join("/", folder, attributes.get("Target", "").replace("\\", "/"))
            )
            found[attributes.get("Id", "")] = (kind.rpartition("/")[2], target.lstrip("/"))

    with parts.open(posixpath.join(folder, "_rels", f"{name}.rels")) as stream:
        markup.walk(stream, start)
    return found


def _of_kind(relations: Mapping[str, tuple[str, str]], kind: str) -> str:
    return next((path for found, path in relations.values() if found == kind), "")


def _read_styles(parts: Parts, path: str) -> Styles:
    if not path:
        return Styles()
    with parts.open(path) as stream:
        return read_styles(stream)


def _read_strings(parts: Parts, path: str) -> list[str]:
    if not path:
        return []
    with parts.open(path) as stream:
        return read_strings(stream)
