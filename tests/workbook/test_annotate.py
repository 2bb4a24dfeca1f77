"""The marked copy: the person's own workbook to the byte, but for marks that come off again."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import xlsxwriter
from openpyxl import load_workbook
from openpyxl.comments import Comment

from batcher.core.checking import check
from batcher.core.model import Problem, Severity
from batcher.core.values import Context
from batcher.workbook.annotate import annotate, in_child
from batcher.workbook.annotate.comments import CLOSING, EMPTY_COMMENTS, OPENING, cleared, shaped
from batcher.workbook.annotate.copying import Wanted
from batcher.workbook.container import Limits
from batcher.workbook.reader import pack, read, read_bytes
from batcher.workbook.saving import Unwritten, Written
from tests.workbook.reading_files import MAIN, OFFICE, book_parts, sheet_xml, zipped

RED, ORANGE = "F8CBC", "FBDDB"
HEADERS = ("invoice*", "currency", "amount", "description", "bogus")
ROWS: tuple[tuple[object, ...], ...] = (
    ("in_1Good", "usd", 75.0, "Consulting", None),
    ("in_1Bad", "usd", "7,5", "Mistyped", "zap"),
    ("in_1Blank", "usd", None, "No price", None),
)


def made() -> bytes:
    """A workbook as a person has it: looks, a comment, a formula, a chart, names, a validation."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet("add_lines")
    dark = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3A4D"})
    money = book.add_format({"num_format": "#,##0.00", "bg_color": "#E2F0D9", "border": 1})
    for column, header in enumerate(HEADERS):
        sheet.write_string(2, column, header, dark)
    sheet.write_string(0, 0, "October")
    sheet.write_comment("C5", "Net of tax, please.", {"author": "Hanako"})
    for row, values in enumerate(ROWS, start=3):
        for column, value in enumerate(values):
            sheet.write(row, column, value, money if column == 2 else None)
    for column, value in enumerate(("in_1Formula", "usd")):
        sheet.write_string(6, column, value)
    sheet.write_formula("C7", "=C4*2", money, 150)
    sheet.write_string("D7", "Calculated")
    sheet.set_column(0, 0, 22)
    sheet.data_validation("B4:B99", {"validate": "list", "source": ["usd", "jpy"]})
    sheet.autofilter("A3:E7")
    notes = book.add_worksheet("_mine")
    notes.write_formula("A1", "=add_lines!C4", None, 75)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=add_lines!$C$4:$C$7"})
    notes.insert_chart("C3", chart)
    book.define_name("Total", "=add_lines!$C$4:$C$7")
    notes.activate()
    book.close()
    return edited(content.getvalue(), "xl/workbook.xml", ' fullCalcOnLoad="1"', "")


