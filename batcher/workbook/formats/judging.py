"""Judges number formats: which section a number falls into, and whether a person sees what the
cell holds. It knows numbers and formats, not cells and not columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from batcher.core.model import Fault
from batcher.workbook.formats.sections import Section
from batcher.workbook.formats.showing import shown_number, shown_text

_ALL_PLACES = 99
_NEAR = Decimal("1e-9")
_ZERO = Decimal(0)


@dataclass(frozen=True, eq=False)
class Format:
    """What a format shows, by its sections for numbers: at most three."""

    sections: tuple[Section, ...]

    @property
    def words(self) -> str:
        """What stands around the digits, in all sections."""
        around = (section.words for section in self.sections if section.atom != "day")
        return " ".join(dict.fromkeys(around))

    @cached_property
    def conditional(self) -> bool:
        """Whether sections say by conditions which numbers they are for."""
        return any(section.condition for section in self.sections)

    @cached_property
    def places(self) -> tuple[int, int, int]:
        """How many places numbers below, at and above zero may have to be shown as they are at a
        glance; -1 where each wants a closer look."""
        return self._places(-1), self._places(0), self._places(1)

    def _places(self, sign: int) -> int:
        if self.conditional:
            return -1
        (section,) = self.candidates(Decimal(sign))
        is_plain = section.atom in ("decimal", "general") and section.scale == 1
        odd = section.percent or section.misleads or section.digits_min > 1
        if not is_plain or odd or section.minus != (sign < 0 and self.drops(section)):
            return -1
        if not sign and not section.digits_min and section.atom == "decimal":
            return -1
        return _ALL_PLACES if section.atom == "general" else section.places

    def candidates(self, number: Decimal) -> tuple[Section, ...]:
        """The sections that may show this number; none where nobody can tell which."""
        if self.conditional:
            return self._conditional(number)
        first, *more = self.sections
        if number < 0:
            return (more[0] if more else first,)
        return (more[1] if not number and len(more) > 1 else first,)

    def signed(self, section: Section, number: Decimal) -> bool:
        """Whether a cell shows this number with a minus, be it Excel's or the section's own."""
        own = section.minus
        return own if number >= 0 or self.drops(section) else not own

    def _conditional(self, number: Decimal) -> tuple[Section, ...]:
        """As Excel chooses; where programs differ, every section one of them may choose."""
        first, *more = self.sections
        second, third = more[0] if more else None, more[1] if len(more) > 1 else None
        if third is not None and third.condition:
            return ()
        if not first.condition:
            return tuple(s for s in self.sections if not s.condition or s.condition.holds(number))
        if first.condition.holds(number):
            return (first,)
        if second is not None and second.condition:
            rest = (third,) if third is not None else ()
            return (second,) if second.condition.holds(number) else rest
        return (second,) if second is not None and third is None else ()

    def drops(self, section: Section) -> bool:
        """Whether a section shows negative numbers without the minus Excel else writes: the second,
        and one that no other number falls into. With conditions not all programs do so."""
        if len(self.sections) > 1 and section is self.sections[1]:
            return True
        if not self.conditional:
            return False
        return not any(section in self._conditional(number) for number in self._probes)

    @cached_property
    def _probes(self) -> tuple[Decimal, ...]:
        """Numbers from zero up, so that any set of conditions some number meets has one here."""
        limits = [s.condition.limit for s in self.sections if s.condition]
        near = [limit + step for limit in limits for step in (-_NEAR, _ZERO, _NEAR)]
        return tuple(number for number in (_ZERO, _NEAR, Decimal("1e300"), *near) if number >= 0)


def doubt(text: str, held: float, form: Format) -> Fault | None:
    """Why a number is not what the person sees, or None. `text` is the number as stored."""
    number = Decimal(f"{held:.15g}")
    sections = form.candidates(number)
    if not sections or any(section.atom == "day" for section in sections):
        return Fault("number_format_unclear", f"{number:f}")
    faults = (_doubt(text, number, section, form) for section in sections)
    return next((fault for fault in faults if fault is not None), None)


def shows_all(texts: Sequence[str], values: Sequence[float], form: Format) -> bool:
    """True where it is plain at a glance that `doubt` finds nothing in any of these numbers."""
    below, zero, above = form.places
    least, most = min(values), max(values)
    used = [places for places, there in ((below, least < 0), (above, most > 0)) if there]
    if least <= 0 <= most and (least == 0 or most == 0 or 0 in values):
        used.append(zero)
    places = min(used)
    if places < 0:
        return False
    if not places:
        return all("." not in text for text in texts)
    return all("." not in text[: -places - 1] for text in texts)


def seen(number: Decimal, section: Section, form: Format) -> str:
    """What a cell shows of a number that falls into this section, with the minus Excel writes."""
    shown = shown_text(abs(number), section)
    minus = number < 0 and section.atom != "literal" and not form.drops(section)
    return f"-{shown}" if minus else shown


def _doubt(text: str, number: Decimal, section: Section, form: Format) -> Fault | None:
    shown = seen(number, section, form)
    code = _code(number, section, form, any(sign.isdigit() for sign in shown))
    if code == "number_hidden":
        return Fault(code, text)
    if code == "number_format_unclear":
        return Fault(code, f"{number:f}")
    return Fault(code, shown.strip(), {"held": f"{number:f}"}) if code else None


def _code(number: Decimal, section: Section, form: Format, figures: bool) -> str:
    """What is wrong with how a section shows a number, '' for nothing. `figures`: it shows any."""
    no_places = section.atom == "literal" or not figures
    if not number and no_places and section.is_dash and not section.misleads:
        return ""
    if section.atom == "blank" or not (number or figures):
        return "number_hidden"
    if section.atom == "literal" or section.misleads:
        return "number_words"
    drops = form.drops(section)
    if number < 0 and form.conditional and drops and not section.minus:
        return "number_format_unclear"
    if number and (number < 0) is not form.signed(section, number):
        return "number_sign"
    if section.percent:  # what it shows is compared where a percentage is meant
        return "number_percent_format"
    size = abs(number)
    rounded = shown_number(size, section) != size * section.scale
    scaled = section.scale != 1 and number
    return "number_rounded" if rounded or scaled or _is_padded(size, section) else ""


def _is_padded(size: Decimal, section: Section) -> bool:
    """True for 007: what looks like an id with its zeros is not one."""
    minimum = section.digits_min if section.atom == "decimal" else 0
    return minimum > 1 and len(str(int(size))) < minimum
