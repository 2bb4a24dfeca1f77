"""Cells and sheets written by hand: every odd thing a sheet's XML may say."""

# ruff: noqa: DTZ001 - Excel has no time zone

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from batcher.core.model import Fault
from batcher.workbook import blocks, markup
from batcher.workbook.container import Limits
from batcher.workbook.content import number, unescape
from batcher.workbook.formats import parse_day_format
from batcher.workbook.reader import read_bytes
from batcher.workbook.styles import moment
from tests.workbook.reading_files import (
    MAIN,
    book_parts,
    cells_of,
    codes,
    read_parts,
    read_rows,
    sheet_xml,
    zipped,
)

EXTERNAL_A = Fault("formula_external", "a")


def one(cell: str, **parts: str) -> object:
    """What this cell of A1 holds, read plainly and, made odd by a comment, through expat."""
    plain = cells_of(read_rows(f'<row r="1">{cell}</row>', **parts)).get((1, 1))
    odd = cells_of(read_rows(f'<!-- odd --><row r="1">{cell}</row>', **parts)).get((1, 1))
    assert plain == odd
    assert type(plain) is type(odd)
    return plain


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><v>7500</v></c>', 7500),
        ('<c r="A1" t="n"><v>-75.50</v></c>', -75.5),
        ('<c r="A1"><v>1.5E3</v></c>', 1500.0),
        ('<c r="A1"><v>1234567890123456789</v></c>', 1234567890123456789),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="str"><v>text</v></c>', "text"),
        ('<c r="A1" t="inlineStr"><is><t>in_1</t></is></c>', "in_1"),
        ('<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>', " a "),
        ('<c r="A1" t="inlineStr"><is><r><t>in</t></r><r><t>_1</t></r></is></c>', "in_1"),
        ('<c r="A1" t="inlineStr"><is><t>a&amp;b</t></is></c>', "a&b"),
        ('<c r="A1" t="inlineStr"><is><t>a\r\nb\rc</t></is></c>', "a\nb\nc"),
        ('<c r="A1" t="inlineStr"><is><t>a_x000D_b_x005F_x000D_</t></is></c>', "a\rb_x000D_"),
        ('<c r="A1" t="d"><v>2026-04-01T09:30:00</v></c>', datetime(2026, 4, 1, 9, 30)),
        ('<c r="A1" t="d"><v>09:30:00</v></c>', time(9, 30)),
        ('<c r="A1" t="d"><v>1 April</v></c>', Fault("cell_damaged", "1 April")),
        ('<c r="A1" s="5"/>', None),
        ('<c r="A1" t="s"><v></v></c>', None),
        ('<c r="A1"></c>', None),
        ("<c r='A1'><v>5</v></c>", 5),
        (
            '<c r="A1" t="str"><v>&lt;&#65;&#x1F600;&quot;&apos;&gt;&amp;amp;</v></c>',
            "<A😀\"'>&amp;",
        ),
        ('<c r="A1"><v><![CDATA[5]]></v></c>', 5),
        ("<c><v>5</v></c>", 5),
        ('<c r="A1" t="e"><v>#REF!</v></c>', Fault("error_cell", "#REF!")),
        ('<c r="A1" t="e"><v>#SPILL!</v></c>', Fault("error_cell", "#SPILL!")),
        ('<c r="A1" t="e"><v>Err:509</v></c>', Fault("error_cell", "Err:509")),
        ('<c r="A1"><v>1_000</v></c>', Fault("cell_damaged", "1_000")),
        ('<c r="A1"><v>nan</v></c>', Fault("cell_damaged", "nan")),
        ('<c r="A1"><v>1e999</v></c>', Fault("cell_damaged", "1e999")),
        ('<c r="A1"><v>１</v></c>', Fault("cell_damaged", "１")),
        ('<c r="A1" t="b"><v>2</v></c>', Fault("cell_damaged", "2")),
        ('<c r="A1" t="s"><v>9</v></c>', Fault("cell_damaged", "9")),
        ('<c r="A1" t="s"><v>-1</v></c>', Fault("cell_damaged", "-1")),
        ('<c r="A1" t="odd"><v>1</v></c>', Fault("cell_damaged", "1")),
    ],
)
def test_cell(cell: str, value: object) -> None:
    assert one(cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><f>1+1</f><v>2</v></c>', 2),
        ('<c r="A1" t="str"><f>IF(1,"","")</f><v></v></c>', None),
        ('<c r="A1" t="str"><f>"a"</f><v>a</v></c>', "a"),
        ('<c r="A1"><f>1+1</f></c>', Fault("formula_without_value")),
        ('<c r="A1"><f>1+1</f><v></v></c>', Fault("formula_without_value")),
        ('<c r="A1"><f>1+1</f><v/></c>', Fault("formula_without_value")),
        ('<c r="A1" t="str"><f>A2</f></c>', Fault("formula_without_value")),
        ('<c r="A1"><f>[1]Sheet1!A1</f><v>2</v></c>', Fault("formula_external", "2")),
        ("<c r=\"A1\"><f>'[2]My (1) sheet'!A1*2</f><v>2</v></c>", Fault("formula_external", "2")),
        ('<c r="A1"><f>[3]!Rate</f><v>2</v></c>', Fault("formula_external", "2")),
        ('<c r="A1"><f>SUM(Table1[2026])</f><v>2</v></c>', 2),
        ('<c r="A1"><f>Table1[[#This Row],[2026]]</f><v>2</v></c>', 2),
        ('<c r="A1" t="str"><f>"a"&amp;IF(1&lt;2,[1]S!A1)</f><v>a</v></c>', EXTERNAL_A),
        ('<c r="A1"><f ca="1" x="a&gt;b"/><v>2</v></c>', 2),
        ('<c r="A1" t="str"><f>&quot;[1]S!A1&quot;&amp;B1</f><v>a</v></c>', "a"),
        ('<c r="A1" t="str"><f>"[1]Sheet1!A1"</f><v>t</v></c>', "t"),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', Fault("error_cell", "#DIV/0!")),
    ],
)
def test_formula(cell: str, value: object) -> None:
    assert one(cell) == value


