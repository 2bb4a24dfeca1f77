"""Which call does what: a method, a path and parameters in, an object out, on one account."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from tests.double import lines, parameters, shapes
from tests.double.entries import merged
from tests.double.forms import Kind, Refusal, decode, missing
from tests.double.state import State

Fields = dict[str, Any]
PAGE_DEFAULT, PAGE_MAX = 10, 100

_LINE_CALL = re.compile(r"/v1/invoices/([^/]+)/lines/([^/]+)")
_INVOICE_CALL = re.compile(r"/v1/invoices/([^/]+)/([a-z_]+)")
_ONE = re.compile(r"/v1/([a-z_]+)/([^/]+)")
_ALL = re.compile(r"/v1/([a-z_]+)")


def prepare(state: State, method: str, path: str, text: str) -> Callable[[], Fields]:
    """Check the parameters of a call; what is returned executes it.

    Raises Refusal for what Stripe refuses before execution begins, which no key remembers.
    """
    if method == "GET":
        return _reading(state, path, text)
    if method == "POST":
        return _writing(state, path, text)
    raise _unknown(method, path)


def _unknown(method: str, path: str) -> Refusal:
    return Refusal(f"Unrecognized request URL ({method}: {path}).", status=404)


def _writing(state: State, path: str, text: str) -> Callable[[], Fields]:
    if path == "/v1/invoices":
        created = _read(parameters.INVOICE_CREATE, text)
        return lambda: _create(state, created)
    if match := _LINE_CALL.fullmatch(path):
        sent = _read(parameters.SINGLE_LINE, text)
        parameters.check_line(sent, "", adding=False)
        return lambda: shapes.line(state, lines.change_one(state, match[1], match[2], sent))
    if (match := _INVOICE_CALL.fullmatch(path)) and match[2] in parameters.BULK:
        bulk = _read(parameters.BULK[match[2]], text)
        parameters.check_bulk(match[2], bulk["lines"], state.lines_max)
        return lambda: _bulk(state, match[1], match[2], bulk)
    if match and match[2] == "finalize":
        return lambda: _finalize(state, match[1])
    if (match := _ONE.fullmatch(path)) and match[1] == "invoices":
        changed = _read(parameters.INVOICE_UPDATE, text)
        return lambda: _update(state, match[2], changed)
    raise _unknown("POST", path)


def _read(kind: Kind, text: str) -> Any:
    return kind(decode(text), "")


def _bulk(state: State, invoice: str, operation: str, sent: Fields) -> Fields:
    lines.change(state, invoice, operation, sent)
    return shapes.invoice(state, invoice)


def _finalize(state: State, invoice: str) -> Fields:
    lines.draft(state, invoice)
    state.finalize(invoice)
    return shapes.invoice(state, invoice)


def _create(state: State, sent: Fields) -> Fields:
    if sent["customer"] not in state.customers:
        raise missing("customer", sent["customer"], "customer")
    due = [name for name in ("days_until_due", "due_date") if name in sent]
    by_mail = sent.get("collection_method") == "send_invoice"
    if by_mail and not due:
        raise Refusal(
            "If invoice collection method is 'send_invoice', you must specify 'due_date' or"
            " 'days_until_due'.",
            saved=True,
        )
    if len(due) == 2 or (due and not by_mail):
        raise Refusal("This due date is not allowed here.", param=due[0], saved=True)
    names = ("auto_advance", "collection_method", "customer", "due_date", "description")
    values = {name: sent[name] for name in names if name in sent}
    if "days_until_due" in sent:
        values["due_date"] = 1793577600 + 86400 * sent["days_until_due"]
    currency = sent.get("currency", "usd")
    metadata = lines.limited(merged({}, sent.get("metadata") or {}))
    return shapes.invoice(state, state.invoice(currency, **values, metadata=metadata))


def _update(state: State, invoice: str, sent: Fields) -> Fields:
    kept = state.known_invoice(invoice, "id")
    changed = {name: value for name, value in sent.items() if name not in ("metadata", "expand")}
    if kept["status"] != "draft" and changed:
        raise Refusal(
            "Finalized invoices can't be updated in this way", param=min(changed), saved=True
        )
    if "metadata" in sent:
        kept["metadata"] = lines.limited(merged(kept["metadata"], sent["metadata"]))
    kept.update(changed)
    return shapes.invoice(state, invoice)


def _reading(state: State, path: str, text: str) -> Callable[[], Fields]:
    if path == "/v1/account":
        account: Fields = {"id": state.account, "object": "account", "country": "US"}
        account |= {"settings": {"dashboard": {"timezone": "Etc/UTC", "display_name": "Double"}}}
        return lambda: account
    if match := _INVOICE_CALL.fullmatch(path):
        if match[2] != "lines":
            raise _unknown("GET", path)
        page = _read(parameters.LISTS["lines"], text)
        return lambda: _lines(state, match[1], page)
    if match := _ONE.fullmatch(path):
        asked = _read(parameters.ONE, text)
        return lambda: _one(state, match[1], match[2], asked.get("expand", ()))
    if (match := _ALL.fullmatch(path)) and match[1] in parameters.LISTS:
        page = _read(parameters.LISTS[match[1]], text)
        return lambda: _all(state, match[1], page)
    raise _unknown("GET", path)


def _lines(state: State, invoice: str, page: Fields) -> Fields:
    state.known_invoice(invoice)
    expand = [name.removeprefix("data.") for name in page.get("expand", ())]
    found = [shapes.line(state, entry, expand) for entry in state.lines_of(invoice)]
    return _paged(found, page, f"/v1/invoices/{invoice}/lines")


def _one(state: State, kind: str, identity: str, expand: Iterable[str]) -> Fields:
    if kind == "invoices":
        state.known_invoice(identity)
        return shapes.invoice(state, identity, expand)
    if kind == "invoiceitems":
        found = next((one for one in _items(state) if one["id"] == identity), None)
    else:
        found = getattr(state, kind).get(identity) if kind in parameters.LISTS else None
    if found is None:
        raise missing(kind.removesuffix("s").replace("_", " "), identity, "id", status=404)
    return found


def _items(state: State) -> list[Fields]:
    attached = [entry for entry in state.entries.values() if entry.invoice_item]
    return [shapes.invoice_item(state, one) for one in (*attached, *state.pending.values())]


def _all(state: State, kind: str, page: Fields) -> Fields:
    if kind == "invoices":
        found = [shapes.invoice(state, name) for name in reversed(list(state.invoices))]
    elif kind == "invoiceitems":
        found = _items(state)
        if "pending" in page:
            found = [one for one in found if (one["invoice"] is None) == page["pending"]]
    else:
        found = list(getattr(state, kind).values())
    for name in ("status", "customer", "invoice", "active", "currency", "product", "type"):
        if name in page:
            found = [one for one in found if one.get(name) == page[name]]
    if "created" in page:
        found = [one for one in found if _within(one["created"], page["created"])]
    return _paged(found, page, f"/v1/{kind}")


def _within(instant: int, bounds: dict[str, int]) -> bool:
    tests = {
        "gt": instant.__gt__,
        "gte": instant.__ge__,
        "lt": instant.__lt__,
        "lte": instant.__le__,
    }
    return all(tests[name](bound) for name, bound in bounds.items())


def _paged(found: list[Fields], page: Fields, url: str) -> Fields:
    limit = min(max(page.get("limit", PAGE_DEFAULT), 1), PAGE_MAX)
    names = [one["id"] for one in found]
    start, end = 0, len(found)
    for cursor in ("starting_after", "ending_before"):
        if cursor in page and page[cursor] not in names:
            raise missing("object", page[cursor], cursor)
    if "starting_after" in page:
        start = names.index(page["starting_after"]) + 1
    if "ending_before" in page:
        end = names.index(page["ending_before"])
        start = max(0, end - limit)
        return {"object": "list", "url": url, "data": found[start:end], "has_more": start > 0}
    taken = found[start : start + limit]
    return {"object": "list", "url": url, "data": taken, "has_more": start + limit < len(found)}
