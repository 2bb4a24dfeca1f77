"""The report of a run with the runs that continued it, from the ledger alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from batcher.core.checking import Expected
from batcher.core.model import RunRecord
from batcher.core.plan.known import Known
from batcher.core.reporting import Account, object_of, report_of
from batcher.core.reporting.books import requests_of
from batcher.core.reporting.chain import Chained, chained
from batcher.core.reporting.control import control_object, control_rows
from batcher.run.closing import Result, account_of, save_report
from batcher.run.continuing import RunUnknown, as_then, prepared_again
from batcher.run.options import Edges, Options
from batcher.run.preparing import CONTINUES, UNDOES, known_of, taken_back, undoing_runs


def report_chain(wanted: str, edges: Edges, language: str = "en") -> Result:
    """The rows of a run as they stand after the runs that continued it; writes their report.

    Continued by: `retry`, `resume` as a new run, the leftovers, the same rows once more. A row that
    was taken back since counts as not sent. Raises RunUnknown, LedgerUnusable.
    """
    record = edges.ledger.run(wanted)
    if record is None:
        raise RunUnknown(wanted)
    records = continued(record, edges)
    accounts = [_account(one, edges, language) for one in records]
    undoing = undoing_runs(
        edges.ledger, (record.account,), record.livemode, [one.run for one in records]
    )
    known = _known(record, accounts, edges)
    undone = [_account(one, edges, language) for run in undoing if (one := edges.ledger.run(run))]
    found = chained(accounts, _withdrawn(known, undoing, edges), undone)
    expected = Options.restored(record.settings).expected
    return _told(found, accounts, known, edges, expected)


def continued(record: RunRecord, edges: Edges) -> list[RunRecord]:
    """The run and those that continued it, oldest first."""
    found = [record]
    own = {o.operation_id for o in edges.ledger.operations_of(record.run)}
    runs = {record.run}
    listed = edges.ledger.runs(record.account, record.livemode)
    later = [one.run for one in listed].index(record.run)
    for other in reversed(listed[:later]):
        if UNDOES in other.settings and UNDOES not in record.settings:
            continue
        theirs = {o.operation_id for o in edges.ledger.operations_of(other.run)}
        if other.parent in runs or runs & _named(other) or own & theirs:
            found.append(other)
            runs.add(other.run)
            own |= theirs
    return found


def _named(record: RunRecord) -> set[str]:
    """The runs whose leftovers its workbook says it holds."""
    listed = record.settings.get(CONTINUES)
    return set(map(str, listed)) if isinstance(listed, list) else set()


def _account(record: RunRecord, edges: Edges, language: str) -> Account:
    prepared = prepared_again(record, edges, language=language)
    events = edges.ledger.events(record.run)
    return account_of(record.run, prepared, events, as_then(record, events, edges))


def _known(record: RunRecord, accounts: Iterable[Account], edges: Edges) -> Known:
    contents = [o.content for account in accounts for o in account.plan.operations]
    return known_of(edges.ledger, record.account, record.livemode, contents)


def _withdrawn(known: Known, undoing: Sequence[str], edges: Edges) -> dict[str, str]:
    """Operation id -> the run that took it back, of those that stand undone now."""
    found = {}
    for run in undoing:
        for taken in taken_back(edges.ledger, [run]).values():
            state = known.get(taken)
            if state is not None and state.undone_by and not state.status:
                found[taken] = run
    return found


def _told(
    found: Chained, accounts: Sequence[Account], known: Known, edges: Edges, expected: Expected
) -> Result:
    account, runs = found.account, [one.run for one in accounts]
    workbook = next((value for code, value in account.facts if code == "workbook"), "")
    made, end = object_of(account, found.ends, workbook)
    control = control_rows(account, found.ends, known.changes, expected)
    planned = sum(0 if one.blocked else len(one.plan.requests) for one in accounts)
    made["requests"] = {**_requests(made), "planned": planned}
    made["chain"] = runs
    made["continued"] = [
        {"sheet": sheet, "row": row, "status": found.ends[sheet, row].status.value,
         "run": runs[number]}
        for (sheet, row), number in found.deciding.items() if number
    ]  # fmt: skip
    made["control"] = control_object(control)
    facts = (*account.facts, ("continued_by", ", ".join(runs[1:]) or "-"))
    report = replace(
        report_of(account, found.ends, str(made["status"])),
        facts=facts,
        requests=tuple(row for one in accounts for row in requests_of(one, named=True)),
        control=control,
    )
    made.update(save_report(report, edges, f"{account.run}-chain", made))
    return Result(made, end)


def _requests(made: dict[str, object]) -> dict[str, Any]:
    found = made["requests"]
    assert isinstance(found, dict)
    return found
