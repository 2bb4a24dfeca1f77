"""Names of sheets and lines above and below a page, as Excel takes them."""

from __future__ import annotations

import re

from batcher.workbook.cells import safe_text

NAME_UNITS_MAX = 31
HEAD_UNITS_MAX = 80  # of the 255 a whole header or footer may have


def sheet_name(name: str) -> str:
    """A name Excel takes: no `[]:*?/\\`, no quote at either end, at most 31 UTF-16 units."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "_", safe_text(name))
    plain = _first_units(plain, NAME_UNITS_MAX).strip("'").strip()
    if not plain:
        return "Sheet"
    return f"{plain}_" if plain.casefold() == "history" else plain  # Excel keeps that one


def running(text: str) -> str:
    """Text for a page's header or footer, where `&` starts a command; short enough for Excel."""
    return _first_units(safe_text(text).replace("\n", " "), HEAD_UNITS_MAX).replace("&", "&&")


def numbered(name: str, number: int) -> str:
    """`name (2)`, cut so that the number stays."""
    ending = f" ({number})"
    return _first_units(sheet_name(name), NAME_UNITS_MAX - len(ending)) + ending


def _first_units(text: str, units: int) -> str:
    kept = text[:units]
    while len(kept) + sum(character > "\uffff" for character in kept) > units:
        kept = kept[:-1]
    return kept
