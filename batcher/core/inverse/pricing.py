"""How an old line was priced, as cells that price it so again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice

from batcher.core import money
from batcher.core.inverse.parts import Cells, Done, Facts
from batcher.core.live import Invoice, Json, Line, Missing, Needs
from batcher.core.model import Kind, Status
from batcher.core.plan.parts import Operation

_BEHAVIORS = ("exclusive", "inclusive", "unspecified")


def named(done: Done) -> tuple[Needs, tuple[str, ...]]:
    """What has to be read of Stripe to price and tax the old lines again; products apart."""
    old = list(_old_lines(done))
    lines = [line for _, line in old]
    rates = [tax.rate for line in lines for tax in line.taxes or () if tax.rate]
    return (
        Needs(
            prices=tuple(dict.fromkeys(line.price for line in lines if line.price)),
            tax_rates=tuple(dict.fromkeys(rates)),
            invoice_items=tuple(dict.fromkeys(_witnesses(done, old))),
        ),
        tuple(dict.fromkeys(line.product for line in lines if line.product)),
    )


def _old_lines(done: Done) -> Iterator[tuple[Invoice, Line]]:
    """Lines whose price or taxes an applied row took away, each with its invoice; an item that was
    unassigned keeps all but taxes given as amounts (contract 3.10)."""
    for row in done.rows:
        operation = row.operation
        if row.status is not Status.APPLIED or operation.kind not in (Kind.UPDATE, Kind.REMOVE):
            continue
        invoice = done.before.get(done.invoice_id(operation))
        line = invoice.line(operation.line) if invoice else None
        if invoice is not None and line is not None:
            yield invoice, line


def _witnesses(done: Done, old: Sequence[tuple[Invoice, Line]]) -> Iterator[str]:
    """One item of each taxed invoice that is still taxed as before the run."""
    spoilt = {name for row in done.rows for name in _retaxed(row.operation)}
    for invoice in {one.id: one for one, line in old if line.taxes}.values():
        found = (line.invoice_item for line in invoice.lines if line.taxes
                 and line.invoice_item and not {line.id, line.invoice_item} & spoilt)  # fmt: skip
        yield from islice(found, 1)


def _retaxed(operation: Operation) -> tuple[str, str]:
    """The line and the item whose item does not say any more how they were taxed."""
    sent = {parameter for parameter, _ in operation.columns}
    if operation.behavior == "delete" or any("tax_" in one for one in sent):
        return operation.line, operation.invoice_item
    return "", ""


def priced(line: Line, facts: Facts) -> Cells:
    """The cells that make a line cost what this one did, in the way it was priced.

    A catalogue price that is still sold as it was, else its own unit amount with its product; a
    lone amount where nothing else was behind it, or where no unit amount gives that total.
    """
    price, count = price_of(line, facts), quantity(line)
    if _is_sold(price, line) and line.price:
        return {"price": line.price, "quantity": count}
    if not _says_total(line, count):
        return {"amount": total(line)}
    product = facts.products.get(line.product)
    known = product if isinstance(product, Mapping) else {}
    behavior = price.get("tax_behavior")
    is_plain = line.unit_amount in (None, line.amount) and behavior in (None, "unspecified")
    is_lone = count == 1 and is_plain
    if is_lone and (not line.product or known.get("active") is not True):
        return {"amount": total(line)}
    return unit_cells(line, facts)


def unit_cells(line: Line, facts: Facts) -> Cells:
    """Unit amount x quantity, with the line's own product, or its name where it is sold no more."""
    unit = line.unit_amount if line.unit_amount is not None else Decimal(line.amount)
    price, product = price_of(line, facts), facts.products.get(line.product)
    known = product if isinstance(product, Mapping) else {}
    behavior = str(price.get("tax_behavior") or "")
    whose: Cells = {"product": line.product}
    if not line.product or known.get("active") is False:
        whose = {"product_name": str(known.get("name") or line.description)}
    return {
        "unit_amount": money.unit_from_minor(unit, line.currency),
        "quantity": quantity(line),
        **{name: value for name, value in whose.items() if value},
        **({"tax_behavior": behavior} if behavior in _BEHAVIORS else {}),
    }


def price_of(line: Line, facts: Facts) -> Json:
    """The price behind a line, empty where it cannot be read."""
    found = facts.prices.get(line.price)
    if found is None or isinstance(found, Missing):
        return line.price_object or {}
    return found


def quantity(line: Line) -> Decimal:
    """How many units the line had."""
    return Decimal(1) if line.quantity is None else line.quantity


def total(line: Line) -> Decimal:
    """The line's total in the major unit."""
    return money.from_minor(line.amount, line.currency)


def loses_quantity(line: Line) -> bool:
    """True where the total can be brought back and the number of units cannot."""
    count = quantity(line)
    return count != 1 and not _says_total(line, count)


def _says_total(line: Line, count: Decimal) -> bool:
    """Whether the unit amount x quantity is what the line came to; a tiered price has none."""
    if line.unit_amount is None:
        return count == 1
    return money.line_total_minor(line.unit_amount, count)[0] == line.amount


def _is_sold(price: Json, line: Line) -> bool:
    """Whether a price can be named again and still comes to the same."""
    unit = price.get("unit_amount_decimal")
    unit = price.get("unit_amount") if unit is None else unit
    return (
        price.get("active") is True
        and price.get("type") != "recurring"
        and not price.get("recurring")
        and str(price.get("currency") or "").lower() == line.currency.lower()
        and unit is not None
        and Decimal(str(unit)) == line.unit_amount
        and _says_total(line, quantity(line))
    )
