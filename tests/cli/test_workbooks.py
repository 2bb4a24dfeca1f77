"""`template` and `check`: no key, no network, no ledger."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.desk import Desk
from tests.workbook.reading_files import book_parts, sheet_xml, zipped


@pytest.mark.parametrize(
    ("words", "sheet"),
    [((), "add_lines"), (("--lang", "ja"), "明細追加"), (("--example",), "add_lines")],
)
def test_templates(desk: Desk, words: tuple[str, ...], sheet: str) -> None:
    ended = desk("template", "-o", "t.xlsx", *words, "--json", ends=0)
    assert Path(ended.json["workbook"]) == desk.folder / "t.xlsx"
    book = openpyxl.load_workbook(desk.folder / "t.xlsx")
    assert sheet in book.sheetnames
    book.close()
    total = desk("check", "t.xlsx", "--json", ends=0).json["rows"]["total"]
    assert total == (220 if "--example" in words else 0)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_templates_as_csv(desk: Desk, language: str) -> None:
    words = ("template", "--csv", "--example", "--lang", language, "-o", "books")
    assert desk(*words, ends=0).out.rstrip().endswith(str(desk.folder / "books"))
    assert desk("check", "books", "--json", ends=0).json["rows"]["total"] == 220
    # A folder is read as a whole: a second copy beside the first would be a second correction.
    assert "books" in desk(*words, ends=5).err


def test_a_template_is_never_written_over_a_file(desk: Desk) -> None:
    desk.sheet("mine.xlsx", "my own work")
    ended = desk("template", "-o", "mine.xlsx", "--json", ends=0)
    assert Path(ended.json["workbook"]).name == "mine-2.xlsx"
    assert (desk.folder / "mine.xlsx").read_text() == "my own work"


def test_check_says_ok(desk: Desk) -> None:
    desk.sheet("add_lines.csv", "invoice,amount\nin_1,5\n")
    ended = desk("check", "add_lines.csv", ends=0)
    assert ended.err == ""
    assert ended.out.splitlines() == [
        "add_lines, read as utf-8; the first rows as understood:",
        "     operation  invoice  amount",
        "  2  add_lines  in_1     5",
        "Rows checked: 1. No problems found.",
    ]
    assert not desk.home.exists()


def test_check_names_every_cell(desk: Desk) -> None:
    desk.sheet("add_lines.csv", "invoice,amount\nin_1,five\n,6\n")
    ended = desk("check", "add_lines.csv", "--json", ends=1)
    assert ended.json["status"] == "rejected"
    assert sorted(p["cell"] for p in ended.json["problems"]) == ["A3", "B2"]
    told = desk("check", "add_lines.csv", ends=1).out
    assert "  add_lines!B2: five is not a number." in told
    assert told.endswith("nothing of this workbook would be sent.\n")


def test_many_equal_problems_are_one_group(desk: Desk) -> None:
    rows = "".join(f"in_{number},five\n" for number in range(1000))
    desk.sheet("add_lines.csv", f"invoice,amount\n{rows}")
    told = desk("check", "add_lines.csv", ends=1).out.splitlines()
    assert told[0] == "Error [number_text] x 1000"
    assert told[4].startswith("  and 997 more: add_lines!B5, add_lines!B6")
    assert told[4].endswith(", …")
    assert len(told) == 6


def test_a_file_that_is_not_there(desk: Desk) -> None:
    ended = desk("check", "none.xlsx", "--json", ends=1)
    (problem,) = ended.json["problems"]
    assert (problem["code"], problem["row"], problem["cell"]) == ("file_missing", None, None)


def test_a_workbook_that_cannot_be_marked_is_checked_all_the_same(desk: Desk) -> None:
    cells = "".join(
        f'<c r="{letter}1" t="inlineStr"><is><t>{text}</t></is></c>'
        for letter, text in (("A", "invoice"), ("B", "line"), ("C", "amount"))
    )
    row = '<row r="2"><c r="C2"><v>5</v></c></row>'
    parts = book_parts(sheet_xml(f'<row r="1">{cells}</row>{row}'))  # no [Content_Types].xml
    (desk.folder / "update_lines.xlsx").write_bytes(zipped(parts))
    ended = desk("check", "update_lines.xlsx", "--annotate", "m.xlsx", "--json", ends=1)
    assert sorted(p["cell"] for p in ended.json["problems"]) == ["A2", "B2"]
    assert ended.json["annotated"] is None
    assert ended.err.startswith("There is no marked copy (update_lines.xlsx cannot be marked: ")
    assert not (desk.folder / "m.xlsx").exists()


def test_a_japanese_sheet_as_it_is_written(desk: Desk) -> None:
    """CP932, wide digits, yen signs, triangles and imperial years, as README promises."""
    rows = [
        "請求書ID,通貨,金額,説明,期間開始,期間終了",
        'in_Reiji,ＪＰＹ,"１，５００",配送,令和8年11月5日,令和8年11月6日',
        "in_Reiji,JPY,△￥３００,値引き,2026/11/05,2026年11月6日",
    ]
    desk.sheet("明細追加.csv", "\r\n".join(rows) + "\r\n", "cp932")
    ended = desk("run", "明細追加.csv", "--sandbox", "--yes", "--lang", "ja", ends=0)
    assert "実際の増減" in ended.out
    assert ended.out.splitlines()[4].split() == ["JPY", "700200", "1200", "1200", "0", "0"]


@pytest.mark.parametrize("text", ["1.234", "01/02/2026"])
def test_what_can_be_read_in_two_ways_is_refused(desk: Desk, text: str) -> None:
    column = "amount" if "." in text else "period_start"
    desk.sheet("update_lines.csv", f"invoice,line,currency,{column}\nin_1,il_1,usd,{text}\n")
    (problem,) = desk("check", "update_lines.csv", "--json", ends=1).json["problems"]
    assert (problem["cell"], problem["severity"]) == ("D2", "error")
