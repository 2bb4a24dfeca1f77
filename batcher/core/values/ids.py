"""The grammar of ids: a prefix, then letters, digits and underscores, exactly as Stripe wrote them.

An id is never folded, trimmed inside or mended; what looks like one gets a hint.
"""

from __future__ import annotations

import re
import unicodedata

from batcher.core.columns import Column, Value
from batcher.core.model import Fault
from batcher.core.values.cells import BLANKS, INVISIBLE, control_character, fault, narrow

_REF_LENGTH_MAX = 100
_REST = re.compile(r"[A-Za-z0-9_]+", re.ASCII)
_ANY = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)
_SEPARATORS = re.compile(r"[,;\n\r、，；､]")
# What ids of other things begin with; an id of a column without prefixes must not.
_KNOWN = (
    "acct_", "ch_", "cs_", "cus_", "di_", "evt_", "ii_", "il_", "in_", "pi_", "pm_", "price_",
    "prod_", "promo_", "req_", "seti_", "si_", "sub_", "txi_", "txr_",
)  # fmt: skip
_OWN = {"product": ("prod_",), "discounts": ("promo_", "di_")}
# Two mistakes have advice of their own: Stripe's guide warns of them.
_MIXED_UP: dict[tuple[str, tuple[str, ...]], str] = {
    ("ii_", ("il_",)): "id_item_for_line",
    ("il_", ("ii_",)): "id_line_for_item",
}


def parse_id(cell: object, column: Column) -> str | tuple[str, ...] | Fault:
    """A cell of an INVOICE, ID or IDS column: one id, `@ref`, or a tuple of ids without repeats."""
    if not isinstance(cell, str):
        return fault("id_not_text", cell, expected=expected(column))
    if column.value is Value.IDS:
        return _ids(cell, column)
    text = cell.strip(BLANKS)
    if column.value is Value.INVOICE and text[:1] in ("@", "＠"):
        return _reference(cell, text[1:])
    return _one(cell, text, column)


def expected(column: Column) -> str:
    """What an id of this column looks like: `in_…`."""
    prefixes = column.prefixes or _OWN.get(column.name, ())
    shapes = [f"{prefix}…" for prefix in prefixes]
    if column.name == "invoice_item":
        shapes = ["ii_…"]
    return " / ".join([*shapes, "@ref"] if column.value is Value.INVOICE else shapes)


def _ids(cell: str, column: Column) -> tuple[str, ...] | Fault:
    found: list[str] = []
    for part in _SEPARATORS.split(cell):
        text = part.strip(BLANKS)
        if not text:
            continue
        one = _one(text, text, column)
        if isinstance(one, Fault):
            return one
        if one in found:
            return fault("id_twice", cell, id=one)
        found.append(one)
    return tuple(found) if found else fault("id_malformed", cell, expected=expected(column))


def _reference(cell: str, text: str) -> str | Fault:
    name = unicodedata.normalize("NFC", text.strip(BLANKS))
    if not name or len(name) > _REF_LENGTH_MAX or control_character(name) or "\n" in name:
        return fault("ref_malformed", cell, allowed=str(_REF_LENGTH_MAX))
    return f"@{name}"


def _one(cell: str, text: str, column: Column) -> str | Fault:
    if not column.prefixes:
        return _without_prefix(cell, text, column)
    for prefix in column.prefixes:
        if text.startswith(prefix) and _REST.fullmatch(text, len(prefix)):
            return text
    return _refused(cell, text, column)


def _without_prefix(cell: str, text: str, column: Column) -> str | Fault:
    other = _prefix_of(text)
    if other and other not in _OWN.get(column.name, ()):
        return fault("id_wrong_prefix", cell, found=f"{other}…", expected=expected(column))
    return text if _ANY.fullmatch(text) else _refused(cell, text, column)


def _prefix_of(text: str) -> str:
    return next((prefix for prefix in _KNOWN if text.startswith(prefix)), "")


def _refused(cell: str, text: str, column: Column) -> Fault:
    shape = expected(column)
    found = _prefix_of(text)
    mixed_up = _MIXED_UP.get((found, column.prefixes))
    if mixed_up:
        return fault(mixed_up, cell, found=f"{found}…", expected=shape)
    visible = "".join(character for character in text if character not in INVISIBLE)
    if visible != text and _fits(visible, column):
        return fault("id_invisible", cell, expected=shape, suggestion=visible)
    narrowed = narrow(visible)
    if narrowed != visible and _fits(narrowed, column):
        return fault("id_wide", cell, expected=shape, suggestion=narrowed)
    if found and found not in column.prefixes:
        return fault("id_wrong_prefix", cell, found=f"{found}…", expected=shape)
    inside = _inside(text, column)
    code = "id_inside_text" if inside else "id_malformed"
    return fault(code, cell, expected=shape, suggestion=inside)


def _fits(text: str, column: Column) -> bool:
    if not column.prefixes:
        return bool(_ANY.fullmatch(text))
    return any(text.startswith(p) and _REST.fullmatch(text, len(p)) for p in column.prefixes)


def _inside(text: str, column: Column) -> str:
    """The one id that stands inside a longer text, such as an address of the Dashboard, or ''."""
    prefixes = "|".join(column.prefixes)
    if not prefixes:
        return ""
    found = set(re.findall(rf"(?<![A-Za-z0-9_])(?:{prefixes})[A-Za-z0-9_]+", text))
    return found.pop() if len(found) == 1 else ""
