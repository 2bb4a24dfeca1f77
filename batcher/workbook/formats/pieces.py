"""Takes a format code apart (ECMA-376 18.8.31): its sections, and the pieces each is written of.

It knows how codes are written, not what they do to a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import NamedTuple

_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"?'
    # Japanese Excel writes `!x` for what others write as `\x`.
    r"|[\\!](?P<escaped>.)"
    r"|(?P<room>_.?)|\*(?P<fill>.)"
    r"|(?P<elapsed>\[(?:h+|m+|s+)\](?:\.0+)?)|\[(?P<bracket>[^\[\]]*)\]"
    r"|(?P<general>General|G/標準|@)|(?P<noon>AM/PM|A/P|午前/午後|上午/下午)"
    r"|(?P<power>e[+-])|(?P<letters>y+|m+|d+|h+|s+(?:\.0+)?|e+|g+|r+|a{3,}|b+[12]?)"
    r"|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|/(?P<slash>[0-9#?]+)|(?P<end>;)"
    r"|(?P<plain>.)",
    re.I | re.S,
)
_MONEY = re.compile(
    r"\$(.*?)(?:-(?:[0-9a-f]{1,8}|[a-z]{1,3}(?:-[\w-]+)*)(?:,.*)?)?", re.I | re.S
)  # a sign and whose it is
_CONDITION = re.compile(r"\s*(<=|>=|<>|<|>|=)\s*([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))\s*")
_SYSTEM_DAY, _SYSTEM_TIME = "$-F800", "$-F400"  # what follows is not what is shown
_COMPARE = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "<>": ne}
_TEXTS = ("quoted", "escaped", "plain")


class Piece(NamedTuple):
    """One piece of a section. `kind`: text, fill, general, power, digit, point, comma, percent,
    slash (with the denominator behind it), letters (of a day or a time), elapsed, noon, or system
    (what the computer's own format shows: day or time)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Condition:
    """`[>=1000]`: which numbers a section is for."""

    sign: str
    limit: Decimal

    def holds(self, number: Decimal) -> bool:
        """Whether a number is among them."""
        return bool(_COMPARE[self.sign](number, self.limit))


@dataclass(frozen=True, slots=True)
class Part:
    """One section as it is written."""

    pieces: tuple[Piece, ...]
    condition: Condition | None = None


def parts_of(code: str) -> tuple[Part, ...]:
    """The sections of a format code, at least one, at most four."""
    sections: list[list[Piece]] = [[]]
    conditions: list[Condition | None] = [None]
    for match in _PIECE.finditer(code):
        kind, text = match.lastgroup or "room", match.group(match.lastgroup or 0)
        if kind == "end":
            sections.append([])
            conditions.append(None)
        elif kind == "bracket":
            conditions[-1] = _condition(text) or conditions[-1]
            sections[-1].extend(_bracketed(text))
        elif kind != "room":
            sections[-1].append(Piece("text" if kind in _TEXTS else kind, text))
    parts = [Part(tuple(own), limit) for own, limit in zip(sections, conditions, strict=True)]
    return tuple(parts[:4])


def joined(pieces: Iterable[Piece]) -> str:
    """What pieces of text say together."""
    return "".join(piece.text for piece in pieces)


def _condition(text: str) -> Condition | None:
    match = _CONDITION.fullmatch(text)
    return Condition(match[1], Decimal(match[2])) if match else None


def _bracketed(text: str) -> list[Piece]:
    """What brackets show: a currency's sign; colours and numerals of other scripts change no
    number."""
    if text.upper() in (_SYSTEM_DAY, _SYSTEM_TIME):
        return [Piece("system", "day" if text.upper() == _SYSTEM_DAY else "time")]
    match = _MONEY.fullmatch(text)
    return [Piece("text", match[1])] if match and match[1] else []
