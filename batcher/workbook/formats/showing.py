"""Shows a number as a section of its format does, and says which number it is that is shown.

Of a fraction the words around it are left away.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from batcher.workbook.formats.pieces import Piece
from batcher.workbook.formats.sections import Section

_PLACES_MAX = 30  # far more than a number has digits
_DIGITS_MAX = 25


def shown_number(number: Decimal, section: Section) -> Decimal | None:
    """What a person reads for this number (0 or above), in units of what the cell holds times
    `section.scale`; None where that has no decimal form, so that it cannot be the same."""
    if section.atom == "fraction":
        return _of_fraction(number, section)
    scaled = number * section.scale
    if section.atom == "power":
        mantissa, exponent = _mantissa(scaled, section)
        return mantissa.scaleb(exponent)
    return scaled if section.atom == "general" else _rounded(scaled, section.places)


def shown_text(number: Decimal, section: Section) -> str:
    """The text a cell shows for this number (0 or above), without a minus nobody wrote."""
    if section.atom in ("literal", "blank", "day"):
        return section.before
    scaled = number * section.scale
    if section.atom == "fraction":
        return _fraction_text(number, section)
    if section.atom == "general":
        digits = f"{scaled:f}"
        return "".join(digits if p.kind == "general" else p.text for p in _visible(section))
    exponent = 0
    rounded = _rounded(scaled, section.places)
    if section.atom == "power":
        rounded, exponent = _mantissa(scaled, section)
    whole, _, fraction = f"{rounded:f}".partition(".")
    return _placed(section, whole.lstrip("0"), fraction, exponent)


def _visible(section: Section) -> Iterator[Piece]:
    return (piece for piece in section.pieces if piece.kind != "fill")


def _rounded(number: Decimal, places: int) -> Decimal:
    places = min(places, _PLACES_MAX)
    if number.adjusted() + places > _DIGITS_MAX:
        return number
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _mantissa(number: Decimal, section: Section) -> tuple[Decimal, int]:
    """Digits and power of ten: `##0.0E+0` takes powers of a thousand."""
    width = len(_marks(section))
    if not number:
        return _rounded(number, section.places), 0
    exponent = number.adjusted() + (0 if width else 1)
    exponent -= exponent % width if width else 0
    mantissa = _rounded(number.scaleb(-exponent), section.places)
    if mantissa < 10**width:
        return mantissa, exponent
    step = max(width, 1)  # 9.99 is shown as 1E+01, not as 10E+00
    return _rounded(number.scaleb(-exponent - step), section.places), exponent + step


def _marks(section: Section) -> list[str]:
    """The places before the point."""
    ends = (n for n, p in enumerate(section.pieces) if p.kind in ("point", "power"))
    before = section.pieces[: next(ends, len(section.pieces))]
    return [piece.text for piece in before if piece.kind == "digit"]


def _placed(section: Section, whole: str, fraction: str, exponent: int) -> str:
    """Digits put where the section has places for them."""
    marks = _marks(section)
    digits = [*_whole_digits(section, marks, whole), *_fraction_digits(section, marks, fraction)]
    spare = "" if marks else digits.pop(0)
    shown: list[str] = []
    powered = False
    for piece in _visible(section):
        if piece.kind == "digit" and not powered:
            shown.append(digits.pop(0) if digits else "")
        elif piece.kind == "power":
            powered = True
            shown.append(_power_text(section, piece.text, exponent))
        elif piece.kind == "point":
            shown.append(spare + ".")
        elif piece.kind not in ("digit", "comma"):
            shown.append(piece.text)
    return "".join(shown)


def _whole_digits(section: Section, marks: list[str], whole: str) -> list[str]:
    """What each place before the point shows; the first takes all there is no place for."""
    shown: list[str] = []
    for place in range(max(len(marks), len(whole)) - 1, -1, -1):
        mark = marks[-1 - place] if place < len(marks) else "#"
        blank = "0" if place < section.digits_min else " " if mark == "?" else ""
        digit = whole[-1 - place] if place < len(whole) else blank
        comma = section.grouped and digit.strip() and place and place % 3 == 0
        shown.append(f"{digit}," if comma else digit)
    spare = max(len(whole) - max(len(marks), 1), 0)
    return ["".join(shown[: spare + 1]), *shown[spare + 1 :]]


def _fraction_digits(section: Section, marks: list[str], fraction: str) -> list[str]:
    every = [p.text for p in section.pieces if p.kind == "digit"]
    own = every[len(marks) : len(marks) + section.places]
    kept = len(fraction.rstrip("0"))
    blank = {"0": "0", "?": " ", "#": ""}
    return [
        fraction[n] if n < kept else blank[mark] for n, mark in enumerate(own) if n < _PLACES_MAX
    ]


def _power_text(section: Section, power: str, exponent: int) -> str:
    """`E+03`; a format with `E-` shows no plus."""
    powers = [n for n, piece in enumerate(section.pieces) if piece.kind == "power"]
    width = sum(p.kind == "digit" and p.text == "0" for p in section.pieces[powers[0] :])
    sign = "-" if exponent < 0 else "+" if power.endswith("+") else ""
    return f"{power[0]}{sign}{str(abs(exponent)).zfill(width)}"


def _nearest(number: Decimal, section: Section) -> Fraction:
    """The fraction a section comes nearest to a number with."""
    places = next(piece.text for piece in section.pieces if piece.kind == "slash")
    fixed = places.lstrip("#?0")
    if fixed.isdecimal() and int(fixed):
        return Fraction(round(Fraction(number) * int(fixed)), int(fixed))
    return Fraction(number).limit_denominator(10 ** min(len(places), _PLACES_MAX) - 1)


def _of_fraction(number: Decimal, section: Section) -> Decimal | None:
    return number if _nearest(number, section) == Fraction(number) else None


def _fraction_text(number: Decimal, section: Section) -> str:
    nearest = _nearest(number, section)
    kinds = [p.kind for p in section.pieces if p.kind in ("digit", "text", "slash")]
    if "text" not in kinds[kinds.index("digit") : kinds.index("slash")]:
        return f"{nearest.numerator}/{nearest.denominator}"
    whole, rest = divmod(nearest, 1)
    parts = [str(whole)] if whole or not rest else []
    return " ".join([*parts, str(rest)] if rest else parts)
