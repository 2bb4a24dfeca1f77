"""How an update changes the price of a live line: one way of pricing, only where it differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from batcher.core import money
from batcher.core.checking import AMOUNTS, UNITS, Row
from batcher.core.live import Line, plain
from batcher.core.model import Problem, Severity
from batcher.core.plan import parameters as build
from batcher.core.plan.effects.effect import Parameters, Surroundings
from batcher.core.plan.effects.prices import (
    amount_differs,
    live_price,
    out_of_bounds,
    price_unit,
    rounding,
)
from batcher.core.plan.identity import minor_amount, minor_exact


@dataclass(frozen=True, slots=True)
class Priced:
    """How an update changes the price: what is sent, and the values that prove it."""

    parameters: Parameters = field(default_factory=dict)
    new: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()


def priced(row: Row, line: Line, around: Surroundings) -> Priced | Problem:
    """One way of pricing, worked out against the live line; empty where nothing changes."""
    quantity = row.values.get("quantity")
    assert quantity is None or isinstance(quantity, Decimal)
    units, amounts = row.filled(UNITS), row.filled(AMOUNTS)
    if units:
        unit = minor_exact(units[0], row.values[units[0]], around.currency)
        return _with_unit(row, line, around, unit, quantity)
    if "price" in row.values:
        return _with_price(row, line, around, quantity)
    if amounts:
        total = minor_amount(amounts[0], row.values[amounts[0]], around.currency)
        return _with_amount(row, line, around, amounts[0], total)
    if quantity is not None:
        return _with_quantity(row, line, around, quantity)
    return Priced()


def _with_amount(row: Row, line: Line, around: Surroundings, name: str, total: int) -> Priced:
    if total == line.amount:
        return Priced()
    warnings = []
    shape = f"{plain(line.quantity or Decimal(1))} x {_unit_shown(line, around.currency)}"
    if line.quantity not in (None, Decimal(1)):
        warnings.append(
            row.problem(name, "amount_replaces_quantity", Severity.WARNING, shape=shape)
        )
    elif _is_catalogue(line, around):
        warnings.append(
            row.problem(name, "amount_replaces_price", Severity.WARNING, price=line.price)
        )
    return Priced({"amount": total}, {"amount": str(total)}, tuple(warnings))


def _unit_shown(line: Line, currency: str) -> str:
    if line.unit_amount is None:
        return "?"
    return money.show_unit(line.unit_amount, currency)


def _is_catalogue(line: Line, around: Surroundings) -> bool:
    """True for a price that is in use beyond this line: one-off prices are made inactive."""
    price = live_price(line, around)
    return bool(price) and price is not None and price.get("active") is True


def _with_quantity(
    row: Row, line: Line, around: Surroundings, quantity: Decimal
) -> Priced | Problem:
    """`quantity` alone keeps the unit price."""
    if quantity == (line.quantity if line.quantity is not None else Decimal(1)):
        return Priced()
    unit = line.unit_amount
    if unit is None:
        return row.problem("quantity", "unit_unknown")
    total, rounded = money.line_total_minor(unit, quantity)
    wrong = out_of_bounds(row, "quantity", total, around.currency)
    if wrong:
        return wrong
    return Priced(
        build.quantity_parameter(quantity),
        {"amount": str(total), "quantity": plain(quantity)},
        rounding(row, "quantity", total, around.currency) if rounded else (),
    )


def live_quantity(line: Line, quantity: Decimal | None) -> Decimal:
    """The row's quantity, else the live one, else 1."""
    if quantity is not None:
        return quantity
    return Decimal(1) if line.quantity is None else line.quantity


def _with_price(
    row: Row, line: Line, around: Surroundings, quantity: Decimal | None
) -> Priced | Problem:
    unit = price_unit(row, around)
    if isinstance(unit, Problem):
        return unit
    count = live_quantity(line, quantity)
    if row.text("price") == line.price and count == live_quantity(line, None):
        return Priced()
    total, rounded = money.line_total_minor(unit, count)
    wrong = out_of_bounds(row, "price", total, around.currency)
    if wrong:
        return wrong
    return Priced(
        {"pricing": {"price": row.text("price")}, **build.quantity_parameter(count)},
        {"amount": str(total), "quantity": plain(count), "price": row.text("price")},
        rounding(row, "price", total, around.currency) if rounded else (),
    )


def _with_unit(
    row: Row, line: Line, around: Surroundings, unit: Decimal, quantity: Decimal | None
) -> Priced | Problem:
    """A unit amount of its own; a blank product and tax behavior come from the live price."""
    name, count = row.filled(UNITS)[0], live_quantity(line, quantity)
    total, rounded = money.line_total_minor(unit, count)
    wrong = amount_differs(row, around, total) or out_of_bounds(row, name, total, around.currency)
    if wrong:
        return wrong
    price = live_price(line, around) or {}
    product = row.text("product") or ("" if row.text("product_name") else line.product)
    tax = row.text("tax_behavior") or str(price.get("tax_behavior") or "")
    # A product made for a name is not to be seen again by it: the ledger's word has to do.
    same_words = around.lists_stand or (
        not row.text("product_name")
        and row.text("product") in ("", line.product)
        and row.text("tax_behavior") in ("", price.get("tax_behavior"))
    )
    if unit == line.unit_amount and same_words:
        if count == live_quantity(line, None):
            return Priced()
        if row.was.get(name) == row.values[name]:  # only the number of units was changed
            return _with_quantity(row, line, around, count)
    label = row.text("product_name") or row.text("description") or line.description
    if not product and not label:
        return row.problem("product", "product_missing")
    own = build.price_data(
        unit, around.currency, product=product, product_name=label, tax_behavior=tax
    )
    return Priced(
        {"price_data": own, **build.quantity_parameter(count)},
        {"amount": str(total), "quantity": plain(count), "unit_amount": plain(unit)},
        rounding(row, name, total, around.currency) if rounded else (),
    )
