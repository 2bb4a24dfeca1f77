"""The plan of a workbook: every row decided against live invoices and the ledger, then requests.

Pure: what it needs was read before; the same input always gives the same plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from zoneinfo import ZoneInfo

from batcher.core.checking import Checked, Control, Expected, Row, later
from batcher.core.live import Invoice, Json, Live, Missing
from batcher.core.model import Kind, Problem, Severity, Status
from batcher.core.plan import effects, order, repeat, rules
from batcher.core.plan import parameters as build
from batcher.core.plan.effects import Effect, Surroundings
from batcher.core.plan.identity import content, digest, operation_id, ordinal_of, tag_of
from batcher.core.plan.known import Known
from batcher.core.plan.order import Sending
from batcher.core.plan.parts import Change, Operation, Plan

LINES_PER_REQUEST = 50
LINES_PER_INVOICE = 250
FINALIZE_MARGIN_S = 120.0
ORDINALS_SEARCHED = 1000


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan is made under: who, when, which limits, and the person's answers.

    `now`: unix seconds. `requests_per_s`: the pace, for judging whether a draft finalizes first.
    `identities`: (sheet, row) -> operation id, for rows whose identity an earlier run settled.
    """

    account: str
    livemode: bool
    api_version: str
    zone: ZoneInfo
    now: float
    read_at: str
    repeat: str | None = None
    accepted: frozenset[str] = frozenset()
    skip_invoices: bool = False
    lines_per_request: int = LINES_PER_REQUEST
    lines_per_invoice: int = LINES_PER_INVOICE
    requests_per_s: float = 25.0
    expected: Expected = field(default_factory=Expected)
    identities: Mapping[tuple[str, int], str] = field(default_factory=dict)


@dataclass(slots=True)
class _Draft:
    """A plan in the making; lives inside `make` only."""

    live: Live
    known: Known
    terms: Terms
    used: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    created: dict[str, str] = field(default_factory=dict)  # @ref -> invoice id, where it exists
    creating: dict[str, str] = field(default_factory=dict)  # @ref -> operation id that creates it
    currencies: dict[str, str] = field(default_factory=dict)  # @ref -> currency
    pairs: list[tuple[Row, Operation]] = field(default_factory=list)
    parameters: dict[str, build.Parameters] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    rejected: set[tuple[str, int]] = field(default_factory=set)
    moved: dict[str, str] = field(default_factory=dict)


def contents(checked: Checked, live: Live, terms: Terms) -> tuple[str, ...]:
    """The content hashes of all rows whose invoice is there: what to ask the ledger for."""
    return tuple(_drafted(checked, live, Known(), terms).used)


def make(checked: Checked, live: Live, known: Known, terms: Terms) -> Plan:
    """Work out every row, find every problem, and build the requests.

    Problems found offline come first. The plan is complete also when problems forbid its use; then
    nothing of it is sent.
    """
    draft = _drafted(checked, live, known, terms)
    _judge(draft)
    if terms.skip_invoices:
        _skip_invoices(draft, checked)
    if not checked.rejected and (terms.skip_invoices or not draft.rejected):
        draft.problems += rules.control_problems(checked.control, terms.expected, _changes(draft))
    return _finish(draft, checked)


def _drafted(checked: Checked, live: Live, known: Known, terms: Terms) -> _Draft:
    draft = _Draft(live, known, terms)
    draft.moved = dict(_unassigned(checked.rows, live, known))
    for row in sorted(checked.rows, key=lambda one: one.kind is not Kind.CREATE):
        _decide(draft, row)
    draft.pairs = [(row, _held_back(draft, operation)) for row, operation in draft.pairs]
    return draft


def _held_back(draft: _Draft, operation: Operation) -> Operation:
    """A row on a new invoice that is not created now (in doubt, or gone) has nowhere to go."""
    named = operation.invoice
    if operation.kind is Kind.CREATE or operation.id not in draft.parameters:
        return operation
    if not named.startswith("@") or draft.creating[named] in draft.parameters:
        return operation
    del draft.parameters[operation.id]
    return replace(operation, status=Status.NOT_SENT, reason="not_reached")


