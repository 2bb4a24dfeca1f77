"""Invoices: created, read, listed, changed, deleted, finalized, voided (contract 3 and 7)."""

from __future__ import annotations

from datetime import timedelta

from batcher.sandbox import billing_shapes, bulk, lines, view
from batcher.sandbox.call import Call
from batcher.sandbox.refusal import Refusal, ours
from batcher.sandbox.state import Record, Work
from batcher.sandbox.totals import settle

AUTO_ADVANCE_WAIT_S = 3600
DAY_S = int(timedelta(days=1).total_seconds())

# Parameters kept as they come; they change nothing in what the sandbox computes.
KEPT_AS_SENT = ("description", "footer", "statement_descriptor", "collection_method", "number")
UNDERSTOOD = frozenset(
    {
        *KEPT_AS_SENT,
        "auto_advance",
        "automatically_finalizes_at",
        "currency",
        "customer",
        "days_until_due",
        "default_tax_rates",
        "due_date",
        "expand",
        "metadata",
        "pending_invoice_items_behavior",
    }
)
FILTERS = ("status", "customer", "collection_method", "created", "due_date", "subscription")


def create(call: Call) -> Record:
    """POST /v1/invoices: a draft, empty unless pending items are included."""
    parameters = call.parameters
    if "customer" not in parameters:
        raise ours("Missing required param: customer.", "customer", "parameter_missing")
    customer = call.work.named("customer", parameters["customer"], "customer")
    currency = str(parameters.get("currency", call.account["default_currency"])).lower()
    invoice = billing_shapes.invoice(customer, currency, call.work.now)
    write(call.work, invoice, parameters)
    call.work.insert("invoice", invoice)
    if parameters.get("pending_invoice_items_behavior") == "include":
        sweep(call, invoice)
    return view.public(call.work, settle(call.work, invoice["id"]))


def sweep(call: Call, invoice: Record) -> None:
    """Put the customer's pending items of this currency on, newest first, as many as fit."""
    pending = [one for one in call.work.every("invoiceitem") if is_pending(one, invoice)]
    for found in pending[::-1][: call.rules.lines_per_invoice_max]:
        invoice_item = call.work.change("invoiceitem", found["id"])
        line = lines.attach(call.work, invoice, invoice_item, {}, "")
        invoice["_lines"].append(line["id"])


def is_pending(invoice_item: Record, invoice: Record) -> bool:
    """True for an item that waits for an invoice like this one."""
    return (
        invoice_item["invoice"] is None
        and not invoice_item["_deleted"]
        and invoice_item["customer"] == invoice["customer"]
        and invoice_item["currency"] == invoice["currency"]
    )


def write(work: Work, invoice: Record, parameters: Record) -> None:
    """What create and update both take; refuses what the sandbox does not simulate."""
    for name in parameters:
        if name not in UNDERSTOOD:
            raise ours(f"The sandbox does not simulate the parameter {name}", name)
    invoice |= {name: parameters[name] for name in KEPT_AS_SENT if name in parameters}
    if "metadata" in parameters:
        given = parameters["metadata"]
        invoice["metadata"] = lines.merged_metadata(invoice["metadata"], given, "metadata")
    if "default_tax_rates" in parameters:
        named = lines.named_rates(work, parameters["default_tax_rates"], "default_tax_rates")
        invoice["_default_tax_rates"] = named or []
    write_advance(invoice, parameters, work.now)
    write_due(invoice, parameters, work.now)


def write_advance(invoice: Record, parameters: Record, now: int) -> None:
    """Whether, and when, the draft finalizes by itself (contract 3.7)."""
    if "auto_advance" in parameters:
        invoice["auto_advance"] = parameters["auto_advance"]
        wait = now + AUTO_ADVANCE_WAIT_S
        invoice["automatically_finalizes_at"] = wait if parameters["auto_advance"] else None
    if "automatically_finalizes_at" in parameters:
        invoice["automatically_finalizes_at"] = parameters["automatically_finalizes_at"]


def write_due(invoice: Record, parameters: Record, now: int) -> None:
    """When it is due: a date or a number of days, and only where it is sent to be paid."""
    if "due_date" in parameters and "days_until_due" in parameters:
        message = "You may only specify one of these parameters: due_date, days_until_due."
        raise Refusal(message, param="due_date")
    if "due_date" in parameters:
        invoice["due_date"] = parameters["due_date"]
    if "days_until_due" in parameters:
        invoice["due_date"] = now + parameters["days_until_due"] * DAY_S
    is_sent = invoice["collection_method"] == "send_invoice"
    if is_sent and invoice["due_date"] is None:
        raise Refusal(
            "If invoice collection method is 'send_invoice', you must specify 'due_date' or "
            "'days_until_due'."
        )
    if not is_sent and ("due_date" in parameters or "days_until_due" in parameters):
        name = "due_date" if "due_date" in parameters else "days_until_due"
        raise ours(f"'{name}' needs the collection method 'send_invoice'", name)


