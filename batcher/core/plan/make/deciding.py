"""Every row decided, one after another, against its invoice as it is now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from batcher.core.checking import Checked, Row, Rows
from batcher.core.form import encode, encode_line
from batcher.core.live import Invoice, Live, Missing
from batcher.core.model import Kind, Problem, Status
from batcher.core.plan import rules
from batcher.core.plan.identity import content, operation_id
from batcher.core.plan.known import Known
from batcher.core.plan.make.draft import Draft, has_error, ordinal_for
from batcher.core.plan.make.terms import Terms
from batcher.core.plan.make.working import WORK, Worked
from batcher.core.plan.parameters import Parameters
from batcher.core.plan.parts import Operation


def named(checked: Checked, live: Live, terms: Terms) -> Draft:
    """A draft whose rows have their names and nothing else: what they come to is not worked out."""
    draft = Draft(checked.rows, live, Known(), terms)
    for row in _in_turn(checked.rows):
        if row.kind is Kind.CREATE:  # what others name it by depends on what becomes of it
            _decide(draft, row)
            continue
        _, currency, problems = _placed(draft, row)
        if not (problems if row.is_untouched else has_error(problems)):
            _identified(draft, row, currency)
    return draft


def drafted(checked: Checked, live: Live, known: Known, terms: Terms) -> Draft:
    draft = Draft(checked.rows, live, known, terms)
    draft.moved = dict(_unassigned(checked.rows, live, known))
    for row in _in_turn(checked.rows):
        (_leave if row.is_untouched else _decide)(draft, row)
    _hold_back(draft)
    return draft


def _in_turn(rows: Rows) -> Iterator[Row]:
    """Those that make invoices, then those that may name them."""
    creates = rows.of(Kind.CREATE)
    yield from rows.where(creates)
    yield from rows.where(~creates)


def _hold_back(draft: Draft) -> None:
    """A row on a new invoice that is not created now (in doubt, or gone) has nowhere to go."""
    asked = [
        (place, operation)
        for place, operation in enumerate(draft.operations)
        if (operation.kind is Kind.CREATE or operation.invoice[:1] == "@")
        and draft.texts.is_there(place)
    ]
    made = {operation.id for _, operation in asked if operation.kind is Kind.CREATE}
    for place, operation in asked:
        if operation.kind is not Kind.CREATE and draft.creating[operation.invoice] not in made:
            draft.texts.drop(place)
            draft.operations[place] = replace(
                operation, status=Status.NOT_SENT, reason="not_reached"
            )


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


def _leave(draft: Draft, row: Row) -> None:
    """A row of an export that nobody touched: whatever became of its line or invoice since, nothing
    is asked of them. A currency that is not the invoice's is a change all the same."""
    invoice, currency, problems = _placed(draft, row)
    if problems:
        draft.problems += problems
        draft.rejected.add((row.sheet, row.row))
        return
    line = row.text("line")
    is_there = invoice is not None and (not line or invoice.line(line) is not None)
    operation = replace(
        _identified(draft, row, currency),
        status=Status.UNCHANGED,
        reason="untouched",
        line=line,
        stripe_id=(line or row.text("invoice")) if is_there else "",
    )
    draft.add(row, operation)


def _placed(draft: Draft, row: Row) -> tuple[Invoice | None, str, list[Problem]]:
    """The invoice and the currency of a row, and what is wrong before it is worked out."""
    if row.is_untouched:
        found = draft.live.invoices.get(row.text("invoice"))
        if not isinstance(found, Invoice):
            return None, "", []
        return found, found.currency, list(rules.currency_problems(row, found.currency))
    invoice, problems = _invoice_of(draft, row)
    currency = _currency_of(draft, row, invoice)
    if not problems and row.kind is not Kind.METADATA:
        problems = list(rules.currency_problems(row, currency)) if currency else []
    problems += rules.object_problems(row, draft.live, invoice)
    return invoice, currency, problems


def _decide(draft: Draft, row: Row) -> None:
    """Work one row out, or note what is wrong with it."""
    invoice, currency, problems = _placed(draft, row)
    closed = list(rules.draft_problems(row, invoice))
    if not has_error(problems):
        operation, sent, found = _operation(draft, row, invoice, currency)
        if operation is not None and _stood(operation):
            closed = []  # it was applied while the invoice was a draft: nothing is asked of it now
        problems = [*closed, *problems, *found]
        if operation is not None and not has_error(problems):
            draft.add(row, operation, None if sent is None else _text(row.kind, sent))
    else:
        problems = [*closed, *problems]
    draft.problems += problems
    if has_error(problems):
        draft.rejected.add((row.sheet, row.row))


def _text(kind: Kind, sent: Parameters) -> str:
    """What goes over the wire of a row: its line, or the whole call; metadata rides on others."""
    if kind is Kind.METADATA:
        return ""
    return encode(sent) if kind is Kind.CREATE else encode_line(sent)


def _stood(operation: Operation) -> bool:
    """True for a row that an earlier run applied: the ledger says so, or the invoice shows it."""
    reasons = ("applied_by", "shown_after_doubt", "mended_by")
    found = operation.kind is Kind.ADD or operation.reason in reasons
    return operation.status is Status.UNCHANGED and found


def _invoice_of(draft: Draft, row: Row) -> tuple[Invoice | None, list[Problem]]:
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


def _currency_of(draft: Draft, row: Row, invoice: Invoice | None) -> str:
    if row.kind is Kind.CREATE:
        return row.text("currency")
    return invoice.currency if invoice else draft.currencies.get(row.text("invoice"), "")


def _operation(draft: Draft, row: Row, invoice: Invoice | None, currency: str) -> Worked:
    return WORK[row.kind](draft, row, invoice, _identified(draft, row, currency))


def _identified(draft: Draft, row: Row, currency: str) -> Operation:
    """The operation of a row, named and placed; what it comes to is not settled yet."""
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
    ordinal = ordinal_for(draft, row, hashed)
    own = operation_id(hashed, ordinal)
    target = draft.created.get(named, named)
    return Operation(
        own, hashed, ordinal, row.sheet, row.row, row.kind, target, currency, zone=terms.zone
    )
