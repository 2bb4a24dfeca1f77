"""The recalculation that other tests lean on, and the sample report by it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from batcher.workbook.report import write_report
from tests.workbook.formulas import Recalculated
from tests.workbook.report_sample import sample_report


def recalculated(tmp_path: Path, formula: str) -> object:
    """A formula beside A1:B3 = 1.5, x; 2, y; blank, x."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in ((1.5, "x"), (2, "y"), (None, "x")):
        sheet.append(row)
    sheet["D1"] = formula
    book.save(tmp_path / "b.xlsx")
    return Recalculated(tmp_path / "b.xlsx").value("Sheet", "D1")


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=ROUND(A1+A2-A3,1)", Decimal("3.5")),
        ("=ROUND(SUMIFS($A$1:$A$3,$B$1:$B$3,B1)-A2,0)", Decimal(-1)),
        ("=SUM(A1:A3)", Decimal("3.5")),
        ("=COUNTIF('Sheet'!$B$1:$B$3,\"?*\")", Decimal(3)),
        ('=IF(AND(A1=1.5,A2=2),"OK","CHECK")', "OK"),
        ('=IF(A1=A2,"OK","CHECK")', "CHECK"),
    ],
)
def test_a_formula(tmp_path: Path, formula: str, value: object) -> None:
    assert recalculated(tmp_path, formula) == value


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_stored_value_of_the_sample_is_what_its_formula_comes_to(
    tmp_path: Path, language: str
) -> None:
    path = write_report(sample_report(language), tmp_path / "r.xlsx").path
    found = list(Recalculated(path).cells())
    assert len(found) > 60
    assert [one for one in found if one[1] != one[2]] == []
