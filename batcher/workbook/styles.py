"""Tells what cell styles do to a number, and turns one formatted as a date into the date shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import IO

from batcher.core.model import Fault
from batcher.workbook.container import Unreadable
from batcher.workbook.formats import CODE_UNITS_MAX, Format, number_format
from batcher.workbook.markup import MAIN, walk

# ECMA-376 18.8.30: 14-22 and 45-47 everywhere; 27-36 and 50-58 are dates in East Asian Excel.
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_BUILT_IN_ELAPSED = frozenset({46})
_BUILT_IN_TIMES = frozenset({*range(18, 23), 32, 33, 45, 46, 47, 55, 56})
_LITERALS = re.compile(r'"[^"]*"?|\\.|_.|\*.')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
_TIME = re.compile(r"[hs]", re.I)
_BRACKETS = re.compile(r"\[[^\]]*\]")
_FRACTION = re.compile(r"(?<=[sS\]])\.0+")
_MS_PER_DAY = 86_400_000
# Excel's dates have no zone.
_FIRST_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_BEFORE_1900 = datetime(1899, 12, 30)  # noqa: DTZ001
_LAST_SERIAL = 2_958_466  # 10000-01-01, one day after Excel's last


@dataclass(frozen=True, slots=True)
class Styles:
    """Indices of styles as written in `s=`. `dates`: of date styles, -> whether they show elapsed
    time; `days`: those of them that show no time of day; `numbers`: -> how they show a number."""

    dates: Mapping[str, bool] = field(default_factory=dict)
    days: frozenset[str] = frozenset()
    numbers: Mapping[str, Format] = field(default_factory=dict)


def read_styles(stream: IO[bytes]) -> Styles:
    """The styles of a `styles.xml` that matter. Raises Unreadable for a format without end."""
    formats: dict[str, str] = {}
    numbers: list[str] = []
    inside = ""

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside
        if name in (f"{MAIN} cellXfs", f"{MAIN} cellStyleXfs", f"{MAIN} dxfs"):
            inside = name
        elif name == f"{MAIN} numFmt" and inside != f"{MAIN} dxfs":
            formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            if len(attributes.get("formatCode", "")) > CODE_UNITS_MAX:
                raise Unreadable("file_damaged", reason="a number format too long for Excel")
        elif name == f"{MAIN} xf" and inside == f"{MAIN} cellXfs":
            numbers.append(attributes.get("numFmtId", "0"))

    walk(stream, start)
    kinds = {number: _elapsed_or_none(number, formats) for number in set(numbers)}
    dates = {number: elapsed for number, elapsed in kinds.items() if elapsed is not None}
    others = {number: number_format(number, formats) for number in kinds.keys() - dates.keys()}
    written = [(str(index), number) for index, number in enumerate(numbers)]
    return Styles(
        {index: dates[number] for index, number in written if number in dates},
        frozenset(i for i, number in written if number in dates and _no_time(number, formats)),
        {index: form for index, number in written if (form := others.get(number)) is not None},
    )


def _no_time(number: str, formats: Mapping[str, str]) -> bool:
    if number in formats:
        return _TIME.search(_LITERALS.sub("", formats[number])) is None
    return int(number) not in _BUILT_IN_TIMES


def _elapsed_or_none(number: str, formats: Mapping[str, str]) -> bool | None:
    if number in formats:
        return date_format(formats[number])
    if number.isdecimal() and len(number) < 6 and int(number) in _BUILT_IN_DATES:
        return int(number) in _BUILT_IN_ELAPSED
    return None


def date_format(code: str) -> bool | None:
    """Whether a number format shows a date (False), elapsed time (True) or a number (None).

    `#,##0_ m` counts as a number: digits and days never stand in one format of Excel's.
    """
    shown = _LITERALS.sub("", code).split(";")[0]
    elapsed = _ELAPSED.search(shown) is not None
    plain = _FRACTION.sub("", _BRACKETS.sub("s" if elapsed else "", shown))
    if re.search(r"[0#?@]", plain) or "general" in plain.casefold():
        return None
    return elapsed if re.search(r"[dmyhs]|aaa|g+e", plain, re.I) else None


@lru_cache(maxsize=1 << 16)
def moment(text: str, serial: float, since_1904: bool, elapsed: bool) -> object:
    """The datetime, time or timedelta a serial number (days) shows as, to the millisecond.

    A Fault where Excel shows no date: below zero, after 9999, and 29 February 1900, which never
    was.
    """
    last = _LAST_SERIAL - (1462 if since_1904 else 0)
    if not (-last if elapsed else 0) <= serial < last:
        return Fault("date_out_of_range", text)
    whole_ms = round(serial * _MS_PER_DAY)
    if elapsed:
        return timedelta(milliseconds=whole_ms)
    days, rest_ms = divmod(whole_ms, _MS_PER_DAY)
    if days == last or (days == 60 and not since_1904):
        return Fault("date_out_of_range", text)
    rest = timedelta(milliseconds=rest_ms)
    if days == 0:
        return (_FIRST_1904 + rest).time()
    if since_1904:
        return _FIRST_1904 + timedelta(days=days) + rest
    return _BEFORE_1900 + timedelta(days=days + (1 if days < 60 else 0)) + rest
