"""What a file is, told by its content; every kind we do not read says how to save one we do."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from batcher.core.model import Severity
from batcher.locale import problem
from batcher.locale.reading import PROBLEMS
from batcher.workbook.container import Limits
from batcher.workbook.reader import read, read_bytes
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

CORPUS = Path(__file__).parent.parent / "corpus" / "reading"
OLE2 = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600
ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
BOOK = zipped(book_parts(sheet_xml(ROW)))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (OLE2 + "EncryptedPackage".encode("utf-16-le"), "file_encrypted"),
        (OLE2 + "Workbook".encode("utf-16-le"), "file_xls"),
        ((CORPUS / "libreoffice.xls").read_bytes(), "file_xls"),
        ((CORPUS / "libreoffice.ods").read_bytes(), "file_ods"),
        (zipped({"xl/workbook.bin": b"x", "xl/worksheets/sheet1.bin": b"x"}), "file_xlsb"),
        (zipped({"Index/Document.iwa": b"x"}), "file_numbers"),
        (zipped({"Index.zip": b"x"}), "file_numbers"),
        (zipped({"word/document.xml": b"x"}), "file_unknown"),
        (zipped({}), "file_unknown"),
        (b"<html><table><tr><td>invoice</td></tr></table></html>", "file_markup"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><p>", "file_markup"),
        (b'<?xml version="1.0"?><Workbook/>', "file_markup"),
        (b"%PDF-1.7 x", "file_unknown"),
        (b"\x89PNG\r\n", "file_unknown"),
        (b"invoice,line\nin_1,il_1\n", "file_not_workbook"),
        (BOOK[: len(BOOK) // 2], "file_damaged"),
        (BOOK[:30], "file_damaged"),
        (zipped({"xl/a.xml": b"x"}), "file_damaged"),
    ],
    # The bytes of a zip hold the time it was made; both workers have to find the same names.
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_what_is_no_workbook_says_what_it_is(content: bytes, code: str) -> None:
    workbook = read_bytes(content, "made.xlsx")
    assert codes(workbook) == [code]
    assert workbook.sheets == ()
    found = workbook.problems[0]
    assert (found.severity, found.row, found.cell) == (Severity.ERROR, None, None)


def test_content_decides_not_the_name() -> None:
    for name in ("made.xlsx", "made.csv", "made", "made.XLSM"):
        assert cells_of(read_bytes(BOOK, name)) == {(1, 1): 1}


@pytest.mark.parametrize("name", ["~$march.xlsx", ".~lock.march.xlsx#"])
def test_lock_files(name: str) -> None:
    assert codes(read_bytes(b"\x05Alice", name)) == ["file_lock"]


def test_strict_open_xml() -> None:
    strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
    parts = {
        name: str(content)
        .replace(MAIN, strict)
        .replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for name, content in book_parts(sheet_xml(ROW)).items()
    }
    assert codes(read_parts({**parts})) == ["file_strict"]


def test_a_part_twice() -> None:
    packed = io.BytesIO(BOOK)
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("xl/worksheets/SHEET1.xml", "other")
    assert codes(read_bytes(packed.getvalue(), "made.xlsx")) == ["zip_duplicate"]


def test_a_document_type() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    sheet = sheet_xml(ROW).replace("<worksheet", bomb + "<worksheet")
    assert codes(read_parts(book_parts(sheet))) == ["file_doctype"]
    parts = book_parts(sheet_xml(ROW), strings="<si/>")
    parts["xl/sharedStrings.xml"] = bomb + str(parts["xl/sharedStrings.xml"])
    assert codes(read_parts(parts)) == ["file_doctype"]


def test_limits_of_the_zip() -> None:
    bomb = zipped({**book_parts(sheet_xml(ROW)), "xl/media/a": b"\0" * 1_100_000})
    assert codes(read_bytes(bomb, "made.xlsx")) == ["zip_ratio"]
    assert codes(read_bytes(bomb, "made.xlsx", limits=Limits(ratio_max=10_000))) == []
    assert codes(read_bytes(BOOK, "made.xlsx", limits=Limits(entries_max=3))) == ["zip_entries"]
    assert codes(read_bytes(BOOK, "made.xlsx", limits=Limits(entries_max=4))) == []
    assert codes(read_bytes(BOOK, "made.xlsx", limits=Limits(part_bytes_max=99))) == [
        "file_too_large"
    ]
    assert codes(read_bytes(BOOK, "made.xlsx", limits=Limits(file_bytes_max=99))) == [
        "file_too_large"
    ]


def test_a_file_too_large_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(BOOK)
    workbook = read(path, limits=Limits(file_bytes_max=99))
    assert (codes(workbook), workbook.sha256) == (["file_too_large"], "")


def test_a_password_on_the_zip_itself() -> None:
    locked = bytearray(BOOK)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        for found in re.finditer(re.escape(mark), BOOK):
            locked[found.start() + offset] |= 1
    assert codes(read_bytes(bytes(locked), "made.xlsx")) == ["file_encrypted"]


def test_paths_that_cannot_be_read(tmp_path: Path) -> None:
    workbook = read(tmp_path / "none.xlsx")
    assert codes(workbook) == ["file_missing"]
    assert "none.xlsx" in problem("file_missing", "en", workbook.problems[0].details)


def test_a_path_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    assert codes(read(tmp_path / "a" / "b.xlsx"))[0] in ("file_unopened", "file_missing")


def test_a_part_packed_in_an_unknown_way() -> None:
    odd = bytearray(BOOK)
    for mark, offset in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        for found in re.finditer(re.escape(mark), BOOK):
            odd[found.start() + offset] = 99
    assert codes(read_bytes(bytes(odd), "made.xlsx")) == ["file_damaged"]


def test_a_part_whose_own_head_is_broken() -> None:
    odd = BOOK.replace(b"PK\x03\x04", b"PK\x03\x05").replace(b"PK\x03\x05", b"PK\x03\x04", 1)
    assert codes(read_bytes(odd, "made.xlsx")) == ["file_damaged"]


def test_charts_hold_no_cells_and_are_passed_over() -> None:
    parts = book_parts(sheet_xml(ROW), "<chartsheet/>")
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = str(parts[name]).replace(
        '/worksheet" Target="worksheets/sheet2', '/chartsheet" Target="worksheets/sheet2'
    )
    assert [sheet.name for sheet in read_parts(parts).sheets] == ["sheet1"]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("chartsheet", "no sheet with cells"),
        ("worksheets", "sheet sheet1 is a worksheets"),
    ],
)
def test_a_book_without_a_sheet_of_cells_is_not_empty_but_damaged(kind: str, reason: str) -> None:
    parts = book_parts(sheet_xml(ROW))
    name = "xl/_rels/workbook.xml.rels"
    parts[name] = str(parts[name]).replace('/worksheet"', f'/{kind}"')
    workbook = read_parts(parts)
    assert [(p.code, p.details["reason"]) for p in workbook.problems] == [("file_damaged", reason)]


@pytest.mark.parametrize("missing", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_part_is_missing(missing: str) -> None:
    parts = book_parts(sheet_xml(ROW))
    del parts[missing]
    assert codes(read_parts({**parts, "xl/x": b""})) == ["file_damaged"]


def test_every_text_has_both_languages_and_its_details() -> None:
    for code, text in PROBLEMS.items():
        wanted = set(re.findall(r"\{(\w+)\}", text.en))
        assert set(re.findall(r"\{(\w+)\}", text.ja)) == wanted, code
        assert re.search("[ぁ-ん]", text.ja), code


def test_a_damaged_file_is_explained_in_full() -> None:
    workbook = read_rows('<row r="1"><c r="B2"><v>1</v></c></row>')
    message = problem("file_damaged", "en", workbook.problems[0].details)
    assert message == (
        "The file is damaged or cut off (cell B2 in row 1). Copy or download it again, or open it "
        "in Excel and save it as .xlsx."
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_broken_file_is_a_problem_never_an_exception(data: st.DataObject) -> None:
    content = bytearray((CORPUS / "libreoffice.xlsx").read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    read_bytes(bytes(content), "made.xlsx")
    read_bytes(bytes(content[:cut]), "made.xlsx")


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_broken_xml_is_a_problem_never_an_exception(data: st.DataObject) -> None:
    rows = ROW * 2 + '<row r="3"><c r="A3" t="str"><f>[1]S!A1</f><v>é</v></c></row>'
    merges = '<mergeCells><mergeCell ref="A1:B2"/></mergeCells><cols/>'
    parts = book_parts(sheet_xml(rows, after=merges), strings="<si><t>a</t></si>", formats="<x/>")
    name = data.draw(st.sampled_from(sorted(parts)))
    content = bytearray(str(parts[name]).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.sampled_from(b"<>&\"'/ =!?-AZaz09:\x00\xff"))
    read_parts({**parts, name: bytes(content)})
