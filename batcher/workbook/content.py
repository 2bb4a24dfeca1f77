"""Says what one stored cell means: a text, a number, a date, or a Fault that cannot be trusted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from math import isfinite

from batcher.core.model import Fault
from batcher.workbook.container import TEXT_UNITS_MAX, Unreadable
from batcher.workbook.formats import DayFormat, doubt, shows_all
from batcher.workbook.styles import Styles, moment

_SPACE = r"[ \t\r\n]*"  # what XML calls space, and nothing else
_NUMBER = re.compile(
    rf"{_SPACE}([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?){_SPACE}"
)
_PLAIN_NUMBERS = re.compile(r"[0-9.+-]*")
_GLANCE_DIGITS_MAX = 40
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Texts, quoted names of sheets, names of sheets of other files: one pass, nothing tried twice.
_WORDS = re.compile(r"""("[^"]*"?)|'([^']*(?:''[^']*)*)(?:'(!)?|$)|(\[[^\[\]]+\][\w.:]*!)""")
_BOOK = re.compile(r"\[[^\[\]]+\]")
_TEXT_UNITS_WRITTEN_MAX = 7 * TEXT_UNITS_MAX  # `_xHHHH_` is seven characters for one
_DIGITS_MAX = 300  # so that every number is also a float; no cell has so many


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a workbook knows about its cells: strings, styles, epoch, trust in formulas, and whether
    a sheet shows its zeros."""

    strings: Sequence[str] = ()
    styles: Styles = field(default_factory=Styles)
    since_1904: bool = False
    formulas_calculated: bool = True
    zeros_hidden: bool = False

    def value(self, kind: str, style: str, text: str) -> object:
        """What a cell without regard to its formula holds; None where it shows nothing.

        `kind` is its `t`, `style` its `s`, `text` its `<v>` ('' for none) or its inline text.
        """
        if kind == "s":
            return self._as_shown(self._shared(text), style)
        if kind == "e":
            return Fault("error_cell", text or "#")
        if text == "":
            return None
        if kind in ("", "n"):
            found = number(text)
            return found if isinstance(found, Fault) else self._styled(found, style, text)
        return self._as_shown(_other(kind, text), style)

    def _as_shown(self, found: object, style: str) -> object:
        """A text, or a Fault where its format shows another one or none."""
        form = self.styles.texts.get(style)
        if form is None or not isinstance(found, str):
            return found
        return form.doubt(found) or found

    def sign(self, kind: str, style: str) -> str:
        """The sign of a currency that a number in this style is shown with, '' for none."""
        return self.styles.signs.get(style, "") if kind in ("", "n") else ""

    def dress(self, kind: str, style: str) -> str:
        """The format's code where it may show a number or a day otherwise than as plain text."""
        return self.styles.dresses.get(style, "") if kind in ("", "n", "d") else ""

    def _styled(self, found: float, style: str, text: str) -> object:
        """A number as the person sees it: a date where it is shown as one, else itself."""
        shown = self.styles.days.get(style)
        if shown is not None:
            day = moment(text, float(found), self.since_1904, shown.elapsed)
            return _seen(day, shown) if isinstance(day, datetime) else day
        if found == 0 and self.zeros_hidden:
            return Fault("number_hidden", text)
        form = self.styles.numbers.get(style)
        return found if form is None else doubt(text, found, form) or found

    def numbers(self, style: str, texts: list[str]) -> list[object] | None:
        """What number cells of one style hold; None where one of them wants a closer look."""
        found = None if self.zeros_hidden else _numbers(texts)
        if found is None:
            return None
        form = self.styles.numbers.get(style)
        if style in self.styles.days or not (form is None or shows_all(texts, found, form)):
            shown = {text: self.value("", style, text) for text in set(texts)}
            return [shown[text] for text in texts]
        return list(found)

    def shared(self, texts: list[str]) -> list[object] | None:
        """The shared strings of these indices; None where one is none."""
        indices = _numbers(texts)
        if indices is None or not 0 <= min(indices) <= max(indices) < len(self.strings):
            return None
        if not all(type(index) is int for index in indices):
            return None
        return [self.strings[int(index)] or None for index in indices]

    def _shared(self, text: str) -> object:
        if text == "":
            return None
        index = number(text)
        if type(index) is not int or not 0 <= index < len(self.strings):
            return Fault("cell_damaged", text)
        return self.strings[index] or None

    def formula_fault(self, external: bool, kind: str, text: str | None) -> Fault | None:
        """Why the value beside a formula cannot be trusted, or None.

        `text` is the cached value; None when there is no `<v>`. An empty one is a value of a
        formula that gives text only: openpyxl writes an empty one beside every formula.
        """
        if text is None or (text == "" and kind != "str"):
            return Fault("formula_without_value")
        if external:
            return Fault("formula_external", self.shown(kind, text))
        if not self.formulas_calculated:
            return Fault("formula_uncalculated", self.shown(kind, text))
        return None

    def shown(self, kind: str, text: str) -> str:
        """A cached value as a word in a message."""
        if kind == "s":
            found = self._shared(text)
            return found if isinstance(found, str) else text
        return text


