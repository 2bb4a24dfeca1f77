"""From a file to a plan: read, check, read Stripe, plan. Online and read-only; sends nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from batcher.core.checking import Checked, check
from batcher.core.columns import Value
from batcher.core.live import Live
from batcher.core.model import Kind, OperationRecord, Problem, Severity, Status, Workbook
from batcher.core.plan import Plan, Terms, from_json, make, names
from batcher.core.plan.known import Known, fold, mended, withdrawn
from batcher.core.ports import Ledger
from batcher.core.reporting import blocks, raised
from batcher.core.schemas import assert_enabled
from batcher.core.values import Context
from batcher.run.coupons import with_coupons
from batcher.run.mending import descending_runs, made_of
from batcher.run.named import invoice_items, live
from batcher.run.options import Edges, Options, Source
from batcher.run.reading import UNNAMED_ACCOUNT, GatewayUnusable, Reader, account

UNDOES = "undoes"  # of a run's stored settings: the runs it takes back
CONTINUES = "continues"  # of a run's stored settings: the runs whose leftovers it says it holds


@dataclass(frozen=True, eq=False)
class Prepared:
    """A workbook checked and planned.

    `blocked` holds the problems that forbid sending; the plan is then without requests. `mark` is
    the ledger's before the plan was made: whether anything was done since.
    """

    source: Source
    options: Options
    checked: Checked
    plan: Plan
    known: Known
    blocked: tuple[Problem, ...]
    mark: int = 0


def reader_of(edges: Edges) -> Reader:
    """How everything is read; it stops waiting when the run is asked to stop."""
    return Reader(
        edges.gateway,
        edges.clock,
        edges.random,
        edges.budget_s,
        edges.silence_s,
        edges.contact_s,
        account=edges.account,
        stopped=edges.stop.is_set,
    )


def prepare(
    source: Source,
    options: Options,
    edges: Edges,
    identities: Mapping[tuple[str, int], str] | None = None,
) -> Prepared:
    """Everything up to the confirmation.

    Problems found offline come before a Stripe that cannot be reached: they can be mended without.
    Raises GatewayUnusable, LedgerUnusable.
    """
    assert_enabled()
    edges.listener.stage("reading")
    workbook = edges.files.read(source.content, source.name, options.encoding)
    reader = reader_of(edges)
    first_zone = zone_of(options.time_zone)
    checked = _check(workbook, first_zone, options)
    try:
        own, zone_name = account(reader, edges.account, edges.platform)
    except GatewayUnusable:
        if any(problem.severity is Severity.ERROR for problem in checked.problems):
            return _offline(source, options, edges, checked)
        raise
    zone = _zone(options.time_zone) or zone_of(zone_name)
    if zone.key != first_zone.key and _has_dates(checked):
        checked = _check(workbook, zone, options)
    edges.listener.stage("planning")
    now = edges.clock.now()
    terms = Terms(
        account=own,
        livemode=edges.livemode,
        api_version=edges.api_version,
        zone=zone,
        now=now.timestamp(),
        read_at=now.isoformat(),
        repeat=options.repeat,
        accepted=options.accept,
        on_problem=options.on_problem,
        lines_per_request=options.lines_per_request,
        lines_per_invoice=options.lines_per_invoice,
        requests_per_s=options.requests_per_s,
        expected=options.expected,
        identities=identities or {},
    )
    mark = edges.ledger.mark(own, edges.livemode)
    found = live(reader, checked.rows)
    found = replace(found, invoices=with_coupons(reader, checked.rows, found.invoices))
    known, plan = plan_with(edges.ledger, reader, checked, found, terms)
    plan = replace(plan, problems=raised(plan.problems, options.block))
    blocked = open_problems(plan, len(checked.problems), options)
    return Prepared(
        source, options, checked, unsent(plan) if blocked else plan, known, blocked, mark
    )


def _check(workbook: Workbook, zone: ZoneInfo, options: Options) -> Checked:
    checked = check(
        workbook,
        Context(zone, amount_max_minor=options.amount_max_minor),
        sheet=options.sheet,
        hidden_rows=options.hidden_rows,
        expected=options.expected,
    )
    return strict(checked, options)


def strict(checked: Checked, options: Options) -> Checked:
    """The same with the warnings that are questions here."""
    problems = raised(checked.problems, options.block)
    return checked if problems is checked.problems else replace(checked, problems=problems)


def _has_dates(checked: Checked) -> bool:
    """True where a cell may mean another instant in another time zone."""
    dated = (Value.START, Value.END)
    return any(h.column.value in dated for t in checked.tables for h in t.meaning.values())


def unsent(plan: Plan) -> Plan:
    """The plan of a workbook that may not be sent: its rows, and no requests."""
    operations = tuple(
        replace(o, request=None, status=Status.NOT_SENT) if o.is_sent else o
        for o in plan.operations
    )
    return replace(plan, requests=(), operations=operations)


def plan_with(
    ledger: Ledger, reader: Reader, checked: Checked, found: Live, terms: Terms
) -> tuple[Known, Plan]:
    """Learn what the rows are called, then plan with what the ledger knows of them."""
    known, made = _named(ledger, checked, found, terms)
    freed = (item for item in known.freed.values() if item not in found.invoice_items)
    items = {**found.invoice_items, **invoice_items(reader, freed)}
    invoices = {**found.invoices, **reader.each(sorted(made), reader.invoice)}
    whole = replace(found, invoices=invoices, invoice_items=items)
    return known, make(checked, whole, known, terms)


def _named(ledger: Ledger, checked: Checked, found: Live, terms: Terms) -> tuple[Known, set[str]]:
    """What the ledger knows of the rows by what they are called, and the invoices they had made."""
    own = names(checked, found, terms)
    lines = [line for _, line in checked.rows.texts("line", checked.rows.all())]
    known = known_of(ledger, terms.account, terms.livemode, own, lines)
    made = set[str]()
    for one in (one for listed in own.values() for one in listed):
        state = known.get(one)
        made |= {found.created.get(one, ""), state.made if state else ""}
    return known, made - {""}


def known_of(
    ledger: Ledger,
    account_id: str,
    livemode: bool,
    hashes: Iterable[str],
    lines: Iterable[str] = (),
) -> Known:
    """What the ledger knows of these contents and lines, and of the runs that sent any of them.

    Asked under the placeholder too, for runs whose key might not read its account.
    """
    accounts = dict.fromkeys((account_id, UNNAMED_ACCOUNT))
    wanted, subjects = list(dict.fromkeys(hashes)), list(dict.fromkeys(lines))
    records = [r for name in accounts for r in ledger.operations(name, livemode, wanted)]
    on_lines = [r for name in accounts for r in ledger.operations_on(name, livemode, subjects)]
    if not records and not on_lines:
        return Known()
    states = fold(records, ledger.request_events({record.run for record in records}))
    sent = (Status.APPLIED, Status.IN_DOUBT)
    runs = {state.run for state in states.values() if state.status in sent}
    sharing = {run: tuple(ledger.operations_of(run)) for run in sorted(runs)}
    everything: list[OperationRecord] = [*records]
    seen = {(record.run, record.operation_id) for record in records}
    for listed in (on_lines, *sharing.values()):
        everything += [r for r in listed if (r.run, r.operation_id) not in seen]
        seen |= {(r.run, r.operation_id) for r in listed}
    all_runs = {record.run for record in everything}
    made = made_of(one for name in accounts for one in ledger.runs(name, livemode))
    mending = descending_runs((record.operation_id for record in records), made)
    undoing = undoing_runs(ledger, accounts, livemode, {*all_runs, *mending})
    for run in (*mending, *undoing):
        fresh = [r for r in ledger.operations_of(run) if (r.run, r.operation_id) not in seen]
        everything += fresh
        seen |= {(r.run, r.operation_id) for r in fresh}
    folded = fold(everything, ledger.request_events({*all_runs, *mending, *undoing}))
    folded = withdrawn(folded, taken_back(ledger, undoing))
    changes, freed = dict[str, int](), dict[str, str]()
    for run in sorted(runs):  # one plan at a time
        plan = from_json(ledger.plan(run))
        changes |= _changes(plan)
        freed |= _freed(plan)
    return Known(folded, sharing, changes, freed, mended(folded, made))


def undoing_runs(
    ledger: Ledger, accounts: Iterable[str], livemode: bool, runs: Iterable[str]
) -> tuple[str, ...]:
    """The runs that undo any of these, and those that undo them in turn."""
    listed = [record for name in accounts for record in ledger.runs(name, livemode)]
    wanted, found = set(runs), list[str]()
    for record in sorted(listed, key=lambda one: one.created_at):
        undoes = record.settings.get(UNDOES)
        if isinstance(undoes, list) and wanted & set(undoes):
            wanted.add(record.run)
            found.append(record.run)
    return tuple(found)


def taken_back(ledger: Ledger, runs: Iterable[str]) -> dict[str, str]:
    """Operation id -> the operation it takes back, of all rows of these undo workbooks."""
    operations = (o for run in runs for o in from_json(ledger.plan(run)).operations)
    return {o.id: o.undoes.rpartition(" ")[2] for o in operations if o.undoes}


def undone_runs(plan: Plan) -> list[str]:
    """The runs whose operations the rows of this plan take back; none for most workbooks."""
    return sorted({o.undoes.partition(" ")[0] for o in plan.operations if o.undoes})


def _changes(plan: Plan) -> dict[str, int]:
    """What each operation of a plan added to its invoice, by operation id."""
    return {o.id: o.change_minor for o in plan.operations if o.is_sent}


def _freed(plan: Plan) -> dict[str, str]:
    """il_… -> ii_… of the lines that a plan unassigns."""
    return {
        o.line: o.invoice_item
        for o in plan.operations
        if o.kind is Kind.REMOVE and o.behavior == "unassign" and o.invoice_item
    }


def zone_of(name: str) -> ZoneInfo:
    """A zone by its name; UTC for one this machine does not know."""
    return _zone(name) or ZoneInfo("UTC")


def _zone(name: str) -> ZoneInfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def open_problems(plan: Plan, offline: int, options: Options) -> tuple[Problem, ...]:
    """Errors and open questions that forbid sending; the first `offline` were found without Stripe.

    With `skip-invoice` and `skip-row` the errors that only the plan could see reject their own
    invoice's rows, or their row alone.
    """
    found = []
    for number, problem in enumerate(plan.problems):
        skipped = (
            options.on_problem != "stop"
            and number >= offline
            and problem.severity is Severity.ERROR
            and problem.row is not None
            and problem.column != "net_change"
        )
        if blocks(problem, options.accept) and not skipped:
            found.append(problem)
    return tuple(found)


def _offline(source: Source, options: Options, edges: Edges, checked: Checked) -> Prepared:
    """What can be said without Stripe of a workbook that has errors anyway."""
    plan = Plan(
        edges.account, edges.livemode, edges.api_version, "", (), (), {},
        checked.problems,
        edges.clock.now().isoformat(), checked.left_out,
    )  # fmt: skip
    blocked = tuple(p for p in checked.problems if blocks(p, options.accept))
    return Prepared(source, options, checked, plan, Known(), blocked)


def in_doubt_runs(prepared: Prepared) -> tuple[str, ...]:
    """Earlier runs that left operations of this workbook in doubt."""
    runs = {
        known.run
        for operation in prepared.plan.operations
        if (known := prepared.known.get(operation.id)) and known.status is Status.IN_DOUBT
    }
    return tuple(sorted(runs))
