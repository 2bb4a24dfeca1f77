"""Reads everything the rows of a workbook name, as it is now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from sys import intern
from urllib.parse import quote

from batcher.core.checking import UNITS, Row
from batcher.core.columns import TAG
from batcher.core.live import Invoice, Json, Live, Missing, Needs
from batcher.core.model import Kind
from batcher.run.listing import drafts
from batcher.run.reading import Reader

# What a plan asks of a price, and which of it are words that many prices share.
PRICE = (
    "type", "recurring", "active", "currency", "currency_options", "unit_amount",
    "unit_amount_decimal", "tax_behavior",
)  # fmt: skip
_WORDS = frozenset({"type", "currency", "tax_behavior"})


def needs(rows: Iterable[Row]) -> Needs:
    """What these rows name."""
    found: dict[str, list[str]] = {name: [] for name in Needs.__dataclass_fields__}
    for row in rows:
        invoice = row.text("invoice")
        if invoice and not invoice.startswith("@"):
            found["invoices"].append(invoice)
        item = row.text("invoice_item")
        if item.startswith("ii_"):
            found["invoice_items"].append(item)
        if "price" in row.values:
            found["prices"].append(row.text("price"))
        if row.kind is Kind.CREATE:
            found["customers"].append(row.text("customer"))
            found["drafts_of"].append(row.text("customer"))
        for name, ids in (("tax_rates", "tax_rates"), ("discounts", "")):
            listed = row.values.get(name)
            for one in listed if isinstance(listed, tuple) else ():
                kind = ids or ("promotion_codes" if one.startswith("promo_") else "coupons")
                if not one.startswith("di_"):
                    found[kind].append(one)
    return Needs(**{name: tuple(dict.fromkeys(ids)) for name, ids in found.items()})


def live(reader: Reader, rows: Sequence[Row]) -> Live:
    """Everything the rows name, and what their live lines make necessary in turn."""
    wanted = needs(rows)

    def read(kind: str) -> Callable[[str], Json | Missing]:
        return lambda one: reader.get(f"/v1/{kind}/{quote(one)}")

    created = dict(_created(reader, wanted.drafts_of))
    first = Live(
        drafts(reader, wanted.invoices, reader.invoice),
        prices(reader, wanted.prices),
        invoice_items(reader, wanted.invoice_items),
        reader.each(wanted.tax_rates, read("tax_rates")),
        reader.each(wanted.coupons, read("coupons")),
        reader.each(wanted.promotion_codes, read("promotion_codes")),
        reader.each(wanted.customers, read("customers")),
        created,
    )
    more = _of_lines(rows, first)
    priced = {**first.prices, **prices(reader, more.prices)}
    items = {**first.invoice_items, **invoice_items(reader, more.invoice_items)}
    return replace(first, prices=priced, invoice_items=items)


def prices(reader: Reader, ids: Iterable[str]) -> dict[str, Json | Missing]:
    """These prices as they are now: of each what a plan asks of it, for every line may have one of
    its own."""

    def read(one: str) -> Json | Missing:
        found = reader.get(f"/v1/prices/{quote(one)}")
        return found if isinstance(found, Missing) else dict(_told(found))

    return reader.each(ids, read)


def _told(price: Json) -> Iterator[tuple[str, object]]:
    for name in PRICE:
        value = price.get(name)
        if value is not None:
            yield name, intern(value) if name in _WORDS and type(value) is str else value


def invoice_items(reader: Reader, ids: Iterable[str]) -> dict[str, Json | Missing]:
    """These invoice items as they are now."""
    return reader.each(ids, lambda one: reader.get(f"/v1/invoiceitems/{quote(one)}"))


def _created(reader: Reader, customers: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Invoices of these customers that carry a tag, final ones too: operation id, invoice id."""
    for customer in customers:
        for raw in reader.pages("/v1/invoices", [("customer", customer)]):
            metadata = raw.get("metadata") or {}
            if metadata.get(TAG):
                yield str(metadata[TAG]), str(raw["id"])


def _of_lines(rows: Sequence[Row], found: Live) -> Needs:
    """Prices behind live lines (product and tax behavior of a new unit amount; whether `amount`
    replaces a catalogue price), and items that this workbook unassigns to put elsewhere."""
    prices: list[str] = []
    items: list[str] = []
    moving = {row.text("invoice_item") for row in rows if row.kind is Kind.ADD}
    for row in rows:
        invoice = found.invoices.get(row.text("invoice"))
        line = invoice.line(row.text("line")) if isinstance(invoice, Invoice) else None
        if line is None:
            continue
        priced = row.filled((*UNITS, "amount", "amount_minor"))
        if row.kind is Kind.UPDATE and priced and line.price and line.price_object is None:
            prices.append(line.price)
        if row.kind is Kind.REMOVE and moving & {line.id, line.invoice_item} and line.invoice_item:
            items.append(line.invoice_item)
    known = {*found.prices, *found.invoice_items}
    return Needs(
        prices=tuple(p for p in dict.fromkeys(prices) if p not in known),
        invoice_items=tuple(i for i in dict.fromkeys(items) if i not in known),
    )
