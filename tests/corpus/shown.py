"""pitfalls.md 1.1: numbers whose format shows something else than the cell holds, and formats of
honest books that do not."""

from __future__ import annotations

from datetime import datetime

from batcher.core.model import Fault
from tests.corpus.conditions import CONDITIONS
from tests.corpus.making import FIRST, HEADERS, Case, amount, book, column


def _accepted(value: float, code: str, currency: str = "usd") -> Case:
    what = f"{value} {currency} in the format {code}"
    return Case("1.1", what, amount(value, code, currency), cells={"C2": value})


def _refused(value: float, code: str, problem: str, shown: str, currency: str = "usd") -> Case:
    fault = Fault(problem, shown, {"held": str(value)})
    what = f"{value} shown as {shown} by {code}"
    return Case("1.1", what, amount(value, code, currency), [(problem, "C2")], {"C2": fault})


def _unclear(value: float, code: str) -> Case:
    fault = Fault("number_format_unclear", str(value))
    what = f"{value} in the unclear format {code}"
    return Case("1.1", what, amount(value, code), [("number_format_unclear", "C2")], {"C2": fault})


def _foreign(value: float, code: str, currency: str) -> Case:
    what = f"{value} {currency} in the format {code} of another currency"
    problems = [("format_sign_differs", "C2")]
    return Case("1.1", what, amount(value, code, currency), problems, {"C2": value})


