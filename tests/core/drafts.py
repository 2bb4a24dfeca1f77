"""Live invoices made by hand, and plans of workbooks against them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import unquote_plus
from zoneinfo import ZoneInfo

from batcher.core.checking import Checked, Expected
from batcher.core.live import ITEM, SUBSCRIPTION, Invoice, Line, Live
from batcher.core.model import Sheet
from batcher.core.plan import Plan, Terms, make
from batcher.core.plan.known import Known
from tests.core.sheets import checked

NOW = 1_793_600_000


def line(number: int, amount: int, **more: Any) -> Line:
    """An item line `il_<number>` of 1 x amount in the invoice's currency."""
    fields = {
        "id": f"il_{number}",
        "amount": amount,
        "currency": "usd",
        "kind": ITEM,
        "description": f"Line {number}",
        "discountable": True,
        "quantity": Decimal(1),
        "unit_amount": Decimal(amount),
        "invoice_item": f"ii_{number}",
        "period_start": 1793491200,
        "period_end": 1793491200,
    }
    return Line(**{**fields, **more})


def subscription_line(number: int, amount: int, **more: Any) -> Line:
    """A line that a subscription made."""
    return line(number, amount, **{"kind": SUBSCRIPTION, "invoice_item": "", **more})


def invoice(number: int, *lines: Line, currency: str = "usd", **more: Any) -> Invoice:
    """The draft `in_<number>` of customer `cus_<number>`."""
    fields = {"status": "draft", "customer": f"cus_{number}", **more}
    return Invoice(id=f"in_{number}", currency=currency, lines=lines, **fields)


def live(*invoices: Invoice, **others: Mapping[str, Any]) -> Live:
    """All that Stripe shows."""
    return Live({one.id: one for one in invoices}, **others)


def terms(**more: Any) -> Terms:
    """Terms of a test account in UTC."""
    fields: dict[str, Any] = {
        "account": "acct_1",
        "livemode": False,
        "api_version": "2026-10-28.endive",
        "zone": ZoneInfo("UTC"),
        "now": NOW,
        "read_at": "2026-11-02T06:13:20+00:00",
    }
    return Terms(**{**fields, **more})


def plan(
    *sheets: Sheet,
    on: Live | None = None,
    known: Known | None = None,
    expected: Expected | None = None,
    **more: Any,
) -> Plan:
    """The plan of these sheets against these invoices."""
    return plan_of(checked(*sheets, expected=expected), on, known, expected=expected, **more)


def plan_of(
    book: Checked,
    on: Live | None = None,
    known: Known | None = None,
    *,
    expected: Expected | None = None,
    **more: Any,
) -> Plan:
    """The plan of a checked workbook."""
    under = terms(expected=expected or Expected(), **more)
    return make(book, on or Live(), known or Known(), under)


def pairs(body: str) -> list[str]:
    """An encoded body, readable: one `name=value` each, in order."""
    return [unquote_plus(pair) for pair in body.split("&")]


def untagged(body: str) -> list[str]:
    """`pairs` without the tags, whose values are hashes."""
    return [pair for pair in pairs(body) if "[batcher]=" not in pair]


def problems(plan: Plan) -> list[tuple[str, str | None, str]]:
    """(severity, cell, code) of every problem, in order."""
    return [(p.severity.value, p.cell, p.code) for p in plan.problems]


def statuses(plan: Plan) -> list[tuple[int, str, str]]:
    """(row, status, reason) of every operation."""
    return [(o.row, o.status.value, o.reason) for o in plan.operations]


def paths(plan: Plan) -> list[str]:
    """The endpoint of every request in order."""
    return [request.path for request in plan.requests]


def ids(operations: Iterable[str], plan: Plan) -> list[tuple[str, int]]:
    """(sheet, row) of these operation ids."""
    known = plan.by_id()
    return [(known[one].sheet, known[one].row) for one in operations]
