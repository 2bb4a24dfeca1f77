"""CSV, TSV and folders of them: nothing guessed, nothing shifted, nothing lost."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batcher.core.checking import Expected, check
from batcher.core.model import Workbook
from batcher.core.values import Context
from batcher.locale import problem
from batcher.workbook.reader import pack, read, read_bytes
from tests.workbook.reading_files import cells_of, codes

CORPUS = Path(__file__).parent.parent / "corpus" / "reading"
PLAIN = "invoice,line,description\nin_1,il_1,二月\n"


def read_text(text: str, name: str = "update_lines.csv") -> Workbook:
    return read_bytes(text.encode("utf-8"), name)


@pytest.mark.parametrize(
    ("content", "encoding", "used"),
    [
        (PLAIN.encode("utf-8"), None, "utf-8"),
        (codecs.BOM_UTF8 + PLAIN.encode("utf-8"), None, "utf-8-sig"),
        (PLAIN.encode("cp932"), None, "cp932"),
        (PLAIN.encode("utf-16"), None, "utf-16"),
        (codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"), None, "utf-16"),
        (PLAIN.encode("euc-jp"), "euc-jp", "euc_jp"),
        (codecs.BOM_UTF8 + PLAIN.encode("utf-8"), "cp932", "utf-8-sig"),
    ],
)
def test_encodings(content: bytes, encoding: str | None, used: str) -> None:
    workbook = read_bytes(content, "update_lines.csv", encoding=encoding)
    assert cells_of(workbook)[(2, 3)] == "二月"
    assert cells_of(workbook)[(1, 1)] == "invoice"
    assert workbook.encodings == {"update_lines": used}
    assert workbook.is_csv is True
    assert workbook.sheets[0].name == "update_lines"


@pytest.mark.parametrize(
    "called",
    [
        "cp932",
        "CP932",
        "ms932",
        "Windows-31J",
        "windows-932",
        "x-sjis",
        "Shift_JIS",
        "sjis",
        "ms_kanji",
    ],
)
def test_whatever_shift_jis_is_called_it_is_windows_table(called: str) -> None:
    content = "invoice,line,description\nin_1,il_1,①㈱髙～\n".encode("cp932")
    workbook = read_bytes(content, "update_lines.csv", encoding=called)
    assert workbook.encodings == {"update_lines": "cp932"}
    assert cells_of(workbook)[(2, 3)] == "①㈱髙～"


def test_a_line_of_more_fields_than_excel_has_columns_is_refused_before_it_is_split() -> None:
    head, row = "invoice,line\n", "in_1,il_1\n"
    assert codes(read_text(head + "," * 16_384 + "\n" + row)) == ["sheet_too_wide"]
    assert codes(read_text("\t" * 16_384)) == ["file_empty"]
    assert codes(read_text("a" + "\t" * 16_384)) == ["sheet_too_wide"]
    # As many blank fields as Excel has columns are blank columns somebody formatted.
    blank = "," * 16_382 + "\n"
    assert codes(read_text("invoice,line" + blank + "in_1,il_1" + blank)) == []
    quoted = head.replace("line", "description") + 'in_1,"' + "," * 16_384 + '"\n'
    assert codes(read_text(quoted)) == []


@pytest.mark.parametrize(
    ("content", "encoding", "code"),
    [
        (b"invoice,line\nin_1,\x81\xff\n", None, "csv_encoding"),
        (b"invoice,line\nin_1,\xff\n", "utf-8", "csv_not_in_encoding"),
        (codecs.BOM_UTF8 + b"invoice,line\nin_1,\xff\n", None, "csv_not_in_encoding"),
        (b"invoice,line\n", "no-such", "csv_encoding_name"),
        (b"invoice,line\n", "hex", "csv_encoding_name"),
        (b"invoice,line\nin_1,\x00\n", None, "csv_character"),
        (b"invoice,line\nin_1,a\n\x1a", None, "csv_character"),
        ("invoice,line\nin_1,あ\n".encode("iso-2022-jp"), None, "csv_character"),
        ("invoice,line\nin_1,a\n\ufeffinvoice,line\n".encode(), None, "csv_character"),
        (b"\n \n", None, "file_empty"),
        (codecs.BOM_UTF8, None, "file_empty"),
    ],
)
def test_characters_nobody_can_be_sure_of(content: bytes, encoding: str | None, code: str) -> None:
    workbook = read_bytes(content, "update_lines.csv", encoding=encoding)
    assert codes(workbook) == [code]
    assert workbook.sheets == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_headers(delimiter: str) -> None:
    text = delimiter.join(("invoice", "line", "amount")) + "\n"
    text += delimiter.join(("in_1", "il_1", '"1,5;0\t0"')) + "\n"
    for name in ("update_lines.csv", "update_lines.tsv", "march.csv"):
        assert cells_of(read_text(text, name)) == {
            (1, 1): "invoice",
            (1, 2): "line",
            (1, 3): "amount",
            (2, 1): "in_1",
            (2, 2): "il_1",
            (2, 3): "1,5;0\t0",
        }


def test_a_line_that_names_the_delimiter_is_no_row() -> None:
    found = cells_of(read_text("sep=;\r\ninvoice;line\r\nin_1;il_1\r\n"))
    assert found == {(1, 1): "invoice", (1, 2): "line", (2, 1): "in_1", (2, 2): "il_1"}


def test_a_line_that_names_no_delimiter_is_a_title() -> None:
    found = cells_of(read_text('sep="\ninvoice,line\nin_1,il_1\n', "a.csv"))
    assert found[(1, 1)] == 'sep="'
    assert found[(2, 1)] == "invoice"


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    text = 'invoice,line,description\r\n\r\nin_1,il_1,"two\r\nlines"\r\n,,\r\nin_2,il_2,\r\n'
    workbook = read_text(text)
    assert workbook.problems == ()
    assert list(workbook.sheets[0].cells.index) == [1, 3, 5]
    assert workbook.sheets[0].cells.loc[3, 3] == "two\r\nlines"
    assert workbook.sheets[0].cells.loc[5, 3] is None


def test_titles_above_the_header_may_be_of_any_length() -> None:
    found = cells_of(read_text("Corrections; March, 2026\n\ninvoice,line\nin_1,il_1\n"))
    assert found[(3, 1)] == "invoice"
    assert found[(4, 2)] == "il_1"


def test_columns_without_content_keep_their_place() -> None:
    workbook = read_text("invoice,,line\nin_1,,il_1\n")
    assert list(workbook.sheets[0].cells.columns) == [1, 3]


def test_a_record_of_another_length_is_named_and_shifts_nothing() -> None:
    text = 'invoice,line,amount\nin_1,il_1,1,000\n"in\n2",il_2\nin_3,il_3,3\n'
    workbook = read_text(text)
    assert [(p.code, p.sheet, p.row) for p in workbook.problems] == [
        ("csv_field_count", "update_lines", 2),
        ("csv_field_count", "update_lines", 3),
    ]
    assert workbook.problems[0].details == {"line": "2", "found": "4", "expected": "3"}
    assert workbook.problems[1].details == {"line": "3", "found": "2", "expected": "3"}
    assert workbook.sheets[0].cells.to_dict("index") == {
        1: {1: "invoice", 2: "line", 3: "amount"},
        4: {1: "in_3", 2: "il_3", 3: "3"},
    }
    assert problem("csv_field_count", "en", workbook.problems[0].details) == (
        "Line 2 has 4 fields; the header has 3. Check for a missing or extra delimiter; put "
        'quotation marks around values that hold one ("1,000").'
    )


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ('in_1,"il_1', "csv_quote"),
        ('in_1,"il"x', "csv_quote"),
        ('in_1, "il_1"', "csv_space_quote"),
        ("in_1," + '"' + "x" * 200_000 + '"', "csv_text_too_long"),
    ],
)
def test_quotes_that_swallow_rows(record: str, code: str) -> None:
    workbook = read_text(f"invoice,line\nin_0,il_0\n{record}\nin_2,il_2\n")
    assert [(p.code, p.row, p.details["line"]) for p in workbook.problems] == [(code, 3, "3")]


def test_a_row_inside_quotes_is_named_by_both_lines() -> None:
    text = 'invoice,line,amount,note\nin_1,il_1,75,"x\nin_2,il_2,80,y\nin_3,il_3,85,z"\n'
    workbook = read_text(text)
    assert [(p.code, p.row) for p in workbook.problems] == [("csv_rows_in_quotes", 2)]
    assert workbook.problems[0].details["line"] == "2"
    assert workbook.problems[0].details["other"] == "3"
    assert workbook.problems[0].value == "in_2,il_2,80,y"
    assert list(workbook.sheets[0].cells.index) == [1]


def test_honest_lines_in_quotes_are_text() -> None:
    text = 'invoice,line,description,note\r\nin_1,il_1,"a, b\r\nc","d\ne, f"\r\n'
    workbook = read_text(text)
    assert workbook.problems == ()
    assert workbook.sheets[0].cells.loc[2].tolist() == ["in_1", "il_1", "a, b\r\nc", "d\ne, f"]


@pytest.mark.parametrize(
    ("ending", "found"),
    [("in_1,il_1,20", ["no_final_newline"]), ("in_1,il_1,20\n", []), ("in_1,il_1,20\r", [])],
)
def test_a_last_line_without_an_end_is_told(ending: str, found: list[str]) -> None:
    workbook = read_text(f"invoice,line,amount\nin_1,il_1,75\n{ending}")
    assert codes(workbook) == found
    assert workbook.sheets[0].cells.loc[3, 3] == "20"
    if found:
        assert workbook.problems[0].row == 3
        assert workbook.problems[0].value == "in_1,il_1,20"


def test_a_last_line_that_is_no_row_has_no_need_of_an_end() -> None:
    assert codes(read_text("invoice,line\nin_1,il_1\n ")) == []
    assert codes(read_text("invoice,line\nin_1,il_1\nin_2")) == ["csv_field_count"]


def test_a_count_of_rows_says_that_no_line_is_cut() -> None:
    uncut = read_text("invoice,line,amount\nin_1,il_1,20")
    context = Context(ZoneInfo("Asia/Tokyo"))
    assert [p.code for p in check(uncut, context).problems] == ["no_final_newline"]
    assert check(uncut, context, expected=Expected(rows=1)).problems == ()


def test_cells_are_text_as_written() -> None:
    found = cells_of(read_text("invoice,line,amount\n in_1 ,007,1E5\nNA,null,nan\n"))
    assert [found[(2, 1)], found[(2, 2)], found[(2, 3)]] == [" in_1 ", "007", "1E5"]
    assert [found[(3, 1)], found[(3, 2)], found[(3, 3)]] == ["NA", "null", "nan"]


def test_a_csv_of_libreoffice() -> None:
    found = cells_of(read(CORPUS / "libreoffice.csv"))
    assert found[(3, 5)] == "二か月分\n訂正"
    assert found[(8, 3)] == "1234567.89"
    assert found[(11, 2)] == "il_9"


def folder(path: Path) -> Path:
    path.mkdir()
    (path / "update_lines.csv").write_text(PLAIN, encoding="cp932")
    (path / "add_lines.tsv").write_text("invoice\tamount\nin_1\t5\n", encoding="utf-8")
    (path / ".DS_Store").write_bytes(b"\0")
    (path / "readme.md").write_bytes(b"x")
    (path / "done").mkdir()
    return path


def test_a_folder_is_one_sheet_per_file(tmp_path: Path) -> None:
    path = folder(tmp_path / "march")
    workbook = read(path)
    assert workbook.problems == ()
    assert [sheet.name for sheet in workbook.sheets] == ["add_lines", "update_lines"]
    assert cells_of(workbook)[(2, 2)] == "5"
    assert cells_of(workbook, 1)[(2, 3)] == "二月"
    assert workbook.encodings == {"add_lines": "utf-8", "update_lines": "cp932"}
    assert workbook.sha256 == hashlib.sha256(pack(path)).hexdigest()
    again = read_bytes(pack(path), "march")
    assert (again.sha256, again.is_csv, len(again.sheets)) == (workbook.sha256, True, 2)


def test_packing_knows_no_time_and_no_order(tmp_path: Path) -> None:
    first = pack(folder(tmp_path / "a"))
    other = tmp_path / "b"
    other.mkdir()
    for name in ("update_lines.csv", "add_lines.tsv"):
        (other / name).write_bytes((tmp_path / "a" / name).read_bytes())
    assert pack(other) == first
    (other / "add_lines.tsv").write_bytes(b"invoice\tamount\nin_1\t6\n")
    assert pack(other) != first


def test_files_in_a_folder_that_would_be_lost_are_named(tmp_path: Path) -> None:
    path = folder(tmp_path / "march")
    (path / "remove_lines.xlsx").write_bytes(b"PK")
    (path / "control.csv").write_bytes(b"")
    (path / "add.csv").write_bytes(b"PK\x05\x06" + b"\0" * 18)
    (path / "create_invoices.csv").write_bytes((CORPUS / "libreoffice.xlsx").read_bytes())
    workbook = read(path)
    assert [(p.code, p.sheet) for p in workbook.problems] == [
        ("folder_other_file", ""),
        ("file_unknown", "add"),
        ("file_empty", "control"),
        ("folder_other_file", "create_invoices"),
    ]
    assert workbook.problems[3].details == {"name": "create_invoices.csv"}
    assert workbook.problems[0].details == {"name": "remove_lines.xlsx"}
    assert len(workbook.sheets) == 2


def test_notes_in_a_folder_may_have_any_shape(tmp_path: Path) -> None:
    path = folder(tmp_path / "march")
    (path / "_notes.csv").write_text('a,b\nc\n"d', encoding="utf-8")
    (path / "readme.txt").write_bytes(b"x")
    (path / "#old.xlsx").write_bytes(b"x")
    workbook = read(path)
    assert workbook.problems == ()
    assert len(workbook.sheets) == 2


def test_an_empty_folder(tmp_path: Path) -> None:
    assert codes(read(tmp_path)) == ["folder_empty"]


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8),
            min_size=3,
            max_size=3,
        ),
        max_size=6,
    )
)
def test_what_is_written_is_read(rows: list[list[str]]) -> None:
    clean = [[cell.replace("\ufeff", "").replace('"', "'") for cell in row] for row in rows]
    written = io.StringIO(newline="")
    csv.writer(written).writerows([["invoice", "line", "amount"], *clean])
    expected = {
        (number, place): cell
        for number, row in enumerate(clean, start=2)
        for place, cell in enumerate(row, start=1)
        if cell and any(one.strip() for one in row)
    }
    found = cells_of(read_text(written.getvalue()))
    assert {place: cell for place, cell in found.items() if place[0] > 1} == expected


@given(st.binary(max_size=200), st.sampled_from(["a.csv", "add_lines.tsv", "a.xlsx", "a"]))
def test_any_bytes_are_a_workbook_or_a_problem(content: bytes, name: str) -> None:
    workbook = read_bytes(content, name)
    assert workbook.problems or workbook.is_csv
