"""Rules of one row about its price: one way of pricing, and what goes with which."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Context, Decimal

from batcher.core import money
from batcher.core.checking.row import Row
from batcher.core.checking.rows import Rows
from batcher.core.model import Kind, Problem
from batcher.core.schemas import AMOUNTS, UNITS

_WAYS = (*AMOUNTS, "price", *UNITS)
_PRODUCT_WORDS = ("product", "product_name", "tax_behavior")
_CENT = Decimal("0.01")
# Wide enough for the product of any two cells: nothing is rounded but on purpose.
_WIDE = Context(prec=80, rounding=ROUND_HALF_UP)


def one_way_of_pricing(rows: Rows) -> Iterator[Problem]:
    """Amount, price, unit amount and invoice item exclude one another (stripe-contract 1.3)."""
    crowded = rows.tally((*_WAYS, "invoice_item")) > 1
    # A quantity goes with a price or a unit amount, as it does in nearly every such row.
    counted = rows.filled("quantity") & rows.any((*AMOUNTS, "invoice_item"))
    for row in rows.where(rows.of(Kind.ADD, Kind.UPDATE) & (crowded | counted)):
        yield from _ways(row)


def _ways(row: Row) -> Iterator[Problem]:
    for pair in (AMOUNTS, UNITS):
        if len(row.filled(pair)) == 2:
            yield row.problem(pair[1], "pricing_twice", other=pair[0])
    amount, unit = row.filled(AMOUNTS)[:1], row.filled(UNITS)[:1]
    price, item = row.filled(["price"]), row.filled(["invoice_item"])
    ways = [*amount, *price, *unit]
    if item and (clash := [*ways, *row.filled(["quantity"])]):
        yield row.problem(clash[0], "pricing_with_item", other="invoice_item")
    elif price and (amount or unit):
        other = next(name for name in ways if name != "price")
        yield row.problem(other, "pricing_ways", other="price")
    elif amount and not unit and "quantity" in row.values:
        yield row.problem("quantity", "amount_with_quantity", other=amount[0])
    elif amount and unit:
        yield from _amount_as_check(row, amount[0], unit[0])


def _amount_as_check(row: Row, amount: str, unit: str) -> Iterator[Problem]:
    """`amount` beside quantity x unit amount must say the same; the plan checks mixed units."""
    quantity = row.values.get("quantity", Decimal(1) if row.kind is Kind.ADD else None)
    total, each = row.values[amount], row.values[unit]
    if (
        (amount == "amount") != (unit == "unit_amount")
        or not isinstance(quantity, Decimal)
        or not isinstance(each, Decimal)
        or not isinstance(total, Decimal | int)
    ):
        return
    exact = _WIDE.multiply(quantity, each)
    if not _may_be(Decimal(total), exact, amount == "amount", row.text("currency")):
        product = f"{format(quantity, 'f')} x {format(each, 'f')} = {format(exact, 'f')}"
        yield row.problem(amount, "amount_differs", product=product)


def _may_be(total: Decimal, product: Decimal, is_major: bool, currency: str) -> bool:
    """Whether Stripe would bill `product` as `total`; without a currency one of its roundings may.

    Two places are exact in nearly every currency, so only what has more is given that benefit.
    """
    if not is_major:
        places: tuple[int, ...] = (0,)
    elif currency:
        places = (money.exponent(currency),)
    else:
        places = (2,) if product == _WIDE.quantize(product, _CENT) else (0, 2, 3)
    return any(total == _WIDE.quantize(product, Decimal(1).scaleb(-p)) for p in places)


def something_to_add(rows: Rows) -> Iterator[Problem]:
    """A new line needs a price of some kind, or a pending invoice item."""
    priced = rows.any((*_WAYS, "invoice_item"))
    named = rows.any(("product", "product_name", "description"))
    for row in rows.where(rows.of(Kind.ADD) & (~priced | (rows.any(UNITS) & ~named))):
        if row.filled((*_WAYS, "invoice_item")):
            yield row.problem("product_name", "product_missing")
        else:
            yield row.problem("amount", "nothing_to_add")


def product_words(rows: Rows) -> Iterator[Problem]:
    """`product`, `product_name` and `tax_behavior` go with a unit amount; product xor name."""
    stray = rows.any(_PRODUCT_WORDS) & ~rows.any(UNITS)
    both = rows.filled("product") & rows.filled("product_name")
    for row in rows.where(rows.of(Kind.ADD, Kind.UPDATE) & (stray | both)):
        if len(row.filled(("product", "product_name"))) == 2:
            yield row.problem("product_name", "product_twice", other="product")
        if not row.filled(UNITS):
            for name in row.filled(_PRODUCT_WORDS):
                yield row.problem(name, "needs_unit_amount")
