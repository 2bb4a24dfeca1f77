"""Parameters of Stripe's calls that no column of their own reaches, and why."""

from __future__ import annotations

# Parameters of the calls that no column reaches, and why. A test walks the vendor's own types and
# fails when one is in neither place.
LEFT_OUT: dict[str, str] = {
    "expand": "answers are read again page by page; nothing is expanded on a write",
    "lines.price_data.currency": "filled from the invoice: lines cannot differ from it",
    "lines.price_data.product_data.description": "belongs to the product catalogue, not to a line",
    "lines.price_data.product_data.images": "belongs to the product catalogue, not to a line",
    "lines.price_data.product_data.metadata": "belongs to the product catalogue, not to a line",
    "lines.price_data.product_data.tax_code": "set the tax code on the product itself",
    "lines.price_data.product_data.tax_details": "set tax details on the product itself",
    "lines.price_data.product_data.unit_label": "belongs to the product catalogue, not to a line",
    "lines.tax_amounts.tax_rate_data.country": "optional wording of a hand-made tax amount",
    "lines.tax_amounts.tax_rate_data.description": "optional wording of a hand-made tax amount",
    "lines.tax_amounts.tax_rate_data.jurisdiction": "optional wording of a hand-made tax amount",
    "lines.tax_amounts.tax_rate_data.jurisdiction_level": "optional wording of a tax amount",
    "lines.tax_amounts.tax_rate_data.state": "optional wording of a hand-made tax amount",
    "lines.tax_amounts.tax_rate_data.tax_type": "an open set that grows with every release",
    "lines.tax_amounts.taxability_reason": "Stripe works it out; an open set of reasons",
}
# Parameters filled by the program itself, from a column of another name or from the live line.
FILLED: dict[str, str] = {
    "lines.quantity_decimal": "`quantity` when it has places",
    "lines.discounts.coupon": "`discounts`: any other id",
    "lines.discounts.discount": "`discounts`: di_…",
    "lines.discounts.promotion_code": "`discounts`: promo_…",
    "lines.metadata": "`metadata.KEY`, and the tag `batcher` on added lines",
    "invoice_metadata": "the sheet invoice_metadata",
}
# Parameters of a new invoice that create_invoices does not set, and why.
LEFT_OUT_CREATE: dict[str, str] = {
    "account_tax_ids": "the account's own default is right for a correction",
    "application_fee_amount": "for platforms; no correction of lines",
    "automatic_tax": "the account's or the customer's own setting stands",
    "automatically_finalizes_at": "a new draft is never advanced by itself (auto_advance=false)",
    "custom_fields": "wording of the document, not of its lines",
    "customer_account": "the customer is named by `customer`",
    "default_payment_method": "the customer's own setting stands",
    "default_source": "the customer's own setting stands",
    "default_tax_rates": "tax is corrected per line by `tax_rates`",
    "discounts": "discounts are corrected per line by `discounts`",
    "effective_at": "belongs to finalizing, which is never done here",
    "expand": "answers are read again page by page; nothing is expanded on a write",
    "footer": "wording of the document, not of its lines",
    "from_invoice": "revises a finalized invoice; only drafts are corrected here",
    "issuer": "for platforms; the account itself issues the invoice",
    "number": "Stripe numbers invoices when they are finalized",
    "on_behalf_of": "for platforms; no correction of lines",
    "payment_settings": "the customer's own setting stands",
    "rendering": "looks of the document, not its lines",
    "shipping_cost": "shipping is no line of an invoice",
    "shipping_details": "shipping is no line of an invoice",
    "statement_descriptor": "the account's own default is right for a correction",
    "subscription": "invoices of subscriptions are made by the subscription",
    "transfer_data": "for platforms; no correction of lines",
}
