"""The money tables of Summary: what the run says, the same added up from the invoices, what the
rows were to change and what became of that, and the control sheet."""

from __future__ import annotations

from collections.abc import Sequence

from batcher.core.model import ControlRow, InvoiceRow, MoneyRow, PlannedRow, Report
from batcher.core.money import excel_format, exponent, from_minor
from batcher.workbook.paper import Formula, address
from batcher.workbook.report.layout import Layout, Styled
from batcher.workbook.report.reconciliation import Reconciled

_COLUMNS = (
    "currency",
    "before",
    "expected_change",
    "actual_change",
    "other_change",
    "after",
    "difference",
)
_BEFORE, _EXPECTED, _ACTUAL, _OTHER, _AFTER, _DIFFERENCE, _CHECK = range(1, 8)
# A column of the table, and the column of Reconciliation that it must be the sum of.
_PLANNED = (
    ("planned_change", "planned_change"),
    ("applied_change", "expected_change"),
    ("not_applied_change", "not_applied_change"),
    ("in_doubt_change", "in_doubt_change"),
)
_REREAD = frozenset({_ACTUAL, _OTHER, _AFTER, _DIFFERENCE, _CHECK})

Amounts = tuple[int, int, int, int, int, int]  # the six of _COLUMNS, in minor units


def write_money(layout: Layout, report: Report) -> int:
    """Write what the run says; gives the row of the first currency."""
    layout.title("money")
    layout.headers(layout.columns((*_COLUMNS, "check_money")))
    first = layout.row
    for money in report.money:
        layout.put(_known(layout, report, money, _money_row(layout, money)))
    _mark(layout, first)
    if report.unread:
        layout.span("", layout.word("unread_note"), "bad", "plain")
    return first


def write_sums(layout: Layout, report: Report, reconciled: Reconciled, first: int) -> None:
    """Write the same from the invoices; each row must equal its row of `write_money`'s table, which
    begins at `first`."""
    layout.title("sums", sheet=reconciled.sheet)
    layout.headers(layout.columns((*_COLUMNS, "check_sums")))
    second = layout.row
    for place, money in enumerate(report.money):
        own = [invoice for invoice in report.invoices if invoice.currency == money.currency]
        row = _sums_row(layout, money, own, first + place, reconciled)
        layout.put(_known(layout, report, money, row))
    _mark(layout, second)


def write_planned(layout: Layout, report: Report, reconciled: Reconciled) -> None:
    """Write what the rows were to change; nothing where no row came as far as the plan."""
    if not report.planned and not report.unplanned:
        return
    layout.title("planned")
    names = tuple(name for name, _ in _PLANNED)
    layout.headers(layout.columns(("currency", *names, "difference", "check_planned")))
    first, last_column = layout.row, len(_PLANNED) + 2
    for planned in report.planned:
        layout.put(_planned_row(layout, report, planned, reconciled))
    if layout.row > first:
        cells = [(address(first, n), address(layout.row - 1, n)) for n in range(last_column + 1)]
        layout.leaf.mark_not_zero(*cells[last_column - 1])
        layout.leaf.mark_not_ok(*cells[last_column], layout.ok)
    if report.unplanned:
        layout.span("", layout.word("unplanned", count=str(report.unplanned)), "fact", "plain")


def _planned_row(
    layout: Layout, report: Report, planned: PlannedRow, reconciled: Reconciled
) -> list[Styled]:
    """Of the rows; the check: nothing is missing, and the invoices come to the same."""
    amounts = _of_rows(planned)
    own = [one for one in report.invoices if one.currency == planned.currency]
    summed = (
        sum(one.planned_minor for one in own),
        sum(one.expected_change_minor for one in own),
        sum(one.not_applied_minor for one in own),
        sum(one.in_doubt_minor for one in own),
    )
    cells = [address(layout.row, column) for column in range(1, len(amounts) + 2)]
    values: list[object] = [from_minor(minor, planned.currency) for minor in amounts]
    difference = "-".join(cells[: len(amounts)])
    values.append(_rounded(difference, planned.difference_minor, planned.currency))
    digits = exponent(planned.currency)
    sums = (
        f"{cell}=ROUND({_total(reconciled, column, layout.row)},{digits})"
        for cell, (_, column) in zip(cells, _PLANNED, strict=False)
    )
    holds = planned.difference_minor == 0 and amounts == summed
    check = layout.check(f"AND({','.join((f'{cells[-1]}=0', *sums))})", holds)
    return _styled(planned.currency, values, check)


def _of_rows(planned: PlannedRow) -> tuple[int, int, int, int]:
    known = planned.applied_minor, planned.not_applied_minor, planned.in_doubt_minor
    return planned.planned_minor, *known


def _total(reconciled: Reconciled, column: str, row: int) -> str:
    """The sum of a column of Reconciliation over the currency that stands first in this row."""
    currencies = reconciled.column("currency")
    return f"SUMIFS({reconciled.column(column)},{currencies},{address(row, 0)})"


