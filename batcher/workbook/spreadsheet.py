"""Reads an Excel workbook from its zip: finds the parts, then has each sheet scanned in order."""

from __future__ import annotations

import posixpath
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field

from batcher.core.columns import sheet_is_ignored
from batcher.core.model import Problem, Severity
from batcher.workbook import markup
from batcher.workbook.container import Limits, Parts, Unreadable, open_zip
from batcher.workbook.content import Meaning, unescape
from batcher.workbook.grid import SIZE_CODES
from batcher.workbook.markup import MAIN
from batcher.workbook.pieces import Piece, SheetLeft
from batcher.workbook.scan import scan
from batcher.workbook.strings import read_strings
from batcher.workbook.styles import Styles, read_styles

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships id"
_WITHOUT_CELLS = ("chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet")
_STRICT_RELATION = "http://purl.oclc.org/ooxml/officeDocument/relationships/"


@dataclass(slots=True)
class _Book:
    """What `workbook.xml` says: sheets as (name, relation, hidden), the epoch, trust in values."""

    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    since_1904: bool = False
    calculated: bool = True


def read_spreadsheet(content: bytes, limits: Limits) -> Generator[Piece, None, list[Problem]]:
    """All sheets in order, hidden ones too; returns the problems of sheets that had to be left out.

    Raises Unreadable when the file as a whole cannot be read.
    """
    with open_zip(content) as archive:
        parts = Parts(archive)
        path = _book_path(parts)
        book = _read_book(parts, path)
        if len(book.sheets) > limits.sheets_max:
            found, allowed = f"{len(book.sheets):,}", f"{limits.sheets_max:,}"
            raise Unreadable("book_sheets", found=found, allowed=allowed)
        relations = _relations(parts, path)
        meaning = Meaning(
            strings=_read_strings(parts, _of_kind(relations, "sharedStrings")),
            styles=_read_styles(parts, _of_kind(relations, "styles")),
            since_1904=book.since_1904,
            formulas_calculated=book.calculated,
        )
        problems: list[Problem] = []
        for name, target, hidden in _worksheets(book, relations):
            try:
                with parts.open(target) as stream:
                    grid = yield from scan(stream, meaning, limits)
                yield grid.end(name, hidden)
            except Unreadable as error:
                if error.code not in SIZE_CODES:
                    raise
                yield SheetLeft()
                if not sheet_is_ignored(name):
                    problems.append(
                        Problem(error.code, Severity.ERROR, name, details=error.details)
                    )
        return problems


def _worksheets(
    book: _Book, relations: Mapping[str, tuple[str, str]]
) -> Iterator[tuple[str, str, bool]]:
    """Name, part and whether it is hidden, of every sheet that holds cells."""
    seen: set[str] = set()
    for name, relation, hidden in book.sheets:
        kind, target = relations.get(relation, ("", ""))
        if kind in _WITHOUT_CELLS:
            continue
        if kind != "worksheet":
            raise Unreadable("file_damaged", reason=f"sheet {name[:40]} is a {kind or 'nothing'}")
        if target in seen:
            raise Unreadable("file_damaged", reason=f"two sheets are {target}")
        seen.add(target)
        yield name, target, hidden
    if not seen:
        raise Unreadable("file_damaged", reason="no sheet with cells")


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
