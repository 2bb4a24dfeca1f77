"""Number formats: what they show is known, and an accepted number is the one a person reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batcher.workbook.formats import doubt, parse_format, shows_all
from batcher.workbook.formats.judging import seen


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        # As LibreOffice shows them; of a fraction Excel shows the shortest.
        ("0.00", "1234.5", "1234.50"),
        ("#,##0", "1234567.89", "1,234,568"),
        ("#,##0;#,##0", "-1234.5", "1,235"),
        ("#,##0.00_);(#,##0.00)", "-1234.5", "(1,234.50)"),
        ('#,##0;"△ "#,##0', "-1234", "△ 1,234"),
        ("000", "12", "012"),
        ("#,###", "0", ""),
        (".00", "12.5", "12.50"),
        ("#.0#", "0.25", ".25"),
        ("0.???", "12.5", "12.5  "),
        ("?0", "5", " 5"),
        ("# ##0.00", "1234567.89", "1234 567.89"),
        ("0.0,", "1234567.89", "1234.6"),
        ("0.00,,", "1234567.89", "1.23"),
        ("0.0%", "0.125", "12.5%"),
        ("0.00E+00", "1234.5", "1.23E+03"),
        ("0E+0", "999.5", "1E+3"),
        ("##0.0E+0", "12000", "12.0E+3"),
        ("0.0E-00", "0.004", "4.0E-03"),
        (".00E+00", "1234.5", ".12E+04"),
        ("# ?/?", "1234.5", "1234 1/2"),
        ("# ??/??", "-0.25", "-1/4"),
        ("?/?", "1.5", "3/2"),
        ("General", "-1234.5", "-1234.5"),
        ('General" kg"', "12", "12 kg"),
        ('0"paid"', "5", "5paid"),
        ('_($* #,##0.00_);_($* (#,##0.00);_($* "-"??_)', "0", "$-  "),
        ("[>=1000]#,##0;0.00", "999.5", "999.50"),
        ("[$kr.-406] #,##0.00", "5", "kr. 5.00"),
        ("0!.0,", "12345", "1.2"),
    ],
)
def test_a_number_is_shown_as_it_is_seen(code: str, number: str, shown: str) -> None:
    form = parse_format(f"{code};{code}" if code == "General" else code)
    assert form is not None
    held = Decimal(number)
    (section,) = form.candidates(held)
    found = seen(held, section, form)
    if code == "General":
        assert found == "1234.5"
    else:
        assert re.sub(r"\s+$", "", found) == re.sub(r"\s+$", "", shown)


# The formats of a grammar of our own, as values: what they show follows from these alone.
_HARMLESS = ("", "", "", '"¥"', "$", '"x "', '" kg"', "_-", "* ", '"円"')
_TELLING = ("-", r"\-", '"△"', "(", '"K"', '"千"', '"1"', "!0", '"CR"')


@dataclass(frozen=True)
class Written:
    """A section as it was meant, before it was written as a code."""

    before: str
    whole: str
    places: int
    optional: int
    thousands: int
    after: str

    @property
    def code(self) -> str:
        """The section as a code."""
        fraction = "0" * self.places + "#" * self.optional
        point = "." if fraction else ""
        return f"{self.before}{self.whole}{point}{fraction}{',' * self.thousands}{self.after}"


def _word(code: str) -> str:
    """What a word of the grammar shows."""
    if code[:1] in ("_", "*"):
        return ""
    return code[1:] if code[:1] in ("\\", "!") else code.strip('"')


def _evaluated(size: Decimal, section: Written) -> str:
    """What a section shows of a number, told from what was meant."""
    places = section.places + section.optional
    rounded = (size / 1000**section.thousands).quantize(
        Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP
    )
    text = f"{rounded:,f}" if "," in section.whole else f"{rounded:f}"
    whole, point, fraction = text.partition(".")
    fraction = fraction[: section.places] + fraction[section.places :].rstrip("0")
    if "0" not in section.whole and whole == "0":
        whole = ""
    return f"{_word(section.before)}{whole}{point}{fraction}{_word(section.after)}"


def _read(text: str) -> Decimal | None:
    """The number a person reads in a text, None where they would have to ask."""
    plain = re.sub(r"[¥$円x]|kg", "", text).replace(" ", "")
    if plain.strip(".") == "-":  # so accountants write nothing
        return Decimal(0)
    match = re.fullmatch(r"([-△(]*)([0-9,]*(?:\.[0-9]*)?)([-△(]*)", plain)
    digits = match[2].replace(",", "") if match else ""
    if match is None or not digits.strip("."):
        return None
    minus = len(match[1] + match[3])
    number = Decimal(digits)
    return None if minus > 1 and number else number * (-1) ** minus


WORDS = st.sampled_from(_HARMLESS) | st.sampled_from(_HARMLESS + _TELLING)
SECTIONS = st.builds(
    Written,
    before=WORDS,
    whole=st.sampled_from(("0", "#", "#,##0", "##0", "#,###")),
    places=st.integers(0, 3),
    optional=st.integers(0, 2),
    thousands=st.sampled_from((0, 0, 0, 1, 2)),
    after=WORDS,
)
NUMBERS = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(-10_000_000, 10_000_000) | st.integers(-20, 20),
    st.integers(0, 4),
)


def _shown(number: Decimal, sections: list[Written]) -> str:
    """What the cell shows: the second section is for negative numbers and has their sign."""
    if number < 0 and len(sections) > 1:
        return _evaluated(-number, sections[1])
    if not number and len(sections) > 2:
        return _evaluated(number, sections[2])
    return ("-" if number < 0 else "") + _evaluated(abs(number), sections[0])


@settings(max_examples=400, deadline=None)
@given(st.lists(SECTIONS, min_size=1, max_size=3), NUMBERS)
def test_an_accepted_number_is_the_one_a_person_reads(
    sections: list[Written], number: Decimal
) -> None:
    code = ";".join(section.code for section in sections)
    form = parse_format(code)
    assert form is not None
    shown = _shown(number, sections)
    text, held = f"{number:f}", float(number)
    if doubt(text, held, form) is None:
        assert _read(shown) == number, (code, shown)
    else:
        assert not shows_all([text], [held], form), code


@settings(max_examples=200, deadline=None)
@given(
    st.builds(
        Written,
        before=st.sampled_from(_HARMLESS),
        whole=st.sampled_from(("0", "#,##0", "##0")),
        places=st.integers(0, 2),
        optional=st.just(4),
        thousands=st.just(0),
        after=st.sampled_from(_HARMLESS),
    ),
    st.sampled_from(("", "-", "△", '"△ "', "[Red]-", r"\-")),
    NUMBERS,
)
def test_a_number_that_is_shown_whole_is_never_doubted(
    section: Written, minus: str, number: Decimal
) -> None:
    code = f"{section.code};{minus}{section.code}" if minus else section.code
    form = parse_format(code)
    assert form is not None
    assert doubt(f"{number:f}", float(number), form) is None, code


@given(st.text('0#?.,%;"\\!_*[]<>=-+()eE/ymdhsgGeneral@$¥円千 AMP1', max_size=30), NUMBERS)
def test_any_code_has_an_answer(code: str, number: Decimal) -> None:
    form = parse_format(code)
    if form is None:
        return
    text, held = f"{number:f}", float(number)
    found = doubt(text, held, form)
    assert found is None or found.code.startswith("number_")
    assert not (found and shows_all([text], [held], form))
