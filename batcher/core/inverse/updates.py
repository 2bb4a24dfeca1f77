"""An updated line: old values in the cells, what it has now in `was.`, only where they differ."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from batcher.core import money
from batcher.core.inverse import cells as told
from batcher.core.inverse import pricing
from batcher.core.inverse.parts import Cells, Done, Facts
from batcher.core.live import Invoice, Line
from batcher.core.model import CLEAR, Kind
from batcher.core.plan.parts import Operation

_PRICE = frozenset({"amount", "quantity", "unit_amount", "price"})
_WORDS = ("description", "discountable", *told.PERIOD)
_FIRST_TAX = "tax_1_amount"


def updated(
    operation: Operation, old: Line, after: Line | None, before: Invoice, done: Done
) -> tuple[Cells, tuple[told.Told, ...]]:
    """The cells that bring a line back, and what they cannot.

    `old`: the line before the run's first write, `before` its invoice then; `after`: as the run
    left it, None where nobody read it.
    """
    values: Cells = {}
    lost: tuple[told.Told, ...] = ()
    if _PRICE & set(operation.new) and not money.is_sayable(old.amount, old.currency):
        lost += (("amount", "unsayable"),)
    elif _PRICE & set(operation.new):
        values |= _price_cells(operation, old, after, done.facts)
        lost += (("quantity", "quantity_lost"),) if pricing.loses_quantity(old) else ()
    for name in _WORDS:
        if name in operation.new and operation.old.get(name, "") != operation.new[name]:
            lost += _set(values, name, operation, done)
    for name, cell in told.metadata_cells(operation.old, operation.new, Kind.UPDATE, done.zone):
        if cell is None:
            lost += ((name, "unsayable"),)
        else:
            values[name] = cell
    listed, unlisted = _lists(operation, old, before, done.facts)
    return {**values, **listed}, (*lost, *unlisted)


def _set(values: Cells, name: str, operation: Operation, done: Done) -> tuple[told.Told, ...]:
    """One old word into its cell; Stripe has no way to empty a description."""
    was = told.word(name, operation.old.get(name, ""), done.zone, Kind.UPDATE)
    if was is None:
        return ((name, "unsayable" if operation.old.get(name) else "unclearable"),)
    values[name] = was
    values[f"was.{name}"] = told.seen(name, operation.new[name], done.zone, Kind.UPDATE)
    return ()


def _price_cells(operation: Operation, old: Line, after: Line | None, facts: Facts) -> Cells:
    """One way of pricing that gives the old line, and what the whole group is now."""
    amount, quantity = _now(operation, old, after)
    if after is not None and after.price == old.price and after.unit_amount == old.unit_amount:
        asked: Cells = {"quantity": pricing.quantity(old)}
    else:
        asked = pricing.priced(old, facts)
        if asked.get("amount") == amount:  # an amount that stands already would change nothing
            asked = pricing.unit_cells(old, facts)
    # These two tell any other price too. A unit amount equal to its own `was.` would be left alone.
    return {**asked, "was.amount": amount, "was.quantity": quantity}


def _now(operation: Operation, old: Line, after: Line | None) -> tuple[Decimal, Decimal]:
    """Amount (major unit) and quantity as the run left them."""
    if after is not None:
        return pricing.total(after), pricing.quantity(after)
    new: Mapping[str, str] = operation.new
    minor = int(new.get("amount", str(old.amount)))
    count = Decimal(new["quantity"]) if "quantity" in new else Decimal(1)
    return money.from_minor(minor, old.currency), count


def _lists(
    operation: Operation, old: Line, before: Invoice, facts: Facts
) -> tuple[Cells, tuple[told.Told, ...]]:
    """The lists this row set, as they were; a list that was not the line's own is emptied."""
    sent = {change.column: change.new for change in operation.changes}
    values: Cells = {}
    lost: tuple[told.Told, ...] = ()
    if {"tax_rates", "tax_amounts"} & set(sent):
        taxes = told.taxes_of(old, before, facts)
        if isinstance(taxes, str):
            lost += (("tax_rates", taxes),)
        else:
            values |= _emptied(sent, taxes) | taxes
            _note(values, "tax_rates", sent)
    if "discounts" in sent:
        discounts = told.discounts_of(old)
        if discounts is None:
            lost += (("discounts", "unrecorded"),)
        else:
            values["discounts"] = discounts or CLEAR
            _note(values, "discounts", sent)
    return values, lost


def _emptied(sent: Mapping[str, str], taxes: Cells) -> Cells:
    """What has to go so that the old taxes stand again."""
    emptied: Cells = {}
    if "tax_rates" in sent and "tax_rates" not in taxes and sent["tax_rates"] != "(clear)":
        emptied["tax_rates"] = CLEAR
    if "tax_amounts" in sent and _FIRST_TAX not in taxes and sent["tax_amounts"] != "(clear)":
        emptied[_FIRST_TAX] = CLEAR
    return emptied


def _note(values: Cells, name: str, sent: Mapping[str, str]) -> None:
    """What the list is now, beside its old self; a list that would not change is left alone."""
    if name not in sent or name not in values:
        return
    new = "" if sent[name] == "(clear)" else tuple(sent[name].split(", "))
    old = values[name]
    if old == new or (old is CLEAR and new == ""):
        del values[name]
    else:
        values[f"was.{name}"] = new


def lists_changed(
    done: Done, operation: Operation, line_id: str
) -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The lists of a line that show something else now than when the run had ended, with both.

    Nobody says that a line surely shows them, so nothing is concluded from one read alone: only two
    reads of the same line that differ. Rates that are the invoice's own are not the line's, and
    Stripe's automatic tax makes rates of its own.
    """
    invoice = done.invoice_id(operation)
    after, now = done.after.get(invoice), done.now.get(invoice)
    seen, there = (one.line(line_id) if one else None for one in (after, now))
    if after is None or now is None or seen is None or there is None:
        return {}
    found = {}
    if not (after.automatic_tax or now.automatic_tax):
        rates = _own_rates(seen, after), _own_rates(there, now)
        if set(rates[0]) != set(rates[1]):
            found["tax_rates"] = rates
    if set(seen.discounts) != set(there.discounts):
        found["discounts"] = seen.discounts, there.discounts
    return found


def _own_rates(line: Line, invoice: Invoice) -> tuple[str, ...]:
    return () if set(line.tax_rates) == set(invoice.default_rates) else line.tax_rates
