"""The grammar of numbers and money: one strict form is read, everything else is named and refused.

Results are exact: `Decimal`, or `int` where the value has no places. No float ever leaves here.
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from decimal import Decimal

from batcher.core.columns import Value
from batcher.core.model import Fault
from batcher.core.money import looks_grouped, trimmed
from batcher.core.values.cells import BLANKS, Context, fault, is_number, narrow, number_text, serial

_DIGITS_MAX = 15
_FRACTION_MAX = 30
_PLACES_MAX = {
    Value.MONEY: 12,
    Value.UNIT_MONEY: 15,  # 12 places of the minor unit and 3 of the currency
    Value.UNIT_MINOR: 12,
    Value.QUANTITY: 12,
    Value.PERCENT: 4,
}
_MONEY = frozenset({Value.MONEY, Value.UNIT_MONEY})
_WHOLE = frozenset({Value.WHOLE, Value.MINOR})
_UNSIGNED = frozenset({Value.QUANTITY, Value.WHOLE, Value.PERCENT})

_MINUS = "-‐‒–−﹣△▲"
# What nearly every amount looks like; nothing the grammar below would refuse or read otherwise.
_PLAIN_MONEY = re.compile(r"-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,2})?")
_HELD = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_SYMBOLS = "¥$€£"
_NUMBER = re.compile(r"(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_SIGNED = re.compile(
    rf"(?P<symbol>[{_SYMBOLS}]?) *(?P<minus>[{_MINUS}]?) *(?P<late>[{_SYMBOLS}]?) *"
    rf"(?P<number>[0-9][0-9.,]*?)(?P<yen> *円)?"
)

# What a refused text looks like, most telling first: each gets its own advice.
_ADVICE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("number_backslash", re.compile(r".*\\.*[0-9].*", re.S)),
    ("number_not_finite", re.compile(r"[-+]?(?:nan|inf|infinity)", re.I)),
    ("number_percent", re.compile(r".*[%٪‰].*", re.S)),
    ("number_kanji", re.compile(r".*[〇一二三四五六七八九十百千万億兆壱弐参].*", re.S)),
    ("number_credit", re.compile(r".*[0-9].*(?:cr|dr|db)\.?", re.I | re.S)),
    ("number_notation", re.compile(r"[-+]?(?:0[xXoObB][0-9a-fA-F]+|[0-9.]+[eE][-+]?[0-9]+)")),
    ("number_notation", re.compile(r"[-+]?[0-9]+(?:_[0-9]+)+(?:\.[0-9]+)?")),
    ("number_minus", re.compile(r"[0-9][0-9,.]*\s*[-‐‒–−﹣ー―—△▲]|[ー―—].*[0-9].*", re.S)),
    ("number_european", re.compile(r"[^0-9]*[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]*[^0-9]*", re.S)),
    ("number_european", re.compile(r"[^0-9]*[0-9]{1,3}(?:\.[0-9]{3}){2,}[^0-9]*", re.S)),
    (
        "number_spaces",
        re.compile(r"[^0-9]*[0-9]{1,3}(?:[\s'’\u00a0\u202f][0-9]{3})+[^0-9]?.*", re.S),
    ),
    ("number_thousands", re.compile(r"[^0-9]*[0-9][0-9,]*,[0-9,]*(?:\.[0-9]*)?[^0-9]*", re.S)),
    ("number_zeros", re.compile(r"[^0-9]*0[0-9]+.*", re.S)),
)


def parse_number(cell: object, value: Value, context: Context) -> Decimal | int | Fault:
    """A cell of a number column. MINOR and WHOLE give int, the others Decimal; MONEY is major."""
    if value is Value.MONEY and isinstance(cell, (str, float)):
        text = cell if isinstance(cell, str) else f"{cell:.15g}"
        if _PLAIN_MONEY.fullmatch(text):
            return Decimal(text) or Decimal(0)
    if isinstance(cell, date | time | timedelta):
        return fault("number_is_date", cell, serial=serial(cell))
    if isinstance(cell, str):
        amount = _from_text(cell, value, context)
    elif isinstance(cell, int | float) and is_number(cell):
        amount = _from_number(cell)
    else:
        return fault("number_is_yes_no", cell)
    return amount if isinstance(amount, Fault) else _fitted(amount, cell, value)


def percent_shown(cell: Fault) -> Decimal | Fault:
    """A cell formatted as a percentage in a PERCENT column: the 10 of 10 % that holds 0.1."""
    shown = cell.shown.removesuffix("%")
    held = cell.details.get("held", "")
    if not _HELD.fullmatch(held) or not _HELD.fullmatch(shown):
        return cell
    amount = trimmed(Decimal(held) * 100)
    if Decimal(shown) == Decimal(
        held
    ):  # a percent sign that is only a word: `0"%"` shows 10 as 10%
        amount = trimmed(Decimal(held))
    if Decimal(shown) != amount:
        return Fault("number_rounded", cell.shown, {"held": f"{amount:f}%"})
    found = _fitted(amount, cell.shown, Value.PERCENT)
    assert not isinstance(found, int)
    return found


def _from_number(cell: float) -> Decimal | Fault:
    text = number_text(cell)
    if isinstance(text, Fault):
        return text
    amount = abs(Decimal(text)) if cell == 0 else Decimal(text)
    # Text 1.234 is ambiguous, a number cell is not: a fourth place tells them apart from here on.
    return Decimal(f"{amount}0") if looks_grouped(amount) else amount


def _from_text(cell: str, value: Value, context: Context) -> Decimal | Fault:
    text = narrow(cell).strip(BLANKS)
    if value in _MONEY and context.csv_backslash_yen:
        text = text.replace("\\", "¥", 1) if text.lstrip(f"({_MINUS} ")[:1] == "\\" else text
    if value is Value.PERCENT and text.endswith("%"):
        text = text[:-1].rstrip(" ")
    bracketed = len(text) > 2 and text[0] == "(" and text[-1] == ")"
    match = _SIGNED.fullmatch(text[1:-1].strip(" ") if bracketed else text)
    if not match or not _NUMBER.fullmatch(match["number"]) or _contradicts(match, value, bracketed):
        return _advice(cell, text, value)
    return _from_match(match, cell, value, negative=bracketed or bool(match["minus"]))


def _contradicts(match: re.Match[str], value: Value, bracketed: bool) -> bool:
    signs = [sign for sign in (match["symbol"], match["late"], match["yen"]) if sign]
    return (
        len(signs) > 1
        or (bool(signs) and value not in _MONEY)
        or (bracketed and bool(match["minus"]))
    )


def _from_match(match: re.Match[str], cell: str, value: Value, negative: bool) -> Decimal | Fault:
    number = match["number"].replace(",", "")
    whole, _, fraction = number.partition(".")
    if len(whole) > _DIGITS_MAX or len(fraction) > _FRACTION_MAX:
        return fault("number_digits", cell)
    if value is Value.MINOR and "." in number:
        return fault("minor_has_point", cell, allowed=number.replace(".", ""))
    amount = Decimal(number)
    if value in (Value.QUANTITY, Value.UNIT_MINOR) and looks_grouped(amount):
        return fault("number_ambiguous", cell, whole=f"{whole}{fraction}", exact=f"{number}0")
    return -amount if negative and amount else amount


def _advice(cell: str, text: str, value: Value) -> Fault:
    for code, pattern in _ADVICE:
        if pattern.fullmatch(text):
            return fault(code, cell, example=_example(value))
    strange = any(c.isnumeric() and not ("0" <= c <= "9") for c in text)
    return fault("number_figures" if strange else "number_text", cell, example=_example(value))


def _example(value: Value) -> str:
    return {Value.QUANTITY: "3", Value.WHOLE: "30", Value.MINOR: "7500", Value.PERCENT: "10"}.get(
        value, "1234"
    )


def _fitted(amount: Decimal, cell: object, value: Value) -> Decimal | int | Fault:
    if value in _UNSIGNED and amount < 0:
        return fault("number_negative", cell)
    short = trimmed(amount)
    power = short.as_tuple().exponent
    assert isinstance(power, int), "the grammar lets no infinity through"
    if value in _WHOLE:
        return int(short) if power == 0 else fault("number_not_whole", cell)
    if value is Value.PERCENT and amount > 100:
        return fault("percent_range", cell)
    if -power > _PLACES_MAX[value]:
        return fault("number_places", cell, places=str(_PLACES_MAX[value]))
    return amount if value in _MONEY else short
