"""The parameters of every call the double answers, written down from the contract's tables.

Not taken from any client's types: a wrong name here would show as a refused request.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.double.forms import (
    Kind,
    Refusal,
    array,
    boolean,
    choice,
    decimal,
    integer,
    metadata,
    percentage,
    shape,
    signed_decimal,
    text,
)

LINES_MAX = 50

_PRODUCT_NEW = shape(
    {
        "name": text(),
        "description": text(40000),
        "images": array(text(), most=8),
        "metadata": metadata,
        "tax_code": text(),
        "tax_details": shape({"performance_location": text(), "tax_code": text()}),
        "unit_label": text(12),
    },
    ("name",),
)
_PRICE_DATA = shape(
    {
        "currency": text(3),
        "product": text(),
        "product_data": _PRODUCT_NEW,
        "tax_behavior": choice("exclusive", "inclusive", "unspecified"),
        "unit_amount": integer(),
        "unit_amount_decimal": signed_decimal,
    },
    ("currency",),
)
_TAX_AMOUNT = shape(
    {
        "amount": integer(),
        "taxable_amount": integer(),
        "taxability_reason": text(),
        "tax_rate_data": shape(
            {
                "display_name": text(200),
                "inclusive": boolean,
                "percentage": percentage,
                "country": text(),
                "description": text(),
                "jurisdiction": text(200),
                "jurisdiction_level": text(),
                "state": text(),
                "tax_type": text(),
            },
            ("display_name", "inclusive", "percentage"),
        ),
    },
    ("amount", "taxable_amount", "tax_rate_data"),
)
_DISCOUNT = shape({"coupon": text(), "discount": text(), "promotion_code": text()})
_SECONDS = integer(0)

_LINE: dict[str, Kind] = {
    "amount": integer(),
    "description": text(),
    "discountable": boolean,
    "discounts": array(_DISCOUNT, clear=True),
    "metadata": metadata,
    "period": shape({"start": _SECONDS, "end": _SECONDS}, ("start", "end")),
    "price_data": _PRICE_DATA,
    "pricing": shape({"price": text()}),
    "quantity": integer(0),
    "quantity_decimal": decimal,
    "tax_amounts": array(_TAX_AMOUNT, most=20, clear=True),
    "tax_rates": array(text(), clear=True),
}
_REMOVE: dict[str, Kind] = {"id": text(), "behavior": choice("delete", "unassign")}
_EXPAND: dict[str, Kind] = {"expand": array(text())}


def _bulk(line: Kind) -> Kind:
    fields = {"lines": array(line), "invoice_metadata": metadata, **_EXPAND}
    return shape(fields, ("lines",))


BULK: dict[str, Kind] = {
    "add_lines": _bulk(shape({**_LINE, "invoice_item": text()})),
    "update_lines": _bulk(shape({**_LINE, "id": text()}, ("id",))),
    "remove_lines": _bulk(shape(_REMOVE, ("id", "behavior"))),
}
SINGLE_LINE = shape({**_LINE, **_EXPAND})

INVOICE_UPDATE = shape(
    {
        "auto_advance": boolean,
        "collection_method": choice("charge_automatically", "send_invoice"),
        "days_until_due": integer(0),
        "description": text(),
        "due_date": _SECONDS,
        "metadata": metadata,
        **_EXPAND,
    }
)
INVOICE_CREATE = shape(
    {
        "auto_advance": boolean,
        "collection_method": choice("charge_automatically", "send_invoice"),
        "currency": text(3),
        "customer": text(),
        "days_until_due": integer(0),
        "description": text(),
        "due_date": _SECONDS,
        "metadata": metadata,
        "pending_invoice_items_behavior": choice("exclude", "include"),
        **_EXPAND,
    },
    ("customer",),
)

_RANGE = shape({"gt": _SECONDS, "gte": _SECONDS, "lt": _SECONDS, "lte": _SECONDS})
_PAGE: dict[str, Kind] = {
    "limit": integer(),
    "starting_after": text(),
    "ending_before": text(),
    **_EXPAND,
}
_STATUS = choice("draft", "open", "paid", "uncollectible", "void")
LISTS: dict[str, Kind] = {
    "lines": shape(_PAGE),
    "invoices": shape(
        {**_PAGE, "status": _STATUS, "customer": text(), "created": _RANGE, "subscription": text()}
        | {"collection_method": text(), "due_date": _RANGE}
    ),
    "invoiceitems": shape(
        {**_PAGE, "customer": text(), "pending": boolean, "invoice": text(), "created": _RANGE}
    ),
    "prices": shape(
        {**_PAGE, "active": boolean, "currency": text(3), "product": text(), "type": text()}
    ),
    "products": shape({**_PAGE, "active": boolean, "ids": array(text())}),
    "tax_rates": shape({**_PAGE, "active": boolean, "inclusive": boolean}),
    "coupons": shape(_PAGE),
    "promotion_codes": shape({**_PAGE, "active": boolean, "code": text(), "coupon": text()}),
    "customers": shape({**_PAGE, "email": text()}),
}
ONE = shape(_EXPAND)

_PRICING = ("amount", "pricing", "price_data", "invoice_item")


def _only_one(line: dict[str, Any], names: Iterable[str], param: str) -> None:
    given = [name for name in names if name in line]
    if len(given) > 1:
        raise Refusal(
            f"You may only specify one of these parameters: {', '.join(given)}.",
            param=f"{param}[{given[0]}]",
        )


def check_line(line: dict[str, Any], param: str, *, adding: bool) -> None:
    """What excludes what on one line (contract 1.3); where the contract found no proof: refused."""
    _only_one(line, ("amount", "quantity"), param)
    _only_one(line, ("amount", "quantity_decimal"), param)
    _only_one(line, ("quantity", "quantity_decimal"), param)
    _only_one(line, _PRICING, param)
    _only_one(line, ("tax_amounts", "tax_rates"), param)
    if "invoice_item" in line:
        _only_one(line, ("invoice_item", "quantity"), param)
    if adding and not any(name in line for name in _PRICING):
        raise Refusal(f"One of {', '.join(_PRICING)} is required.", param=param)
    if "price_data" in line:
        _check_price_data(line["price_data"], f"{param}[price_data]")
    if "period" in line and line["period"]["end"] < line["period"]["start"]:
        raise Refusal("The period must not end before it starts.", param=f"{param}[period][end]")


def _check_price_data(price: dict[str, Any], param: str) -> None:
    _only_one(price, ("unit_amount", "unit_amount_decimal"), param)
    _only_one(price, ("product", "product_data"), param)
    if "product" not in price and "product_data" not in price:
        raise Refusal("One of product or product_data is required.", param=param)
    if "unit_amount" not in price and "unit_amount_decimal" not in price:
        raise Refusal("One of unit_amount or unit_amount_decimal is required.", param=param)


def check_bulk(operation: str, lines: list[dict[str, Any]], lines_max: int = LINES_MAX) -> None:
    """Rules over the lines of one request: how many, no line twice, exclusions."""
    if not lines:
        raise Refusal("Invalid array: lines must not be empty", param="lines")
    if len(lines) > lines_max:
        raise Refusal(f"At most {lines_max} lines can be changed in one request.", param="lines")
    named = [line["id"] for line in lines if "id" in line]
    for number, line in enumerate(lines):
        if "id" in line and named.index(line["id"]) != number:
            raise Refusal("A line may be named once only.", param=f"lines[{number}][id]")
        if operation != "remove_lines":
            check_line(line, f"lines[{number}]", adding=operation == "add_lines")
