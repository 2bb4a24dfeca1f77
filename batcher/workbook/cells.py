"""What may stand in a cell we write: any value becomes one that Excel holds and that shows itself.

Writing happens after money moved, so nothing here raises; see pitfalls.md 2.2.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from numbers import Integral, Real

from batcher.core.model import Fault

SafeCell = str | int | float | bool | datetime | date | time | timedelta | None

TEXT_UNITS_MAX = 32_767  # UTF-16 units, Excel's own limit for one cell
CUT_MARK = " … (cut)"
DIGITS_MAX = 15  # what Excel keeps of a number
_EARLIEST = date(1900, 3, 1)  # before it Excel's calendar has a day that never was
_LONGEST = timedelta(days=1_000_000)

# Cc but tab and newline, the noncharacters XML cannot hold, and halves of a surrogate pair.
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def safe_cell(value: object) -> SafeCell:
    """The value as a cell can hold it: a number only where 15 digits say all of it, else text.

    Blank (None, NaN, NaT, NA, "") is None. A Fault is what the person saw. Never raises.
    """
    if isinstance(value, str):
        return safe_text(value) or None
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Fault):
        return safe_text(value.shown) or None
    if isinstance(value, datetime | date | time | timedelta):
        return _safe_moment(value)
    if isinstance(value, Decimal):
        return _safe_decimal(value)
    if isinstance(value, Integral):
        whole = int(value)
        return whole if abs(whole) < 10**DIGITS_MAX else _digits(whole)
    if isinstance(value, Real):
        return _safe_float(float(value))
    if type(value).__name__ == "NAType":  # pandas' missing value; pandas is not imported for it
        return None
    return safe_text(str(value)) or None


def safe_text(text: str) -> str:
    """Text as a cell can hold it: controls and lone surrogates shown as `\\x07`, cut at the limit.

    Line ends become newlines, the only ones a cell knows.
    """
    plain = text if "\r" not in text else text.replace("\r\n", "\n").replace("\r", "\n")
    if _UNWRITABLE.search(plain):
        plain = _UNWRITABLE.sub(_shown_code, plain)
    if len(plain) <= TEXT_UNITS_MAX // 2 or _utf16_units(plain) <= TEXT_UNITS_MAX:
        return plain
    return _cut(plain)


def shown_width(text: str) -> int:
    """The width of the longest line in columns of a fixed font: East Asian characters take two."""
    return max((_line_width(line) for line in text.split("\n")), default=0)


def _line_width(line: str) -> int:
    if line.isascii():
        return len(line)
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line)


def _shown_code(match: re.Match[str]) -> str:
    code = ord(match.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _utf16_units(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def _cut(text: str) -> str:
    room = TEXT_UNITS_MAX - len(CUT_MARK)
    kept = text[:room]
    while _utf16_units(kept) > room:
        kept = kept[: len(kept) - max(1, (_utf16_units(kept) - room) // 2)]
    return kept + CUT_MARK


def _digits(whole: int) -> str:
    # str() refuses very long integers; hexadecimal has no such limit.
    return str(whole) if whole.bit_length() < 10_000 else safe_text(hex(whole))


def _safe_float(number: float) -> SafeCell:
    if math.isnan(number):
        return None
    return number if math.isfinite(number) else str(number)


def _safe_decimal(number: Decimal) -> SafeCell:
    """A number where Excel's 15 digits give the very same value back, else its text."""
    if not number.is_finite():
        return None if number.is_nan() else str(number)
    as_float = float(number)
    if math.isfinite(as_float) and Decimal(f"{as_float:.15g}") == number:
        return as_float
    return safe_text(str(number))


def _safe_moment(value: datetime | date | time | timedelta) -> SafeCell:
    if isinstance(value, timedelta):
        fits = timedelta(0) <= value < _LONGEST
        return value if fits else str(value)
    if isinstance(value, time):
        return value if value.tzinfo is None else value.isoformat()
    if value != value:
        return None
    if not isinstance(value, datetime):
        return value if value >= _EARLIEST else value.isoformat()
    if value.tzinfo is not None:
        return _utc_text(value)
    return value if value.date() >= _EARLIEST else value.isoformat()


def _utc_text(value: datetime) -> str:
    try:
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError):  # the first and the last day of the calendar
        return value.isoformat()
