"""The same correction twice: in two rows of one workbook, or in an earlier run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from batcher.core import money
from batcher.core.checking import Row
from batcher.core.live import Invoice, Line, Live
from batcher.core.model import Kind, Problem, Severity, Status
from batcher.core.plan.doubts.rows import Sent
from batcher.core.plan.identity import content, tag_of
from batcher.core.plan.known import Known, KnownOperation
from batcher.core.plan.parts import Operation

_WORDS = ("description", "price", "product", "product_name")
_TEXTS = (*_WORDS, "period_start", "period_end")


def said_twice(sent: Sent) -> Iterator[Problem]:
    """Two new lines of one invoice with the same text and amount (and price and period)."""
    first: dict[tuple[object, ...], Row] = {}
    for row, operation in sent:
        if operation.kind is not Kind.ADD or not row.filled(_WORDS):
            continue
        key = (operation.invoice, operation.line_amount_minor, *map(row.values.get, _TEXTS))
        other = first.setdefault(key, row)
        if other is not row:
            yield row.problem(
                row.filled(_WORDS)[0],
                "same_line_twice",
                Severity.WARNING,
                other=f"{other.sheet}!{other.row}",
                new=money.show(operation.line_amount_minor, operation.currency),
            )


def corrected_before(
    sent: Sent, live: Live, known: Known, *, livemode: bool, zone: ZoneInfo
) -> Iterator[Problem]:
    """Rows that an earlier run brought in already, under another correction number.

    What `--repeat again` asks for was asked and answered.
    """
    ours = {operation.id for _, operation in sent}
    numbered = any(row.text("correction_no") for row, _ in sent)
    applied = _applied_on(known) if numbered else {}
    for row, operation in sent:
        if operation.kind is Kind.ADD:
            line = _same_line(row, operation, live, ours)
            before = known.get(tag_of(line.metadata)) if line else None
            run, other = before.run if before else "", line.id if line else ""
        else:
            hashed = _unnumbered(row, operation, livemode, zone) if applied else ""
            before = applied.get((operation.line or operation.invoice, hashed))
            run, other = (before.run, operation.line) if before else ("", "")
        if other:
            name = row.filled(("line", "ref", "invoice"))[0]
            yield row.problem(name, "corrected_before", Severity.WARNING, other=other, run=run)


def _same_line(row: Row, operation: Operation, live: Live, ours: set[str]) -> Line | None:
    """A line of the invoice that another operation of ours added, of the same text and amount."""
    invoice = live.invoices.get(operation.invoice)
    for line in invoice.lines if isinstance(invoice, Invoice) else ():
        tag = tag_of(line.metadata)
        same = (line.amount, line.description) == (
            operation.line_amount_minor,
            row.text("description"),
        )
        if same and tag and tag not in ours:
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
    """The content of the same row without its correction number; '' where it has none."""
    if not row.text("correction_no"):
        return ""
    values = {name: value for name, value in row.values.items() if name != "correction_no"}
    return content(
        replace(row, values=values),
        livemode=livemode,
        invoice=row.text("invoice"),
        currency=operation.currency,
        zone=zone,
    )
