"""Conditional formats: what a rule may show of a cell otherwise, and how many rules a file has."""

from __future__ import annotations

import pytest

from batcher.core.model import Fault
from tests.workbook.reading_files import cells_of, read_rows

ROWS = (
    '<row r="1"><c r="A1"><v>7.5</v></c><c r="B1"><v>7</v></c></row>'
    '<row r="3"><c r="A3"><v>8.5</v></c><c r="C3" t="b"><v>1</v></c></row>'
)


def styled(*codes: str) -> str:
    """The formats that rules put on cells, the first being 0."""
    forms = "".join(f'<dxf><numFmt numFmtId="170" formatCode="{code}"/></dxf>' for code in codes)
    return f'<cellXfs><xf numFmtId="0"/></cellXfs><dxfs><dxf><font/></dxf>{forms}</dxfs>'


def rule(reference: str, style: int) -> str:
    return (
        f'<conditionalFormatting sqref="{reference}"><cfRule type="expression" dxfId="{style}" '
        'priority="1"><formula>1</formula></cfRule></conditionalFormatting>'
    )


def _held(value: float, code: str) -> Fault:
    return Fault("format_conditional", f"{value:g}", {"format": code})


def _found(after: str, *codes: str) -> dict[tuple[int, int], object]:
    return cells_of(read_rows(ROWS, after=after, formats=styled(*codes)))


def test_only_what_a_rule_shows_otherwise_is_a_fault() -> None:
    plain = {(1, 1): 7.5, (1, 2): 7, (3, 1): 8.5, (3, 3): True}
    assert _found(rule("A1:C9", 1), "0") == {
        **plain, (1, 1): _held(7.5, "0"), (3, 1): _held(8.5, "0"),
    }  # fmt: skip
    assert _found(rule("A1:C9", 1), "0.00") == plain
    assert _found(rule("A1:C9", 0), "0") == plain  # a rule of colours
    assert _found(rule("A2 A3", 1), "0") == {**plain, (3, 1): _held(8.5, "0")}
    assert _found(rule("A1", 2), "0.00", ";;;") == {**plain, (1, 1): _held(7.5, ";;;")}


@pytest.mark.parametrize("reference", ["C:C", "1:1", "odd", "A0"])
def test_a_range_that_is_none_is_the_whole_sheet(reference: str) -> None:
    found = _found(rule(reference, 1), "0")
    assert (found[1, 1], found[3, 1]) == (_held(7.5, "0"), _held(8.5, "0"))


def test_the_same_rule_again_and_again_costs_nothing() -> None:
    assert _found(rule("B1:B9", 1) * 3_000, "0")[1, 1] == 7.5


def test_more_ranges_than_anybody_keeps_are_the_whole_sheet() -> None:
    many = " ".join(f"B{row}" for row in range(10, 2_011))
    assert _found(rule(many, 1), "0")[1, 1] == _held(7.5, "0")
    fewer = " ".join(f"B{row}" for row in range(10, 2_009))
    assert _found(rule(fewer, 1), "0")[1, 1] == 7.5
