"""What a row of each kind comes to, with what is known of its operation already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from batcher.core.checking import Row
from batcher.core.columns import UNDOES
from batcher.core.live import Invoice, Line
from batcher.core.model import Kind, Problem, Severity, Status
from batcher.core.plan import effects, repeat, rules
from batcher.core.plan import parameters as build
from batcher.core.plan.effects import Effect, Surroundings
from batcher.core.plan.identity import tagged
from batcher.core.plan.known import KnownOperation
from batcher.core.plan.make.draft import Draft, has_error, next_ordinal
from batcher.core.plan.moved import Moved
from batcher.core.plan.parts import NO_DETAILS, Change, Operation

Worked = tuple[Operation | None, build.Parameters | None, list[Problem]]


def _around(draft: Draft, invoice: Invoice | None, currency: str, applied: bool) -> Surroundings:
    live = draft.live
    return Surroundings(
        invoice, currency, live.prices, live.invoice_items, draft.terms.zone, draft.moved, applied
    )


def _settle(
    draft: Draft,
    row: Row,
    operation: Operation,
    effect: Effect,
    *,
    stands: bool,
    moved: bool = False,
    stripe_id: str = "",
) -> Worked:
    """Put decision and effect together into the operation."""
    known = draft.known.get(operation.id)
    continues = (row.sheet, row.row) in draft.terms.identities
    # A value may be asked for afresh; a line or an invoice asked for afresh would be one more.
    adds = continues or row.kind in (Kind.ADD, Kind.CREATE)
    decision = repeat.decide(
        row.kind,
        known,
        stands=stands,
        moved=moved,
        repeat=None if continues else draft.terms.repeat,
        accepted=draft.terms.accepted,
        mended=draft.known.mended.get(operation.id) if adds else None,
    )
    asked = repeat.question(row, decision)
    questions = [asked] if asked else []
    told, is_sent = decision.known, decision.status is Status.APPLIED
    finals = known.finals if known else 0
    if decision.again:
        operation, finals = next_ordinal(draft, operation), 0
    brings = effect if is_sent else Effect()
    worked = replace(
        operation,
        finals=finals,
        status=decision.status,
        reason=decision.reason,
        details={"run": told.run, "at": told.at} if told else NO_DETAILS,
        stripe_id=stripe_id,
        line=row.text("line"),
        invoice_item=effect.invoice_item,
        behavior=str(row.values.get("behavior", "")),
        line_amount_minor=effect.line_amount_minor,
        columns=effects.column_of(row, row.kind),
        undoes=row.table.kept(row.row, UNDOES),
        change_minor=brings.change_minor,
        moved=Moved.of(brings.old, brings.new),
        named=brings.named,
    )
    problems = [*effect.problems, *questions]
    if is_sent:
        return worked, effect.parameters, problems
    return worked, None, [p for p in problems if p.severity is not Severity.WARNING]


def _work_create(draft: Draft, row: Row, _: Invoice | None, operation: Operation) -> Worked:
    """A new draft, unless its tag or the ledger shows that it was made before."""
    ref = f"@{row.text('ref').removeprefix('@')}"
    operation = replace(operation, invoice=ref)
    draft.currencies[ref] = row.text("currency")
    known = draft.known.get(operation.id)
    made = (known.made if known else "") or draft.live.created.get(operation.id, "")
    there = isinstance(draft.live.invoices.get(made), Invoice)
    changes = (Change("invoice", "", ref),)
    effect = Effect(None, named=changes)
    worked, _none, problems = _settle(draft, row, operation, effect, stands=there)
    assert worked is not None
    draft.creating[ref] = worked.id
    if worked.status is Status.UNCHANGED and there:
        draft.created[ref] = made
        worked = replace(worked, stripe_id=made)
    if worked.status is not Status.APPLIED:
        return worked, None, problems
    return worked, build.create_invoice(row, worked.id), problems


def _work_add(draft: Draft, row: Row, invoice: Invoice | None, operation: Operation) -> Worked:
    """A new line, unless one on the invoice carries this operation's tag."""
    line = tagged(invoice, (operation.id,)) if invoice else None
    around = _around(draft, invoice, operation.currency, False)
    effect = effects.add(row, around, operation.id)
    if line and ("invoice_item" in row.values or has_error(effect.problems)):
        # It is there: what its price or item has become since is no problem of this row.
        effect = Effect({}, line.amount, line.amount, invoice_item=line.invoice_item)
    if has_error(effect.problems):
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


