"""pitfalls.md 1.5: where rows and columns stand, what is hidden, what is merged."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from batcher.core.model import Fault
from tests.corpus.making import FIRST, HEADERS, Case, book, filled, kept, stored

SECOND = ("in_1", "il_2", 80, "usd")
_SECOND_CELLS = (
    '<c r="A3" t="inlineStr"><is><t>in_1</t></is></c>'
    '<c r="B3" t="inlineStr"><is><t>il_2</t></is></c><c r="C3"><v>80</v></c>'
)


def _at_c4(page: Worksheet) -> None:
    page.move_range("A1:D3", rows=3, cols=2)


def _gap(blank: int) -> Case:
    row = 4 + blank
    cell = f"A{row}"

    def far(page: Worksheet) -> None:
        for place, value in enumerate(("in_9", "il_9", 5, "usd"), start=1):
            page.cell(row, place, value)

    problems = [("far_row", cell)] if blank > 100 else []
    return Case("1.5", f"a row after {blank} blank ones", filled(far), problems, {cell: "in_9"})


def _formatted_to_the_end(page: Worksheet) -> None:
    page.cell(20_000, 3).number_format = "0.00"
    page.row_dimensions[1_048_576].height = 20


def _lying_dimension() -> bytes:
    row = f'<row r="3">{_SECOND_CELLS}</row>'
    return stored('<c r="C2"><v>75</v></c>', before='<dimension ref="A1:B2"/>', rows=row)()


def _hidden_row(page: Worksheet) -> None:
    page.row_dimensions[3].hidden = True


def _flat_row() -> bytes:
    row = f'<row r="3" ht="0" customHeight="1">{_SECOND_CELLS}</row>'
    return stored('<c r="C2"><v>75</v></c>', rows=row)()


def _hidden_column(page: Worksheet) -> None:
    page.column_dimensions["D"].hidden = True


def _all_shown(page: Worksheet) -> None:
    page.auto_filter.ref = "A1:D3"


def _hidden_sheet(page: Worksheet) -> None:
    book_of = page.parent
    assert book_of is not None
    page.sheet_state = "veryHidden"
    other = book_of.create_sheet("remove_lines")
    other.append(["invoice", "line", "behavior"])
    other.append(["in_1", "il_9", "delete"])
    book_of.active = 1


def _two_sheets(name: str) -> Case:
    def add(page: Worksheet) -> None:
        assert page.parent is not None
        other = page.parent.create_sheet(name)
        other.append([*HEADERS])
        other.append(["in_2", "il_7", 5, "usd"])

    return Case("1.5", f"two sheets of one kind: {name}", filled(add), [("sheet_twice", None)])


CASES = [
    Case(
        "1.5",
        "blank rows in the middle keep row numbers",
        lambda: book(HEADERS, FIRST, (), (), SECOND),
        cells={"B2": "il_1", "B5": "il_2"},
    ),
    Case(
        "1.5",
        "a table that starts at C4",
        filled(_at_c4),
        cells={"C4": "invoice", "E5": 75, "E6": 80},
    ),
    Case(
        "1.5",
        "titles above the header",
        lambda: book(("Corrections for March",), (), ("made by", "Hanako"), HEADERS, FIRST),
        cells={"A1": "Corrections for March", "C5": 75},
    ),
    _gap(100),
    _gap(101),
    Case("1.5", "formats down to the last row", filled(_formatted_to_the_end), cells={"C3": 80}),
    Case("1.5", "a dimension that lies", _lying_dimension, cells={"C2": 75, "C3": 80}),
    Case(
        "1.5",
        "merged invoice cells",
        filled(lambda page: page.merge_cells("A2:A3")),
        [("merged_cell", "A2"), ("merged_cell", "A3")],
        {"A2": Fault("merged_cell", "A2:A3"), "A3": Fault("merged_cell", "A2:A3")},
    ),
    Case(
        "1.5",
        "a merged title",
        lambda: book(
            ("Corrections for March",),
            HEADERS,
            FIRST,
            prepare=lambda page: page.merge_cells("A1:D1"),
        ),
        cells={"C3": 75},
    ),
    Case("1.5", "a hidden row", filled(_hidden_row), [("hidden_rows", None)]),
    Case("1.5", "a row of no height", _flat_row, [("hidden_rows", None)]),
    Case("1.5", "a hidden column is no problem", filled(_hidden_column), cells={"D2": "usd"}),
    Case(
        "1.5",
        "a filter that hides rows",
        kept("filtered.xlsx"),
        [("hidden_rows", None)],
        cells={"C3": 20.5},
    ),
    Case("1.5", "a filter that hides nothing", filled(_all_shown), cells={"C3": 80}),
    Case("1.5", "a very hidden sheet", filled(_hidden_sheet), [("hidden_rows", None)]),
    Case(
        "1.5",
        "a header twice",
        lambda: book((*HEADERS, "Amount"), (*FIRST, 80)),
        [("duplicate_header", "E1")],
    ),
    Case(
        "1.5",
        "the same header in English and Japanese",
        lambda: book((*HEADERS, "金額"), (*FIRST, 80)),
        [("duplicate_header", "E1")],
    ),
    Case(
        "1.5",
        "headers wide, spaced, broken over lines",
        lambda: book(
            (" Ｉｎｖｏｉｃｅ\u00a0", "line\nid", "ＡＭＯＵＮＴ ", "\u3000currency"), FIRST
        ),
        cells={"C2": 75},
    ),
    Case(
        "1.5",
        "a column nobody knows",
        lambda: book((*HEADERS, "amount2"), (*FIRST, 5)),
        [("unknown_column_near", "E1")],
    ),
    Case(
        "1.5",
        "a column of notes",
        lambda: book((*HEADERS, "#mine"), (*FIRST, "x")),
        cells={"E2": "x"},
    ),
    Case(
        "1.5",
        "two ids that differ in case",
        lambda: book(HEADERS, ("in_ABC", *FIRST[1:]), ("in_abc", "il_2", 5, "usd")),
    ),
    _two_sheets("訂正"),
    Case(
        "1.5",
        "a cell stored twice",
        stored('<c r="C2"><v>777</v></c><c r="C2"><v>999</v></c>'),
        [("duplicate_cell", "C2")],
    ),
    Case(
        "1.5",
        "a cell with two values",
        stored('<c r="C2"><v>777</v><v>999</v></c>'),
        [("duplicate_cell", "C2")],
    ),
    Case(
        "1.5",
        "a cell with a value and a text",
        stored('<c r="C2" t="inlineStr"><v>777</v><is><t>999</t></is></c>'),
        [("duplicate_cell", "C2")],
    ),
    Case(
        "1.5",
        "a text in a cell of another type",
        stored('<c r="C2"><is><t>999</t></is></c>'),
        [("cell_damaged", "C2")],
    ),
    Case(
        "1.5",
        "a value in a cell of text of its own",
        stored('<c r="C2" t="inlineStr"><v>999</v></c>'),
        [("cell_damaged", "C2")],
    ),
    Case(
        "1.5",
        "a row stored twice",
        stored('<c r="C2"><v>5</v></c>', rows='<row r="2"><c r="C2"><v>6</v></c></row>'),
        [("duplicate_row", "A2"), ("duplicate_row", "B2"), ("duplicate_row", "C2")],
    ),
    Case(
        "1.5",
        "zeros that the sheet's view hides",
        stored(
            '<c r="C2"><v>0</v></c>',
            before='<sheetViews><sheetView showZeros="0" workbookViewId="0"/></sheetViews>',
        ),
        [("number_hidden", "C2")],
    ),
]