def edited(content: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with one place of one part changed."""
    parts = parts_of(content)
    text = parts[part].decode()
    assert old in text, old
    return zipped({**parts, part: text.replace(old, new)})


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def problems_of(path: Path) -> tuple[Problem, ...]:
    return check(read(path), Context(ZoneInfo("UTC"))).problems


def places(problems: tuple[Problem, ...]) -> set[tuple[str, str | None]]:
    return {(problem.code, problem.cell) for problem in problems}


def marked(tmp_path: Path, content: bytes, language: str = "en", name: str = "mine.xlsx") -> Path:
    source = tmp_path / name
    source.write_bytes(content)
    written = annotate(source, problems_of(source), tmp_path / "marked.xlsx", language)
    assert isinstance(written, Written)
    assert source.read_bytes() == content
    return written.path


def fill(path: Path, cell: str, sheet: str = "add_lines") -> str:
    return str(load_workbook(path)[sheet][cell].fill.fgColor.rgb)


def comment(path: Path, cell: str, sheet: str = "add_lines") -> str | None:
    found = load_workbook(path)[sheet][cell].comment
    return None if found is None else str(found.text)


def test_bad_cells_are_coloured_and_say_why(tmp_path: Path) -> None:
    path = marked(tmp_path, made())
    assert fill(path, "C6").startswith("FF" + RED)  # a blank that must not be
    assert fill(path, "C5").startswith("FF" + RED)
    assert fill(path, "E3").startswith("FF" + ORANGE)  # a question
    assert fill(path, "C4") == "FFE2F0D9"
    assert comment(path, "E3").startswith("── batcher ──\nQuestion: “bogus” is not a column")
    assert comment(path, "C6").endswith("─────────────")
    assert comment(path, "C4") is None


def test_a_comment_of_the_person_stays_and_ours_follows(tmp_path: Path) -> None:
    text = comment(marked(tmp_path, made()), "C5")
    assert text.startswith("Net of tax, please.\n\n── batcher ──\nError: The comma in 7,5")


def test_a_marked_cell_keeps_its_format_and_stays_legible(tmp_path: Path) -> None:
    sheet = load_workbook(marked(tmp_path, made()))["add_lines"]
    assert sheet["C6"].number_format == "#,##0.00"
    assert sheet["C6"].border.left.style == "thin"
    assert sheet["E3"].font.b is True
    assert sheet["E3"].font.color.rgb == "FF1F1F1F"  # it was white on a dark header
    assert sheet["D3"].font.color.rgb == "FFFFFFFF"


def test_every_other_part_is_the_same_to_the_byte(tmp_path: Path) -> None:
    before = parts_of(made())
    after = parts_of(marked(tmp_path, made()).read_bytes())
    changed = {name for name, content in before.items() if after[name] != content}
    assert changed == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
        "xl/worksheets/sheet2.xml",  # was the sheet selected
        "xl/comments1.xml",
        "xl/drawings/vmlDrawing1.vml",
    }
    assert set(after) - set(before) == {"xl/worksheets/sheet3.xml"}


def test_only_format_numbers_change_within_rows(tmp_path: Path) -> None:
    style = re.compile(rb' s="\d+"')
    sheet = "xl/worksheets/sheet1.xml"
    before = style.sub(b"", parts_of(made())[sheet])
    after = style.sub(b"", parts_of(marked(tmp_path, made()).read_bytes())[sheet])
    assert after == before


def test_marked_cells_are_written_as_excel_writes_them(tmp_path: Path) -> None:
    """Format before type: readers are fast only then."""
    text = parts_of(marked(tmp_path, made()).read_bytes())["xl/worksheets/sheet1.xml"].decode()
    assert re.search(r'<c r="E3" s="\d+" t="s">', text)
    assert re.search(r'<c r="C6" s="\d+"/>', text)


def test_formulas_keep_their_values(tmp_path: Path) -> None:
    path = marked(tmp_path, made())
    assert load_workbook(path)["add_lines"]["C7"].value == "=C4*2"
    assert load_workbook(path, data_only=True)["add_lines"]["C7"].value == 150
    assert b"fullCalcOnLoad" not in parts_of(path.read_bytes())["xl/workbook.xml"]


def test_names_filters_and_validations_still_mean_the_same_sheet(tmp_path: Path) -> None:
    book = load_workbook(marked(tmp_path, made()))
    assert book.sheetnames == ["_problems", "add_lines", "_mine"]
    assert book.defined_names["Total"].value == "add_lines!$C$4:$C$7"
    assert book["add_lines"].auto_filter.ref == "A3:E7"
    assert book["add_lines"].data_validations.dataValidation[0].sqref.ranges
    text = parts_of((tmp_path / "marked.xlsx").read_bytes())["xl/workbook.xml"].decode()
    assert 'localSheetId="1"' in text
    assert 'localSheetId="0"' not in text


def test_only_the_list_is_selected(tmp_path: Path) -> None:
    book = load_workbook(marked(tmp_path, made()))
    assert book.active.title == "_problems"
    chosen = [sheet.title for sheet in book if sheet.sheet_view.tabSelected]
    assert chosen == ["_problems"]  # two selected sheets would be edited together


def test_the_list_leads_to_each_cell(tmp_path: Path) -> None:
    sheet = load_workbook(marked(tmp_path, made()))["_problems"]
    head = next(row for row in range(1, 20) if sheet.cell(row, 1).value == "Severity")
    table = [
        tuple(cell.value for cell in sheet[row][:5]) for row in range(head, head + 4)
    ]  # fmt: skip
    assert table == [
        ("Severity", "Sheet", "Cell", "Column", "Value"),
        ("Error", "add_lines", "C5", "amount", "7,5"),
        ("Error", "add_lines", "C6", "amount", None),
        ("Question", "add_lines", "E3", "bogus", "bogus"),
    ]
    assert sheet.cell(head + 1, 3).hyperlink.location == "add_lines!C5"
    assert sheet.cell(head + 1, 7).value == "number_thousands"


def test_in_japanese(tmp_path: Path) -> None:
    path = marked(tmp_path, made(), "ja")
    assert load_workbook(path).sheetnames[0] == "_問題一覧"
    assert comment(path, "E3").startswith("── batcher ──\n確認: 列名「bogus」は使えない")


def test_the_copy_has_the_same_problems_at_the_same_cells(tmp_path: Path) -> None:
    path = marked(tmp_path, made())
    assert places(problems_of(path)) == places(problems_of(tmp_path / "mine.xlsx"))
    assert places(problems_of(path)) == {
        ("number_thousands", "C5"),
        ("nothing_to_add", "C6"),
        ("unknown_column", "E3"),
    }


def mend(content: bytes) -> bytes:
    """What a person does in Excel, done in the file: the formula keeps its value."""
    parts = parts_of(content)
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    for cell, value in (("C5", "7.5"), ("C6", "12")):
        sheet, count = re.subn(
            rf'<c r="{cell}" s="(\d+)"(?: t="s")?(?:/>|>.*?</c>)',
            rf'<c r="{cell}" s="\1"><v>{value}</v></c>',
            sheet,
        )
        assert count == 1
    sheet, count = re.subn(r'<c r="E3"[^>]*>.*?</c>', "", sheet)
    assert count == 1
    sheet = re.sub(r'<c r="E5"[^>]*>.*?</c>', "", sheet)
    return zipped({**parts, "xl/worksheets/sheet1.xml": sheet})


def test_a_mended_copy_runs_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mended.xlsx"
    path.write_bytes(mend(marked(tmp_path, made()).read_bytes()))
    assert problems_of(path) == ()
    rows = check(read(path), Context(ZoneInfo("UTC"))).rows
    assert [row.text("invoice") for row in rows] == [
        "in_1Good", "in_1Bad", "in_1Blank", "in_1Formula",
    ]  # fmt: skip


def test_a_copy_mended_with_openpyxl_runs_as_it_is(tmp_path: Path) -> None:
    """Without formulas: openpyxl drops the values beside them."""
    plain = edited(made(), "xl/worksheets/sheet1.xml", "<f>C4*2</f>", "")
    plain = edited(plain, "xl/worksheets/sheet2.xml", "<f>add_lines!C4</f>", "")
    book = load_workbook(marked(tmp_path, plain))
    sheet = book["add_lines"]
    sheet["C5"], sheet["C6"], sheet["E3"], sheet["E5"] = 7.5, 12, None, None
    sheet["A5"].comment = Comment("mended", "me")
    book.save(tmp_path / "mended.xlsx")
    assert problems_of(tmp_path / "mended.xlsx") == ()


def test_marking_again_takes_the_old_marks_off(tmp_path: Path) -> None:
    mended = mend(marked(tmp_path, made()).read_bytes())
    path = marked(tmp_path, mended, "ja", name="again.xlsx")
    sheet = load_workbook(path)["add_lines"]
    assert load_workbook(path).sheetnames == ["_問題一覧", "add_lines", "_mine"]
    assert fill(path, "C6") == "FFE2F0D9"
    assert fill(path, "C5") == "FFE2F0D9"
    assert sheet["C6"].comment is None
    assert comment(path, "C5") == "Net of tax, please."
    assert load_workbook(path)["_問題一覧"]["A2"].value.startswith("問題は見つかりません")
    shapes = parts_of(path.read_bytes())["xl/drawings/vmlDrawing1.vml"]
    assert shapes.count(b"<v:shape ") == 1


def test_marking_twice_says_everything_once(tmp_path: Path) -> None:
    first = marked(tmp_path, made())
    second = marked(tmp_path, first.read_bytes(), name="second.xlsx")
    assert second.name == "marked-2.xlsx"
    assert load_workbook(second).sheetnames == ["_problems", "add_lines", "_mine"]
    for cell in ("C5", "C6", "E3"):
        assert comment(second, cell) == comment(first, cell)
        assert fill(second, cell) == fill(first, cell)
    before, after = (parts_of(one.read_bytes())["xl/drawings/vmlDrawing1.vml"]
                     for one in (first, second))  # fmt: skip
    assert after.count(b"<v:shape ") == before.count(b"<v:shape ") == 3
    sheet = load_workbook(second)["add_lines"]
    assert sheet["E3"].font.color.rgb == "FF1F1F1F"


def test_marks_come_off_after_another_program_saved_the_copy(tmp_path: Path) -> None:
    """openpyxl numbers formats anew and writes comments into other parts."""
    book = load_workbook(marked(tmp_path, made()))
    book["add_lines"]["C6"] = 12
    book.save(tmp_path / "resaved.xlsx")
    path = marked(tmp_path, (tmp_path / "resaved.xlsx").read_bytes(), name="again.xlsx")
    assert fill(path, "C6") == "00E2F0D9" or fill(path, "C6") == "FFE2F0D9"
    assert comment(path, "C6") is None
    assert load_workbook(path)["add_lines"]["C6"].border.left.style == "thin"
    assert comment(path, "C5").count("batcher") == 1
    assert load_workbook(path).sheetnames == ["_problems", "add_lines", "_mine"]


def test_words_added_to_our_comment_stay(tmp_path: Path) -> None:
    content = marked(tmp_path, made()).read_bytes()
    content = edited(
        content, "xl/comments1.xml", "─────────────</t></r></text></comment></commentList>",
        "─────────────\nAsked Taro.</t></r></text></comment></commentList>",
    )  # fmt: skip
    path = marked(tmp_path, content, name="again.xlsx")
    assert comment(path, "E3").startswith("Asked Taro.\n\n── batcher ──\nQuestion:")


def test_words_around_ours_stay_whatever_runs_they_are_in() -> None:
    section = f"{OPENING}</t></r><r><t>\nError: x\n{CLOSING}\n"
    text = f"<r><t>Mine.\n\n{section}And {section}mine.</t></r>"
    content = EMPTY_COMMENTS.replace(
        b"<commentList/>",
        f'<commentList><comment ref="A1"><text>{text}</text></comment></commentList>'.encode(),
    )
    found, gone = cleared(content)
    assert re.sub(r"<[^>]*>", "", found.decode().partition("?>")[2]).strip() == "Mine.And mine."
    assert gone == frozenset()


def test_broken_shapes_cost_no_time() -> None:
    content = b"<xml>" + b'<v:shape id="x">' * 50_000 + b"</xml>"
    assert shaped(content) == frozenset()


def test_a_sheet_of_the_person_with_our_name_stays(tmp_path: Path) -> None:
    content = edited(made(), "xl/workbook.xml", 'name="_mine"', 'name="_problems"')
    content = edited(content, "xl/charts/chart1.xml", "add_lines", "add_lines")
    book = load_workbook(marked(tmp_path, content))
    assert book.sheetnames == ["_problems (2)", "add_lines", "_problems"]
    assert book["_problems"]["A1"].value == "=add_lines!C4"


def test_macros_stay_and_the_name_fits(tmp_path: Path) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macro = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    content = edited(made(), "[Content_Types].xml", kind, macro)
    content = zipped({**parts_of(content), "xl/vbaProject.bin": b"\xd0\xcf macro"})
    path = marked(tmp_path, content, name="mine.xlsm")
    assert path.name == "marked.xlsm"
    assert parts_of(path.read_bytes())["xl/vbaProject.bin"] == b"\xd0\xcf macro"


def test_threads_of_comments_are_left_alone(tmp_path: Path) -> None:
    content = edited(made(), "xl/comments1.xml", "Hanako</author>", "tc={1}</author>")
    path = marked(tmp_path, content)
    assert comment(path, "C5") == "Net of tax, please."
    assert fill(path, "C5").startswith("FF" + RED)


ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>invoice</t></is></c></row>'


def whole(parts: dict[str, str | bytes]) -> bytes:
    """A zip of these parts with what Excel needs to open them."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.%s+xml"
    kinds = {"xl/workbook.xml": "sheet.main", "xl/styles.xml": "styles"}
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind % kinds.get(name, "worksheet")}"/>'
        for name in parts
        if not name.endswith(".rels")
    )
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>"
    )
    return zipped({"[Content_Types].xml": types, **parts})


