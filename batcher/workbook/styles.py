"""Tells what cell styles do to a number, and turns one formatted as a date into the date shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from typing import IO

from batcher.core.model import Fault
from batcher.core.signs import named
from batcher.workbook.container import Unreadable
from batcher.workbook.formats import (
    CODE_UNITS_MAX,
    DayFormat,
    Format,
    TextFormat,
    day_format,
    dress_code,
    number_format,
    text_format,
)
from batcher.workbook.markup import MAIN, walk

_MS_PER_DAY = 86_400_000
# Excel's dates have no zone.
_FIRST_1904 = datetime(1904, 1, 1)  # noqa: DTZ001
_BEFORE_1900 = datetime(1899, 12, 30)  # noqa: DTZ001
_LAST_SERIAL = 2_958_466  # 10000-01-01, one day after Excel's last
# How a condition says first of all that its cell is a whole number, as our templates do.
_WHOLE = re.compile(r"AND\((?:ISNUMBER\(([A-Z]+[0-9]+)\),)?([A-Z]+[0-9]+)=INT\(\2\),.+\)")


@dataclass(frozen=True, slots=True)
class Styles:
    """Indices of styles as written in `s=`. `days`: of those that show days or times, -> what they
    show; `numbers`: -> how they show a number; `signs`: -> whose money they say it is, such as ¥,
    where they say so; `texts`: of those that show a text as another one. `conditional`: number of a
    style that conditions put on a cell -> its number format; `dresses`: of those whose numbers or
    days may show something else than their plain text, -> the format's code."""

    days: Mapping[str, DayFormat] = field(default_factory=dict)
    numbers: Mapping[str, Format] = field(default_factory=dict)
    signs: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, TextFormat] = field(default_factory=dict)
    conditional: Mapping[str, str] = field(default_factory=dict)
    dresses: Mapping[str, str] = field(default_factory=dict)


def read_styles(stream: IO[bytes]) -> Styles:
    """The styles of a `styles.xml` that matter. Raises Unreadable for a format without end."""
    formats: dict[str, str] = {}
    numbers: list[str] = []
    conditional: dict[str, str] = {}
    inside, conditions = "", 0

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside, conditions
        if name in (f"{MAIN} cellXfs", f"{MAIN} cellStyleXfs", f"{MAIN} dxfs"):
            inside = name
        elif name == f"{MAIN} dxf" and inside == f"{MAIN} dxfs":
            conditions += 1
        elif name == f"{MAIN} numFmt":
            code = attributes.get("formatCode", "")
            if len(code) > CODE_UNITS_MAX:
                raise Unreadable("file_damaged", reason="a number format too long for Excel")
            if inside == f"{MAIN} dxfs":
                conditional[str(conditions - 1)] = code
            else:
                formats[attributes.get("numFmtId", "")] = code
        elif name == f"{MAIN} xf" and inside == f"{MAIN} cellXfs":
            numbers.append(attributes.get("numFmtId", "0"))

    walk(stream, start)
    met = set(numbers)
    days = {number: found for number in met if (found := day_format(number, formats)) is not None}
    others = {number: number_format(number, formats) for number in met - days.keys()}
    plain = {number: form for number, form in others.items() if form is not None}
    texts = {number: own for number in met if (own := text_format(number, formats)) is not None}
    signs = {number: sign for number, form in plain.items() if (sign := named(form.words))}
    dresses = {number: code for number in met if (code := dress_code(number, formats))}
    written = [(str(index), number) for index, number in enumerate(numbers)]
    return Styles(
        {index: days[number] for index, number in written if number in days},
        {index: plain[number] for index, number in written if number in plain},
        {index: signs[number] for index, number in written if number in signs},
        {index: texts[number] for index, number in written if number in texts},
        conditional,
        {index: dresses[number] for index, number in written if number in dresses},
    )


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


def is_of_whole_numbers(formula: str, first: str) -> bool:
    """True for a condition that no cell meets but a whole number. `first`: the first cell of its
    range, whose address the formula writes for the cell it is asked of."""
    told = _WHOLE.fullmatch(formula.replace(" ", ""))
    return told is not None and told[2] == first and told[1] in (None, first)
