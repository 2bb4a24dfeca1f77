"""What a run amounts to, for people and programs: the report, the leftovers, the JSON object.

Everything is worked out here; the writers of workbooks and the command line only show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import IntEnum

import pandas as pd

from batcher import locale
from batcher.core import money
from batcher.core.checking import Checked
from batcher.core.columns import Value, column
from batcher.core.messages import as_json, message
from batcher.core.model import (
    EventRecord,
    InvoiceRow,
    Leftovers,
    LeftoverSheet,
    MoneyRow,
    Problem,
    Report,
    ReportSheet,
    Severity,
    Status,
)
from batcher.core.plan.parts import Plan
from batcher.core.reconcile import Reconciled, RowResult, request_rows
from batcher.core.tables import Table

RESULTS = (
    "status", "message", "stripe_id", "request_id", "proof", "changes", "operation_id", "currency",
)  # fmt: skip
MONEY = frozenset({Value.MONEY, Value.MINOR, Value.UNIT_MONEY, Value.UNIT_MINOR})
LEFT_OVER = (Status.REJECTED, Status.REFUSED, Status.NOT_SENT)


class Exit(IntEnum):
    """How a command ends; DESIGN section 4."""

    DONE = 0
    PROBLEMS = 1
    USAGE = 2
    UNFINISHED = 3
    STOPPED = 4
    UNUSABLE = 5


@dataclass(frozen=True, eq=False)
class Account:
    """One run accounted for: every row's end, the money, and why it ended as it did.

    `halted` is '' or the label code of what stopped it. `blocked` is True where problems or
    unanswered questions forbade sending anything.
    """

    run: str
    language: str
    checked: Checked
    plan: Plan
    reconciled: Reconciled
    events: Sequence[EventRecord]
    problems: tuple[Problem, ...]
    blocked: bool
    halted: str = ""
    halt_reason: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    blocking: frozenset[tuple[str, int]] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class RowEnd:
    """The end of one row, in words."""

    status: Status
    message: str = ""
    stripe_id: str = ""
    request_id: str = ""
    proof: str = ""
    changes: str = ""
    operation_id: str = ""
    currency: str = ""


def row_ends(account: Account) -> dict[tuple[str, int], RowEnd]:
    """(sheet, row) -> the one status it ends in, for every row that asks for something."""
    results = {(r.operation.sheet, r.operation.row): r for r in account.reconciled.rows}
    said: dict[tuple[str, int], list[str]] = defaultdict(list)
    for problem in account.problems:
        if problem.row is not None:
            where = f"{problem.cell}: " if problem.cell else ""
            said[problem.sheet, problem.row].append(where + message(problem, account.language))
    return {
        place: _row_end(account, place, results.get(place), said.get(place, []))
        for place in account.checked.places
    }


def _row_end(
    account: Account, place: tuple[str, int], result: RowResult | None, said: list[str]
) -> RowEnd:
    words = " / ".join(said)
    if place in account.blocking or (result is None and place in account.checked.rejected):
        return RowEnd(Status.REJECTED, words)
    if result is None:
        status = Status.NOT_SENT if account.blocked else Status.REJECTED
        return RowEnd(status, words or locale.word("row.workbook_rejected", account.language))
    status, reason = result.status, result.reason
    if account.blocked and status in (Status.APPLIED, Status.NOT_SENT):
        status, reason = Status.NOT_SENT, "workbook_rejected"
    own = _reason(reason, result, account.language)
    changes = "; ".join(
        f"{c.column}: {c.old or '(empty)'} -> {c.new or '(empty)'}"
        for c in result.operation.changes
    )
    proof = locale.word(f"proof.{result.proof}", account.language) if result.proof else ""
    return RowEnd(
        status,
        " / ".join(part for part in (own, words) if part),
        result.stripe_id,
        result.request_id,
        proof if status in (Status.APPLIED, Status.UNCHANGED) else "",
        changes,
        result.operation.id,
        result.operation.currency,
    )


def _reason(reason: str, result: RowResult, language: str) -> str:
    if not reason:
        return ""
    code = f"row.{reason}"
    return locale.word(code, language, **result.details) if code in locale.LABELS else reason


def counts(ends: Iterable[RowEnd]) -> dict[str, int]:
    """Rows by status, and in all: total = the sum of the rest, always."""
    found = {status.value: 0 for status in Status}
    for end in ends:
        found[end.status.value] += 1
    return {"total": sum(found.values()), **found}


def exit_of(account: Account, rows: Mapping[str, int]) -> Exit:
    """The exit code: 0 only when every row is applied or unchanged and the money ties out."""
    if account.blocked:
        return Exit.PROBLEMS
    reached = any(
        state.sends and state.reason != "paused" for state in account.reconciled.states.values()
    )
    if account.halted and account.halted != "stop_run":
        asked = account.halted == "interrupted"
        return Exit.STOPPED if reached or asked or rows["in_doubt"] else Exit.UNUSABLE
    if rows["in_doubt"]:
        return Exit.STOPPED
    left = rows["rejected"] + rows["refused"] + rows["not_sent"]
    differs = any(row.difference_minor for row in account.reconciled.money)
    return Exit.UNFINISHED if left or differs else Exit.DONE


def status_of(end: Exit, rows: Mapping[str, int]) -> str:
    """The run's status word."""
    if end is Exit.PROBLEMS:
        return "rejected"
    if end is Exit.STOPPED:
        return "stopped"
    if end is Exit.UNUSABLE:
        return "failed"
    if end is Exit.DONE:
        return "applied" if rows["applied"] else "unchanged"
    return "partly_applied" if rows["applied"] or rows["unchanged"] else "failed"