def problem(cell: str | None, row: int | None = None, **more: str) -> Problem:
    code = more.pop("code", "cell_unreadable")
    return Problem(code, Severity.ERROR, more.pop("sheet", "sheet1"), row, cell, "", **more)  # type: ignore[arg-type]


def test_cells_and_rows_that_are_not_there_are_made_in_order(tmp_path: Path) -> None:
    rows = (
        '<row r="2" spans="1:2"><c r="B2"><v>1</v></c></row><row r="9"/>'
        '<row r="20"><c r="B20"><v>2</v></c></row>'
    )
    before = '<dimension ref="B2:B20"/><cols><col min="4" max="4" width="9" style="1"/></cols>'
    content = whole(book_parts(sheet_xml(rows, before)))
    cells = ("A2", "D2", "C5", "C9", "B20", "A30")
    found = [problem(cell, int(cell[1:])) for cell in cells]
    path = annotate(content, found, tmp_path / "m.xlsx").path
    text = parts_of(path.read_bytes())["xl/worksheets/sheet1.xml"].decode()
    assert re.findall(r'<row r="(\d+)"', text) == ["2", "5", "9", "20", "30"]
    assert re.findall(r'<c r="(\w+)"', text) == ["A2", "B2", "D2", "C5", "C9", "B20", "A30"]
    assert 'ref="A2:D30"' in text
    assert "spans" not in text
    assert {fill(path, cell, "sheet1")[2:7] for cell in cells} == {RED}
    assert comment(path, "A30", "sheet1").startswith("── batcher")


