"""Templates read back: every header known, every number exact, and the committed files in step."""

from __future__ import annotations

import csv
import re
import zipfile
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from batcher.core import columns
from batcher.core.checking import check
from batcher.core.columns import Value
from batcher.core.example import rows
from batcher.core.model import OPERATIONS, Kind
from batcher.core.values import Context
from batcher.locale import template as words
from batcher.workbook.reader import read
from batcher.workbook.template import regenerate, write_csv_templates, write_template
from batcher.workbook.template.layout import title

COMMITTED = Path(__file__).parents[2] / "templates"
BOTH = pytest.mark.parametrize("example", [False, True], ids=["empty", "example"])
LANGUAGES = pytest.mark.parametrize("language", ["en", "ja"])


def opened(tmp_path: Path, language: str, example: bool) -> Workbook:
    return load_workbook(write_template(tmp_path / "t.xlsx", language, example))


def sheets(book: Workbook) -> list[tuple[Worksheet, Kind]]:
    return [(s, kind) for s in book.worksheets if (kind := columns.sheet_kind(s.title))]


def headers(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[1]]


def content(path: Path) -> dict[str, bytes]:
    """What a file holds; compressed bytes differ between builds of zlib."""
    if path.suffix != ".xlsx":
        return {"": path.read_bytes()}
    with zipfile.ZipFile(path) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def test_committed_templates_are_what_the_catalogue_makes(tmp_path: Path) -> None:
    made = {path.relative_to(tmp_path): path for path in regenerate(tmp_path)}
    standing = {p.relative_to(COMMITTED) for p in COMMITTED.rglob("*") if p.is_file()}
    assert standing == set(made)
    assert len(made) == 4 + 4 * 6
    stale = [str(name) for name, path in made.items() if content(path) != content(COMMITTED / name)]
    assert stale == [], "run regenerate(Path('templates')) of batcher.workbook.template"


def test_the_same_template_is_the_same_bytes(tmp_path: Path) -> None:
    first = write_template(tmp_path / "a.xlsx", "ja", example=True)
    second = write_template(tmp_path / "b.xlsx", "ja", example=True)
    assert first.read_bytes() == second.read_bytes()


def test_a_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "october.xlsx").write_bytes(b"mine")
    written = write_template(tmp_path / "october.xlsx")
    assert written == tmp_path / "october-2.xlsx"
    assert (tmp_path / "october.xlsx").read_bytes() == b"mine"