def object_of(
    account: Account, ends: Mapping[tuple[str, int], RowEnd], workbook: str
) -> tuple[dict[str, object], Exit]:
    """The one object `--json` prints, without the paths of what is written later, and the exit."""
    rows = counts(ends.values())
    end = exit_of(account, rows)
    sent = [state for state in account.reconciled.states.values() if state.sends]
    found: dict[str, object] = {
        "run": account.run,
        "status": status_of(end, rows),
        "workbook": workbook,
        "livemode": account.plan.livemode,
        "rows": rows,
        "requests": {
            "planned": 0 if account.blocked else len(account.plan.requests),
            "sent": len(sent),
            "retried": sum(state.sends - 1 for state in sent),
        },
        "money": money_object(account.reconciled.money),
        "problems": [as_json(problem, account.language) for problem in account.problems],
        "half_corrected": [half_object(row) for row in account.reconciled.half_corrected],
        "report": None,
        "leftovers": None,
        "error": _error(account, end),
    }
    return found, end


def _error(account: Account, end: Exit) -> str | None:
    if not account.halted or end is Exit.DONE:
        return None
    return locale.word(f"halt.{account.halted}", account.language, reason=account.halt_reason)


def money_object(rows: Iterable[MoneyRow]) -> dict[str, dict[str, str]]:
    """Money by currency, as text in the major unit."""
    return {
        row.currency: {
            "before": money.show(row.before_minor, row.currency),
            "expected_change": money.show(row.expected_change_minor, row.currency),
            "actual_change": money.show(row.actual_change_minor, row.currency),
            "other_change": money.show(row.other_change_minor, row.currency),
            "difference": money.show(row.difference_minor, row.currency),
        }
        for row in rows
    }


def half_object(row: InvoiceRow) -> dict[str, object]:
    """An invoice left half corrected, and when it finalizes by itself (ISO, UTC)."""
    at = row.finalizes_at
    when = datetime.fromtimestamp(int(at), UTC).isoformat() if at else None
    return {
        "invoice": row.invoice,
        "finalizes_at": when,
        "rows_not_applied": row.rows_not_applied,
    }


def report_of(account: Account, ends: Mapping[tuple[str, int], RowEnd], status: str) -> Report:
    """The report workbook's content."""
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
        invoices=account.reconciled.invoices,
        problems=account.problems,
        requests=request_rows(account.plan, account.events),
        half_corrected=tuple(row.invoice for row in account.reconciled.half_corrected),
        language=account.language,
    )


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
            f"{e.operation_id} {account.run} {table.name}!{r}" if e.operation_id else ""
            for e, r in zip(own, rows, strict=True)
        ]
        sheets.append(
            LeftoverSheet(
                table.name,
                table.headers,
                table.sheet.cells.loc[rows],
                pd.Series([e.message for e in own], index=index, dtype=object),
                pd.Series(origins, index=index, dtype=object),
            )
        )
    return Leftovers(tuple(sheets), account.language) if sheets else None


def blocking(problems: Iterable[Problem], accepted: frozenset[str]) -> tuple[Problem, ...]:
    """The problems that forbid sending: errors, and questions nobody has answered."""
    return tuple(p for p in problems if blocks(p, accepted))


# These two have options of their own and are not answered by `--accept` (DESIGN 2.4).
OWN_OPTIONS = frozenset({"hidden_rows", "applied_before"})


def blocks(problem: Problem, accepted: frozenset[str]) -> bool:
    """True for an error, or a question without an answer."""
    if problem.severity is Severity.QUESTION:
        answered = problem.code in accepted or "all" in accepted
        return not answered or problem.code in OWN_OPTIONS
    return problem.severity is Severity.ERROR


__all__ = [
    "Account",
    "Exit",
    "RowEnd",
    "blocking",
    "blocks",
    "column",
    "counts",
    "leftovers_of",
    "object_of",
    "report_of",
    "row_ends",
]
