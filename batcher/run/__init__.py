"""The pipeline, and the only part that knows its order:

    read -> check -> plan -> confirm -> lock, open run -> send -> verify -> reconcile -> report

It is handed its edges and imports none of them; counting and exit codes are `core.reporting`'s.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from batcher.core import money
from batcher.core.checking import Checked, check
from batcher.core.live import Invoice, Missing
from batcher.core.messages import said
from batcher.core.model import Event, EventRecord, OperationRecord, RunRecord, Severity, Status
from batcher.core.plan import Plan, from_json, to_json
from batcher.core.plan.known import Known
from batcher.core.proof import Proof, prove
from batcher.core.reconcile import Reconciled, fold, reconcile, snapshot
from batcher.core.reporting import (
    Account,
    Exit,
    leftovers_of,
    object_of,
    report_of,
    row_ends,
)
from batcher.core.values import Context
from batcher.run.options import Edges, Options, Source
from batcher.run.preparing import (
    Prepared,
    in_doubt_runs,
    newest_run,
    open_problems,
    prepare,
    reader_of,
    unsent,
    zone_of,
)
from batcher.run.reading import GatewayUnusable, Reader, account
from batcher.run.sending import send
from batcher.run.staleness import planned_money, stale

__all__ = ["Declined", "Edges", "Options", "Result", "RunUnknown", "Source", "apply", "planned",
           "prepare", "report", "resume", "retry", "run", "verify"]  # fmt: skip

VERIFY_BUDGET_S = 60.0  # after a run that went well; one that was halted does not wait again


class Declined(Exception):
    """The person said no; nothing was sent and nothing written down."""


class RunUnknown(Exception):
    """There is no such run of this account and mode."""


@dataclass(frozen=True, eq=False)
class Result:
    """How a command ended: the object `--json` prints, and the exit code."""

    object: Mapping[str, Any]
    exit: Exit


def run(source: Source, options: Options, edges: Edges) -> Result:
    """Bring a workbook into Stripe. Raises Declined, GatewayUnusable, LedgerUnusable, LedgerLocked.

    Nothing was sent when it raises.
    """
    prepared = _answered(prepare(source, options, edges), edges, {})
    with edges.ledger.lock(prepared.plan.account, edges.livemode):
        return _run(prepared, edges, None, {})


def _answered(
    prepared: Prepared, edges: Edges, identities: Mapping[tuple[str, int], str]
) -> Prepared:
    """Open questions put to whoever is there, until all are answered or nobody answers."""
    while prepared.blocked and all(p.severity is Severity.QUESTION for p in prepared.blocked):
        options = edges.ask(prepared.blocked, prepared.options)
        if options is None:
            break
        prepared = prepare(prepared.source, options, edges, identities)
    return prepared


def _run(
    prepared: Prepared,
    edges: Edges,
    parent: str | None,
    identities: Mapping[tuple[str, int], str],
) -> Result:
    """From a plan on, holding the lock."""
    plan = prepared.plan
    doubtful = in_doubt_runs(prepared)
    if not prepared.blocked and (plan.requests or doubtful):
        if not edges.confirm(plan):
            raise Declined
        for earlier in doubtful:
            _settle(earlier, edges)
        newest = newest_run(edges.ledger, plan.account, plan.livemode)
        if doubtful or newest != prepared.newest:
            prepared = prepare(prepared.source, prepared.options, edges, identities)
            same = prepared.plan.digest == plan.digest
            if not same and prepared.plan.requests and not edges.confirm(prepared.plan):
                raise Declined
    opened = _open(prepared, edges, parent)
    if prepared.blocked or not prepared.plan.requests:
        return _finish(opened, prepared, edges, "", "")
    edges.ledger.append(opened, Event.CONFIRMED, None, who=edges.who)
    return _send(opened, prepared, edges)


def _settle(earlier: str, edges: Edges) -> None:
    """Bring the requests an earlier run left in doubt to their end, under their own keys."""
    plan = from_json(edges.ledger.plan(earlier))
    states = fold(edges.ledger.events(earlier))
    only = frozenset(n for n, state in states.items() if state.sends and not state.settled)
    edges.ledger.append(earlier, Event.RESUMED, None, only=sorted(only))
    send(earlier, plan, reader_of(edges), edges.ledger, stop=edges.stop, only=only)


def _open(prepared: Prepared, edges: Edges, parent: str | None) -> str:
    """Write the run, its input, its plan and its operations down, in one transaction."""
    plan, opened = prepared.plan, edges.new_run()
    content = prepared.source.content
    record = RunRecord(
        opened,
        plan.account,
        plan.livemode,
        prepared.source.name,
        prepared.checked.workbook.sha256,
        plan.digest,
        edges.clock.now().isoformat(),
        parent,
        edges.who,
        {**prepared.options.stored(), "path": prepared.source.path, "facts": list(edges.facts)},
    )
    operations = [
        OperationRecord(
            o.id, opened, o.sheet, o.row, o.kind, o.content, o.ordinal, o.invoice,
            o.line or o.invoice, o.request,
        )
        for o in plan.operations
    ]  # fmt: skip
    edges.ledger.open_run(record, content, to_json(plan), operations)
    return opened


def _send(opened: str, prepared: Prepared, edges: Edges) -> Result:
    """Send what is open, read everything again, and account for it."""
    reader = reader_of(edges)
    edges.listener.stage("sending", len(prepared.plan.requests))
    sent = send(
        opened,
        prepared.plan,
        reader,
        edges.ledger,
        stop=edges.stop,
        on_refusal=prepared.options.on_refusal,
        threads=prepared.options.threads,
        listener=edges.listener,
    )
    edges.listener.stage("verifying")
    patience_s = edges.contact_s if sent.halted else VERIFY_BUDGET_S
    _verify(opened, prepared.plan, replace(reader, budget_s=min(patience_s, edges.budget_s)), edges)
    return _finish(opened, prepared, edges, sent.halted, sent.reason)


def _verify(opened: str, plan: Plan, reader: Reader, edges: Edges) -> None:
    """Read every touched invoice again; what proves to be there is applied, whatever was said.

    A Stripe that stays away leaves the last reads standing: the report then cannot claim more.
    """
    events = edges.ledger.events(opened)
    touched = _touched(plan, events)
    try:
        found = reader.each(touched, reader.invoice)
    except GatewayUnusable:
        return
    for invoice in found.values():
        if not isinstance(invoice, Missing):
            edges.ledger.append(opened, Event.VERIFIED, None, invoice=snapshot(invoice))
            _prove(opened, plan, invoice, events, edges)


def _touched(plan: Plan, events: Sequence[EventRecord]) -> list[str]:
    """The invoices this run wrote on or tried to, and those it made."""
    states = fold(events)
    touched = []
    for request in plan.requests:
        state = states.get(request.number)
        if state is not None and state.sends:
            path = state.path.split("/")
            touched.append(state.made if request.invoice.startswith("@") and state.made else "")
            touched.append(path[3] if len(path) > 3 else "")
    return [invoice for invoice in dict.fromkeys(touched) if invoice]


def _prove(
    opened: str, plan: Plan, invoice: Invoice, events: Sequence[EventRecord], edges: Edges
) -> None:
    """A request refused or in doubt whose every effect is there was applied after all."""
    by_id = plan.by_id()
    for number, state in fold(events).items():
        request = plan.requests[number - 1]
        on_it = len(state.path.split("/")) > 3 and state.path.split("/")[3] == invoice.id
        if not on_it or state.status not in (Status.REFUSED, Status.IN_DOUBT) or not state.sends:
            continue
        proofs = {prove(by_id[o], invoice) for o in request.carried}
        if proofs == {Proof.PRESENT}:
            edges.ledger.append(opened, Event.APPLIED, number, found=True)


def _account(
    opened: str, prepared: Prepared, events: Sequence[EventRecord], edges: Edges,
    halted: str, reason: str,
) -> Account:  # fmt: skip
    """A run accounted for, from its plan and events."""
    plan = prepared.plan
    reconciled = reconcile(plan, events)
    open_places = {(p.sheet, p.row) for p in prepared.blocked if p.row is not None}
    rejected = {(o.sheet, o.row) for o in plan.operations if o.status is Status.REJECTED}
    asked = set(prepared.checked.places)
    return Account(
        run=opened,
        language=prepared.options.language,
        checked=prepared.checked,
        plan=plan,
        reconciled=reconciled,
        events=events,
        problems=plan.problems,
        blocked=bool(prepared.blocked),
        halted=halted,
        halt_reason=reason,
        facts=_facts(opened, prepared, events, reconciled, edges),
        blocking=frozenset((open_places | rejected) & asked),
    )


def _facts(
    opened: str,
    prepared: Prepared,
    events: Sequence[EventRecord],
    reconciled: Reconciled,
    edges: Edges,
) -> tuple[tuple[str, str], ...]:
    """What the report says of the run itself."""
    plan, options = prepared.plan, prepared.options
    asked = sorted({p.code for p in plan.problems if p.severity is Severity.QUESTION})
    answers = [c for c in asked if c in options.accept or "all" in options.accept]
    chosen = {"hidden_rows": options.hidden_rows, "repeat": options.repeat}
    answers += [f"{name}={value}" for name, value in chosen.items() if value]
    sends = [state.sends for state in reconciled.states.values() if state.sends]
    settings = {"on_problem": options.on_problem, "on_refusal": options.on_refusal,
                "lines_per_request": options.lines_per_request}  # fmt: skip
    return (
        ("run", opened),
        ("who", edges.who),
        ("workbook", prepared.source.path or prepared.source.name),
        ("workbook_sha256", prepared.checked.workbook.sha256),
        ("account", plan.account),
        ("mode", "live" if plan.livemode else "test"),
        *edges.facts,
        ("time_zone", plan.time_zone),
        ("settings", json.dumps(settings)),
        ("plan_digest", plan.digest),
        ("answers", ", ".join(answers) or "-"),
        ("started_at", events[0].at if events else ""),
        ("finished_at", edges.clock.now().isoformat()),
        ("requests_planned", str(len(plan.requests))),
        ("requests_sent", str(len(sends))),
        ("requests_retried", str(sum(sends) - len(sends))),
    )


def _finish(opened: str, prepared: Prepared, edges: Edges, halted: str, reason: str) -> Result:
    """Account for the run, write its report and leftovers, and close it unless `resume` owns it."""
    edges.listener.stage("reporting")
    account = _account(opened, prepared, edges.ledger.events(opened), edges, halted, reason)
    ends = row_ends(account)
    made, end = object_of(account, ends, prepared.source.path or prepared.source.name)
    made.update(_write(account, edges, str(made["status"])))
    kind = Event.STOPPED if end in (Exit.STOPPED, Exit.UNUSABLE) else Event.FINISHED
    edges.ledger.append(opened, kind, None, object=made, exit=int(end))
    return Result(made, end)


def _write(account: Account, edges: Edges, status: str) -> dict[str, object]:
    """Report and leftovers; a disk that takes no report costs the report, never the results."""
    ends = row_ends(account)
    written: dict[str, object] = {}
    target = edges.report or edges.reports / f"{account.run}.xlsx"
    left = leftovers_of(account, ends)
    try:
        path, sha256 = edges.files.write_report(report_of(account, ends, status), target)
        written["report"] = str(path)
        edges.ledger.append(account.run, Event.REPORTED, None, path=str(path), sha256=sha256)
        if left is not None:
            beside = path.with_name(f"{path.stem}-leftovers.xlsx")
            path, sha256 = edges.files.write_leftovers(left, beside)
            written["leftovers"] = str(path)
            edges.ledger.append(account.run, Event.REPORTED, None, path=str(path), sha256=sha256)
    except OSError as error:
        details = {"path": str(target), "reason": error.strerror or str(error)}
        written["error"] = said("report_unwritten", account.language, details)
    return written


# What goes on from the ledger.


def _record(edges: Edges, wanted: str | None) -> RunRecord:
    """A run by its id, or the latest of the key's own account and mode.

    Raises RunUnknown, and GatewayUnusable where the key is of another account or mode.
    """
    own, _ = account(reader_of(edges), edges.account or None)
    listed = edges.ledger.runs(own, edges.livemode)
    record = edges.ledger.run(wanted) if wanted is not None else next(iter(listed), None)
    if record is None:
        raise RunUnknown(wanted or "")
    if record.livemode is not edges.livemode:
        raise GatewayUnusable("mode_differs", run=record.run)
    if record.account != own:
        raise GatewayUnusable("account_differs", found=own, expected=record.account)
    return record


def _source(record: RunRecord, edges: Edges) -> Source:
    """The input of a run as received."""
    path = str(record.settings.get("path") or "")
    return Source(edges.ledger.workbook(record.run), record.workbook_name, path)


def _again(record: RunRecord, edges: Edges, **chosen: str) -> Prepared:
    """The stored input and plan of a run, as they were prepared then; `chosen` options are new."""
    options = replace(Options.restored(record.settings), **chosen)  # type: ignore[arg-type]
    plan = from_json(edges.ledger.plan(record.run))
    source = _source(record, edges)
    workbook = edges.files.read(source.content, source.name, options.encoding)
    checked: Checked = check(
        workbook,
        Context(zone_of(plan.time_zone)),
        sheet=options.sheet,
        hidden_rows=options.hidden_rows,
        expected=options.expected,
    )
    blocked = open_problems(plan, len(checked.problems), options)
    return Prepared(source, options, checked, plan, Known(), blocked)


def resume(
    wanted: str | None, edges: Edges, *, language: str = "en", on_refusal: str = "stop-invoice"
) -> Result:
    """Go on with a run that stopped; a finished one gives its own object and sends nothing.

    Raises RunUnknown, Declined, and what `run` raises.
    """
    record = _record(edges, wanted)
    closed = _closed(edges.ledger.events(record.run))
    if closed is not None:
        return _stored(closed)
    prepared = _again(record, edges, language=language, on_refusal=on_refusal)
    if not prepared.blocked and not edges.confirm(prepared.plan):
        raise Declined
    with edges.ledger.lock(record.account, record.livemode):
        edges.ledger.append(record.run, Event.RESUMED, None, who=edges.who)
        if prepared.blocked:
            return _finish(record.run, prepared, edges, "", "")
        return _send(record.run, prepared, edges)


def _closed(events: Sequence[EventRecord]) -> EventRecord | None:
    """The event that closed a run, None while `resume` owns it."""
    return next((e for e in reversed(events) if e.kind is Event.FINISHED), None)


def _stored(closed: EventRecord) -> Result:
    stored, code = closed.detail.get("object"), closed.detail.get("exit")
    assert isinstance(stored, dict)
    assert isinstance(code, int)
    return Result(stored, Exit(code))


def retry(
    wanted: str | None, edges: Edges, *, language: str = "en", on_refusal: str = "stop-invoice"
) -> Result:
    """Send again what a run did not apply, as a new run that continues it."""
    record = _record(edges, wanted)
    operations = from_json(edges.ledger.plan(record.run)).operations
    identities = {(o.sheet, o.row): o.id for o in operations}
    before = Options.restored(record.settings)
    chosen = replace(before, language=language, on_refusal=on_refusal)
    prepared = prepare(_source(record, edges), chosen, edges, identities)
    prepared = _answered(prepared, edges, identities)
    with edges.ledger.lock(prepared.plan.account, edges.livemode):
        return _run(prepared, edges, record.run, identities)


def apply(source: Source, options: Options, saved: Plan, edges: Edges) -> Result:
    """Carry out a saved plan exactly as reviewed; a stale one is refused, naming what moved."""
    prepared = prepare(source, options, edges)
    moved = tuple(stale(saved, prepared.plan))
    if moved and not prepared.blocked:
        plan = replace(prepared.plan, problems=(*prepared.plan.problems, *moved))
        prepared = replace(prepared, plan=unsent(plan), blocked=moved)
    with edges.ledger.lock(prepared.plan.account, edges.livemode):
        return _run(prepared, edges, None, {})


def planned(prepared: Prepared, edges: Edges) -> Result:
    """What `plan` prints: the object of a run of which nothing is sent."""
    plan = prepared.plan
    account_of = _account("", prepared, (), edges, "", "")
    made, _ = object_of(account_of, row_ends(account_of), prepared.source.path)
    blocked = bool(prepared.blocked)
    status = "rejected" if blocked else "planned" if plan.requests else "unchanged"
    changes = planned_money(plan)
    for currency, change in changes.items():
        shown = made["money"]
        assert isinstance(shown, dict)
        shown[currency]["expected_change"] = money.show(change, currency)
    made.update({"run": None, "status": status, "digest": plan.digest})
    made["requests"] = {"planned": len(plan.requests), "sent": 0, "retried": 0}
    return Result(made, Exit.PROBLEMS if blocked else Exit.DONE)


def report(wanted: str, edges: Edges, language: str = "en") -> Result:
    """Write the report of a run again, from the ledger alone."""
    record = edges.ledger.run(wanted)
    if record is None:
        raise RunUnknown(wanted)
    prepared = _again(record, edges, language=language)
    events = edges.ledger.events(record.run)
    last = next((e for e in reversed(events) if e.kind in (Event.FINISHED, Event.STOPPED)), None)
    accounted = _account(record.run, prepared, events, edges, "", "")
    made, end = object_of(accounted, row_ends(accounted), prepared.source.path)
    result = _stored(last) if last else Result(made, end)
    shown = {**result.object, "report": None, "leftovers": None}
    shown.update(_write(accounted, edges, str(shown["status"])))
    return Result(shown, result.exit)


def verify(wanted: str, edges: Edges) -> Result:
    """Read Stripe again and reconcile; changes nothing, in Stripe or in the ledger.

    Exit 3 where a row no longer shows its effect or the money does not tie out.
    """
    record = _record(edges, wanted)
    prepared = _again(record, edges)
    reader = reader_of(edges)
    events = edges.ledger.events(record.run)
    now = edges.clock.now().isoformat()
    fresh = [
        EventRecord(0, record.run, now, Event.VERIFIED, None, {"invoice": snapshot(invoice)})
        for invoice in reader.each(_touched(prepared.plan, events), reader.invoice).values()
        if isinstance(invoice, Invoice)
    ]
    accounted = _account(record.run, prepared, [*events, *fresh], edges, "", "")
    made, end = object_of(accounted, row_ends(accounted), prepared.source.path)
    return Result(made, Exit.DONE if end in (Exit.DONE, Exit.PROBLEMS) else Exit.UNFINISHED)
