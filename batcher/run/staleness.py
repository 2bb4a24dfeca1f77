"""Whether a saved plan still says what would happen, and if not, what moved since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal

from batcher.core import money
from batcher.core.live import Invoice, fields
from batcher.core.model import Problem, Severity
from batcher.core.plan import Plan


def planned_money(plan: Plan) -> dict[str, int]:
    """Net change by currency of the rows to be sent, in minor units."""
    totals: dict[str, int] = defaultdict(int)
    for operation in plan.operations:
        if operation.is_sent:
            totals[operation.currency] += operation.change_minor
    return {currency: totals[currency] for currency in totals if currency}


def stale(saved: Plan, now: Plan) -> Iterator[Problem]:
    """Nothing where the plans are the same; else the invoices and fields that moved."""
    if saved.digest == now.digest:
        return
    told = False
    for invoice_id in {**saved.before, **now.before}:
        for details in _moved(saved.before.get(invoice_id), now.before.get(invoice_id)):
            told = True
            shown = {"invoice": invoice_id, **details}
            yield Problem("plan_stale", Severity.ERROR, value=invoice_id, details=shown)
    if not told:
        details = {"expected": saved.digest[:12], "found": now.digest[:12]}
        yield Problem("plan_differs", Severity.ERROR, value=saved.digest[:12], details=details)


def _moved(old: Invoice | None, new: Invoice | None) -> Iterator[Mapping[str, str]]:
    """What differs between two reads of one invoice."""
    if old is None or new is None:
        yield {"column": "invoice", "old": "-" if old is None else old.id,
               "new": "-" if new is None else new.status}  # fmt: skip
        return
    if old.status != new.status:
        yield {"column": "status", "old": old.status, "new": new.status}
    lines = dict.fromkeys(line.id for line in (*old.lines, *new.lines))
    for line_id in lines:
        was, now = old.line(line_id), new.line(line_id)
        if was is None or now is None:
            found = was or now
            assert found is not None
            shown = money.show(found.amount, old.currency)
            yield {"column": line_id, "old": shown if was else "-", "new": shown if now else "-"}
            continue
        before, after = fields(was), fields(now)
        for name in dict.fromkeys([*before, *after]):
            if before.get(name) != after.get(name):
                told = [_shown(name, one.get(name), old.currency) for one in (before, after)]
                yield {"column": f"{line_id} {name}", "old": told[0], "new": told[1]}


def _shown(name: str, value: str | None, currency: str) -> str:
    """A value of `live.fields` as a person writes it: money in the major unit."""
    if value is None:
        return "-"
    if name == "amount":
        return money.show(int(value), currency)
    return money.show_unit(Decimal(value), currency) if name == "unit_amount" else value
