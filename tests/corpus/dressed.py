"""pitfalls.md 1.1 and 1.3: numbers and days in columns of text, shown as another text."""

# ruff: noqa: DTZ001 - Excel has no time zone

from __future__ import annotations

from datetime import datetime

from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.worksheet import Worksheet

from tests.corpus.making import FIRST, HEADERS, Case, book, column

_DAY = datetime(2026, 4, 1)
_OTHERWISE, _UNCLEAR = "text_shown_otherwise", "text_shown_unclear"


def _case(value: object, code: str, problem: str = "", header: str = "description") -> Case:
    section = "1.3" if isinstance(value, datetime) else "1.1"
    shown = f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)
    return Case(
        section,
        f"{shown} in {header} as {code}",
        column(header, value, code),
        [(problem, "E2")] if problem else (),
        cells={"E2": value},
    )


def _numbered(page: Worksheet) -> None:
    """Every description of a whole number is shown as `No. 12` where it is above ten."""
    style = DifferentialStyle(numFmt=NumberFormat(numFmtId=200, formatCode='"No. "0'))
    rule = Rule(type="expression", formula=["$E2>10"], dxf=style)
    page.conditional_formatting.add("E2:E9", rule)


CASES = [
    _case(1234, '"No. "0', _OTHERWISE),
    _case(1234, '0"号"', _OTHERWISE, "metadata.contract"),
    _case(1234, "#,##0", _OTHERWISE),
    _case(1234, "#,##0", _OTHERWISE, "product_name"),
    _case(1234, "#,##0", _OTHERWISE, "correction_no"),
    _case(123, "#,##0"),
    _case(1234, "0"),
    _case(1234, "@"),
    _case(1234, "0_ "),
    _case(12, "0.00", _OTHERWISE),
    _case(12.34, "0.00"),
    _case(-5, "0;▲0", _OTHERWISE),
    _case(-5, "0;-0"),
    _case(1234, "[DBNum1]0", _UNCLEAR),
    _case(True, "#,##0"),
    _case("1,234 hours", "#,##0"),
    _case(_DAY, "yyyy-mm-dd"),
    _case(_DAY, 'ggge"年"m"月"d"日"', _OTHERWISE),
    _case(_DAY, "yyyy/m/d", _OTHERWISE, "metadata.day"),
    _case(_DAY, "mm-dd-yy", _OTHERWISE),
    _case(_DAY, "yyyy-mm-dd h:mm", _OTHERWISE),
    _case(_DAY, "e-mm-dd", _OTHERWISE),
    _case(_DAY, "[$-1070000]yyyy-mm-dd", _UNCLEAR),
    _case(_DAY, "B2yyyy-mm-dd", _UNCLEAR),
    _case(datetime(2026, 4, 1, 12, 30), "yyyy-mm-dd hh:mm:ss"),
    _case(datetime(2026, 4, 1, 12, 30), "yyyy-mm-dd hh:mm", _OTHERWISE),
    Case(
        "1.1",
        "a description that was a number in the same dress",
        lambda: book(
            (*HEADERS, "description", "was.description"),
            (*FIRST, 1234, 1234),
            formats={"E2": "#,##0", "F2": "#,##0"},
        ),
        cells={"E2": 1234},
    ),
    Case(
        "1.1",
        "a description that a condition shows as No. 12",
        lambda: book((*HEADERS, "description"), (*FIRST, 12), prepare=_numbered),
        [(_OTHERWISE, "E2")],
    ),
]
