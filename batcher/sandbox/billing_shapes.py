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


def item_parent(item: str) -> Record:
    """The parent of a line that an invoice item made."""
    details = {
        "invoice_item": item,
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


def item_of(record: Mapping[str, Any]) -> str | None:
    """The invoice item behind a line; None for a subscription line."""
    details = record["parent"]["invoice_item_details"]
    return details["invoice_item"] if details else None


def invoice(customer: Record, currency: str, now: int) -> Record:
    """A new, empty draft."""
    return {
        "id": None,
        "object": "invoice",
        "account_country": "US",
        "account_name": "Sandbox",
        "account_tax_ids": None,
        "amount_due": 0,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": 0,
        "amount_shipping": 0,
        "application": None,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": False,
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": False,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "automatically_finalizes_at": None,
        "billing_reason": "manual",
        "collection_method": "charge_automatically",
        "created": now,
        "currency": currency,
        "custom_fields": None,
        "customer": customer["id"],
        "customer_account": None,
        "customer_address": customer["address"],
        "customer_email": customer["email"],
        "customer_name": customer["name"],
        "customer_phone": customer["phone"],
        "customer_shipping": customer["shipping"],
        "customer_tax_exempt": customer["tax_exempt"],
        "customer_tax_ids": [],
        "default_payment_method": None,
        "default_source": None,
        "description": None,
        "discounts": [],
        "due_date": None,
        "effective_at": None,
        "ending_balance": None,
        "footer": None,
        "from_invoice": None,
        "hosted_invoice_url": None,
        "invoice_pdf": None,
        "issuer": {"type": "self"},
        "last_finalization_error": None,
        "latest_revision": None,
        "livemode": False,
        "metadata": {},
        "next_payment_attempt": None,
        "number": None,
        "on_behalf_of": None,
        "parent": None,
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "period_end": now,
        "period_start": now,
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "receipt_number": None,
        "rendering": None,
        "shipping_cost": None,
        "shipping_details": None,
        "starting_balance": 0,
        "statement_descriptor": None,
        "status": "draft",
        "status_transitions": {
            "finalized_at": None,
            "marked_uncollectible_at": None,
            "paid_at": None,
            "voided_at": None,
        },
        "subtotal": 0,
        "subtotal_excluding_tax": 0,
        "test_clock": None,
        "total": 0,
        "total_discount_amounts": [],
        "total_excluding_tax": 0,
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
        "webhooks_delivered_at": now,
        "_default_tax_rates": [],
        "_lines": [],
    }
