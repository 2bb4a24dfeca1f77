"""What a row changes, in the words a person of that language reads on their own sheets."""

from __future__ import annotations

from dataclasses import replace

from batcher import locale
from batcher.core import columns
from batcher.core.model import Kind
from batcher.core.plan.parts import Change

# As `Change` holds them, whatever the language: the words that stand for no text of a person's.
_MARKS = {"(empty)": "change.empty", "(clear)": "change.clear"}
_FLAGS = {"yes": "change.yes", "no": "change.no"}


def worded(change: Change, kind: Kind, language: str) -> Change:
    """The same change under the column's own header, in the words of cells: 金額, （空）, はい."""
    known = {**_MARKS, **(_FLAGS if change.column == "discountable" else {})}

    def said(value: str) -> str:
        return locale.word(known[value], language) if value in known else value

    column = _column(change.column, kind, language)
    return replace(change, column=column, old=said(change.old), new=said(change.new))


def _column(name: str, kind: Kind, language: str) -> str:
    """A column's header in that language; what is no column of a sheet has a label."""
    if f"change.column.{name}" in locale.LABELS:
        return locale.word(f"change.column.{name}", language)
    found = columns.header(name, kind)
    if found is None or language != "ja" or not found.column.japanese:
        return name
    return found.column.japanese[0]
