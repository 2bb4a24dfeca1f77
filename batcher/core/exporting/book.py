"""The whole workbook of an export: its sheets, their columns, a row for every line and invoice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from batcher.core import columns, money
from batcher.core.columns import metadata_column
from batcher.core.exporting.cells import (
    Cells,
    Paper,
    currency_cell,
    metadata,
    metadata_keys,
    prefilled,
    shown,
)
from batcher.core.exporting.pending import Pending
from batcher.core.live import SUBSCRIPTION, Invoice, Line, dashboard_url, plain
from batcher.core.model import Kind, Prefilled, PrefilledSheet, ReadSheet
from batcher.core.values import write_instant
from batcher.locale import word

_NAMED = ("invoice", "line", columns.CUSTOMER_NAME, columns.KIND)
_TO_FIND = (columns.LINE_TOTAL, columns.INVOICE_ITEM, columns.FINALIZES_AT, columns.URL)
_NOTE = columns.KEPT[0]
# Where no invoice has metadata yet: keys to begin with, as the template suggests them.
_KEYS = ("approved_by", "order_no")
# Two ways to write one amount invite two answers; the template leaves these out too.
_UNSHOWN = ("amount_minor", "unit_amount_minor")
_PENDING = (
    "invoice_item", "customer", "customer_name", "currency", "amount", "quantity", "unit_amount",
    "description", "period_start", "period_end",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drafts:
    """What an export read: invoices with all their lines, and the customers' pending items."""

    invoices: tuple[Invoice, ...]
    pending: tuple[Pending, ...] = ()
    about: tuple[str, ...] = field(default=())


def exported(drafts: Drafts, title: str, paper: Paper) -> Prefilled:
    """The workbook; by customer, then in Stripe's order. `about` stands on a page of its own."""
    invoices = sorted(drafts.invoices, key=lambda one: (one.customer_name.casefold(), one.customer))
    about = ReadSheet("_about", (), (), (title, *drafts.about))
    names = {one.customer: one.customer_name for one in invoices}
    sheets = (
        _lines(invoices, paper),
        _metadata(invoices, paper),
        *empty_sheets(),
    )
    return Prefilled(
        sheets, title, paper.language, (about,), (_pending(drafts.pending, names, paper),)
    )


def empty_sheets() -> tuple[PrefilledSheet, ...]:
    """The other sheets, as the template has them."""
    kinds = (Kind.ADD, Kind.REMOVE, Kind.CREATE, Kind.CONTROL)
    return tuple(PrefilledSheet(kind, _template(kind)) for kind in kinds)


def _template(kind: Kind) -> tuple[str, ...]:
    known = tuple(c.name for c in columns.columns_of(kind) if c.name not in _UNSHOWN)
    if kind is Kind.CONTROL:
        return known
    taxes = [columns.tax_column(1, part).name for part in columns.TAX_PARTS]
    keys = [metadata_column("order_no").name] if kind in columns.METADATA_SHEETS else []
    more = (*(taxes if kind in columns.LINES else ()), *keys)
    return (*known[:-1], *more, known[-1], _NOTE)


def _lines(invoices: Sequence[Invoice], paper: Paper) -> PrefilledSheet:
    """update_lines: a row for every line."""
    keys = metadata_keys(line.metadata for one in invoices for line in one.lines)
    names = tuple(metadata_column(key).name for key in keys)
    filled = (*columns.PREFILLED, *names)
    before_money = columns.PREFILLED.index("quantity")
    order = (
        *_NAMED,
        *filled[:before_money],
        "currency",
        *filled[before_money:],
        columns.CORRECTION_NO.name,
        _NOTE,
        *_TO_FIND,
        *(f"was.{name}" for name in filled),
    )
    rows = [_line(one, line, keys, paper) for one in invoices for line in one.lines]
    currencies = [one.currency for one in invoices for _ in one.lines]
    kept = frozenset(
        n for n in columns.PREFILLED if not columns.column(n, Kind.UPDATE).subscription
    )
    none: frozenset[str] = frozenset()
    shut = [kept if x.kind == SUBSCRIPTION else none for one in invoices for x in one.lines]
    return _sheet(Kind.UPDATE, order, rows, currencies, paper, shut)