@pytest.mark.parametrize(
    "properties", ['<calcPr fullCalcOnLoad="1"/>', '<calcPr calcCompleted="0"/>']
)
def test_formulas_left_to_be_calculated(properties: str) -> None:
    formula = '<c r="A1"><f>1+1</f><v>0</v></c>'
    assert one(formula, book=properties) == Fault("formula_uncalculated", "0")
    assert one('<c r="A1"><v>7</v></c>', book=properties) == 7


def test_a_formula_with_a_shared_text_shows_the_text() -> None:
    cell = '<c r="A1" t="s"><f>[1]S!A1</f><v>0</v></c>'
    assert one(cell, strings="<si><t>usd</t></si>") == Fault("formula_external", "usd")


def test_formulas_calculated() -> None:
    formula = '<c r="A1"><f>1+1</f><v>2</v></c>'
    assert one(formula, book='<calcPr calcId="191029" fullCalcOnLoad="0"/>') == 2


def test_external_shared_formula_counts_for_its_followers() -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">[1]S!B1</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c></row>'
        '<row r="3"><c r="A3"><f t="shared" si="1"/><v>3</v></c></row>'
    )
    assert cells_of(read_rows(rows)) == {
        (1, 1): Fault("formula_external", "1"),
        (2, 1): Fault("formula_external", "2"),
        (3, 1): 3,
    }


def test_external_array_formula_counts_for_its_range() -> None:
    rows = (
        '<row r="1"><c r="A1"><f t="array" ref="A1:A2">[1]S!B1:B2</f><v>1</v></c></row>'
        '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><v>3</v></c></row>'
    )
    assert cells_of(read_rows(rows)) == {
        (1, 1): Fault("formula_external", "1"),
        (2, 1): Fault("formula_external", "1"),
        (2, 2): 3,
    }


def test_shared_strings_without_readings() -> None:
    strings = (
        "<si><t>in_1</t></si><si><r><t>二</t></r><r><t>月</t></r>"
        '<rPh sb="0" eb="1"><t>ニ</t></rPh><phoneticPr fontId="1"/></si>'
        '<si><t xml:space="preserve"> _x000D_\n</t></si><si><t/></si>'
    )
    row = "".join(f'<c r="{x}1" t="s"><v>{n}</v></c>' for n, x in enumerate("ABCD"))
    found = cells_of(read_rows(f'<row r="1">{row}</row>', strings=strings))
    assert found == {(1, 1): "in_1", (1, 2): "二月", (1, 3): " \r\n"}


