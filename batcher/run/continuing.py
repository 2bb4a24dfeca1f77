"""What goes on from the ledger: resume, retry, the report again, the verification again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from itertools import takewhile

from batcher.core.checking import Checked, check
from batcher.core.closing import closing
from batcher.core.live import Invoice
from batcher.core.model import Event, EventRecord, RunRecord, Status
from batcher.core.plan import Plan, from_json
from batcher.core.plan.known import Known
from batcher.core.reconcile import changed_since, invoices_of, reconcile
from batcher.core.reporting import Account, Exit, object_of, row_ends
from batcher.core.values import Context
from batcher.run.closing import CALM, Result, account_of, finish, write
from batcher.run.mending import made_of
from batcher.run.options import Edges, Options, Source
from batcher.run.pipeline import Declined, answered, as_reviewed, bring, send_and_close
from batcher.run.preparing import Prepared, open_problems, prepare, reader_of, zone_of
from batcher.run.reading import UNNAMED_ACCOUNT, GatewayUnusable, account
from batcher.run.verifying import fresh_events, look
from batcher.run.waiting import Approval, State, approval_of, as_it_stands


class RunUnknown(Exception):
    """There is no such run of this account and mode."""


def resume(
    wanted: str | None,
    edges: Edges,
    *,
    language: str = "en",
    on_refusal: str = "stop-invoice",
    canary: int = 0,
) -> Result:
    """Go on with a run that stopped; a finished one gives its own object and sends nothing.

    Where rows of it wait for what an even earlier run left in doubt, or a later run has sent some
    of them, a new run continues both.
    Raises RunUnknown, Declined, and what `run` raises.
    """
    record = run_record(edges, wanted)
    closed = _closed(record, edges)
    if closed is not None:
        return _stored(closed)
    prepared = prepared_again(record, edges, language=language, on_refusal=on_refusal)
    waits = any(o.status is Status.IN_DOUBT for o in prepared.plan.operations)
    if waits or overtaken_by(record, prepared.plan, edges):
        return _continue(record, edges, language, on_refusal, canary)
    if not prepared.blocked and not edges.confirm(prepared.plan):
        raise Declined
    with edges.ledger.lock(record.account, record.livemode):
        closed = _closed(record, edges)  # while nobody held the lock
        if closed is not None:
            return _stored(closed)
        edges.ledger.append(record.run, Event.RESUMED, None, who=edges.who)
        if prepared.blocked:
            return finish(record.run, prepared, edges, CALM)
        return send_and_close(record.run, prepared, edges, again=True, canary=canary)


def overtaken_by(record: RunRecord, plan: Plan, edges: Edges) -> str:
    """A later run that set out to send rows of this one too, as they are or mended; '' if none."""
    listed = edges.ledger.runs(record.account, record.livemode)
    later = [*takewhile(lambda other: other.run != record.run, listed)]
    newer = {other.run for other in later}
    if not newer:
        return ""
    made = made_of(later)
    mended = [run for o in plan.operations if o.is_sent for run in made.get(o.id, {}).values()]
    if mended:
        return mended[0]
    contents = [o.content for o in plan.operations if o.is_sent]
    known = edges.ledger.operations(record.account, record.livemode, contents)
    ids = {o.id for o in plan.operations}
    shared = (o.run for o in known if o.run in newer and o.request and o.operation_id in ids)
    return next(shared, "")


def retry(
    wanted: str | None,
    edges: Edges,
    *,
    language: str = "en",
    on_refusal: str = "stop-invoice",
    canary: int = 0,
) -> Result:
    """Send again what a run did not apply, as a new run that continues it; one that waits for
    approval goes on waiting."""
    record = run_record(edges, wanted)
    found = approval_of(record, edges.ledger.events(record.run))
    if found is not None and found.state is State.WAITING:
        return resume(record.run, edges, language=language)
    return _continue(record, edges, language, on_refusal, canary)


def _continue(
    record: RunRecord, edges: Edges, language: str, on_refusal: str, canary: int
) -> Result:
    operations = from_json(edges.ledger.plan(record.run)).operations
    identities = {(o.sheet, o.row): o.id for o in operations}
    before = Options.restored(record.settings)
    chosen = replace(before, language=language, on_refusal=on_refusal, canary=canary)
    prepared = prepare(source_again(record, edges), chosen, edges, identities)
    return bring(answered(prepared, edges, identities), edges, record.run, identities)


def apply(source: Source, options: Options, saved: Plan, edges: Edges) -> Result:
    """Carry out a saved plan exactly as reviewed; a stale one is refused, naming what moved.

    A run of this very plan that was stopped is gone on with.
    """
    for record in edges.ledger.runs(saved.account, saved.livemode):
        if record.plan_digest == saved.digest and _closed(record, edges) is None:
            return resume(
                record.run,
                edges,
                language=options.language,
                on_refusal=options.on_refusal,
                canary=options.canary,
            )
    now = prepare(source, options, edges)
    if now.plan.account and now.plan.account != saved.account:
        raise GatewayUnusable("account_of_plan", found=now.plan.account, expected=saved.account)
    prepared = as_reviewed(saved, now)
    return bring(prepared, edges, reviewed=saved)


def apply_reviewed(source: Source, options: Options, digest: str, edges: Edges) -> Result:
    """As `apply`, of a plan of which only the digest was kept: exactly that one, or nothing."""
    prepared = as_reviewed(digest, prepare(source, options, edges))
    return bring(prepared, edges, reviewed=digest)


def report(wanted: str, edges: Edges, language: str = "en") -> Result:
    """Write the report of a run again, from the ledger alone."""
    record = edges.ledger.run(wanted)
    if record is None:
        raise RunUnknown(wanted)
    prepared = prepared_again(record, edges, language=language)
    events = edges.ledger.events(record.run)
    edges = as_then(record, events, edges)
    last = next((e for e in reversed(events) if e.kind in (Event.FINISHED, Event.STOPPED)), None)
    accounted = account_of(record.run, prepared, events, edges)
    ends = row_ends(accounted)
    made, end = object_of(accounted, ends, prepared.source.path)
    result = _stored(last) if last else Result(made, end)
    return Result({**result.object, **write(accounted, ends, edges, result.object)}, result.exit)


def verify(wanted: str, edges: Edges) -> Result:
    """Read Stripe again and reconcile; changes nothing, in Stripe or in the ledger.

    `changed` says what is another now than when the run ended, old and new; a draft that was only
    finalized, paid or voided since is told so and is no difference. Exit 3 where a row no longer
    shows its effect or the money does not tie out. Raises GatewayUnusable where an invoice cannot
    be read.
    """
    record = run_record(edges, wanted)
    prepared = prepared_again(record, edges)
    events = edges.ledger.events(record.run)
    found, unread = look(prepared.plan, events, reader_of(edges))
    if unread:
        raise unread[0]
    fresh = fresh_events(record.run, found, edges.clock.now())
    accounted = account_of(record.run, prepared, [*events, *fresh], edges)
    made, end = object_of(accounted, row_ends(accounted), prepared.source.path)
    made["changed"] = _changed(accounted, events, found)
    return Result(made, Exit.DONE if end in (Exit.DONE, Exit.PROBLEMS) else Exit.UNFINISHED)


def _changed(
    accounted: Account, events: Sequence[EventRecord], found: Sequence[Invoice]
) -> list[dict[str, object]]:
    """What the last reads of the run said otherwise; beside a line's change its row, if it has
    one."""
    read, after = invoices_of(events)
    rows = {r.stripe_id: r.operation for r in reconcile(accounted.plan, events).rows}
    listed = []
    for one in changed_since({**read, **after}, {invoice.id: invoice for invoice in found}):
        row = rows.get(one.line) if one.line else None
        place = {"sheet": row.sheet if row else None, "row": row.row if row else None}
        listed.append({**asdict(one), "line": one.line or None, **place})
    return listed


def own_account(edges: Edges) -> str:
    """The account everything is done for. Raises GatewayUnusable."""
    return account(reader_of(edges), edges.account, edges.platform)[0]


def run_record(edges: Edges, wanted: str | None) -> RunRecord:
    """A run by its id, or the latest of the key's own account and mode.

    Raises RunUnknown, and GatewayUnusable where the key is of another account or mode.
    """
    own = own_account(edges)
    listed = edges.ledger.runs(own, edges.livemode)
    record = edges.ledger.run(wanted) if wanted is not None else next(iter(listed), None)
    if record is None:
        raise RunUnknown(wanted or "")
    if record.livemode is not edges.livemode:
        raise GatewayUnusable("mode_differs", run=record.run)
    if record.account not in (own, UNNAMED_ACCOUNT):
        raise GatewayUnusable("account_of_run", run=record.run, found=own, expected=record.account)
    return record


def source_again(record: RunRecord, edges: Edges) -> Source:
    """The input of a run as received."""
    path = str(record.settings.get("path") or "")
    return Source(edges.ledger.workbook(record.run), record.workbook_name, path)


def prepared_again(
    record: RunRecord, edges: Edges, *, held: bool = True, **chosen: str
) -> Prepared:
    """The stored input and plan of a run, as they were prepared then; `chosen` options are new.

    One that waits for approval is blocked by what it waits for, unless it is wanted not `held`.
    """
    options = replace(Options.restored(record.settings), **chosen)  # type: ignore[arg-type]
    plan = from_json(edges.ledger.plan(record.run))
    source = source_again(record, edges)
    workbook = edges.files.read(source.content, source.name, options.encoding)
    checked: Checked = check(
        workbook,
        Context(zone_of(plan.time_zone), amount_max_minor=options.amount_max_minor),
        sheet=options.sheet,
        hidden_rows=options.hidden_rows,
        expected=options.expected,
    )
    blocked = open_problems(plan, len(checked.problems), options)
    prepared = Prepared(source, options, checked, plan, Known(), blocked)
    return as_it_stands(prepared, record, edges.ledger.events(record.run)) if held else prepared


def as_then(record: RunRecord, events: Sequence[EventRecord], edges: Edges) -> Edges:
    """The edges of a report told again: who ran it, with what, and when it ended."""
    stored = record.settings.get("facts")
    facts = tuple((str(c), str(v)) for c, v in stored) if isinstance(stored, list) else ()
    ends = [event.at for event in events if event.kind in (Event.FINISHED, Event.STOPPED)]
    ended_at = ends[-1] if ends else events[-1].at
    return replace(edges, who=record.owner, facts=facts or edges.facts, ended_at=ended_at)


def stored_rows(record: RunRecord, edges: Edges, name: str) -> dict[tuple[str, int], str]:
    """(sheet, row) -> the text a row of the stored input has in a column, where it has any."""
    found = {
        (row.sheet, row.row): row.text(name) for row in prepared_again(record, edges).checked.rows
    }
    return {place: text for place, text in found.items() if text}


def _closed(record: RunRecord, edges: Edges) -> EventRecord | None:
    """The event that closed a run, None while `resume` owns it."""
    return closing(edges.ledger.events(record.run))


def stored_end(record: RunRecord, found: Approval, edges: Edges, language: str) -> Result:
    """How a run ended whose approval lapsed; told anew where that happened after its end."""
    closed = _closed(record, edges)
    if closed is not None and closed.at >= found.at:
        return _stored(closed)
    return finish(record.run, prepared_again(record, edges, language=language), edges, CALM)


def _stored(closed: EventRecord) -> Result:
    stored, code = closed.detail.get("object"), closed.detail.get("exit")
    assert isinstance(stored, dict)
    assert isinstance(code, int)
    return Result(stored, Exit(code))
