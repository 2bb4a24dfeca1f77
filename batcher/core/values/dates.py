"""The grammar of days and instants: a cell becomes unix seconds in the account's time zone.

A day starts at 00:00:00 and ends at 23:59:59 there. Where clocks are put forward over midnight a
day starts at its first instant; where they are put back over midnight it ends with the second of
the two 23:59:59. A time that a clock change skips or repeats is refused unless it has an offset.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache

from batcher.core.columns import Value
from batcher.core.model import Fault
from batcher.core.values.cells import BLANKS, Context, fault, is_number, narrow

_YEAR_MIN, _YEAR_MAX = 1971, 2199
_MIDNIGHT = time(0)
_DAY_END = time(23, 59, 59)
BOUNDS_KEPT = 4096  # the rows of a workbook share their periods


@dataclass(frozen=True, slots=True)
class _Era:
    letters: str
    first: date
    last: date


_ERAS = (
    _Era("令和|㋿|R", date(2019, 5, 1), date(_YEAR_MAX, 12, 31)),
    _Era("平成|㍻|H", date(1989, 1, 8), date(2019, 4, 30)),
    _Era("昭和|㍼|S", date(1926, 12, 25), date(1989, 1, 7)),
)
_YEAR_FIRST = re.compile(
    r"(?P<year>[0-9]{4})(?:(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"
    r"|年(?P<kanji_month>[0-9]{1,2})月(?P<kanji_day>[0-9]{1,2})日)"
    r"(?:(?P<gap>[T ]|(?<=日)) *(?P<clock>[0-9].*))?"
)
_ERA_DAY = re.compile(
    r"(?P<era>令和|平成|昭和|[㋿㍻㍼RHS])(?P<year>[0-9]{1,2}|元)"
    r"(?:(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"
    r"|年(?P<kanji_month>[0-9]{1,2})月(?P<kanji_day>[0-9]{1,2})日)",
    re.I,
)
_CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.0+)?)?"
    r" *(?P<zone>Z|[-+][0-9]{2}:?[0-9]{2})?",
    re.I,
)
_AMBIGUOUS = re.compile(r"[0-9]{1,2}([-/.])[0-9]{1,2}(?:\1[0-9]{1,4})?")
_YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_PLAIN_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


def parse_date(cell: object, value: Value, context: Context) -> int | Fault:
    """A cell of a START or END column in unix seconds."""
    if isinstance(cell, bool | time | timedelta):
        return fault("date_not_a_day", cell)
    if is_number(cell):
        return _bare_number(cell, str(cell))
    if isinstance(cell, datetime):
        return _from_moment(cell, value, context)
    if isinstance(cell, date):
        return _bound(cell, cell, value, context)
    text = narrow(str(cell)).strip(BLANKS)
    found = _YEAR_FIRST.fullmatch(text)
    if found:
        return _from_year_first(found, cell, value, context)
    era = _ERA_DAY.fullmatch("".join(text.split()))
    return _from_era(era, cell, value, context) if era else _refused(cell, text)


def write_instant(seconds: int, zone: tzinfo) -> str:
    """Unix seconds as text that `parse` reads back as that very instant: 2026-11-01T00:00:02+09:00.

    The offset is written always: without it an hour that a clock change repeats would be lost.
    """
    moment = datetime.fromtimestamp(seconds, UTC).astimezone(zone)
    offset = moment.utcoffset()
    whole_minutes = offset is not None and offset.total_seconds() % 60 == 0
    return (moment if whole_minutes else moment.astimezone(UTC)).isoformat(timespec="seconds")


@lru_cache(maxsize=BOUNDS_KEPT)
def write_bound(seconds: int, value: Value, zone: tzinfo) -> str:
    """Unix seconds as a cell of a START or END column says them: the day where they are its first
    or last second there, else the instant. Either is read back as the same seconds."""
    day = datetime.fromtimestamp(seconds, zone).date()
    is_bound = _bound(day, day, value, Context(zone)) == seconds
    return day.isoformat() if is_bound else write_instant(seconds, zone)


def _from_moment(cell: datetime, value: Value, context: Context) -> int | Fault:
    if cell != cell:  # pandas' NaT
        return fault("date_not_a_day", cell)
    if not _YEAR_MIN <= cell.year <= _YEAR_MAX:
        return fault("date_range", cell)
    # Excel's serial numbers miss a whole second by some microseconds either way.
    whole = (cell + timedelta(milliseconds=500)).replace(microsecond=0)
    if whole.tzinfo is None and whole.time() == _MIDNIGHT:
        return _bound(whole.date(), cell, value, context)
    return _instant(whole, cell, context)


def _from_year_first(
    found: re.Match[str], cell: object, value: Value, context: Context
) -> int | Fault:
    month, day = found["month"] or found["kanji_month"], found["day"] or found["kanji_day"]
    the_day = _day(int(found["year"]), int(month), int(day))
    if the_day is None:
        return fault("date_impossible", cell)
    if found["clock"] is None:
        return _bound(the_day, cell, value, context)
    clock = _CLOCK.fullmatch(found["clock"])
    clock_time = _time(clock) if clock else None
    if clock is None or clock_time is None:
        return fault("time_impossible", cell)
    # "2026-04-30 0:00" is how a CSV shows a day of a workbook; with T or a zone it is an instant.
    if clock_time == _MIDNIGHT and found["gap"] == " " and not clock["zone"]:
        return _bound(the_day, cell, value, context)
    if not _YEAR_MIN <= the_day.year <= _YEAR_MAX:
        return fault("date_range", cell)
    zone = _zone(clock["zone"])
    if isinstance(zone, Fault):
        return fault("time_impossible", cell)
    return _instant(datetime.combine(the_day, clock_time, zone), cell, context)


def _zone(text: str | None) -> tzinfo | Fault | None:
    if not text:
        return None
    if text in "Zz":
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 14 or minutes > 59:
        return Fault("time_impossible")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def _from_era(found: re.Match[str], cell: object, value: Value, context: Context) -> int | Fault:
    era = next(e for e in _ERAS if found["era"].upper() in e.letters.split("|"))
    year = 1 if found["year"] == "元" else int(found["year"])
    month, day = found["month"] or found["kanji_month"], found["day"] or found["kanji_day"]
    the_day = _day(era.first.year + year - 1, int(month), int(day))
    if the_day is None or year == 0:
        return fault("date_impossible", cell)
    if not era.first <= the_day <= era.last:
        return fault("date_outside_era", cell, suggestion=the_day.isoformat())
    return _bound(the_day, cell, value, context)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _time(clock: re.Match[str]) -> time | None:
    try:
        return time(int(clock["hour"]), int(clock["minute"]), int(clock["second"] or 0))
    except ValueError:
        return None


def _bound(day: date, cell: object, value: Value, context: Context) -> int | Fault:
    if not _YEAR_MIN <= day.year <= _YEAR_MAX:
        return fault("date_range", cell)
    if value is Value.START:
        moment = datetime.combine(day, _MIDNIGHT, context.time_zone).replace(fold=0)
    else:
        moment = datetime.combine(day, _DAY_END, context.time_zone).replace(fold=1)
    return int(moment.timestamp())


def _instant(moment: datetime, cell: object, context: Context) -> int | Fault:
    if moment.tzinfo is not None:
        return int(moment.timestamp())
    first = moment.replace(tzinfo=context.time_zone, fold=0)
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return int(first.timestamp())
    back = first.astimezone(UTC).astimezone(context.time_zone).replace(tzinfo=None)
    code = "time_repeated" if back == moment else "time_skipped"
    return fault(code, cell, zone=str(context.time_zone), suggestion=first.isoformat())


def _refused(cell: object, text: str) -> Fault:
    if _PLAIN_NUMBER.fullmatch(text):
        return _bare_number(cell, text)
    last = _YEAR_LAST.fullmatch(text)
    if last:
        return _year_last(cell, int(last[1]), int(last[3]), int(last[4]))
    return fault("date_ambiguous" if _AMBIGUOUS.fullmatch(text) else "date_text", cell)


def _year_last(cell: object, first: int, second: int, year: int) -> Fault:
    """31.10.2026 can be one day only, but a column of such days holds 4.5.2026 too."""
    days = {day for day in (_day(year, second, first), _day(year, first, second)) if day}
    if len(days) > 1:
        return fault("date_ambiguous", cell)
    if not days:
        return fault("date_impossible", cell)
    return fault("date_year_last", cell, suggestion=days.pop().isoformat())


def _bare_number(cell: object, text: str) -> Fault:
    """A number is no day: a serial number means another day in a 1904 workbook."""
    compact = re.fullmatch(r"([12][0-9]{3})([0-9]{2})([0-9]{2})(?:\.0)?", text)
    day = _day(*map(int, compact.groups())) if compact else None
    if day is None and re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", text):
        day = date(1899, 12, 30) + timedelta(days=int(text[:5]))
    return fault("date_is_number", cell, suggestion=day.isoformat() if day else "2026-04-01")
