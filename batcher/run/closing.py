"""How a run is accounted for and closed: its object, its report and leftovers, its last event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from batcher import locale
from batcher.core import money
from batcher.core.canary import answer_of
from batcher.core.instants import on_the_clock
from batcher.core.messages import said
from batcher.core.model import Event, EventRecord, Report, Review, Severity, Status
from batcher.core.reconcile import Reconciled, made_ids, reconcile
from batcher.core.reporting import (
    Account,
    Exit,
    RowEnd,
    leftovers_of,
    object_of,
    report_of,
    review_of,
    row_ends,
)
from batcher.run.options import Edges, Options
from batcher.run.preparing import Prepared
from batcher.run.sending import Sent
from batcher.run.staleness import planned_money

CANARIES_TOLD = 10
CALM = Sent()  # nothing stopped it


@dataclass(frozen=True, eq=False)
class Result:
    """How a command ended: the object `--json` prints, and the exit code."""

    object: Mapping[str, Any]
    exit: Exit


def finish(opened: str, prepared: Prepared, edges: Edges, ended: Sent) -> Result:
    """Account for the run, write its report and leftovers, and close it unless `resume` owns it."""
    edges.listener.stage("reporting")
    account = account_of(opened, prepared, edges.ledger.events(opened), edges, ended)
    ends = row_ends(account)
    made, end = object_of(account, ends, prepared.source.path or prepared.source.name)
    made.update(write(account, ends, edges, made))
    kind = Event.STOPPED if end in (Exit.STOPPED, Exit.UNUSABLE) else Event.FINISHED
    edges.ledger.append(opened, kind, None, object=made, exit=int(end))
    return Result(made, end)


def account_of(
    opened: str,
    prepared: Prepared,
    events: Sequence[EventRecord],
    edges: Edges,
    ended: Sent = CALM,
) -> Account:
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
        halted=ended.halted,
        halt_reason=ended.reason,
        facts=_facts(opened, prepared, events, reconciled, edges),
        blocking=frozenset((open_places | rejected) & asked),
        settled=ended.settled,
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
    began = events[0].at if events else ""
    ended = edges.ended_at or edges.clock.now().isoformat()
    return (
        ("run", opened),
        ("who", edges.who),
        *_approved(events, plan.time_zone),
        ("workbook", prepared.source.path or prepared.source.name),
        ("workbook_sha256", prepared.checked.workbook.sha256),
        ("account", plan.account),
        ("mode", "live" if plan.livemode else "test"),
        *edges.facts,
        ("time_zone", plan.time_zone),
        ("settings", _settings(options)),
        ("plan_digest", plan.digest),
        ("answers", ", ".join(answers) or "-"),
        *_canary(prepared, events, reconciled),
        ("started_at", on_the_clock(began, plan.time_zone)),
        ("finished_at", on_the_clock(ended, plan.time_zone)),
        ("requests_planned", str(len(plan.requests))),
        ("requests_sent", str(len(sends))),
        ("requests_retried", str(sum(sends) - len(sends))),
    )


def _canary(
    prepared: Prepared, events: Sequence[EventRecord], reconciled: Reconciled
) -> Iterator[tuple[str, str]]:
    """That a few invoices went first, and how it was answered whether the rest may follow."""
    plan = prepared.plan
    told = answer_of(plan, events, made_ids(plan, reconciled.states))
    if told is None:
        return
    invoices = ", ".join(told.invoices[:CANARIES_TOLD])
    invoices += ", …" if len(told.invoices) > CANARIES_TOLD else ""
    details = {"count": str(len(told.invoices)), "invoices": invoices, "who": told.who}
    details["at"] = on_the_clock(told.at, plan.time_zone)
    yield "canary", locale.word(f"canary.{told.why or 'agreed'}", prepared.options.language,
                                **details)  # fmt: skip


def _approved(events: Sequence[EventRecord], zone: str) -> Iterator[tuple[str, str]]:
    """Who said yes to a run that waited, and when."""
    for event in events:
        if event.kind is Event.APPROVED:
            said = f"{event.detail.get('who', '')}, {on_the_clock(event.at, zone)}"
            yield "approved_by", said


def _settings(options: Options) -> str:
    """The settings that decide what is sent, in words."""
    said = {"on_problem": options.on_problem, "on_refusal": options.on_refusal}
    chosen = [locale.word(f"setting.{name}.{value}", options.language)
              for name, value in said.items()]  # fmt: skip
    lines = str(options.lines_per_request)
    chosen.append(locale.word("setting.lines_per_request", options.language, lines=lines))
    return "\n".join(chosen)


def write(
    account: Account,
    ends: Mapping[tuple[str, int], RowEnd],
    edges: Edges,
    made: Mapping[str, object],
) -> dict[str, object]:
    """Report and leftovers; a disk that takes no report costs the report, never the results.

    `ends`: as of `row_ends`. Gives the paths, and with what `made` says already why one of them
    is missing.
    """
    written: dict[str, object] = {"report": None, "leftovers": None}
    target = edges.report or edges.reports / f"{account.run}.xlsx"
    left = leftovers_of(account, ends)
    try:
        report = report_of(account, ends, str(made["status"]))
        path, sha256 = edges.files.write_report(report, target)
        written["report"] = str(path)
        edges.ledger.append(account.run, Event.REPORTED, None, path=str(path), sha256=sha256)
        if left is not None:
            beside = path.with_name(f"{path.stem}-leftovers.xlsx")
            path, sha256 = edges.files.write_leftovers(left, beside)
            written["leftovers"] = str(path)
            edges.ledger.append(account.run, Event.REPORTED, None, path=str(path), sha256=sha256)
    except OSError as error:
        written["error"] = _unwritten(error, target, made, account.language)
    return written


def save_report(
    report: Report, edges: Edges, stem: str, made: Mapping[str, object]
) -> dict[str, object]:
    """The same for a report of several runs: no leftovers, those of its last run stand."""
    target = edges.report or edges.reports / f"{stem}.xlsx"
    try:
        path, sha256 = edges.files.write_report(report, target)
    except OSError as error:
        return {"report": None, "error": _unwritten(error, target, made, report.language)}
    edges.ledger.append(report.run, Event.REPORTED, None, path=str(path), sha256=sha256)
    return {"report": str(path)}


def _unwritten(error: OSError, target: Path, made: Mapping[str, object], language: str) -> str:
    details = {"path": str(target), "reason": error.strerror or str(error)}
    why = said("report_unwritten", language, details)
    return " ".join(str(one) for one in (made.get("error"), why) if one)


def reviewed(prepared: Prepared, edges: Edges) -> Review:
    """What `plan` shows a person: the plan by invoice, by currency and by row."""
    accounted = account_of("", prepared, (), edges)
    return review_of(accounted, row_ends(accounted))


def planned(prepared: Prepared, edges: Edges) -> Result:
    """What `plan` prints: the object of a run of which nothing is sent."""
    plan = prepared.plan
    accounted = account_of("", prepared, (), edges)
    made, _ = object_of(accounted, row_ends(accounted), prepared.source.path)
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