def _unassigned(rows: Iterable[Row], live: Live, known: Known) -> Iterator[tuple[str, str]]:
    """il_… and ii_… of lines this workbook unassigns -> the ii_… that is then pending.

    A line that an earlier run of these rows has unassigned is known from that run.
    """
    for row in rows:
        if row.kind is Kind.REMOVE and row.values.get("behavior") == "unassign":
            invoice = live.invoices.get(row.text("invoice"))
            line = invoice.line(row.text("line")) if isinstance(invoice, Invoice) else None
            freed = line.invoice_item if line else known.freed.get(row.text("line"), "")
            if freed:
                yield row.text("line"), freed
                yield freed, freed


def _decide(draft: _Draft, row: Row) -> None:
    """Work one row out, or note what is wrong with it."""
    invoice, problems = _invoice_of(draft, row)
    currency = _currency_of(draft, row, invoice)
    if not problems and row.kind is not Kind.METADATA:
        problems = list(rules.currency_problems(row, currency)) if currency else []
    problems += rules.object_problems(row, draft.live, invoice)
    closed = list(rules.draft_problems(row, invoice))
    if not _has_error(problems):
        operation, sent, found = _operation(draft, row, invoice, currency)
        if operation is not None and _stood(operation):
            closed = []  # it was applied while the invoice was a draft: nothing is asked of it now
        problems = [*closed, *problems, *found]
        if operation is not None and not _has_error(problems):
            draft.pairs.append((row, operation))
            if sent is not None:
                draft.parameters[operation.id] = sent
    else:
        problems = [*closed, *problems]
    draft.problems += problems
    if _has_error(problems):
        draft.rejected.add((row.sheet, row.row))


def _stood(operation: Operation) -> bool:
    """True for a row that an earlier run applied, by the ledger or by the tag on its line."""
    found = operation.kind is Kind.ADD or operation.reason == "applied_by"
    return operation.status is Status.UNCHANGED and found


