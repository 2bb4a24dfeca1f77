"""The files people really have: Japanese names, CSV in two encodings, folders, one sheet."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance import books
from tests.acceptance.program import Program
from tests.double.server import Served


def test_a_japanese_workbook(double: Served, batcher: Program, desk: Path) -> None:
    state = double.state
    customer = state.customer()
    invoice = state.invoice("jpy", customer=customer)
    changed, gone, freed = (state.line(invoice, amount) for amount in (100, 200, 400))
    sheets: dict[str, books.Rows] = {
        "説明": [["このシートは読まれません"]],
        "明細追加": [
            ["十一月の訂正"],
            ["請求書ＩＤ", "金額", "通貨", "摘要", "備考"],
            [invoice, "￥７，５００", "ＪＰＹ", "初期設定㈱髙", "確認済み"],
            [invoice, "△１，０００", "jpy", "値引き", None],
        ],
        "訂正": [
            ["請求書ID", "明細ID", "金額", "割引対象"],
            [invoice, changed, "１２３円", "いいえ"],
        ],
        "明細削除": [
            ["請求書", "ラインアイテムID", "処理"],
            [invoice, gone, "削除"],
            [invoice, freed, "割り当て解除"],
        ],
        "請求書メタデータ": [["請求書ID", "メタデータ.月"], [invoice, "十一月"]],
        "検算": [["シート", "行数"], ["明細追加", 2]],
    }
    ended = batcher.run(books.write(desk / "訂正 十一月.xlsx", sheets), "--lang", "ja")
    assert ended.rows == {"total": 6, "applied": 6}
    assert state.amounts(invoice) == [-1000, 123, 7500]
    assert state.entries[changed].discountable is False
    assert state.invoices[invoice]["metadata"] == {"月": "十一月"}
    assert "初期設定㈱髙" in {entry.description for entry in state.lines_of(invoice)}
    assert books.statuses(ended.report(), "明細追加") == ["applied", "applied"]
    assert Path(ended.json["workbook"]).name == "訂正 十一月.xlsx"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_csv_file(double: Served, batcher: Program, desk: Path, encoding: str) -> None:
    invoice = double.state.invoice("jpy")
    rows = [["請求書ID", "金額", "説明"], [invoice, "1,234", "出張費 東京"]]
    path = books.write_csv(desk / "corrections.csv", rows, encoding)
    ended = batcher.run(path, "--sheet", "add_lines")
    assert ended.rows == {"total": 1, "applied": 1}
    (line,) = double.state.lines_of(invoice)
    assert (line.amount, line.description) == (1234, "出張費 東京")


def test_a_folder_of_csv_files(double: Served, batcher: Program, desk: Path) -> None:
    invoice = double.state.invoice("usd")
    line = double.state.line(invoice, 100)
    folder = desk / "november"
    books.write_csv(folder / "add_lines.csv", [["invoice", "amount"], [invoice, "5.00"]])
    books.write_csv(
        folder / "remove_lines.csv", [["invoice", "line", "behavior"], [invoice, line, "delete"]]
    )
    assert batcher.run(folder).rows == {"total": 2, "applied": 2}
    assert double.state.amounts(invoice) == [500]


def test_an_operation_column(double: Served, batcher: Program, desk: Path) -> None:
    invoice = double.state.invoice("usd")
    changed, gone = double.state.line(invoice, 100), double.state.line(invoice, 200)
    rows = [
        ["operation", "invoice", "line", "amount", "behavior", "metadata.batch"],
        ["add", invoice, "", "5.00", "", ""],
        ["update_lines", invoice, changed, "7.00", "", ""],
        ["remove", invoice, gone, "", "delete", ""],
        ["metadata", invoice, "", "", "", "b1"],
    ]
    ended = batcher.run(books.write_csv(desk / "all.csv", rows))
    assert ended.rows == {"total": 4, "applied": 4}
    assert double.state.amounts(invoice) == [500, 700]
    assert double.state.invoices[invoice]["metadata"] == {"batch": "b1"}


def test_a_csv_row_of_the_wrong_width(double: Served, batcher: Program, desk: Path) -> None:
    path = desk / "add_lines.csv"
    path.write_text("invoice,amount,currency\nin_1,1,000,usd\nin_2,5,usd\n", encoding="utf-8")
    ended = batcher.run(path, ends=1)
    assert 2 in {row for _, row, _ in ended.cells("error")}
    assert double.writes == []


def test_ids_are_text_and_cells_are_rows(double: Served, batcher: Program, desk: Path) -> None:
    """Blank rows between, a title above, data not in the first column: rows keep their numbers."""
    invoice = double.state.invoice("usd")
    rows = [
        ["November", None, None],
        [None, None, None],
        [None, "Invoice ID", "Amount"],
        [None, invoice, 5],
        [None, None, None],
        [None, 12345, 6],
    ]
    ended = batcher.run(books.write(desk / "gaps.xlsx", {"Add Lines": rows}), ends=1)
    assert ended.cells("error") == {("Add Lines", 6, "B6")}
    rows[5] = [None, f"{invoice}\n", 6]
    ended = batcher.run(books.write(desk / "gaps.xlsx", {"Add Lines": rows}), ends=None)
    if ended.code == 0:  # trimming the break is as good as refusing it
        assert double.state.amounts(invoice) == [500, 600]
    else:
        assert ended.cells("error") == {("Add Lines", 6, "B6")}
