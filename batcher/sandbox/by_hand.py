"""What somebody at the Dashboard does to an invoice between two requests of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from batcher.sandbox import bulk, invoices
from batcher.sandbox.account import Account
from batcher.sandbox.call import Call
from batcher.sandbox.faults import ByHand
from batcher.sandbox.state import Record, random_id

ITEM = "invoice_item_details"
EDITED_BY_MINOR = 100
Doing = tuple[Callable[[Call], Record], Record]


def act(account: Account, by_hand: ByHand, invoice_id: str) -> None:
    """Do it, where it can be done: a subscription's lines and drafts are left alone."""
    work = account.look()
    invoice = work.find("invoice", invoice_id)
    if invoice is None or invoice["status"] != "draft":
        return
    lines = [work.find("line_item", one) for one in invoice["_lines"]]
    doing = _DOINGS[by_hand]([line for line in lines if line and line["parent"]["type"] == ITEM])
    if doing is not None:
        run, parameters = doing
        account.perform(run, parameters, (invoice_id,), random_id("req_", 14))


def _edit(lines: list[Record]) -> Doing | None:
    if not lines:
        return None
    line = lines[0]
    amount = line["amount"] + EDITED_BY_MINOR
    return bulk.update_lines, {"lines": [{"id": line["id"], "amount": amount}]}


def _delete(lines: list[Record]) -> Doing | None:
    if not lines:
        return None
    return bulk.remove_lines, {"lines": [{"id": lines[-1]["id"], "behavior": "delete"}]}


_DOINGS: Mapping[str, Callable[[list[Record]], Doing | None]] = MappingProxyType(
    {
        "edit_line": _edit,
        "delete_line": _delete,
        "finalize": lambda _lines: (invoices.finalize, {}),
        "delete_invoice": lambda _lines: (invoices.delete, {}),
    }
)
