"""The three bulk calls and the single update: a whole call happens or nothing of it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from batcher.sandbox import lines, view
from batcher.sandbox.call import Call
from batcher.sandbox.refusal import missing, not_editable, ours
from batcher.sandbox.state import Record
from batcher.sandbox.totals import settle


def add_lines(call: Call) -> Record:
    """POST /v1/invoices/{invoice}/add_lines."""
    invoice = draft(call)
    for number, fields in enumerate(call.parameters["lines"]):
        add_line(call, invoice, fields, f"lines[{number}]")
    return finish(call, invoice)


def add_line(call: Call, invoice: Record, fields: Mapping[str, Any], path: str) -> None:
    """One line of a new or a pending invoice item, placed as the account orders lines."""
    if "invoice_item" in fields:
        invoice_item = lines.pending_invoice_item(call.work, invoice, fields, path)
    else:
        invoice_item = lines.new_invoice_item(
            call.work, invoice["customer"], invoice["currency"], fields, path
        )
    place(call, invoice, lines.attach(call.work, invoice, invoice_item, fields, path))


def place(call: Call, invoice: Record, line: Record) -> None:
    """Put a line on the invoice, within its limit (contract 2.2, 3.5)."""
    if call.rules.line_order == "newest_first":
        invoice["_lines"].insert(0, line["id"])
    else:
        invoice["_lines"].append(line["id"])
    limit = call.rules.lines_per_invoice_max
    if len(invoice["_lines"]) > limit:
        raise ours(f"An invoice can have at most {limit} line items.", "lines")


def update_lines(call: Call) -> Record:
    """POST /v1/invoices/{invoice}/update_lines."""
    invoice = draft(call)
    for number, fields in enumerate(call.parameters["lines"]):
        path = f"lines[{number}]"
        check_on_invoice(invoice, fields["id"], f"{path}[id]")
        lines.change_line(call.work, invoice, fields["id"], fields, path)
    return finish(call, invoice)


def remove_lines(call: Call) -> Record:
    """POST /v1/invoices/{invoice}/remove_lines."""
    invoice = draft(call)
    for number, fields in enumerate(call.parameters["lines"]):
        path = f"lines[{number}]"
        check_on_invoice(invoice, fields["id"], f"{path}[id]")
        lines.remove_line(call.work, invoice, fields["id"], fields["behavior"], path)
    return finish(call, invoice)


def update_line(call: Call) -> Record:
    """POST /v1/invoices/{invoice}/lines/{line}: answers the line, not the invoice."""
    invoice = draft(call)
    line_id = call.ids[1]
    check_on_invoice(invoice, line_id, "line", status=404)
    lines.change_line(call.work, invoice, line_id, call.parameters, "")
    finish(call, invoice)
    return view.public(call.work, call.work.named("line_item", line_id, "line"))


def draft(call: Call) -> Record:
    """The invoice in the path, to be changed; raises Refusal where it is none or no draft."""
    invoice = call.work.named("invoice", call.ids[0], "invoice", status=404)
    if invoice["status"] != "draft":
        raise not_editable()
    return call.work.change("invoice", invoice["id"])


def check_on_invoice(invoice: Record, line_id: str, param: str, status: int = 400) -> None:
    """A line can only be named on the invoice it stands on."""
    if line_id not in invoice["_lines"]:
        raise missing("invoice line item", line_id, param, status)


def finish(call: Call, invoice: Record) -> Record:
    """Invoice metadata, tax rules over all lines, totals; then the invoice as it is answered."""
    if "invoice_metadata" in call.parameters:
        given = call.parameters["invoice_metadata"]
        merged = lines.merged_metadata(invoice["metadata"], given, "invoice_metadata")
        invoice["metadata"] = merged
    check_taxes(call, invoice)
    return view.public(call.work, settle(call.work, invoice["id"]))


def check_taxes(call: Call, invoice: Record) -> None:
    """Tax amounts on one line and tax rates anywhere on the invoice exclude each other."""
    all_lines = view.lines_of(call.work, invoice)
    told = any(line["_tax_amounts"] is not None for line in all_lines)
    rated = invoice["_default_tax_rates"] or any(line["_tax_rates"] for line in all_lines)
    if told and rated:
        raise ours("tax_amounts cannot be used on an invoice that has tax rates", "lines")