def test_merged_cells_are_faults_wherever_rows_are() -> None:
    rows = (
        '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
        '<row r="4"><c r="B4"><v>3</v></c></row>'
    )
    merges = '<mergeCells count="1"><mergeCell ref="A2:A4"/></mergeCells>'
    merged = Fault("merged_cell", "A2:A4")
    found = cells_of(read_rows(rows, after=merges))
    assert found == {(2, 1): merged, (2, 2): 2, (4, 1): merged, (4, 2): 3}


def test_a_merge_of_the_whole_sheet_costs_nothing() -> None:
    merges = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    found = cells_of(read_rows('<row r="9"><c r="C9"><v>1</v></c></row>', after=merges))
    assert found == {(9, 3): Fault("merged_cell", "A1:XFD1048576")}


def test_a_cell_stored_twice() -> None:
    row = '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c><c r="B1"><v>3</v></c></row>'
    assert cells_of(read_rows(row)) == {(1, 1): Fault("duplicate_cell", "2"), (1, 2): 3}


def test_a_row_stored_twice() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
        '<row r="1"><c r="B1"><v>3</v></c></row>'
    )
    twice = Fault("duplicate_row", "1")
    assert cells_of(read_rows(rows)) == {(1, 1): twice, (1, 2): twice, (2, 1): 2}


def test_rows_and_cells_without_addresses_follow_one_another() -> None:
    rows = (
        "<row><c><v>1</v></c><c><v>2</v></c></row>"
        '<row r="5"><c r="C5"><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>'
    )
    found = cells_of(read_rows(rows))
    assert found == {(1, 1): 1, (1, 2): 2, (5, 3): 3, (5, 4): 4, (6, 1): 5}


def test_prefixed_and_pretty_printed_xml() -> None:
    sheet = (
        f'<x:worksheet xmlns:x="{MAIN}">\n <x:sheetData>\n  <x:row r="2" hidden="true">\n'
        '   <x:c r="B2">\n    <x:v>5</x:v>\n   </x:c>\n  </x:row>\n </x:sheetData>\n</x:worksheet>'
    )
    workbook = read_parts(book_parts(sheet))
    assert cells_of(workbook) == {(2, 2): 5}
    assert workbook.sheets[0].hidden_rows == {2}
    rows = '\r\n <row r="2" hidden="1">\r\n <c r="B2"><v>5</v></c>\r\n </row>\r\n'
    workbook = read_rows(rows)
    assert cells_of(workbook) == {(2, 2): 5}
    assert workbook.sheets[0].hidden_rows == {2}


def test_utf_16_and_latin_1_parts() -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>é</t></is></c></row>'
    for encoding in ("UTF-16", "ISO-8859-1"):
        sheet = sheet_xml(rows).replace("UTF-8", encoding).encode(encoding)
        assert cells_of(read_parts({**book_parts(""), "xl/worksheets/sheet1.xml": sheet})) == {
            (1, 1): "é"
        }


def rows_of_every_kind() -> str:
    strange = "<!-- x -->" + '<row r="40"><c r="A40"><v>9</v></c></row>'
    plain = "".join(
        f'<row r="{n}" hidden="{n % 2}"><c r="A{n}" t="inlineStr"><is><t>é{n}</t></is></c>'
        f'<c r="C{n}"><f>1&lt;2</f><v>{n}</v></c></row>'
        + ("<row r='30'><c r='B30'><v>1</v></c></row>" if n == 5 else "")
        for n in range(1, 20)
    )
    return plain + '<row r="31" ht="odd"/>' + strange