ACCEPTED = [
    _accepted(-1234.5, "General"),
    _accepted(-1234.5, "@"),
    _accepted(1234.5, '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)'),
    _accepted(-1234.5, '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)'),
    _accepted(0, '_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_);_(@_)'),
    _accepted(0, '_-* #,##0.00_-;\\-* #,##0.00_-;_-* "-"??_-;_-@_-'),
    _accepted(-7500, '_ ¥* #,##0_ ;_ ¥* \\-#,##0_ ;_ ¥* "-"_ ;_ @_ ', "jpy"),
    _accepted(-1234, "#,##0_);(#,##0)"),
    _accepted(-1234, "#,##0;△#,##0", "jpy"),
    _accepted(-1234, "#,##0;[Red]▲#,##0", "jpy"),
    _accepted(-1234, '#,##0;"△ "#,##0', "jpy"),
    _accepted(-1234, "[$¥-411]#,##0;[RED]-[$¥-411]#,##0", "jpy"),
    _accepted(1234, '"¥"#,##0', "jpy"),
    _accepted(1234, '"¥"#,##0', "cny"),
    _accepted(1234, '#,##0"円"', "jpy"),
    _accepted(1234, '#,##0"円(税込)"', "jpy"),
    _accepted(1234.5, "[$USD] #,##0.00"),
    _accepted(1234.5, "[$US$-409]#,##0.00"),
    _accepted(1234.5, "$#,##0.00", "cad"),
    _accepted(1234.5, "[$kr.-406] #,##0.00", "dkk"),
    _accepted(1234.5, "#,##0.00 [$€-407]", "eur"),
    _accepted(12, '0" 個"'),
    _accepted(12, '"x"0.00'),
    _accepted(1234567.5, "# ##0.00", "inr"),
    _accepted(1234567.5, r"[>=100000]##\,##\,##0.00;##,##0.00", "inr"),
    _accepted(1234.5, "[>=1000]#,##0.00;0.00"),
    _accepted(5, "[>=1000]#,##0;0"),
    _accepted(-5, "[>=1000]#,##0;-0"),
    _accepted(-5, r"[>=100000]##\,##\,##0.00;[<=-100000]-##\,##\,##0.00;##,##0.00", "inr"),
    _accepted(-5, '[>=0]0.00;"△"0.00'),
    _accepted(-5, "[Red][<0]-0.00;0.00"),
    _accepted(1234.5, "[Color10]0.00"),
    _accepted(1234.5, "[DBNum3]#,##0.00"),
    _accepted(1234, "[DBNum1][$-411]General", "jpy"),
    _accepted(1500, "0.0E+00", "jpy"),
    _accepted(0, '#,##0.00;(#,##0.00);"0"'),
    _accepted(0, '"¥"#,##0;-"¥"#,##0;"¥0"', "jpy"),
    _accepted(-75, "0.00;@"),
    _accepted(-75, "#,##0_);(#,##0);@"),
    _accepted(-75.5, "@_)"),
    _accepted(10.5, "# ?/?"),
    _accepted(10.25, "# ??/??"),
    _accepted(0.5, ".00"),
    _accepted(0.5, "#.##"),
    Case(
        "1.1",
        "text in a format for numbers is text",
        amount("1,234.50", '#,##0"千円"'),
        cells={"C2": "1,234.50"},
    ),
]
MISREAD = [
    _refused(12, '#,##0"千円"', "number_words", "12千円", "jpy"),
    _refused(12000, '#,##0,"千円"', "number_words", "12千円", "jpy"),
    _refused(12, '#,##0"百万円"', "number_words", "12百万円", "jpy"),
    _refused(12, '0"億"', "number_words", "12億", "jpy"),
    _refused(12345, '0!.0,"万円"', "number_words", "1.2万円", "jpy"),
    _refused(1234.5, '0.0,"K"', "number_words", "1.2K"),
    _refused(1234.5, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "number_words", "1.2K"),
    _refused(12, '0"K"', "number_words", "12K"),
    _refused(75, '0"¢"', "number_words", "75¢"),
    _refused(50.25, '0.00 "CR"', "number_words", "50.25 CR"),
    _refused(-50.25, '0.00 "DR";0.00 "CR"', "number_words", "50.25 CR"),
    _refused(50.25, '"1"0.00', "number_words", "150.25"),
    _refused(50.25, '0.00"0"', "number_words", "50.250"),
    _refused(50, '#,##0"00"', "number_words", "5000"),
    _refused(0.25, r"\50.00", "number_words", "50.25"),
    _refused(1250, '0"."00', "number_words", "12.50"),
    _refused(50.25, '"paid"', "number_words", "paid"),
    _refused(-50.25, '0.00;"paid"', "number_words", "paid"),
    _refused(50.25, 'General"5"', "number_words", "50.255"),
    _refused(50.25, '"9"General', "number_words", "950.25"),
    _refused(50.25, "[$1]0.00", "number_words", "150.25"),
    _refused(50.25, "0.00*0", "number_words", "50.25"),
    Case("1.1", "a format of one space", amount(50.25, " "), [("number_hidden", "C2")]),
    _refused(1234.5, "0.00E+00", "number_rounded", "1.23E+03"),
    _refused(1234.5, "0E+00", "number_rounded", "1E+03"),
    _refused(999.5, "##0E+0", "number_rounded", "1E+3"),
    _refused(12, "0/0", "number_words", "12/1"),
    _refused(12, "¥.00", "number_words", "¥12.00", "jpy"),
    _refused(12, "0.00)", "number_words", "12.00)"),
    _refused(-12, "0.00;0.00)", "number_words", "12.00)"),
    _refused(12, '"¥"# ?/?', "number_words", "12", "jpy"),
    _refused(12, "@;0.00;0.00", "number_words", "12"),
    _refused(10.53, "# ?/?", "number_rounded", "10 5/9"),
    _refused(10.3, "# ?/8", "number_rounded", "10 1/4"),
    _refused(1234.56, "[>=1000]#,##0;0.00", "number_rounded", "1,235"),
]
SIGNS = [
    _refused(-50.25, "General;General", "number_sign", "50.25"),
    _refused(-50.25, "0.00;0.00", "number_sign", "50.25"),
    _refused(-50.25, "0.00;[Black]0.00", "number_sign", "50.25"),
    _refused(-1234, "#,##0;#,##0", "number_sign", "1,234"),
    _refused(-1234, "#,##0;[Red]#,##0", "number_sign", "1,234"),
    _refused(12, '"▲"0', "number_sign", "▲12"),
    _refused(12, '"△"#,##0', "number_sign", "△12"),
    _refused(12.5, "(0.00)", "number_sign", "(12.50)"),
    _refused(12.5, "-0.00", "number_sign", "-12.50"),
    _refused(12.5, r"\-0.00", "number_sign", "-12.50"),
    _refused(12.5, '0.00"-"', "number_sign", "12.50-"),
    _refused(-12.5, "-0.00", "number_sign", "--12.50"),
    _refused(12.5, "-General", "number_sign", "-12.5"),
]


def _text(held: str, code: str, problem: str, shown: str) -> Case:
    told = {"held": held} if problem == "text_words" else {}
    return Case(
        "1.1",
        f"the text {held} in the format {code}",
        column("description", held, code),
        [(problem, "E2")],
        {"E2": Fault(problem, shown, told)},
    )


def _plain_text(held: str, code: str) -> Case:
    what = f"the text {held} as it is in the format {code}"
    return Case("1.1", what, column("description", held, code), cells={"E2": held})


TEXTS = [
    _text("Fee", ";;;", "text_hidden", "Fee"),
    _text("Fee", "0;-0;0;", "text_hidden", "Fee"),
    _text("Fee 1", '@"0"', "text_words", "Fee 10"),
    _text("Fee", '"No "@', "text_words", "No Fee"),
    _text("Fee", '0;-0;0;"paid"', "text_words", "paid"),
    _text("Fee", '0;@"!"', "text_words", "Fee!"),
    _text("山田", '@"様"', "text_words", "山田様"),
    Case(
        "1.1",
        "an id that its format hides",
        lambda: book(HEADERS, FIRST, formats={"B2": ";;;"}),
        [("text_hidden", "B2")],
    ),
    _plain_text("Fee", "@"),
    _plain_text("Fee", "_(@_)"),
    _plain_text("Fee", "0;-0;;@"),
    _plain_text("Fee", ";;"),
    _plain_text("Fee", '#,##0"千円"'),
    _plain_text("Fee", '_ "¥"* #,##0_ ;_ "¥"* \\-#,##0_ ;_ "¥"* "-"_ ;_ @_ '),
    _plain_text("Fee", "General;General;General;General"),
]


