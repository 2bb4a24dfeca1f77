"""What a run may send without a person's approval, and what of a plan is above that. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from batcher.core import money
from batcher.core.model import Problem, Severity
from batcher.core.plan.parts import Operation, Plan


@dataclass(frozen=True, slots=True)
class Limits:
    """`rows` sent in one run; money by currency (small letters, major unit) of a whole `run` and of
    any one `invoice`: the sum of what each row changes, without its sign, so that corrections up
    and down do not hide each other. `others_wait`: a currency that a limit does not name waits,
    where that limit names any."""

    rows: int | None = None
    run: Mapping[str, Decimal] = field(default_factory=dict)
    invoice: Mapping[str, Decimal] = field(default_factory=dict)
    others_wait: bool = True


@dataclass(slots=True)
class _Moved:
    """What the rows of one currency move: without signs, and net; minor units."""

    gross_minor: int = 0
    net_minor: int = 0

    def add(self, operation: Operation) -> None:
        self.gross_minor += abs(operation.change_minor)
        self.net_minor += operation.change_minor


def above(plan: Plan, limits: Limits) -> Iterator[Problem]:
    """One question for each limit that what the plan would send is above."""
    sent = [operation for operation in plan.operations if operation.is_sent]
    if limits.rows is not None and len(sent) > limits.rows:
        yield _question("limit_rows", str(limits.rows), rows=str(len(sent)))
    run: dict[str, _Moved] = defaultdict(_Moved)
    invoices: dict[str, dict[str, _Moved]] = defaultdict(lambda: defaultdict(_Moved))
    for operation in sent:
        if operation.currency and operation.change_minor:
            run[operation.currency].add(operation)
            invoices[operation.currency][operation.invoice].add(operation)
    for currency, moved in run.items():
        if _is_above(moved, currency, limits.run, limits.others_wait):
            yield _money("limit_money_run", limits.run, currency, moved)
    for currency, each in invoices.items():
        over = {
            invoice: moved
            for invoice, moved in each.items()
            if _is_above(moved, currency, limits.invoice, limits.others_wait)
        }
        if over:
            worst = max(over, key=lambda invoice: over[invoice].gross_minor)
            more = str(len(over) - 1) if len(over) > 1 else ""
            yield _money("limit_money_invoice", limits.invoice, currency, over[worst], worst, more)


def _is_above(
    moved: _Moved, currency: str, limits: Mapping[str, Decimal], others_wait: bool
) -> bool:
    if not limits:
        return False
    if currency not in limits:
        return others_wait
    return money.from_minor(moved.gross_minor, currency) > limits[currency]


def _money(
    setting: str,
    limits: Mapping[str, Decimal],
    currency: str,
    moved: _Moved,
    invoice: str = "",
    more: str = "",
) -> Problem:
    code = currency.upper()
    limit = f"{code} {limits[currency]:f}" if currency in limits else ""
    unnamed = "" if limit else code
    gross, net = (f"{code} {money.show(m, currency)}" for m in (moved.gross_minor, moved.net_minor))
    return _question(
        setting, limit, moved=gross, net=net, invoice=invoice, more=more, unnamed=unnamed
    )


def _question(
    setting: str,
    limit: str,
    *,
    rows: str = "",
    moved: str = "",
    net: str = "",
    invoice: str = "",
    more: str = "",
    unnamed: str = "",
) -> Problem:
    details = {
        "setting": setting,
        "limit": limit,
        "rows": rows,
        "moved": moved,
        "net": net,
        "invoice": invoice,
        "more": more,
        "unnamed": unnamed,
    }
    return Problem("approval_needed", Severity.QUESTION, value=rows or moved, details=details)