@pytest.mark.parametrize("chunk_bytes", [1, 7, 64, 1000])
@pytest.mark.parametrize("row_bytes_max", [30, 1_000_000])
def test_where_the_stream_is_cut_does_not_matter(
    chunk_bytes: int, row_bytes_max: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = read_rows(rows_of_every_kind())
    monkeypatch.setattr(markup, "CHUNK_BYTES", chunk_bytes)
    monkeypatch.setattr(blocks, "BLOCK_BYTES_MAX", row_bytes_max)
    pieces = read_rows(rows_of_every_kind())
    assert cells_of(pieces) == cells_of(whole)
    assert len(cells_of(pieces)) == 40
    assert cells_of(pieces)[(19, 3)] == 19
    assert pieces.sheets[0].hidden_rows == whole.sheets[0].hidden_rows == set(range(1, 20, 2))


def test_an_ignored_sheet_of_any_size_is_no_problem() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    parts = book_parts(sheet_xml(rows))
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace('name="sheet1"', 'name="_a"')
    workbook = read_bytes(zipped(parts), "made.xlsx", limits=Limits(grid_cells_max=1))
    assert (workbook.problems, workbook.sheets) == ((), ())


def test_characters_that_are_no_utf_8() -> None:
    rows = '<row r="1"><c r="A1" t="str"><v>é</v></c></row>'
    sheet = sheet_xml(rows).encode("latin-1")
    parts = {**book_parts(""), "xl/worksheets/sheet1.xml": sheet}
    assert codes(read_parts(parts)) == ["file_damaged"]


def test_a_part_that_is_no_worksheet() -> None:
    assert codes(read_parts(book_parts(f'<table xmlns="{MAIN}"/>'))) == ["file_damaged"]


def test_hidden_is_parsed_not_looked_for() -> None:
    rows = "".join(
        f'<row r="{n}" {seen}><c r="A{n}"><v>1</v></c></row>'
        for n, seen in enumerate(
            ['hidden="false"', 'hidden="true"', 'ht="0"', 'ht="15"', 'hidden="0" ht="0.5"'], 1
        )
    )
    columns = '<cols><col min="1" max="1" width="0"/><col min="2" max="9" hidden="false"/></cols>'
    sheet = read_rows(rows, before=columns).sheets[0]
    assert sheet.hidden_rows == {2, 3, 5}
    assert sheet.hidden_columns == {1}


def test_very_hidden_sheets_are_returned_and_marked() -> None:
    parts = book_parts(sheet_xml(""), sheet_xml(""))
    book = str(parts["xl/workbook.xml"]).replace('sheetId="2"', 'sheetId="2" state="veryHidden"')
    workbook = read_parts({**parts, "xl/workbook.xml": book})
    assert [sheet.hidden for sheet in workbook.sheets] == [False, True]


def test_a_sheet_larger_than_the_limit_is_left_out_and_named() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    content = zipped(book_parts(sheet_xml(rows), sheet_xml('<row r="1"><c r="A1"/></row>')))
    workbook = read_bytes(content, "made.xlsx", limits=Limits(grid_cells_max=1))
    assert codes(workbook) == ["sheet_too_large"]
    assert workbook.problems[0].sheet == "sheet1"
    assert [sheet.name for sheet in workbook.sheets] == ["sheet2"]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="0"><c r="A0"><v>1</v></c></row>',
        '<row r="x"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="1A"><v>1</v></c></row>',
        '<c r="A1"><v>1</v></c>',
        '<row r="1"><c r="A1"><v>1</c></row>',
        '<row r="1"><c r="A1"><v>1</v></c>',
        '<row r="1"><c r="A1" t="str"><v>&nbsp;</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>a & b</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&#0;</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&#xD800;</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>\x01</v></c></row>',
    ],
)
def test_a_sheet_that_contradicts_itself_is_damaged(rows: str) -> None:
    assert codes(read_rows(rows)) == ["file_damaged"]


FORMATS = (
    '<numFmts><numFmt numFmtId="164" formatCode="yyyy/mm/dd"/>'
    '<numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>'
    '<xf numFmtId="4"/><xf numFmtId="22"/></cellXfs>'
)


@pytest.mark.parametrize(
    ("style", "text", "value"),
    [
        (0, "46113", 46113),
        (1, "46113", datetime(2026, 4, 1)),
        (5, "46113.3958333333", datetime(2026, 4, 1, 9, 30)),
        (2, "46113.3958333333", Fault("time_hidden", "2026-04-01", {"held": "09:30:00"})),
        (2, "0.5", time(12)),
        (3, "1.25", timedelta(hours=30)),
        (4, "5000", 5000),
        (2, "5000", datetime(1913, 9, 8)),
        (2, "60", Fault("date_out_of_range", "60")),
        (2, "59", datetime(1900, 2, 28)),
        (2, "61", datetime(1900, 3, 1)),
        (2, "3000000", Fault("date_out_of_range", "3000000")),
        (2, "-1", Fault("date_out_of_range", "-1")),
        (2, "2958465.99999999999", Fault("date_out_of_range", "2958465.99999999999")),
        (3, "1e300", Fault("date_out_of_range", "1e300")),
    ],
)
def test_a_number_formatted_as_a_date(style: int, text: str, value: object) -> None:
    assert one(f'<c r="A1" s="{style}"><v>{text}</v></c>', formats=FORMATS) == value


