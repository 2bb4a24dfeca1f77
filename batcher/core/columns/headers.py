"""What a header cell means on a sheet, and the catalogue by name. It knows no cell below it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, lru_cache

from batcher.core.columns.control import CONTROL_COLUMNS
from batcher.core.columns.drafts import CORRECTION_NO, DRAFT_COLUMNS
from batcher.core.columns.lines import LINE_COLUMNS, metadata_column, tax_column
from batcher.core.columns.names import fold
from batcher.core.columns.shape import REMOVE, TAX_AMOUNTS_MAX, UPDATE, WAS_SHEETS, Column
from batcher.core.model import Kind

KEPT = ("note", "備考")
REPORT_COLUMNS = (
    "status", "message", "stripe_id", "request_id", "error", "proof", "changes", "source_row",
)  # fmt: skip
OPERATION_ID = "operation_id"
OPERATION = "operation"
OPERATION_JAPANESE = ("処理区分", "操作")


_OPERATION_COLUMNS = (*DRAFT_COLUMNS, *LINE_COLUMNS, CORRECTION_NO)
_TAX_HEADER = re.compile(r"tax(\d{1,2})(amount|taxableamount|name|percentage|inclusive)")
_METADATA_WORDS = ("metadata", "メタデータ")
_WAS_WORDS = ("was", "変更前")


def _column_names(column: Column) -> tuple[str, ...]:
    return (column.name, *column.aliases, *column.japanese)


@cache
def _header_names(control: bool) -> dict[str, Column]:
    columns = CONTROL_COLUMNS if control else _OPERATION_COLUMNS
    return {fold(name): column for column in columns for name in _column_names(column)}


def _after(words: tuple[str, ...], text: str) -> str:
    """What follows `word.` in a header, letter for letter; '' where it begins with none of them."""
    before, *rest = re.split("[.．]", text, maxsplit=1)
    return rest[0].strip() if rest and fold(before) in map(fold, words) else ""


@dataclass(frozen=True, slots=True)
class Header:
    """What a header cell means: a column, or the `was.` twin of one."""

    column: Column
    was: bool = False

    @property
    def name(self) -> str:
        """The canonical header."""
        return f"was.{self.column.name}" if self.was else self.column.name


def header(text: str, kind: Kind | None) -> Header | None:
    """What a header means on a sheet of this kind (None: any operation), or None if unknown.

    A known column that the sheet has no use for is returned too: compare `column.sheets`.
    """
    was = _after(_WAS_WORDS, text)
    if was:
        inner = header(was, kind)
        return Header(inner.column, was=True) if inner and not inner.was else None
    key = _after(_METADATA_WORDS, text)
    if key and kind is not Kind.CONTROL:
        return Header(metadata_column(unicodedata.normalize("NFC", key)))
    folded = fold(unicodedata.normalize("NFKC", text).strip().rstrip("*"))
    known = _header_names(kind is Kind.CONTROL).get(folded)
    if known:
        return Header(known)
    tax = _TAX_HEADER.fullmatch(folded)
    if tax and 1 <= int(tax.group(1)) <= TAX_AMOUNTS_MAX and kind is not Kind.CONTROL:
        part = "taxable_amount" if tax.group(2) == "taxableamount" else tax.group(2)
        return Header(tax_column(int(tax.group(1)), part))
    return None


def uses(kind: Kind, found: Header) -> bool:
    """True where a sheet of this kind has a use for the header; a removal may say what was."""
    if not found.was:
        return kind in found.column.sheets
    seen = UPDATE | REMOVE if kind is Kind.REMOVE else frozenset({kind})
    return kind in WAS_SHEETS and not found.column.sheets.isdisjoint(seen)


def is_kept(text: str) -> bool:
    """True for a column that is kept for the report and otherwise ignored."""
    plain = unicodedata.normalize("NFKC", text).strip()
    own = (*KEPT, *REPORT_COLUMNS, OPERATION_ID)
    return plain.startswith("#") or fold(plain.rstrip("*")) in map(fold, own)


def is_operation_header(text: str) -> bool:
    """True for the header of the column that names each row's operation."""
    plain = unicodedata.normalize("NFKC", text).strip().rstrip("*")
    return fold(plain) in map(fold, (OPERATION, *OPERATION_JAPANESE))


def nearest_header(text: str, kind: Kind | None) -> str:
    """The known header of this sheet most like this one, or ''."""
    columns = CONTROL_COLUMNS if kind is Kind.CONTROL else _OPERATION_COLUMNS
    known = {
        fold(name): name
        for column in columns
        if kind is None or kind in column.sheets
        for name in _column_names(column)
    }
    known.setdefault(fold("tax_1_amount"), "tax_1_amount")
    found = get_close_matches(fold(text.rstrip("*")), known, n=1, cutoff=0.6)
    return known[found[0]] if found else ""


def columns_of(kind: Kind) -> tuple[Column, ...]:
    """The columns of a sheet in template order, without tax, metadata and `was.` columns."""
    source: Iterable[Column] = CONTROL_COLUMNS if kind is Kind.CONTROL else _OPERATION_COLUMNS
    return tuple(column for column in source if kind in column.sheets)


@lru_cache(maxsize=1000)
def column(name: str, kind: Kind) -> Column:
    """A column by its canonical name; raises KeyError."""
    found = header(name, kind)
    if found is None:
        raise KeyError(name)
    return found.column
