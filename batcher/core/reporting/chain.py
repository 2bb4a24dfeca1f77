"""A run and those that continued it as one account: its own rows, each as it stands at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from batcher import locale
from batcher.core.live import Invoice
from batcher.core.model import Problem, Severity, Status
from batcher.core.reconcile import (
    Reconciled,
    RequestState,
    RowResult,
    fold,
    invoice_rows,
    invoices_of,
    made_ids,
    unread_requests,
    worked_out,
)
from batcher.core.reporting.ends import Account, RowEnd, row_ends
from batcher.core.reporting.tracing import Place, traced_rows

_DONE = (Status.APPLIED, Status.UNCHANGED)


@dataclass(frozen=True, eq=False)
class Chained:
    """The first run's account with the money of all, how each of its rows ended, and which run
    (its number in the chain, from 0) brought that about."""

    account: Account
    ends: Mapping[Place, RowEnd]
    deciding: Mapping[Place, int]


def chained(
    accounts: Sequence[Account], withdrawn: Mapping[str, str], undoing: Sequence[Account] = ()
) -> Chained:
    """The runs as one; `accounts`: the first and those that continued it, oldest first.

    `withdrawn`: operation id -> the run that took it back; `undoing`: such runs, for what they
    read.
    """
    first = accounts[0]
    ends, deciding = _decided(accounts)
    results = dict(_results(accounts, deciding))
    for place, result in results.items():
        by = withdrawn.get(result.operation.id)
        if by is not None and ends[place].status is Status.APPLIED:
            said = locale.word("row.chain_undone", first.language, run=by)
            ends[place] = replace(ends[place], status=Status.NOT_SENT, message=said)
            results[place] = replace(result, status=Status.NOT_SENT)
    money = _reconciled(accounts, undoing, tuple(results.values()))
    whole = replace(
        first,
        reconciled=money,
        problems=tuple(_open_problems(first, ends)),
        blocked=all(account.blocked for account in accounts),
        halted="",
    )
    return Chained(whole, ends, deciding)


def _decided(accounts: Sequence[Account]) -> tuple[dict[Place, RowEnd], dict[Place, int]]:
    ends = row_ends(accounts[0])
    deciding = dict.fromkeys(ends, 0)
    for number, found in enumerate(traced_rows(accounts)):
        if number == 0:
            continue
        later = row_ends(accounts[number])
        said = locale.word("row.chain", accounts[0].language, run=accounts[number].run)
        for place, root in found.items():
            if root in ends and _overrules(ends[root].status, later[place].status):
                words = " ".join(part for part in (said, later[place].message) if part)
                ends[root], deciding[root] = replace(later[place], message=words), number
    return ends, deciding


def _overrules(known: Status, later: Status) -> bool:
    """What stands in Stripe is not lost by a run that did not send it again; nor is doubt."""
    if later is Status.APPLIED:
        return True
    if known is Status.APPLIED:
        return False
    return known is not Status.IN_DOUBT or later not in (Status.REJECTED, Status.NOT_SENT)


def _results(
    accounts: Sequence[Account], deciding: Mapping[Place, int]
) -> Iterator[tuple[Place, RowResult]]:
    """What came of each of the first run's rows, in the run that decided it; requests are counted
    on from run to run."""
    offset = 0
    for number, own in enumerate(traced_rows(accounts)):
        account = accounts[number]
        ids = made_ids(account.plan, account.reconciled.states)
        for result in account.reconciled.rows:
            operation = result.operation
            place = own.get((operation.sheet, operation.row))
            if place is not None and deciding.get(place) == number:
                moved = None if operation.request is None else operation.request + offset
                invoice = ids.get(operation.invoice, operation.invoice)
                yield (
                    place,
                    replace(result, operation=replace(operation, request=moved, invoice=invoice)),
                )
        offset += len(account.plan.requests)


def _reconciled(
    accounts: Sequence[Account], undoing: Sequence[Account], results: tuple[RowResult, ...]
) -> Reconciled:
    """From before the first write of the first run to the last read of the last."""
    before: dict[str, Invoice] = {}
    after: dict[str, Invoice] = {}
    unread: set[str] = set()
    made: dict[str, str] = {}
    for number, account in enumerate(_in_order((*accounts, *undoing))):
        read, verified = invoices_of(account.events)
        was = {**account.plan.before, **read}
        if number:
            after |= was
            unread -= was.keys()
        before = {**was, **before}
        after |= verified
        states = fold(account.events)
        unread |= unread_requests(account.events, states).keys()
        ids = made_ids(account.plan, states)
        made |= {f"{account.run} {ref}": invoice for ref, invoice in ids.items()}
    for invoice in set(made.values()) & before.keys():
        del before[invoice]  # nothing was on it before the chain made it
    states = _states(accounts)
    # What an undo put back stands for what the chain had taken off: both, or neither, are ours.
    back = {operation.id for account in undoing for operation in account.plan.operations}
    invoices = invoice_rows(results, before, after, made, states, unread, back)
    not_read = frozenset(row.currency for row in invoices if not row.is_read_again)
    return worked_out(results, invoices, states, not_read)


def _in_order(accounts: Iterable[Account]) -> list[Account]:
    return sorted(accounts, key=lambda account: account.events[0].number if account.events else 0)


def _states(accounts: Sequence[Account]) -> dict[int, RequestState]:
    found: dict[int, RequestState] = {}
    offset = 0
    for account in accounts:
        states = account.reconciled.states
        found |= {number + offset: state for number, state in states.items()}
        offset += len(account.plan.requests)
    return found


def _open_problems(first: Account, ends: Mapping[Place, RowEnd]) -> Iterator[Problem]:
    """What is still to be said: warnings, and what keeps a row from being done."""
    left = {place for place, end in ends.items() if end.status not in _DONE}
    for problem in first.problems:
        about = (problem.sheet, problem.row or 0)
        is_open = bool(left) if about not in ends else about in left
        if is_open or problem.severity is Severity.WARNING:
            yield problem
