"""The rules that see all decided rows at once, and what an error does to its neighbours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from batcher.core.checking import Checked, Row
from batcher.core.live import Invoice
from batcher.core.model import Kind, Problem, Severity, Status
from batcher.core.plan import repeat, rules
from batcher.core.plan.doubts import doubts
from batcher.core.plan.make.draft import Draft
from batcher.core.plan.order import urgent_first
from batcher.core.plan.parts import Operation

FINALIZE_MARGIN_S = 120.0


def to_send(draft: Draft) -> list[Operation]:
    """The rows that are to be sent."""
    return [one for one in _asking(draft) if not is_rejected(draft, one)]


def _asking(draft: Draft) -> Iterator[Operation]:
    """The rows that would be sent, were none of them rejected."""
    asked = enumerate(draft.operations)
    return (operation for place, operation in asked if draft.texts.is_there(place))


def is_rejected(draft: Draft, operation: Operation) -> bool:
    """Whether an error that the plan found rejects the row of an operation."""
    return bool(draft.rejected) and (operation.sheet, operation.row) in draft.rejected


def judge(draft: Draft) -> None:
    """The rules that see all rows at once."""
    terms, sent = draft.terms, to_send(draft)
    by_invoice: dict[str, list[Operation]] = defaultdict(list)
    for operation in sent:
        by_invoice[operation.invoice].append(operation)
    found: list[Problem] = []
    for invoice_id, own in by_invoice.items():
        invoice = draft.live.invoices.get(invoice_id)
        there = invoice if isinstance(invoice, Invoice) else None
        found += rules.room_problems(there, own, draft.row_of, terms.lines_per_invoice)
    found += _too_late(draft, by_invoice)
    found += rules.items_once(sent, draft.row_of)
    currencies = frozenset(o.currency for o in draft.operations if o.currency)
    found += rules.blank_currencies(sent, draft.row_of, currencies)
    found += doubts(
        sent,
        draft.row_of,
        draft.numbers,
        draft.live,
        draft.known,
        livemode=terms.livemode,
        zone=terms.zone,
    )
    # A run that continues another asks for the very rows of that one.
    if draft.known.operations and not terms.identities:
        asking = {operation.id for operation in _asking(draft)}
        found += repeat.among_new(draft.operations, asking, draft.row_of, draft.known, terms.repeat)
        found += repeat.edited(draft.operations, asking, draft.row_of, draft.known)
    draft.problems += found
    draft.rejected.update(
        (p.sheet, p.row) for p in found if p.severity is Severity.ERROR and p.row is not None
    )


def deadlines(draft: Draft) -> dict[str, int]:
    """When each live draft finalizes by itself, in unix seconds; those that do not are not here."""
    return {
        name: invoice.finalizes_at
        for name, invoice in draft.live.invoices.items()
        if isinstance(invoice, Invoice) and invoice.finalizes_at is not None
    }


def _too_late(draft: Draft, by_invoice: Mapping[str, Sequence[Operation]]) -> Iterator[Problem]:
    """Drafts that finalize before their turn is over; the most urgent have theirs first.

    Each request is counted with one read before it, and every invoice with what is made first.
    """
    terms, until = draft.terms, deadlines(draft)
    sent = [operation for own in by_invoice.values() for operation in own]
    calls = float(sum(operation.kind is Kind.CREATE for operation in sent))
    for invoice_id in urgent_first(sent, until) if until else ():
        own = by_invoice[invoice_id]
        calls += 2 * (len(own) / terms.lines_per_request + 1)
        invoice = draft.live.invoices.get(invoice_id)
        if isinstance(invoice, Invoice):
            ready_in_s = FINALIZE_MARGIN_S + calls / terms.requests_per_s
            yield from rules.finalizes_soon(own[0], draft.row_of, invoice, terms.now, ready_in_s)


def changes(draft: Draft) -> dict[str, int]:
    """Net change by currency; rows applied earlier count with the change they made, rows an earlier
    run left in doubt with the change they will have made when they are settled."""
    totals: dict[str, int] = defaultdict(int)
    for place, operation in enumerate(draft.operations):
        if is_rejected(draft, operation):
            continue
        before = draft.known.get(operation.id)
        if draft.texts.is_there(place) or _waits(draft, operation):
            totals[operation.currency] += operation.change_minor
        elif before is not None and before.status in repeat.BROUGHT:
            totals[operation.currency] += draft.known.changes.get(operation.id, 0)
        elif operation.kind is Kind.ADD and operation.status is Status.UNCHANGED:
            # Found by its tag, where no ledger remembers it.
            totals[operation.currency] += operation.line_amount_minor
    return totals


def _waits(draft: Draft, operation: Operation) -> bool:
    """True for a row held back until it is known what became of the create of its invoice."""
    created = draft.known.get(draft.creating.get(operation.invoice, ""))
    is_in_doubt = created is not None and created.status is Status.IN_DOUBT
    return operation.status is Status.NOT_SENT and is_in_doubt


def reject_neighbours(draft: Draft, checked: Checked) -> None:
    """What an error found by the plan rejects besides its row: with `skip-invoice` all rows of its
    invoice, always those that cannot do without it."""
    asking = (row for row in checked.rows if not row.is_untouched)
    own = {(row.sheet, row.row): _invoice_name(row) for row in asking}
    count = -1
    while count != len(draft.rejected):
        count = len(draft.rejected)
        if draft.terms.on_problem == "skip-invoice":
            invoices = {own[place] for place in draft.rejected if place in own}
            draft.rejected.update(place for place, invoice in own.items() if invoice in invoices)
        draft.rejected.update(_stranded(draft, checked))


def _stranded(draft: Draft, checked: Checked) -> Iterator[tuple[str, int]]:
    """Half a move whose other half was rejected, either half: an item that nobody put anywhere
    would be billed by nobody. And rows on a new invoice whose own row was rejected."""
    rejected = [r for r in checked.rows if (r.sheet, r.row) in draft.rejected]
    halves = {_moved_item(draft, row) for row in rejected} - {""}
    made = {r.text("ref") for r in checked.rows
            if r.kind is Kind.CREATE and (r.sheet, r.row) in draft.rejected}  # fmt: skip
    refs = {f"@{ref.removeprefix('@')}" for ref in made}
    for row in checked.rows:
        if _moved_item(draft, row) in halves or row.text("invoice") in refs:
            yield row.sheet, row.row


def _moved_item(draft: Draft, row: Row) -> str:
    """The item that a row takes off one invoice, or puts on another, in this workbook; else ''."""
    name = {Kind.ADD: "invoice_item", Kind.REMOVE: "line"}.get(row.kind, "")
    return draft.moved.get(row.text(name), "") if name else ""


def _invoice_name(row: Row) -> str:
    """What a row calls its invoice; a new draft is called by its ref."""
    return row.text("invoice") or f"@{row.text('ref').removeprefix('@')}"
