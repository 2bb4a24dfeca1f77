"""Tables written column by column: what each kind of value becomes, in few blocks and in many."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from batcher.core.model import Fault
from batcher.workbook.bulk import AUTO, Column
from batcher.workbook.bulk.package import BLOCK_ROWS
from batcher.workbook.paper import Book, Heading

NOON = datetime(2026, 11, 1, 12)  # noqa: DTZ001 - cells know no zone
DAY = datetime(2026, 11, 1)  # noqa: DTZ001


def written(path: Path, *columns: Column) -> Worksheet:
    """The sheet as openpyxl reads it back."""
    book = Book(path, "en")
    leaf = book.add("rows")
    leaf.header(0, [Heading(f"column {n}", 20) for n in range(len(columns))])
    leaf.fill(columns, len(columns[0].values))
    leaf.finish_table(len(columns))
    assert book.close() == {"rows": len(columns[0].values) + 1}
    return load_workbook(path)["rows"]


def values(sheet: Worksheet, column: int = 1) -> list[Any]:
    return [row[column - 1].value for row in sheet.iter_rows(min_row=2)]


@pytest.mark.parametrize("company", [[], ["text", 1.5]], ids=["alone", "mixed"])
@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("plain", "plain"),
        ("", None),
        (None, None),
        ("a & b < c > d", "a & b < c > d"),
        ("  kept  ", "  kept  "),
        ("日本語　の行", "日本語　の行"),
        ("two\nlines", "two\nlines"),
        ("=1+1", "=1+1"),
        ("<r><t>x</t></r>", "<r><t>x</t></r>"),
        ("bell\x07", "bell\\x07"),
        (True, True),
        (7, 7),
        (0.1, 0.1),
        (float("nan"), None),
        (float("inf"), "inf"),
        (10**15, "1000000000000000"),
        (Decimal("12.50"), 12.5),
        (DAY, DAY),
        (NOON, NOON),
        (date(2026, 11, 1), DAY),
        (date(1899, 1, 1), "1899-01-01"),
        (time(6), time(6)),
        (timedelta(hours=30), timedelta(hours=30)),
        (Fault("error_cell", "#REF!"), "#REF!"),
    ],
    ids=repr,
)
def test_a_value_is_read_back(tmp_path: Path, value: object, read: object, company: Any) -> None:
    sheet = written(
        tmp_path / "a.xlsx", Column([value, *company]), Column(["x"] * (1 + len(company)))
    )
    assert values(sheet)[0] == read
    assert sheet["A2"].data_type != "f"


def test_every_row_stands_where_it_belongs(tmp_path: Path) -> None:
    count = 2 * BLOCK_ROWS + 7
    numbers = list(range(count))
    sheet = written(tmp_path / "a.xlsx", Column(numbers), Column([f"row {n}" for n in numbers]))
    assert values(sheet) == numbers
    assert values(sheet, 2) == [f"row {n}" for n in numbers]
    assert sheet.dimensions == f"A1:B{count + 1}"
    assert sheet.auto_filter.ref == f"A1:B{count + 1}"


def test_each_cell_has_its_own_format(tmp_path: Path) -> None:
    money = Column([1.5, 7500.0, 2.0], AUTO, ["0.00", "#,##0", ""])
    words = Column(["applied", "refused", None], ["applied", "refused", "plain"])
    sheet = written(tmp_path / "a.xlsx", money, words)
    assert [sheet[f"A{row}"].number_format for row in (2, 3, 4)] == ["0.00", "#,##0", "General"]
    assert sheet["B2"].font.bold
    assert sheet["B2"].fill.fgColor.rgb != sheet["B3"].fill.fgColor.rgb
    assert sheet["B4"].value is None


def test_long_text_is_wrapped_and_its_row_high_enough(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.xlsx", Column(["short", "long " * 12, "a\nb\nc"]))
    assert [bool(sheet[f"A{row}"].alignment.wrap_text) for row in (2, 3, 4)] == [False, True, True]
    heights = [sheet.row_dimensions[row].height for row in (2, 3, 4)]
    assert heights == [None, 58, 44]


def test_a_table_without_rows_is_a_header(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.xlsx", Column([]))
    assert sheet.dimensions == "A1:A1"
