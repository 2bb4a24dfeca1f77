"""The grammar of words: text, yes and no, a choice, a currency."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time, timedelta
from difflib import get_close_matches

from batcher.core.columns import Column, fold
from batcher.core.model import Fault
from batcher.core.money import CURRENCIES
from batcher.core.values.cells import (
    BLANKS,
    control_character,
    fault,
    is_number,
    narrow,
    number_text,
    shown,
)

# Excel writes control characters in XML so; some readers hand the escape on.
_ESCAPES = (("_x000D_", "\r"), ("_x000A_", "\n"), ("_x0009_", "\t"))
# Outer spaces, and what marks, error texts, escapes and damaged bytes are known by.
_TELLING = re.compile("^ | $|[(（#\ufffd]|Err|_x00")
_ERROR = re.compile(r"#(?:[A-Z0-9/_]+[!?]|N/A|GETTING_DATA|Err[0-9]{3}!)|Err:[0-9]{3}")
_YES_WORDS = "はい yes y true 1 ○ 〇 ◯ ◎ 有 有り あり 可 する 対象 オン on"
_NO_WORDS = "いいえ no n false 0 × ✕ ✗ ✖ x 無 無し なし 不可 しない 対象外 オフ off"
_YES, _NO = frozenset(_YES_WORDS.split()), frozenset(_NO_WORDS.split())
_CURRENCY_WORDS = {
    "円": "jpy", "日本円": "jpy", "¥": "jpy", "yen": "jpy", "$": "usd", "us$": "usd",
    "ドル": "usd", "米ドル": "usd", "dollar": "usd", "dollars": "usd", "€": "eur", "ユーロ": "eur",
    "euro": "eur", "£": "gbp", "ポンド": "gbp", "rmb": "cny", "人民元": "cny", "元": "cny",
    "ウォン": "krw", "₩": "krw",
}  # fmt: skip


def is_error_text(text: str) -> bool:
    """True for what a writer leaves where Excel shows an error: `#REF!`, `#N/A`, `#SPILL!`."""
    return bool(("#" in text or "Err" in text) and _ERROR.fullmatch(text.strip(BLANKS)))


def is_plain_text(text: str, length_max: int) -> bool:
    """True for what nearly every text is: nothing `parse_text` or a mark would read otherwise."""
    if not text.isprintable() or not 0 < len(text) <= length_max or _TELLING.search(text):
        return False
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def parse_text(cell: object, column: Column) -> str | Fault | None:
    """Text as it will be sent: NFC, no outer spaces, newlines as LF; at most `column.length`."""
    text = _as_text(cell)
    if isinstance(text, Fault):
        return text
    text = as_read(text)
    control = control_character(text)
    if control:
        return fault("text_control", cell, found=control)
    if len(text) > column.length:
        return fault("text_too_long", cell, length=str(len(text)), allowed=str(column.length))
    return text or None


def as_read(text: str) -> str:
    """Text as a cell of it would be sent: NFC, no outer spaces, newlines as LF."""
    for escape, character in _ESCAPES:
        text = text.replace(escape, character)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text).strip(BLANKS)


def _as_text(cell: object) -> str | Fault:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int | float) and is_number(cell):
        text = number_text(cell)
        return fault("text_number", cell) if isinstance(text, str) and "e" in text else text
    if isinstance(cell, time | timedelta):
        return fault("text_is_time", cell)
    assert isinstance(cell, bool | date), "parse lets no other cell through"
    return shown(cell)


def parse_yes_no(cell: object) -> bool | Fault:
    """Yes or no by a table; nothing else is true or false."""
    if isinstance(cell, bool):
        return cell
    word = narrow(shown(cell)).strip(BLANKS).casefold()
    if word in _YES:
        return True
    return False if word in _NO else fault("yes_no_unknown", cell)


def parse_choice(cell: object, column: Column) -> str | Fault:
    """The canonical word of one of the column's choices."""
    word = fold(shown(cell))
    known = {fold(name): canon for canon, names in column.choices for name in (canon, *names)}
    if word in known:
        return known[word]
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    allowed = " / ".join(" = ".join(dict.fromkeys((c, *names))) for c, names in column.choices)
    suggestion = known[near[0]] if near else ""
    return fault("choice_unknown", cell, allowed=allowed, suggestion=suggestion)


def parse_currency(cell: object) -> str | Fault:
    """A currency Stripe knows, in lower case."""
    code = narrow(shown(cell)).strip(BLANKS).casefold()
    if code in CURRENCIES:
        return code
    if code in _CURRENCY_WORDS:
        suggestion = _CURRENCY_WORDS[code].upper()
        return fault("currency_sign", cell, suggestion=suggestion)
    near = get_close_matches(code, sorted(CURRENCIES), n=1, cutoff=0.6)
    if near:
        return fault("currency_unknown_near", cell, suggestion=near[0].upper())
    return fault("currency_unknown", cell)
