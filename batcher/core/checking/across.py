"""Rules across rows: what two rows say of one line, item, invoice, ref or metadata key."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from batcher.core.checking.row import Row
from batcher.core.checking.rows import Mask, Rows
from batcher.core.model import Kind, Problem, Severity


def repeats(rows: Rows, name: str, chosen: Mask) -> Iterator[tuple[Row, Row]]:
    """(row, the first row that says the same) for every text that stands in a column again."""
    first: dict[str, int] = {}
    for number, text in rows.texts(name, chosen):
        known = first.setdefault(text, number)
        if known != number:
            yield rows[number], rows[known]


def lines_once(rows: Rows) -> Iterator[Problem]:
    """One line in one row: not updated twice, not removed twice, not both (1.4 of the contract).

    A row of an export that nobody touched is no such row: its line may be removed on another sheet.
    """
    asking = rows.of(Kind.UPDATE, Kind.REMOVE) & ~rows.untouched()
    for row, other in repeats(rows, "line", asking):
        code = "line_twice" if other.kind is row.kind else "line_updated_and_removed"
        yield row.twin("line", code, other)


def items_once(rows: Rows) -> Iterator[Problem]:
    """One item is put on one invoice; an `il_` is one only if this workbook unassigns it."""
    kept = rows.of(Kind.REMOVE) & (rows.values("behavior") != "delete")
    unassigned = {line for _, line in rows.texts("line", kept)}
    first: dict[str, int] = {}
    for number, item in rows.texts("invoice_item", rows.of(Kind.ADD)):
        known = first.setdefault(item, number)
        if item.startswith("il_") and item not in unassigned:
            yield rows[number].problem("invoice_item", "line_id_as_invoice_item")
        elif known != number:
            yield rows[number].twin("invoice_item", "item_twice", rows[known])


def one_currency_an_invoice(rows: Rows) -> Iterator[Problem]:
    """All rows of an invoice that name a currency name the same."""
    everywhere = np.ones(len(rows), dtype=bool)
    named = dict(rows.texts("currency", everywhere))
    if len(set(named.values())) < 2:
        return
    invoices = dict(rows.texts("invoice", everywhere)) | _made(rows)
    first: dict[str, int] = {}
    for number, currency in named.items():
        invoice = invoices.get(number)
        if invoice is None:
            continue
        known = first.setdefault(invoice, number)
        if named[known] != currency:
            row, other = rows[number], rows[known]
            where = f"{other.sheet}!{other.row}"
            yield row.problem(
                "currency", "two_currencies", expected=named[known], other=where, invoice=invoice
            )


def _made(rows: Rows) -> dict[int, str]:
    """Number -> what other rows call the invoice that this row creates."""
    refs = rows.texts("ref", rows.of(Kind.CREATE))
    return {number: f"@{ref.removeprefix('@')}" for number, ref in refs if ref.removeprefix("@")}


def references(rows: Rows) -> Iterator[Problem]:
    """`ref` is given once; `@ref` names one; a new draft has no lines to update or remove."""
    created: dict[str, int] = {}
    for number, ref in _made(rows).items():
        known = created.setdefault(ref, number)
        if known != number:
            yield rows[number].twin("ref", "ref_twice", rows[known])
    called = ", ".join(created) or "-"
    everywhere = np.ones(len(rows), dtype=bool)
    for number, invoice in rows.texts("invoice", everywhere):
        if not invoice.startswith("@"):
            continue
        row = rows[number]
        if row.kind in (Kind.UPDATE, Kind.REMOVE):
            yield row.problem("invoice", "ref_has_no_lines")
        elif invoice not in created:
            yield row.problem("invoice", "ref_unknown", known=called)


def metadata_agrees(rows: Rows) -> Iterator[Problem]:
    """Two rows on one invoice's metadata may not ask for different values of one key."""
    first: dict[tuple[str, str], Row] = {}
    for row in rows.where(rows.of(Kind.METADATA)):
        invoice = row.text("invoice")
        for name, value in row.values.items():
            if not invoice or not name.startswith("metadata."):
                continue
            other = first.setdefault((invoice, name), row)
            if other.values[name] != value:
                yield row.twin(name, "metadata_twice", other)


def ids_of_one_case(rows: Rows) -> Iterator[Problem]:
    """Ids that differ only in upper and lower case: Excel takes them for one, Stripe does not."""
    everywhere = np.ones(len(rows), dtype=bool)
    columns = [dict(rows.texts(name, everywhere)) for name in ("invoice", "line")]
    texts = {text for column in columns for text in column.values()}
    if len({text.casefold() for text in texts}) == len(texts):
        return
    seen: dict[str, list[str]] = {}
    for number in range(len(rows)):
        for name, column in zip(("invoice", "line"), columns, strict=True):
            text = column.get(number, "")
            others = seen.setdefault(text.casefold(), [])
            if text and others and text not in others:
                yield rows[number].problem(
                    name, "ids_differ_by_case", Severity.WARNING, other=others[0]
                )
            if text not in others:
                others.append(text)
