"""From a run in the ledger to the workbook that undoes it: reads Stripe and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from batcher.core.inverse import Done, Facts, Inverse, invert, named
from batcher.core.live import Invoice, Json, Line, Missing
from batcher.core.model import Event, EventRecord, RunRecord, Status
from batcher.core.plan import Plan, from_json
from batcher.core.reconcile import fold, invoices_of, made_ids, reconcile
from batcher.run.continuing import run_record, stored_rows
from batcher.run.options import Edges
from batcher.run.preparing import known_of, reader_of, undoing_runs, zone_of
from batcher.run.reading import Reader


class RunInDoubt(Exception):
    """Nobody knows yet whether some rows of the run, or of one that undoes it, were applied:
    `resume` that one first. The argument is its id."""


@dataclass(frozen=True, eq=False)
class Undoing:
    """How a run is undone. `continued`: runs that went on with it; `is_open`: `resume` owns it."""

    run: str
    inverse: Inverse
    continued: tuple[str, ...] = ()
    is_open: bool = False


def undo(wanted: str, edges: Edges) -> Undoing:
    """What takes a run back, as things stand now.

    Raises RunUnknown, RunInDoubt, RunPurged, GatewayUnusable, LedgerUnusable.
    """
    record = run_record(edges, wanted)
    edges.ledger.workbook(record.run)  # what a purge left of a run says no longer how it was
    plan, events = from_json(edges.ledger.plan(record.run)), edges.ledger.events(record.run)
    _assert_settled(record, plan, events, edges)
    done = _with_facts(_done(record, plan, events, edges), reader_of(edges))
    return Undoing(
        record.run, invert(done), _continued(record, edges), not _is_finished(events)
    )  # fmt: skip


def _assert_settled(
    record: RunRecord, plan: Plan, events: Sequence[EventRecord], edges: Edges
) -> None:
    """Raises RunInDoubt; lines that a half done undo has taken off are gone by no person's hand."""
    undoing = undoing_runs(edges.ledger, (record.account,), record.livemode, {record.run})
    listed = [(run, from_json(edges.ledger.plan(run)), edges.ledger.events(run)) for run in undoing]
    for run, planned, seen in ((record.run, plan, events), *listed):
        if any(row.status is Status.IN_DOUBT for row in reconcile(planned, seen).rows):
            raise RunInDoubt(run)


def _done(record: RunRecord, plan: Plan, events: Sequence[EventRecord], edges: Edges) -> Done:
    read, after = invoices_of(events)
    ids = made_ids(plan, fold(events))
    rows = reconcile(plan, events).rows
    applied = [row.operation for row in rows if row.status is Status.APPLIED]
    touched = sorted({ids.get(one.invoice, one.invoice) for one in applied})
    reader = reader_of(edges)
    now = {key: one for key, one in reader.each(touched, reader.invoice).items()
           if isinstance(one, Invoice)}  # fmt: skip
    return Done(
        run=record.run,
        zone=zone_of(plan.time_zone),
        rows=rows,
        before={**plan.before, **{key: _as_planned(plan, one) for key, one in read.items()}},
        after=after,
        now=now,
        ids=ids,
        numbers=stored_rows(record, edges, "correction_no") if applied else {},
        withdrawn=_withdrawn(record, plan, edges),
    )


def _as_planned(plan: Plan, invoice: Invoice) -> Invoice:
    """The last read before the first write, with the coupons that only the plan read."""
    planned = plan.before.get(invoice.id)

    def known(line: Line) -> Line:
        seen = planned.line(line.id) if planned else None
        same = seen is not None and seen.discounts == line.discounts
        return replace(line, coupons=seen.coupons) if seen is not None and same else line

    return replace(invoice, lines=tuple(known(line) for line in invoice.lines))


def _withdrawn(record: RunRecord, plan: Plan, edges: Edges) -> frozenset[str]:
    """The operations of this run that another run has undone already."""
    contents = [operation.content for operation in plan.operations]
    known = known_of(edges.ledger, record.account, record.livemode, contents)
    ids = (operation.id for operation in plan.operations)
    states = ((one, known.get(one)) for one in ids)
    return frozenset(one for one, state in states if state and state.undone_by and not state.status)


def _with_facts(done: Done, reader: Reader) -> Done:
    """What Stripe says now of the prices, products and tax rates of the lines before."""
    needs, products = named(done)

    def read(kind: str, ids: Sequence[str]) -> Mapping[str, Json | Missing]:
        return reader.each(ids, _getter(reader, kind))

    facts = Facts(
        read("prices", needs.prices),
        read("products", products),
        read("tax_rates", needs.tax_rates),
        read("invoiceitems", needs.invoice_items),
    )
    return replace(done, facts=facts)


def _getter(reader: Reader, kind: str) -> Callable[[str], Json | Missing]:
    """Raises GatewayUnusable where the key may not read these: what a line had would be guessed."""

    def get(one: str) -> Json | Missing:
        found = reader.get(f"/v1/{kind}/{quote(one)}")
        if isinstance(found, Missing) and found.unreadable:
            raise reader.unreadable(found, f"/v1/{kind}")
        return found

    return get


def _continued(record: RunRecord, edges: Edges) -> tuple[str, ...]:
    """Runs that went on with this one and applied something, oldest first."""
    family, found = {record.run}, list[str]()
    for other in reversed(edges.ledger.runs(record.account, record.livemode)):
        if other.parent in family:
            family.add(other.run)
            states = fold(edges.ledger.events(other.run)).values()
            found += [other.run] if any(one.status is Status.APPLIED for one in states) else []
    return tuple(found)


def _is_finished(events: Sequence[EventRecord]) -> bool:
    return any(event.kind is Event.FINISHED for event in events)
