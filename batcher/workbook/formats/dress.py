"""Says letter for letter what a cell shows of a number or a day that is to be sent as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from batcher.workbook.formats import codes, days
from batcher.workbook.formats.codes import parse_format
from batcher.workbook.formats.days import parse_day_format
from batcher.workbook.formats.judging import Format, seen

# What chooses numerals of another script or another calendar: [DBNum1], [$-1070000], B2.
_WORDS = re.compile(r'"[^"]*"?|[\\!].', re.S)
_OTHER_SCRIPT = re.compile(r"\[(?:dbnum|natnum|\$-0*[1-9a-f][0-9a-f]{4,}\]|\$[^\]]*,)|b[12]", re.I)
# Days that any way of writing another date than 2026-04-01 shows in another way.
_DAYS = (datetime(2026, 4, 1), datetime(1999, 12, 31))  # noqa: DTZ001 - Excel has no time zone
_HALF_SECOND = timedelta(milliseconds=500)


@dataclass(frozen=True, slots=True)
class Dress:
    """A format code as the dress of the numbers and days that wear it."""

    code: str

    def text(self, cell: float | datetime) -> str:
        """What a cell shows, '' where that is up to the program or the computer."""
        if is_of_other_script(self.code):
            return ""
        if isinstance(cell, datetime):
            day = parse_day_format(self.code)
            return "" if day is None else day.text(_in_seconds(cell))
        form = parse_format(self.code)
        number = Decimal(f"{cell:.15g}")
        return f"{number:f}" if form is None else _number_text(number, form)


def dress_code(number: str, written: Mapping[str, str]) -> str:
    """The code of this `numFmtId`, '' where all its numbers and days show what they are sent as.

    `written`: the codes of the workbook's own.
    """
    code = written.get(number)
    if code is None:
        known = number.isdecimal() and len(number) < 6
        code = codes.built_in(int(number)) or days.built_in(int(number)) if known else ""
    return "" if is_bare(code) else code


@lru_cache(maxsize=4096)
def is_bare(code: str) -> bool:
    """True where whatever this format shows at all, it shows as it would be sent: 1234 and
    2026-04-01."""
    if is_of_other_script(code):
        return False
    day = parse_day_format(code)
    if day is not None:
        return all(day.text(probe) == f"{probe:%Y-%m-%d}" for probe in _DAYS)
    form = parse_format(code)
    return form is None or _shows_bare_digits(form)


def is_of_other_script(code: str) -> bool:
    """True for a format with numerals of another script, or of another calendar."""
    return _OTHER_SCRIPT.search(_WORDS.sub("", code)) is not None


def _shows_bare_digits(form: Format) -> bool:
    (first, *more) = form.sections
    is_whole = first.atom == "decimal" and not (first.places or first.grouped or first.percent)
    plain = is_whole and first.scale == 1 and not (first.words or first.misleads or more)
    return plain and first.digits_min == 1 and len(first.pieces) == 1


def _number_text(number: Decimal, form: Format) -> str:
    texts = {seen(number, section, form).strip() for section in form.candidates(number)}
    return texts.pop() if len(texts) == 1 else ""


def _in_seconds(moment: datetime) -> datetime:
    """To the nearest second, as programs show it."""
    return (moment + _HALF_SECOND).replace(microsecond=0) if moment.microsecond else moment
