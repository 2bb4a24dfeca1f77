"""The nouns of a workbook we fill in for a person, who goes on with it: undo and export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from batcher.core.model.workbooks import Kind


@dataclass(frozen=True, eq=False)
class PrefilledSheet:
    """One sheet of operations with its rows written already.

    `columns`: canonical headers in order. `was.COLUMN` is what the person sees now (hidden,
    locked), `#…` is for people to read (locked; `hidden` names those nobody has to see). `rows`:
    column -> value, a column left out is blank: text, bool, CLEAR, a tuple of ids, an int, or a
    Decimal of money in the major unit; "" in a `was.` column says `(empty)`. `currencies`: one per
    row, '' where there is none; it only chooses how money is shown. `shut`: one per row, columns
    that this row cannot change (locked there).
    """

    kind: Kind
    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, object]] = ()
    currencies: Sequence[str] = ()
    hidden: frozenset[str] = frozenset()
    shut: Sequence[frozenset[str]] = ()


@dataclass(frozen=True, eq=False)
class ReadSheet:
    """A sheet that is only read by people and by ourselves: its name starts with `_`.

    `rows`: a value per header. `lead`: sentences above the table. `currencies`: one per row where
    its Decimals are money.
    """

    name: str
    headers: tuple[str, ...]
    rows: Sequence[Sequence[object]] = ()
    lead: tuple[str, ...] = ()
    currencies: Sequence[str] = ()


@dataclass(frozen=True, eq=False)
class Prefilled:
    """A workbook ready to run as it stands, or to be edited first.

    `title`: the document's own. `beside` stand before the sheets, `after` behind them.
    """

    sheets: tuple[PrefilledSheet, ...]
    title: str
    language: str = "en"
    beside: tuple[ReadSheet, ...] = ()
    after: tuple[ReadSheet, ...] = ()
