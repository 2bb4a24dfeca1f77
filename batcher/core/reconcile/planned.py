"""What the rows were to change, and what became of that: applied, not applied, in doubt.

Counted from the rows alone, so that the money of the invoices can be held against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from batcher.core.model import PlannedRow, Status
from batcher.core.reconcile.rows import RowResult

_NOT_APPLIED = (Status.REJECTED, Status.REFUSED, Status.NOT_SENT)


def planned_rows(rows: Iterable[RowResult]) -> tuple[PlannedRow, ...]:
    """Planned money by currency, in the order of the currencies' names."""
    grouped: dict[str, list[RowResult]] = defaultdict(list)
    for row in rows:
        if row.operation.currency:
            grouped[row.operation.currency].append(row)
    return tuple(planned_of(currency, grouped[currency]) for currency in sorted(grouped))


def planned_of(currency: str, rows: Collection[RowResult]) -> PlannedRow:
    """What these rows, all of one currency, were to change. What already stood asks for nothing."""
    return PlannedRow(
        currency,
        planned_minor=sum(
            row.operation.change_minor for row in rows if row.status is not Status.UNCHANGED
        ),
        applied_minor=_sum(rows, (Status.APPLIED,)),
        not_applied_minor=_sum(rows, _NOT_APPLIED),
        in_doubt_minor=_sum(rows, (Status.IN_DOUBT,)),
    )


def _sum(rows: Iterable[RowResult], statuses: Collection[Status]) -> int:
    return sum(row.operation.change_minor for row in rows if row.status in statuses)
