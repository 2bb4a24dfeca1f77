"""pitfalls.md 1.7: CSV files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tests.corpus.making import Case, text

_HEAD = "invoice,line,amount,currency"
_ROW = "in_1,il_1,75.00,usd"
_JAPANESE = "請求書ID,明細ID,金額,通貨,摘要\nin_1,il_1,7500,jpy,①㈱髙～ 訂正\n"


def _csv(
    what: str,
    make: Callable[[], bytes],
    problems: Sequence[tuple[str, str | None]] = (),
    cells: Mapping[str, object] = {},
    file: str = "update_lines.csv",
) -> Case:
    return Case("1.7", what, make, problems, cells, file)


_OK = {"A2": "in_1", "C2": "75.00"}
CASES = [
    _csv("UTF-8", text(_JAPANESE), cells={"E2": "①㈱髙～ 訂正"}),
    _csv(
        "UTF-8 with a byte order mark", text(_JAPANESE, "utf-8-sig"), cells={"E2": "①㈱髙～ 訂正"}
    ),
    _csv(
        "CP932, as Excel in Japan writes it", text(_JAPANESE, "cp932"), cells={"E2": "①㈱髙～ 訂正"}
    ),
    _csv(
        "UTF-16 with tabs, Excel's Unicode text",
        text(_JAPANESE.replace(",", "\t"), "utf-16"),
        cells={"E2": "①㈱髙～ 訂正"},
        file="update_lines.tsv",
    ),
    _csv(
        "neither UTF-8 nor CP932",
        lambda: f"{_HEAD},description\n{_ROW},".encode() + b"\x80\xff\n",
        [("csv_encoding", None)],
    ),
    _csv(
        "UTF-16 without a mark", text(f"{_HEAD}\n{_ROW}\n", "utf-16-le"), [("csv_character", None)]
    ),
    _csv(
        "ISO-2022-JP",
        text(_JAPANESE.replace("①㈱髙～ ", ""), "iso2022_jp"),
        [("csv_character", None)],
    ),
    _csv("a NUL", text(f"{_HEAD}\n{_ROW}\x00\n"), [("csv_character", None)]),
    _csv("a Ctrl-Z at the end", text(f"{_HEAD}\n{_ROW}\n\x1a"), [("csv_character", None)]),
    _csv(
        "two files joined, a byte order mark in the middle",
        text(f"{_HEAD}\n{_ROW}\n\ufeff{_HEAD}\n"),
        [("csv_character", None)],
    ),
    _csv("semicolons", text(f"{_HEAD}\n{_ROW}\n".replace(",", ";")), cells=_OK),
    _csv("tabs", text(f"{_HEAD}\n{_ROW}\n".replace(",", "\t")), cells=_OK),
    _csv("sep=; on the first line", text(f"sep=;\n{_HEAD}\n{_ROW}\n".replace(",", ";")), cells=_OK),
    _csv(
        "commas inside fields of a file with semicolons",
        text("invoice;line;amount;currency;description\nin_1;il_1;75;usd;a, b, c\n"),
        cells={"E2": "a, b, c"},
    ),
    _csv(
        "an unquoted 1,000 in the first row",
        text(f"{_HEAD}\nin_1,il_1,1,000,usd\n"),
        [("csv_field_count", None)],
    ),
    _csv(
        "an unquoted 1,000 in a later row",
        text(f"{_HEAD}\n{_ROW}\nin_1,il_2,1,000,usd\n"),
        [("csv_field_count", None)],
        _OK,
    ),
    _csv("a quoted 1,000", text(f'{_HEAD}\nin_1,il_1,"1,000",usd\n'), cells={"C2": "1,000"}),
    _csv("a record too short", text(f"{_HEAD}\nin_1,il_1,75\n"), [("csv_field_count", None)]),
    _csv(
        "a quote never closed",
        text(f'{_HEAD}\nin_1,"il_1,75,usd\nin_1,il_2,80,usd\n'),
        [("csv_quote", None)],
    ),
    _csv(
        "a quote closed rows later",
        text(f'{_HEAD},description\n{_ROW},"note\nin_1,il_2,80,usd,b"\n'),
        [("csv_rows_in_quotes", None)],
    ),
    _csv(
        "a quote closed rows later, in front of the amount",
        text(
            "invoice,line,description,amount,currency\n"
            'in_1,il_1,"note,75,usd\nin_1,il_2,b",80,usd\nin_1,il_3,c,90,usd\n'
        ),
        [("csv_rows_in_quotes", None)],
        {"A3": "in_1", "B3": "il_3"},
    ),
    _csv(
        "a quote of the header closed rows later",
        text(f'{_HEAD},"note\n{_ROW},x"\nin_1,il_2,80,usd,y\n'),
        [("csv_rows_in_quotes", None), ("no_header", None)],
    ),
    _csv(
        "a quote that closes on a line like a row without ids",
        text(f'{_HEAD},description\n{_ROW},"note\nOsaka,Kita,Umeda,1-2,b"\n'),
        [("csv_lines_in_quotes", None)],
        {"E2": "note\nOsaka,Kita,Umeda,1-2,b"},
    ),
    _csv(
        "a description over two lines",
        text('description,invoice,line,amount\n"two\nlines",in_1,il_1,75\n'),
        cells={"A2": "two\nlines", "D2": "75"},
    ),
    _csv(
        "a quote closed rows later, in an id",
        text(f'{_HEAD}\nin_1,"il_1\nil_2",75,usd\n'),
        [("id_malformed", "B2")],
    ),
    _csv(
        "a space before a quote",
        text(f'{_HEAD}\nin_1,il_1, "1,000"\n'),
        [("csv_space_quote", None)],
    ),
    _csv(
        "more lines than a spreadsheet has rows",
        lambda: f"{_HEAD}\n{_ROW}\n".encode() + b"\n" * 1_048_576,
        [("sheet_too_long", None)],
    ),
    _csv("blank lines keep row numbers", text(f"{_HEAD}\n\n\n{_ROW}\n"), cells={"A4": "in_1"}),
    _csv("no line end after the last row", text(f"{_HEAD}\n{_ROW}"), cells=_OK),
    _csv(
        "line ends of a mainframe",
        text(f"{_HEAD}\x85{_ROW}\x85"),
        [("csv_character", None)],
    ),
    _csv("old Mac line ends", text(f"{_HEAD}\r{_ROW}\r"), cells=_OK),
    _csv(
        "a text longer than any cell",
        text(f'{_HEAD},description\n{_ROW},"{"a" * 200_000}"\n'),
        [("csv_text_too_long", None)],
    ),
    _csv(
        "an operation in every row",
        text(
            "operation,invoice,line,amount,behavior\nupdate_lines,in_1,il_1,75,\nremove_lines,in_1,il_2,,delete\n"
        ),
        cells={"A3": "remove_lines"},
        file="march.csv",
    ),
    _csv(
        "no operation and no known name",
        text(f"{_HEAD}\n{_ROW}\n"),
        [("unknown_sheet", None)],
        file="march.csv",
    ),
]
