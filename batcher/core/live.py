"""Invoices and lines as Stripe shows them now, under any API version we meet (contract 1.6).

Built from the JSON of answers, decimals as Decimal; knows no HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from batcher.core.by_column import ByColumn, column_of

ITEM = "invoiceitem"
SUBSCRIPTION = "subscription"
KEPT = 4096
Json = Mapping[str, Any]
_INVOICE_ID = re.compile(r"in_[A-Za-z0-9_]{1,200}", re.ASCII)
NO_METADATA: Mapping[str, str] = {}  # of every line that has none; nobody adds to it


@dataclass(frozen=True, slots=True)
class Tax:
    """One tax of a line; amounts in minor units. `rate` is '' where no tax rate stands behind."""

    rate: str
    amount: int
    taxable: int
    inclusive: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an invoice; amounts in minor units, `unit_amount` with places.

    `kind` is ITEM, SUBSCRIPTION or '' where Stripe does not say. `tax_minor` is the sum of its
    taxes, `tax_rates` those that made them, whether its own or the invoice's. `discounts`: di_…;
    `coupons` what they were made of, a coupon's id or promo_…, None where nobody asked. `taxes` is
    None in what ledgers of earlier versions hold.
    """

    id: str
    amount: int
    currency: str
    kind: str = ""
    description: str = ""
    discountable: bool | None = None
    quantity: Decimal | None = None
    unit_amount: Decimal | None = None
    price: str = ""
    product: str = ""
    period_start: int | None = None
    period_end: int | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    invoice_item: str = ""
    tax_minor: int = 0
    tax_rates: tuple[str, ...] = ()
    discounts: tuple[str, ...] = ()
    price_object: Mapping[str, Any] | None = None
    taxes: tuple[Tax, ...] | None = field(default=None, repr=False)
    coupons: tuple[str, ...] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice with all its lines; amounts in minor units, times in unix seconds."""

    id: str
    status: str
    currency: str
    lines: Sequence[Line]
    customer: str = ""
    customer_name: str = ""
    livemode: bool = False
    metadata: Mapping[str, str] = field(default_factory=dict)
    subtotal: int | None = None
    total: int | None = None
    tax: int | None = None
    discount: int | None = None
    finalizes_at: int | None = None
    automatic_tax: bool = False
    default_tax_rates: int = 0
    default_rates: tuple[str, ...] = field(default=(), repr=False)

    @property
    def amount(self) -> int:
        """The sum of the amounts of all lines: what money is reconciled on."""
        return sum(column_of(self.lines, "amount"))

    def line(self, line_id: str) -> Line | None:
        """The line of that id, or None."""
        ids = column_of(self.lines, "id")
        return self.lines[ids.index(line_id)] if line_id in ids else None


def _text(value: object) -> str:
    """An id that may be expanded to its object; '' for null."""
    if isinstance(value, Mapping):
        value = value.get("id")
    return value if isinstance(value, str) else ""


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    return _number(value)


# The lines of an account say the same few things: each of these stands once, not in every line.
@lru_cache(maxsize=KEPT, typed=True)
def _number(value: int | str) -> Decimal:
    return Decimal(value)


@lru_cache(maxsize=KEPT)
def _word(text: str) -> str:
    return text


@lru_cache(maxsize=KEPT)
def _instant(seconds: int | None) -> int | None:
    return seconds


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _map(value: object) -> Json:
    return value if isinstance(value, Mapping) else {}


def _kind(raw: Json, parent: Json) -> str:
    kind = parent.get("type") or raw.get("type") or ""
    if kind in ("invoice_item_details", "invoiceitem"):
        return ITEM
    return SUBSCRIPTION if kind in ("subscription_item_details", "subscription") else ""


def _sum(values: object, name: str = "amount") -> int:
    return (
        sum(_whole(v.get(name)) or 0 for v in values if isinstance(v, Mapping))
        if isinstance(values, Iterable) and not isinstance(values, (str, Mapping))
        else 0
    )


def _rates(taxes: Iterable[Json]) -> Iterator[str]:
    """The ids of the tax rates behind taxes that a rate made."""
    for tax in taxes:
        details = _map(tax.get("tax_rate_details"))
        rate = _text(details.get("tax_rate")) or _text(tax.get("tax_rate"))
        if rate:
            yield rate


def _taxes(raw: Json) -> Iterator[Tax]:
    for tax in raw.get("taxes") or raw.get("tax_amounts") or ():
        rate = next(_rates([tax]), "")
        inclusive = tax.get("tax_behavior") == "inclusive" or tax.get("inclusive") is True
        taxable = _whole(tax.get("taxable_amount")) or 0
        yield Tax(rate, _whole(tax.get("amount")) or 0, taxable, inclusive)


def _coupons(discounts: Iterable[object]) -> tuple[str, ...] | None:
    """What each discount was made of; None where one is not shown in full."""
    found = []
    for one in map(_map, discounts):
        source = _map(one.get("source"))
        coupon = _text(source.get("coupon")) or _text(one.get("coupon"))
        found.append(_text(one.get("promotion_code")) or coupon)
    return tuple(found) if all(found) else None


def line(raw: Json) -> Line:
    """A line from Stripe's JSON; raises KeyError or ValueError where it is no line item."""
    parent = _map(raw.get("parent"))
    details = _map(parent.get("invoice_item_details")) or _map(
        parent.get("subscription_item_details")
    )
    pricing, old_price = _map(raw.get("pricing")), _map(raw.get("price"))
    price_details = _map(pricing.get("price_details"))
    unit = pricing.get("unit_amount_decimal") or old_price.get("unit_amount_decimal")
    quantity = raw.get("quantity_decimal")
    period = _map(raw.get("period"))
    price = price_details.get("price") or raw.get("price")
    return Line(
        id=str(raw["id"]),
        amount=int(raw["amount"]),
        currency=_word(str(raw.get("currency") or "")),
        kind=_kind(raw, parent),
        description=_text(raw.get("description")),
        discountable=raw.get("discountable"),
        quantity=_decimal(raw.get("quantity") if quantity is None else quantity),
        unit_amount=_decimal(unit),
        price=_text(price),
        product=_word(_text(price_details.get("product") or old_price.get("product"))),
        period_start=_instant(_whole(period.get("start"))),
        period_end=_instant(_whole(period.get("end"))),
        metadata={str(k): str(v) for k, v in _map(raw.get("metadata")).items()} or NO_METADATA,
        invoice_item=_text(details.get("invoice_item")) or _text(raw.get("invoice_item")),
        tax_minor=_sum(raw.get("taxes") or raw.get("tax_amounts")),
        tax_rates=tuple(dict.fromkeys(_rates(raw.get("taxes") or raw.get("tax_amounts") or ()))),
        discounts=tuple(filter(None, map(_text, raw.get("discounts") or ()))),
        price_object=dict(price) if isinstance(price, Mapping) else None,
        taxes=tuple(_taxes(raw)),
        coupons=_coupons(raw.get("discounts") or ()),
    )


