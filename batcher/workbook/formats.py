"""Says what a number format does to a number: whether a person sees what the cell holds.

It knows format codes (ECMA-376 18.8.30 and 18.8.31), not cells and not columns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from batcher.core.model import Fault

CODE_UNITS_MAX = 1_000  # Excel takes 255; a longer one is nobody's
# What Excel knows by number alone, of those that change what is seen; 0 and 49 show all there is.
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)", 39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)", 41: "#,##0;-#,##0;-", 42: "#,##0;-#,##0;-",
    43: "#,##0.00;-#,##0.00;-", 44: "#,##0.00;-#,##0.00;-", 48: "##0.0E+0",
}  # fmt: skip
_LITERALS = re.compile(r'"[^"]*"?|\\.|_.|\*.')
_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_CONDITION = re.compile(r"\[(?:<|>|=)")
_DIGITS = re.compile(r"[0#?][0#?,]*")
_SIGNS = re.compile(r"[-−–△▲(]")
_COLOUR = re.compile(r"\[(?!\$)[^\[\]]*\]")
_LITERAL, _SIGN = "\x00", "\x01"  # stand for what a section shows besides digits


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a format. `places` is None where digits do not stand in plain places (General,
    fractions, powers of ten); `scale` is what the number shown is the held one times of."""

    places: int | None = None
    scale: Decimal = Decimal(1)
    digits_min: int = 0
    percent: bool = False
    blank: bool = False
    zero_blank: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """What a format shows for numbers above, below and at zero. `unsigned`: -5 is shown as 5."""

    positive: Section
    negative: Section
    zero: Section
    unsigned: bool = False


PLAIN = Section()


def number_format(number: str, codes: Mapping[str, str]) -> Format | None:
    """The format of this `numFmtId`, or None where it shows a number as it is."""
    code = codes.get(number)
    if code is None:
        code = _BUILT_IN.get(int(number), "") if number.isdecimal() and len(number) < 6 else ""
    return parse_format(code) if code else None


@lru_cache(maxsize=4096)
def parse_format(code: str) -> Format | None:
    """A format code understood; None where it has conditions or shows a number as it is."""
    plain = _LITERALS.sub(_marked, code)
    if _CONDITION.search(plain) or "general" in plain.casefold() or plain.strip() == "@":
        return None
    parts = plain.split(";")
    sections = [_section(part) for part in parts[:3]]
    positive = sections[0]
    negative = sections[1] if len(sections) > 1 else positive
    zero = sections[2] if len(sections) > 2 else positive
    # A second part shows no sign but its own; a colour is one too, to the person who chose it.
    unsigned = len(parts) > 1 and not _SIGNS.search(parts[1].replace(_SIGN, "-"))
    return Format(positive, negative, zero, unsigned and not _COLOUR.search(parts[1]))


def _marked(found: re.Match[str]) -> str:
    """What stands for a literal: `_x` leaves room and `*x` fills it, so neither is read."""
    text = found.group()
    if text[0] in "_*":
        return ""
    return _SIGN if _SIGNS.search(text) else _LITERAL


def _section(plain: str) -> Section:
    shown = _BRACKETED.sub(lambda found: _LITERAL if "$" in found[0] else "", plain)
    if not shown.strip():
        return Section(blank=True)
    found = _DIGITS.search(shown)
    if found is None or "/" in shown or re.search(r"[eE][+-]", shown):
        return PLAIN
    whole = found.group()
    rest = re.match(r"(?:\.([0#?]*))?(,*)", shown[found.end() :])
    assert rest is not None, "every part of it may be missing"
    fraction = rest.group(1) or ""
    thousands = len(whole) - len(whole.rstrip(",")) + len(rest.group(2))
    percents = shown.count("%")
    return Section(
        places=len(fraction),
        scale=Decimal(100) ** percents / Decimal(1000) ** thousands,
        digits_min=whole.count("0"),
        percent=bool(percents),
        zero_blank="0" not in whole + fraction,
    )


def doubt(text: str, held: float, form: Format) -> Fault | None:
    """Why a number is not what the person sees, or None. `text` is the number as stored."""
    section = form.zero if held == 0 else form.positive if held > 0 else form.negative
    if section.blank or (held == 0 and section.zero_blank):
        return Fault("number_hidden", text)
    if section.places is None:
        return None
    if section.percent:
        return Fault("number_percent_format", f"{_shown(held, section)}%", {"held": _plain(held)})
    if held < 0 and form.unsigned:
        return Fault("number_rounded", _shown(-held, section), {"held": _plain(held)})
    if section.scale == 1 and _fits(text.lstrip("-"), section):
        return None
    exact = Decimal(_plain(held))
    shown = _shown(held, section)
    padded = section.digits_min > 1 and len(str(abs(int(exact)))) < section.digits_min
    if Decimal(shown) == exact and not padded:
        return None
    return Fault("number_rounded", shown, {"held": _plain(held)})


def shows_all(texts: Sequence[str], values: Sequence[float], form: Format) -> bool:
    """True where it is plain at a glance that `doubt` finds nothing in any of these numbers."""
    sections = (form.positive, form.negative, form.zero)
    places = min(-1 if section.places is None else section.places for section in sections)
    odd = any(s.blank or s.zero_blank or s.scale != 1 or s.digits_min > 1 for s in sections)
    if odd or places < 0 or (form.unsigned and min(values) < 0):
        return False
    if not places:
        return all("." not in text for text in texts)
    return all("." not in text[: -places - 1] for text in texts)


def _fits(text: str, section: Section) -> bool:
    """True, at a glance, for a number whose digits all have their places."""
    whole, _, fraction = text.partition(".")
    assert section.places is not None
    return (
        len(fraction) <= section.places
        and len(whole) >= section.digits_min
        and "e" not in text
        and "E" not in text
        and whole.isdecimal()
    )


def _plain(held: float) -> str:
    """A number by the 15 digits Excel shows of it."""
    return f"{Decimal(f'{held:.15g}'):f}"


def _shown(held: float, section: Section) -> str:
    assert section.places is not None
    scaled = Decimal(f"{held:.15g}") * section.scale
    # Far more places than a number has digits would be refused by the quantize below.
    places = min(section.places, 30)
    if scaled.adjusted() + places > 25:
        return f"{scaled:f}"
    rounded = scaled.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    if section.digits_min > 1:
        sign, digits = ("-", str(rounded)[1:]) if rounded < 0 else ("", str(rounded))
        whole, point, fraction = digits.partition(".")
        return f"{sign}{whole.zfill(section.digits_min)}{point}{fraction}"
    return str(rounded)