def test_an_empty_sheet_can_be_marked(tmp_path: Path) -> None:
    empty = sheet_xml("").replace("<sheetData></sheetData>", "<sheetData/>")
    content = whole(book_parts(empty, sheet_xml(ROW)))
    path = annotate(content, [problem("B2", 2)], tmp_path / "m.xlsx").path
    assert fill(path, "B2", "sheet1").startswith("FF" + RED)


def test_prefixed_xml_gets_prefixed_marks(tmp_path: Path) -> None:
    parts = book_parts(sheet_xml(ROW))
    for name in ("xl/workbook.xml", "xl/worksheets/sheet1.xml"):
        text = re.sub(r"(</?)(?=[a-zA-Z])", r"\1x:", str(parts[name]))
        parts[name] = text.replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
    path = annotate(whole(parts), [problem("A1", 1), problem("C3", 3)], tmp_path / "m.xlsx").path
    written = parts_of(path.read_bytes())
    assert b'<x:c r="C3" s="' in written["xl/worksheets/sheet1.xml"]
    assert b'<x:sheet name="_problems"' in written["xl/workbook.xml"]
    assert b"<x:legacyDrawing" in written["xl/worksheets/sheet1.xml"]


def test_utf16_parts_are_marked_too(tmp_path: Path) -> None:
    parts = book_parts(sheet_xml(ROW))
    name = "xl/worksheets/sheet1.xml"
    parts[name] = str(parts[name]).replace("UTF-8", "UTF-16").encode("utf-16")
    path = annotate(whole(parts), [problem("A1", 1)], tmp_path / "m.xlsx").path
    assert fill(path, "A1", "sheet1").startswith("FF" + RED)
    assert load_workbook(path)["sheet1"]["A1"].value == "invoice"


