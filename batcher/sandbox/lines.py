"""Lines of a draft: added, changed, removed, one by one; the calls around them are in `bulk`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from batcher.sandbox import billing_shapes, shapes
from batcher.sandbox.billing_shapes import TERMS
from batcher.sandbox.line_rules import inside
from batcher.sandbox.parameters import check_metadata_keys
from batcher.sandbox.pricing import check_currency, priced, product_name
from batcher.sandbox.refusal import Refusal, missing, ours
from batcher.sandbox.state import Record, Work

SUBSCRIPTION_FIELDS = frozenset({"id", "tax_rates", "discounts", "metadata", "expand"})

Fields = Mapping[str, Any]


def new_invoice_item(work: Work, customer: str, currency: str, fields: Fields, path: str) -> Record:
    """A pending invoice item made from the parameters of a line."""
    invoice_item = billing_shapes.invoice_item(
        billing_shapes.terms(currency, work.now), customer, work.now
    )
    invoice_item |= priced(work, currency, fields, path, invoice_item)
    invoice_item["net_amount"] = invoice_item["amount"]
    invoice_item["discountable"] = invoice_item["amount"] >= 0
    write(work, invoice_item, fields, path)
    if invoice_item["description"] is None and "amount" not in fields:
        invoice_item["description"] = product_name(work, invoice_item)
    return work.insert("invoiceitem", invoice_item)


def pending_invoice_item(work: Work, invoice: Record, fields: Fields, path: str) -> Record:
    """The pending invoice item named by a line, with what the line says besides written on it."""
    param = inside(path, "invoice_item")
    found = work.find("invoiceitem", fields["invoice_item"])
    if found is None:
        raise missing("invoiceitem", fields["invoice_item"], param)
    if found["_deleted"]:
        raise Refusal("This invoice item has been deleted.", param=param)
    if found["invoice"] is not None:
        raise ours(f"The invoice item is already on the invoice {found['invoice']}", param)
    if found["customer"] != invoice["customer"]:
        raise ours("The invoice item belongs to another customer", param)
    check_currency(found["currency"], invoice["currency"], param)
    invoice_item = work.change("invoiceitem", found["id"])
    write(work, invoice_item, fields, path)
    return invoice_item


def attach(work: Work, invoice: Record, invoice_item: Record, fields: Fields, path: str) -> Record:
    """The line that puts an item on an invoice; it gets an id of its own each time."""
    invoice_item["invoice"] = invoice["id"]
    parent = billing_shapes.invoice_item_parent(invoice_item["id"])
    common = {name: invoice_item[name] for name in TERMS}
    line = billing_shapes.line(common, invoice["id"], parent, None)
    line["metadata"] = dict(invoice_item["metadata"])
    write_tax_amounts(work, line, fields, path)
    return work.insert("line_item", line)


def change_line(work: Work, invoice: Record, line_id: str, fields: Fields, path: str) -> Record:
    """One line as the parameters say, and the invoice item behind it with it (contract 3.10)."""
    line = work.change("line_item", line_id)
    invoice_item_id = billing_shapes.invoice_item_of(line)
    if invoice_item_id is None:
        check_subscription_fields(fields, path)
    line |= priced(work, invoice["currency"], fields, path, line)
    write(work, line, fields, path, merge=invoice_item_id is not None)
    write_tax_amounts(work, line, fields, path)
    if invoice_item_id is not None:
        invoice_item = work.change("invoiceitem", invoice_item_id)
        invoice_item |= {name: line[name] for name in TERMS}
        invoice_item["metadata"] = dict(line["metadata"])
        invoice_item["net_amount"] = invoice_item["amount"]
    return line


def check_subscription_fields(fields: Fields, path: str) -> None:
    """What a line of a subscription takes (contract 3.2); the wording is not known."""
    for name in fields:
        if name not in SUBSCRIPTION_FIELDS:
            message = "This field cannot be changed on a subscription line item."
            raise ours(message, inside(path, name))


def remove_line(work: Work, invoice: Record, line_id: str, behavior: str, path: str) -> None:
    """Take a line off: `delete` ends its item, `unassign` makes it pending again."""
    line = work.named("line_item", line_id, inside(path, "id"))
    invoice_item_id = billing_shapes.invoice_item_of(line)
    if invoice_item_id is None:
        raise ours("A subscription line item cannot be removed.", inside(path, "id"))
    invoice_item = work.change("invoiceitem", invoice_item_id)
    invoice_item["invoice"] = None
    invoice_item["_deleted"] = behavior == "delete"
    invoice["_lines"].remove(line_id)
    work.delete("line_item", line_id)


def write(work: Work, record: Record, fields: Fields, path: str, *, merge: bool = True) -> None:
    """What a line and an invoice item both take besides their price.

    Metadata is merged on what an invoice item made and replaced on what a subscription made
    (contract 3.4).
    """
    for name in ("description", "discountable"):
        if name in fields:
            record[name] = fields[name]
    if "period" in fields:
        record["period"] = dict(fields["period"])
    if "metadata" in fields:
        before = record["metadata"] if merge else {}
        param = inside(path, "metadata")
        record["metadata"] = merged_metadata(before, fields["metadata"], param)
    if "tax_rates" in fields:
        record["_tax_rates"] = named_rates(work, fields["tax_rates"], inside(path, "tax_rates"))
    if "discounts" in fields:
        param = inside(path, "discounts")
        record["discounts"] = new_discounts(work, fields["discounts"], record["currency"], param)


def merged_metadata(
    before: Mapping[str, str], given: Mapping[str, str] | str, param: str
) -> Record:
    """`key=""` unsets one key, an empty map given as `""` all of them."""
    if isinstance(given, str):
        return {}
    merged = {**before, **given}
    kept = {key: value for key, value in merged.items() if value != ""}
    check_metadata_keys(len(kept), param)
    return kept


def named_rates(work: Work, given: list[str] | str, param: str) -> list[str] | None:
    """Tax rate ids that exist; None where the list is cleared."""
    if isinstance(given, str):
        return None
    return [
        work.named("tax_rate", rate, f"{param}[{number}]")["id"]
        for number, rate in enumerate(given)
    ]


def new_discounts(work: Work, given: list[Fields] | str, currency: str, param: str) -> list[str]:
    """Discount ids for a list of sources; the list replaces the earlier one."""
    if isinstance(given, str):
        return []
    return [
        new_discount(work, source, currency, f"{param}[{number}]")
        for number, source in enumerate(given)
    ]


def new_discount(work: Work, source: Fields, currency: str, param: str) -> str:
    """A discount of a coupon or promotion code, or an existing one used again."""
    if "discount" in source:
        return str(work.named("discount", source["discount"], f"{param}[discount]")["id"])
    promotion = source.get("promotion_code")
    coupon_id = source.get("coupon")
    if promotion is not None:
        code = work.named("promotion_code", promotion, f"{param}[promotion_code]")
        coupon_id = code["promotion"]["coupon"]
    coupon = work.named("coupon", str(coupon_id), f"{param}[coupon]")
    if coupon["amount_off"] is not None:
        check_currency(coupon["currency"], currency, param)
    made = work.insert("discount", shapes.discount(coupon["id"], promotion, work.now))
    return str(made["id"])


def write_tax_amounts(work: Work, line: Record, fields: Fields, path: str) -> None:
    """Tax amounts live on the line alone; each names a tax rate made for it."""
    if "tax_amounts" not in fields:
        return
    given = fields["tax_amounts"]
    line["_tax_amounts"] = None if given == "" else [told(work, part) for part in given]
    check_one_way_of_tax(line, path)


def told(work: Work, part: Fields) -> Record:
    """One tax amount as kept on the line."""
    rate = work.insert("tax_rate", shapes.tax_rate(part["tax_rate_data"], work.now))
    return {
        "amount": part["amount"],
        "taxable_amount": part["taxable_amount"],
        "tax_rate": rate["id"],
        "taxability_reason": part.get("taxability_reason", "standard_rated"),
    }


def check_one_way_of_tax(line: Record, path: str) -> None:
    """Tax amounts and tax rates do not go together on a line."""
    if line["_tax_amounts"] is not None and line["_tax_rates"]:
        message = "tax_amounts cannot be set on a line that has tax_rates"
        raise ours(message, inside(path, "tax_amounts"))
