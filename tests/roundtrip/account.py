"""A seeded account: customers, a catalogue, drafts with lines of every kind, pending items.

Plain values; `stripes` plants them in either double of Stripe.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

BEGAN = 1_793_577_600  # 2026-11-02 00:00:00 UTC
DAY_S = 86_400
CURRENCIES = ("usd", "usd", "eur", "jpy", "kwd", "isk")
PLACES = {"usd": 2, "eur": 2, "jpy": 0, "kwd": 3, "isk": 2}
STEP = {"kwd": 10, "isk": 100}  # minor units an amount is a multiple of
PLANTED = ("prod_sold", "prod_gone")
CUSTOMERS = ("cus_A", "cus_B")
WORDS = (
    "Storage", "月額保管料 １号", "=1+1", "-5", "#N/A", "(empty)", "（消去）", "007", "1,234.50",
    "Line\nbreak", "  lead", 'say "so", ok; fine', "TRUE", "2026-10-01", "x" * 300, "@ref",
    "é\u0301",
)  # fmt: skip
KEYS = ("team", "order no", "部門", "PO", "po")
VALUES = ("south", "007", "1.0", "yes", "(clear)", " lead", "=A1", "a, b", "2026-10-01")
RATES = ("txr_ex", "txr_in", "txr_zero", "txr_old")  # the last is archived
COUPONS = ("TEN", "FIVE", "promo_A")


@dataclass(frozen=True, slots=True)
class Charge:
    """A line, or a pending item. `unit` in minor units; '' is 1 x `amount`, behind a one-off price.

    `price`: '' for one of its own. `tiered`: `amount` is not unit x quantity, and no unit shows.
    """

    amount: int = 0
    unit: str = ""
    quantity: str = "1"
    price: str = ""
    product: str = ""
    behavior: str = "unspecified"
    tiered: bool = False
    subscription: str = ""
    description: str | None = None
    discountable: bool = True
    period: tuple[int, int] = (BEGAN, BEGAN)
    metadata: dict[str, str] = field(default_factory=dict)
    rates: tuple[str, ...] = ()
    coupons: tuple[str, ...] = ()
    taxes: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """An invoice; `by_amounts`: its lines may be taxed by amounts, so that no rate is anywhere."""

    invoice: str
    customer: str
    currency: str
    metadata: dict[str, str]
    rates: tuple[str, ...]
    by_amounts: bool
    charges: dict[str, Charge]  # by line id


@dataclass(frozen=True, slots=True)
class Account:
    """Everything to plant."""

    drafts: tuple[Draft, ...]
    pending: dict[str, tuple[str, str, Charge]]  # ii_… -> customer, currency, item


def amount(random: Random, currency: str) -> int:
    """An amount in minor units that this currency can have."""
    size = random.choice((50, 5_000, 90_000))
    sign = -1 if random.random() < 0.15 else 1
    return sign * random.randint(0 if size == 50 else 1, size) * STEP.get(currency, 1)


def account(random: Random) -> Account:
    """2 to 5 drafts of two customers, now and then one of more than a hundred lines."""
    drafts = []
    for number in range(random.randint(2, 5)):
        size = random.randint(101, 130) if random.random() < 0.04 else random.randint(0, 9)
        drafts.append(_draft(random, number, size))
    pending = {}
    for number in range(random.randint(0, 4)):
        draft = random.choice(drafts)
        item = _charge(random, draft, subscribed=False)
        pending[f"ii_P{number}"] = (draft.customer, draft.currency, item)
    return Account(tuple(drafts), pending)


def _draft(random: Random, number: int, size: int) -> Draft:
    by_amounts = random.random() < 0.3
    rates = () if by_amounts or random.random() < 0.6 else (random.choice(RATES),)
    bare = Draft(
        f"in_{number}",
        random.choice(CUSTOMERS),
        random.choice(CURRENCIES),
        _metadata(random),
        rates,
        by_amounts,
        {},
    )
    subscribed = random.random() < 0.5
    for place in range(size):
        is_leased = subscribed and random.random() < 0.4
        bare.charges[f"il_{number}x{place}"] = _charge(random, bare, subscribed=is_leased)
    return bare


def _metadata(random: Random) -> dict[str, str]:
    keys = random.sample(KEYS, random.choice((0, 0, 1, 2)))
    return {key: random.choice(VALUES) for key in keys}


def _charge(random: Random, draft: Draft, *, subscribed: bool) -> Charge:
    rates = random.sample(RATES, random.choice((0, 0, 0, 1, 1, 2)))
    start = BEGAN + random.choice((0, -31 * DAY_S, 3_661))
    end = start + random.choice((0, DAY_S - 1, 30 * DAY_S - 1, 12_345))
    common: dict[str, Any] = {
        "subscription": "sub_A" if subscribed else "",
        "description": random.choice((None, *WORDS)),
        "discountable": random.random() < 0.8,
        "period": (start, end),
        "metadata": _metadata(random),
        "rates": () if draft.by_amounts else tuple(rates),
        "coupons": tuple(random.sample(COUPONS, random.choice((0, 0, 0, 1, 2)))),
    }
    if draft.by_amounts and not subscribed and random.random() < 0.5:
        many = random.choice((1, 1, 2, 3))
        common["taxes"] = tuple(tax(random, draft.currency) for _ in range(many))
    return Charge(**common, **_priced(random, draft.currency, subscribed=subscribed))


def tax(random: Random, currency: str) -> dict[str, Any]:
    """One tax amount as the API takes it."""
    step = STEP.get(currency, 1)
    told = random.choice((("VAT", "20", False), ("消費税", "8.25", False), ("GST", "10", True)))
    names = ("display_name", "percentage", "inclusive")
    return {
        "amount": random.randint(0, 500) * step,
        "taxable_amount": random.randint(0, 5_000) * step,
        "tax_rate_data": dict(zip(names, told, strict=True)),
    }


def _priced(random: Random, currency: str, *, subscribed: bool) -> dict[str, Any]:
    """One of the ways a line comes by its amount."""
    roll, step = random.random(), STEP.get(currency, 1)
    if roll < 0.35:
        return {"amount": amount(random, currency)}
    if roll < (0.5 if subscribed else 0.4):
        return {"amount": amount(random, currency), "quantity": "17", "tiered": True}
    quantity = random.choice(("1", "2", "3", "40", "0", "2.5", "0.125", "1000"))
    if roll < 0.65:
        sort = random.choice(("sold", "sold", "old"))
        return {"price": f"price_{sort}_{currency}", "quantity": quantity}
    unit = random.choice((str(1500 * step), "99.5", "0.125", str(step), "33.333333333333"))
    return {
        "unit": unit,
        "quantity": quantity,
        "product": random.choice(("prod_sold", "prod_sold", "prod_gone")),
        "behavior": random.choice(("exclusive", "inclusive", "unspecified")),
    }