def _seen(day: datetime, shown: DayFormat) -> object:
    """A day, or a Fault where its format leaves something of it unseen."""
    if not shown.is_whole:
        return Fault("date_hidden", shown.text(day), {"held": f"{day:%Y-%m-%d}"})
    if shown.hides_time(day):
        return Fault("time_hidden", f"{day:%Y-%m-%d}", {"held": f"{day:%H:%M:%S}"})
    return day


def _numbers(texts: list[str]) -> list[int | float] | None:
    """`number` of each, all at once; None where one is empty, in powers of ten, or no number."""
    joined = "".join(texts)
    if not _PLAIN_NUMBERS.fullmatch(joined) or len(max(texts, key=len)) > _GLANCE_DIGITS_MAX:
        return None
    try:
        if "." not in joined:
            return list(map(int, texts))
        return [float(text) if "." in text else int(text) for text in texts]
    except ValueError:
        return None


def number(text: str) -> int | float | Fault:
    """A number as stored: int where it is written without point or exponent, else float."""
    if text.isascii() and text.isdecimal() and len(text) < _DIGITS_MAX:
        return int(text)
    match = _NUMBER.fullmatch(text)
    if match is None or len(text) >= _DIGITS_MAX:
        return Fault("cell_damaged", text[:40])
    plain = match.group(1)
    if plain.lstrip("+-").isdecimal():
        return int(plain)
    found = float(plain)
    return found if isfinite(found) else Fault("cell_damaged", text[:40])


def _other(kind: str, text: str) -> object:
    if kind in ("str", "inlineStr"):
        return unescape(text)
    if kind == "b":
        return {"1": True, "0": False, "true": True, "false": False}.get(
            text, Fault("cell_damaged", text)
        )
    if kind == "d":
        return _iso(text)
    return Fault("cell_damaged", text)


def _iso(text: str) -> object:
    for parse in (datetime.fromisoformat, time.fromisoformat):
        try:
            return parse(text)
        except ValueError:
            continue
    return Fault("cell_damaged", text)


def refuse_long_text(units: int) -> None:
    """Raises Unreadable for a text longer than Excel itself opens; half a bomb is made of them."""
    if units > _TEXT_UNITS_WRITTEN_MAX:
        reason = f"a text of more than {_TEXT_UNITS_WRITTEN_MAX:,} characters in one cell"
        raise Unreadable("file_damaged", reason=reason)


def unescape(text: str) -> str:
    """Undo `_xHHHH_` (ECMA-376 22.9.2.19), how Excel stores what XML cannot hold."""
    return _ESCAPE.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    code = int(match.group(1), 16)
    # Half a surrogate pair is no character: it stays as it is written.
    return match.group() if 0xD800 <= code <= 0xDFFF else chr(code)


def is_external(formula: str) -> bool:
    """True when a formula reads another file: `[1]Sheet1!A1`. A table's column is not one."""
    if "[" not in formula:
        return False
    for text, name, ends, plain in _WORDS.findall(formula):
        if plain or (not text and ends and _BOOK.search(name)):
            return True
    return False
