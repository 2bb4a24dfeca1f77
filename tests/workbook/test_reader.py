"""Real files: what Excel's kin write is read as openpyxl reads it, at the same addresses."""

# ruff: noqa: DTZ001 - Excel has no time zone

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import xlsxwriter

from batcher.core.model import Fault
from batcher.workbook.elements import Elements
from batcher.workbook.reader import read, read_bytes, stored
from tests.workbook.reading_files import cells_of

CORPUS = Path(__file__).parent.parent / "corpus" / "reading"


def as_openpyxl_reads(path: Path) -> dict[str, dict[tuple[int, int], object]]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        sheet.title: {
            (cell.row, cell.column): cell.value
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for sheet in book.worksheets
    }


def written_by_openpyxl(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "update_lines"
    sheet.append(["invoice", "amount", "quantity", "period_start", "discountable", "note"])
    sheet.append(["in_1", 75, 2, datetime(2026, 4, 1, 9, 30, 15), True, "  two\nlines "])
    sheet.append(["in_2", 19.99, -3, date(2026, 4, 1), False, "請求 <&> 😀"])
    sheet["A9"], sheet["D9"], sheet["F9"] = "in_3", time(1, 2, 3), timedelta(hours=30)
    sheet["B9"] = 1234567890.12
    book.create_sheet("_notes")["C7"] = "kept"
    book.save(path)
    return path


def written_by_xlsxwriter(path: Path, constant_memory: bool) -> Path:
    book = xlsxwriter.Workbook(path, {"constant_memory": constant_memory})
    day = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
    money = book.add_format({"num_format": '_("$"* #,##0.00_);[Red]_("$"* (#,##0.00)'})
    sheet = book.add_worksheet("追加")
    sheet.write_row(0, 0, ["invoice", "amount", "period_start"])
    sheet.write_row(1, 0, ["in_1", 1 / 3])
    sheet.write_datetime(1, 2, datetime(2026, 11, 30), day)
    sheet.write_row(4, 0, ["in_2 & <co>"])
    sheet.write_number(4, 1, -5000, money)
    book.add_worksheet("hidden").hide()
    book.close()
    return path


def test_openpyxl_and_we_agree_on_its_file(tmp_path: Path) -> None:
    path = written_by_openpyxl(tmp_path / "a.xlsx")
    workbook = read(path)
    theirs = as_openpyxl_reads(path)
    assert [sheet.name for sheet in workbook.sheets] == ["update_lines", "_notes"]
    assert cells_of(workbook, 0) == theirs["update_lines"]
    assert cells_of(workbook, 1) == {(7, 3): "kept"}
    assert cells_of(workbook)[(2, 4)] == datetime(2026, 4, 1, 9, 30, 15)
    assert cells_of(workbook)[(9, 6)] == timedelta(hours=30)


@pytest.mark.parametrize("constant_memory", [False, True])
def test_openpyxl_and_we_agree_on_xlsxwriters_file(tmp_path: Path, constant_memory: bool) -> None:
    path = written_by_xlsxwriter(tmp_path / "b.xlsx", constant_memory)
    workbook = read(path)
    assert cells_of(workbook) == as_openpyxl_reads(path)["追加"]
    assert cells_of(workbook) == {
        (1, 1): "invoice",
        (1, 2): "amount",
        (1, 3): "period_start",
        (2, 1): "in_1",
        (2, 2): 0.3333333333333333,
        (2, 3): datetime(2026, 11, 30),
        (5, 1): "in_2 & <co>",
        (5, 2): -5000,
    }
    assert [sheet.hidden for sheet in workbook.sheets] == [False, True]


def test_types_of_numbers_are_as_stored(tmp_path: Path) -> None:
    cells = cells_of(read(written_by_openpyxl(tmp_path / "a.xlsx")))
    assert type(cells[(2, 2)]) is int
    assert type(cells[(3, 2)]) is float
    assert cells[(2, 5)] is True
    assert cells[(3, 5)] is False


def test_libreoffice_workbook() -> None:
    workbook = read(CORPUS / "libreoffice.xlsx")
    cells = cells_of(workbook)
    theirs = as_openpyxl_reads(CORPUS / "libreoffice.xlsx")
    faults = {place: cell for place, cell in cells.items() if isinstance(cell, Fault)}
    assert faults == {
        (5, 3): Fault("error_cell", "#DIV/0!"),
        (10, 1): Fault("merged_cell", "A10:A11"),
        (11, 1): Fault("merged_cell", "A10:A11"),
    }
    plain = {place: cell for place, cell in cells.items() if place not in faults}
    kept = {(5, 3), (10, 1), (11, 1)}
    assert plain == {k: v for k, v in theirs["update_lines"].items() if k not in kept}
    assert cells[(4, 3)] == 1100
    assert cells[(4, 6)] == time(9, 30)
    assert cells[(5, 5)] == "ab"
    assert cells[(8, 5)] == '<&> "q" '
    assert cells[(8, 6)] == timedelta(hours=30)
    assert workbook.sheets[0].hidden_rows == {6}
    assert workbook.sheets[0].hidden_columns == {7}
    assert cells_of(workbook, 1) == theirs["remove_lines"]
    assert list(cells_of(workbook, 1)) == [(4, 3), (5, 3), (4, 4), (5, 4)]
    assert [sheet.hidden for sheet in workbook.sheets] == [False, True, False]


def test_formulas_of_openpyxl_have_no_value(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["B3"] = "=1+1"
    book.save(tmp_path / "a.xlsx")
    assert cells_of(read(tmp_path / "a.xlsx")) == {(3, 2): Fault("formula_without_value")}


def test_formulas_of_xlsxwriter_are_left_to_excel(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    book.add_worksheet().write_formula("B3", "=1+1")
    book.close()
    assert cells_of(read(tmp_path / "a.xlsx")) == {(3, 2): Fault("formula_uncalculated", "0")}


def test_frame_is_what_the_model_says(tmp_path: Path) -> None:
    cells = read(written_by_openpyxl(tmp_path / "a.xlsx")).sheets[0].cells
    assert list(cells.index) == [1, 2, 3, 9]
    assert list(cells.columns) == [1, 2, 3, 4, 5, 6]
    assert set(cells.dtypes) == {np.dtype(object)}
    assert cells.loc[9, 3] is None


def test_name_and_hash_are_of_the_file(tmp_path: Path) -> None:
    path = written_by_openpyxl(tmp_path / "a.xlsx")
    workbook = read(path)
    assert workbook.name == "a.xlsx"
    assert workbook.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert workbook.is_csv is False
    assert read_bytes(stored(path), "a.xlsx").sha256 == workbook.sha256


def test_a_book_without_cells_is_read(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    workbook = read(tmp_path / "a.xlsx")
    assert workbook.problems == ()
    assert workbook.sheets[0].cells.shape == (0, 0)


def test_a_far_cell_does_not_cost_the_program_its_life(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"], book.active["XFD1048576"] = "invoice", "x"
    book.save(tmp_path / "a.xlsx")
    workbook = read(tmp_path / "a.xlsx")
    assert [(p.code, p.row, p.cell, p.value) for p in workbook.problems] == [
        ("far_row", 1048576, "XFD1048576", "x")
    ]
    cells = workbook.sheets[0].cells
    assert (list(cells.index), list(cells.columns)) == ([1, 1048576], [1, 16384])


def test_hidden_rows_and_filters_of_openpyxl(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(1, 8):
        sheet.append([f"in_{row}"])
    sheet.row_dimensions[3].hidden = True
    sheet.row_dimensions[5].height = 0.1
    sheet.row_dimensions[6].height = 20
    sheet.row_dimensions[90].hidden = True  # holds nothing
    sheet.column_dimensions["A"].hidden = True
    sheet.column_dimensions["C"].hidden = True  # holds nothing
    book.save(tmp_path / "a.xlsx")
    found = read(tmp_path / "a.xlsx").sheets[0]
    assert found.hidden_rows == {3, 5}
    assert found.hidden_columns == {1}


def test_1904_dates_are_the_days_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    assert book.active is not None
    book.active["A1"] = datetime(2026, 4, 1)
    book.save(tmp_path / "a.xlsx")
    assert cells_of(read(tmp_path / "a.xlsx")) == {(1, 1): datetime(2026, 4, 1)}


def test_rows_of_every_writer_take_the_quick_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fed: list[object] = []
    started = Elements._start_row

    def listen(self: Elements, attributes: Mapping[str, str]) -> None:
        fed.append(attributes)
        started(self, attributes)

    monkeypatch.setattr(Elements, "_start_row", listen)
    assert len(read(written_by_openpyxl(tmp_path / "a.xlsx")).sheets[0].cells) == 4
    assert len(read(written_by_xlsxwriter(tmp_path / "b.xlsx", True)).sheets[0].cells) == 3
    assert len(read(CORPUS / "libreoffice.xlsx").sheets[0].cells) == 9
    assert fed == []
