"""Says what a format shows of a day and a time: which parts a person sees, and as what text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from batcher.workbook.formats.pieces import Part, Piece, joined, parts_of

# ECMA-376 18.8.30, those above 26 as Japanese Excel has them: elsewhere they are numbers or days
# too, and show no more.
_BUILT_IN = {
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: "ge.m.d",
    28: 'ggge"年"m"月"d"日"', 29: 'ggge"年"m"月"d"日"', 30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"時"mm"分"', 33: 'h"時"mm"分"ss"秒"', 34: 'yyyy"年"m"月"', 35: 'm"月"d"日"', 36: "ge.m.d",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 50: "ge.m.d", 51: 'ggge"年"m"月"d"日"',
    52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'ggge"年"m"月"d"日"', 55: 'yyyy"年"m"月"',
    56: 'm"月"d"日"', 57: "ge.m.d", 58: 'ggge"年"m"月"d"日"',
}  # fmt: skip
_NUMBERS = frozenset({"digit", "general"})
_YEARS, _DAY_MAX, _MONTH_MAX = frozenset("yebr"), 2, 4
# The first day of each era, its letter and its name.
_ERAS = (
    (date(2019, 5, 1), "R", "令和"), (date(1989, 1, 8), "H", "平成"),
    (date(1926, 12, 25), "S", "昭和"), (date(1912, 7, 30), "T", "大正"),
    (date.min, "M", "明治"),
)  # fmt: skip
_MEIJI_BEFORE, _BUDDHA_BEFORE = 1867, 543
_WEEKDAYS_JA = "月火水木金土日"
_WEEKDAY_SHORT = 3
_OPENED = {"h": "hour", "m": "minute", "s": "second"}


@dataclass(frozen=True, slots=True)
class DayFormat:
    """What a format shows of a day. `shows`: year, month, day, hour, minute, second, as far as they
    are seen; `elapsed`: it shows a length of time; `misleads`: figures stand among its words,
    which of its parts is shown depends on the number, or it has the day between year and month."""

    pieces: tuple[Piece, ...]
    shows: frozenset[str]
    elapsed: bool = False
    misleads: bool = False

    @property
    def is_whole(self) -> bool:
        """True where year, month and day are all to be seen."""
        return self.shows >= {"year", "month", "day"} and not self.misleads

    def hides_time(self, moment: datetime) -> bool:
        """True where the moment has hours, minutes or seconds that are not to be seen."""
        held = {"hour": moment.hour, "minute": moment.minute, "second": moment.second}
        return any(held[part] and part not in self.shows for part in held)

    def text(self, moment: datetime) -> str:
        """The moment as it is shown, near enough to be known again."""
        return joined(Piece("text", text) for text in self._texts(moment)).strip()

    def _texts(self, moment: datetime) -> Iterator[str]:
        for piece, part in _named(self.pieces):
            if piece.kind == "letters":
                yield _written(piece.text.lower(), part, moment)
            elif piece.kind != "fill":
                yield piece.text


def day_format(number: str, codes: Mapping[str, str]) -> DayFormat | None:
    """The format of this `numFmtId` where it shows days or times, else None."""
    code = codes.get(number)
    if code is None and number.isdecimal() and len(number) < 6:
        code = built_in(int(number))
    return parse_day_format(code) if code else None


def built_in(number: int) -> str:
    """The code of a format for days that Excel knows by number alone, '' for no such."""
    return _BUILT_IN.get(number, "")


@lru_cache(maxsize=4096)
def parse_day_format(code: str) -> DayFormat | None:
    """A format code whose first section shows a day or a time; None for any other.

    `#,##0_ m` is a number's: digits and days never stand in one format of Excel's.
    """
    parts = parts_of(code)
    first = parts[0]
    if not _is_of_days(first):
        return None
    elapsed = any(piece.kind == "elapsed" for piece in first.pieces)
    shows = frozenset(part for _, part in _named(first.pieces) if part)
    words = joined(piece for piece in first.pieces if piece.kind in ("text", "slash", "fill"))
    unsure = any(part.condition for part in parts) or any(sign.isnumeric() for sign in words)
    return DayFormat(first.pieces, shows, elapsed, unsure or _is_turned(first.pieces))


def _is_turned(pieces: Sequence[Piece]) -> bool:
    """True for a year, then the day, then the month in figures: 2026-03-04 is read as 4 March."""
    dates = [(part, piece) for piece, part in _named(pieces) if part in ("year", "month", "day")]
    order = [part for part, _ in dates[:3]]
    return order == ["year", "day", "month"] and len(dates[2][1].text) <= _DAY_MAX


def _is_of_days(part: Part) -> bool:
    kinds = {piece.kind for piece in part.pieces}
    return bool(kinds & {"letters", "elapsed", "noon", "system", "power"}) and not kinds & _NUMBERS


def _named(pieces: Sequence[Piece]) -> Iterator[tuple[Piece, str]]:
    """Each piece with the part of a moment it shows, '' for none of ours."""
    if any(piece.kind == "system" and piece.text == "day" for piece in pieces):
        yield from ((Piece("text", ""), part) for part in ("year", "month", "day"))
        return
    clock = [n for n, p in enumerate(pieces) if p.kind in ("letters", "elapsed")]
    for number, piece in enumerate(pieces):
        if piece.kind == "letters":
            place = clock.index(number)
            before = pieces[clock[place - 1]].text if place else ""
            after = pieces[clock[place + 1]].text if place + 1 < len(clock) else ""
            yield piece, _part(piece.text.lower(), _letter(before), _letter(after))
        elif piece.kind == "power":  # the year of an era before a hyphen: `ge-m-d`
            yield Piece("letters", piece.text[0]), "year"
            yield Piece("text", piece.text[1]), ""
        else:
            yield piece, _OPENED[_letter(piece.text)] if piece.kind == "elapsed" else ""


def _letter(text: str) -> str:
    return text.lstrip("[")[:1].lower()


def _part(letters: str, before: str, after: str) -> str:
    """Months and minutes are both `m`: minutes stand behind hours or before seconds."""
    letter, width = letters[0], len(letters)
    if letter in _YEARS:
        return "year"
    if letter == "m" and width <= _DAY_MAX and (before == "h" or after == "s"):
        return "minute"
    if letter == "m":  # five show the first letter only
        return "month" if width <= _MONTH_MAX else ""
    if letter == "d":
        return "day" if width <= _DAY_MAX else ""
    return {"h": "hour", "s": "second"}.get(letter, "")


def _written(letters: str, part: str, moment: datetime) -> str:
    if letters[0] in "gerb":
        return _of_calendar(letters, moment)
    if letters[0] == "a":
        weekday = _WEEKDAYS_JA[moment.weekday()]
        return weekday if len(letters) == _WEEKDAY_SHORT else f"{weekday}曜日"
    if part in ("", "month", "day") and len(letters) > _DAY_MAX:
        name = f"{moment:%A}" if letters[0] == "d" else f"{moment:%B}"
        return name if len(letters) == _MONTH_MAX else name[: 1 if len(letters) > _MONTH_MAX else 3]
    if part == "year":
        return f"{moment.year % 100:02}" if letters in ("y", "yy") else str(moment.year)
    return str(getattr(moment, part)).zfill(min(len(letters.partition(".")[0]), 2))


def _of_calendar(letters: str, moment: datetime) -> str:
    """The era (g), its year (e), both (r), or the year of the Buddhist calendar (b)."""
    if letters[0] == "b":
        return "" if letters[-1].isdigit() else str(moment.year + _BUDDHA_BEFORE)
    first, letter, name = next(era for era in _ERAS if era[0] <= moment.date())
    before = first.year - 1 if first.year > 1 else _MEIJI_BEFORE
    year = str(moment.year - before)
    if letters[0] == "e":
        return year.zfill(min(len(letters), 2))
    if letters[0] == "r":
        return f"{letter}{year}" if len(letters) == 1 else f"{name}{year}"
    return (letter, name[0], name)[min(len(letters), 3) - 1]
