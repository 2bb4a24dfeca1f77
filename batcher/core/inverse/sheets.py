"""The rows that undo a run as a workbook: sheets, columns in the catalogue's order, and a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from batcher import locale
from batcher.core import columns
from batcher.core.inverse.parts import Inverse, InverseRow, Unreversed
from batcher.core.model import Kind, Prefilled, PrefilledSheet, ReadSheet
from batcher.core.plan.parts import Operation

SOURCE = "#row"  # the row of the run that is undone
OLD_LINE = "#line"  # the id a line had that is added again
ORDER = (Kind.UPDATE, Kind.REMOVE, Kind.ADD, Kind.METADATA)
PAGE_HEADERS = ("row", "invoice", "line", "column", "why")


def sheets_of(inverse: Inverse, run: str, language: str) -> Prefilled:
    """The undo workbook; with nothing to undo it has one empty sheet, and asks for nothing."""
    by_kind: dict[Kind, list[InverseRow]] = defaultdict(list)
    for row in inverse.rows:
        by_kind[row.kind].append(row)
    kinds = [kind for kind in ORDER if by_kind[kind]] or [Kind.UPDATE]
    sheets = tuple(_sheet(kind, by_kind[kind], run) for kind in kinds)
    title = locale.word("undo.title", language, run=run)
    return Prefilled(sheets, title, language, (_page(inverse, run, title, language),))


def _sheet(kind: Kind, rows: Sequence[InverseRow], run: str) -> PrefilledSheet:
    names = {name for row in rows for name in row.values}
    return PrefilledSheet(
        kind,
        (*_order(kind, names), *([OLD_LINE] if kind is Kind.ADD else ()), SOURCE, columns.UNDOES),
        [_told_row(row, run) for row in rows],
        [row.currency for row in rows],
        frozenset({columns.UNDOES}),
    )  # fmt: skip


def _told_row(row: InverseRow, run: str) -> dict[str, object]:
    """The row's cells, and where it comes from."""
    own = row.operation
    old = {OLD_LINE: own.line} if row.kind is Kind.ADD else {}
    return {**row.values, **old, SOURCE: _place(own), columns.UNDOES: f"{run} {own.id}"}


def _place(operation: Operation) -> str:
    return f"{operation.sheet}!{operation.row}"


def _order(kind: Kind, names: set[str]) -> Iterator[str]:
    """The columns in use and those that must be there, each before what it was."""
    catalogue = [column.name for column in columns.columns_of(kind)]
    catalogue += [column.name for column in columns.columns_of(Kind.UPDATE)]
    taxes = [f"tax_{number}_{part}" for number in range(1, columns.TAX_AMOUNTS_MAX + 1)
             for part in columns.TAX_PARTS]  # fmt: skip
    bare = {name.removeprefix("was.") for name in names}
    keys = sorted(name for name in bare if name.startswith("metadata."))
    needed = {column.name for column in columns.columns_of(kind) if kind in column.required}
    last = columns.CORRECTION_NO.name
    for name in dict.fromkeys([n for n in (*catalogue, *taxes, *keys) if n != last]):
        if name in names or name in needed:
            yield name
        if f"was.{name}" in names:
            yield f"was.{name}"
    yield last


def _page(inverse: Inverse, run: str, title: str, language: str) -> ReadSheet:
    """What this workbook is, how to go on, and what cannot be taken back."""
    lead = [title, *(locale.word(code, language, run=run) for code in _lead(inverse))]
    heads = tuple(locale.word(f"undo.head.{name}", language) for name in PAGE_HEADERS)
    return ReadSheet(f"_{columns.UNDO_PAGE}", heads, list(_told(inverse.unreversed, language)),
                     tuple(lead))  # fmt: skip


def _lead(inverse: Inverse) -> Iterator[str]:
    yield "undo.lead" if inverse.rows else "undo.nothing"
    if any(row.renewed for row in inverse.rows):
        yield "undo.new_ids"
    if inverse.unreversed:
        yield "undo.not_reversed"


def _told(unreversed: Iterable[Unreversed], language: str) -> Iterator[tuple[str, ...]]:
    for one in unreversed:
        if one.is_written and not one.column:
            continue  # its row stands in the workbook, and the plan names it
        yield (
            _place(one.operation),
            one.invoice,
            one.operation.line,
            one.column,
            why(one, language),
        )


def why(one: Unreversed, language: str) -> str:
    """Why something cannot be taken back, in words."""
    details = {"invoice": one.invoice, "column": one.column, **one.details}
    return locale.word(f"undo.why.{one.code}", language, **details)