def read(call: Call) -> Record:
    """GET /v1/invoices/{invoice}."""
    found = call.work.named("invoice", call.ids[0], "invoice", status=404)
    return view.public(call.work, found)


def read_all(call: Call) -> Record:
    """GET /v1/invoices: newest first."""
    newest = list(call.work.every("invoice"))[::-1]
    newest.sort(key=lambda invoice: -invoice["created"])
    kept = [one for one in newest if of_subscription(one, call.parameters.get("subscription"))]
    filters = [name for name in FILTERS if name != "subscription"]
    kept = view.filtered(kept, call.parameters, filters)
    return view.page(call.work, kept, call.parameters, "/v1/invoices")


def of_subscription(invoice: Record, wanted: str | None) -> bool:
    """True where no subscription is asked for or this invoice is one of it."""
    if wanted is None:
        return True
    parent = invoice["parent"]
    return bool(parent and parent["subscription_details"]["subscription"] == wanted)


def read_lines(call: Call) -> Record:
    """GET /v1/invoices/{invoice}/lines."""
    invoice = call.work.named("invoice", call.ids[0], "invoice", status=404)
    url = f"/v1/invoices/{invoice['id']}/lines"
    return view.page(call.work, view.lines_of(call.work, invoice), call.parameters, url)


def update(call: Call) -> Record:
    """POST /v1/invoices/{invoice}: a finalized one takes metadata only (contract 3.1)."""
    found = call.work.named("invoice", call.ids[0], "id", status=404)
    if found["status"] != "draft":
        for name in sorted(call.parameters.keys() - {"metadata", "expand"}):
            raise Refusal("Finalized invoices can't be updated in this way", param=name)
    invoice = call.work.change("invoice", found["id"])
    write(call.work, invoice, call.parameters)
    if invoice["status"] == "draft":
        bulk.check_taxes(call, invoice)
        settle(call.work, invoice["id"])
    return view.public(call.work, invoice)


def delete(call: Call) -> Record:
    """DELETE /v1/invoices/{invoice}: drafts only; what was swept in goes with it."""
    invoice = call.work.named("invoice", call.ids[0], "invoice", status=404)
    if invoice["status"] != "draft":
        raise Refusal("You can only delete draft invoices.")
    if invoice["parent"] is not None:
        raise ours("A draft of a subscription can't be deleted")
    for line in view.lines_of(call.work, invoice):
        invoice_item_id = billing_shapes.invoice_item_of(line)
        if invoice_item_id is not None:
            call.work.change("invoiceitem", invoice_item_id)["_deleted"] = True
        call.work.delete("line_item", line["id"])
    call.work.delete("invoice", invoice["id"])
    return {"id": invoice["id"], "object": "invoice", "deleted": True}


def finalize(call: Call) -> Record:
    """POST /v1/invoices/{invoice}/finalize: open, or paid where nothing is due."""
    found = call.work.named("invoice", call.ids[0], "id", status=404)
    if found["status"] != "draft":
        message = "This invoice is already finalized, you can't re-finalize a non-draft invoice."
        raise Refusal(message)
    invoice = call.work.change("invoice", found["id"])
    is_paid = invoice["amount_due"] == 0
    invoice |= {
        "status": "paid" if is_paid else "open",
        "number": f"SANDBOX-{len(list(call.work.every('invoice'))):04}-{invoice['id'][-4:]}",
        "automatically_finalizes_at": None,
        "effective_at": call.work.now,
    }
    transitions = invoice["status_transitions"]
    transitions["finalized_at"] = call.work.now
    transitions["paid_at"] = call.work.now if is_paid else None
    return view.public(call.work, invoice)


def void(call: Call) -> Record:
    """POST /v1/invoices/{invoice}/void: open ones only."""
    found = call.work.named("invoice", call.ids[0], "id", status=404)
    if found["status"] != "open":
        raise ours("You can only void open invoices.")
    invoice = call.work.change("invoice", found["id"])
    invoice["status"] = "void"
    invoice["status_transitions"]["voided_at"] = call.work.now
    return view.public(call.work, invoice)