def write_control(layout: Layout, rows: Sequence[ControlRow]) -> None:
    """Write the control sheet's rows beside what was done, each with a live difference."""
    layout.title("control")
    heads = ("control", "expected", "found", "difference", "check_money")
    layout.headers(layout.columns(heads))
    first = layout.row
    for row in rows:
        layout.put(_control_row(layout, row))
    last = layout.row - 1
    layout.leaf.mark_not_ok(
        address(first, len(heads) - 1), address(last, len(heads) - 1), layout.ok
    )


def _control_row(layout: Layout, row: ControlRow) -> list[Styled]:
    expected, found = address(layout.row, 1), address(layout.row, 2)
    difference = f"{found}-{expected}"
    check = layout.check(f"{address(layout.row, 3)}=0", row.found == row.expected)
    if not row.currency:
        whole = Formula(f"={difference}", row.found - row.expected)
        counts: list[Styled] = [
            (one, "boxed_whole", "") for one in (row.expected, row.found, whole)
        ]
        return [(row.name, "boxed", ""), *counts, (check, "boxed_check", "")]
    amounts: list[object] = [from_minor(one, row.currency) for one in (row.expected, row.found)]
    amounts.append(_rounded(difference, row.found - row.expected, row.currency))
    return [(row.name, "boxed", ""), *_styled(row.currency, amounts, check)[1:]]


def _known(
    layout: Layout, report: Report, money: MoneyRow, row: Sequence[Styled]
) -> Sequence[Styled]:
    """The row, with words where only a read that never was could say the number."""
    if money.currency not in report.unread:
        return row
    words: Styled = (layout.word("unread"), "boxed_words", "")
    return [words if column in _REREAD else cell for column, cell in enumerate(row)]


def _mark(layout: Layout, first: int) -> None:
    last = layout.row - 1
    if last >= first:
        bounds = address(first, _DIFFERENCE), address(last, _DIFFERENCE)
        layout.leaf.mark_not_zero(*bounds)
        layout.leaf.mark_not_ok(address(first, _CHECK), address(last, _CHECK), layout.ok)


def _money_row(layout: Layout, money: MoneyRow) -> list[Styled]:
    def cell(column: int) -> str:
        return address(layout.row, column)

    amounts = _of_run(money)
    terms = {
        _AFTER: f"{cell(_BEFORE)}+{cell(_ACTUAL)}+{cell(_OTHER)}",
        _DIFFERENCE: f"{cell(_ACTUAL)}-{cell(_EXPECTED)}",
    }
    values: list[object] = [
        _rounded(terms[column], minor, money.currency)
        if column in terms
        else from_minor(minor, money.currency)
        for column, minor in enumerate(amounts, start=1)
    ]
    check = layout.check(f"{cell(_DIFFERENCE)}=0", money.difference_minor == 0)
    return _styled(money.currency, values, check)


def _sums_row(
    layout: Layout,
    money: MoneyRow,
    invoices: Sequence[InvoiceRow],
    above: int,
    reconciled: Reconciled,
) -> list[Styled]:
    """`invoices`: those of this currency. `above`: the row of the first table."""
    amounts = _of_invoices(invoices)
    terms = _sum_terms(layout.row, reconciled)
    values = [
        _rounded(term, minor, money.currency) for term, minor in zip(terms, amounts, strict=True)
    ]
    equal = ",".join(
        f"{address(layout.row, column)}={address(above, column)}"
        for column in range(_BEFORE, _CHECK)
    )
    check = layout.check(f"AND({equal})", amounts == _of_run(money))
    return _styled(money.currency, values, check)


def _sum_terms(row: int, reconciled: Reconciled) -> tuple[str, ...]:
    def total(column: str) -> str:
        return _total(reconciled, column, row)

    before, other, after = total("amount_before"), total("other_change"), total("actual_after")
    actual = f"{after}-{before}-{other}"
    return before, total("expected_change"), actual, other, after, total("difference")


def _rounded(text: str, value_minor: int, currency: str) -> Formula:
    return Formula(f"=ROUND({text},{exponent(currency)})", from_minor(value_minor, currency))


def _styled(currency: str, values: Sequence[object], check: Formula) -> list[Styled]:
    money_format = excel_format(currency)
    boxed: list[Styled] = [(value, "boxed_number", money_format) for value in values]
    return [(currency.upper(), "boxed", ""), *boxed, (check, "boxed_check", "")]


def _of_run(money: MoneyRow) -> Amounts:
    before, actual, other = money.before_minor, money.actual_change_minor, money.other_change_minor
    after = before + actual + other
    return before, money.expected_change_minor, actual, other, after, money.difference_minor


def _of_invoices(invoices: Sequence[InvoiceRow]) -> Amounts:
    before = sum(invoice.before_minor for invoice in invoices)
    expected = sum(invoice.expected_change_minor for invoice in invoices)
    other = sum(invoice.other_change_minor for invoice in invoices)
    after = sum(invoice.after_minor for invoice in invoices)
    actual = after - before - other
    return before, expected, actual, other, after, actual - expected
