"""What the report workbook and the leftovers workbook say; their writers only show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from batcher.core.checking import Checked
from batcher.core.columns import Value, sheet_kind
from batcher.core.instants import on_the_clock, to_the_millisecond
from batcher.core.model import (
    InvoiceRow,
    Leftovers,
    LeftoverSheet,
    Report,
    ReportSheet,
    RequestRow,
    Status,
)
from batcher.core.reconcile import request_rows
from batcher.core.reporting.ends import Account, RowEnd
from batcher.core.reporting.undone import undone_of
from batcher.core.tables import Table

RESULTS = (
    "status", "message", "stripe_id", "request_id", "proof", "changes", "operation_id", "currency",
)  # fmt: skip
MONEY = frozenset({Value.MONEY, Value.MINOR, Value.UNIT_MONEY, Value.UNIT_MINOR})
NO_ID = "-"  # of a row that never became an operation; its origin is told all the same
LEFT_OVER = (Status.REJECTED, Status.REFUSED, Status.NOT_SENT)


def report_of(account: Account, ends: Mapping[tuple[str, int], RowEnd], status: str) -> Report:
    """The report workbook's content."""
    zone = account.plan.time_zone
    by_sheet: dict[str, dict[Status, int]] = defaultdict(lambda: dict.fromkeys(Status, 0))
    for (sheet, _), end in ends.items():
        by_sheet[sheet][end.status] += 1
    return Report(
        run=account.run,
        status=status,
        facts=account.facts,
        rows=by_sheet,
        left_out=_left_out(account.checked),
        money=account.reconciled.money,
        sheets=tuple(_sheet(table, ends) for table in account.checked.tables if table.rows),
        invoices=tuple(_timed_invoice(row, zone) for row in account.reconciled.invoices),
        problems=account.problems,
        requests=requests_of(account),
        half_corrected=tuple(row.invoice for row in account.reconciled.half_corrected),
        language=account.language,
        undone=undone_of(account, ends),
        unread=account.reconciled.unread,
        time_zone=zone,
        planned=account.reconciled.planned,
        unplanned=len(ends) - len(account.reconciled.rows),
    )


def _timed_invoice(row: InvoiceRow, zone: str) -> InvoiceRow:
    """Stripe's unix seconds on the clock of the run's zone."""
    at = on_the_clock(row.finalizes_at, zone)
    return replace(row, finalizes_at=at)


def requests_of(account: Account, *, named: bool = False) -> tuple[RequestRow, ...]:
    """Every attempt at every request of a run; `named`: each says of which run it is."""
    zone, run = account.plan.time_zone, account.run if named else ""
    rows = request_rows(account.plan, account.events)
    return tuple(replace(_timed(row, zone), run=run) for row in rows)


def _timed(row: RequestRow, zone: str) -> RequestRow:
    sent, answered = (to_the_millisecond(at, zone) for at in (row.sent_at, row.answered_at))
    return replace(row, sent_at=sent, answered_at=answered)


def _left_out(checked: Checked) -> dict[str, int]:
    """Rows outside the total, by why: blank, hidden and skipped, the control sheet's own."""
    control = checked.left_out.get(checked.control.sheet, 0)
    hidden = sum(table.skipped for table in checked.tables)
    blank = sum(checked.left_out.values()) - control - hidden
    found = {"blank": blank, "hidden": hidden, "control": control}
    return {why: count for why, count in found.items() if count}


def _sheet(table: Table, ends: Mapping[tuple[str, int], RowEnd]) -> ReportSheet:
    """The person's own rows, those that ask for nothing too, and what came of each."""
    cells = table.sheet.cells
    below = cells.loc[cells.index > table.header_row]
    results = {name: [] for name in RESULTS}  # type: dict[str, list[str]]
    for row in below.index:
        end = ends.get((table.name, int(row)))
        for name in RESULTS:
            value = getattr(end, name) if end else ""
            results[name].append(value.value if isinstance(value, Status) else value)
    return ReportSheet(
        table.name,
        table.kind,
        table.headers,
        below,
        pd.DataFrame(results, index=below.index, dtype=object),
        {n: h.column.name for n, h in table.meaning.items() if h.column.value in MONEY},
    )


def leftovers_of(account: Account, ends: Mapping[tuple[str, int], RowEnd]) -> Leftovers | None:
    """The rows not applied, ready to run; never rows in doubt. None when there are none."""
    sheets = []
    for table in account.checked.tables:
        rows = [r for r in table.rows if ends[table.name, r].status in LEFT_OVER]
        if not rows:
            continue
        own = [ends[table.name, row] for row in rows]
        index = pd.Index(rows)
        origins = [
            f"{e.operation_id or NO_ID} {account.run} {table.name}!{r}"
            for e, r in zip(own, rows, strict=True)
        ]
        sheets.append(
            LeftoverSheet(
                _runnable_name(table),
                table.headers,
                _freed(account, table, table.sheet.cells.loc[rows]),
                pd.Series([e.message for e in own], index=index, dtype=object),
                pd.Series(origins, index=index, dtype=object),
            )
        )
    return Leftovers(tuple(sheets), account.language) if sheets else None


def _runnable_name(table: Table) -> str:
    """The sheet's own name, or its kind's where only `--sheet` or the file's name said it."""
    if table.kind is None or sheet_kind(table.name) is table.kind:
        return table.name
    return table.kind.value


def _freed(account: Account, table: Table, cells: pd.DataFrame) -> pd.DataFrame:
    """The cells with `ii_…` for the `il_…` of a line that is unassigned by now."""
    number = table.number("invoice_item")
    if number is None or number not in cells.columns:
        return cells
    items = {o.line: o.invoice_item for o in account.plan.operations if o.behavior == "unassign"}
    applied = {
        r.operation.line
        for r in account.reconciled.rows
        if r.status in (Status.APPLIED, Status.UNCHANGED)
    }
    changed = cells.copy()
    changed[number] = [
        items.get(c, c) if isinstance(c, str) and c in applied else c for c in cells[number]
    ]
    return changed
