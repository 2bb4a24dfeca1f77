"""What stands where in a template: the columns of each sheet, their words, the example's rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from batcher.core import columns
from batcher.core.columns import Column, Value
from batcher.core.example import rows as example_rows
from batcher.core.model import Kind
from batcher.locale import template as words
from batcher.locale.text import Text

Shown = str | int | Decimal | date | None

# The API's minor units say the same as the columns beside them; two ways to write one amount
# invite two answers. They are read, and the guide names them.
_UNSHOWN = ("amount_minor", "unit_amount_minor")
_METADATA_KEYS = {Kind.METADATA: ("approved_by", "order_no")}
_METADATA_KEYS_ELSE = ("order_no",)
_WARNING_MAX = 225  # characters Excel shows
_NOTE = Column(
    columns.KEPT[0],
    Value.TEXT,
    columns.ALL,
    japanese=columns.KEPT[1:],
    note=words.NOTE.en,
    note_ja=words.NOTE.ja,
)


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet of a template: its title, its columns with their headers, and its rows.

    `rows` are the example's, a value per column, None for blank, in the template's language.
    """

    kind: Kind
    title: str
    columns: tuple[Column, ...]
    headers: tuple[str, ...]
    rows: tuple[tuple[Shown, ...], ...]


def layouts(language: str, example: bool) -> tuple[Layout, ...]:
    """Every sheet, in the order a person meets them."""
    rows = example_rows() if example else {}
    return tuple(_layout(kind, language, rows.get(kind, [])) for kind in Kind)


def said(text: Text, language: str) -> str:
    """A text in the template's language."""
    return text.ja if language == "ja" else text.en


def title(kind: Kind, language: str) -> str:
    """The sheet's name."""
    return columns.SHEET_TITLE_JA[kind] if language == "ja" else kind.value


def note(column: Column, language: str) -> str:
    """What a person reads about a column."""
    return column.note_ja if language == "ja" else column.note


def choices(column: Column, language: str) -> tuple[str, ...]:
    """The words a cell of this column offers; none where anything may be written."""
    if column.value is Value.YES_NO:
        return ("はい", "いいえ") if language == "ja" else ("yes", "no")
    return tuple(_word(accepted, language) for _, accepted in column.choices)


def choice_warning(header: str, entries: Sequence[str], language: str) -> str:
    """What is said where something else is written than a column's list offers."""
    text = said(words.CHOICE_ERROR, language).format(header=header, words=", ".join(entries))
    return text[:_WARNING_MAX]


def _word(accepted: Sequence[str], language: str) -> str:
    """The catalogue names the English word first and the Japanese one next."""
    return accepted[1] if language == "ja" else accepted[0]


def _layout(kind: Kind, language: str, rows: list[dict[str, object]]) -> Layout:
    shown = _columns(kind, rows)
    return Layout(
        kind,
        title(kind, language),
        shown,
        tuple(column.header(kind, language) for column in shown),
        tuple(tuple(_cell(row.get(c.name), c, language) for c in shown) for row in rows),
    )


def _columns(kind: Kind, rows: list[dict[str, object]]) -> tuple[Column, ...]:
    """All the sheet takes; in the example those in use, so that a person sees which those are."""
    known = [column for column in columns.columns_of(kind) if column.name not in _UNSHOWN]
    if kind is Kind.CONTROL:
        return tuple(known)
    assert known[-1] is columns.CORRECTION_NO
    taxes = [columns.tax_column(1, part) for part in columns.TAX_PARTS]
    sendable = (
        *known[:-1],
        *(taxes if kind in columns.LINES else ()),
        *map(columns.metadata_column, _metadata_keys(kind, rows)),
    )
    used = {name for row in rows for name in row}
    shown = (column for column in sendable if not rows or column.name in used)
    return (*shown, columns.CORRECTION_NO, _NOTE)


def _metadata_keys(kind: Kind, rows: list[dict[str, object]]) -> tuple[str, ...]:
    if kind not in columns.METADATA_SHEETS:
        return ()
    prefix = "metadata."
    used = dict.fromkeys(name for row in rows for name in row if name.startswith(prefix))
    return tuple(name.removeprefix(prefix) for name in used) or _METADATA_KEYS.get(
        kind, _METADATA_KEYS_ELSE
    )


def _cell(value: object, column: Column, language: str) -> Shown:
    """A value of the example in the words of the template's language."""
    if isinstance(value, bool):
        return choices(column, language)[0 if value else 1]
    if column.value is Value.CHOICE:
        return next((_word(all_, language) for name, all_ in column.choices if name == value), None)
    if column.value is Value.CURRENCY and isinstance(value, str):
        return value.upper()
    if column.name == "sheet" and value is not None:
        return title(Kind(str(value)), language)
    assert value is None or isinstance(value, str | int | Decimal | date)
    return value
