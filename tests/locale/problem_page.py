"""Writes docs/problems.md, the page of all problem codes, from the words the program itself uses.

`python -m tests.locale.problem_page` writes it again after a text has changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from batcher import locale
from batcher.core.model import Severity
from batcher.locale import checking, connecting, exporting, planning, reading, running, values
from batcher.locale.text import Text
from tests.locale.problem_examples import EXAMPLES

PAGE = Path(__file__).parents[2] / "docs" / "problems.md"

# In the order in which a workbook meets them.
ROOMS: tuple[tuple[Text, Mapping[str, Text]], ...] = (
    (Text("Reading the file", "ファイルの読み取り"), reading.PROBLEMS),
    (Text("Values of cells", "セルの値"), values.PROBLEMS),
    (Text("Sheets, columns and rows", "シート・列・行"), checking.PROBLEMS),
    (Text("Sheets of an export", "エクスポートしたシート"), exporting.PROBLEMS),
    (Text("Invoices as they are in Stripe", "Stripe の請求書との照合"), planning.PROBLEMS),
    (Text("Running", "実行"), running.PROBLEMS),
    (Text("Connection and key", "接続とキー"), connecting.PROBLEMS),
)
WARNINGS = frozenset(
    {
        "amount_far",
        "amount_replaces_price",
        "amount_replaces_quantity",
        "control_silent",
        "corrected_before",
        "emptied",
        "emptied_clearable",
        "ids_differ_by_case",
        "no_final_newline",
        "object_unreadable",
        "rounded_total",
        "same_line_twice",
        "three_decimals",
    }
)
_OWN_ANSWERS = {
    "hidden_rows": "--hidden-rows include|skip",
    "applied_before": "--repeat skip|again",
}
_NAMES = {
    Severity.ERROR: Text("error", "エラー"),
    Severity.QUESTION: Text("question", "確認"),
    Severity.WARNING: Text("warning", "注意"),
}
_WORD = re.compile(r"\{(\w+)(?::([^{}]*))?\}")

_HEAD = """\
# Problem codes / 問題コード一覧

<!-- Generated from batcher/locale by `python -m tests.locale.problem_page`; do not edit. -->

A problem names the sheet, the row and the cell it is about, and its message says what was found,
what is allowed and how to mend it. Words in {braces} are filled in; the second line of a code is an
example. What to do by severity:

問題には該当するシート・行・セルが示され、メッセージには「見つかった内容」「使える値」「直し方」が
含まれます。{波かっこ} の部分には実際の値が入ります。各コードの2行目は例です。重要度ごとの対応：

| severity | what to do | 対応 |
|---|---|---|
| error / エラー | Mend it as the message says and check again. Nothing is sent before. | \
メッセージに従って修正し、もう一度確認してください。修正するまで何も送信されません。 |
| question / 確認 | Decide: change the workbook, or answer as shown with the code. | \
ワークブックを修正するか、コードの横に示した方法で回答してください。 |
| warning / 注意 | Look at it. It stops nothing and stands in the report. | \
内容をご確認ください。処理は止まらず、レポートに記載されます。 |

`batcher check WORKBOOK --annotate FILE` marks the cells in a copy of the workbook.
`batcher check ワークブック --annotate ファイル` で、該当セルに印を付けたコピーを作成できます。
"""


def severity(code: str) -> Severity:
    """How much a problem matters, as its own words and the list above say."""
    if code in WARNINGS:
        return Severity.WARNING
    return Severity.QUESTION if answer(code) else Severity.ERROR


def answer(code: str) -> str:
    """The option that answers a question, '' for what is none."""
    if code in _OWN_ANSWERS:
        return _OWN_ANSWERS[code]
    asks = f"accept {code}" in locale.PROBLEMS[code].en
    return f"--accept {code}" if asks else ""


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(line for room in ROOMS for line in _room(*room))]) + "\n"


def _room(title: Text, problems: Mapping[str, Text]) -> Iterator[str]:
    yield f"## {title.en} / {title.ja}\n"
    for code, text in problems.items():
        yield from _problem(code, text)


def _problem(code: str, text: Text) -> Iterator[str]:
    kind = _NAMES[severity(code)]
    option = answer(code)
    yield f"### `{code}`\n"
    yield f"{kind.en} / {kind.ja}{f': `{option}`' if option else ''}\n"
    yield "| English | 日本語 |"
    yield "|---|---|"
    yield f"| {_plain(text.en)} | {_plain(text.ja)} |"
    example = [_cell(locale.problem(code, language, EXAMPLES[code])) for language in ("en", "ja")]
    if EXAMPLES[code]:
        yield f"| *{example[0]}* | *{example[1]}* |"
    yield ""


def _plain(template: str) -> str:
    """A template as people read it: `{reason: (%)}` is the word in its place."""

    def shown(match: re.Match[str]) -> str:
        return (match.group(2) or "%").replace("%", "{" + match.group(1) + "}")

    return _cell(_WORD.sub(shown, template))


def _cell(text: str) -> str:
    """Text in a cell of a Markdown table."""
    for sign in "\\|*<":
        text = text.replace(sign, "\\" + sign)
    return text.replace("\n", "<br>")


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
