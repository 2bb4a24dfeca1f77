"""The example's workbook: what the accountant corrects in the drafts beside it, row by row."""

from __future__ import annotations

from decimal import Decimal

from batcher.core.example.added import Row, added
from batcher.core.example.changed import removed, updated
from batcher.core.model import Kind

# What the accountant expects of the whole workbook; a test adds the rows up again.
_NET_CHANGE = (("usd", "-4630.61"), ("jpy", "224100"), ("eur", "1770.50"), ("kwd", "94.750"))


def rows() -> dict[Kind, list[Row]]:
    """The rows of every sheet, keyed by canonical column name, as a person would type them.

    Ids and text are str, money is Decimal in major units, quantities int (Decimal with places),
    days are date. A blank cell has no key. `note` is the person's own column. Every call gives
    new dicts.
    """
    sheets = {
        Kind.CREATE: _created(),
        Kind.ADD: added(),
        Kind.UPDATE: updated(),
        Kind.REMOVE: removed(),
        Kind.METADATA: _metadata(),
    }
    return {**sheets, Kind.CONTROL: _control(sheets)}


def _control(sheets: dict[Kind, list[Row]]) -> list[Row]:
    counts: list[Row] = [{"sheet": kind.value, "rows": len(rows)} for kind, rows in sheets.items()]
    return [
        *counts,
        *({"currency": code, "net_change": Decimal(change)} for code, change in _NET_CHANGE),
    ]


def _created() -> list[Row]:
    return [
        {
            "ref": "tasting-event",
            "customer": "cus_Dunmarrow",
            "collection_method": "send_invoice",
            "days_until_due": 30,
            "currency": "usd",
            "description": "Tasting event, 24 October 2026",
            "metadata.month": "2026-10",
            "note": "Forgotten at month end: billed on its own",
        }
    ]


def _metadata() -> list[Row]:
    approvals = (
        ("Quillmere", "M. Okafor"),
        ("Fernhollow", "M. Okafor"),
        ("Tarnwick", "J. Lindqvist"),
        ("Mihon", "佐藤"),
        ("Reiji", "佐藤"),
        ("Velbruck", "J. Lindqvist"),
        ("Sahelina", "J. Lindqvist"),
        ("Zumarrud", "J. Lindqvist"),
    )
    return [
        {
            "invoice": f"in_{name}",
            "metadata.approved_by": person,
            "metadata.correction": "2026-10 month end",
        }
        for name, person in approvals
    ]
