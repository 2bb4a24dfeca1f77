"""What a person types before a live account is changed: the rows, and each currency's change."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from batcher.core import money

# What keyboards and copies give for a minus: the sign itself, dashes, and Japan's long vowel.
_MINUS = str.maketrans(dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\u2014\u30fc", "-"))
_NUMBER = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One number to be typed. `name` of its field; `currency`: '' of the rows."""

    name: str
    currency: str
    shown: str


def wanted_of(rows: int, changes: Iterable[tuple[str, int]]) -> tuple[Wanted, ...]:
    """The numbers of a plan. `changes`: currency and its change, minor units."""
    listed = (Wanted(f"typed_{c}", c, money.show(minor, c)) for c, minor in changes)
    return (Wanted("typed_rows", "", str(rows)), *listed)


def mistyped(wanted: Iterable[Wanted], form: Mapping[str, str]) -> frozenset[str]:
    """The names of the fields that hold another number, or none."""
    return frozenset(
        one.name
        for one in wanted
        if _number(form.get(one.name, ""), one.currency) != Decimal(one.shown)
    )


def _number(typed: str, currency: str) -> Decimal | None:
    """The number as typed: full width or not, with spaces, commas between thousands, its own
    currency's code before or behind; None where it is none."""
    plain = "".join(unicodedata.normalize("NFKC", typed).translate(_MINUS).casefold().split())
    if currency:
        plain = plain.removeprefix(currency).removesuffix(currency)
    if not _NUMBER.fullmatch(plain):
        return None
    return Decimal(plain.replace(",", ""))
