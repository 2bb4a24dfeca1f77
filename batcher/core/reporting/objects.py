"""The one object that `--json` prints of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from batcher import locale
from batcher.core import money
from batcher.core.canary import answer_of
from batcher.core.messages import as_json
from batcher.core.model import Group, InvoiceRow, MoneyRow
from batcher.core.reconcile import made_ids
from batcher.core.reporting.ends import Account, RowEnd, counts
from batcher.core.reporting.exits import Exit, exit_of, status_of
from batcher.core.reporting.undone import undone_of


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
        "money": money_object(account.reconciled.money, account.reconciled.unread),
        "problems": [as_json(problem, account.language) for problem in account.problems],
        "half_corrected": [half_object(row) for row in account.reconciled.half_corrected],
        "report": None,
        "leftovers": None,
        "error": _error(account, end),
    }
    canary = answer_of(
        account.plan, account.events, made_ids(account.plan, account.reconciled.states)
    )
    if canary is not None:
        found["canary"] = {"invoices": list(canary.invoices), "went_on": canary.went_on}
    undone = undone_of(account, ends)
    if undone is not None:
        found["undo"] = {"of": undone.run, **{one.value: undone.count(one) for one in Group}}
    return found, end


def _error(account: Account, end: Exit) -> str | None:
    if account.blocked and account.settled:
        runs = ", ".join(account.settled)
        return locale.word("settled.then_rejected", account.language, runs=runs)
    if not account.halted or end is Exit.DONE:
        return None
    return locale.word(f"halt.{account.halted}", account.language, reason=account.halt_reason)


def money_object(
    rows: Iterable[MoneyRow], unread: frozenset[str] = frozenset()
) -> dict[str, dict[str, str | None]]:
    """Money by currency, as text in the major unit.

    None for what only a read after the last write can say, where an invoice in one of the `unread`
    currencies could not be read again.
    """
    return {row.currency: _money(row, row.currency not in unread) for row in rows}


def _money(row: MoneyRow, is_read: bool) -> dict[str, str | None]:
    def shown(minor: int) -> str:
        return money.show(minor, row.currency)

    return {
        "before": shown(row.before_minor),
        "expected_change": shown(row.expected_change_minor),
        "actual_change": shown(row.actual_change_minor) if is_read else None,
        "other_change": shown(row.other_change_minor) if is_read else None,
        "difference": shown(row.difference_minor) if is_read else None,
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
