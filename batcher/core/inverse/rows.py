"""Each applied row, and the row that takes it back: the order of the workbook stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from batcher.core import money
from batcher.core.columns import TAG
from batcher.core.inverse import cells as told
from batcher.core.inverse import pricing
from batcher.core.inverse.parts import Cells, Done, Inverse, InverseRow, Unreversed
from batcher.core.inverse.updates import lists_changed, updated
from batcher.core.live import Invoice, Line, fields
from batcher.core.model import CLEAR, Kind, Status
from batcher.core.plan.identity import tag_of
from batcher.core.plan.parts import Operation
from batcher.core.reconcile import RowResult

Found = InverseRow | Unreversed
NUMBER_LENGTH_MAX = 100
_UNDO = "undo "
_FIRST_TAX = "tax_1_amount"
_PLACE = frozenset({"invoice", "line", "invoice_item", "correction_no", "currency"})


def invert(done: Done) -> Inverse:
    """Every row that undoes something of this run, and what cannot be undone.

    Only what was applied is taken back: rows that were unchanged, refused or never sent did
    nothing, and what another run has undone already is left alone.
    """
    found = [
        one
        for row in done.rows
        if row.status is Status.APPLIED and row.operation.id not in done.withdrawn
        for one in _INVERSES[row.operation.kind](done, row)
    ]
    rows = tuple(_numbered(done, one) for one in found if isinstance(one, InverseRow))
    return Inverse(rows, tuple(one for one in found if isinstance(one, Unreversed)))


def _numbered(done: Done, row: InverseRow) -> InverseRow:
    """With a `correction_no` that names the run undone, so that undoing is a request of its own."""
    own = done.numbers.get((row.operation.sheet, row.operation.row), "")
    kept = f": {own}" if own and not own.startswith(_UNDO) else ""
    number = f"{_UNDO}{done.run}{kept}"[:NUMBER_LENGTH_MAX]
    return InverseRow(
        row.kind,
        row.operation,
        {**row.values, "correction_no": number},
        row.currency,
        row.renewed,
    )


def _created(done: Done, row: RowResult) -> Iterator[Found]:
    invoice = done.ids.get(row.operation.invoice, row.stripe_id)
    yield Unreversed(row.operation, invoice, "created")


def _added(done: Done, row: RowResult) -> Iterator[Found]:
    """A new line is deleted; a pending item that was put on the invoice becomes pending again."""
    operation, invoice = row.operation, done.invoice_id(row.operation)
    seen = _tagged(done.after.get(invoice), operation)
    there = _tagged(done.now.get(invoice), operation)
    if there is None:
        yield Unreversed(operation, invoice, "line_gone")
        return
    yield from _closed(done, operation, invoice)
    behavior = "unassign" if operation.invoice_item else "delete"
    values = {"invoice": invoice, "line": there.id, "behavior": behavior}
    known = seen or there
    yield InverseRow(
        Kind.REMOVE, operation, {**values, **_was(done, known)}, operation.currency
    )  # fmt: skip
    headers = {header for _, header in operation.columns} - _PLACE
    if operation.invoice_item and headers and not _came_from(done, operation.invoice_item):
        columns = {"columns": ", ".join(sorted(headers))}
        yield Unreversed(operation, invoice, "item_keeps", "invoice_item", columns, True)


def _tagged(invoice: Invoice | None, operation: Operation) -> Line | None:
    lines = invoice.lines if invoice else ()
    return next((line for line in lines if tag_of(line.metadata) == operation.id), None)


def _came_from(done: Done, item: str) -> bool:
    """Whether this very run took the item off an invoice, so that what it was is known."""
    return any(
        row.operation.kind is Kind.REMOVE and row.operation.invoice_item == item
        for row in done.rows
        if row.status is Status.APPLIED
    )


def _was(done: Done, line: Line) -> Cells:
    """What a line is now: it is only taken off as long as it is still that."""
    shown = fields(line)
    seen: Cells = {
        "was.amount": pricing.total(line),
        "was.quantity": pricing.quantity(line),
        "was.description": _seen(done, "description", line.description),
    }
    if line.discountable is not None:
        seen["was.discountable"] = line.discountable
    for name in told.PERIOD:
        if name in shown:
            seen[f"was.{name}"] = told.instant(int(shown[name]), done.zone)
    own = {f"metadata.{key}": value for key, value in line.metadata.items() if key != TAG}
    seen |= {f"was.{name}": _seen(done, name, value) for name, value in own.items()}
    return {name: value for name, value in seen.items() if value is not None}


def _seen(done: Done, name: str, value: str) -> object | None:
    return told.seen(name, value, done.zone, Kind.UPDATE)


def _closed(done: Done, operation: Operation, invoice: str) -> Iterator[Unreversed]:
    """An invoice that is no draft any more: its rows are written, and will be refused by name."""
    now = done.now.get(invoice)
    if now is not None and now.status != "draft":
        details = {"status": now.status}
        yield Unreversed(operation, invoice, "not_draft", "", details, True)


def _updated(done: Done, row: RowResult) -> Iterator[Found]:
    operation, invoice = row.operation, done.invoice_id(row.operation)
    before = done.before.get(invoice)
    old = before.line(operation.line) if before else None
    now = done.now.get(invoice)
    if before is None or old is None:
        yield Unreversed(operation, invoice, "unrecorded")
        return
    if now is None or now.line(operation.line) is None:
        yield Unreversed(operation, invoice, "line_gone")
        return
    yield from _closed(done, operation, invoice)
    after = done.after.get(invoice, now).line(operation.line)
    values, lost = updated(operation, old, after, before, done)
    for name, (seen, shown) in lists_changed(done, operation, operation.line).items():
        if name in values or (name == "tax_rates" and _FIRST_TAX in values):
            values = {n: v for n, v in values.items() if not _is_of_list(n, name)}
            details = {"seen": ", ".join(seen) or "-", "now": ", ".join(shown) or "-"}
            yield Unreversed(operation, invoice, "list_changed", name, details)
    yield from _row_of(Kind.UPDATE, operation, invoice, values, lost)


def _is_of_list(name: str, listed: str) -> bool:
    """Whether a cell is about this list: its own, its `was.`, and of tax rates the amounts too."""
    bare = name.removeprefix("was.")
    return bare == listed or (listed == "tax_rates" and bare.startswith("tax_"))


def _row_of(
    kind: Kind, operation: Operation, invoice: str, values: Cells, lost: tuple[told.Told, ...]
) -> Iterator[Found]:
    """The row, where there is anything to ask for, and what it cannot say."""
    asked = any(not name.startswith("was.") for name in values)
    if asked:
        line = {"line": operation.line} if kind is Kind.UPDATE else {}
        place: Cells = {"invoice": invoice, **line}
        if kind is not Kind.METADATA:
            place["currency"] = operation.currency
        yield InverseRow(kind, operation, {**place, **values}, operation.currency)
    for column, code in lost:
        yield Unreversed(operation, invoice, code, column, is_written=asked)


def _removed(done: Done, row: RowResult) -> Iterator[Found]:
    operation, invoice = row.operation, done.invoice_id(row.operation)
    before = done.before.get(invoice)
    old = before.line(operation.line) if before else None
    if operation.behavior == "unassign" and operation.invoice_item:
        yield from _put_back(done, operation, invoice, old)
        return
    if before is None or old is None:
        yield Unreversed(operation, invoice, "unrecorded")
        return
    if not money.is_sayable(old.amount, old.currency):
        yield Unreversed(operation, invoice, "unsayable", "amount")
        return
    yield from _closed(done, operation, invoice)
    words, lost = told.words_of(old, done.zone, Kind.ADD)
    lists, unlisted = told.lists_of(old, before, done.facts)
    if pricing.loses_quantity(old):
        lost = (*lost, ("quantity", "quantity_lost"))
    place: Cells = {"invoice": invoice, "currency": operation.currency}
    values = {**place, **pricing.priced(old, done.facts), **words, **lists}
    yield InverseRow(Kind.ADD, operation, values, operation.currency, renewed=True)
    for column, code in (*lost, *unlisted):
        yield Unreversed(operation, invoice, code, column, is_written=True)


def _put_back(done: Done, operation: Operation, invoice: str, old: Line | None) -> Iterator[Found]:
    """A pending item goes back on its invoice; what a move changed about it goes back too."""
    yield from _closed(done, operation, invoice)
    values: Cells = {"invoice": invoice, "invoice_item": operation.invoice_item}
    lost: tuple[told.Told, ...] = ()
    if old is not None:
        moved = _moved(done, operation.invoice_item)
        changed, lost = _differences(done, old, moved[1]) if moved else ({}, ())
        before, sent = done.before.get(invoice), moved[0] if moved else frozenset()
        listed, unlisted = _item_lists(done, old, before, sent) if before else ({}, ())
        values, lost = {**values, **changed, **listed}, (*lost, *unlisted)
    yield InverseRow(Kind.ADD, operation, values, operation.currency, renewed=True)
    for column, code in lost:
        yield Unreversed(operation, invoice, code, column, is_written=True)


def _item_lists(
    done: Done, old: Line, before: Invoice, sent: frozenset[str]
) -> tuple[Cells, tuple[told.Told, ...]]:
    """Hand-made taxes, which lived on the line alone, and the lists that a move `sent`."""
    taxes, discounts = told.taxes_of(old, before, done.facts), told.discounts_of(old)
    values: Cells = {}
    lost: tuple[told.Told, ...] = ()
    if isinstance(taxes, str):
        # Rates stay with the item; only amounts, and what the move set instead, are lost.
        lost += (("tax_rates", taxes),) if taxes != "rate_archived" or "tax_rates" in sent else ()
    elif _FIRST_TAX in taxes:
        values |= taxes
    elif "tax_rates" in sent:
        values |= taxes or {"tax_rates": CLEAR}
    if "discounts" in sent:
        lost += (("discounts", "unrecorded"),) if discounts is None else ()
        values |= {} if discounts is None else {"discounts": discounts or CLEAR}
    return values, lost


def _moved(done: Done, item: str) -> tuple[frozenset[str], Line] | None:
    """The line that the same run made of an item elsewhere, and the columns of its row."""
    for row in done.rows:
        operation = row.operation
        is_add = operation.kind is Kind.ADD and row.status is Status.APPLIED
        if is_add and operation.invoice_item == item:
            line = _tagged(done.after.get(done.invoice_id(operation)), operation)
            columns = frozenset(header for _, header in operation.columns)
            return (columns, line) if line else None
    return None


def _differences(done: Done, old: Line, new: Line) -> tuple[Cells, tuple[told.Told, ...]]:
    """The words of an item that a move changed, as they were before."""
    was, lost = told.words_of(old, done.zone, Kind.ADD)
    now, _ = told.words_of(new, done.zone, Kind.ADD)
    values: Cells = {name: cell for name, cell in was.items() if now.get(name) != cell}
    gone = [name for name in now if name not in was]
    values |= {name: told.word(name, "", done.zone, Kind.ADD) for name in gone
               if name.startswith("metadata.")}  # fmt: skip
    words = tuple((name, "unclearable") for name in gone if not name.startswith("metadata."))
    if any(name in values for name in told.PERIOD):
        values |= {name: was[name] for name in told.PERIOD if name in was}
    return values, (*lost, *words)


def _metadata(done: Done, row: RowResult) -> Iterator[Found]:
    operation, invoice = row.operation, done.invoice_id(row.operation)
    yield from _closed(done, operation, invoice)
    cells = dict(told.metadata_cells(operation.old, operation.new, Kind.METADATA, done.zone))
    values = {name: cell for name, cell in cells.items() if cell is not None}
    lost = tuple((name, "unsayable") for name, cell in cells.items() if cell is None)
    yield from _row_of(Kind.METADATA, operation, invoice, values, lost)


_INVERSES: Mapping[Kind, Callable[[Done, RowResult], Iterator[Found]]] = {
    Kind.CREATE: _created,
    Kind.ADD: _added,
    Kind.UPDATE: _updated,
    Kind.REMOVE: _removed,
    Kind.METADATA: _metadata,
}
