"""The nouns of a plan under review: what each invoice and each row would come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from batcher.core.model.workbooks import Problem


@dataclass(frozen=True, slots=True)
class ReviewInvoice:
    """One invoice as it would be changed; amounts in minor units, sums of the amounts of all lines.

    `invoice` is `@ref` for one yet to be created. `finalizes_at`: when by itself, ISO UTC, or ''.
    """

    invoice: str
    customer: str
    currency: str
    livemode: bool
    rows: int
    lines_before: int
    lines_after: int
    before_minor: int
    change_minor: int
    finalizes_at: str = ""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One thing one row changes, or why the row is left alone (`column` is then '').

    `old` and `new` as people read them. `change_minor`: what the row adds to its invoice, on the
    first of its changes only, so that the column adds up.
    """

    sheet: str
    row: int
    operation: str
    invoice: str
    line: str
    description: str
    currency: str
    column: str
    old: str
    new: str
    change_minor: int | None
    message: str


@dataclass(frozen=True, eq=False)
class Review:
    """A plan as a person reviews it; biggest movers first.

    `facts`: (label code, value). `counts`: label code -> how many. `blocked`: as it is, nothing of
    the workbook would be sent.
    """

    facts: tuple[tuple[str, str], ...]
    counts: Mapping[str, int]
    invoices: tuple[ReviewInvoice, ...]
    rows: tuple[ReviewRow, ...]
    problems: tuple[Problem, ...]
    blocked: bool
    language: str = "en"
