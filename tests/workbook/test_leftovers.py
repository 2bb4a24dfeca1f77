"""Leftovers: the rows not applied as they stood, ready to run."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from openpyxl import load_workbook

from batcher.workbook.leftovers import write_leftovers
from tests.workbook.report_sample import AFTER_REFUSAL, REFUSAL, sample_leftovers

HEADERS = ("invoice*", "amount", "currency", "description", "period_start", "備考")


def table(path: Path, sheet: str) -> list[tuple[object, ...]]:
    return list(load_workbook(path)[sheet].iter_rows(values_only=True))


def test_rows_stand_under_their_own_headers_with_nothing_below(tmp_path: Path) -> None:
    path = write_leftovers(sample_leftovers(), tmp_path / "leftovers.xlsx").path
    assert load_workbook(path).sheetnames == ["add_lines"]
    assert table(path, "add_lines") == [
        (*HEADERS, "error", "operation_id"),
        (
            *("in_3Half", 5.12, "kwd", "Courier", None, "1234567890123456789"),
            *(REFUSAL, "op_4 R-1:add_lines:7"),
        ),
        (
            *("in_3Half", "#REF!", "kwd", "Courier, second", None, True),
            *(AFTER_REFUSAL, "op_5 R-1:add_lines:8"),
        ),
    ]


def test_operation_id_is_hidden_and_error_is_not(tmp_path: Path) -> None:
    path = write_leftovers(sample_leftovers(), tmp_path / "leftovers.xlsx").path
    columns = load_workbook(path)["add_lines"].column_dimensions
    assert columns["H"].hidden is True
    assert columns["G"].hidden is False


def test_columns_of_earlier_leftovers_give_way(tmp_path: Path) -> None:
    leftovers = sample_leftovers()
    sheet = leftovers.sheets[0]
    headers = ((1, "invoice*"), (2, "Error"), (3, "operation_id"), (5, "period_start"))
    cells = sheet.cells.copy()
    cells.loc[7, 5] = datetime(2026, 11, 1, 0, 0, 2)  # noqa: DTZ001
    again = replace(leftovers, sheets=(replace(sheet, headers=headers, cells=cells),))
    path = write_leftovers(again, tmp_path / "leftovers.xlsx").path
    assert table(path, "add_lines")[:2] == [
        ("invoice*", "period_start", "error", "operation_id"),
        ("in_3Half", datetime(2026, 11, 1, 0, 0, 2), REFUSAL, "op_4 R-1:add_lines:7"),  # noqa: DTZ001
    ]
