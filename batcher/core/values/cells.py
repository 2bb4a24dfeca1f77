"""What all grammars share: how a cell looks, when it is blank, how a fault is made."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from math import isfinite

from batcher.core.model import Fault

# What has no width at all: joiners, marks of direction, the BOM.
INVISIBLE = (
    "\xad\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068"
    "\u2069\ufeff"
)
# What a person cannot tell from nothing: spaces, wide and no-break ones too, and the invisible.
BLANKS = (
    " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000" + INVISIBLE
)
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NARROWED = str.maketrans({**{chr(k): chr(v) for k, v in _WIDE.items()}, "\u3000": " ", "￥": "¥"})
_SHOWN_MAX = 120
# Control characters, halves of surrogate pairs, and what a decoder leaves where bytes were damaged.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")
# Excel keeps 15 significant digits; a number at or past this one has more.
NUMBER_MAX = 10**15
_CLEAR_WORDS = frozenset({"(clear)", "(消去)"})
_EMPTY_WORDS = frozenset({"(empty)", "(空)", "(空白)", "(なし)"})


@dataclass(frozen=True, slots=True)
class Context:
    """What a cell means depends on this: the account's time zone, and whether the file is a CP932
    CSV, where a backslash is the yen sign.

    `amount_max_minor`: the largest amount of one line in minor units, None for the currency's own.
    """

    time_zone: tzinfo
    csv_backslash_yen: bool = False
    amount_max_minor: int | None = None


def narrow(text: str) -> str:
    """Wide ASCII as ASCII, and nothing else: NFKC would make ² a 2 and ½ a 1⁄2."""
    return text if text.isascii() else text.translate(_NARROWED)


def is_blank(cell: object) -> bool:
    """True for nothing and for text made only of spaces, wide and invisible ones too."""
    return cell is None or (isinstance(cell, str) and not cell.strip(BLANKS))


def is_clear_mark(text: str) -> bool:
    """True for `(clear)` / `（消去）`: empty this list or this metadata key."""
    return _marked(text) in _CLEAR_WORDS


def is_empty_mark(cell: object) -> bool:
    """True for `(empty)` / `（空）`, what a `was.` cell says where the person saw nothing."""
    return isinstance(cell, str) and _marked(cell) in _EMPTY_WORDS


def _marked(text: str) -> str:
    if "(" not in text and "（" not in text:
        return ""  # nearly every cell of a large sheet
    return "".join(narrow(text).casefold().split()).strip(BLANKS)


def shown(cell: object) -> str:
    """A cell as the person sees it: 75.0 -> "75", days as ISO, TRUE and FALSE."""
    if cell is None:
        return ""
    if isinstance(cell, Fault):
        return cell.shown
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, datetime):
        return _shown_datetime(cell)
    if isinstance(cell, timedelta):
        return _shown_length(cell)
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _shown_datetime(cell: datetime) -> str:
    if cell != cell:  # NaT, which pandas counts among the datetimes
        return ""
    if cell.time() == time(0) and cell.tzinfo is None:
        return cell.date().isoformat()
    return cell.isoformat(sep=" ", timespec="seconds")


def _shown_length(length: timedelta) -> str:
    seconds = round(length.total_seconds())
    minutes, second = divmod(abs(seconds), 60)
    hour, minute = divmod(minutes, 60)
    return f"{'-' if seconds < 0 else ''}{hour}:{minute:02}:{second:02}"


def fault(code: str, cell: object, **details: str) -> Fault:
    """A Fault that shows the cell, cut where it is long."""
    text = shown(cell)
    text = text if len(text) <= _SHOWN_MAX else f"{text[:_SHOWN_MAX]}…"
    return Fault(code, text, details)


def is_number(cell: object) -> bool:
    """True for a number cell; TRUE and FALSE are no numbers."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def number_text(cell: float) -> str | Fault:
    """A number cell by its 15 significant digits, as Excel holds and shows it.

    Whole numbers are never in powers of ten; not finite or too long is a Fault.
    """
    if isinstance(cell, float) and not isfinite(cell):
        return fault("number_not_finite", cell)
    if abs(cell) >= NUMBER_MAX:
        return fault("number_digits", f"{cell}")
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def serial(cell: date | time | timedelta) -> str:
    """The number Excel holds under a cell that it shows as a day or a time (1900 date system)."""
    if isinstance(cell, time):
        days = timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second) / timedelta(1)
    elif isinstance(cell, timedelta):
        days = cell / timedelta(1)
    else:
        # Excel's days have no zone.
        moment = cell if isinstance(cell, datetime) else datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001
        elapsed = moment.replace(tzinfo=None) - datetime(1899, 12, 30)  # noqa: DTZ001
        # Excel counts a 29 February 1900 that never was.
        days = elapsed / timedelta(1) - (1 if elapsed < timedelta(61) else 0)
    return f"{days:.10g}"


def control_character(text: str) -> str:
    """The first character no text should hold, as `U+0007`, or ''. Newlines and tabs are fine."""
    found = _CONTROL.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""
