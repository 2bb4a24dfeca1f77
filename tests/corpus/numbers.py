"""pitfalls.md 1.1 and 1.2: numbers, ids, and money as text."""

# ruff: noqa: DTZ001 - Excel has no time zone

from __future__ import annotations

from datetime import datetime

from batcher.core.model import Fault
from tests.corpus.making import FIRST, HEADERS, Case, amount, book, column, stored, text

_TAX = ("amount", "taxable_amount", "name", "percentage", "inclusive")

_FORMATS = "<cellXfs><xf numFmtId='0'/><xf numFmtId='4'/></cellXfs>"

IDS = [
    Case(
        "1.1",
        "an id cell that holds a number",
        lambda: book(HEADERS, (1001, *FIRST[1:])),
        [("id_not_text", "A2")],
    ),
    Case(
        "1.1",
        "an id of digits as text keeps its zeros",
        lambda: book(HEADERS, ("007", *FIRST[1:])),
        [("id_malformed", "A2")],
    ),
    Case(
        "1.1",
        "text 1E5 stays text",
        lambda: book((*HEADERS, "description"), (*FIRST, "1E5")),
        cells={"E2": "1E5"},
    ),
    Case(
        "1.1",
        "text 007 in metadata keeps its zeros",
        column("metadata.code", "007"),
        cells={"E2": "007"},
    ),
    Case(
        "1.1",
        "a number shown with zeros in front",
        column("metadata.code", 7, "000"),
        [("number_rounded", "E2")],
        {"E2": Fault("number_rounded", "007", {"held": "7"})},
    ),
    Case(
        "1.1",
        "a column of whole numbers with a blank",
        lambda: book(HEADERS, FIRST, ("in_1", "il_2", None, "usd"), ("in_1", "il_3", 1001, "usd")),
        cells={"C2": 75, "C4": 1001},
    ),
    Case(
        "1.1",
        "more than 15 digits",
        stored('<c r="C2"><v>1234567890123456789</v></c>'),
        [("number_digits", "C2")],
    ),
    Case(
        "1.1",
        "long ids in a CSV",
        text("invoice,line,amount,metadata.n\nin_1,il_1,5,9007199254740993\n"),
        cells={"D2": "9007199254740993"},
        file="update_lines.csv",
    ),
]
AMOUNTS = [
    Case("1.1", "19.99 is 19.99", amount(19.99), cells={"C2": 19.99}),
    Case(
        "1.1",
        "0.1 + 0.2 as Excel shows it",
        stored('<c r="C2"><f>0.1+0.2</f><v>0.30000000000000004</v></c>'),
        cells={"C2": 0.30000000000000004},
    ),
    Case("1.1", "half a yen", amount(999.5, currency="jpy"), [("amount_places", "C2")]),
    Case(
        "1.1",
        "999.5 shown as 1,000",
        amount(999.5, "#,##0", "jpy"),
        [("number_rounded", "C2")],
        {"C2": Fault("number_rounded", "1,000", {"held": "999.5"})},
    ),
    Case("1.1", "10.25 shown as 10", amount(10.25, "0"), [("number_rounded", "C2")]),
    Case(
        "1.1", "1234567 shown in thousands", amount(1234567, "#,##0,"), [("number_rounded", "C2")]
    ),
    Case(
        "1.1",
        "10 % in a column of money",
        amount(0.1, "0%"),
        [("number_percent_format", "C2")],
        {"C2": Fault("number_percent_format", "10%", {"held": "0.1"})},
    ),
    Case(
        "1.1",
        "10 % in a column of percentages",
        lambda: book(
            (*HEADERS, *(f"tax_1_{part}" for part in _TAX)),
            (*FIRST, 7.5, 75, "VAT", 0.1, "no"),
            formats={"H2": "0%"},
        ),
        cells={"H2": Fault("number_percent_format", "10%", {"held": "0.1"})},
    ),
    Case("1.1", "an amount hidden by ;;;", amount(75, ";;;"), [("number_hidden", "C2")]),
    Case("1.1", "a zero that #,### hides", amount(0, "#,###"), [("number_hidden", "C2")]),
    Case(
        "1.1",
        "an amount in the accounting format",
        amount(-1234.5, '_-* #,##0.00_-;\\-* #,##0.00_-;_-* "-"??_-;_-@_-'),
        cells={"C2": -1234.5},
    ),
    Case(
        "1.1",
        "an amount in yen signs",
        amount(7500, '"¥"#,##0;[Red]"¥"\\-#,##0', "jpy"),
        cells={"C2": 7500},
    ),
    Case(
        "1.1",
        "5000 formatted as a date",
        amount(5000, "yyyymmdd"),
        [("number_is_date", "C2")],
        {"C2": datetime(1913, 9, 8)},
    ),
    Case(
        "1.1",
        "3,000,000 formatted as a date",
        amount(3000000, "yyyy-mm-dd"),
        [("date_out_of_range", "C2")],
    ),
    Case("1.1", "the format #,##0_ m is no date", amount(5000, "#,##0_ m"), cells={"C2": 5000}),
    Case("1.1", "NaN as text", amount("NaN"), [("number_not_finite", "C2")]),
    Case("1.1", "TRUE as an amount", amount(True), [("number_is_yes_no", "C2")]),
    Case("1.1", "yes as はい", column("discountable", "はい"), cells={"E2": "はい"}),
    Case("1.1", "yes as 1", column("discountable", 1), cells={"E2": 1}),
    Case("1.1", "yes as maybe", column("discountable", "maybe"), [("yes_no_unknown", "E2")]),
    Case("1.1", "1000.00 yen", amount("1000.00", currency="jpy"), cells={"C2": "1000.00"}),
    Case("1.1", "1000.50 yen", amount("1000.50", currency="jpy"), [("amount_places", "C2")]),
]
MONEY_TEXT = [
    *(
        Case(
            "1.2", f"money as text: {shown}", amount(shown, currency=currency), cells={"C2": shown}
        )
        for shown, currency in [
            ("1,234.50", "usd"),
            ("１２３４", "jpy"),
            ("１，２３４", "jpy"),
            ("￥１，０００", "jpy"),
            ("△1,000", "jpy"),
            ("▲1,000", "jpy"),
            ("(1,234)", "jpy"),
            ("－100", "jpy"),
            ("−100", "jpy"),
            ("‐100", "jpy"),
            ("-¥500", "jpy"),
            ("¥-500", "jpy"),
            ("1,000円", "jpy"),
        ]
    ),
    *(
        Case("1.2", f"money as text: {shown}", amount(shown), [(code, "C2")])
        for shown, code in [
            ("1,23", "number_thousands"),
            ("1,2345", "number_thousands"),
            ("1.234,50", "number_european"),
            ("1'234.50", "number_spaces"),
            ("1\u00a0234", "number_spaces"),
            ("٣", "number_figures"),
            ("²", "number_figures"),
            ("½", "number_figures"),
            ("1_000", "number_notation"),
            ("1e3", "number_notation"),
            ("0x10", "number_notation"),
            ("ー100", "number_minus"),
            ("100-", "number_minus"),
            ("千円", "number_kanji"),
            ("一千", "number_kanji"),
            ("12%", "number_percent"),
            ("1,000.00 CR", "number_credit"),
            ("\\1,000", "number_backslash"),
            ("1.234", "amount_ambiguous"),
            ("10\n20", "number_text"),
        ]
    ),
    Case(
        "1.2",
        "an id with a newline at its end",
        lambda: book(HEADERS, ("in_1\n", *FIRST[1:])),
        cells={"A2": "in_1\n"},
    ),
    Case(
        "1.2",
        "an id in wide letters",
        lambda: book(HEADERS, ("in_１", *FIRST[1:])),
        [("id_wide", "A2")],
    ),
    Case(
        "1.2",
        "a backslash where nothing tells that the file is CP932",
        text('invoice,line,amount,currency\nin_1,il_1,"\\1,000",jpy\n', "cp932"),
        [("number_backslash", "C2")],
        file="update_lines.csv",
    ),
    Case(
        "1.2",
        "a yen sign that is a backslash in CP932",
        text('invoice,line,amount,currency,備考\nin_1,il_1,"\\1,000",jpy,髙橋\n', "cp932"),
        cells={"C2": "\\1,000"},
        file="update_lines.csv",
    ),
]

CASES = [*IDS, *AMOUNTS, *MONEY_TEXT]