def invoice(raw: Json, lines: Iterable[Json]) -> Invoice:
    """An invoice from Stripe's JSON and the JSON of all its lines."""
    taxes = raw.get("total_taxes")
    tax = _sum(taxes) if taxes is not None else _whole(raw.get("tax"))
    discounts = raw.get("total_discount_amounts")
    return Invoice(
        id=str(raw["id"]),
        status=str(raw.get("status") or ""),
        currency=str(raw.get("currency") or "").lower(),
        lines=ByColumn(Line, map(line, lines)),
        customer=_text(raw.get("customer")),
        customer_name=_text(raw.get("customer_name")),
        livemode=raw.get("livemode") is True,
        metadata={str(k): str(v) for k, v in _map(raw.get("metadata")).items()},
        subtotal=_whole(raw.get("subtotal")),
        total=_whole(raw.get("total")),
        tax=tax,
        discount=None if discounts is None else _sum(discounts),
        finalizes_at=_whole(raw.get("automatically_finalizes_at")),
        automatic_tax=_map(raw.get("automatic_tax")).get("enabled") is True,
        default_tax_rates=len(raw.get("default_tax_rates") or ()),
        default_rates=tuple(filter(None, map(_text, raw.get("default_tax_rates") or ()))),
    )


@dataclass(frozen=True, slots=True)
class Missing:
    """An object Stripe does not have, or will not show; `reason` is its own message.

    `unreadable`: the key may not read this kind of object, so nothing is known; `permission`: the
    one it lacks, as people read it.
    """

    reason: str
    unreadable: bool = False
    permission: str = ""


@dataclass(frozen=True, eq=False)
class Live:
    """All that a workbook names, as it is now.

    Each mapping is id -> object, or Missing. `created`: operation id -> invoice id of drafts that
    an earlier run created and that carry its tag.
    """

    invoices: Mapping[str, Invoice | Missing] = field(default_factory=dict)
    prices: Mapping[str, Json | Missing] = field(default_factory=dict)
    invoice_items: Mapping[str, Json | Missing] = field(default_factory=dict)
    tax_rates: Mapping[str, Json | Missing] = field(default_factory=dict)
    coupons: Mapping[str, Json | Missing] = field(default_factory=dict)
    promotion_codes: Mapping[str, Json | Missing] = field(default_factory=dict)
    customers: Mapping[str, Json | Missing] = field(default_factory=dict)
    created: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Needs:
    """What the plan has to read, by id. `drafts_of`: customers whose tagged drafts are wanted."""

    invoices: tuple[str, ...] = ()
    prices: tuple[str, ...] = ()
    invoice_items: tuple[str, ...] = ()
    tax_rates: tuple[str, ...] = ()
    coupons: tuple[str, ...] = ()
    promotion_codes: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    drafts_of: tuple[str, ...] = ()


def dashboard_url(invoice_id: str, livemode: bool) -> str:
    """Where people see an invoice; '' for what is no id of Stripe's."""
    mode = "" if livemode else "test/"
    is_id = _INVOICE_ID.fullmatch(invoice_id)
    return f"https://dashboard.stripe.com/{mode}invoices/{invoice_id}" if is_id else ""


def fields(one: Line) -> dict[str, str]:
    """A line's values by canonical header, in one form each: what updates are proved by.

    Amounts in minor units; instants in unix seconds; a value Stripe does not show is left out.
    """
    shown = {
        "amount": str(one.amount),
        "quantity": None if one.quantity is None else plain(one.quantity),
        "unit_amount": None if one.unit_amount is None else plain(one.unit_amount),
        "price": one.price or None,
        "product": one.product or None,
        "description": one.description,
        "discountable": None if one.discountable is None else str(one.discountable).lower(),
        "period_start": None if one.period_start is None else str(one.period_start),
        "period_end": None if one.period_end is None else str(one.period_end),
        **{f"metadata.{key}": value for key, value in one.metadata.items()},
    }
    return {name: value for name, value in shown.items() if value is not None}


def plain(value: Decimal) -> str:
    """A number without exponent or trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
