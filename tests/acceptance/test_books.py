"""The test tools themselves: a workbook written is the workbook read."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.acceptance import books


def test_text_stays_text_and_rows_hide(tmp_path: Path) -> None:
    rows = [["invoice*", "status"], [books.Text("=1+1"), "applied"], ["=1+1", "refused"]]
    path = books.write(tmp_path / "w.xlsx", {"a": rows}, hidden={"a": [3]})
    assert books.formulas(path) == ["=1+1"]
    assert books.statuses(path, "a") == ["applied", "refused"]
    assert books.table(path, "a")[0] == {"invoice": "=1+1", "status": "applied"}
    book = openpyxl.load_workbook(path)
    assert [book["a"].row_dimensions[number].hidden for number in (2, 3)] == [False, True]
    book.close()


def test_turned() -> None:
    assert books.turned({"a": [["head"], [1], [2]]}) == {"a": [["head"], [2], [1]]}
