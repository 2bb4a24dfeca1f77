"""The drafts of the tests of run, a workbook that corrects them, and what it must come to."""

from __future__ import annotations

from typing import Any

from tests.run.world import Sheets

Seeds = list[dict[str, Any]]

# Lines as (description, amount in minor units), in the order of the amounts.
Lines = list[tuple[str, int]]


def draft(name: str, *lines: tuple[str, int], customer: str = "cus_A") -> dict[str, Any]:
    """A draft `in_NAME` with lines `il_NAME1` and so on, from items `ii_NAME1`."""
    return {
        "object": "invoice",
        "id": f"in_{name}",
        "customer": customer,
        "currency": "usd",
        "status": "draft",
        "created": 1_793_577_600,
        "metadata": {"kept": "yes"},
        "lines": [
            {
                "id": f"il_{name}{number}",
                "invoice_item": f"ii_{name}{number}",
                "description": description,
                "amount": amount,
            }
            for number, (description, amount) in enumerate(lines, 1)
        ],
    }


def seeds() -> Seeds:
    """Two drafts of one customer."""
    return [
        {"object": "customer", "id": "cus_A", "name": "A Ltd"},
        draft("A", ("wrong", 100), ("low", 200), ("right", 400), ("misplaced", 800)),
        draft("B", ("wrong", 1000), ("low", 2000), ("right", 4000)),
    ]


def sheets() -> Sheets:
    """Remove, update and add on both, a rider, a move from A to B, and a new invoice @C."""
    return {
        "create_invoices": [
            ["ref", "customer", "currency", "collection_method", "days_until_due"],
            ["C", "cus_A", "usd", "send_invoice", 30.0],
        ],
        "add_lines": [
            ["invoice", "amount", "description", "invoice_item"],
            ["in_A", 5.0, "new", None],
            ["in_A", 5.0, "new", None],
            ["in_B", 60.0, "new", None],
            ["in_B", None, None, "ii_A4"],
            ["@C", 7.0, "new", None],
        ],
        "update_lines": [
            ["invoice", "line", "amount", "description"],
            ["in_A", "il_A2", 2.5, "mended"],
            ["in_B", "il_B2", 25.0, None],
        ],
        "remove_lines": [
            ["invoice", "line", "behavior"],
            ["in_A", "il_A1", "delete"],
            ["in_A", "il_A4", "unassign"],
            ["in_B", "il_B1", "delete"],
        ],
        "invoice_metadata": [["invoice", "metadata.checked"], ["in_A", "november"]],
    }


TOTAL = 12

# What stands on each invoice when every row was applied exactly once, worked out by hand.
AFTER: dict[str, Lines] = {
    "in_A": [("mended", 250), ("right", 400), ("new", 500), ("new", 500)],
    "in_B": [("misplaced", 800), ("low", 2500), ("right", 4000), ("new", 6000)],
    "@C": [("new", 700)],
}
MONEY = {
    "usd": {
        "before": "85.00",
        "expected_change": "71.50",
        "actual_change": "71.50",
        "other_change": "0.00",
        "difference": "0.00",
    }
}
METADATA = {"in_A": "november", "in_B": None}