def test_boxes_stand_before_what_must_follow_them(tmp_path: Path) -> None:
    after = '<pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/><extLst/>'
    content = whole(book_parts(sheet_xml(ROW, after=after)))
    path = annotate(content, [problem("A1", 1)], tmp_path / "m.xlsx").path
    text = parts_of(path.read_bytes())["xl/worksheets/sheet1.xml"].decode()
    assert re.search(r'footer="1"/><legacyDrawing [^>]*r:id="\w+"/><extLst/>', text)


def test_merged_cells_are_marked_where_a_person_sees_them(tmp_path: Path) -> None:
    content = whole(
        book_parts(sheet_xml(ROW, after='<mergeCells><mergeCell ref="A1:A3"/></mergeCells>'))
    )
    found = [problem(f"A{n}", n, code="merged_cell", value="A1:A3") for n in (1, 2, 3)]
    path = annotate(content, found, tmp_path / "m.xlsx").path
    text = comment(path, "A1", "sheet1")
    assert text.count("A1:A3") == 1


def test_problems_without_a_cell_are_listed_and_lead_somewhere(tmp_path: Path) -> None:
    content = whole(book_parts(sheet_xml(ROW)))
    found = [
        Problem("csv_field_count", Severity.ERROR, "sheet1", 1),
        Problem("unknown_sheet", Severity.WARNING, "sheet1"),
        Problem("folder_other_file", Severity.ERROR, details={"name": "=cmd|x"}),
    ]
    path = annotate(content, found, tmp_path / "m.xlsx").path
    rows = [[c.value for c in row[:3]] for row in load_workbook(path)["_problems"].iter_rows()]
    assert ["Error", None, None] in rows
    assert ["Error", "sheet1", "A1"] in rows
    assert ["Warning", "sheet1", "→"] in rows
    assert fill(path, "A1", "sheet1").startswith("FF" + RED)


