"""Two doubles of Stripe with an account planted: the product's sandbox, and the independent one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from batcher import sandbox
from tests.double.entries import Entry
from tests.double.server import serve
from tests.double.state import State
from tests.roundtrip.account import CURRENCIES, CUSTOMERS, STEP, Account, Charge, Draft

_PERCENT_OFF = {"TEN": 10, "FIVE": 5}
_RATES: Sequence[Mapping[str, Any]] = (
    {"id": "txr_ex", "display_name": "VAT", "percentage": 20, "inclusive": False, "active": True},
    {"id": "txr_in", "display_name": "GST", "percentage": 8.25, "inclusive": True, "active": True},
    {"id": "txr_zero", "display_name": "Zero", "percentage": 0, "inclusive": False, "active": True},
    {"id": "txr_old", "display_name": "Old", "percentage": 17, "inclusive": False, "active": False},
)
_PRODUCTS = {"prod_sold": True, "prod_gone": False}


@dataclass(frozen=True, slots=True)
class Place:
    """A running Stripe. `writes`: how many POSTs arrived so far."""

    url: str
    key: str
    writes: Callable[[], int]


def catalogue() -> Iterator[dict[str, Any]]:
    """The objects every account has, as Stripe's own."""
    for name in CUSTOMERS:
        yield {"object": "customer", "id": name, "name": f"{name} Ltd"}
    for name, active in _PRODUCTS.items():
        yield {"object": "product", "id": name, "name": f"The {name}", "active": active}
    for currency in dict.fromkeys(CURRENCIES):
        for name, active in (("sold", True), ("old", False)):
            unit = 250 * STEP.get(currency, 1)
            yield {
                "object": "price", "id": f"price_{name}_{currency}", "product": f"prod_{name}"
                if name == "sold" else "prod_gone", "currency": currency, "unit_amount": unit,
                "type": "one_time", "active": active, "tax_behavior": "exclusive",
            }  # fmt: skip
    for rate in _RATES:
        yield {"object": "tax_rate", **rate}
    for coupon, percent in _PERCENT_OFF.items():
        yield {"object": "coupon", "id": coupon, "percent_off": percent}
    yield {"object": "promotion_code", "id": "promo_A", "code": "PROMO", "coupon": "FIVE"}


@contextmanager
def embedded(account: Account) -> Iterator[Place]:
    """The product's own sandbox; it has no prices in tiers."""
    seeds = [*catalogue(), *map(_seed, account.drafts), *_seeded_items(account)]
    with sandbox.start(None, seed=seeds) as running:
        state = running.state
        yield Place(running.url, running.key, lambda: int(state.writes))


def _seed(draft: Draft) -> dict[str, Any]:
    return {
        "object": "invoice",
        "id": draft.invoice,
        "customer": draft.customer,
        "currency": draft.currency,
        "metadata": draft.metadata,
        "default_tax_rates": draft.rates,
        "lines": [{"id": line, **_seeded(one)} for line, one in draft.charges.items()],
    }


def _seeded_items(account: Account) -> Iterator[dict[str, Any]]:
    for item, (customer, currency, one) in account.pending.items():
        place = {"object": "invoiceitem", "id": item, "customer": customer, "currency": currency}
        yield {**place, **_seeded(one)}


def _seeded(one: Charge) -> dict[str, Any]:
    start, end = one.period
    seed: dict[str, Any] = {
        "description": one.description,
        "discountable": one.discountable,
        "period": {"start": start, "end": end},
        "metadata": one.metadata,
        "discounts": [
            {"promotion_code": name} if name.startswith("promo_") else {"coupon": name}
            for name in one.coupons
        ],
    }
    seed |= {"tax_rates": list(one.rates)} if one.rates else {}
    seed |= {"tax_amounts": list(one.taxes)} if one.taxes else {}
    seed |= {"subscription": one.subscription} if one.subscription else {}
    if one.price:
        return {**seed, "price": one.price, "quantity_decimal": one.quantity}
    if not one.unit:
        return {**seed, "amount": one.amount}
    own = {"product": one.product, "tax_behavior": one.behavior}
    return {**seed, **own, "unit_amount_decimal": one.unit, "quantity_decimal": one.quantity}


@contextmanager
def independent(account: Account) -> Iterator[Place]:
    """The double that was written from the contract alone."""
    with serve() as double:
        _plant(double.state, account)
        key = next(iter(double.keys))
        yield Place(double.url, key, lambda: len(double.writes))


def _plant(state: State, account: Account) -> None:
    for one in catalogue():
        _stock(state, one)
    for draft in account.drafts:
        fresh = state.invoice(
            draft.currency,
            customer=draft.customer,
            metadata=dict(draft.metadata),
            default_tax_rates=list(_sold(draft.rates)),
        )
        state.invoices[draft.invoice] = state.invoices.pop(fresh) | {"id": draft.invoice}
        for line, charge in draft.charges.items():
            item = None if charge.subscription else f"ii_of_{line}"
            entry = _entry(state, charge, draft.customer, draft.currency)
            state.entries[line] = replace(
                entry, line=line, invoice_item=item, invoice=draft.invoice
            )
    for item, (customer, currency, charge) in account.pending.items():
        entry = _entry(state, charge, customer, currency)
        state.pending[item] = replace(entry, invoice_item=item)


def _sold(rates: Sequence[str]) -> tuple[str, ...]:
    """Without the archived one: this double does not show the rates of hand-made taxes."""
    return tuple(rate for rate in rates if rate != "txr_old")


def _stock(state: State, one: dict[str, Any]) -> None:
    """A catalogue object under its own id."""
    kind, identity = one["object"], one["id"]
    if kind == "price":
        fresh = state.price(
            one["currency"], str(one["unit_amount"]), active=one["active"],
            product=one["product"], tax_behavior=one["tax_behavior"],
        )  # fmt: skip
        state.prices[identity] = state.prices.pop(fresh) | {"id": identity}
    elif kind == "coupon":
        fresh = state.coupon(one["percent_off"])
        state.coupons[identity] = state.coupons.pop(fresh) | {"id": identity}
    elif kind == "promotion_code":
        promotion = {"type": "coupon", "coupon": one["coupon"]}
        state.promotion_codes[identity] = {**one, "active": True, "promotion": promotion}
    else:
        kept: dict[str, dict[str, Any]] = getattr(state, f"{kind}s")
        kept[identity] = dict(one)


def _entry(state: State, one: Charge, customer: str, currency: str) -> Entry:
    """A line of the double: its price is the catalogue's, its own, or one made for it alone."""
    price = one.price
    if not price:
        product = one.product or state.product(one.description or "One-off")
        if not one.product:
            state.products[product]["active"] = False
        unit = one.unit or str(one.amount)
        price = state.price(
            currency, unit, active=False, product=product, tax_behavior=one.behavior
        )
    seeded: Entry = state._seeded(  # the double's own arithmetic, under an id of ours
        0, {"customer": customer, "currency": currency}, {"price": price, "quantity": one.quantity}
    )
    own = {"amount": one.amount, "unit": None} if one.tiered else {}
    codes = {"promo_A": "FIVE"}
    made = [
        state.discount(codes.get(name, name), name if name in codes else None)
        for name in one.coupons
    ]
    return replace(
        seeded,
        subscription=one.subscription or None,
        description=one.description,
        discountable=one.discountable,
        discounts=tuple(made),
        metadata=dict(one.metadata),
        period=one.period,
        tax_rates=_sold(one.rates),
        tax_amounts=one.taxes,
        **own,
    )


STRIPES: Mapping[str, Callable[[Account], Any]] = {
    "embedded": embedded,
    "independent": independent,
}
