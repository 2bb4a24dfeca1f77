"""The rules of add_lines, update_lines, remove_lines and the single update, each all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.double.entries import Entry, extended, fresh, merged
from tests.double.forms import Refusal, missing
from tests.double.state import State

Fields = dict[str, Any]
_ON_SUBSCRIPTION = frozenset({"id", "tax_rates", "discounts", "metadata"})


def change(state: State, invoice: str, operation: str, sent: Fields) -> None:
    """Apply one bulk call to a draft, or raise a Refusal and leave the account as it was."""
    kept = draft(state, invoice)
    before = (state.entries, state.pending, state.deleted)
    state.entries, state.pending = dict(state.entries), dict(state.pending)
    try:
        for number, line in enumerate(sent["lines"]):
            _OPERATIONS[operation](state, invoice, line, f"lines[{number}]")
        _check_room(state, invoice)
        if "invoice_metadata" in sent:
            kept["metadata"] = limited(merged(kept["metadata"], sent["invoice_metadata"]))
    except Refusal:
        state.entries, state.pending, state.deleted = before
        raise


def draft(state: State, invoice: str) -> Fields:
    """The invoice when its lines may change."""
    kept = state.known_invoice(invoice)
    if kept["status"] != "draft":
        raise Refusal(
            "Invalid invoice: This invoice is no longer editable",
            code="invoice_not_editable",
            saved=True,
        )
    return kept


def limited(metadata: dict[str, str]) -> dict[str, str]:
    """Metadata when it has at most 50 keys."""
    if len(metadata) > 50:
        raise Refusal("You can specify up to 50 metadata keys.", param="metadata", saved=True)
    return metadata


def _check_room(state: State, invoice: str) -> None:
    if len(state.lines_of(invoice)) > state.invoice_lines_max:
        raise Refusal(
            f"An invoice can have up to {state.invoice_lines_max} lines.",
            param="lines",
            saved=True,
        )


def _add(state: State, invoice: str, sent: Fields, param: str) -> None:
    kept = state.invoices[invoice]
    if "invoice_item" in sent:
        entry = _taken(state, kept, sent["invoice_item"], f"{param}[invoice_item]")
    else:
        start = kept["created"]
        entry = Entry(
            line="",
            customer=kept["customer"],
            currency=kept["currency"],
            amount=0,
            invoice_item=fresh("ii_"),
            period=(start, start),
        )
    entry = replace(entry, line=fresh("il_"), invoice=invoice, serial=state.next_serial())
    entry = _changed(state, entry, sent, param)
    if "invoice_item" not in sent and "discountable" not in sent:
        entry = replace(entry, discountable=entry.amount >= 0)
    state.entries[entry.line] = entry


def _taken(state: State, kept: Fields, identity: str, param: str) -> Entry:
    if identity in state.deleted:
        raise Refusal("This invoice item has been deleted.", param=param, saved=True)
    entry = state.pending.pop(identity, None)
    if entry is None:
        raise missing("invoiceitem", identity, param)
    if entry.currency != kept["currency"] or entry.customer != kept["customer"]:
        raise Refusal(
            "The invoice item must have the customer and currency of the invoice.",
            param=param,
            saved=True,
        )
    return entry


def _update(state: State, invoice: str, sent: Fields, param: str) -> None:
    entry = _present(state, invoice, sent["id"], param)
    if entry.subscription:
        forbidden = [name for name in sent if name not in _ON_SUBSCRIPTION]
        if forbidden:
            raise Refusal(
                f"{forbidden[0]} cannot be changed on a line of a subscription.",
                param=f"{param}[{forbidden[0]}]",
                saved=True,
            )
    state.entries[entry.line] = _changed(state, entry, sent, param)


def _present(state: State, invoice: str, line: str, param: str) -> Entry:
    entry = state.entries.get(line)
    if entry is None or entry.invoice != invoice:
        raise missing("line item", line, f"{param}[id]")
    return entry


def _remove(state: State, invoice: str, sent: Fields, param: str) -> None:
    entry = _present(state, invoice, sent["id"], param)
    if entry.invoice_item is None:
        raise Refusal(
            "Only lines of invoice items can be removed.", param=f"{param}[id]", saved=True
        )
    del state.entries[entry.line]
    if sent["behavior"] == "delete":
        state.deleted |= {entry.invoice_item}
    else:
        state.pending[entry.invoice_item] = replace(entry, line="", invoice=None)


_OPERATIONS: dict[str, Callable[[State, str, Fields, str], None]] = {
    "add_lines": _add,
    "update_lines": _update,
    "remove_lines": _remove,
}


def _changed(state: State, entry: Entry, sent: Fields, param: str) -> Entry:
    entry = _priced(state, entry, sent, param)
    if "metadata" in sent:
        # Subscription lines: replaced, not merged (contract 3.4).
        old = {} if entry.subscription else entry.metadata
        entry = replace(entry, metadata=limited(merged(old, sent["metadata"])))
    if "period" in sent:
        entry = replace(entry, period=(sent["period"]["start"], sent["period"]["end"]))
    if "tax_rates" in sent:
        rates = tuple(sent["tax_rates"])
        for number, rate in enumerate(rates):
            if rate not in state.tax_rates:
                raise missing("tax rate", rate, f"{param}[tax_rates][{number}]")
        entry = replace(entry, tax_rates=rates, tax_amounts=())
    if "tax_amounts" in sent:
        entry = replace(entry, tax_amounts=tuple(sent["tax_amounts"]), tax_rates=())
    if "discounts" in sent:
        entry = replace(entry, discounts=_discounts(state, sent["discounts"], param))
    plain = {name: sent[name] for name in ("description", "discountable") if name in sent}
    return replace(entry, **plain)


def _discounts(state: State, sent: list[Fields], param: str) -> tuple[str, ...]:
    found = []
    for number, one in enumerate(sent):
        where = f"{param}[discounts][{number}]"
        if "discount" in one:
            if one["discount"] not in state.discounts:
                raise missing("discount", one["discount"], f"{where}[discount]")
            found.append(one["discount"])
            continue
        code = one.get("promotion_code")
        if code is not None and code not in state.promotion_codes:
            raise missing("promotion code", code, f"{where}[promotion_code]")
        coupon = state.promotion_codes[code]["coupon"] if code else one.get("coupon", "")
        if coupon not in state.coupons:
            raise missing("coupon", coupon, f"{where}[coupon]")
        found.append(state.discount(coupon, code))
    return tuple(found)


def _priced(state: State, entry: Entry, sent: Fields, param: str) -> Entry:
    quantity = sent.get("quantity_decimal", sent.get("quantity"))
    if "amount" in sent:
        amount = sent["amount"]
        price = state.price(entry.currency, str(amount))
        return _with_price(state, entry, price, "1")
    if "pricing" in sent:
        price = sent["pricing"].get("price", "")
        _check_price(state, entry, price, f"{param}[pricing][price]")
        # A request that names a price without a quantity gets one unit, whatever stood there.
        return _with_price(state, entry, price, str(1 if quantity is None else quantity))
    if "price_data" in sent:
        price = _inline_price(state, entry, sent["price_data"], f"{param}[price_data]")
        return _with_price(state, entry, price, str(1 if quantity is None else quantity))
    if quantity is not None:
        return _with_price(state, entry, entry.price, str(quantity))
    return entry


def _check_price(state: State, entry: Entry, price: str, param: str) -> None:
    if price not in state.prices:
        raise missing("price", price, param)
    kept = state.prices[price]
    if kept["type"] == "recurring":
        raise Refusal(
            "The price specified is set to `type=recurring` but this field only accepts prices"
            " with `type=one_time`.",
            param=param,
            saved=True,
        )
    if kept["currency"] != entry.currency:
        raise Refusal("The price must be in the invoice's currency.", param=param, saved=True)
    if not kept["active"]:
        raise Refusal(f"The price specified is inactive: {price}.", param=param, saved=True)


def _inline_price(state: State, entry: Entry, sent: Fields, param: str) -> str:
    if sent["currency"] != entry.currency:
        raise Refusal("The currency must be the invoice's.", param=f"{param}[currency]", saved=True)
    product = sent.get("product", "")
    if product and product not in state.products:
        raise missing("product", product, f"{param}[product]")
    if not product:
        product = state.product(sent["product_data"]["name"])
    unit = str(sent.get("unit_amount", sent.get("unit_amount_decimal")))
    behavior = sent.get("tax_behavior", "unspecified")
    return state.price(entry.currency, unit, product=product, tax_behavior=behavior)


def _with_price(state: State, entry: Entry, price: str, quantity: str) -> Entry:
    kept = state.prices[price]
    unit = kept["unit_amount_decimal"]
    return replace(
        entry,
        amount=extended(unit, quantity),
        unit=unit,
        quantity=quantity,
        price=price,
        product=kept["product"],
        tax_behavior=kept["tax_behavior"],
    )


def change_one(state: State, invoice: str, line: str, sent: Fields) -> Entry:
    """Apply the single update of one line."""
    draft(state, invoice)
    bare = {name: value for name, value in sent.items() if name != "expand"}
    _update(state, invoice, {"id": line, **bare}, "")
    return state.entries[line]
