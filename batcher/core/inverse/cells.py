"""Old words, periods, metadata and lists as cells; what no cell can say is told instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC
from decimal import Decimal
from zoneinfo import ZoneInfo

from batcher.core import columns, money
from batcher.core.columns import TAG
from batcher.core.inverse.parts import Cells, Facts
from batcher.core.live import SUBSCRIPTION, Invoice, Line, Tax
from batcher.core.model import CLEAR, Kind
from batcher.core.values import Context, as_read, is_empty_mark, parse, write_instant

PERIOD = ("period_start", "period_end")
Told = tuple[str, str]  # column, label code of what is lost


def says(name: str, text: str, kind: Kind) -> bool:
    """Whether a cell under this header is read back as this very text."""
    header = columns.header(name, kind)
    if header is None or header.name != name or columns.is_kept(name):
        return False
    return parse(text, header.column, Context(UTC)) == text


def instant(seconds: int, zone: ZoneInfo) -> str:
    """A time as a cell holds it: that very second, whatever the day."""
    return write_instant(seconds, zone)


def word(name: str, value: str, zone: ZoneInfo, kind: Kind) -> object | None:
    """A value of `live.fields` as a cell; None where no cell can say it."""
    if name in PERIOD:
        return instant(int(value), zone) if value else None
    if name == "discountable":
        return value == "true" if value else None
    if name.startswith("metadata.") and value == "":
        return CLEAR
    return value if value and says(name, value, kind) else None


def seen(name: str, value: str, zone: ZoneInfo, kind: Kind) -> object | None:
    """A value as its `was.` cell says it, "" for nothing; None, so that nothing is compared, where
    no cell can say it."""
    if value == "":
        return ""
    return None if is_empty_mark(value) else word(name, value, zone, kind)


def words_of(line: Line, zone: ZoneInfo, kind: Kind) -> tuple[Cells, tuple[Told, ...]]:
    """Everything about a line but its price and its lists, and what cannot be said."""
    shown: dict[str, str | None] = {
        "description": line.description or None,
        "discountable": None if line.discountable is None else str(line.discountable).lower(),
        "period_start": None if line.period_start is None else str(line.period_start),
        "period_end": None if line.period_end is None else str(line.period_end),
        **{f"metadata.{k}": v for k, v in line.metadata.items() if k != TAG},
    }
    cells: Cells = {}
    lost = []
    for name, value in shown.items():
        cell = None if value is None else word(name, value, zone, kind)
        if cell is None and value is not None:
            lost.append((name, "unsayable"))
            cell = word(name, as_read(value), zone, kind)  # the nearest a cell can say
        if cell is not None:
            cells[name] = cell
    return cells, tuple(lost)


def taxes_of(line: Line, invoice: Invoice, facts: Facts) -> Cells | str:
    """The cells that tax a line as it was; empty where it had nothing of its own.

    Rates that are archived cannot be named again, and amounts that somebody gave stand beside no
    rate. A text is the label code of why it cannot be.
    """
    if line.taxes is None:
        return "unrecorded"
    rates = tuple(dict.fromkeys(tax.rate for tax in line.taxes))
    if not rates or invoice.automatic_tax or set(rates) == set(invoice.default_rates):
        return {}
    if _is_by_hand(line, invoice, facts):
        return _tax_amounts(line, facts)
    return {"tax_rates": rates} if all(map(facts.is_sold, rates)) else "rate_archived"


def _is_by_hand(line: Line, invoice: Invoice, facts: Facts) -> bool:
    """Whether somebody gave the taxes as amounts, which all lines of an invoice share: a line does
    not show it, an invoice item does. Where none could be read, what is no rate's own amount."""
    lines = (line, *invoice.lines)
    if invoice.default_rates or any(one.kind == SUBSCRIPTION and one.taxes for one in lines):
        return False  # these take no amounts, and amounts stand beside no rate
    for one in lines:
        told = facts.is_by_hand(one)
        if told is not None:
            return told
    if any(_is_no_rates(one, facts) for one in invoice.lines):
        return True
    return not any(facts.is_sold(tax.rate) for one in invoice.lines for tax in one.taxes or ())


def _is_no_rates(line: Line, facts: Facts) -> bool:
    """Whether a tax of a line is not what the rate behind it comes to."""
    sold = [tax for tax in line.taxes or () if facts.is_sold(tax.rate)]
    return not all(_is_of_its_rate(tax, line, facts) for tax in sold)


def _is_of_its_rate(tax: Tax, line: Line, facts: Facts) -> bool:
    """Whether a rate comes to this amount of this line, however it is rounded."""
    rate = facts.tax_rates.get(tax.rate)
    percentage = rate.get("percentage") if isinstance(rate, Mapping) else None
    share = tax.taxable * Decimal(str(percentage or 0)) / 100
    taxes_it = (tax.taxable != 0 or line.amount == 0) and abs(tax.taxable) <= abs(line.amount)
    return taxes_it and abs(share - tax.amount) < 1


def _tax_amounts(line: Line, facts: Facts) -> Cells | str:
    cells: Cells = {}
    for number, tax in enumerate(line.taxes or (), start=1):
        rate = facts.tax_rates.get(tax.rate)
        if not isinstance(rate, Mapping):
            return "unrecorded"
        if not (money.is_sayable(tax.amount, line.currency)
                and money.is_sayable(tax.taxable, line.currency)):  # fmt: skip
            return "unsayable"
        cells |= {
            f"tax_{number}_amount": money.from_minor(tax.amount, line.currency),
            f"tax_{number}_taxable_amount": money.from_minor(tax.taxable, line.currency),
            f"tax_{number}_name": str(rate.get("display_name") or rate.get("id")),
            f"tax_{number}_percentage": Decimal(str(rate.get("percentage") or 0)),
            f"tax_{number}_inclusive": tax.inclusive,
        }
    return cells


def discounts_of(line: Line) -> tuple[str, ...] | None:
    """What to name to give a line the discounts it had; None where the ledger does not say.

    The coupon or promotion code, where it was read: a discount ends with the line it was on.
    """
    if line.taxes is None:  # a ledger from before lists were kept
        return None
    return line.coupons if line.coupons is not None else line.discounts


def lists_of(line: Line, invoice: Invoice, facts: Facts) -> tuple[Cells, tuple[Told, ...]]:
    """Tax rates, tax amounts and discounts of a line that is added again."""
    taxes, discounts = taxes_of(line, invoice, facts), discounts_of(line)
    lost = [("tax_rates", taxes)] if isinstance(taxes, str) else []
    lost += [("discounts", "unrecorded")] if discounts is None else []
    listed: Cells = {"discounts": discounts} if discounts else {}
    return {**({} if isinstance(taxes, str) else taxes), **listed}, tuple(lost)


def metadata_cells(
    old: Mapping[str, str], new: Mapping[str, str], kind: Kind, zone: ZoneInfo
) -> Iterator[tuple[str, object | None]]:
    """Each changed key with its old value, and its `was.` twin with the one it has now."""
    for name, value in new.items():
        if name.startswith("metadata.") and old.get(name, "") != value:
            yield name, word(name, old.get(name, ""), zone, kind)
            was = seen(name, value, zone, kind)
            if was is not None:
                yield f"was.{name}", was