def _line(invoice: Invoice, line: Line, keys: Sequence[str], paper: Paper) -> Cells:
    values = {**shown(line, invoice.currency, paper), **metadata(line.metadata, keys)}
    kind = "subscription" if line.kind == SUBSCRIPTION else "item"
    return {
        "invoice": invoice.id,
        "line": line.id,
        **currency_cell(invoice.currency, paper),
        **dict(prefilled(values, Kind.UPDATE, paper)),
        **_found_by(invoice, paper),
        columns.KIND: word(f"export.{kind}", paper.language) if line.kind else "",
        columns.LINE_TOTAL: money.from_minor(line.amount, invoice.currency),
        columns.INVOICE_ITEM: line.invoice_item,
    }


def _found_by(invoice: Invoice, paper: Paper) -> Cells:
    at = invoice.finalizes_at
    return {
        columns.CUSTOMER_NAME: invoice.customer_name or invoice.customer,
        columns.FINALIZES_AT: "" if at is None else write_instant(at, paper.zone),
        columns.URL: dashboard_url(invoice.id, invoice.livemode),
    }


def _metadata(invoices: Sequence[Invoice], paper: Paper) -> PrefilledSheet:
    """invoice_metadata: a row for every invoice."""
    keys = metadata_keys(one.metadata for one in invoices) or _KEYS
    names = tuple(metadata_column(key).name for key in keys)
    order = (
        "invoice",
        columns.CUSTOMER_NAME,
        *names,
        columns.CORRECTION_NO.name,
        _NOTE,
        columns.FINALIZES_AT,
        columns.URL,
        *(f"was.{name}" for name in names),
    )
    rows: list[Cells] = [
        {
            "invoice": one.id,
            **dict(prefilled(metadata(one.metadata, keys), Kind.METADATA, paper)),
            **_found_by(one, paper),
        }
        for one in invoices
    ]
    return _sheet(Kind.METADATA, order, rows, [one.currency for one in invoices], paper)


def _sheet(
    kind: Kind,
    order: Sequence[str],
    rows: list[Cells],
    currencies: list[str],
    paper: Paper,
    shut: Sequence[frozenset[str]] = (),
) -> PrefilledSheet:
    """The sheet with its helper columns in the workbook's language; their blanks say nothing."""
    said = {name: _said(name, paper.language) for name in order}
    told = [
        {said[n]: v for n, v in row.items() if not (v == "" and n.startswith("#"))} for row in rows
    ]
    return PrefilledSheet(kind, tuple(said.values()), told, currencies, shut=shut)


def _said(name: str, language: str) -> str:
    return columns.helper_header(name, language) if name.startswith("#") else name


def _pending(items: Sequence[Pending], names: dict[str, str], paper: Paper) -> ReadSheet:
    """`_pending`: ids to copy into add_lines."""
    order = sorted(items, key=lambda one: (names.get(one.customer, ""), one.customer))
    headers = tuple(word(f"export.pending.{name}", paper.language) for name in _PENDING)
    rows = [_pending_row(one, names, paper) for one in order]
    lead = (word("export.pending", paper.language), word("export.pending_lead", paper.language))
    currencies = [one.currency for one in order]
    return ReadSheet("_pending", headers, rows, lead, currencies)


def _pending_row(one: Pending, names: dict[str, str], paper: Paper) -> tuple[object, ...]:
    unit, ends = one.unit_amount, (one.period_start, one.period_end)
    return (
        one.id,
        one.customer,
        names.get(one.customer, ""),
        one.currency.upper(),
        money.from_minor(one.amount, one.currency),
        "" if one.quantity is None else _number(one.quantity),
        None if unit is None else money.unit_from_minor(unit, one.currency),
        one.description,
        *("" if at is None else write_instant(at, paper.zone) for at in ends),
    )


def _number(value: Decimal) -> int | str:
    """A number that is no money: whole, or in its own digits."""
    return int(value) if value == value.to_integral_value() else plain(value)