def test_a_csv_file_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "control.csv").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        write_csv_templates(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["control.csv"]


@LANGUAGES
@BOTH
def test_every_header_is_a_column_of_its_sheet(
    tmp_path: Path, language: str, example: bool
) -> None:
    book = opened(tmp_path, language, example)
    assert [kind for _, kind in sheets(book)] == list(Kind)
    for sheet, kind in sheets(book):
        for text in headers(sheet):
            found = columns.header(text, kind)
            if columns.is_kept(text):
                continue
            assert found is not None, text
            assert kind in found.column.sheets, text
            assert text.endswith("*") == (kind in found.column.required), text


@LANGUAGES
def test_the_empty_template_has_every_column_and_no_row(tmp_path: Path, language: str) -> None:
    unshown = {"amount_minor", "unit_amount_minor"}
    for sheet, kind in sheets(opened(tmp_path, language, example=False)):
        assert sheet.max_row == 1
        shown = [columns.header(text, kind) for text in headers(sheet)]
        names = [found.name for found in shown if found]
        wanted = [c.name for c in columns.columns_of(kind) if c.name not in unshown]
        assert [name for name in names if name in wanted] == wanted


def test_sheets_and_headers_in_japanese(tmp_path: Path) -> None:
    book = opened(tmp_path, "ja", example=False)
    assert book.sheetnames == [
        "_説明",
        "請求書作成",
        "明細追加",
        "明細訂正",
        "明細削除",
        "請求書メタデータ",
        "合計照合",
    ]
    assert headers(book["明細削除"]) == [
        "請求書ID*",
        "ラインアイテムID*",
        "処理*",
        "訂正番号",
        "備考",
    ]


def test_headers_in_english(tmp_path: Path) -> None:
    book = opened(tmp_path, "en", example=False)
    assert headers(book["remove_lines"]) == [
        "invoice*",
        "line*",
        "behavior*",
        "correction_no",
        "note",
    ]
    assert headers(book["control"]) == ["sheet", "rows", "currency", "net_change"]


@LANGUAGES
@BOTH
def test_every_header_has_a_note(tmp_path: Path, language: str, example: bool) -> None:
    for sheet, kind in sheets(opened(tmp_path, language, example)):
        for cell in sheet[1]:
            found = columns.header(str(cell.value), kind)
            assert cell.comment is not None
            if found:
                note = found.column.note_ja if language == "ja" else found.column.note
                assert cell.comment.text.startswith(note)


def lists(sheet: Worksheet) -> dict[str, list[str]]:
    """Header without star -> the words its cells offer."""
    offered = {}
    for rule in sheet.data_validations.dataValidation:
        letter = re.match("[A-Z]+", str(rule.sqref))
        assert letter
        assert str(rule.sqref) == f"{letter[0]}2:{letter[0]}1048576"
        header = str(sheet[f"{letter[0]}1"].value).rstrip("*")
        offered[header] = str(rule.formula1).strip('"').split(",")
    return offered


def test_lists_to_choose_from(tmp_path: Path) -> None:
    book = opened(tmp_path, "en", example=False)
    assert lists(book["remove_lines"]) == {"behavior": ["delete", "unassign"]}
    add = lists(book["add_lines"])
    assert set(add) == {"currency", "tax_behavior", "discountable", "tax_1_inclusive"}
    assert add["discountable"] == ["yes", "no"]
    assert add["tax_behavior"] == ["exclusive", "inclusive", "unspecified"]
    assert {"USD", "JPY", "EUR", "KWD"} < set(add["currency"])
    create = lists(book["create_invoices"])
    assert create["collection_method"] == ["charge_automatically", "send_invoice"]
    assert lists(book["control"])["sheet"] == [kind.value for kind in OPERATIONS]


def test_lists_to_choose_from_in_japanese(tmp_path: Path) -> None:
    book = opened(tmp_path, "ja", example=False)
    assert lists(book["明細削除"]) == {"処理": ["削除", "割り当て解除"]}
    assert lists(book["明細追加"])["割引対象"] == ["はい", "いいえ"]
    assert lists(book["明細追加"])["税区分"] == ["外税", "内税", "指定なし"]
    assert lists(book["請求書作成"])["回収方法"] == ["自動請求", "請求書送付"]


@LANGUAGES
@BOTH
def test_ids_are_text_and_dates_are_dates(tmp_path: Path, language: str, example: bool) -> None:
    for sheet, kind in sheets(opened(tmp_path, language, example)):
        for number, text in enumerate(headers(sheet), start=1):
            found = columns.header(text, kind)
            whole = sheet.column_dimensions[get_column_letter(number)].number_format
            cells = {cell.number_format for (cell,) in sheet.iter_rows(2, None, number, number)}
            if found and found.column.value in (Value.INVOICE, Value.ID, Value.IDS):
                assert whole == "@"
                assert cells <= {"@", "General"}, "blank cells of the example have no format"
            if found and found.column.value in (Value.START, Value.END):
                assert whole == ("yyyy/mm/dd" if language == "ja" else "yyyy-mm-dd")


@LANGUAGES
@BOTH
def test_paper_and_sight(tmp_path: Path, language: str, example: bool) -> None:
    for sheet, kind in sheets(opened(tmp_path, language, example)):
        leading = {Kind.UPDATE: "C2", Kind.REMOVE: "C2", Kind.CONTROL: "A2"}.get(kind, "B2")
        assert sheet.freeze_panes == leading
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.page_setup.fitToHeight == 0
        assert not sheet.merged_cells.ranges
        assert not any(d.hidden for d in sheet.column_dimensions.values())


@LANGUAGES
@BOTH
def test_the_guide_is_not_read(tmp_path: Path, language: str, example: bool) -> None:
    book = opened(tmp_path, language, example)
    guide = book.worksheets[0]
    assert columns.sheet_is_ignored(guide.title)
    assert book.active is guide
    texts = {str(cell.value) for row in guide.iter_rows() for cell in row if cell.value}
    told = [words.SHEETS[kind.value] for kind in Kind]
    assert {text.ja if language == "ja" else text.en for text in told} <= texts
    assert {title(kind, language) for kind in Kind} <= texts
    assert ("--sandbox" in " ".join(texts)) is example


@LANGUAGES
@pytest.mark.parametrize("as_csv", [False, True], ids=["xlsx", "csv"])
@pytest.mark.parametrize(("example", "total"), [(False, 0), (True, 220)])
def test_templates_are_read_and_checked_without_a_problem(
    tmp_path: Path, language: str, as_csv: bool, example: bool, total: int
) -> None:
    if as_csv:
        write_csv_templates(tmp_path / "folder", language, example)
        workbook = read(tmp_path / "folder")
    else:
        workbook = read(write_template(tmp_path / "t.xlsx", language, example))
    checked = check(workbook, Context(ZoneInfo("Asia/Tokyo")))
    assert checked.problems == ()
    assert len(checked.rows) == total


IN_WORDS = {
    "behavior",
    "discountable",
    "sheet",
    "collection_method",
    "tax_1_inclusive",
    "tax_behavior",
}


def as_read(value: object, name: str) -> object:
    """A value of the example as openpyxl gives it back."""
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001
    if name == "currency":
        return str(value).upper()
    return float(value) if isinstance(value, Decimal) else value


@LANGUAGES
def test_the_example_says_what_its_rows_say(tmp_path: Path, language: str) -> None:
    """Cell by cell, but for the words of a language."""
    for sheet, kind in sheets(opened(tmp_path, language, example=True)):
        found = [columns.header(text, kind) for text in headers(sheet)]
        names = [header.name if header else "note" for header in found]
        for row, want in zip(sheet.iter_rows(min_row=2), rows()[kind], strict=True):
            got = {n: c.value for n, c in zip(names, row, strict=True) if c.value is not None}
            assert got.keys() == want.keys()
            for name in want.keys() - IN_WORDS:
                assert got[name] == as_read(want[name], name), name


def test_words_of_the_example_in_both_languages(tmp_path: Path) -> None:
    for language, sheet, header, words_used in (
        ("en", "remove_lines", "behavior*", {"delete": 6, "unassign": 3}),
        ("ja", "明細削除", "処理*", {"削除": 6, "割り当て解除": 3}),
        ("en", "update_lines", "discountable", {"no": 1, None: 49}),
        ("ja", "明細訂正", "割引対象", {"いいえ": 1, None: 49}),
        ("ja", "請求書作成", "回収方法*", {"請求書送付": 1}),
    ):
        page = opened(tmp_path / header.rstrip("*") / language, language, example=True)[sheet]
        number = headers(page).index(header) + 1
        cells = page.iter_rows(2, None, number, number, values_only=True)
        assert Counter(value for (value,) in cells) == words_used


def test_numbers_stand_in_the_file_as_exact_decimals(tmp_path: Path) -> None:
    """What the XML says, not what a float makes of it: 72.76, never 72.76000000000001."""
    path = write_template(tmp_path / "t.xlsx", "en", example=True)
    with zipfile.ZipFile(path) as parts:
        xml = b"".join(parts.read(n) for n in parts.namelist() if n.startswith("xl/worksheets/s"))
    texts = {m.decode() for m in re.findall(rb"<v>(-?\d+\.\d+)</v>", xml)}
    money = {
        value
        for sheet in rows().values()
        for row in sheet
        for value in row.values()
        if isinstance(value, Decimal) and value != value.to_integral_value()
    }
    assert {Decimal(text) for text in texts} == money
    assert "72.76" in texts


def test_money_shows_as_it_was_typed(tmp_path: Path) -> None:
    page = opened(tmp_path, "en", example=True)["control"]
    formats = {page.cell(row, 3).value: page.cell(row, 4).number_format for row in range(7, 11)}
    assert formats == {
        "USD": "#,##0.00;[Red]-#,##0.00",
        "JPY": "#,##0;[Red]-#,##0",
        "EUR": "#,##0.00;[Red]-#,##0.00",
        "KWD": "#,##0.000;[Red]-#,##0.000",
    }


def test_whole_yen_show_without_places(tmp_path: Path) -> None:
    page = opened(tmp_path, "ja", example=False)["明細追加"]
    shown = {
        str(area.sqref): rule.formula[0]
        for area, rules in page.conditional_formatting._cf_rules.items()
        for rule in rules
    }
    letter = get_column_letter(headers(page).index("金額") + 1)
    currency = get_column_letter(headers(page).index("通貨") + 1)
    assert shown[f"{letter}2:{letter}1048576"] == (
        f"AND(ISNUMBER({letter}2),{letter}2=INT({letter}2),"
        f'OR(${currency}2="JPY",${currency}2="KRW",${currency}2=""))'
    )


@LANGUAGES
def test_csv_is_what_excel_in_japan_opens_rightly(tmp_path: Path, language: str) -> None:
    paths = write_csv_templates(tmp_path / "new" / "folder", language, example=True)
    assert [path.stem for path in paths] == [title(kind, language) for kind in Kind]
    for path, kind in zip(paths, Kind, strict=True):
        text = path.read_bytes()
        assert text.startswith(b"\xef\xbb\xbf")
        assert b"\n" not in text.replace(b"\r\n", b"")
        with path.open(encoding="utf-8-sig", newline="") as file:
            records = list(csv.reader(file))
        assert len(records) == 1 + len(rows()[kind])
        assert {len(record) for record in records} == {len(records[0])}


def test_csv_money_and_days_are_written_out(tmp_path: Path) -> None:
    write_csv_templates(tmp_path, "en", example=True)
    control = (tmp_path / "control.csv").read_text(encoding="utf-8-sig")
    assert control.endswith(",,USD,-4630.61\n,,JPY,224100\n,,EUR,1770.50\n,,KWD,94.750\n")
    first = (tmp_path / "add_lines.csv").read_text(encoding="utf-8-sig").splitlines()[1]
    assert first.startswith("in_Quillmere,,USD,45.30,")
    assert ",2026-10-01,2026-10-01," in first
