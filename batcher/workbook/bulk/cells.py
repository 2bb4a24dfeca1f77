"""The cells of one column as XML, a block at a time; knows neither sheets nor packages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import isfinite

from batcher.workbook.cells import safe_cell, safe_text

AUTO = "auto"  # the look of a cell of unknown content: long text in lines, all else plainly
WRAP_FROM = 36  # characters; longer texts get lines of their own

Form = tuple[str, str]  # look, number format
Styles = Mapping[Form, str]  # number of the cell's format in the package

_MIDNIGHT = time(0)
_DAY_ZERO = date(1899, 12, 30)
_DAY = timedelta(days=1)
_BY_TYPE: dict[type, str] = {date: "day", time: "clock", timedelta: "span"}
_TEXTS = frozenset({str, type(None)})
_NUMBERS = frozenset({int, float})
_NUMERIC = {AUTO: "number", "plain": "number"}
_FEW = frozenset({str, bool, datetime, date, type(None)})  # hashed fast, and often the same again
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_LIKE_ESCAPE = re.compile("_(?=x[0-9a-fA-F]{4}_)")
_ODD = ("&", "<", ">", "_x", "  ")  # markup, what looks like Excel's escapes, blanks at ends
_LONG = 10_000
_WHOLE_MAX = 10**15


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula and the value it has now; a Decimal is written as Excel's number."""

    text: str
    value: str | int | Decimal


@dataclass(frozen=True, slots=True)
class Column:
    """The values of one column, top to bottom, and how they look.

    `looks` and `formats` (number formats) are one for all or one for each value. A blank is written
    only where its look shows without text.
    """

    values: Sequence[object]
    looks: str | Sequence[str] = AUTO
    formats: str | Sequence[str] = ""

    def shown(self) -> set[str]:
        """The looks its texts may have."""
        looks = {self.looks} if isinstance(self.looks, str) else set(self.looks)
        return (looks - {AUTO}) | ({"plain", "wrap"} if AUTO in looks else set())

    def forms(self) -> set[Form]:
        """Every form a cell of this column may need."""
        shown = self.shown()
        formats = {self.formats} if isinstance(self.formats, str) else set(self.formats)
        numbers = {"number" if look == "plain" else look for look in shown}
        return {
            *((look, "") for look in shown),
            *((look, number_format) for look in numbers for number_format in formats),
            *((look, "") for look in ("day", "instant", "clock", "span", "flag")),
        }

    def cells(self, name: str, start: int, stop: int, row: int, styles: Styles) -> list[str]:
        """Values `start` to `stop` (not included) as cells of column `name`, from row `row` on."""
        values = self.values[start:stop]
        rows = range(row, row + len(values))
        kinds = set(map(type, values))
        if kinds <= _TEXTS and isinstance(self.looks, str):
            return _texts(name, rows, values, self.looks, styles)  # type: ignore[arg-type]
        count = len(values)
        looks, formats = _each(self.looks, start, count), _each(self.formats, start, count)
        if kinds <= _NUMBERS and _are_plain(values):  # type: ignore[arg-type]
            forms = [
                (_NUMERIC.get(one, one), shown) for one, shown in zip(looks, formats, strict=True)
            ]
            return [
                f'<c r="{name}{at}" s="{styles[form]}"><v>{value:.16G}</v></c>'
                for at, value, form in zip(rows, values, forms, strict=True)
            ]
        cells = zip(values, looks, formats, strict=True)
        if len(kinds - {type(None)}) == 1 and kinds <= _FEW:
            listed = list(cells)
            ends = {one: _end(*one, styles) for one in set(listed)}
            return [
                f'<c r="{name}{at}"{end}' if (end := ends[one]) else ""
                for at, one in zip(rows, listed, strict=True)
            ]
        return [
            f'<c r="{name}{at}"{end}' if (end := _end(*one, styles)) else ""
            for at, one in zip(rows, cells, strict=True)
        ]


def is_long(text: str) -> bool:
    """Whether a text of a cell of unknown content is shown in lines."""
    return len(text) > WRAP_FROM or "\n" in text


def look_of(value: object) -> str:
    """The look of a cell of unknown content."""
    return "wrap" if isinstance(value, str) and is_long(value) else "plain"


def dated(cell: datetime | date | time | timedelta) -> str:
    """The look of a moment; spreadsheets hold a day as its midnight."""
    if isinstance(cell, datetime):
        return "day" if cell.time() == _MIDNIGHT else "instant"
    return _BY_TYPE.get(type(cell), "span")


def _each(one_or_all: str | Sequence[str], start: int, count: int) -> Iterable[str]:
    if isinstance(one_or_all, str):
        return [one_or_all] * count
    return one_or_all[start : start + count]


