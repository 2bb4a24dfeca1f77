"""How names are compared, and what a name must be to mean a sheet or an operation."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from functools import cache

from batcher.core.model import Kind

SHEET_JAPANESE: dict[Kind, tuple[str, ...]] = {
    Kind.CREATE: ("請求書作成",),
    Kind.ADD: ("追加", "明細追加"),
    Kind.UPDATE: ("更新", "訂正", "明細訂正"),
    Kind.REMOVE: ("削除", "明細削除"),
    Kind.METADATA: ("請求書メタデータ",),
    Kind.CONTROL: ("合計照合", "検算"),
}
# The name Japanese templates give each sheet.
SHEET_TITLE_JA: dict[Kind, str] = {
    Kind.CREATE: "請求書作成",
    Kind.ADD: "明細追加",
    Kind.UPDATE: "明細訂正",
    Kind.REMOVE: "明細削除",
    Kind.METADATA: "請求書メタデータ",
    Kind.CONTROL: "合計照合",
}
# Words an `operation` cell may hold besides sheet names.
OPERATION_WORDS: dict[Kind, tuple[str, ...]] = {
    Kind.CREATE: ("create", "作成"),
    Kind.ADD: ("add",),
    Kind.UPDATE: ("update",),
    Kind.REMOVE: ("remove",),
    Kind.METADATA: ("metadata", "メタデータ"),
}
IGNORED_SHEETS = ("readme", "notes", "説明")


def fold(text: str) -> str:
    """How names are compared: case, width (NFKC), spaces, hyphens and underscores do not count."""
    return re.sub(r"[\s_\-‐‑–−]+", "", unicodedata.normalize("NFKC", text)).casefold()


@cache
def _sheet_names() -> dict[str, Kind]:
    names = {fold(kind.value): kind for kind in Kind}
    for kind, aliases in SHEET_JAPANESE.items():
        names.update({fold(alias): kind for alias in aliases})
    return names


def sheet_kind(name: str) -> Kind | None:
    """The kind a sheet name means, or None."""
    return _sheet_names().get(fold(name))


def operation_kind(word: str) -> Kind | None:
    """The kind an `operation` cell means: a sheet name or one of OPERATION_WORDS."""
    folded = fold(word)
    for kind, words in OPERATION_WORDS.items():
        if folded in map(fold, words):
            return kind
    kind_or_none = sheet_kind(word)
    return None if kind_or_none is Kind.CONTROL else kind_or_none


def sheet_is_ignored(name: str) -> bool:
    """True for a sheet the person keeps for themselves: `#…`, `_…`, readme, notes, 説明."""
    plain = unicodedata.normalize("NFKC", name).strip()
    return plain.startswith(("#", "_")) or fold(name) in map(fold, IGNORED_SHEETS)


def nearest_sheet(name: str) -> str:
    """The known sheet name most like this one, or ''."""
    known = {fold(kind.value): kind.value for kind in Kind}
    for aliases in SHEET_JAPANESE.values():
        known.update({fold(alias): alias for alias in aliases})
    found = get_close_matches(fold(name), known, n=1, cutoff=0.5)
    return known[found[0]] if found else ""