def _work_line(draft: Draft, row: Row, invoice: Invoice | None, operation: Operation) -> Worked:
    """An update or removal of a line that is there; one that we removed before is unchanged."""
    assert invoice is not None
    line = invoice.line(row.text("line"))
    known = draft.known.get(operation.id)
    applied = known is not None and known.status is Status.APPLIED
    restored = _restored(known, invoice) if line is None else None
    if restored is not None:
        line, row = restored, replace(row, values={**row.values, "line": restored.id})
    if line is None:
        removed = draft.known.removed(row.text("line"))
        in_doubt = known is not None and known.status is Status.IN_DOUBT
        gone = (removed is not None and (row.kind is Kind.REMOVE or applied)) or (
            applied and row.kind is Kind.REMOVE  # of a line that an undo had added again
        )
        if gone or (row.kind is Kind.REMOVE and in_doubt):
            return _settle(draft, row, operation, Effect(), stands=True)
        return None, None, [rules.line_missing(row, draft.live)]
    # Lists and product names are not to be seen on a line: they stand if nobody came after us.
    stands = applied and draft.known.is_last_on(line.id, operation.id)
    around = _around(draft, invoice, operation.currency, stands)
    work = effects.remove if row.kind is Kind.REMOVE else effects.update
    effect = work(row, line, around)
    if applied:
        # What changed since this row was applied is the question below, no drift of its `was.`.
        own = tuple(p for p in effect.problems if p.code != "drift")
        effect = replace(effect, problems=own)
    if has_error(effect.problems):
        return None, None, list(effect.problems)
    stands = effect.parameters is None
    return _settle(draft, row, operation, effect, stands=stands, stripe_id=line.id)


def _restored(known: KnownOperation | None, invoice: Invoice) -> Line | None:
    """The line that an undo of this very row added again; it has another id than the row says."""
    tags = known.undone_by if known else ()
    return tagged(invoice, tags) if tags else None


def _work_metadata(draft: Draft, row: Row, invoice: Invoice | None, operation: Operation) -> Worked:
    """Metadata of the invoice: only the keys that differ."""
    live: Mapping[str, str] = invoice.metadata if invoice else {}
    asked = build.metadata(row.values)
    crowded = list(effects.too_many_keys(row, live))
    if crowded:
        return None, None, crowded
    changed = {key: value for key, value in asked.items() if live.get(key, "") != value}
    old = {f"metadata.{key}": live.get(key, "") for key in changed}
    new = {f"metadata.{key}": value for key, value in changed.items()}
    around = _around(draft, invoice, operation.currency, False)
    shown = {f"metadata.{key}": value for key, value in live.items()}
    drifted = tuple(effects.drift_of(row, shown, around, new))
    known = draft.known.get(operation.id)
    if drifted and not (known is not None and known.status is Status.APPLIED):
        return None, None, list(drifted)
    effect = Effect(dict(changed) if changed else None, old=old, new=new)
    own = invoice.id if invoice else ""
    return _settle(draft, row, operation, effect, stands=not changed, stripe_id=own)


WORK = {
    Kind.CREATE: _work_create,
    Kind.ADD: _work_add,
    Kind.UPDATE: _work_line,
    Kind.REMOVE: _work_line,
    Kind.METADATA: _work_metadata,
}