def test_text_from_cells_is_never_a_formula_or_markup(tmp_path: Path) -> None:
    content = whole(book_parts(sheet_xml(ROW)))
    value = '=1+1 <b>&"\x07 _x0041_'
    path = annotate(content, [problem("A1", 1, value=value)], tmp_path / "m.xlsx").path
    shown = read_bytes(path.read_bytes(), "m.xlsx").sheets[0].cells
    assert any('=1+1 <b>&"\\x07 _x0041_' in column.tolist() for _, column in shown.items())


def test_sheet_names_are_quoted_in_links(tmp_path: Path) -> None:
    parts = book_parts(sheet_xml(ROW))
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace(
        'name="sheet1"', 'name="It\'s &amp; 10"'
    )
    found = [problem("A1", 1, sheet="It's & 10")]
    sheet = load_workbook(annotate(whole(parts), found, tmp_path / "m.xlsx").path)["_problems"]
    links = [cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink]
    assert links == ["'It''s & 10'!A1"]


def test_what_cannot_be_read_is_not_marked(tmp_path: Path) -> None:
    (tmp_path / "broken.xlsx").write_bytes(made()[:500])
    assert annotate(tmp_path / "broken.xlsx", [], tmp_path / "m.xlsx") is None
    assert not (tmp_path / "m.xlsx").exists()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    content = made()
    (tmp_path / "mine.xlsx").write_bytes(content)
    written = annotate(tmp_path / "mine.xlsx", [], tmp_path / "mine.xlsx")
    assert written.path == tmp_path / "mine-2.xlsx"
    assert (tmp_path / "mine.xlsx").read_bytes() == content


CSV = 'invoice,currency,amount,description\nin_1A,usd,"7,5",007\nin_1B,usd,10.50,  x\n'


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "utf-16"])
def test_a_csv_becomes_a_workbook_of_the_same_texts(tmp_path: Path, encoding: str) -> None:
    source = tmp_path / "追加.csv"
    source.write_bytes(CSV.replace("x", "髙").encode(encoding))
    path = annotate(source, problems_of(source), tmp_path / "marked.csv").path
    assert path.name == "marked.xlsx"
    before, after = read(source).sheets[0], read(path).sheets[1]
    assert after.name == "追加"
    assert after.cells.to_dict() == before.cells.to_dict()
    assert after.cells.at[3, 4] == "  髙"
    assert places(problems_of(path)) == {("number_thousands", "C2")}
    assert fill(path, "C2", "追加").startswith("FF" + RED)


