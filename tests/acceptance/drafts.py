"""Small drafts and the rows that correct them, for tests that are about something else."""

from __future__ import annotations

from typing import Any

from tests.double.server import Served
from tests.double.state import State

Sheets = dict[str, list[list[Any]]]

# The amounts of the lines of each draft of `corrections`, smallest first.
BEFORE, AFTER = [100, 200, 400], [400, 500, 900]


def corrections(double: Served, count: int, books: State | None = None) -> tuple[list[str], Sheets]:
    """Drafts of 1.00, 2.00 and 4.00, and rows that leave 4.00, 9.00 and 5.00 on each.

    `books`: of a connected account; the platform's own without.
    """
    state = books or double.state
    sheets: Sheets = {
        "add_lines": [["invoice", "amount"]],
        "update_lines": [["invoice", "line", "amount"]],
        "remove_lines": [["invoice", "line", "behavior"]],
    }
    invoices = [state.invoice("usd") for _ in range(count)]
    for invoice in invoices:
        gone, changed, _ = (state.line(invoice, amount) for amount in (100, 200, 400))
        sheets["add_lines"].append([invoice, 5])
        sheets["update_lines"].append([invoice, changed, 9])
        sheets["remove_lines"].append([invoice, gone, "delete"])
    return invoices, sheets
