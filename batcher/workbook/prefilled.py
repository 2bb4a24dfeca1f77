"""Writes workbooks we fill in for a person: sheets of operations with what was, hidden and locked.

What stands in the cells is settled in `core`; the words, lists and formats are the template's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

from batcher.core.columns import KEPT, Column, Value
from batcher.core.columns import header as header_of
from batcher.core.model import CLEAR, Kind, Prefilled, PrefilledSheet, ReadSheet
from batcher.core.money import excel_format, places
from batcher.locale import template as words
from batcher.locale import word
from batcher.workbook.cells import shown_width
from batcher.workbook.naming import running
from batcher.workbook.paper import WIDTH_MAX, Book, Form, Heading, Link
from batcher.workbook.saving import Written, save
from batcher.workbook.template.layout import choice_warning, choices, note, said, title
from batcher.workbook.template.sheets import LEADING, TABS, offered, width_of

WAS = {"en": "was.", "ja": "変更前."}
_CLEAR = {"en": "(clear)", "ja": "（消去）"}
_EMPTY = {"en": "(empty)", "ja": "（空）"}
_TEXTS = frozenset({Value.INVOICE, Value.ID, Value.IDS, Value.TEXT, Value.START, Value.END})
_MONEY = frozenset({Value.MONEY, Value.UNIT_MONEY})
# Every place a unit amount may have is shown: 12 of the minor unit and 3 of the currency.
_MONEY_ELSE = "#,##0.00#############;[Red]-#,##0.00#############"
_CENTS = 2  # decimal places
_SHUT = ("was.", "#")
_WRAPPED = frozenset({"description", "note"})
_HEADER_POINTS = 34
_LINE_POINTS = 14


def write_prefilled(book: Prefilled, path: Path) -> Written:
    """Write it at `path`, or at `name-2.xlsx` … where that name is taken.

    Raises OSError where nothing can be written, Unwritten where the file reads back broken.
    """
    return save(path, lambda temporary: _write(book, temporary))


def _write(prefilled: Prefilled, path: Path) -> Mapping[str, int]:
    page = word("report.page", prefilled.language)
    head, foot = f"&L{running(prefilled.title)}", f"&L&F&C&A&R{page}"
    book = Book(path, prefilled.language, head=head, foot=foot)
    book.describe(prefilled.title, "", "")
    for beside in prefilled.beside:
        _write_beside(book, beside)
    for number, sheet in enumerate(prefilled.sheets):
        form = _write_sheet(book, sheet, prefilled.language)
        if number == 0:
            form.open_here()
    for after in prefilled.after:
        _write_beside(book, after)
    return book.close()


def _write_sheet(book: Book, sheet: PrefilledSheet, language: str) -> Form:
    form = book.add_as(Form, title(sheet.kind, language))
    form.colour_tab(f"#{TABS[sheet.kind]}")
    known = {name: _column(name, sheet.kind) for name in sheet.columns}
    for number, name in enumerate(sheet.columns):
        column, heading = known[name], _heading(name, known[name], sheet, language)
        form.put(0, number, heading.text, heading.header_look)
        form.column(number, heading, *_dress(name, column))
        if column is not None and not name.startswith("was."):
            _explain(form, number, column, sheet.kind, language)
    form.height(0, _HEADER_POINTS)
    currencies = sheet.currencies or [""] * len(sheet.rows)
    for at, (row, currency) in enumerate(zip(sheet.rows, currencies, strict=True), start=1):
        shut = sheet.shut[at - 1] if sheet.shut else frozenset()
        for number, name in enumerate(sheet.columns):
            place, is_shut = (at, number), name in shut or name.startswith(_SHUT)
            if row.get(name) is not None:
                cell = (known[name], row[name])
                _put(form, place, name, cell, currency, language, is_shut=is_shut)
            elif name in shut:
                form.put(*place, None, "shut")
    leading = sum(name in LEADING for name in sheet.columns)
    form.finish_table(len(sheet.columns), leading)
    if any(name.startswith("was.") for name in sheet.columns):
        form.protect()  # else there is nothing to keep, and columns may be added freely
    return form


def _column(name: str, kind: Kind) -> Column | None:
    """What the catalogue says of a column; None for one that is only for people."""
    found = None if name.startswith("#") or name in KEPT else header_of(name, kind)
    return found.column if found else None


def _heading(name: str, column: Column | None, sheet: PrefilledSheet, language: str) -> Heading:
    if column is None:
        text = KEPT[1] if name == KEPT[0] and language == "ja" else name
        look = "header_open" if name in KEPT else "header_shut"
        return Heading(text, _width(text, name, sheet), "plain", look, name in sheet.hidden)
    if name.startswith("was."):
        own = column.japanese[0] if language == "ja" and column.japanese else column.name
        text = WAS[language] + own
        return Heading(text, width_of(column, text), "plain", "header_shut", hidden=True)
    text = column.header(sheet.kind, language)
    needed = "header_needed" if sheet.kind in column.required else "header_open"
    return Heading(text, width_of(column, text), "plain", needed, name in sheet.hidden)


def _width(text: str, name: str, sheet: PrefilledSheet) -> int:
    """As wide as the widest of the first cells, within reason."""
    shown = (shown_width(str(row.get(name) or "")) for row in sheet.rows[:200])
    return min(max(shown_width(text), *shown, 10) + 3, 44)


def _dress(name: str, column: Column | None) -> tuple[str, str]:
    """The look and number format of a whole column."""
    if name.startswith(_SHUT):
        return "shut", ""
    if column is None or column.name in _WRAPPED:
        return "open_wrap", "@"
    if column.value in _TEXTS:
        return "open_text", ""
    return ("open_number", _MONEY_ELSE) if column.value in _MONEY else ("open", "")


def _explain(form: Form, number: int, column: Column, kind: Kind, language: str) -> None:
    """The note on a header, and the words to choose from, as the template has them."""
    required = [said(words.REQUIRED, language)] if kind in column.required else []
    form.note(0, number, "\n".join([note(column, language), *required]))
    entries = offered(column, kind, language)
    if entries:
        is_open = column.value is Value.CURRENCY
        error = choice_warning(column.header(kind, language), entries, language)
        form.offer(number, entries, said(words.CHOICE_TITLE, language), "" if is_open else error)


def _put(
    form: Form,
    place: tuple[int, int],
    name: str,
    cell: tuple[Column | None, object],
    currency: str,
    language: str,
    *,
    is_shut: bool,
) -> None:
    column, value = cell
    shown = _shown(value, column, language)
    if name.startswith("#") and isinstance(shown, str) and shown.startswith("https://dashboard."):
        form.put(*place, Link(shown, shown), "shut")
        return
    if isinstance(shown, Decimal | int) and not isinstance(shown, bool):
        form.put(
            *place, shown, "shut" if is_shut else "open_number", _format(shown, column, currency)
        )
        return
    look = "shut" if is_shut else _dress(name, column)[0]
    form.put(*place, shown, "open_text" if look == "open_number" else look)


def _shown(value: object, column: Column | None, language: str) -> object:
    """A value in the words of the workbook's language."""
    if value == "":
        return _EMPTY[language]
    if value is CLEAR:
        return _CLEAR[language]
    if isinstance(value, tuple):
        return ", ".join(value)
    if column is None:
        return value
    if isinstance(value, bool):
        return choices(column, language)[0 if value else 1]
    if column.value is Value.CHOICE:
        names = (canon for canon, _ in column.choices)
        return dict(zip(names, choices(column, language), strict=True)).get(str(value), value)
    return str(value).upper() if column.value is Value.CURRENCY else value


