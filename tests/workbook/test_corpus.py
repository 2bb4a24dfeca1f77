"""Every file of the corpus is read exactly, or refused with the cell named; see its README."""

from __future__ import annotations

import io
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from batcher.core.checking import check
from batcher.core.model import Fault, Severity, Sheet, Workbook
from batcher.core.values import Context
from batcher.locale import problem
from batcher.workbook.reader import read_bytes
from batcher.workbook.safely import read_safely
from tests.corpus.listing import CASES, README, name_of, table
from tests.corpus.making import Case

TOKYO = Context(ZoneInfo("Asia/Tokyo"))
EACH = pytest.mark.parametrize("case", CASES, ids=map(name_of, CASES))
HOSTILE = [case for case in CASES if case.section == "2.1"]


def at(workbook: Workbook, address: str) -> object:
    letters, row = coordinate_from_string(address)
    return workbook.sheets[0].cells.at[row, column_index_from_string(letters)]


@EACH
def test_case(case: Case) -> None:
    workbook = read_bytes(case.make(), case.file)
    checked = check(workbook, TOKYO)
    asked = [found for found in checked.problems if found.severity is not Severity.WARNING]
    if case.missing:
        pytest.xfail(case.missing)
    assert [(found.code, found.cell) for found in asked] == list(case.problems)
    assert {cell: at(workbook, cell) for cell in case.cells} == dict(case.cells)


@pytest.mark.parametrize("language", ["en", "ja"])
@EACH
def test_every_problem_has_its_words(case: Case, language: str) -> None:
    for found in check(read_bytes(case.make(), case.file), TOKYO).problems:
        details = {"value": found.value, **found.details}
        assert "{" not in problem(found.code, language, details)


# openpyxl takes the `m` of `_ m`, a space as wide as an m, for a month.
MISREAD = "the format #,##0_ m is no date"
WORKBOOKS = [
    case
    for case in CASES
    if not case.problems and case.make()[:2] == b"PK" and case.what != MISREAD
]


@pytest.mark.parametrize("case", WORKBOOKS, ids=map(name_of, WORKBOOKS))
def test_openpyxl_reads_the_same_from_every_accepted_workbook(case: Case) -> None:
    content = case.make()
    theirs = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    read = {
        sheet.title: {
            (cell.row, cell.column): cell.value
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        }
        for sheet in theirs.worksheets
    }
    theirs.close()
    for sheet in read_bytes(content, case.file).sheets:
        ours = {
            (int(row), int(column)): value
            for column in sheet.cells.columns
            for row, value in sheet.cells[column].items()
            if value is not None and not isinstance(value, Fault)
        }
        doubted = {place for place in read[sheet.name] if place not in ours}
        assert all(isinstance(at_place(sheet, place), Fault) for place in doubted)
        assert ours == {
            place: unescaped(value)
            for place, value in read[sheet.name].items()
            if place not in doubted
        }


def at_place(sheet: Sheet, place: tuple[int, int]) -> object:
    return sheet.cells.at[place]


def unescaped(theirs: object) -> object:
    """openpyxl keeps `_x000D_` as it is written."""
    return theirs.replace("_x000D_", "\r") if isinstance(theirs, str) else theirs


@pytest.mark.parametrize("case", HOSTILE, ids=map(name_of, HOSTILE))
def test_a_hostile_file_is_refused(case: Case) -> None:
    """How soon is measured by the benchmarks."""
    workbook = read_safely(case.make(), case.file)
    assert workbook.problems or isinstance(at(workbook, "A1"), Fault)


def test_the_table_of_the_corpus_is_what_is_tested() -> None:
    assert README.read_text(encoding="utf-8") == table()


def test_every_section_has_its_cases() -> None:
    sections = {"1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "2.1"}
    assert {case.section for case in CASES} == sections
    assert len({name_of(case) for case in CASES}) == len(CASES)