def test_a_mended_csv_copy_runs_as_it_is(tmp_path: Path) -> None:
    source = tmp_path / "add_lines.csv"
    source.write_text(CSV, encoding="utf-8")
    book = load_workbook(annotate(source, problems_of(source), tmp_path / "m.xlsx").path)
    book["add_lines"]["C2"] = "7.5"
    book.save(tmp_path / "mended.xlsx")
    assert problems_of(tmp_path / "mended.xlsx") == ()
    assert len(check(read(tmp_path / "mended.xlsx"), Context(ZoneInfo("UTC"))).rows) == 2


@pytest.mark.parametrize(
    ("records", "raw"),
    [
        ("in_1A,usd,10,x\nin_1B,usd,1,000,y\nin_1C,usd,5,z\n", {3: "in_1B,usd,1,000,y"}),
        ('in_1A,usd, "1,000",x\nin_1B,usd,1,y\n', {2: 'in_1A,usd, "1,000",x'}),
        ('in_1A,usd,10,"x\nin_1B,usd,1,y\n', {2: 'in_1A,usd,10,"x', 3: "in_1B,usd,1,y"}),
    ],
)
def test_a_record_cut_wrongly_never_passes_for_a_row(
    tmp_path: Path, records: str, raw: dict[int, str]
) -> None:
    """It stands whole in one cell, where it is an error until somebody has divided it."""
    source = tmp_path / "add_lines.csv"
    source.write_text("invoice,currency,amount,description\n" + records, encoding="utf-8")
    problems = problems_of(source)
    path = annotate(source, problems, tmp_path / "m.xlsx").path
    cells = read(path).sheets[1].cells
    assert {row: cells.at[row, 1] for row in raw} == raw
    found = problems_of(path)
    assert set(raw) <= {p.row for p in found if p.severity is Severity.ERROR}


def test_a_folder_becomes_one_workbook(tmp_path: Path) -> None:
    folder = tmp_path / "october"
    folder.mkdir()
    (folder / "add_lines.csv").write_text(CSV, encoding="utf-8")
    (folder / "remove_lines.csv").write_text("invoice,line,behavior\nin_1,il_1,delet\n")
    problems = problems_of(folder)
    path = annotate(folder, problems, tmp_path / "m.xlsx").path
    assert load_workbook(path).sheetnames == ["_problems", "add_lines", "remove_lines"]
    assert places(problems_of(path)) == {("number_thousands", "C2"), ("choice_unknown", "C2")}
    again = annotate(pack(folder), problems, tmp_path / "m.xlsx", name="october")
    assert again.path.name == "m-2.xlsx"


def test_a_sheet_named_by_its_file_says_so(tmp_path: Path) -> None:
    parts = book_parts(sheet_xml(ROW))
    (tmp_path / "add_lines.xlsx").write_bytes(whole(parts))
    path = annotate(tmp_path / "add_lines.xlsx", [], tmp_path / "m.xlsx").path
    texts = [cell.value for row in load_workbook(path)["_problems"] for cell in row if cell.value]
    assert any(str(text).startswith("Run it with --sheet add_lines") for text in texts)


def test_a_csv_named_by_the_option_runs_as_it_is(tmp_path: Path) -> None:
    source = tmp_path / "march.csv"
    source.write_text(CSV, encoding="utf-8")
    context = Context(ZoneInfo("UTC"))
    found = check(read(source), context, sheet="追加").problems
    written = annotate(source, found, tmp_path / "m.xlsx", sheet="追加")
    assert written is not None
    book = load_workbook(written.path)
    assert book.sheetnames == ["_problems", "add_lines"]
    assert fill(written.path, "C2", "add_lines").startswith("FF" + RED)
    book["add_lines"]["C2"] = "7.5"
    book.save(tmp_path / "mended.xlsx")
    assert problems_of(tmp_path / "mended.xlsx") == ()


