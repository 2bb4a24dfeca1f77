"""Amounts seldom meant: a flipped sign, an invoice below zero, a line far off the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from batcher.core import money
from batcher.core.by_column import column_of
from batcher.core.live import Invoice, Live
from batcher.core.model import Kind, Problem, Severity
from batcher.core.plan.doubts.rows import PRICED, Sent, typed_cell
from batcher.core.plan.parts import Operation, RowOf

FAR_TIMES = 20  # that many times the largest line of the customer is far outside
FAR_LINES_MIN = 5  # of fewer lines nobody can say what is usual


def negated(sent: Sent, row_of: RowOf) -> Iterator[Problem]:
    """An update to exactly the old amount with the sign flipped."""
    for operation in sent:
        cell = typed_cell(operation)
        old = operation.line_amount_minor - operation.change_minor
        if cell and operation.line_amount_minor == -old:
            told = [money.show(minor, operation.currency) for minor in (old, -old)]
            row = row_of(operation)
            yield row.problem(cell, "amount_negated", Severity.QUESTION, old=told[0], new=told[1])


def turned_negative(
    sent: Sent, row_of: RowOf, undoing: Collection[str], live: Live
) -> Iterator[Problem]:
    """An invoice whose lines come to less than nothing, and did not before."""
    by_invoice: dict[str, list[Operation]] = defaultdict(list)
    for operation in sent:
        by_invoice[operation.invoice].append(operation)
    for invoice_id, own in by_invoice.items():
        invoice = live.invoices.get(invoice_id)
        before = invoice.amount if isinstance(invoice, Invoice) else 0
        after = before + sum(operation.change_minor for operation in own)
        undone = all(o.id in undoing for o in own if o.change_minor)
        if before < 0 or after >= 0 or undone:
            continue
        operation = min(own, key=lambda one: one.change_minor)
        told = [money.show(minor, operation.currency) for minor in (before, after)]
        row = row_of(operation)
        yield row.problem(
            row.filled(PRICED)[0],
            "invoice_negative",
            Severity.QUESTION,
            invoice=invoice_id,
            old=told[0],
            new=told[1],
        )


def far(sent: Sent, row_of: RowOf, live: Live, told: Collection[str]) -> Iterator[Problem]:
    """More than twenty times the largest line of the customer, who has at least five."""
    usual = _largest(live)
    for operation in sent:
        invoice = live.invoices.get(operation.invoice)
        new = operation.kind is Kind.ADD and not operation.invoice_item
        if not (new or operation.kind is Kind.UPDATE) or not isinstance(invoice, Invoice):
            continue
        largest = usual.get((invoice.customer or invoice.id, invoice.currency))
        amount = abs(operation.line_amount_minor)
        if largest and amount > FAR_TIMES * largest and operation.id not in told:
            row = row_of(operation)
            yield row.problem(
                row.filled(PRICED)[0],
                "amount_far",
                Severity.WARNING,
                new=money.show(operation.line_amount_minor, operation.currency),
                largest=money.show(largest, operation.currency),
            )


def _largest(live: Live) -> Mapping[tuple[str, str], int]:
    """(customer, currency) -> the largest amount of its lines, where there are enough of them."""
    sizes: dict[tuple[str, str], list[int]] = defaultdict(list)
    for invoice in live.invoices.values():
        if isinstance(invoice, Invoice):
            own = (abs(amount) for amount in column_of(invoice.lines, "amount") if amount)
            sizes[invoice.customer or invoice.id, invoice.currency].extend(own)
    return {whose: max(own) for whose, own in sizes.items() if len(own) >= FAR_LINES_MIN}
