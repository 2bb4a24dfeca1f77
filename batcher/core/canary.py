"""A few invoices first: which requests bring them in, and what these came to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from batcher.core.model import Event, EventRecord, InvoiceRow, Status
from batcher.core.plan.parts import Plan
from batcher.core.reconcile import Reconciled, RequestState

ANSWERED = "canary"  # what a `confirmed` event says when the rest may follow
WAITS = ("canary_declined", "canary_differs")  # why the rest was not sent


@dataclass(frozen=True, eq=False)
class Canary:
    """What the first invoices came to, and what would follow.

    `statuses`: status -> rows of the first invoices. `rest_rows`, `rest_invoices`: still to send.
    """

    invoices: tuple[InvoiceRow, ...]
    statuses: Mapping[Status, int]
    rest_rows: int
    rest_invoices: int

    @property
    def ties_out(self) -> bool:
        """True when every row is in and no invoice differs: what a run nobody watches goes by."""
        done = {Status.APPLIED, Status.UNCHANGED}
        differs = any(row.difference_minor for row in self.invoices)
        return set(self.statuses) <= done and not differs


def groups(plan: Plan) -> list[frozenset[int]]:
    """The plan's requests, by number, in groups that no request outside has to wait for.

    An invoice is one group, with those it swaps items with. In the order they are sent: new
    invoices, drafts that finalize soon, then as the rows stand in the workbook. So whoever wants
    certain invoices first puts their rows first.
    """
    parents = {request.number: request.number for request in plan.requests}

    def root(number: int) -> int:
        while parents[number] != number:
            number = parents[number]
        return number

    first: dict[str, int] = {}
    for request in plan.requests:
        known = first.setdefault(request.invoice, request.number)
        for other in (known, *request.after):
            parents[root(request.number)] = root(other)
    members: dict[int, set[int]] = defaultdict(set)
    for number in parents:
        members[root(number)].add(number)
    return sorted(map(frozenset, members.values()), key=min)


def first_of(
    plan: Plan, states: Mapping[int, RequestState], invoices: int, *, anew: bool
) -> frozenset[int]:
    """The numbers of the requests to be sent before anybody is asked: those of so many invoices.

    More where invoices have to go together. `anew`: asked for when some are in already, which
    then do not count.
    """
    listed = groups(plan)
    begun = [one for one in listed if any(n in states for n in one)]
    chosen: set[int] = {n for one in begun for n in one} if anew else set()
    wanted = invoices + (_invoices(plan, chosen) if anew else 0)
    for one in [*begun, *(g for g in listed if g not in begun)]:
        if _invoices(plan, chosen) >= wanted:
            break
        chosen |= one
    return frozenset(chosen)


def _invoices(plan: Plan, numbers: set[int] | frozenset[int]) -> int:
    return len({request.invoice for request in plan.requests if request.number in numbers})


def came_to(
    plan: Plan, reconciled: Reconciled, numbers: frozenset[int], made: Mapping[str, str]
) -> Canary:
    """What the requests of these numbers came to. `made`: @ref -> invoice id."""
    ours = [row for row in reconciled.rows if row.operation.request in numbers]
    names = {made.get(row.operation.invoice, row.operation.invoice) for row in ours}
    counts: dict[Status, int] = {}
    for row in ours:
        counts[row.status] = counts.get(row.status, 0) + 1
    rest = [o for o in plan.operations if o.is_sent and o.request not in numbers]
    return Canary(
        tuple(row for row in reconciled.invoices if row.invoice in names),
        counts,
        len(rest),
        len({o.invoice for o in rest}),
    )


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered about the first invoices: their ids, whether the rest followed, when (ISO)
    and by whom, '' where nobody said. `why`: one of WAITS where the rest did not follow."""

    invoices: tuple[str, ...]
    went_on: bool
    at: str = ""
    who: str = ""
    why: str = ""


def answer_of(
    plan: Plan, events: Sequence[EventRecord], made: Mapping[str, str]
) -> Answered | None:
    """The last answer that a run's events hold, None where it was never asked for one.

    `made`: @ref -> invoice id.
    """
    told = [e for e in events if e.kind is Event.CONFIRMED and ANSWERED in e.detail]
    skipped = [e for e in events if e.kind is Event.SKIPPED and e.detail.get("reason") in WAITS]
    if not told and not skipped:
        return None
    waiting = {e.request for e in skipped}
    numbers = {request.number for request in plan.requests} - waiting
    if told and not waiting:
        agreed = told[-1].detail[ANSWERED]
        assert isinstance(agreed, list)
        numbers = set(agreed)
    first = dict.fromkeys(r.invoice for r in plan.requests if r.number in numbers)
    last = (skipped or told)[-1].detail
    return Answered(
        tuple(made.get(invoice, invoice) for invoice in first),
        not waiting,
        (skipped or told)[-1].at,
        str(last.get("who") or ""),
        str(last.get("reason") or ""),
    )
