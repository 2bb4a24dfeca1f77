"""Writes a plan as a workbook a person reviews and signs. It computes nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from batcher.core.model import Review, ReviewInvoice, ReviewRow
from batcher.core.money import excel_format, exponent, from_minor
from batcher.locale import word
from batcher.workbook.naming import running
from batcher.workbook.paper import ROWS_MAX, Book, Formula, Heading, Leaf, address, reference
from batcher.workbook.report.layout import LAST, WIDTHS, Layout
from batcher.workbook.report.lists import write_problems
from batcher.workbook.report.reconciliation import invoice_link
from batcher.workbook.saving import Written, save

_INVOICES = (
    ("invoice", 28), ("customer", 24), ("currency", 9), ("rows", 8), ("lines_before", 9),
    ("lines_after", 9), ("amount_before", 15), ("change", 15), ("amount_after", 15),
    ("finalizes_at", 26),
)  # fmt: skip
_ROWS = (
    ("sheet", 15), ("row", 6), ("operation", 15), ("invoice", 29), ("line", 29),
    ("description", 22), ("currency", 8), ("column", 13), ("old", 15), ("new", 15),
    ("change", 13), ("message", 26),
)  # fmt: skip
_CURRENCY, _ROW_COUNT, _BEFORE, _CHANGE, _AFTER = 2, 3, 6, 7, 8


def write_review(review: Review, path: Path) -> Written:
    """Write `review` at `path`, or at `name-2.xlsx` … where that name is taken.

    Sheets: Review, Invoices, Rows, Problems. Raises OSError where the folder cannot be written,
    Unwritten where the file reads back broken.
    """
    return save(path, lambda temporary: _write(review, temporary, ROWS_MAX))


def _write(review: Review, path: Path, rows_max: int) -> Mapping[str, int]:
    titles = {n: word(f"review.sheet.{n}", review.language) for n in ("review", "invoices", "rows")}
    problems = word("report.sheet.problems", review.language)
    book = _book(review, path)
    first = book.add(titles["review"], ours=True)
    invoices = _write_invoices(book, titles["invoices"], review)
    _write_rows(book, titles["rows"], review, rows_max)
    write_problems(book, problems, review, rows_max)
    _write_first(first, invoices, review)
    return book.close()


def _book(review: Review, path: Path) -> Book:
    workbook = dict(review.facts).get("workbook", "")
    title, page = word("review.title", review.language), word("report.page", review.language)
    book = Book(
        path,
        review.language,
        (),
        head=f"&L{running(title)}",
        foot=f"&L{running(workbook)}&C&A&R{page}",
    )
    book.describe(title, workbook, dict(review.facts).get("plan_digest", ""))
    return book


def _headings(columns: tuple[tuple[str, int], ...], language: str) -> list[Heading]:
    return [Heading(word(f"review.column.{name}", language), width) for name, width in columns]


def _write_invoices(book: Book, title: str, review: Review) -> Leaf:
    leaf = book.add(title, ours=True)
    leaf.header(0, _headings(_INVOICES, review.language))
    for row, invoice in enumerate(review.invoices, start=1):
        _write_invoice(leaf, row, invoice)
    leaf.finish_table(len(_INVOICES), frozen_columns=1)
    return leaf


def _write_invoice(leaf: Leaf, row: int, invoice: ReviewInvoice) -> None:
    currency = invoice.currency
    money_format = excel_format(currency)
    counts = (invoice.rows, invoice.lines_before, invoice.lines_after)
    leaf.put(row, 0, invoice_link(invoice.invoice, invoice.livemode))
    leaf.put(row, 1, invoice.customer, "wrap")
    leaf.put(row, _CURRENCY, currency.upper())
    for column, count in enumerate(counts, start=_ROW_COUNT):
        leaf.put(row, column, count, "whole")
    for column, minor in ((_BEFORE, invoice.before_minor), (_CHANGE, invoice.change_minor)):
        leaf.put(row, column, from_minor(minor, currency), "number", money_format)
    total = f"{address(row, _BEFORE)}+{address(row, _CHANGE)}"
    after = _rounded(total, invoice.before_minor + invoice.change_minor, currency)
    leaf.put(row, _AFTER, after, "number", money_format)
    leaf.put(row, _AFTER + 1, invoice.finalizes_at)


def _rounded(text: str, value_minor: int, currency: str) -> Formula:
    """Excel adds in binary: without ROUND a sum that ties out may differ by 1E-13."""
    return Formula(f"=ROUND({text},{exponent(currency)})", from_minor(value_minor, currency))


def _write_rows(book: Book, title: str, review: Review, rows_max: int) -> None:
    """One line for each thing that changes; a second sheet where Excel has no more rows."""
    held = rows_max - 1
    for start in range(0, max(len(review.rows), 1), held):
        leaf = book.add(title, ours=True)
        leaf.header(0, _headings(_ROWS, review.language))
        for at, row in enumerate(review.rows[start : start + held], start=1):
            _write_row(leaf, at, row)
        leaf.finish_table(len(_ROWS), frozen_columns=2)


def _write_row(leaf: Leaf, at: int, row: ReviewRow) -> None:
    texts = (row.operation, row.invoice, row.line, row.description, row.currency.upper(),
             row.column, row.old, row.new)  # fmt: skip
    leaf.put(at, 0, row.sheet)
    leaf.put(at, 1, row.row)
    for column, text in enumerate(texts, start=2):
        leaf.put(at, column, text, "wrap" if column in (5, 8, 9) else "plain")
    if row.change_minor is not None:
        change = from_minor(row.change_minor, row.currency) if row.currency else None
        leaf.put(at, 10, change, "number", excel_format(row.currency) if row.currency else "")
    leaf.put(at, 11, row.message, "wrap")


def _write_first(leaf: Leaf, invoices: Leaf, review: Review) -> None:
    """What a reviewer signs: how much per currency, how many, of which plan."""
    layout = Layout(leaf, review.language)
    leaf.widths(WIDTHS)
    leaf.hide_gridlines()
    leaf.height(0, 28)
    layout.put([(word("review.title", review.language), "title", "")])
    code = "blocked" if review.blocked else "nothing_sent"
    layout.row += 1
    look = "bad" if review.blocked else "good"
    leaf.merge(layout.row, 0, LAST, word(f"review.{code}", review.language), look)
    layout.row += 1
    _write_money(layout, invoices, review)
    _title(layout, "counts")
    for name, count in review.counts.items():
        layout.put([(word(f"review.count.{name}", review.language), "label", ""),
                    (count, "whole", "")])  # fmt: skip
    layout.sign_off()
    _title(layout, "plan")
    for name, value in review.facts:
        layout.span(word(f"review.{name}", review.language), value, "fact")
    leaf.finish_page(len(WIDTHS))
    leaf.open_here()


def _title(layout: Layout, name: str) -> None:
    layout.row += 1
    text = word(f"review.block.{name}", layout.language)
    layout.leaf.merge(layout.row, 0, LAST, text, "block")
    layout.row += 1


def _write_money(layout: Layout, invoices: Leaf, review: Review) -> None:
    """By currency, added up from the sheet of invoices by live formulas."""
    _title(layout, "money")
    names = ("currency", "invoices", "rows", "amount_before", "change", "amount_after")
    layout.headers([word(f"review.column.{name}", review.language) for name in names])
    for currency in dict.fromkeys(invoice.currency for invoice in review.invoices):
        own = [invoice for invoice in review.invoices if invoice.currency == currency]
        _write_currency(layout, invoices.name, currency, own, len(review.invoices))


def _write_currency(
    layout: Layout, sheet: str, currency: str, own: list[ReviewInvoice], count: int
) -> None:
    cell = address(layout.row, 0)
    where = reference(sheet, _CURRENCY, count)

    def total(column: int) -> str:
        return f"SUMIFS({reference(sheet, column, count)},{where},{cell})"

    before = sum(invoice.before_minor for invoice in own)
    change = sum(invoice.change_minor for invoice in own)
    rows = sum(invoice.rows for invoice in own)
    money_format = excel_format(currency)
    amounts = ((_BEFORE, before), (_CHANGE, change), (_AFTER, before + change))
    layout.put(
        [
            (currency.upper(), "boxed", ""),
            (Formula(f"=COUNTIFS({where},{cell})", len(own)), "boxed_whole", ""),
            (Formula(f"={total(_ROW_COUNT)}", rows), "boxed_whole", ""),
            *(
                (_rounded(total(column), minor, currency), "boxed_number", money_format)
                for column, minor in amounts
            ),
        ]
    )