def _has_error(problems: Iterable[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def _invoice_of(draft: _Draft, row: Row) -> tuple[Invoice | None, list[Problem]]:
    """The live invoice a row is about; None for one that is yet to be created."""
    if row.kind is Kind.CREATE:
        return None, []
    named = row.text("invoice")
    if named.startswith("@"):
        if named not in draft.creating and named not in draft.created:
            return None, [row.problem("invoice", "ref_rejected")]
        if named not in draft.created:
            return None, []
        named = draft.created[named]
    found = draft.live.invoices.get(named, Missing(""))
    problems = list(rules.invoice_problems(row, found, draft.terms.livemode))
    return (found if isinstance(found, Invoice) else None), problems


def _currency_of(draft: _Draft, row: Row, invoice: Invoice | None) -> str:
    if row.kind is Kind.CREATE:
        return row.text("currency")
    return invoice.currency if invoice else draft.currencies.get(row.text("invoice"), "")


def _operation(
    draft: _Draft, row: Row, invoice: Invoice | None, currency: str
) -> tuple[Operation | None, build.Parameters | None, list[Problem]]:
    terms = draft.terms
    named = row.text("invoice")
    subject = f"@{draft.creating[named]}" if named in draft.creating else named
    hashed = content(
        row,
        livemode=terms.livemode,
        invoice=subject,
        currency=currency,
        zone=terms.zone,
    )
    ordinal = _ordinal(draft, row, hashed)
    own = operation_id(hashed, ordinal)
    target = draft.created.get(named, named)
    operation = Operation(
        own, hashed, ordinal, row.sheet, row.row, row.kind, target, currency
    )  # fmt: skip
    return _WORK[row.kind](draft, row, invoice, operation)


def _ordinal(draft: _Draft, row: Row, hashed: str) -> int:
    """Which of several identical rows this one is, from 1; a known identity keeps its own."""
    wanted = draft.terms.identities.get((row.sheet, row.row)) or row.identity.split(" ")[0]
    used = draft.used[hashed]
    # A leftovers row may come to a machine whose ledger knows nothing of the rows before it.
    highest = max(draft.known.ordinals(hashed), len(used), ORDINALS_SEARCHED) + 1
    ordinal = ordinal_of(hashed, wanted, highest) if wanted else None
    if ordinal is None or ordinal in used:
        ordinal = next(n for n in count(1) if n not in used)
    used.add(ordinal)
    return ordinal


def _next_ordinal(draft: _Draft, operation: Operation) -> Operation:
    """The same content once more, after the highest ordinal the ledger or this workbook knows."""
    hashed, used = operation.content, draft.used[operation.content]
    ordinal = next(n for n in count(draft.known.ordinals(hashed) + 1) if n not in used)
    used.add(ordinal)
    return replace(operation, id=operation_id(hashed, ordinal), ordinal=ordinal, finals=0)


def _around(draft: _Draft, invoice: Invoice | None, currency: str, applied: bool) -> Surroundings:
    live = draft.live
    return Surroundings(
        invoice, currency, live.prices, live.invoice_items, draft.terms.zone, draft.moved, applied
    )


Worked = tuple[Operation | None, build.Parameters | None, list[Problem]]


def _settle(
    draft: _Draft, row: Row, operation: Operation, effect: Effect, *, stands: bool, moved: bool
) -> Worked:
    """Put decision and effect together into the operation."""
    known = draft.known.get(operation.id)
    decision = repeat.decide(
        row.kind,
        known,
        stands=stands,
        moved=moved,
        repeat=None if (row.sheet, row.row) in draft.terms.identities else draft.terms.repeat,
        accepted=draft.terms.accepted,
    )
    asked = repeat.question(row, decision)
    questions = [asked] if asked else []
    finals = known.finals if known else 0
    operation = replace(operation, finals=finals)
    if decision.again:
        operation = _next_ordinal(draft, operation)
    filled = replace(
        operation,
        status=decision.status,
        reason=decision.reason,
        details={"run": known.run, "at": known.at} if known else {},
        line=row.text("line"),
        invoice_item=effect.invoice_item,
        behavior=str(row.values.get("behavior", "")),
        line_amount_minor=effect.line_amount_minor,
        columns=effects.column_of(row, row.kind),
    )
    problems = [*effect.problems, *questions]
    if decision.status is not Status.APPLIED:
        return filled, None, [p for p in problems if p.severity is not Severity.WARNING]
    sent = replace(
        filled,
        change_minor=effect.change_minor,
        changes=effect.changes,
        old=effect.old,
        new=effect.new,
    )
    return sent, effect.parameters, problems


def _work_create(draft: _Draft, row: Row, _: Invoice | None, operation: Operation) -> Worked:
    """A new draft, unless its tag or the ledger shows that it was made before."""
    ref = f"@{row.text('ref').removeprefix('@')}"
    operation = replace(operation, invoice=ref)
    draft.currencies[ref] = row.text("currency")
    known = draft.known.get(operation.id)
    made = (known.made if known else "") or draft.live.created.get(operation.id, "")
    there = isinstance(draft.live.invoices.get(made), Invoice)
    changes = (Change("invoice", "", ref),)
    effect = Effect(None, changes=changes)
    worked, _none, problems = _settle(draft, row, operation, effect, stands=there, moved=False)
    assert worked is not None
    draft.creating[ref] = worked.id
    if worked.status is Status.UNCHANGED and there:
        draft.created[ref] = made
        worked = replace(worked, stripe_id=made)
    if worked.status is not Status.APPLIED:
        return worked, None, problems
    return worked, build.create_invoice(row, worked.id), problems


def _work_add(draft: _Draft, row: Row, invoice: Invoice | None, operation: Operation) -> Worked:
    """A new line, unless one on the invoice carries this operation's tag."""
    line = (
        next((x for x in invoice.lines if tag_of(x.metadata) == operation.id), None)
        if invoice
        else None
    )
    around = _around(draft, invoice, operation.currency, False)
    effect = effects.add(row, around, operation.id)
    if line and ("invoice_item" in row.values or _has_error(effect.problems)):
        # It is there: what its price or item has become since is no problem of this row.
        effect = Effect({}, line.amount, line.amount, invoice_item=line.invoice_item)
    if _has_error(effect.problems):
        return None, None, list(effect.problems)
    moved = line is not None and line.amount != effect.line_amount_minor
    worked, sent, problems = _settle(
        draft, row, operation, effect, stands=line is not None, moved=moved
    )
    assert worked is not None
    if line and worked.status is not Status.APPLIED:
        worked = replace(worked, line=line.id, stripe_id=line.id)
    elif sent is not None and worked.id != operation.id:
        sent = effects.add(row, around, worked.id).parameters
    return worked, sent, problems


def _work_line(draft: _Draft, row: Row, invoice: Invoice | None, operation: Operation) -> Worked:
    """An update or removal of a line that is there; one that we removed before is unchanged."""
    assert invoice is not None
    line = invoice.line(row.text("line"))
    known = draft.known.get(operation.id)
    applied = known is not None and known.status is Status.APPLIED
    if line is None:
        removed = draft.known.removed(row.text("line"))
        in_doubt = known is not None and known.status is Status.IN_DOUBT
        gone = removed is not None and (row.kind is Kind.REMOVE or applied)
        if gone or (row.kind is Kind.REMOVE and in_doubt):
            return _settle(draft, row, operation, Effect(), stands=True, moved=False)
        return None, None, [rules.line_missing(row, draft.live)]
    around = _around(draft, invoice, operation.currency, applied)
    work = effects.remove if row.kind is Kind.REMOVE else effects.update
    effect = work(row, line, around)
    if applied:
        # What changed since this row was applied is the question below, no drift of its `was.`.
        own = tuple(p for p in effect.problems if p.code != "drift")
        effect = replace(effect, problems=own)
    if _has_error(effect.problems):
        return None, None, list(effect.problems)
    stands = effect.parameters is None
    worked, sent, problems = _settle(draft, row, operation, effect, stands=stands, moved=False)
    assert worked is not None
    return replace(worked, stripe_id=line.id), sent, problems


def _work_metadata(
    draft: _Draft, row: Row, invoice: Invoice | None, operation: Operation
) -> Worked:
    """Metadata of the invoice: only the keys that differ."""
    live: Mapping[str, str] = invoice.metadata if invoice else {}
    asked = build.metadata(row.values)
    crowded = list(effects.too_many_keys(row, live))
    if crowded:
        return None, None, crowded
    changed = {key: value for key, value in asked.items() if live.get(key, "") != value}
    old = {f"metadata.{key}": live.get(key, "") for key in changed}
    new = {f"metadata.{key}": value for key, value in changed.items()}
    changes = tuple(Change(name, old[name] or "(empty)", new[name] or "(empty)") for name in new)
    effect = Effect(dict(changed) if changed else None, 0, 0, changes, old, new)
    stands = not changed
    worked, sent, problems = _settle(draft, row, operation, effect, stands=stands, moved=False)
    assert worked is not None
    return replace(worked, stripe_id=invoice.id if invoice else ""), sent, problems


_WORK = {
    Kind.CREATE: _work_create,
    Kind.ADD: _work_add,
    Kind.UPDATE: _work_line,
    Kind.REMOVE: _work_line,
    Kind.METADATA: _work_metadata,
}


def _sent(draft: _Draft) -> list[tuple[Row, Operation]]:
    """The rows that are to be sent."""
    return [
        pair
        for pair in draft.pairs
        if pair[1].id in draft.parameters and (pair[0].sheet, pair[0].row) not in draft.rejected
    ]


def _judge(draft: _Draft) -> None:
    """The rules that see all rows at once."""
    terms, sent = draft.terms, _sent(draft)
    by_invoice: dict[str, list[tuple[Row, Operation]]] = defaultdict(list)
    for row, operation in sent:
        by_invoice[operation.invoice].append((row, operation))
    ready_in_s = FINALIZE_MARGIN_S + (len(sent) / terms.lines_per_request + len(by_invoice)) / (
        terms.requests_per_s
    )
    found: list[Problem] = []
    for invoice_id, pairs in by_invoice.items():
        invoice = draft.live.invoices.get(invoice_id)
        there = invoice if isinstance(invoice, Invoice) else None
        found += rules.room_problems(there, pairs, terms.lines_per_invoice)
        if there:
            found += rules.finalizes_soon(pairs[0][0], there, terms.now, ready_in_s)
    found += rules.items_once(sent)
    everything = [(row, operation.currency) for row, operation in draft.pairs]
    currencies = frozenset(currency for _, currency in everything if currency)
    found += rules.blank_currencies([(r, o.currency) for r, o in sent], currencies)
    marked = [
        (row, replace(o, request=0) if o.id in draft.parameters else o) for row, o in draft.pairs
    ]
    if not terms.identities:  # a run that continues another asks for the very rows of that one
        found += repeat.among_new(marked, draft.known, terms.repeat)
        found += repeat.edited(marked, draft.known)
    draft.problems += found
    draft.rejected.update(
        (p.sheet, p.row) for p in found if p.severity is Severity.ERROR and p.row is not None
    )


def _changes(draft: _Draft) -> dict[str, int]:
    """Net change by currency; rows applied earlier count with the change they made."""
    totals: dict[str, int] = defaultdict(int)
    for row, operation in draft.pairs:
        if (row.sheet, row.row) in draft.rejected:
            continue
        before = draft.known.get(operation.id)
        if operation.id in draft.parameters:
            totals[operation.currency] += operation.change_minor
        elif before is not None and before.status is Status.APPLIED:
            totals[operation.currency] += draft.known.changes.get(operation.id, 0)
        elif operation.kind is Kind.ADD and operation.status is Status.UNCHANGED:
            # Found by its tag, where no ledger remembers it.
            totals[operation.currency] += operation.line_amount_minor
    return totals


def _skip_invoices(draft: _Draft, checked: Checked) -> None:
    """`--on-problem skip-invoice`: an error found by the plan rejects all rows of its invoice."""
    own = {(row.sheet, row.row): _invoice_name(row) for row in checked.rows}
    count = -1
    while count != len(draft.rejected):
        count = len(draft.rejected)
        invoices = {own[place] for place in draft.rejected if place in own}
        draft.rejected.update(place for place, invoice in own.items() if invoice in invoices)
        draft.rejected.update(_stranded(draft, checked))


def _stranded(draft: _Draft, checked: Checked) -> Iterator[tuple[str, int]]:
    """Rows that put an item on an invoice which a rejected row would have unassigned elsewhere."""
    rejected = (r for r in checked.rows if (r.sheet, r.row) in draft.rejected)
    lines = {row.text("line") for row in rejected if row.kind is Kind.REMOVE}
    kept = {draft.moved[line] for line in lines if line in draft.moved}
    for row in checked.rows:
        item = row.text("invoice_item")
        if row.kind is Kind.ADD and draft.moved.get(item, item) in kept:
            yield row.sheet, row.row


def _invoice_name(row: Row) -> str:
    """What a row calls its invoice; a new draft is called by its ref."""
    return row.text("invoice") or f"@{row.text('ref').removeprefix('@')}"


def _finish(draft: _Draft, checked: Checked) -> Plan:
    """Build the requests and close the plan."""
    terms = draft.terms
    sendings = [Sending(o, draft.parameters[o.id]) for _, o in _sent(draft)]
    refs = {ref: own for ref, own in draft.creating.items() if ref not in draft.created}
    requests, placed = order.requests(sendings, refs, terms.lines_per_request)
    operations = []
    for row, operation in sorted(draft.pairs, key=lambda pair: _place(checked, pair[0])):
        request, index = placed.get(operation.id, (None, None))
        status = operation.status
        if (row.sheet, row.row) in draft.rejected:
            request, status = None, Status.REJECTED
        operations.append(replace(operation, status=status, request=request, index=index))
    by_id = {operation.id: operation for operation in operations}
    numbered = tuple(
        replace(r, attempt=1 + max((by_id[o].finals for o in r.carried), default=0))
        for r in requests
    )
    named = {o.invoice for o in operations}
    before = {
        key: value
        for key, value in draft.live.invoices.items()
        if isinstance(value, Invoice) and key in named
    }
    return Plan(
        terms.account,
        terms.livemode,
        terms.api_version,
        _digest(draft, numbered, before),
        tuple(operations),
        numbered,
        before,
        (*checked.problems, *later(draft.problems, checked.problems)),
        terms.read_at,
        checked.left_out,
        str(terms.zone),
    )


def _place(checked: Checked, row: Row) -> tuple[int, int]:
    """Where a row stands in the workbook."""
    return next(n for n, t in enumerate(checked.tables) if t is row.table), row.row


def _digest(draft: _Draft, requests: Iterable[object], before: Mapping[str, Invoice]) -> str:
    """Of what would be sent and of the live state it was worked out against."""
    lines: dict[str, Json | list[object]] = {
        key: [repr(line) for line in invoice.lines] for key, invoice in before.items()
    }
    return digest(
        {
            "account": draft.terms.account,
            "livemode": draft.terms.livemode,
            "requests": [repr(request) for request in requests],
            "live": lines,
        }
    )


__all__ = ["Control", "Terms", "contents", "make"]