def _format(value: Decimal | int, column: Column | None, currency: str) -> str:
    """Money in the currency's own format; a unit amount of more places is never shown rounded."""
    is_money = isinstance(value, Decimal) if column is None else column.value in _MONEY
    if not currency or not is_money:
        return "General"
    power = Decimal(value).normalize().as_tuple().exponent
    hidden = isinstance(power, int) and -power > places(currency)
    # Into a unit amount of cents people type fractions of one: what they type must show.
    finer = column is not None and column.value is Value.UNIT_MONEY and places(currency) >= _CENTS
    return _MONEY_ELSE if hidden or finer else excel_format(currency)


def _write_beside(book: Book, sheet: ReadSheet) -> None:
    """A sheet of our own: sentences, then a table."""
    leaf = book.add(sheet.name)
    widths = [max(14, *_widths(column)) for column in zip(sheet.headers, *sheet.rows, strict=True)]
    widths = widths or [WIDTH_MAX - 3, WIDTH_MAX - 3]  # nothing but sentences
    leaf.widths([width + 3 for width in widths])
    for at, text in enumerate(sheet.lead):
        leaf.merge(at, 0, max(1, len(sheet.headers) - 1), text, "wrap" if at else "title")
        lines = -(-shown_width(text) // int(sum(widths))) if at else 2
        leaf.height(at, _LINE_POINTS * lines + 4)
    top = len(sheet.lead) + bool(sheet.lead)
    for number, text in enumerate(sheet.headers):
        leaf.put(top, number, text, "header")
    currencies = sheet.currencies or [""] * len(sheet.rows)
    for at, (row, currency) in enumerate(zip(sheet.rows, currencies, strict=True), start=top + 1):
        for number, value in enumerate(row):
            is_money = isinstance(value, Decimal)
            look = "number" if is_money else "wrap" if isinstance(value, str) else "plain"
            shape = _format(value, None, currency) if isinstance(value, Decimal) else ""
            leaf.put(at, number, value, look, shape)
    leaf.finish_page(len(sheet.headers) or 2)


def _widths(values: Iterable[object]) -> Iterable[int]:
    return (shown_width(str(value)) for value in values if value is not None)
