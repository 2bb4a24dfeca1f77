"""pitfalls.md 1.1: amounts that a conditional format may show otherwise than their cells hold."""

from __future__ import annotations

from collections.abc import Callable

from openpyxl.formatting.rule import Rule
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.worksheet import Worksheet

from batcher.core.model import Fault
from tests.corpus.making import HEADERS, Case, book


def _conditional(
    value: object, code: str, reference: str = "C2:C9", formula: str = "$D2=1"
) -> Callable[[], bytes]:
    """One row whose amount a conditional format may show by this code."""

    def prepare(page: Worksheet) -> None:
        style = DifferentialStyle(numFmt=NumberFormat(numFmtId=170, formatCode=code))
        rule = Rule(type="expression", formula=[formula], dxf=style)
        page.conditional_formatting.add(reference, rule)

    return lambda: book(HEADERS, ("in_1", "il_1", value, "usd"), prepare=prepare)


def _by_condition(value: object, code: str) -> Case:
    what = f"a condition that shows {value} by {code}"
    held = Fault("format_conditional", str(value), {"format": code})
    problems = [("format_conditional", "C2")]
    return Case("1.1", what, _conditional(value, code), problems, {"C2": held})


_AS_WHOLE = Fault("format_conditional", "1234.5", {"format": "#,##0"})
CONDITIONS = [
    _by_condition(1234.5, "#,##0"),
    _by_condition(1234.5, ";;;"),
    _by_condition(-75, "0.00;0.00"),
    _by_condition(46113, "yyyy-mm-dd"),
    _by_condition("1,234.50", ";;;"),
    Case(
        "1.1",
        "a condition that shows the whole amount otherwise",
        _conditional(1234.5, '"$"#,##0.00'),
        cells={"C2": 1234.5},
    ),
    Case(
        "1.1",
        "a condition that only a whole number meets",
        _conditional(1234.5, "#,##0", formula="AND(ISNUMBER(C2),C2=INT(C2),TRUE)"),
        cells={"C2": 1234.5},
    ),
    Case(
        "1.1",
        "a condition that a whole number in another cell meets",
        _conditional(1234.5, "#,##0", formula="AND(ISNUMBER(C2),A2=INT(A2),TRUE)"),
        [("format_conditional", "C2")],
        {"C2": _AS_WHOLE},
    ),
    Case(
        "1.1",
        "a condition that a whole number or any other meets",
        _conditional(1234.5, "#,##0", formula="OR(AND(C2=INT(C2),TRUE),TRUE)"),
        [("format_conditional", "C2")],
        {"C2": _AS_WHOLE},
    ),
    Case(
        "1.1",
        "a condition on other cells",
        _conditional(1234.5, ";;;", "E1:E9 C3"),
        cells={"C2": 1234.5},
    ),
]
