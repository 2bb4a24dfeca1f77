"""What has changed on invoices between two reads: the invoice itself, and line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from batcher.core import money
from batcher.core.live import Invoice, Line, fields

_WHOLE = ("amount", "discount", "tax", "total")
_NO_LINE = ""


@dataclass(frozen=True, slots=True)
class Since:
    """One value that is another now, as people read it; '' where there was, or is, none.

    `line` is '' for a value of the invoice itself. `column` is `line` for a line that came or went.
    """

    invoice: str
    line: str
    column: str
    old: str
    new: str


def changed_since(was: Mapping[str, Invoice], now: Mapping[str, Invoice]) -> Iterator[Since]:
    """Everything that differs, in the order of `now`."""
    for name, invoice in now.items():
        if name in was:
            yield from _invoice(was[name], invoice)


def _invoice(was: Invoice, now: Invoice) -> Iterator[Since]:
    if was.status != now.status:
        yield Since(now.id, _NO_LINE, "status", was.status, now.status)
    for name in _WHOLE:
        old, new = (_amount(getattr(one, name), was.currency) for one in (was, now))
        if old != new:
            yield Since(now.id, _NO_LINE, name, old, new)
    for key in sorted({*was.metadata, *now.metadata}):
        old, new = was.metadata.get(key, ""), now.metadata.get(key, "")
        if old != new:
            yield Since(now.id, _NO_LINE, f"metadata.{key}", old, new)
    yield from _lines(was, now)


def _lines(was: Invoice, now: Invoice) -> Iterator[Since]:
    old = {line.id: line for line in was.lines}
    new = {line.id: line for line in now.lines}
    for line_id in (*old, *(one for one in new if one not in old)):
        before, after = old.get(line_id), new.get(line_id)
        if before is not None and after is not None:
            yield from _line(now.id, before, after)
        else:
            shown = (_shown(one) for one in (before, after))
            yield Since(now.id, line_id, "line", *shown)


def _shown(line: Line | None) -> str:
    """A whole line in a few words: `75.00 USD Setup fee`."""
    if line is None:
        return ""
    words = (_amount(line.amount, line.currency), line.currency.upper(), line.description)
    return " ".join(words).strip()


def _line(invoice: str, before: Line, after: Line) -> Iterator[Since]:
    old, new = ({**fields(one), "tax": str(one.tax_minor)} for one in (before, after))
    for name in sorted({*old, *new}):
        if old.get(name, "") != new.get(name, ""):
            shown = (_field(name, one.get(name, ""), before.currency) for one in (old, new))
            yield Since(invoice, before.id, name, *shown)


def _field(name: str, value: str, currency: str) -> str:
    if value and name in ("amount", "tax"):
        return money.show(int(value), currency)
    return value


def _amount(minor: int | None, currency: str) -> str:
    return "" if minor is None else money.show(minor, currency)
