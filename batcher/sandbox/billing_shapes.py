"""The shapes of an invoice, its lines and invoice items (contract 9.1); see `shapes`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from batcher.sandbox.state import Record

# What an invoice item and the line it becomes have in common, under the same names.
TERMS = (
    "amount",
    "currency",
    "description",
    "discountable",
    "discounts",
    "metadata",
    "period",
    "pricing",
    "quantity",
    "quantity_decimal",
    "_tax_rates",
)

# What a new draft has nothing, zero or no element of.
_NOTHING = (
    "account_tax_ids",
    "application",
    "automatically_finalizes_at",
    "custom_fields",
    "customer_account",
    "default_payment_method",
    "default_source",
    "description",
    "due_date",
    "effective_at",
    "ending_balance",
    "footer",
    "from_invoice",
    "hosted_invoice_url",
    "invoice_pdf",
    "last_finalization_error",
    "latest_revision",
    "next_payment_attempt",
    "number",
    "on_behalf_of",
    "parent",
    "receipt_number",
    "rendering",
    "shipping_cost",
    "shipping_details",
    "statement_descriptor",
    "test_clock",
)
_ZERO = (
    "amount_due",
    "amount_overpaid",
    "amount_paid",
    "amount_remaining",
    "amount_shipping",
    "attempt_count",
    "post_payment_credit_notes_amount",
    "pre_payment_credit_notes_amount",
    "starting_balance",
    "subtotal",
    "subtotal_excluding_tax",
    "total",
    "total_excluding_tax",
)
_EMPTY = (
    "customer_tax_ids",
    "discounts",
    "total_discount_amounts",
    "total_pretax_credit_amounts",
    "total_taxes",
    "_default_tax_rates",
    "_lines",
)


def terms(currency: str, now: int) -> Record:
    """The common members before anything is said about them."""
    return {
        "amount": 0,
        "currency": currency,
        "description": None,
        "discountable": True,
        "discounts": [],
        "metadata": {},
        "period": {"start": now, "end": now},
        "pricing": None,
        "quantity": 1,
        "quantity_decimal": "1",
        "_tax_rates": None,
    }


def invoice_item(common: Mapping[str, Any], customer: str, now: int) -> Record:
    """An invoice item; pending while `invoice` is None."""
    return {
        "id": None,
        "object": "invoiceitem",
        **common,
        "customer": customer,
        "customer_account": None,
        "date": now,
        "frozen_fields": None,
        "invoice": None,
        "livemode": False,
        "net_amount": common["amount"],
        "parent": None,
        "proration": False,
        "proration_details": None,
        "test_clock": None,
        "_deleted": False,
    }


def line(
    common: Mapping[str, Any], invoice: str, parent: Record, subscription: str | None
) -> Record:
    """A line of an invoice."""
    return {
        "id": None,
        "object": "line_item",
        **common,
        "discount_amounts": [],
        "invoice": invoice,
        "livemode": False,
        "parent": parent,
        "pretax_credit_amounts": [],
        "subscription": subscription,
        "subtotal": common["amount"],
        "taxes": [],
        "_tax_amounts": None,
    }


def invoice_item_parent(invoice_item: str) -> Record:
    """The parent of a line that an invoice item made."""
    details = {
        "invoice_item": invoice_item,
        "proration": False,
        "proration_details": {"credited_items": None},
        "subscription": None,
    }
    return {
        "type": "invoice_item_details",
        "subscription_item_details": None,
        "invoice_item_details": details,
    }


def subscription_parent(subscription: str, subscription_item: str | None) -> Record:
    """The parent of a line that a subscription made."""
    details = {
        "invoice_item": None,
        "proration": False,
        "proration_details": {"credited_items": None},
        "subscription": subscription,
        "subscription_item": subscription_item,
    }
    return {
        "type": "subscription_item_details",
        "invoice_item_details": None,
        "subscription_item_details": details,
    }


def invoice_item_of(record: Mapping[str, Any]) -> str | None:
    """The invoice item behind a line; None for a subscription line."""
    details = record["parent"]["invoice_item_details"]
    return details["invoice_item"] if details else None


def invoice(customer: Record, currency: str, now: int) -> Record:
    """A new, empty draft."""
    return {
        "id": None,
        "object": "invoice",
        **dict.fromkeys(_NOTHING),
        **dict.fromkeys(_ZERO, 0),
        **{name: [] for name in _EMPTY},
        **addressed(customer),
        **settings(),
        "billing_reason": "manual",
        "collection_method": "charge_automatically",
        "created": now,
        "currency": currency,
        "metadata": {},
        "period_end": now,
        "period_start": now,
        "status": "draft",
        "webhooks_delivered_at": now,
    }


def addressed(customer: Record) -> Record:
    """What an invoice copies of its customer."""
    return {
        "customer": customer["id"],
        "customer_address": customer["address"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_phone": customer["phone"],
        "customer_shipping": customer["shipping"],
        "customer_tax_exempt": customer["tax_exempt"],
    }


def settings() -> Record:
    """What a new draft has of the account's defaults."""
    return {
        "account_country": "US",
        "account_name": "Sandbox",
        "attempted": False,
        "auto_advance": False,
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": False,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "issuer": {"type": "self"},
        "livemode": False,
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "status_transitions": {
            "finalized_at": None,
            "marked_uncollectible_at": None,
            "paid_at": None,
            "voided_at": None,
        },
    }
