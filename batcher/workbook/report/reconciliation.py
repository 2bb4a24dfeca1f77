"""The sheet Reconciliation: one row per invoice, its money tied out by live formulas.

Amounts are the sums of the amounts of all lines; what was planned, and discounts, tax and total
stand apart. Of an invoice that could not be read again nothing is shown that only such a read can
say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from batcher.core.live import dashboard_url
from batcher.core.model import InvoiceRow, Report
from batcher.core.money import excel_format, exponent, from_minor
from batcher.locale import word
from batcher.workbook.bulk import Column
from batcher.workbook.paper import Book, Formula, Heading, Leaf, Link, address, reference

_TAB_COLOUR = "#1F3A4D"
_PRINT_PERCENT = 50  # as large as the columns from `planned` to `total_change` fit across A4
_NAMED = 3  # invoice, customer and currency stand on every page


# Where the others are blank these say why: a person, and the marks that turn red, look there.
_UNREAD_WORDS = frozenset({"lines_check", "actual_after", "difference"})


@dataclass(frozen=True, slots=True)
class Reconciled:
    """Where the sheet's columns stand, for formulas of other sheets."""

    sheet: str
    rows: int

    def column(self, name: str) -> str:
        """The cells of a column by its name in COLUMNS: `'Reconciliation'!$L$2:$L$9`."""
        return reference(self.sheet, PLACES[name], self.rows)


@dataclass(frozen=True, slots=True)
class _Place:
    """What a cell is about and where it stands: `row` is the sheet's, from 0."""

    invoice: InvoiceRow
    row: int
    language: str

    def cell(self, name: str) -> str:
        """The address of another column's cell in this row."""
        return address(self.row, PLACES[name])


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: name, width, look, whether it is an amount, and what stands in it.

    `reread`: whether only a read after the last write can say it.
    """

    name: str
    width: float
    look: str
    money: bool
    value: Callable[[_Place], object]
    reread: bool = False

    def of(self, place: _Place) -> object:
        """What stands in the cell; blank, or these words, where nobody read the invoice again."""
        if place.invoice.is_read_again or not self.reread:
            return self.value(place)
        return word("report.unread", place.language) if self.name in _UNREAD_WORDS else None


def _whole(name: str, value: Callable[[InvoiceRow], int], reread: bool = False) -> _Column:
    return _Column(name, 12, "whole", False, lambda place: value(place.invoice), reread)


def _text(name: str, width: float, value: Callable[[InvoiceRow], str]) -> _Column:
    return _Column(name, width, "wrap", False, lambda place: value(place.invoice))


def _money(name: str, value: Callable[[InvoiceRow], int | None], reread: bool = False) -> _Column:
    def major(place: _Place) -> Decimal | None:
        minor = value(place.invoice)
        return None if minor is None else from_minor(minor, place.invoice.currency)

    return _Column(name, 13, "number", True, major, reread)


def invoice_link(invoice: str, livemode: bool) -> Link | str:
    """The invoice as a link to the Dashboard; what is no id of Stripe's stays text."""
    url = dashboard_url(invoice, livemode)
    return Link(url, invoice) if url else invoice


def _link(place: _Place) -> Link | str:
    return invoice_link(place.invoice.invoice, place.invoice.livemode)


def _lines_check(place: _Place) -> Formula:
    invoice = place.invoice
    total = "+".join(place.cell(name) for name in ("lines_before", "lines_added", "lines_other"))
    total += f"-{place.cell('lines_removed')}-{place.cell('lines_unassigned')}"
    expected = invoice.lines_before + invoice.lines_added + invoice.lines_other
    expected -= invoice.lines_removed + invoice.lines_unassigned
    good, bad = word("report.ok", place.language), word("report.check", place.language)
    text = f'=IF({total}={place.cell("lines_after")},"{good}","{bad}")'
    return Formula(text, good if expected == invoice.lines_after else bad)


def _expected_after_minor(invoice: InvoiceRow) -> int:
    """Before, our change and, where it is known, that of others; of blanks Excel makes 0, too."""
    others = invoice.other_change_minor if invoice.is_read_again else 0
    return invoice.before_minor + invoice.expected_change_minor + others


def _expected_change(place: _Place) -> Formula:
    parts = (place.cell(f"amount_{name}") for name in ("added", "updated", "removed"))
    invoice = place.invoice
    return _rounded("+".join(parts), invoice.expected_change_minor, invoice.currency)


def _expected_after(place: _Place) -> Formula:
    parts = ("amount_before", "expected_change", "other_change")
    total = "+".join(place.cell(name) for name in parts)
    return _rounded(total, _expected_after_minor(place.invoice), place.invoice.currency)


def _difference(place: _Place) -> Formula:
    parts = f"{place.cell('actual_after')}-{place.cell('expected_after')}"
    difference_minor = place.invoice.after_minor - _expected_after_minor(place.invoice)
    return _rounded(parts, difference_minor, place.invoice.currency)


def _planned_check(place: _Place) -> Formula:
    parts = ("expected_change", "not_applied_change", "in_doubt_change")
    text = "".join(f"-{place.cell(name)}" for name in parts)
    invoice = place.invoice
    known = (invoice.expected_change_minor, invoice.not_applied_minor, invoice.in_doubt_minor)
    value_minor = invoice.planned_minor - sum(known)
    return _rounded(f"{place.cell('planned_change')}{text}", value_minor, invoice.currency)


