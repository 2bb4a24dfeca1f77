"""The first page of a template: how to fill it in. Its sheet starts with `_`, so it is not read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from batcher.core.columns import Column, metadata_column
from batcher.core.model import Kind
from batcher.locale import template as words
from batcher.locale.text import Text
from batcher.workbook.looks import FONTS
from batcher.workbook.template.layout import Layout, note, said, title
from batcher.workbook.template.sheets import NAVY, SLATE, set_up_print

_WIDTHS = {"A": 2, "B": 30, "C": 100}
_LINE_CHARACTERS = {"en": 105, "ja": 56}  # of column C at its width
_LINE_POINTS = 16
# Lines first: that is what a person comes for.
_READING_ORDER = (Kind.ADD, Kind.UPDATE, Kind.REMOVE, Kind.CREATE, Kind.METADATA, Kind.CONTROL)
_RULED = Border(bottom=Side("hair", "B8C4CC"))


def write_guide(book: Workbook, sheets: Sequence[Layout], language: str, example: bool) -> None:
    """Add the page: title, steps, the sheets, what is good to know, the columns."""
    page = book.create_sheet(said(words.GUIDE_SHEET, language))
    page.sheet_properties.tabColor = NAVY
    page.sheet_view.showGridLines = False
    for letter, width in _WIDTHS.items():
        page.column_dimensions[letter].width = width
    _write_title(page, language, example)
    steps = (*words.STEPS, words.STEP_EXAMPLE) if example else words.STEPS
    _write_block(page, words.STEPS_TITLE, _said(steps, language), language)
    kinds = [(title(kind, language), said(words.SHEETS[kind.value], language)) for kind in Kind]
    _write_block(page, words.SHEETS_TITLE, kinds, language)
    _write_block(page, words.RULES_TITLE, _said(words.RULES, language), language)
    columns = [*_columns(sheets, language), ("", said(words.COLUMN_ALSO, language))]
    _write_block(page, words.COLUMNS_TITLE, columns, language)
    set_up_print(page, language)
    page.page_setup.orientation = "portrait"


def _said(pairs: Iterable[tuple[Text, Text]], language: str) -> list[tuple[str, str]]:
    return [(said(name, language), said(text, language)) for name, text in pairs]


def _columns(sheets: Sequence[Layout], language: str) -> list[tuple[str, str]]:
    """Every column once, with its note; control's own are told with the sheet."""
    seen: dict[str, Column] = {}
    for sheet in sorted(sheets, key=lambda sheet: _READING_ORDER.index(sheet.kind)):
        for column in map(_any_key, sheet.columns if sheet.kind is not Kind.CONTROL else ()):
            seen.setdefault(column.name, column)
    return [
        (column.header(Kind.CONTROL, language), note(column, language)) for column in seen.values()
    ]


def _any_key(column: Column) -> Column:
    """One line for all metadata columns, whatever keys this workbook happens to have."""
    return metadata_column("KEY") if column.parameter == "metadata" else column


def _write_title(page: Worksheet, language: str, example: bool) -> None:
    font = FONTS[language]
    heading = words.TITLE_EXAMPLE if example else words.TITLE
    page["B1"] = said(heading, language)
    page["B1"].font = Font(name=font, size=18, bold=True, color=NAVY)
    page.row_dimensions[1].height = 32
    page["B2"] = said(words.LEAD, language)
    page["B2"].font = Font(name=font, size=11, color=SLATE)


def _write_block(
    page: Worksheet, heading: Text, pairs: Sequence[tuple[str, str]], language: str
) -> None:
    font = FONTS[language]
    row = page.max_row + 2
    page.row_dimensions[row - 1].height = _LINE_POINTS
    name = page.cell(row, 2, said(heading, language))
    name.font = Font(name=font, size=13, bold=True, color=NAVY)
    for column in (2, 3):
        page.cell(row, column).border = Border(bottom=Side("medium", NAVY))
    for below, (name_text, text) in enumerate(pairs, start=row + 1):
        left, right = page.cell(below, 2, name_text), page.cell(below, 3, text)
        left.font = Font(name=font, size=11, bold=True)
        for cell in (left, right):
            cell.alignment = Alignment(vertical="center", wrap_text=True)
            cell.border = _RULED
        lines = -(-len(text) // _LINE_CHARACTERS[language])
        page.row_dimensions[below].height = _LINE_POINTS * max(lines, 1) + 4
