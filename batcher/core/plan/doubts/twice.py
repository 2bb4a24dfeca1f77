"""The same correction twice: in two rows of one workbook, or in an earlier run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from batcher.core import money
from batcher.core.by_column import column_of
from batcher.core.checking import Row
from batcher.core.live import Invoice, Line, Live
from batcher.core.model import Kind, Problem, Severity, Status
from batcher.core.plan.doubts.rows import Sent
from batcher.core.plan.identity import content, tag_of
from batcher.core.plan.known import Known, KnownOperation
from batcher.core.plan.parts import Operation, RowOf

_WORDS = ("description", "price", "product", "product_name")
_TEXTS = (*_WORDS, "period_start", "period_end")


def said_twice(sent: Sent, row_of: RowOf) -> Iterator[Problem]:
    """Two new lines of one invoice with the same text and amount (and price and period)."""
    first: dict[tuple[object, ...], Operation] = {}
    for operation in sent:
        row = row_of(operation) if operation.kind is Kind.ADD else None
        if row is None or not row.filled(_WORDS):
            continue
        key = (operation.invoice, operation.line_amount_minor, *map(row.values.get, _TEXTS))
        other = first.setdefault(key, operation)
        if other is not operation:
            yield row.problem(
                row.filled(_WORDS)[0],
                "same_line_twice",
                Severity.WARNING,
                other=f"{other.sheet}!{other.row}",
                new=money.show(operation.line_amount_minor, operation.currency),
            )


def corrected_before(
    sent: Sent,
    row_of: RowOf,
    numbers: Mapping[str, str],
    live: Live,
    known: Known,
    *,
    livemode: bool,
    zone: ZoneInfo,
) -> Iterator[Problem]:
    """Rows that an earlier run brought in already, under another correction number.

    What `--repeat again` asks for was asked and answered.
    """
    ours = {operation.id for operation in sent}
    numbered = any(operation.id in numbers for operation in sent) if numbers else False
    applied = _applied_on(known) if numbered else {}
    for operation in sent:
        run = other = ""
        if operation.kind is Kind.ADD:
            line = _same_line(operation, row_of, live, ours)
            before = known.get(tag_of(line.metadata)) if line else None
            run, other = before.run if before else "", line.id if line else ""
        elif applied and operation.id in numbers:
            hashed = _unnumbered(row_of(operation), operation, livemode, zone)
            before = applied.get((operation.line or operation.invoice, hashed))
            run, other = (before.run, operation.line) if before else ("", "")
        if other:
            row = row_of(operation)
            name = row.filled(("line", "ref", "invoice"))[0]
            yield row.problem(name, "corrected_before", Severity.WARNING, other=other, run=run)


def _same_line(operation: Operation, row_of: RowOf, live: Live, ours: set[str]) -> Line | None:
    """A line of the invoice that another operation of ours added, of the same text and amount."""
    invoice = live.invoices.get(operation.invoice)
    lines = invoice.lines if isinstance(invoice, Invoice) else ()
    for place, amount in enumerate(column_of(lines, "amount")):
        if amount != operation.line_amount_minor:
            continue
        line = lines[place]
        tag = tag_of(line.metadata)
        if tag and tag not in ours and line.description == row_of(operation).text("description"):
            return line
    return None


def _applied_on(known: Known) -> Mapping[tuple[str, str], KnownOperation]:
    """(line or invoice, content) -> the operation that was applied to it."""
    return {
        (one.subject, one.content): one
        for one in known.operations.values()
        if one.status is Status.APPLIED
    }


def _unnumbered(row: Row, operation: Operation, livemode: bool, zone: ZoneInfo) -> str:
    """The content of the same row without its correction number."""
    values = {name: value for name, value in row.values.items() if name != "correction_no"}
    return content(
        replace(row, values=values),
        livemode=livemode,
        invoice=row.text("invoice"),
        currency=operation.currency,
        zone=zone,
    )
