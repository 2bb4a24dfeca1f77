"""Rules of money cells: whether a currency can have what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from math import nan

import numpy as np

from batcher.core import money
from batcher.core.checking.row import Row
from batcher.core.checking.rows import Mask, Rows
from batcher.core.model import Fault, Problem, Severity
from batcher.core.schemas import AMOUNTS, UNITS
from batcher.core.signs import sign_fits
from batcher.core.values.cells import NUMBER_MAX

TOTAL_MINOR_MAX = 10**15
_PLAIN_TEXT = re.compile(r"-?(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,2})?")


def exact_money(rows: Rows) -> Iterator[Problem]:
    """Where a row names its currency, its money fits that currency's places."""
    doubtful = np.zeros(len(rows), dtype=bool)
    for name in filter(_is_money, rows.names):
        for number in np.flatnonzero(rows.filled(name) & ~_is_plain(rows, name)):
            doubtful[number] |= not isinstance(rows.values(name)[number], Fault)
        doubtful |= _signed_wrongly(rows, name)
    for row in rows.where(doubtful & rows.filled("currency")):
        currency = row.text("currency")
        if currency:
            yield from money_problems(row, currency)


def _signed_wrongly(rows: Rows, name: str) -> Mask:
    """Where the format of a number says that it is in another currency than its row."""
    wrong = np.zeros(len(rows), dtype=bool)
    named = rows.values("currency")
    for sign, there in rows.signs(name):
        for currency in {text for text in named[there] if isinstance(text, str)}:
            if _sign_problem(sign, name, currency):
                wrong |= there & (named == currency)
    return wrong


def _is_money(name: str) -> bool:
    return name in (*AMOUNTS, *UNITS) or (name.startswith("tax_") and name.endswith("_amount"))


def _is_plain(rows: Rows, name: str) -> Mask:
    """Where a cell is beyond doubt an amount that the currency its row names can have."""
    plain = np.zeros(len(rows), dtype=bool)
    if name == "unit_amount_minor":
        return plain
    amounts = np.fromiter(map(_number, rows.cells(name)), dtype=np.float64, count=len(rows))
    named = rows.values("currency")
    for currency in {text for text in named if isinstance(text, str)}:
        here = np.flatnonzero(named == currency)
        # The integer of a major unit with as many places as the currency has.
        major = amounts[here] / (10 ** money.exponent(currency) if name == "amount_minor" else 1)
        plain[here] = money.are_plain(major, currency, rows.amount_max_minor)
    return plain


def _number(cell: object) -> float:
    """A number cell, or text that is a number however it is read; else not a number."""
    if isinstance(cell, str):
        return float(cell) if _PLAIN_TEXT.fullmatch(cell) else nan
    if isinstance(cell, float) or (type(cell) is int and abs(cell) < NUMBER_MAX):
        return float(cell)
    return nan


def money_problems(row: Row, currency: str) -> Iterator[Problem]:
    """What is wrong with the money of a row in this currency; also asked by the plan."""
    for name in filter(_is_money, row.values):
        value = row.values[name]
        if isinstance(value, Fault):
            continue
        minor = minor_of(name, value, currency, row.amount_max_minor)
        wrong = _wrong_sign(row, name, currency)
        if wrong is not None:
            yield wrong
        elif isinstance(minor, Fault):
            yield row.fault(name, minor)
        elif isinstance(minor, int) and money.three_decimal_warning(minor, currency):
            yield row.problem(name, "three_decimals", Severity.WARNING, currency=currency)


def _wrong_sign(row: Row, name: str, currency: str) -> Problem | None:
    """What is wrong with the currency a money cell says it is in, as text or by its format."""
    raw, shown = row.table.cell(row.row, name), currency.upper()
    if isinstance(raw, str):
        # A backslash that was read as money was the yen sign of a CP932 file.
        fits = sign_fits(raw.replace("\\", "¥"), currency)
        return None if fits else row.problem(name, "sign_differs", currency=shown)
    sign = row.table.sign(row.row, name)
    code = sign and _sign_problem(sign, name, currency)
    return row.problem(name, code, sign=sign, currency=shown) if code else None


def _sign_problem(sign: str, name: str, currency: str) -> str:
    """What is wrong with a sign that the format of a money cell shows; '' for nothing."""
    if not sign_fits(sign, currency):
        return "format_sign_differs"
    # $7,500 is no way to say 7500 cents.
    return "format_sign_minor" if name.endswith("_minor") and money.exponent(currency) else ""


def minor_of(
    name: str, value: object, currency: str, limit_minor: int | None = TOTAL_MINOR_MAX
) -> int | Decimal | Fault | None:
    """A money cell in minor units: int for a total, Decimal for a unit amount; None if no money.

    `limit_minor`: the largest total allowed; None is the currency's own limit for one line.
    """
    if name == "amount" or (
        name.startswith("tax_") and name.endswith("_amount") and isinstance(value, Decimal)
    ):
        assert isinstance(value, Decimal)
        return money.to_minor(value, currency, limit_minor)
    if name == "amount_minor":
        assert isinstance(value, int)
        return money.check_minor(value, currency, limit_minor)
    if name == "unit_amount":
        assert isinstance(value, Decimal)
        return money.unit_to_minor(value, currency)
    return value if name == "unit_amount_minor" and isinstance(value, Decimal) else None
