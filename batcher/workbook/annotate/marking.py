"""Puts marks, comments and the list of problems into the parts of one workbook."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from batcher.core.messages import message
from batcher.core.model import Problem, Severity, Sheet, Workbook
from batcher.locale import word
from batcher.workbook.annotate import comments
from batcher.workbook.annotate.colours import EMPTY_STYLES, Palette
from batcher.workbook.annotate.listing import is_ours, listing, looks_of, names, shades_of
from batcher.workbook.annotate.package import OFFICE, Package, book_of
from batcher.workbook.annotate.sheet import drawing_id, unselected, with_drawing, with_formats
from batcher.workbook.annotate.splice import (
    Edit,
    Span,
    attribute,
    spans,
    splice,
    with_attributes,
)
from batcher.workbook.content import unescape
from batcher.workbook.grid import address, column_number
from batcher.workbook.naming import numbered

COMMENTS_MAX = 5_000  # in one file: each has a box of its own, and Excel slows down with them

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.%s+xml"
_SHAPES_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_RANK = (Severity.ERROR, Severity.QUESTION, Severity.WARNING)
Cell = tuple[int, int]


@dataclass(slots=True)
class Mark:
    """What one cell is marked with: the worst severity and every message once."""

    severity: Severity
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The comment."""
        return "\n\n".join(dict.fromkeys(self.texts))