def _change(name: str, before: str, after: str) -> _Column:
    """How an amount that Stripe states has changed; blank where it states one of the two not."""

    def value(place: _Place) -> Formula | None:
        was, now = (getattr(place.invoice, f"{one}_minor") for one in (before, after))
        if was is None or now is None:
            return None
        return _rounded(f"{place.cell(after)}-{place.cell(before)}", now - was,
                        place.invoice.currency)  # fmt: skip

    return _Column(name, 13, "number", True, value, reread=True)


def _rounded(text: str, value_minor: int, currency: str) -> Formula:
    """Excel adds in binary: without ROUND a sum that ties out may differ by 1E-13."""
    return Formula(f"=ROUND({text},{exponent(currency)})", from_minor(value_minor, currency))


def _half(place: _Place) -> str:
    return word("report.yes", place.language) if place.invoice.half_corrected else ""


COLUMNS: tuple[_Column, ...] = (
    _Column("invoice", 26, "plain", False, _link),
    _text("customer", 20, lambda invoice: invoice.customer),
    _text("currency", 9, lambda invoice: invoice.currency.upper()),
    _text("invoice_status", 8, lambda invoice: invoice.status),
    _whole("lines_before", lambda invoice: invoice.lines_before),
    _whole("lines_added", lambda invoice: invoice.lines_added),
    _whole("lines_removed", lambda invoice: invoice.lines_removed),
    _whole("lines_unassigned", lambda invoice: invoice.lines_unassigned),
    _whole("lines_other", lambda invoice: invoice.lines_other, reread=True),
    _whole("lines_after", lambda invoice: invoice.lines_after, reread=True),
    _Column("lines_check", 9, "check", False, _lines_check, reread=True),
    _money("amount_before", lambda invoice: invoice.before_minor),
    _money("amount_added", lambda invoice: invoice.added_minor),
    _money("amount_updated", lambda invoice: invoice.updated_minor),
    _money("amount_removed", lambda invoice: invoice.removed_minor),
    _Column("expected_change", 13, "number", True, _expected_change),
    _money("other_change", lambda invoice: invoice.other_change_minor, reread=True),
    _Column("expected_after", 13, "number", True, _expected_after),
    _money("actual_after", lambda invoice: invoice.after_minor, reread=True),
    _Column("difference", 13, "check_number", True, _difference, reread=True),
    _money("planned_change", lambda invoice: invoice.planned_minor),
    _money("not_applied_change", lambda invoice: invoice.not_applied_minor),
    _money("in_doubt_change", lambda invoice: invoice.in_doubt_minor),
    _Column("planned_check", 13, "check_number", True, _planned_check),
    _money("discount_before", lambda invoice: invoice.discount_before_minor),
    _money("discount_after", lambda invoice: invoice.discount_after_minor, reread=True),
    _change("discount_change", "discount_before", "discount_after"),
    _money("tax_before", lambda invoice: invoice.tax_before_minor),
    _money("tax_after", lambda invoice: invoice.tax_after_minor, reread=True),
    _change("tax_change", "tax_before", "tax_after"),
    _money("total_before", lambda invoice: invoice.total_before_minor),
    _money("total_after", lambda invoice: invoice.total_after_minor, reread=True),
    _change("total_change", "total_before", "total_after"),
    _text("other_lines", 30, lambda invoice: "\n".join(invoice.other_lines)),
    _text("tax_moved", 24, lambda invoice: "\n".join(invoice.tax_moved_lines)),
    _Column("half_corrected", 10, "bad_if_filled", False, _half),
    _text("finalizes_at", 20, lambda invoice: invoice.finalizes_at),
    _whole("rows_not_applied", lambda invoice: invoice.rows_not_applied),
)
PLACES = {column.name: place for place, column in enumerate(COLUMNS)}


def write_reconciliation(book: Book, title: str, report: Report) -> Reconciled:
    """Write the sheet; invoices left half corrected come first."""
    leaf = book.add(title, ours=True)
    leaf.colour_tab(_TAB_COLOUR)
    leaf.header(0, [_heading(column, report.language) for column in COLUMNS])
    invoices = sorted(report.invoices, key=lambda invoice: not invoice.half_corrected)
    places = [_Place(invoice, row, report.language) for row, invoice in enumerate(invoices, 1)]
    formats = [excel_format(invoice.currency) for invoice in invoices]
    columns = [_filled(column, places, formats) for column in COLUMNS[1:]]
    leaf.fill(columns, len(places), links=[_link(place) for place in places])
    _mark(leaf, len(invoices), report.language)
    leaf.finish_table(len(COLUMNS), frozen_columns=_NAMED)
    breaks = tuple(PLACES[name] for name in ("amount_before", "planned_change", "other_lines"))
    leaf.print_apart(breaks, _PRINT_PERCENT, repeated=_NAMED)
    return Reconciled(leaf.name, len(invoices))


def _heading(column: _Column, language: str) -> Heading:
    return Heading(word(f"report.column.{column.name}", language), column.width)


def _filled(column: _Column, places: Sequence[_Place], formats: Sequence[str]) -> Column:
    values = [column.of(place) for place in places]
    looks: str | list[str] = column.look
    if looks == "bad_if_filled":
        looks = ["bad" if value else "plain" for value in values]
    return Column(values, looks, formats if column.money else "")


def _mark(leaf: Leaf, rows: int, language: str) -> None:
    if not rows:
        return
    check = PLACES["lines_check"]
    leaf.mark_not_ok(address(1, check), address(rows, check), word("report.ok", language))
    for name in ("difference", "planned_check"):
        leaf.mark_not_zero(address(1, PLACES[name]), address(rows, PLACES[name]))
