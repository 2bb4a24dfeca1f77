"""The rows that doubts are about, and which of their cells says an amount."""

from __future__ import annotations

import re
from collections.abc import Sequence

from batcher.core.checking import AMOUNTS, UNITS, Row
from batcher.core.model import Kind
from batcher.core.plan.parts import Operation

Sent = Sequence[tuple[Row, Operation]]

# The cells that say what a line comes to; of a row without any, those that name it.
PRICED = (*AMOUNTS, *UNITS, "quantity", "price", "invoice_item", "line", "invoice", "ref")
# An undo workbook names the run it takes back: what stood before is no slip of anybody's.
_RUN = re.compile(r"R-[0-9]{8}-[0-9]{6}-[0-9a-f]{6}", re.ASCII)


def is_undo(row: Row) -> bool:
    """True for a row that takes back what a run did."""
    return bool(_RUN.search(row.text("correction_no")))


def typed_cell(row: Row, operation: Operation) -> str:
    """The cell that says the new amount of an update, '' where its amount does not change."""
    moved = operation.old.get("amount", "") != operation.new.get("amount", "")
    cells = row.filled((*AMOUNTS, *UNITS))
    return cells[0] if operation.kind is Kind.UPDATE and moved and cells else ""
