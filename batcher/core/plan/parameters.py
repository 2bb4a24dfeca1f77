"""Where a request is built: the parameters of one line, of invoice metadata, of a new invoice.

Names are those of the pinned API version (stripe-contract 1.2); the order is fixed, so that one
row always gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from batcher.core import columns
from batcher.core.checking import Row
from batcher.core.columns import TAG
from batcher.core.model import CLEAR
from batcher.core.plan.identity import minor_amount

Parameters = dict[str, object]


def quantity_parameter(quantity: Decimal) -> Parameters:
    """`quantity` when whole, else `quantity_decimal`; never both (1.3)."""
    if quantity == quantity.to_integral_value():
        return {"quantity": int(quantity)}
    return {"quantity_decimal": quantity}


def unit_parameter(unit_minor: Decimal) -> Parameters:
    """`unit_amount` when whole, else `unit_amount_decimal`."""
    if unit_minor == unit_minor.to_integral_value():
        return {"unit_amount": int(unit_minor)}
    return {"unit_amount_decimal": unit_minor}


def price_data(
    unit_minor: Decimal, currency: str, *, product: str, product_name: str, tax_behavior: str
) -> Parameters:
    """An inline price: its own unit amount, and the product or a name for one."""
    whose: Parameters = (
        {"product": product} if product else {"product_data": {"name": product_name}}
    )
    tax: Parameters = {"tax_behavior": tax_behavior} if tax_behavior else {}
    return {"currency": currency, **whose, **tax, **unit_parameter(unit_minor)}


def words(values: Mapping[str, object]) -> Parameters:
    """Description, discountable and period, as far as they are filled."""
    found: Parameters = {n: values[n] for n in ("description", "discountable") if n in values}
    if "period_start" in values:
        found["period"] = {"start": values["period_start"], "end": values["period_end"]}
    return found


def lists(row: Row, currency: str) -> Parameters:
    """Tax rates, discounts and tax amounts: each replaces the whole list; `""` empties it."""
    found: Parameters = {}
    for name in ("tax_rates", "discounts"):
        value = row.values.get(name)
        if value is CLEAR:
            found[name] = ""
        elif isinstance(value, tuple):
            found[name] = list(value) if name == "tax_rates" else [discount(one) for one in value]
    taxes = tax_amounts(row, currency)
    if taxes is not None:
        found["tax_amounts"] = taxes
    return found


def discount(one: str) -> Parameters:
    """A discount by what its id says it is; any id without a prefix is a coupon's."""
    if one.startswith("promo_"):
        return {"promotion_code": one}
    return {"discount" if one.startswith("di_") else "coupon": one}


def tax_amounts(row: Row, currency: str) -> object | None:
    """The list of tax amounts, "" to clear it, None to leave it alone."""
    taxes: list[Parameters] = []
    for number in range(1, columns.TAX_AMOUNTS_MAX + 1):
        amount = row.values.get(f"tax_{number}_amount")
        if amount is None:
            continue
        if amount is CLEAR:
            return ""
        part = {name: row.values[f"tax_{number}_{name}"] for name in columns.TAX_PARTS}
        taxes.append(
            {
                "amount": minor_amount(f"tax_{number}_amount", part["amount"], currency),
                "taxable_amount": minor_amount(
                    f"tax_{number}_taxable_amount", part["taxable_amount"], currency
                ),
                "tax_rate_data": {
                    "display_name": part["name"],
                    "inclusive": part["inclusive"],
                    "percentage": part["percentage"],
                },
            }
        )
    return taxes or None


def metadata(values: Mapping[str, object]) -> dict[str, str]:
    """The `metadata.KEY` cells as a map; a cleared key is sent as ""."""
    return {
        name.removeprefix("metadata."): "" if value is CLEAR else str(value)
        for name, value in values.items()
        if name.startswith("metadata.")
    }


def tagged(values: Mapping[str, object], operation_id: str) -> Parameters:
    """The metadata of something new: the person's own keys, then the tag it is found by."""
    return {"metadata": {**metadata(values), TAG: operation_id}}


def remove_line(row: Row) -> Parameters:
    """One line of remove_lines."""
    return {"id": row.text("line"), "behavior": row.values["behavior"]}


def create_invoice(row: Row, operation_id: str) -> Parameters:
    """A new draft that stays one: nothing advances it and no pending item is swept in."""
    due: Parameters = {n: row.values[n] for n in row.filled(("days_until_due", "due_date"))}
    memo: Parameters = {n: row.values[n] for n in row.filled(("description",))}
    return {
        "customer": row.text("customer"),
        "currency": row.text("currency"),
        "collection_method": row.text("collection_method"),
        **due,
        "auto_advance": False,
        "pending_invoice_items_behavior": "exclude",
        **memo,
        **tagged(row.values, operation_id),
    }
