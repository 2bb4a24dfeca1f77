"""Formats that show a number or a day as another text: judged letter for letter, known by row."""

# ruff: noqa: DTZ001 - Excel has no time zone

from __future__ import annotations

from datetime import datetime

import pytest

from batcher.workbook.formats import Dress, dress_code, is_bare
from tests.workbook.reading_files import read_rows
from tests.workbook.test_conditional import rule, styled

DAY = datetime(2026, 4, 1)
FORMATS = (
    '<numFmts><numFmt numFmtId="164" formatCode="&quot;No. &quot;0"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="1"/><xf numFmtId="14"/></cellXfs>'
)


@pytest.mark.parametrize(
    ("code", "cell", "text"),
    [
        ('"No. "0', 1234, "No. 1234"),
        ("#,##0.00", 1234.5, "1,234.50"),
        ("0_ ", 1234, "1234"),
        ("0;▲0", -5, "▲5"),
        ("General", 12.5, "12.5"),
        ('[>=1000]0,"K";0', 12, "12"),
        ("[DBNum1]0", 1234, ""),
        ('"[DBNum1]"0', 7, "[DBNum1]7"),
        ("yyyy-mm-dd", DAY, "2026-04-01"),
        ('ggge"年"m"月"d"日"', DAY, "令和8年4月1日"),
        ("ge.m.d", datetime(2019, 4, 30), "H31.4.30"),
        ("gge", datetime(1926, 12, 24), "大15"),
        ("rr", datetime(1900, 4, 1), "明治33"),
        ('m"月"d"日"(aaa)', DAY, "4月1日(水)"),
        ("bbbb-mm-dd", DAY, "2569-04-01"),
        ("B2yyyy-mm-dd", DAY, ""),
        ("[$-F800]dddd, mmmm dd, yyyy", DAY, ""),
        ("[$-1070000]yyyy-mm-dd", DAY, ""),
        ("yyyy-mm-dd hh:mm:ss", datetime(2026, 4, 1, 9, 5, 7, 600_000), "2026-04-01 09:05:08"),
        ("0", DAY, ""),
    ],
)
def test_what_a_cell_shows(code: str, cell: float | datetime, text: str) -> None:
    assert Dress(code).text(cell) == text


@pytest.mark.parametrize("code", ["", "General", "@", "0", "0_ ", "[Red]0", "yyyy-mm-dd"])
def test_a_bare_format_shows_what_is_sent(code: str) -> None:
    assert is_bare(code)


@pytest.mark.parametrize("code", ["00", "0.0", "#,##0", "0;-0", "[DBNum3]0", "yyyy/m/d", "e-mm-dd"])
def test_any_other_format_wants_a_look_at_the_cell(code: str) -> None:
    assert not is_bare(code)


@pytest.mark.parametrize(
    ("number", "code"), [("0", ""), ("1", ""), ("3", "#,##0"), ("14", "yyyy/m/d"), ("49", "")]
)
def test_formats_known_by_number_are_dresses_too(number: str, code: str) -> None:
    assert dress_code(number, {}) == code


@pytest.mark.parametrize("before", ["", "<!-- odd -->"])
@pytest.mark.parametrize("formula", ["", "<f>1+1</f>"])
def test_who_wears_what_is_known_by_row(before: str, formula: str) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" s="{n % 4}">{formula if n % 2 else ""}<v>{n}</v></c>'
        f'<c r="B{n}" s="1" t="inlineStr"><is><t>text</t></is></c></row>'
        for n in range(1, 200)
    )
    (sheet,) = read_rows(before + rows, formats=FORMATS).sheets
    assert {column: [d.dress for d in worn] for column, worn in sheet.dressed.items()} == {
        1: [Dress('"No. "0'), Dress("yyyy/m/d")]
    }
    assert [sorted(worn.rows.tolist()) for worn in sheet.dressed[1]] == [
        list(range(1, 200, 4)),
        list(range(3, 200, 4)),
    ]


def test_what_a_condition_puts_on_a_range_is_worn_by_its_rows() -> None:
    rows = "".join(f'<row r="{n}"><c r="B{n}"><v>7</v></c></row>' for n in (1, 3, 9))
    after = rule("A2:B4", 1) + rule("B1:B9", 2)
    (sheet,) = read_rows(rows, after=after, formats=styled("#,##0", "0")).sheets
    (worn,) = sheet.dressed[2]
    assert (worn.dress, worn.rows.tolist(), worn.whole) == (Dress("#,##0"), [3], False)