def test_a_number_formatted_as_a_date_from_1904() -> None:
    cell = '<c r="A1" s="1"><v>44651</v></c>'
    properties = '<workbookPr date1904="1"/>'
    assert one(cell, formats=FORMATS, properties=properties) == datetime(2026, 4, 1)


SIGNED = (
    '<numFmts><numFmt numFmtId="164" formatCode="&quot;¥&quot;#,##0"/>'
    '<numFmt numFmtId="165" formatCode="#,##0.00 &quot;USD&quot;;[Red]-$#,##0.00"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>'
)


@pytest.mark.parametrize("before", ["", "<!-- odd -->"])
@pytest.mark.parametrize("formula", ["", "<f>1+1</f>"])
def test_the_currency_a_number_format_shows_is_known_by_row(before: str, formula: str) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" s="{n % 3}">{formula if n % 2 else ""}<v>{n}</v></c>'
        f'<c r="B{n}" s="1" t="inlineStr"><is><t>text</t></is></c></row>'
        for n in range(1, 200)
    )
    workbook = read_rows(before + rows, formats=SIGNED)
    assert workbook.sheets[0].signs == {
        1: {"¥": frozenset(range(1, 200, 3)), "USD $": frozenset(range(2, 200, 3))}
    }
    assert [workbook.sheets[0].sign(row, 1) for row in (3, 4, 5)] == ["", "¥", "USD $"]


@pytest.mark.parametrize(
    ("number", "seen"),
    [
        (14, True), (15, True), (22, True), (27, True), (28, True), (31, True), (36, True),
        (50, True), (57, True), (58, True),
        (16, False), (17, False), (20, False), (34, False), (35, False), (45, False), (52, False),
        (53, False), (55, False), (56, False),
    ],
)  # fmt: skip
def test_which_built_in_formats_show_a_whole_day(number: int, seen: bool) -> None:
    formats = f'<cellXfs><xf numFmtId="{number}"/></cellXfs>'
    found = one('<c r="A1" s="0"><v>46113</v></c>', formats=formats)
    if seen:
        assert found == datetime(2026, 4, 1)
    else:
        assert isinstance(found, Fault)
        assert (found.code, found.details) == ("date_hidden", {"held": "2026-04-01"})


@pytest.mark.parametrize(
    ("code", "elapsed"),
    [
        ("yyyy-mm-dd", False),
        ('[$-411]ggge"年"m"月"d"日";@', False),
        ("h:mm AM/PM", False),
        ("mm:ss.0", False),
        ("[h]:mm:ss", True),
        ("[mm]:ss.000", True),
        ("General", None),
        ("G/標準", None),
        ("0.00E+00", None),
        ("#,##0_ m", None),
        ('#,##0" days"', None),
        ('[Red]#,##0;"h"', None),
        ('_("$"* #,##0.00_)', None),
        ("@", None),
        (";;;", None),
        (r"0\d", None),
    ],
)
def test_which_formats_are_dates(code: str, elapsed: bool | None) -> None:
    found = parse_day_format(code)
    assert (found and found.elapsed) is elapsed


@example("0\x1f")
@given(st.text(max_size=30))
def test_a_number_is_a_number_or_a_fault(text: str) -> None:
    found = number(text)
    assert isinstance(found, Fault) or found in (float(text), Decimal(text))


@given(st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.booleans())
def test_any_number_has_a_date_or_a_fault(serial: float, since_1904: bool, elapsed: bool) -> None:
    assert isinstance(moment("x", serial, since_1904, elapsed), datetime | time | timedelta | Fault)


@given(st.text(alphabet="_x0D8F5aé", max_size=20))
def test_unescaping_never_makes_half_a_character(text: str) -> None:
    assert len(unescape(text).encode("utf-8")) <= len(text.encode("utf-8"))
