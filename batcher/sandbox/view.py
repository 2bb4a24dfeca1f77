"""Records as they go on the wire: without what is ours, with what is nested, expanded, in pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from batcher.sandbox.refusal import Refusal
from batcher.sandbox.state import Record, Work

EMBEDDED_LINES = 10
PAGE_DEFAULT = 10
PAGE_MAX = 100

# The member an id stands in tells what it is an id of.
EXPANDABLE = {
    "coupon": "coupon",
    "customer": "customer",
    "discount": "discount",
    "discounts": "discount",
    "invoice": "invoice",
    "invoice_item": "invoiceitem",
    "price": "price",
    "product": "product",
    "promotion_code": "promotion_code",
    "tax_rate": "tax_rate",
}


def public(work: Work, record: Record) -> Record:
    """One record without our own members; an invoice with its first ten lines."""
    shown = {name: value for name, value in record.items() if not name.startswith("_")}
    if record["object"] == "invoice":
        shown["default_tax_rates"] = rates(work, record["_default_tax_rates"])
        shown["lines"] = embedded_lines(work, record)
    if record["object"] == "invoiceitem":
        shown["tax_rates"] = rates(work, record["_tax_rates"] or [])
    return shown


def rates(work: Work, rate_ids: Sequence[str]) -> list[Record]:
    """Tax rates in full, as these two objects carry them."""
    return [public(work, work.named("tax_rate", rate_id, "tax_rates")) for rate_id in rate_ids]


def lines_of(work: Work, invoice: Record) -> list[Record]:
    """All lines in the order the account shows them."""
    return [work.named("line_item", line_id, "lines") for line_id in invoice["_lines"]]


def embedded_lines(work: Work, invoice: Record) -> Record:
    """The first page of lines, which no parameter widens (contract 3.6)."""
    first = invoice["_lines"][:EMBEDDED_LINES]
    return {
        "object": "list",
        "data": [public(work, work.named("line_item", line_id, "lines")) for line_id in first],
        "has_more": len(invoice["_lines"]) > EMBEDDED_LINES,
        "url": f"/v1/invoices/{invoice['id']}/lines",
    }


def page(work: Work, records: Sequence[Record], parameters: dict[str, Any], url: str) -> Record:
    """One page of `records`: `limit` is clamped to 1-100, a cursor must be among them."""
    limit = min(max(parameters.get("limit", PAGE_DEFAULT), 1), PAGE_MAX)
    positions = {record["id"]: number for number, record in enumerate(records)}
    if "ending_before" in parameters:
        end = position(positions, parameters, "ending_before")
        start = max(end - limit, 0)
        has_more = start > 0
    else:
        start = position(positions, parameters, "starting_after") + 1
        end = start + limit
        has_more = end < len(records)
    shown = [public(work, record) for record in records[start:end]]
    return {"object": "list", "data": shown, "has_more": has_more, "url": url}


def position(positions: dict[str, int], parameters: dict[str, Any], name: str) -> int:
    """Where the cursor stands; -1 without one."""
    cursor = parameters.get(name)
    if cursor is None:
        return -1
    if cursor not in positions:
        raise Refusal(f"No such object: '{cursor}'", code="resource_missing", param=name)
    return positions[cursor]


def filtered(
    records: Sequence[Record], parameters: dict[str, Any], names: Sequence[str]
) -> list[Record]:
    """Those whose members equal the filters sent; times also by `gt`, `gte`, `lt`, `lte`."""
    kept = list(records)
    for name in names:
        if name in parameters:
            kept = [one for one in kept if matches(one.get(name), parameters[name])]
    return kept


def matches(found: Any, wanted: Any) -> bool:
    """One member against one filter."""
    if not isinstance(wanted, dict):
        return bool(found == wanted)
    return found is not None and all(_COMPARE[how](found, bound) for how, bound in wanted.items())


_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "gt": lambda found, bound: found > bound,
    "gte": lambda found, bound: found >= bound,
    "lt": lambda found, bound: found < bound,
    "lte": lambda found, bound: found <= bound,
}


def expand(work: Work, shown: Any, paths: Sequence[str]) -> None:
    """Put objects where their ids are, for each `expand[]` path; `shown` is changed in place."""
    for number, path in enumerate(paths):
        steps = path.split(".")
        if steps[-1] == "total_count":
            message = "This property cannot be expanded (total_count)."
            raise Refusal(message, code="property_forbidden", param=f"expand[{number}]")
        if not expand_one(work, shown, steps):
            message = f"This property cannot be expanded ({path})."
            raise Refusal(message, param=f"expand[{number}]")


def expand_one(work: Work, shown: Any, steps: list[str]) -> bool:
    """False where the path leads nowhere; a null on the way, or no element at all, is fine."""
    if shown is None:
        return True
    if isinstance(shown, list):
        return all(expand_one(work, element, steps) for element in shown)
    if not isinstance(shown, dict) or steps[0] not in shown:
        return False
    if len(steps) > 1:
        return expand_one(work, shown[steps[0]], steps[1:])
    kind = EXPANDABLE.get(steps[0])
    if kind is None:
        return False
    shown[steps[0]] = opened(work, kind, shown[steps[0]])
    return True


def opened(work: Work, kind: str, value: Any) -> Any:
    """An id, or a list of ids, as objects; what is one already stays."""
    if isinstance(value, list):
        return [opened(work, kind, element) for element in value]
    record = work.find(kind, value) if isinstance(value, str) else None
    return value if record is None else public(work, record)
