"""One sheet of a template as a person sees it: header, hints, lists to choose from, formats."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from batcher.core.columns import SHEET_TITLE_JA, Column, Value
from batcher.core.model import Kind
from batcher.core.money import places
from batcher.locale import template as words
from batcher.workbook.looks import FONTS, NOTE_WIDTH_POINTS, note_points
from batcher.workbook.template.layout import Layout, choice_warning, choices, note, said

_LAST_ROW = 1_048_576  # Excel's; a rule for a whole column costs no more than one for a cell
_TEXT = "@"
_MONEY = "#,##0.00##########;[Red]-#,##0.00##########"  # every place that is there is shown
_WHOLE_MONEY = "#,##0;[Red]-#,##0"
_DAY = {"en": "yyyy-mm-dd", "ja": "yyyy/mm/dd"}
# Suggested, not demanded: any currency Stripe knows may be written.
_CURRENCIES = (
    *("USD", "EUR", "GBP", "JPY", "AUD", "CAD", "CHF", "CNY", "HKD", "INR"),
    *("KRW", "KWD", "MXN", "NOK", "NZD", "SEK", "SGD", "THB", "TWD", "ZAR"),
)
LIST_MAX = 255  # characters Excel allows in a list that stands in the rule itself

_WIDTHS = {
    Value.INVOICE: 28,
    Value.ID: 28,
    Value.IDS: 26,
    Value.TEXT: 24,
    Value.CURRENCY: 11,
    Value.CHOICE: 22,
    Value.START: 13,
    Value.END: 13,
}
_WIDTH_ELSE = 14
_PAGE_WIDTH = 260  # characters that can still be read across a landscape A4
_WIDTHS_BY_NAME = {"description": 44, "note": 36, "sheet": 20, "behavior": 15, "correction_no": 16}
TABS = {
    Kind.CREATE: "2E7D5B",
    Kind.ADD: "2E7D5B",
    Kind.UPDATE: "C98A1B",
    Kind.REMOVE: "B3261E",
    Kind.METADATA: "4F6B7A",
    Kind.CONTROL: "4F6B7A",
}
LEADING = frozenset({"invoice", "line", "ref"})  # stay in sight when scrolling sideways

NAVY, SLATE, PALE, GREY = "1F3A4D", "4F6B7A", "E4EBF0", "F3F3F3"
_EDGE = Side("thin", "B8C4CC")
_AROUND = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)


def write_sheet(book: Workbook, layout: Layout, language: str) -> None:
    """Add one sheet to the workbook: header in row 1, the example's rows directly below."""
    sheet = book.create_sheet(layout.title)
    sheet.sheet_properties.tabColor = TABS[layout.kind]
    for number, column in enumerate(layout.columns, start=1):
        _dress_column(sheet, number, layout, language)
        _write_header(sheet.cell(1, number), column, layout.kind, language)
    _write_rows(sheet, layout, language)
    _offer_choices(sheet, layout, language)
    _show_whole_money(sheet, layout, language)
    sheet.row_dimensions[1].height = 34
    leading = sum(column.name in LEADING for column in layout.columns)
    sheet.freeze_panes = f"{get_column_letter(leading + 1)}2"  # a cell object would add row 2
    sheet.print_title_rows = "1:1"
    if leading:
        sheet.print_title_cols = f"A:{get_column_letter(leading)}"
    sheet.print_options.gridLines = True
    width = sum(width_of(*named) for named in zip(layout.columns, layout.headers, strict=True))
    set_up_print(sheet, language, pages_wide=-(-width // _PAGE_WIDTH))


def set_up_print(sheet: Worksheet, language: str, pages_wide: int = 1) -> None:
    """A4 landscape, as many pages wide as it takes to be read; sheet name and page number."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages_wide, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.8
    sheet.page_margins.header = sheet.page_margins.footer = 0.35
    sheet.page_setup.pageOrder = "overThenDown"
    header, footer = sheet.oddHeader, sheet.oddFooter
    assert header is not None
    assert footer is not None
    header.left.text, header.right.text = "&F", "&A"
    footer.right.text = said(words.PAGE, language)


def add_styles(book: Workbook, language: str) -> None:
    """The looks of headers, by name: filled in always, when needed, the person's own."""
    font = FONTS[language]
    book.add_named_style(_header_style("required", font, NAVY, "FFFFFF"))
    book.add_named_style(_header_style("optional", font, PALE, NAVY))
    book.add_named_style(_header_style("own", font, GREY, "666666"))


def _header_style(name: str, font: str, fill: str, colour: str) -> NamedStyle:
    return NamedStyle(
        name,
        font=Font(name=font, size=11, bold=True, color=colour),
        fill=PatternFill("solid", fgColor=fill),
        border=_AROUND,
        alignment=Alignment(vertical="center", wrap_text=True),
    )


def _dress_column(sheet: Worksheet, number: int, layout: Layout, language: str) -> None:
    """The format of a whole column, so that an id typed below the last row stays text too."""
    column = layout.columns[number - 1]
    dimension = sheet.column_dimensions[get_column_letter(number)]
    dimension.width = width_of(column, layout.headers[number - 1])
    dimension.number_format = _format(column, language)
    dimension.font = Font(name=FONTS[language], size=11)
    if column.name in ("description", "note"):
        dimension.alignment = Alignment(vertical="center", wrap_text=True)


def width_of(column: Column, header: str) -> int:
    """Characters of the column's width: what its values take, and never less than its header."""
    usual = _WIDTHS_BY_NAME.get(column.name, _WIDTHS.get(column.value, _WIDTH_ELSE))
    wide = sum(2 if ord(character) > 0xFF else 1 for character in header)
    return max(usual, wide + 3)


def _format(column: Column, language: str) -> str:
    if column.value in (Value.INVOICE, Value.ID, Value.IDS, Value.TEXT):
        return _TEXT
    if column.value in (Value.START, Value.END):
        return _DAY[language]
    return _MONEY if column.value in (Value.MONEY, Value.UNIT_MONEY) else "General"


def _write_header(cell: Cell, column: Column, kind: Kind, language: str) -> None:
    cell.value = column.header(kind, language)
    required = kind in column.required
    cell.style = "required" if required else "own" if column.name == "note" else "optional"
    offered = ", ".join(choices(column, language))
    lines = [
        note(column, language),
        said(words.CHOICES, language).format(words=offered) if offered else "",
        said(words.REQUIRED, language) if required else "",
    ]
    text = "\n".join(line for line in lines if line)
    size = {"height": note_points(text), "width": NOTE_WIDTH_POINTS}
    cell.comment = Comment(text, "batcher", **size)


def _write_rows(sheet: Worksheet, layout: Layout, language: str) -> None:
    for row, values in enumerate(layout.rows, start=2):
        for number, (column, value) in enumerate(zip(layout.columns, values, strict=True), start=1):
            if value is None:
                continue
            cell = sheet.cell(row, number, value)
            cell.font = Font(name=FONTS[language], size=11)
            cell.number_format = _format_of(value, column, language)
            cell.alignment = Alignment(
                vertical="center", wrap_text=column.name in ("description", "note")
            )


def _format_of(value: object, column: Column, language: str) -> str:
    """Money of the example as it was typed: 125.00, 9300, 4.250."""
    if isinstance(value, date):
        return _DAY[language]
    if isinstance(value, Decimal) and column.value in (Value.MONEY, Value.UNIT_MONEY):
        exponent = value.as_tuple().exponent
        assert isinstance(exponent, int)
        number = "#,##0" + ("." + "0" * -exponent if exponent < 0 else "")
        return f"{number};[Red]-{number}"
    return _format(column, language)


def _offer_choices(sheet: Worksheet, layout: Layout, language: str) -> None:
    for number, column in enumerate(layout.columns, start=1):
        chosen = offered(column, layout.kind, language)
        if not chosen:
            continue
        entries = ",".join(chosen)
        assert len(entries) <= LIST_MAX
        rule = DataValidation("list", formula1=f'"{entries}"', allow_blank=True)
        rule.errorStyle = "warning"
        rule.errorTitle = said(words.CHOICE_TITLE, language)
        rule.error = choice_warning(column.header(layout.kind, language), chosen, language)
        # Other currencies, and both languages' words, are read as well: ask, never forbid.
        rule.showErrorMessage = column.value is not Value.CURRENCY
        letter = get_column_letter(number)
        rule.add(f"{letter}2:{letter}{_LAST_ROW}")
        sheet.add_data_validation(rule)


def offered(column: Column, kind: Kind, language: str) -> tuple[str, ...]:
    """What a cell of this column may be chosen from; nothing where anything may be written."""
    if column.value is Value.CURRENCY:
        return _CURRENCIES
    if kind is Kind.CONTROL and column.name == "sheet":
        kinds = (kind for kind in Kind if kind is not Kind.CONTROL)
        return tuple(SHEET_TITLE_JA[k] if language == "ja" else k.value for k in kinds)
    return choices(column, language)


def _show_whole_money(sheet: Worksheet, layout: Layout, language: str) -> None:
    """7500 JPY reads 7,500 and not 7,500.00; only where that hides nothing."""
    names = [column.name for column in layout.columns]
    if "currency" not in names:
        return
    currency = f"${get_column_letter(names.index('currency') + 1)}2"
    whole = [code for code in _CURRENCIES if places(code.lower()) == 0]
    tests = [f'{currency}="{code}"' for code in whole]
    if language == "ja":  # there a blank currency is nearly always yen
        tests.append(f'{currency}=""')
    for letter in _money_letters(layout):
        formula = f"AND(ISNUMBER({letter}2),{letter}2=INT({letter}2),OR({','.join(tests)}))"
        look = DifferentialStyle(numFmt=NumberFormat(numFmtId=200, formatCode=_WHOLE_MONEY))
        rule = Rule("expression", dxf=look, formula=[formula])
        sheet.conditional_formatting.add(f"{letter}2:{letter}{_LAST_ROW}", rule)


def _money_letters(layout: Layout) -> Iterator[str]:
    for number, column in enumerate(layout.columns, start=1):
        if column.value in (Value.MONEY, Value.UNIT_MONEY):
            yield get_column_letter(number)