UNCLEAR = [
    _unclear(5, "[=1]0.00;[=2]0.00"),
    _unclear(5, "[>=1000]0.00;-0.00;0.00"),
    _unclear(-5, "0.00;yyyy"),
    _unclear(-50.25, "[<0]0.00;0.00"),
    # Excel and LibreOffice do not agree on the minus of a second section.
    _unclear(-5, "[>=1000]#,##0;0"),
]
CURRENCIES = [
    _foreign(1234, "$#,##0.00", "jpy"),
    _foreign(1234, "[$$-409]#,##0.00", "jpy"),
    _foreign(1234, "#,##0.00 [$€-407]", "jpy"),
    _foreign(1234, '"¥"#,##0', "usd"),
    _foreign(1234, "[$¥-411]#,##0", "usd"),
    _foreign(1234, '#,##0"円"', "usd"),
    _foreign(1234, '#,##0"円"', "cny"),
    _foreign(1234, '#,##0.00 "EUR"', "usd"),
    _foreign(1234, '"US$"#,##0.00', "cad"),
    _foreign(1234, "£#,##0.00", "eur"),
    Case("1.2", "a yen sign as text on a USD row", amount("￥1,000"), [("sign_differs", "C2")]),
    Case(
        "1.2",
        "a dollar sign as text on a JPY row",
        amount("$1,000", currency="jpy"),
        [("sign_differs", "C2")],
    ),
    Case(
        "1.1",
        "minor units in the format of dollars",
        lambda: book(
            ("invoice", "line", "amount_minor", "currency"),
            ("in_1", "il_1", 7500, "usd"),
            formats={"C2": '"$"#,##0'},
        ),
        [("format_sign_minor", "C2")],
        {"C2": 7500},
    ),
    Case(
        "1.1",
        "a control sum in the format of another currency",
        lambda: book(
            ("currency", "net_change"),
            ("jpy", 7500),
            formats={"B2": "$#,##0"},
            sheet="control",
        ),
        [("format_sign_differs", "B2")],
    ),
]
_TAX = ("tax_1_amount", "tax_1_taxable_amount", "tax_1_name", "tax_1_percentage", "tax_1_inclusive")


def _percentage(value: float, code: str, what: str, **told: object) -> Case:
    row = (*FIRST, 6, 75, "VAT", value, "no")
    made = lambda: book((*HEADERS, *_TAX), row, formats={"H2": code})  # noqa: E731
    return Case("1.1", what, made, **told)  # type: ignore[arg-type]


PERCENTAGES = [
    _percentage(0.0825, "0.00%", "8.25 % in a column of percentages"),
    _percentage(8.25, '0.00"%"', "8.25 with a percent sign that scales nothing"),
    _percentage(
        0.0825, "0%", "8.25 % shown as 8 %", problems=[("number_rounded", "H2")],
        cells={"H2": Fault("number_percent_format", "8%", {"held": "0.0825"})},
    ),
    Case(
        "1.1", "12 in a format that adds a percent sign", amount(12, '0"%"'),
        [("number_percent_format", "C2")],
    ),
]  # fmt: skip
CASES = [
    *ACCEPTED,
    *MISREAD,
    *SIGNS,
    *UNCLEAR,
    *TEXTS,
    *CONDITIONS,
    *CURRENCIES,
    *PERCENTAGES,
    Case(
        "1.3",
        "a date whose format has the day between year and month",
        column("period_end", datetime(2026, 4, 3), "yyyy-dd-mm"),  # noqa: DTZ001
        [("date_hidden", "E2")],
    ),
    Case(
        "1.3",
        "a date with figures that fill its cell",
        column("period_end", datetime(2026, 4, 3), "yyyy-mm-dd*0"),  # noqa: DTZ001
        [("date_hidden", "E2")],
    ),
    Case(
        "1.3",
        "a date with the day first and the year last",
        column("period_end", datetime(2026, 4, 3), "dd/mm/yyyy"),  # noqa: DTZ001
        cells={"E2": datetime(2026, 4, 3)},  # noqa: DTZ001
    ),
    Case(
        "1.3",
        "a date with its month by name",
        column("period_end", datetime(2026, 4, 3), "yyyy d mmm"),  # noqa: DTZ001
        cells={"E2": datetime(2026, 4, 3)},  # noqa: DTZ001
    ),
    Case(
        "1.1",
        "a date in metadata that shows no day",
        column("metadata.month", 46113, "mmm-yy"),
        [("date_hidden", "E2")],
        {"E2": Fault("date_hidden", "Apr-26", {"held": "2026-04-01"})},
    ),
]