def _texts(
    name: str, rows: Iterable[int], values: Sequence[str | None], look: str, styles: Styles
) -> list[str]:
    """A block of nothing but text; looked at as one text, since most need nothing done to them."""
    filled = list(filter(None, values))
    whole = " ".join(filled)
    longest = max(map(len, filled), default=0)
    if longest >= _LONG or not _is_plain(whole):
        clean = [_clean(value) if value else "" for value in values]
        return _mixed_texts(name, rows, values, clean, look, styles)
    if look == AUTO and longest > WRAP_FROM:
        return _mixed_texts(name, rows, values, values, look, styles)
    shown = "plain" if look == AUTO else look
    start = f'" s="{styles[shown, ""]}" t="inlineStr"><is><t>'
    blank = "" if shown == "plain" else f'" s="{styles[shown, ""]}"/>'
    return [
        f'<c r="{name}{at}{start}{text}</t></is></c>'
        if text
        else blank and f'<c r="{name}{at}{blank}'
        for at, text in zip(rows, values, strict=True)
    ]


def _is_plain(whole: str) -> bool:
    """Whether texts, joined by one blank, stand in XML as they are: printable, on one line, without
    markup, without blanks at their ends."""
    return (
        whole.isprintable() and not any(sign in whole for sign in _ODD) and whole == whole.strip()
    )


def _are_plain(values: Sequence[float]) -> bool:
    """Whether numbers are finite, and whole ones no longer than a cell can hold."""
    total = sum(map(abs, values))
    return isfinite(total) and (total < _WHOLE_MAX or set(map(type, values)) == {float})


def _mixed_texts(
    name: str,
    rows: Iterable[int],
    values: Sequence[str | None],
    texts: Sequence[str | None],
    look: str,
    styles: Styles,
) -> list[str]:
    """The same for texts of which each needs a look at: `texts` are as they stand in XML."""
    looks = [look_of(value) for value in values] if look == AUTO else [look] * len(values)
    starts = {one: f'" s="{styles[one, ""]}" t="inlineStr"><is>' for one in set(looks)}
    blank = "" if look in (AUTO, "plain") else f'" s="{styles[look, ""]}"/>'
    return [
        f'<c r="{name}{at}{starts[shown]}{_open(text)}{text}</t></is></c>'
        if text
        else blank and f'<c r="{name}{at}{blank}'
        for at, shown, text in zip(rows, looks, texts, strict=True)
    ]


def _open(text: str) -> str:
    return "<t>" if text == text.strip() else '<t xml:space="preserve">'


def _clean(text: str) -> str:
    """Text as it stands in XML. What looks like Excel's own escape must not become a sign."""
    return _LIKE_ESCAPE.sub("_x005F_", safe_text(text)).translate(_ESCAPES)


def _end(value: object, look: str, number_format: str, styles: Styles) -> str:
    """What follows the address of a cell; '' for a blank that shows nothing."""
    if isinstance(value, Formula):
        return _formula(value, styles[look, number_format])
    cell = safe_cell(value)
    shown = look_of(value) if look == AUTO else look
    if cell is None:
        return "" if shown == "plain" else f' s="{styles[shown, ""]}"/>'
    if isinstance(cell, str):
        text = _clean(cell)
        style = styles[shown, ""]
        return f' s="{style}" t="inlineStr"><is>{_open(text)}{text}</t></is></c>'
    if isinstance(cell, bool):
        kind = "flag" if shown == "plain" else shown
        return f' s="{styles[kind, ""]}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, int | float):
        kind = "number" if shown == "plain" else shown
        return f' s="{styles[kind, number_format]}"><v>{cell:.16G}</v></c>'
    return f' s="{styles[dated(cell), ""]}"><v>{_serial(cell):.16G}</v></c>'


def _formula(formula: Formula, style: str) -> str:
    text = formula.text.removeprefix("=").translate(_ESCAPES)
    if isinstance(formula.value, str):
        return f' s="{style}" t="str"><f>{text}</f><v>{_clean(formula.value)}</v></c>'
    return f' s="{style}"><f>{text}</f><v>{formula.value:.16G}</v></c>'


def _serial(cell: datetime | date | time | timedelta) -> float:
    """Days since Excel's day 0, as it counts from 1 March 1900 on."""
    if isinstance(cell, timedelta):
        return cell / _DAY
    if isinstance(cell, time):
        return (datetime.combine(_DAY_ZERO, cell) - datetime.combine(_DAY_ZERO, _MIDNIGHT)) / _DAY
    if isinstance(cell, datetime):
        return (cell.date() - _DAY_ZERO).days + _serial(cell.time())
    return float((cell - _DAY_ZERO).days)
