"""pitfalls.md 1.4: formulas, error cells, words that other readers take for nothing."""

from __future__ import annotations

import io

import xlsxwriter

from batcher.core.model import Fault
from tests.corpus.making import FIRST, HEADERS, Case, amount, book, column, kept, stored, text

_ERRORS = [
    "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!",
    "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!", "#PYTHON!", "#Err509!",
]  # fmt: skip
_WORDS = ["NA", "N/A", "null", "NULL", "None", "nan", "<NA>", "n/a", "-", "inf"]


def _by_xlsxwriter() -> bytes:
    packed = io.BytesIO()
    made = xlsxwriter.Workbook(packed)
    page = made.add_worksheet("update_lines")
    page.write_row(0, 0, HEADERS)
    page.write_row(1, 0, FIRST)
    page.write_formula("C2", "=70+5")
    made.close()
    return packed.getvalue()


def _error(shown: str) -> Case:
    return Case(
        "1.4",
        f"an error cell {shown}",
        stored(f'<c r="C2" t="e"><v>{shown}</v></c>'),
        [("error_cell", "C2")],
        {"C2": Fault("error_cell", shown)},
    )


CASES = [
    Case(
        "1.4",
        "a formula with its value",
        stored('<c r="C2"><f>70+5</f><v>75</v></c>'),
        cells={"C2": 75},
    ),
    Case(
        "1.4",
        "a formula of openpyxl, never calculated",
        lambda: book(HEADERS, ("in_1", "il_1", "=70+5", "usd")),
        [("formula_without_value", "C2")],
        {"C2": Fault("formula_without_value")},
    ),
    Case(
        "1.4",
        "a formula of XlsxWriter, cached as 0",
        _by_xlsxwriter,
        [("formula_uncalculated", "C2")],
        {"C2": Fault("formula_uncalculated", "0")},
    ),
    Case(
        "1.4",
        "a formula that reads another file",
        stored('<c r="C2"><f>[1]Sheet1!A1</f><v>75</v></c>'),
        [("formula_external", "C2")],
    ),
    Case(
        "1.4",
        "a formula that reads a named sheet of another file",
        stored("<c r=\"C2\"><f>SUM('[2]It''s (1)'!A1:A3)</f><v>75</v></c>"),
        [("formula_external", "C2")],
    ),
    Case(
        "1.4",
        "a formula that reads several sheets of another file",
        stored('<c r="C2"><f>SUM([1]Jan:Mar!A1)</f><v>75</v></c>'),
        [("formula_external", "C2")],
    ),
    Case(
        "1.4",
        "a formula that reads a file by its name",
        stored("<c r=\"C2\"><f>'C:\\[rates.xlsx]S'!A1</f><v>75</v></c>"),
        [("formula_external", "C2")],
    ),
    Case(
        "1.4",
        "a column of a table is no other file",
        stored('<c r="C2"><f>SUM(Table1[2026])</f><v>75</v></c>'),
        cells={"C2": 75},
    ),
    Case(
        "1.4",
        "a bracket in a text is no other file",
        stored('<c r="C2" t="str"><f>"[1]S!A1"</f><v>75</v></c>'),
        cells={"C2": "75"},
    ),
    Case(
        "1.4",
        "a hyperlink shows its friendly name",
        kept("macro.xlsm"),
        cells={"E2": "order 1", "E3": "in_1-il_1"},
        file="macro.xlsm",
    ),
    Case(
        "1.4",
        "a formula that gives an error",
        stored('<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'),
        [("error_cell", "C2")],
    ),
    Case("1.4", "an error written as text", amount("#REF!"), [("error_cell", "C2")]),
    Case(
        "1.4",
        "an error written as text in a description",
        column("description", "#SPILL!"),
        [("error_text", "E2")],
    ),
    Case(
        "1.4",
        "an error in a CSV",
        text("invoice,line,amount\nin_1,il_1,#N/A\n"),
        [("error_text", "C2")],
        file="update_lines.csv",
    ),
    *map(_error, _ERRORS),
    *(
        Case("1.4", f"the word {word} is a word", column("description", word), cells={"E2": word})
        for word in _WORDS
    ),
    *(
        Case("1.4", f"blank: {word!r}", column("description", word), cells={"E2": word})
        for word in ["\u3000", "\u00a0", "\u200b", "  "]
    ),
    Case(
        "1.4",
        "a carriage return escaped in a cell",
        column("description", "a_x000D_b"),
        cells={"E2": "a\rb"},
    ),
    Case(
        "1.4",
        "readings of Japanese words are no text",
        stored(
            '<c r="C2" t="s"><v>0</v></c>',
            strings="<si><t>75</t><rPh sb='0' eb='1'><t>ナナジュウゴ</t></rPh></si>",
        ),
        cells={"C2": "75"},
    ),
]
