"""The sheet Summary: what a person signs. What needs somebody's hand stands first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from batcher.core.model import InvoiceRow, Report, Status
from batcher.workbook.paper import Formula, Leaf, address, reference
from batcher.workbook.report.layout import LAST, WIDTHS, Layout, Styled
from batcher.workbook.report.money import write_control, write_money, write_planned, write_sums
from batcher.workbook.report.reconciliation import Reconciled, invoice_link
from batcher.workbook.report.rows import Extent

STATUSES = tuple(Status)
_TOTAL, _FIRST_STATUS, _CHECK = 1, 2, 2 + len(STATUSES)

Extents = Mapping[str, Sequence[Extent]]


def write_summary(leaf: Leaf, report: Report, extents: Extents, reconciled: Reconciled) -> None:
    """Write the sheet: half corrected invoices, rows, money, sign-off, the run, the words.

    `extents`: where each input sheet's statuses stand. `reconciled`: where the invoices stand.
    """
    layout = Layout(leaf, report.language)
    leaf.widths(WIDTHS)
    leaf.hide_gridlines()
    _write_title(layout, report)
    _write_half_corrected(layout, report)
    _write_rows(layout, report, extents)
    money = write_money(layout, report)
    write_planned(layout, report, reconciled)
    if report.control:
        write_control(layout, report.control)
    layout.sign_off()  # on page 1, below what is signed; the proof of it may follow
    write_sums(layout, report, reconciled, money)
    _write_facts(layout, report)
    _write_words(layout)
    layout.finish()
    leaf.open_here()


def _write_title(layout: Layout, report: Report) -> None:
    layout.leaf.height(0, 28)
    layout.put([(layout.word("title"), "title", "")])
    layout.put([(f"{report.run}   {report.status}", "lead", "")])
    layout.put([(layout.known("status.", report.status), "lead", "")])


def _write_half_corrected(layout: Layout, report: Report) -> None:
    layout.row += 1
    half = report.half_corrected
    words, look = ("half", "bad") if half else ("half_none", "good")
    layout.leaf.merge(layout.row, 0, LAST, layout.word(words), look)
    layout.row += 1
    if not half:
        return
    known = {invoice.invoice: invoice for invoice in report.invoices}
    *names, last = layout.columns(("invoice", "currency", "rows_not_applied", "finalizes_at"))
    layout.headers([*names, last, ""])
    for invoice in half:
        _write_half(layout, invoice, known.get(invoice))


def _write_half(layout: Layout, invoice: str, known: InvoiceRow | None) -> None:
    """One invoice; of one that could not be read again nothing but its id is known."""
    if known is None:
        layout.put([(invoice, "boxed", "")])
        return
    layout.leaf.put(layout.row, 0, invoice_link(invoice, known.livemode), "boxed")
    layout.leaf.put(layout.row, 1, known.currency.upper(), "boxed")
    layout.leaf.put(layout.row, 2, known.rows_not_applied, "boxed_whole")
    layout.leaf.merge(layout.row, 3, 4, known.finalizes_at, "boxed")
    layout.row += 1


def _write_rows(layout: Layout, report: Report, extents: Extents) -> None:
    layout.title("rows")
    words = [status.value for status in STATUSES]
    layout.headers([*layout.columns(("sheet", "total")), *words, layout.word("column.check_rows")])
    first = layout.row
    totals = {
        name: _counted(extents.get(name, ()), sum(counts.values()))
        for name, counts in report.rows.items()
    }
    for name, counts in report.rows.items():
        layout.put(_counts_row(layout, name, totals[name], counts))
    if totals:
        by_status = {
            status: sum(counts.get(status, 0) for counts in report.rows.values())
            for status in STATUSES
        }
        held = sum(_held(total) for total in totals.values())
        layout.put(_all_sheets_row(layout, first, held, by_status))
        bounds = address(first, _CHECK), address(layout.row - 1, _CHECK)
        layout.leaf.mark_not_ok(*bounds, layout.ok)
    for code, count in report.left_out.items():
        reason = f"{layout.word('left_out')}: {layout.known('left_out.', code)}"
        layout.put([(reason, "wrap", ""), (count, "whole", "")])


def _counts_row(
    layout: Layout, name: str, total: Formula | int, counts: Mapping[Status, int]
) -> list[Styled]:
    """The total is counted in the sheet itself, the statuses are the run's: they must agree."""
    numbers = [counts.get(status, 0) for status in STATUSES]
    values: list[Styled] = [(value, "boxed_whole", "") for value in (total, *numbers)]
    check = _rows_check(layout, _held(total), sum(numbers))
    return [(name, "boxed", ""), *values, (check, "boxed_check", "")]


def _all_sheets_row(
    layout: Layout, first: int, total: int, by_status: Mapping[Status, int]
) -> list[Styled]:
    numbers = [by_status[status] for status in STATUSES]
    last = layout.row - 1
    sums: list[Styled] = [
        (Formula(f"=SUM({address(first, column)}:{address(last, column)})", value), "total", "")
        for column, value in enumerate((total, *numbers), start=_TOTAL)
    ]
    check = _rows_check(layout, total, sum(numbers))
    return [(layout.word("all_sheets"), "total_label", ""), *sums, (check, "boxed_check", "")]


def _rows_check(layout: Layout, total: int, statuses: int) -> Formula:
    first, last = address(layout.row, _FIRST_STATUS), address(layout.row, _CHECK - 1)
    condition = f"{address(layout.row, _TOTAL)}=SUM({first}:{last})"
    return layout.check(condition, total == statuses)


def _counted(extents: Sequence[Extent], otherwise: int) -> Formula | int:
    """The rows that have a status, counted live; `otherwise` for a sheet the report lacks."""
    if not extents:
        return otherwise
    counts = (
        f'COUNTIF({reference(extent.sheet, extent.status_column, extent.rows)},"?*")'
        for extent in extents
    )
    return Formula(f"={'+'.join(counts)}", sum(extent.with_status for extent in extents))


def _held(total: Formula | int) -> int:
    value = total.value if isinstance(total, Formula) else total
    assert isinstance(value, int), "counts of rows are whole"
    return value


def _write_facts(layout: Layout, report: Report) -> None:
    layout.title("facts")
    for code, value in report.facts:
        layout.span(layout.known("", code), value, "fact")


def _write_words(layout: Layout) -> None:
    layout.title("words")
    for status in STATUSES:
        meaning = layout.word(f"word.{status.value}")
        layout.span(status.value, meaning, "fact", label_look=status.value)