class Marking:
    """One workbook being marked."""

    def __init__(self, package: Package, book: Workbook, language: str) -> None:
        self._package = package
        self._language = language
        self._book = book_of(package)
        self._ours: Sheet | None = next((s for s in book.sheets if is_ours(s)), None)
        shades = shades_of(self._ours) if self._ours else {}
        self._styles = self._styles_part()
        self._palette = Palette(package.read(self._styles), shades)
        self._relations = package.relations(self._book)
        self._block = 0
        self._comments_left = COMMENTS_MAX

    def mark(self, problems: Sequence[Problem], notes: Sequence[str]) -> None:
        """Mark the cells of these problems and list them, with `notes` above the list."""
        marks = _by_sheet(problems, self._language)
        paths = self._paths()
        self._block = 1 + max(self._blocks(paths.values()), default=0)
        for name, (kind, path) in paths.items():
            if self._ours is None or name != self._ours.name:
                self._mark_sheet(path, marks.get(name, {}) if kind == "worksheet" else {})
        if sum(map(len, marks.values())) > COMMENTS_MAX:
            count = f"{COMMENTS_MAX:,}"
            notes = [*notes, word("annotate.more_comments", self._language, count=count)]
        looks = looks_of(self._palette, self._language)
        self._put_list(listing(problems, self._language, looks, self._palette.covered, notes))
        self._package.put(self._styles, self._palette.content())

    def _styles_part(self) -> str:
        found = self._package.target(self._book, "styles")
        if found in self._package and found:
            return found
        made = posixpath.join(posixpath.dirname(self._book), "styles.xml")
        self._add(made, EMPTY_STYLES, _TYPE % "styles")
        self._package.relate(self._book, "styles", made)
        return made

    def _add(self, path: str, content: bytes, content_type: str) -> None:
        self._package.put(path, content)
        self._package.declare(path, content_type)

    def _paths(self) -> dict[str, tuple[str, str]]:
        """Sheet name -> kind and path of its part, for the parts there are."""
        found: dict[str, tuple[str, str]] = {}
        for span in spans(self._package.read(self._book), {"sheet"}):
            relation = self._relations.get(span.attributes.get(f"{OFFICE} id", ""))
            if span.parent == "sheets" and relation and relation.target in self._package:
                name = unescape(span.attributes.get("name", ""))
                found[name] = (relation.kind, relation.target)
        return found

    def _blocks(self, paths: Iterable[tuple[str, str]]) -> list[int]:
        targets = [
            relation.target
            for _, path in paths
            for relation in self._package.relations(path).values()
            if relation.kind == "vmlDrawing" and relation.target in self._package
        ]
        return [comments.last_block(self._package.read(target)) for target in targets]

    def _mark_sheet(self, path: str, marks: Mapping[Cell, Mark]) -> None:
        content = self._package.read(path)
        changed = unselected(content)
        if marks:
            changed = with_formats(changed, {cell: self._colour(m) for cell, m in marks.items()})
        room = min(len(marks), self._comments_left)
        self._comments_left -= room
        texts = {cell: mark.text for cell, mark in list(marks.items())[:room]}
        changed = self._comment(path, changed, texts)
        if changed != content:
            self._package.put(path, changed)

    def _colour(self, mark: Mark) -> Callable[[int], int]:
        return partial(self._palette.mark, severity=mark.severity)

    def _comment(self, path: str, sheet: bytes, texts: Mapping[Cell, str]) -> bytes:
        """Renew our comments on a sheet; the sheet's XML, pointing at their boxes."""
        package = self._package
        part = package.target(path, "comments")
        if part not in package and not texts:
            return sheet
        if not part or part not in package:
            folder = posixpath.dirname(self._book)
            part = package.free(posixpath.join(folder, "comments{}.xml"))
            self._add(part, comments.EMPTY_COMMENTS, _TYPE % "comments")
            package.relate(path, "comments", part)
        clean, gone = comments.cleared(package.read(part))
        package.put(part, comments.commented(clean, texts))
        return self._box(path, sheet, texts, gone)

    def _box(
        self, path: str, sheet: bytes, texts: Mapping[Cell, str], gone: frozenset[str]
    ) -> bytes:
        package = self._package
        relation = package.relations(path).get(drawing_id(sheet))
        shapes = relation.target if relation and relation.target in package else ""
        if not shapes:
            if not texts:
                return sheet
            folder = posixpath.dirname(self._book)
            shapes = package.free(posixpath.join(folder, "drawings/batcherDrawing{}.vml"))
            self._add(shapes, comments.EMPTY_SHAPES, _SHAPES_TYPE)
            sheet = with_drawing(sheet, package.relate(path, "vmlDrawing", shapes))
        content = comments.without_shapes(package.read(shapes), gone)
        content, self._block = comments.with_shapes(content, texts, self._block)
        package.put(shapes, content)
        return sheet

    def _put_list(self, content: bytes) -> None:
        """Our sheet: in the place of an earlier one, else in front of all others."""
        package = self._package
        book = package.read(self._book)
        found = spans(book, {"sheets", "sheet", "workbookView", "definedName"})
        sheets = [span for span in found if span.name == "sheet" and span.parent == "sheets"]
        called = [unescape(span.attributes.get("name", "")) for span in sheets]
        if self._ours is not None:
            at = called.index(self._ours.name)
            path = self._relations[sheets[at].attributes[f"{OFFICE} id"]].target
            package.put(path, content)
            package.forget_relations(path)
            tag = with_attributes(
                book[sheets[at].start : sheets[at].inner],
                {"name": self._name(called, self._ours.name), "state": None},
            )
            edits: list[Edit] = [(sheets[at].start, sheets[at].inner, tag)]
        else:
            at = 0
            edits = [self._new_sheet(book, content, called)]
            edits += _shifted(book, [span for span in found if span.name == "definedName"])
        for view in (span for span in found if span.name == "workbookView"):
            tag = book[view.start : view.inner]
            chosen = with_attributes(tag, {"activeTab": str(at), "firstSheet": None})
            edits.append((view.start, view.inner, chosen))
        package.put(self._book, splice(book, edits))

    def _new_sheet(self, book: bytes, content: bytes, called: Sequence[str]) -> Edit:
        package = self._package
        folder = posixpath.dirname(self._book)
        path = package.free(posixpath.join(folder, "worksheets/sheet{}.xml"))
        self._add(path, content, _TYPE % "worksheet")
        relation = package.relate(self._book, "worksheet", path)
        container, *sheets = spans(book, {"sheets", "sheet"})
        number = 1 + max(int(span.attributes.get("sheetId", "0")) for span in sheets)
        element = (
            f"sheet name={attribute(self._name(called))} sheetId={attribute(str(number))} "
            f'xmlns:r="{OFFICE}" r:id={attribute(relation)}/>'
        )
        return container.inner, container.inner, b"<" + container.prefix + element.encode()

    def _name(self, called: Sequence[str], own: str = "") -> str:
        """Our sheet's name, with a number where a sheet of the person has it."""
        taken = {name.casefold() for name in called if name != own}
        wanted = word("annotate.sheet", self._language)
        assert wanted in names()
        number = 1
        name = wanted
        while name.casefold() in taken:
            number += 1
            name = numbered(wanted, number)
        return name


def _shifted(book: bytes, defined: Sequence[Span]) -> list[Edit]:
    """Names that belong to one sheet count it from 0, and there is one more in front."""
    edits: list[Edit] = []
    for span in defined:
        local = span.attributes.get("localSheetId")
        if local is not None:
            start, inner = span.start, span.inner
            tag = with_attributes(book[start:inner], {"localSheetId": str(int(local) + 1)})
            edits.append((start, inner, tag))
    return edits


def _by_sheet(problems: Sequence[Problem], language: str) -> dict[str, dict[Cell, Mark]]:
    """Sheet -> cell -> its mark; the parts of merged cells count as the one a person sees."""
    found: dict[str, dict[Cell, Mark]] = {}
    for problem in problems:
        if problem.cell is None:
            continue
        merged = problem.code == "merged_cell" and ":" in problem.value
        letters, row = address(problem.value.partition(":")[0] if merged else problem.cell)
        marks = found.setdefault(problem.sheet, {})
        mark = marks.setdefault((row, column_number(letters)), Mark(problem.severity))
        mark.severity = min(mark.severity, problem.severity, key=_RANK.index)
        name = word(f"cli.{problem.severity.value}", language)
        mark.texts.append(f"{name}: {message(problem, language)}")
    return found
