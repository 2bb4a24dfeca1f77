"""Writes the person's own workbook back with its problems marked; the input is never touched.

The zip is edited, not written anew. openpyxl, the obvious way, drops what it does not know (shapes,
slicers, threads of comments, form controls, parts of charts) and every value beside a formula, and
sets `fullCalcOnLoad`, so that our own reader would refuse each formula of the copy. Here a sheet
keeps every byte but the format number of a marked cell; values, formulas with their values, other
sheets, charts, macros, defined names and validations are copied. What is lost: a digital signature
no longer matches. What changes: `styles.xml` has more formats, the workbook one more sheet in
front, which is the one selected.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from batcher.core.columns import sheet_is_ignored, sheet_kind
from batcher.core.model import Problem, Sheet, Workbook
from batcher.locale import word
from batcher.workbook.annotate.listing import is_ours
from batcher.workbook.annotate.marking import Marking
from batcher.workbook.annotate.package import Package, book_of
from batcher.workbook.annotate.plain import plain_workbook
from batcher.workbook.container import LIMITS, Shape, Unreadable, shape_of
from batcher.workbook.grid import column_letters
from batcher.workbook.reader import read_bytes, stored
from batcher.workbook.saving import Unwritten, Written, save

__all__ = ["annotate"]

# Excel refuses a file whose name says another kind than its content.
_SUFFIXES = {
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": ".xlsm",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": ".xltm",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": ".xltx",
}
_REPLACED = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".csv", ".tsv", ".txt"})


def annotate(
    source: Path | bytes,
    problems: Sequence[Problem],
    target: Path,
    language: str = "en",
    *,
    name: str = "",
    encoding: str | None = None,
) -> Written | None:
    """Write a copy of `source` with `problems` marked at `target`, or at the next free name.

    A bad cell is coloured by severity and commented; a first sheet lists the problems with links.
    A CSV or a folder becomes a workbook of text cells. Marks of an earlier copy are taken off. The
    suffix of `target` is made to fit. `source` as bytes are those of `reader.stored`, with `name`.

    None where the file cannot be read at all: there is nothing to mark. Raises OSError where the
    copy cannot be written, Unwritten where a part that no value depends on is broken, or the copy
    reads back with other cells than the input.
    """
    content = source if isinstance(source, bytes) else stored(source)
    known = name or ("" if isinstance(source, bytes) else source.resolve().name)
    try:
        base, names = _base(content, known, encoding)
    except Unreadable:
        return None
    book = read_bytes(base, "base.xlsx")
    if not book.sheets:
        return None
    try:
        package = Package(base)
        suffix = _SUFFIXES.get(package.content_type(book_of(package)), ".xlsx")
        path = _fitting(target, suffix)
        marking = Marking(package, book, language)
        marking.mark(_located(problems, names, book), _notes(book, known, path, language))
    except Unreadable as broken:
        raise Unwritten(f"{known} cannot be marked: {broken} {dict(broken.details)}") from broken

    def write(temporary: Path) -> Mapping[str, int]:
        package.write(temporary)
        return {}

    expected = _digests(book)
    return save(path, write, lambda temporary, _: _verify(temporary, expected))


def _base(content: bytes, name: str, encoding: str | None) -> tuple[bytes, Mapping[str, str]]:
    """The workbook to mark, and CSV name -> sheet name where it had to be made."""
    if shape_of(content, name, LIMITS) is Shape.SPREADSHEET:
        return content, {}
    plain = plain_workbook(content, name, encoding)
    return plain.content, plain.names


def _fitting(target: Path, suffix: str) -> Path:
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


def _notes(book: Workbook, name: str, path: Path, language: str) -> list[str]:
    """A sheet that the file's name gave a meaning loses it under another name."""
    theirs = [s for s in book.sheets if len(s.cells.index) and not sheet_is_ignored(s.name)]
    kind = sheet_kind(PurePath(name).stem)
    if len(theirs) != 1 or kind is None or sheet_kind(theirs[0].name) is not None:
        return []
    if sheet_kind(path.stem) is kind:
        return []
    return [word("annotate.sheet_option", language, kind=kind.value)]


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


def _verify(path: Path, expected: Counter[str]) -> None:
    """The copy holds the very cells of the input, as our own reader sees them."""
    found = _digests(read_bytes(path.read_bytes(), "copy.xlsx"))
    if found != expected:
        raise Unwritten(f"{path.name} reads back with other cells than the workbook it was made of")
