"""The rows that doubts are about, and which of their cells says an amount."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from batcher.core.checking import AMOUNTS, UNITS
from batcher.core.model import Kind
from batcher.core.plan.parts import Operation

Sent = Sequence[Operation]
SHAPES_KEPT = 1024

# The cells that say what a line comes to; of a row without any, those that name it.
PRICED = (*AMOUNTS, *UNITS, "quantity", "price", "invoice_item", "line", "invoice", "ref")
# An undo workbook names the run it takes back: what stood before is no slip of anybody's.
_RUN = re.compile(r"R-[0-9]{8}-[0-9]{6}-[0-9a-f]{6}", re.ASCII)


def is_undo(correction_no: str) -> bool:
    """True for the correction number of a row that takes back what a run did."""
    return bool(_RUN.search(correction_no))


def money_cell(operation: Operation) -> str:
    """The first cell of its row that says an amount, '' for none."""
    return _first_money(operation.columns)


@lru_cache(maxsize=SHAPES_KEPT)  # the rows of a sheet have few shapes
def _first_money(columns: tuple[tuple[str, str], ...]) -> str:
    filled = {header for _, header in columns}
    return next((name for name in (*AMOUNTS, *UNITS) if name in filled), "")


def typed_cell(operation: Operation) -> str:
    """The cell that says the new amount of an update, '' where its amount does not change."""
    is_moved = operation.kind is Kind.UPDATE and operation.change_minor
    return money_cell(operation) if is_moved else ""
