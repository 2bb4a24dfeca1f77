"""What is wrong with the lines of one call by themselves, before any object is looked at.

Stripe fails these before execution begins, so they are not saved under the idempotency key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from batcher.sandbox.parameters import absent
from batcher.sandbox.refusal import exclusive, ours

TAX_AMOUNTS_MAX = 20

# Contract 1.3. Only the first pair was seen on the wire; the others speak like it.
_PAIRS = (
    ("amount", "quantity"),
    ("amount", "quantity_decimal"),
    ("amount", "pricing"),
    ("amount", "price_data"),
    ("amount", "unit_amount_decimal"),
    ("pricing", "price_data"),
    ("pricing", "unit_amount_decimal"),
    ("price_data", "unit_amount_decimal"),
    ("quantity", "quantity_decimal"),
    ("tax_amounts", "tax_rates"),
    ("invoice_item", "amount"),
    ("invoice_item", "pricing"),
    ("invoice_item", "price_data"),
    ("invoice_item", "quantity"),
    ("invoice_item", "quantity_decimal"),
)
_WAYS_OF_PRICING = ("amount", "pricing", "price_data", "invoice_item", "unit_amount_decimal")
_DISCOUNT_SOURCES = ("coupon", "discount", "promotion_code")

Fields = Mapping[str, Any]


def check_count(parameters: Fields, lines_max: int) -> None:
    """Between one line and `lines_max` in a request (contract 2.1)."""
    count = len(parameters["lines"])
    if count == 0:
        raise absent("lines")
    if count > lines_max:
        raise ours(f"You can send at most {lines_max} lines in one request, not {count}.", "lines")


def check_added(parameters: Fields, lines_max: int) -> None:
    """The lines of add_lines."""
    check_count(parameters, lines_max)
    for number, fields in enumerate(parameters["lines"]):
        check_fields(fields, f"lines[{number}]")
        check_priced(fields, f"lines[{number}]")


def check_updated(parameters: Fields, lines_max: int) -> None:
    """The lines of update_lines."""
    check_count(parameters, lines_max)
    check_once(parameters["lines"])
    for number, fields in enumerate(parameters["lines"]):
        check_fields(fields, f"lines[{number}]")


def check_removed(parameters: Fields, lines_max: int) -> None:
    """The lines of remove_lines."""
    check_count(parameters, lines_max)
    check_once(parameters["lines"])


def check_once(lines: list[Fields]) -> None:
    """No line twice in one request; what Stripe does with one is not known (contract 1.4)."""
    seen: set[str] = set()
    for number, fields in enumerate(lines):
        if fields["id"] in seen:
            param = f"lines[{number}][id]"
            raise ours(f"The line {fields['id']} is named twice in one request", param)
        seen.add(fields["id"])


def check_priced(fields: Fields, path: str) -> None:
    """A new charge has one way of pricing."""
    if not any(name in fields for name in _WAYS_OF_PRICING):
        shown = ", ".join(_WAYS_OF_PRICING[:4])
        raise ours(f"One of these parameters is required: {shown}", path, "parameter_missing")


def check_fields(fields: Fields, path: str) -> None:
    """What excludes what, and what must not be negative."""
    for first, second in _PAIRS:
        if given(fields, first) and given(fields, second):
            raise exclusive(first, second, inside(path, first))
    for name in ("quantity", "quantity_decimal", "unit_amount_decimal"):
        check_not_negative(fields, name, path)
    if "price_data" in fields:
        check_price_fields(fields["price_data"], inside(path, "price_data"))
    check_period(fields, path)
    check_lists(fields, path)


def check_price_fields(fields: Fields, path: str) -> None:
    """`price_data`: one product, one unit amount."""
    for first, second in (("product", "product_data"), ("unit_amount", "unit_amount_decimal")):
        if first in fields and second in fields:
            raise exclusive(first, second, f"{path}[{first}]")
        if first not in fields and second not in fields:
            raise ours(f"One of {first} or {second} is required", path, "parameter_missing")
    for name in ("unit_amount", "unit_amount_decimal"):
        check_not_negative(fields, name, path)


def check_period(fields: Fields, path: str) -> None:
    """The end of a period is not before its start (contract 1.2)."""
    period = fields.get("period")
    if period and period["end"] < period["start"]:
        param = inside(path, "period") + "[end]"
        raise ours("The end of the period must be greater than or equal to its start", param)


def check_lists(fields: Fields, path: str) -> None:
    """At most 20 tax amounts; each discount names one source."""
    amounts = fields.get("tax_amounts") or ()
    if len(amounts) > TAX_AMOUNTS_MAX:
        param = inside(path, "tax_amounts")
        raise ours(f"A line can have up to {TAX_AMOUNTS_MAX} tax amounts", param)
    for number, discount in enumerate(fields.get("discounts") or ()):
        if len([name for name in _DISCOUNT_SOURCES if name in discount]) != 1:
            param = f"{inside(path, 'discounts')}[{number}]"
            raise ours("A discount names exactly one coupon, promotion_code or discount", param)


def check_not_negative(fields: Fields, name: str, path: str) -> None:
    """Quantities and unit amounts start at zero."""
    if name in fields and fields[name] < 0:
        raise ours("This value must be greater than or equal to 0", inside(path, name))


def given(fields: Fields, name: str) -> bool:
    """True where a value was sent; an empty one clears and excludes nothing."""
    return name in fields and fields[name] != ""


def inside(path: str, name: str) -> str:
    """The name of a member of a line, or of the top level where there is no line."""
    return f"{path}[{name}]" if path else name
