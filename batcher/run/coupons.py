"""What the discounts were made of on lines that are about to lose them: only then can an undo name
them again, since a discount ends with the line it was on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import quote

from batcher.core.checking import Row
from batcher.core.live import Invoice, Missing
from batcher.core.live import line as live_line
from batcher.core.model import Kind
from batcher.run.reading import GatewayUnusable, Reader

_IN_FULL = (("expand[]", "data.discounts"),)
Invoices = Mapping[str, Invoice | Missing]


def with_coupons(reader: Reader, rows: Iterable[Row], invoices: Invoices) -> Invoices:
    """The same invoices; those with such a line know their coupons. A key that may not read them
    costs the undo of discounts, never the run."""
    wanted = sorted({one for row in rows for one in _losing(row, invoices)})
    if not wanted:
        return invoices
    return {**invoices, **reader.each(wanted, lambda one: _told(reader, invoices[one]))}


def _losing(row: Row, invoices: Invoices) -> Iterator[str]:
    """The invoice of a row that replaces or removes discounts nobody has seen in full."""
    replaces = row.kind is Kind.UPDATE and "discounts" in row.values
    if not replaces and row.values.get("behavior") != "delete":
        return
    invoice = invoices.get(row.text("invoice"))
    line = invoice.line(row.text("line")) if isinstance(invoice, Invoice) else None
    if line is not None and line.discounts and line.coupons is None:
        yield row.text("invoice")


def _told(reader: Reader, invoice: Invoice | Missing) -> Invoice | Missing:
    assert isinstance(invoice, Invoice)
    try:
        pages = reader.pages(f"/v1/invoices/{quote(invoice.id)}/lines", _IN_FULL)
        coupons = {str(raw["id"]): live_line(raw).coupons for raw in pages}
    except GatewayUnusable as unusable:
        if unusable.code != "stripe_unreadable":
            raise
        return invoice
    lines = (replace(line, coupons=coupons.get(line.id)) for line in invoice.lines)
    return replace(invoice, lines=tuple(lines))
