"""What invoices refer to: customers, products, prices, tax rates, coupons, codes, invoice items."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from batcher.sandbox import bulk, lines, shapes, view
from batcher.sandbox.call import Call
from batcher.sandbox.line_rules import check_fields, check_price_fields, check_priced
from batcher.sandbox.refusal import exclusive, missing, ours
from batcher.sandbox.state import Record
from batcher.sandbox.totals import settle

# Parameters that would change what is computed; refusing them beats computing wrongly.
NOT_SIMULATED = {
    "price": (
        "tiers",
        "tiers_mode",
        "transform_quantity",
        "custom_unit_amount",
        "currency_options",
    ),
    "coupon": ("applies_to", "currency_options"),
    "promotion_code": ("restrictions",),
    "invoiceitem": ("tax_behavior", "tax_code", "subscription"),
}
FILTERS = {
    "customer": ("email", "created"),
    "product": ("active", "created"),
    "price": ("active", "created", "currency", "product", "type"),
    "tax_rate": ("active", "inclusive", "created"),
    "coupon": ("created",),
    "promotion_code": ("active", "code", "created", "customer"),
}
SHAPES: dict[str, Callable[[Any, int], Record]] = {
    "customer": shapes.customer,
    "product": shapes.product,
    "price": shapes.price,
    "tax_rate": shapes.tax_rate,
    "coupon": shapes.coupon,
    "promotion_code": shapes.promotion_code,
}


def create(kind: str, call: Call) -> Record:
    """POST of a collection other than invoices and invoice items."""
    refuse_unsimulated(kind, call.parameters)
    if kind == "price":
        resolve_product(call)
    if kind == "promotion_code":
        param = "promotion[coupon]"
        promotion = call.parameters["promotion"]
        call.work.named("coupon", promotion.get("coupon", ""), param)
    if kind == "coupon" and call.work.find("coupon", call.parameters.get("id", "")):
        raise ours("A coupon with this id exists already", "id", "resource_already_exists")
    made = SHAPES[kind](call.parameters, call.work.now)
    return view.public(call.work, call.work.insert(kind, made))


def resolve_product(call: Call) -> None:
    """A price belongs to a product that exists or is made with it."""
    check_price_fields(call.parameters, "price")
    if "product" in call.parameters:
        call.work.named("product", call.parameters["product"], "product")
        return
    made = shapes.product(call.parameters["product_data"], call.work.now)
    call.parameters["product"] = call.work.insert("product", made)["id"]


def check_coupon(parameters: Record) -> None:
    """A coupon takes off a share, or an amount in a currency."""
    if "percent_off" in parameters and "amount_off" in parameters:
        raise exclusive("percent_off", "amount_off", "percent_off")
    if "percent_off" not in parameters and "amount_off" not in parameters:
        raise ours("One of percent_off or amount_off is required", None, "parameter_missing")
    if "amount_off" in parameters and "currency" not in parameters:
        raise ours("Missing required param: currency.", "currency", "parameter_missing")


def refuse_unsimulated(kind: str, parameters: Record) -> None:
    """Say so rather than leave something out silently."""
    for name in NOT_SIMULATED.get(kind, ()):
        if name in parameters:
            raise ours(f"The sandbox does not simulate the parameter {name}", name)


def read(kind: str, call: Call) -> Record:
    """GET of one object."""
    param = "id" if kind in ("customer", "product") else kind
    return view.public(call.work, call.work.named(kind, call.ids[0], param, status=404))


def read_all(kind: str, url: str, call: Call) -> Record:
    """GET of a collection, newest first."""
    newest = list(call.work.every(kind))[::-1]
    kept = view.filtered(newest, call.parameters, FILTERS[kind])
    return view.page(call.work, kept, call.parameters, url)


def check_invoice_item(parameters: Record) -> None:
    """An invoice item alone is priced by the rules of a line."""
    if "customer" not in parameters:
        raise ours("Missing required param: customer.", "customer", "parameter_missing")
    check_fields(parameters, "")
    check_priced(parameters, "")


def create_invoice_item(call: Call) -> Record:
    """POST /v1/invoiceitems: pending, or on the named draft at once."""
    refuse_unsimulated("invoiceitem", call.parameters)
    customer = call.work.named("customer", call.parameters["customer"], "customer")["id"]
    if "invoice" not in call.parameters:
        currency = str(call.parameters.get("currency", call.account["default_currency"]))
        made = lines.new_invoice_item(call.work, customer, currency.lower(), call.parameters, "")
        return view.public(call.work, made)
    call.work.named("invoice", call.parameters["invoice"], "invoice")
    on_invoice = Call(
        call.work, call.account, call.rules, call.parameters, (call.parameters["invoice"],)
    )
    invoice = bulk.draft(on_invoice)
    currency = invoice["currency"]
    made = lines.new_invoice_item(call.work, customer, currency, call.parameters, "")
    bulk.place(call, invoice, lines.attach(call.work, invoice, made, {}, ""))
    settle(call.work, invoice["id"])
    return view.public(call.work, made)


def read_invoice_item(call: Call) -> Record:
    """GET /v1/invoiceitems/{item}; a deleted one is gone."""
    found = call.work.named("invoiceitem", call.ids[0], "invoiceitem", status=404)
    if found["_deleted"]:
        raise missing("invoiceitem", found["id"], "invoiceitem", status=404)
    return view.public(call.work, found)


def read_invoice_items(call: Call) -> Record:
    """GET /v1/invoiceitems: newest first; `pending` is those on no invoice."""
    kept = [one for one in call.work.every("invoiceitem") if not one["_deleted"]][::-1]
    if "pending" in call.parameters:
        wanted = call.parameters["pending"]
        kept = [one for one in kept if (one["invoice"] is None) == wanted]
    kept = view.filtered(kept, call.parameters, ("customer", "invoice", "created"))
    return view.page(call.work, kept, call.parameters, "/v1/invoiceitems")


def calls(kind: str, url: str) -> tuple[Callable[[Call], Record], ...]:
    """Create, read and read all of one kind."""
    return partial(create, kind), partial(read, kind), partial(read_all, kind, url)
