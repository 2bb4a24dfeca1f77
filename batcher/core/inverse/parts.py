"""What an undo is worked out from, and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from batcher.core.live import Invoice, Json, Line, Missing
from batcher.core.model import Kind
from batcher.core.plan.parts import Operation
from batcher.core.reconcile import RowResult

Cells = dict[str, object]  # column -> value, as `core.model.PrefilledSheet` takes them
Place = tuple[str, int]  # sheet and row of the workbook that is undone


@dataclass(frozen=True, eq=False)
class Facts:
    """What Stripe says now of what the old lines name, by id.

    `items`: invoice items, as they were before the run, that say how an invoice is taxed.
    """

    prices: Mapping[str, Json | Missing] = field(default_factory=dict)
    products: Mapping[str, Json | Missing] = field(default_factory=dict)
    tax_rates: Mapping[str, Json | Missing] = field(default_factory=dict)
    items: Mapping[str, Json | Missing] = field(default_factory=dict)

    def is_sold(self, rate: str) -> bool:
        """Whether a tax rate can be named again: it was read, and is not archived."""
        known = self.tax_rates.get(rate)
        return isinstance(known, Mapping) and known.get("active") is not False

    def is_by_hand(self, line: Line) -> bool | None:
        """Whether the taxes of a line are amounts somebody gave, for its item then has no rates;
        None where its item was not read, or it has no taxes."""
        known = self.items.get(line.invoice_item)
        if not line.taxes or not isinstance(known, Mapping):
            return None
        return not known.get("tax_rates")


@dataclass(frozen=True, eq=False)
class Done:
    """A run that is to be undone.

    `rows`: what came of each of its rows. `before`: invoices as they were before its first write,
    `after` as read after its last, `now` as they are. `ids`: @ref -> the invoice made for it.
    `numbers`: the `correction_no` of a row, where it had one. `withdrawn`: ids of operations that
    another run has undone already.
    """

    run: str
    zone: ZoneInfo
    rows: tuple[RowResult, ...]
    before: Mapping[str, Invoice]
    after: Mapping[str, Invoice]
    now: Mapping[str, Invoice]
    ids: Mapping[str, str] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)
    numbers: Mapping[Place, str] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()

    def invoice_id(self, operation: Operation) -> str:
        """The id of the invoice an operation is on."""
        return self.ids.get(operation.invoice, operation.invoice)


@dataclass(frozen=True, slots=True)
class InverseRow:
    """One row that takes back one operation. `renewed`: what it adds again gets a new id."""

    kind: Kind
    operation: Operation
    values: Mapping[str, object]
    currency: str
    renewed: bool = False


@dataclass(frozen=True, slots=True)
class Unreversed:
    """Something of a row that cannot be taken back. `code` is a label code (`undo.CODE`).

    `column`: '' where it is the whole row. `is_written`: a row of the undo workbook asks for it all
    the same, or for the rest of it.
    """

    operation: Operation
    invoice: str
    code: str
    column: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    is_written: bool = False


@dataclass(frozen=True, slots=True)
class Inverse:
    """All rows that undo a run, and what no row can."""

    rows: tuple[InverseRow, ...]
    unreversed: tuple[Unreversed, ...]
