"""Makes the marked copy of a workbook from its bytes, a function of its arguments alone, so that a
child process can run it; it writes no file."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from batcher.core.columns import sheet_is_ignored, sheet_kind
from batcher.core.model import Kind, Problem, Sheet, Workbook
from batcher.locale import word
from batcher.workbook.annotate.listing import is_ours
from batcher.workbook.annotate.marking import Marking
from batcher.workbook.annotate.package import Package, book_of
from batcher.workbook.annotate.plain import plain_workbook
from batcher.workbook.container import LIMITS, Shape, Unreadable, shape_of
from batcher.workbook.grid import column_letters
from batcher.workbook.reader import read_bytes
from batcher.workbook.saving import Unwritten

# Excel refuses a file whose name says another kind than its content.
_SUFFIXES = {
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": ".xlsm",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": ".xltm",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": ".xltx",
}
_REPLACED = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".csv", ".tsv", ".txt"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to mark and how: `name` is the input's, `target` the copy's, `sheet` what `--sheet`
    says the one sheet is."""

    problems: tuple[Problem, ...]
    name: str
    target: str
    language: str = "en"
    encoding: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """A marked copy; `name` is `target` with the suffix that fits its content."""

    name: str
    content: bytes


def marked_copy(content: bytes, wanted: Wanted) -> Copy | None:
    """The bytes of `reader.stored` as a workbook with its problems marked; None where they cannot
    be read at all.

    Raises Unwritten where a part that no value depends on is broken, or the copy reads back with
    other cells than the input.
    """
    try:
        base, names = _base(content, wanted)
    except Unreadable:
        return None
    book = read_bytes(base, "base.xlsx")
    if not book.sheets:
        return None
    written = io.BytesIO()
    try:
        package = Package(base)
        suffix = _SUFFIXES.get(package.content_type(book_of(package)), ".xlsx")
        target = _fitting(PurePath(wanted.target), suffix)
        marking = Marking(package, book, wanted.language)
        marking.mark(_located(wanted.problems, names, book), _notes(book, wanted, target.stem))
        package.write(written)
    except Unreadable as broken:
        reason = f"{broken} {dict(broken.details)}"
        raise Unwritten(f"{wanted.name} cannot be marked: {reason}") from broken
    copy = Copy(target.name, written.getvalue())
    _verify(copy, _digests(book))
    return copy


def _base(content: bytes, wanted: Wanted) -> tuple[bytes, Mapping[str, str]]:
    """The workbook to mark, and CSV name -> sheet name where it had to be made."""
    if shape_of(content, wanted.name, LIMITS) is Shape.SPREADSHEET:
        return content, {}
    plain = plain_workbook(content, wanted.name, wanted.encoding, _kind(wanted.sheet))
    return plain.content, plain.names


def _fitting(target: PurePath, suffix: str) -> PurePath:
    if target.suffix.casefold() == suffix:
        return target
    if target.suffix.casefold() in _REPLACED:
        return target.with_suffix(suffix)
    return target.with_name(target.name + suffix)


def _located(
    problems: Iterable[Problem], names: Mapping[str, str], book: Workbook
) -> list[Problem]:
    """The problems by severity, with the sheet's name in the copy and a cell where one is meant."""
    sheets = {sheet.name: sheet for sheet in book.sheets}
    order = list(sheets)

    def rank(problem: Problem) -> tuple[int, int, int]:
        place = order.index(problem.sheet) if problem.sheet in sheets else -1
        severities = ("error", "question", "warning")
        return severities.index(problem.severity.value), place, problem.row or 0

    renamed = [replace(one, sheet=names.get(one.sheet, one.sheet)) for one in problems]
    found = [replace(one, cell=_cell(one, sheets.get(one.sheet))) for one in renamed]
    return sorted(found, key=rank)


def _cell(problem: Problem, sheet: Sheet | None) -> str | None:
    """The cell to look at: its own, else the first of its row that holds something."""
    if problem.cell or problem.row is None or sheet is None:
        return problem.cell if sheet is not None else None
    if problem.row in sheet.cells.index:
        for column, value in sheet.cells.loc[problem.row].items():
            if value is not None:
                return f"{column_letters(int(str(column)))}{problem.row}"
    return f"A{problem.row}"


def _notes(book: Workbook, wanted: Wanted, stem: str) -> list[str]:
    """A sheet that `--sheet` or the file's name gave a meaning loses it under another name."""
    theirs = [s for s in book.sheets if len(s.cells.index) and not sheet_is_ignored(s.name)]
    kind = _kind(wanted.sheet) or sheet_kind(PurePath(wanted.name).stem)
    if len(theirs) != 1 or kind is None or sheet_kind(theirs[0].name) is not None:
        return []
    if sheet_kind(stem) is kind:
        return []
    return [word("annotate.sheet_option", wanted.language, kind=kind.value)]


def _kind(named: str | None) -> Kind | None:
    return sheet_kind(named) if named else None


def _digests(book: Workbook) -> Counter[str]:
    """What every sheet but ours holds, its name and what is hidden included."""
    return Counter(_digest(sheet) for sheet in book.sheets if not is_ours(sheet))


def _digest(sheet: Sheet) -> str:
    digest = hashlib.sha256()
    hidden = (sorted(sheet.hidden_rows), sorted(sheet.hidden_columns), sheet.hidden)
    digest.update(repr((sheet.name, list(sheet.cells.index), hidden)).encode())
    for column in sheet.cells.columns:
        digest.update(repr((column, sheet.cells[column].tolist())).encode("utf-8", "replace"))
    return digest.hexdigest()


def _verify(copy: Copy, expected: Counter[str]) -> None:
    """The copy holds the very cells of the input, as our own reader sees them."""
    found = _digests(read_bytes(copy.content, "copy.xlsx"))
    if found != expected:
        raise Unwritten(f"{copy.name} reads back with other cells than the workbook it was made of")
