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


def stale(saved: Plan | str, now: Plan) -> Iterator[Problem]:
    """Nothing where the plans are the same; else the invoices and fields that moved. Of a plan of
    which only the digest was kept nobody can say what moved: only that it is another."""
    if isinstance(saved, str):
        if saved != now.digest:
            yield _another(saved, now)
        return
    if saved.digest == now.digest:
        return
    told: set[str] = set()
    for invoice_id in {**saved.before, **now.before}:
        for details in _moved(saved.before.get(invoice_id), now.before.get(invoice_id)):
            told.add(invoice_id)
            shown = {"invoice": invoice_id, **details}
            yield Problem("plan_stale", Severity.ERROR, value=invoice_id, details=shown)
    # Where lines of the invoice moved, its rows moved with them.
    rows = [one for one in _rows_moved(saved, now) if one.value not in told]
    yield from rows
    if not told and not rows:
        yield _another(saved.digest, now)


def _another(digest: str, now: Plan) -> Problem:
    details = {"expected": digest[:12], "found": now.digest[:12]}
    return Problem("plan_differs", Severity.ERROR, value=digest[:12], details=details)


def _rows_moved(saved: Plan, now: Plan) -> Iterator[Problem]:
    """Rows that come to something else while their invoice stands: the price or the pending item
    has another amount, or the metadata another value."""
    reviewed = {o.id: o for o in saved.operations if o.is_sent}
    for one in now.operations:
        was = reviewed.get(one.id)
        if was is None or not one.is_sent:
            continue
        amounts = [money.show(o.line_amount_minor, o.currency) for o in (was, one) if o.currency]
        values = {"amount": amounts} if len(amounts) == 2 else {}
        for name in dict.fromkeys([*was.old, *one.old]):
            values[name] = [_shown(name, o.old.get(name), o.currency) for o in (was, one)]
        for name, (old, new) in values.items():
            if old != new:
                moved = {"column": f"{one.sheet}!{one.row} {name}", "old": old, "new": new}
                shown = {"invoice": one.invoice, **moved}
                yield Problem("plan_stale", Severity.ERROR, value=one.invoice, details=shown)


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
