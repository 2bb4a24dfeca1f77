"""Rows read many at once hold the very same as rows read one by one, and as expat reads them."""

from __future__ import annotations

import random

import pytest

from batcher.core.model import Fault, Workbook
from batcher.workbook import runs, scan
from batcher.workbook.grid import column_letters
from tests.workbook.reading_files import book_parts, cells_of, codes, read_parts, sheet_xml

STRINGS = "<si><t>usd</t></si><si><t>a &amp; b</t></si><si><t/></si>"
FORMATS = (
    '<numFmts><numFmt numFmtId="164" formatCode="0.00"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="9"/></cellXfs>'
)
CELLS = [
    "", "", ' t="s"><v>0</v></c>', ' t="s"><v>1</v></c>', ' t="s"><v>2</v></c>',
    ' t="s"><v>9</v></c>', "><v>5</v></c>", "><v>5.25</v></c>", "><v>-3</v></c>",
    "><v>1e3</v></c>", "><v>x</v></c>", ' s="1"><v>46113</v></c>', ' s="1"><v>46113.5</v></c>',
    ' s="2"><v>1.25</v></c>', ' s="2"><v>1.255</v></c>', ' s="3"><v>0.1</v></c>', ' s="3"/>',
    "/>", " />", "></c>", "><v></v></c>", ' t="inlineStr"><is><t>text &lt;3</t></is></c>',
    ' t="inlineStr"><is><t>_x0041_</t></is></c>', ' t="str"><v>text</v></c>',
    ' t="inlineStr"><is><t xml:space="preserve"> x </t></is></c>', ' t="b"><v>1</v></c>',
    ' t="e"><v>#REF!</v></c>', ' t="e"/>', "><f>1+1</f><v>2</v></c>",
    "><f>[1]S!A1</f><v>2</v></c>", "><f>1+1</f></c>", '><f t="shared" si="0"/><v>4</v></c>',
    "><is><t>5</t></is></c>", ' t="inlineStr"><v>5</v></c>',
    ' t="str"><f>A1</f><v></v></c>', ' t="inlineStr"><is><r><t>rich</t></r></is></c>',
]  # fmt: skip
ROWS = ["", "", "", ' spans="1:9"', ' hidden="1"', ' hidden="0"', ' ht="0"', ' ht="0.5" x="1"']


def made(seed: int, columns: int, variety: int) -> str:
    """300 rows whose columns each have a few ways of being written."""
    chance = random.Random(seed)
    ways = [chance.choices(CELLS, k=variety) for _ in range(columns)]
    rows = []
    row = 0
    for _ in range(300):
        row += chance.choice([1, 1, 1, 1, 2, 9])
        cells = "".join(
            f'<c r="{column_letters(column)}{row}"{cell}'
            for column, way in enumerate(ways, start=1)
            if (cell := chance.choice(way))
        )
        rows.append(f'<row r="{row}"{chance.choice(ROWS)}>{cells}</row>')
    return "".join(rows)


def read_so(rows: str, formulas_calculated: bool = True) -> Workbook:
    book = "" if formulas_calculated else '<calcPr fullCalcOnLoad="1"/>'
    return read_parts(book_parts(sheet_xml(rows), strings=STRINGS, formats=FORMATS, book=book))


@pytest.mark.parametrize("calculated", [True, False])
@pytest.mark.parametrize("variety", [1, 2, 3, 30])
@pytest.mark.parametrize("seed", range(6))
def test_all_ways_of_reading_agree(
    seed: int, variety: int, calculated: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = made(seed, 1 + seed * 3, variety)
    together = read_so(rows, calculated)
    monkeypatch.setattr(runs, "COLUMNS_MAX", 0)
    singly = read_so(rows, calculated)
    monkeypatch.setattr(scan._Scanner, "BLOCK_END", b"</nothing>")
    by_expat = read_so(rows, calculated)
    assert cells_of(together) == cells_of(singly) == cells_of(by_expat)
    hidden = together.sheets[0].hidden_rows
    assert hidden == singly.sheets[0].hidden_rows == by_expat.sheets[0].hidden_rows


def test_alike_rows_are_not_read_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    singly: list[str] = []
    take = scan._Scanner._take_row

    def counted(scanner: scan._Scanner, text: str) -> object:
        singly.append(text)
        return take(scanner, text)

    monkeypatch.setattr(scan._Scanner, "_take_row", counted)
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>{row}</v></c>'
        + (f'<c r="B{row}" s="2"><v>1.5</v></c>' if row % 3 else "")
        + "</row>"
        for row in range(1, 1001)
    )
    assert len(cells_of(read_so(rows))) == 1667
    assert len(singly) <= 3


@pytest.mark.parametrize(
    "row",
    [
        '<row r="2"><c r="A3"><v>1</v></c></row>',
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</w></c></row>',
        '<row r="2" xmlns="x"><c r="A2"><v>1</v></c></row>',
        '<row r="2"><c xmlns="x" r="A2"><v>1</v></c></row>',
    ],
)
def test_what_is_wrong_in_a_later_row_is_found(row: str) -> None:
    assert codes(read_so('<row r="1"><c r="A1"><v>1</v></c></row>' + row)) == ["file_damaged"]


def test_a_row_again_and_rows_out_of_order_are_found_in_a_run() -> None:
    row = '<row r="{0}"><c r="A{0}"><v>{0}</v></c></row>'
    rows = "".join(row.format(number) for number in (1, 2, 5, 6, 3, 4, 6))
    assert cells_of(read_so(rows)) == {
        (1, 1): 1,
        (2, 1): 2,
        (3, 1): 3,
        (4, 1): 4,
        (5, 1): 5,
        (6, 1): Fault("duplicate_row", "6"),
    }
