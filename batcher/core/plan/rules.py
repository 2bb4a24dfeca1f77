"""Rules that only live invoices can settle: the invoice, its currency, its room.

What a row does to its line is in `effects`; what the ledger knows of it in `repeat`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from batcher.core import money
from batcher.core.checking import AMOUNTS, UNITS, Control, Expected, Row, money_problems
from batcher.core.live import Invoice, Live, Missing
from batcher.core.model import CLEAR, Fault, Kind, Problem, Severity
from batcher.core.plan.parts import Operation, RowOf


def invoice_problems(row: Row, invoice: Invoice | Missing, livemode: bool) -> Iterator[Problem]:
    """The invoice is there and of this mode."""
    if isinstance(invoice, Missing):
        yield row.problem("invoice", "invoice_missing", reason=invoice.reason)
    elif invoice.livemode is not livemode:
        yield row.problem("invoice", "livemode_mismatch")


def draft_problems(row: Row, invoice: Invoice | None) -> Iterator[Problem]:
    """Only a draft can be corrected; a new invoice is one."""
    if invoice is not None and invoice.status != "draft":
        yield row.problem("invoice", "invoice_not_draft", status=invoice.status)


def currency_problems(row: Row, currency: str) -> Iterator[Problem]:
    """The row's currency is the invoice's own, and its money fits that currency."""
    named = row.text("currency")
    if named and named != currency:
        yield row.problem("currency", "currency_mismatch", found=named, expected=currency)
    elif not named:
        yield from money_problems(row, currency)


def object_problems(row: Row, live: Live, invoice: Invoice | None) -> Iterator[Problem]:
    """Tax rates, coupons, promotion codes and customers that the row names are there."""
    for name, found in _named(row, live):
        if isinstance(found, Missing) and found.unreadable:
            lacking = found.permission
            yield row.problem(
                name, "object_unreadable", Severity.WARNING, permission=lacking, reason=found.reason
            )
        elif isinstance(found, Missing):
            yield row.problem(name, "object_missing", kind=name, reason=found.reason)
        elif isinstance(found, Mapping) and found.get("deleted") is True:
            yield row.problem(name, "object_missing", kind=name, reason="deleted")
    taxed = [name for name in row.values if name.startswith("tax_") and name[4].isdigit()]
    if taxed and invoice and row.values[taxed[0]] is not CLEAR:
        if invoice.automatic_tax:
            yield row.problem(taxed[0], "tax_amounts_automatic")
        elif invoice.default_tax_rates:
            yield row.problem(taxed[0], "tax_amounts_default_rates")


def _named(row: Row, live: Live) -> Iterator[tuple[str, object]]:
    for name, known in (("tax_rates", live.tax_rates), ("discounts", None)):
        listed = row.values.get(name)
        for one in listed if isinstance(listed, tuple) else ():
            if known is not None:
                yield name, known.get(one)
            elif one.startswith("promo_"):
                yield name, live.promotion_codes.get(one)
            elif not one.startswith("di_"):
                yield name, live.coupons.get(one)
    if "customer" in row.values:
        yield "customer", live.customers.get(row.text("customer"))


def line_missing(row: Row, live: Live) -> Problem:
    """A line that is not on its invoice: named where it is, if it is on another one we read."""
    line = row.text("line")
    for invoice in live.invoices.values():
        if isinstance(invoice, Invoice) and invoice.line(line):
            return row.problem("line", "line_on_other_invoice", other=invoice.id)
    return row.problem("line", "line_not_on_invoice", invoice=row.text("invoice"))


def room_problems(
    invoice: Invoice | None, sent: Sequence[Operation], row_of: RowOf, lines_max: int
) -> Iterator[Problem]:
    """At most so many lines on an invoice after each request, removals first."""
    count = len(invoice.lines) if invoice else 0
    count -= sum(operation.kind is Kind.REMOVE for operation in sent)
    for operation in sent:
        if operation.kind is Kind.ADD:
            count += 1
            if count > lines_max:
                yield row_of(operation).problem(
                    "invoice", "too_many_lines", allowed=str(lines_max), count=str(count)
                )


def items_once(sent: Sequence[Operation], row_of: RowOf) -> Iterator[Problem]:
    """One item on one invoice, also where one row calls it ii_… and another il_…."""
    first: dict[str, Operation] = {}
    for operation in sent:
        if operation.kind is not Kind.ADD or not operation.invoice_item:
            continue
        other = first.setdefault(operation.invoice_item, operation)
        if other is not operation:
            place = f"{other.sheet}!{other.row}"
            yield row_of(operation).problem("invoice_item", "item_twice", other=place)


def blank_currencies(
    sent: Sequence[Operation], row_of: RowOf, currencies: frozenset[str]
) -> Iterator[Problem]:
    """In a workbook of several currencies, money to be added says which it is in."""
    if len(currencies) < 2:
        return
    for operation in sent:
        if operation.kind is not Kind.ADD:
            continue
        row = row_of(operation)
        money_cells = row.filled((*AMOUNTS, *UNITS))
        if money_cells and not row.text("currency"):
            name = "currency" if row.table.number("currency") else money_cells[0]
            yield row.problem(
                name, "currency_blank", Severity.QUESTION, currency=operation.currency
            )


def finalizes_soon(
    first: Operation, row_of: RowOf, invoice: Invoice, now: float, ready_in_s: float
) -> Iterator[Problem]:
    """A draft that finalizes by itself before its turn could come; told at its first row."""
    if invoice.finalizes_at is None:
        return
    left = invoice.finalizes_at - now
    if left <= ready_in_s:
        yield row_of(first).problem(
            "invoice",
            "finalizes_soon",
            Severity.QUESTION,
            minutes=str(max(0, int(left // 60))),
            needed=str(int(ready_in_s // 60) + 1),
        )


def control_problems(
    control: Control, expected: Expected, changes: Mapping[str, int]
) -> Iterator[Problem]:
    """The accountant's own net change per currency against the plan's.

    Who checks one currency means to check them all: a row in a currency that nobody named is how
    money in the wrong one slips through.
    """
    for currency, (change, cell) in control.changes.items():
        found = money.to_minor(change, currency, limit_minor=10**15)
        assert not isinstance(found, Fault)
        if changes.get(currency, 0) != found:
            details = _control_details(currency, changes.get(currency, 0), found)
            row = int("".join(c for c in cell if c.isdigit()))
            yield Problem(
                "control_change", Severity.ERROR, control.sheet, row, cell, "net_change",
                details["expected"], details,
            )  # fmt: skip
    for currency, change in expected.changes.items():
        found = money.to_minor(change, currency, limit_minor=10**15)
        wrong = isinstance(found, Fault) or changes.get(currency, 0) != found
        if wrong:
            shown = format(change, "f")
            details = _control_details(currency, changes.get(currency, 0), 0)
            details["expected"] = shown
            yield Problem("expect_change", Severity.ERROR, value=shown, details=details)
    named = {*control.changes, *expected.changes}
    for currency, minor in sorted(changes.items()):
        if named and minor and currency not in named:
            details = {"currency": currency.upper(), "found": money.show(minor, currency)}
            sheet = control.sheet if control.changes else ""
            yield Problem("control_silent", Severity.WARNING, sheet, details=details)


def _control_details(currency: str, found: int, expected: int) -> dict[str, str]:
    return {
        "currency": currency.upper(),
        "found": money.show(found, currency),
        "expected": money.show(expected, currency),
    }
