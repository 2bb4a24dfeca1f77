"""The account behind the double: its values, how a test seeds them, how the Dashboard edits them.

Also the reads everything else needs. The rules of the three bulk calls are in `lines.py`.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.double.entries import Entry, extended, fresh
from tests.double.forms import missing

CREATED = 1793577600  # 2026-11-02 00:00:00 UTC


class State:
    """One Stripe account, in memory. Not safe for threads: the server holds a lock around it."""

    def __init__(self, *, newest_first: bool = False, livemode: bool = False) -> None:
        self.newest_first, self.livemode = newest_first, livemode
        self.account = fresh("acct_", 16)
        self.lines_max, self.invoice_lines_max = 50, 250
        self.entries: dict[str, Entry] = {}
        self.pending: dict[str, Entry] = {}
        self.deleted: frozenset[str] = frozenset()
        self.invoices: dict[str, dict[str, Any]] = {}
        self.prices: dict[str, dict[str, Any]] = {}
        self.products: dict[str, dict[str, Any]] = {}
        self.tax_rates: dict[str, dict[str, Any]] = {}
        self.coupons: dict[str, dict[str, Any]] = {}
        self.promotion_codes: dict[str, dict[str, Any]] = {}
        self.discounts: dict[str, dict[str, Any]] = {}
        self.customers: dict[str, dict[str, Any]] = {}
        self._serial = itertools.count()

    # Reading

    def lines_of(self, invoice: str) -> list[Entry]:
        """An invoice's lines in the order this account shows them (contract 3.5)."""
        found = [entry for entry in self.entries.values() if entry.invoice == invoice]
        return sorted(found, key=lambda entry: entry.serial, reverse=self.newest_first)

    def amounts(self, invoice: str) -> list[int]:
        """The amounts of an invoice's lines, smallest first."""
        return sorted(entry.amount for entry in self.lines_of(invoice))

    def subtotal(self, invoice: str) -> int:
        """The sum of the amounts of an invoice's lines, in minor units."""
        return sum(self.amounts(invoice))

    def snapshot(self) -> object:
        """Everything a write could change, as one value to compare."""
        invoices = {name: dict(kept) for name, kept in self.invoices.items()}
        return dict(self.entries), dict(self.pending), self.deleted, invoices

    # Seeding

    def customer(self, name: str = "Acme KK") -> str:
        """A new customer's id."""
        identity = fresh("cus_", 14)
        self.customers[identity] = {"id": identity, "object": "customer", "name": name}
        return identity

    def product(self, name: str = "Seat") -> str:
        """A new product's id."""
        identity = fresh("prod_", 14)
        self.products[identity] = {
            "id": identity,
            "object": "product",
            "name": name,
            "active": True,
        }
        return identity

    def price(
        self,
        currency: str,
        unit: str,
        *,
        recurring: bool = False,
        active: bool = True,
        product: str = "",
        tax_behavior: str = "unspecified",
    ) -> str:
        """A new price's id; `unit` in minor units, as a decimal string."""
        identity = fresh("price_")
        exact = Decimal(unit)
        self.prices[identity] = {
            "id": identity,
            "object": "price",
            "active": active,
            "billing_scheme": "per_unit",
            "currency": currency,
            "livemode": self.livemode,
            "metadata": {},
            "product": product or self.product(),
            "recurring": {"interval": "month", "interval_count": 1} if recurring else None,
            "tax_behavior": tax_behavior,
            "type": "recurring" if recurring else "one_time",
            "unit_amount": int(exact) if exact == exact.to_integral_value() else None,
            "unit_amount_decimal": unit,
        }
        return identity

    def tax_rate(self, percentage: str = "10", *, inclusive: bool = False) -> str:
        """A new tax rate's id."""
        identity = fresh("txr_")
        self.tax_rates[identity] = {
            "id": identity,
            "object": "tax_rate",
            "active": True,
            "display_name": "Tax",
            "inclusive": inclusive,
            "percentage": float(percentage),
        }
        return identity

    def coupon(self, percent_off: int = 10) -> str:
        """A new coupon's id, which has no prefix."""
        identity = fresh("", 8)
        self.coupons[identity] = {
            "id": identity,
            "object": "coupon",
            "percent_off": float(percent_off),
            "amount_off": None,
            "valid": True,
        }
        return identity

    def invoice(self, currency: str = "usd", **values: Any) -> str:
        """A new draft's id; `values` replaces any field."""
        identity = fresh("in_")
        self.invoices[identity] = {
            "id": identity,
            "auto_advance": False,
            "automatic_tax": {"enabled": False, "status": None},
            "automatically_finalizes_at": None,
            "billing_reason": "manual",
            "collection_method": "charge_automatically",
            "created": CREATED + len(self.invoices),
            "currency": currency,
            "customer": values.pop("customer", None) or self.customer(),
            "default_tax_rates": [],
            "description": None,
            "discounts": [],
            "due_date": None,
            "metadata": {},
            "number": None,
            "parent": None,
            "status": "draft",
            **values,
        }
        return identity

    def line(self, invoice: str, amount: int = 0, **values: Any) -> str:
        """A new line's id on an invoice: 1 x amount, or `price`/`unit` with `quantity`.

        With `subscription` it is a subscription line, which has no invoice item.
        """
        entry = self._seeded(amount, self.invoices[invoice], values)
        item = None if entry.subscription else fresh("ii_")
        entry = replace(entry, invoice=invoice, line=fresh("il_"), invoice_item=item)
        self.entries[entry.line] = entry
        return entry.line

    def pending_item(self, customer: str, currency: str, amount: int = 0, **values: Any) -> str:
        """A new unassigned invoice item's id."""
        entry = self._seeded(amount, {"customer": customer, "currency": currency}, values)
        identity = fresh("ii_")
        self.pending[identity] = replace(entry, invoice_item=identity)
        return identity

    def _seeded(self, amount: int, owner: dict[str, Any], values: dict[str, Any]) -> Entry:
        currency, quantity = owner["currency"], str(values.pop("quantity", "1"))
        price, unit = values.pop("price", ""), str(values.pop("unit", ""))
        if not price:
            price = self.price(currency, unit or str(amount))
        kept = self.prices[price]
        return Entry(
            line="",
            customer=owner["customer"],
            currency=currency,
            amount=extended(kept["unit_amount_decimal"], quantity),
            unit=kept["unit_amount_decimal"],
            quantity=quantity,
            price=price,
            product=kept["product"],
            serial=self.next_serial(),
            **{"description": "Seeded line", **values},
        )

    def next_serial(self) -> int:
        """Grows by one each time: the order in which lines came."""
        return next(self._serial)

    def discount(self, coupon: str, promotion_code: str | None = None) -> str:
        """A new discount's id from a coupon."""
        identity = fresh("di_")
        self.discounts[identity] = {"coupon": coupon, "promotion_code": promotion_code}
        return identity

    # The Dashboard

    def edit(self, line: str, **values: Any) -> None:
        """Change a line as another person would; `amount` makes it 1 x amount."""
        entry = self.entries[line]
        if "amount" in values:
            values = {"unit": str(values["amount"]), "quantity": "1", **values}
        self.entries[line] = replace(entry, **values)

    def remove(self, line: str) -> None:
        """Delete a line as another person would."""
        self.entries.pop(line)

    def finalize(self, invoice: str) -> None:
        """Finalize an invoice; from now on it is no draft."""
        self.invoices[invoice]["status"] = "open"

    def known_invoice(self, identity: str, param: str = "invoice") -> dict[str, Any]:
        """The invoice of a path, or the 404 Stripe gives."""
        if identity not in self.invoices:
            raise missing("invoice", identity, param, status=404)
        return self.invoices[identity]
