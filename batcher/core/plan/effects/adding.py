"""What a new line comes to: priced by the row, or a pending invoice item put on the invoice."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from batcher.core import money
from batcher.core.checking import AMOUNTS, UNITS, Row
from batcher.core.live import Missing
from batcher.core.model import Problem
from batcher.core.plan import parameters as build
from batcher.core.plan.effects.effect import Effect, Parameters, Surroundings, absent
from batcher.core.plan.effects.prices import amount_differs, out_of_bounds, price_unit, rounding
from batcher.core.plan.identity import minor_amount, minor_exact
from batcher.core.plan.parts import Change


def add(row: Row, around: Surroundings, operation_id: str) -> Effect:
    """A new line, or a pending invoice item put on the invoice."""
    priced = _added_price(row, around)
    if isinstance(priced, Problem):
        return Effect(problems=(priced,))
    sent, amount, item = priced
    line = {
        **sent,
        **build.words(row.values),
        **build.lists(row, around.currency),
        **build.tagged(row.values, operation_id),
    }
    # All else about a new line stands in the person's own cells; what it comes to may not.
    changes = (Change("amount", "", money.show(amount, around.currency)),)
    warnings = tuple(_rounded(row, around))
    return Effect(line, amount, amount, changes, {}, {}, warnings, item)


def _added_price(row: Row, around: Surroundings) -> tuple[Parameters, int, str] | Problem:
    """How a new line is priced: its parameters, its amount in minor units, its invoice item."""
    if "invoice_item" in row.values:
        return _attached(row, around)
    quantity = row.values.get("quantity", Decimal(1))
    assert isinstance(quantity, Decimal)
    if "price" in row.values:
        unit = price_unit(row, around)
        if isinstance(unit, Problem):
            return unit
        total, _ = money.line_total_minor(unit, quantity)
        wrong = out_of_bounds(row, "price", total, around.currency)
        if wrong:
            return wrong
        sent = {"pricing": {"price": row.text("price")}, **build.quantity_parameter(quantity)}
        return sent, total, ""
    units = row.filled(UNITS)
    if units:
        unit = minor_exact(units[0], row.values[units[0]], around.currency)
        total, _ = money.line_total_minor(unit, quantity)
        return _own_price(row, around, unit, quantity, total)
    amount = row.filled(AMOUNTS)[0]
    minor = minor_amount(amount, row.values[amount], around.currency)
    return {"amount": minor}, minor, ""


def _own_price(
    row: Row, around: Surroundings, unit: Decimal, quantity: Decimal, total: int
) -> tuple[Parameters, int, str] | Problem:
    wrong = amount_differs(row, around, total) or out_of_bounds(
        row, row.filled(UNITS)[0], total, around.currency
    )
    if wrong:
        return wrong
    own = build.price_data(
        unit,
        around.currency,
        product=row.text("product"),
        product_name=row.text("product_name") or row.text("description"),
        tax_behavior=row.text("tax_behavior"),
    )
    return {"price_data": own, **build.quantity_parameter(quantity)}, total, ""


def _rounded(row: Row, around: Surroundings) -> Iterator[Problem]:
    """Say where quantity x unit amount is no whole minor unit: Stripe rounds, and so do we."""
    units, quantity = row.filled(UNITS), row.values.get("quantity", Decimal(1))
    assert isinstance(quantity, Decimal)
    name = units[0] if units else "price"
    if name not in row.values:
        return
    unit = (
        minor_exact(name, row.values[name], around.currency) if units else price_unit(row, around)
    )
    assert isinstance(unit, Decimal)
    total, rounded = money.line_total_minor(unit, quantity)
    if rounded:
        yield from rounding(row, name, total, around.currency)


def _attached(row: Row, around: Surroundings) -> tuple[Parameters, int, str] | Problem:
    """A pending item, or one that this workbook unassigns elsewhere."""
    wanted = row.text("invoice_item")
    item_id = around.moved.get(wanted, wanted)
    item = around.invoice_items.get(item_id)
    if item is None or isinstance(item, Missing) or item.get("deleted") is True:
        return absent(row, "invoice_item", "invoice item", item)
    place = item.get("invoice")
    here = around.invoice.id if around.invoice else ""
    if place and wanted not in around.moved and item_id not in around.moved:
        code = "item_already_here" if place == here else "item_attached"
        return row.problem("invoice_item", code, other=str(place))
    if str(item.get("currency") or around.currency).lower() != around.currency:
        return row.problem(
            "invoice_item", "item_currency", found=str(item["currency"]), expected=around.currency
        )
    customer = str(item.get("customer") or "")
    if around.invoice and customer and around.invoice.customer not in ("", customer):
        return row.problem("invoice_item", "item_customer", found=customer)
    return {"invoice_item": item_id}, int(item["amount"]), item_id