def test_a_backslash_of_a_japanese_csv_is_still_a_yen_sign_in_the_copy(tmp_path: Path) -> None:
    source = tmp_path / "追加.csv"
    rows = "請求書ID,通貨,金額,摘要\nin_1,jpy,\\1000,a\\b\nin_2,jpy,△\\5.5,髙\n"
    source.write_bytes(rows.encode("cp932"))
    path = annotate(source, problems_of(source), tmp_path / "m.xlsx").path
    cells = read(path).sheets[1].cells
    assert cells[3].tolist() == ["金額", "¥1000", "△¥5.5"]
    assert cells[4].tolist() == ["摘要", "a\\b", "髙"]
    assert places(problems_of(path)) == places(problems_of(source)) == {("amount_places", "C3")}


def test_a_child_makes_the_same_copy(tmp_path: Path) -> None:
    (tmp_path / "mine.xlsx").write_bytes(made())
    problems = problems_of(tmp_path / "mine.xlsx")
    here = annotate(tmp_path / "mine.xlsx", problems, tmp_path / "here.xlsx")
    there = annotate(tmp_path / "mine.xlsx", problems, tmp_path / "there.xlsx", make=in_child)
    assert here is not None
    assert there is not None
    assert parts_of(here.path.read_bytes()) == parts_of(there.path.read_bytes())


def test_a_child_that_comes_to_no_end_is_no_copy(tmp_path: Path) -> None:
    wanted = Wanted((), "mine.xlsx", "m.xlsx")
    row = '<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>' + "x" * 200 + "</t></is></c></row>"
    large = whole(book_parts(sheet_xml("".join(row.format(n=n) for n in range(1, 80_001)))))
    with pytest.raises(Unwritten, match=r"mine\.xlsx cannot be marked: .*code 86"):
        in_child(large, wanted, Limits(memory_bytes_max=1 << 20))
    with pytest.raises(Unwritten, match=r"mine\.xlsx cannot be marked: not done within 0\.01 s"):
        in_child(made(), wanted, Limits(wait_s_max=0.01))
    assert in_child(b"PK\x03\x04 no zip", wanted) is None


def test_a_broken_part_beside_the_cells_is_told_by_the_child(tmp_path: Path) -> None:
    parts = {**parts_of(made()), "xl/comments1.xml": b"<comments><"}
    with pytest.raises(Unwritten, match="cannot be marked"):
        in_child(zipped({**parts}), Wanted((problem("C5", 5),), "mine.xlsx", "m.xlsx"))


def test_thousands_of_problems(tmp_path: Path) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>x{n}</t></is></c></row>'
        for n in range(1, 6_002)
    )
    content = whole(book_parts(sheet_xml(rows)))
    found = [problem(f"A{n}", n, value=f"x{n}") for n in range(1, 6_002)]
    path = annotate(content, found, tmp_path / "m.xlsx").path
    assert not read(path).problems  # its own parts are not refused as a bomb
    parts = parts_of(path.read_bytes())
    assert parts["xl/comments1.xml"].count(b"<comment ") == 5_000
    assert parts["xl/worksheets/sheet2.xml"].count(b"<hyperlink ") == 6_001
    assert b"Only the first 5,000 cells" in parts["xl/worksheets/sheet2.xml"]


def test_relations_and_types_are_whole(tmp_path: Path) -> None:
    """Every part that is pointed at is there and has a type; every id is given once."""
    parts = parts_of(marked(tmp_path, made()).read_bytes())
    types = parts["[Content_Types].xml"].decode()
    for name in parts:
        if name.endswith(".rels"):
            ids = re.findall(r'\bId="([^"]+)"', parts[name].decode())
            assert len(ids) == len(set(ids)), name
        elif not name.endswith((".vml", ".bin")) and name != "[Content_Types].xml":
            assert f'PartName="/{name}"' in types, name
    assert OFFICE in parts["xl/workbook.xml"].decode()
