"""Amounts in the wrong unit: cents where dollars are meant, yen times a hundred."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from batcher.core import money
from batcher.core.by_column import column_of
from batcher.core.checking import UNITS
from batcher.core.live import Invoice, Live
from batcher.core.model import Kind, Problem, Severity
from batcher.core.plan.doubts.rows import Sent, money_cell, typed_cell
from batcher.core.plan.parts import Operation, RowOf

SHEET_ROWS_MIN = 3  # fewer rows in the wrong unit are asked about one by one
ADDED_AMOUNTS_MIN = 5  # added lines have no amount of their own to compare with: more must agree


@dataclass(frozen=True, slots=True)
class Scaled:
    """A typed amount that is exactly a unit's worth of another one: `scale` is `x 100`, `/ 100`."""

    operation: Operation
    cell: str
    currency: str
    old: str
    new: str
    scale: str


def scaled_updates(sent: Sent) -> Iterator[Scaled]:
    """Updates whose typed amount, or unit amount, is exactly 100 times the live one or its
    hundredth (in a currency of three places also 1,000)."""
    for operation in sent:
        cell = typed_cell(operation)
        if not cell:
            continue
        currency = operation.currency
        if cell in UNITS and _same_unit(operation):
            continue  # a hundred of them instead of one: nobody types a quantity in cents
        for name in ("amount", "unit_amount") if cell in UNITS else ("amount",):
            old, new = operation.old.get(name, ""), operation.new.get(name, "")
            scale = _scale(old, new, currency)
            if scale:
                shown = [_shown(name, one, currency) for one in (old, new)]
                yield Scaled(operation, cell, currency, shown[0], shown[1], scale)
                break


def _same_unit(operation: Operation) -> bool:
    old, new = (said.get("unit_amount", "") for said in (operation.old, operation.new))
    return bool(old) and bool(new) and Decimal(old) == Decimal(new)


def _shown(name: str, text: str, currency: str) -> str:
    if name == "amount":
        return money.show(int(text), currency)
    return money.show_unit(Decimal(text), currency)


def _scale(old: str, new: str, currency: str) -> str:
    if not old or not new or not Decimal(old) or not Decimal(new):
        return ""
    was, now = Decimal(old), Decimal(new)
    for times in sorted({100, max(100, 10 ** money.exponent(currency))}):
        if now == was * times:
            return f"x {times}"
        if now * times == was:
            return f"/ {times}"
    return ""


def unit_problems(
    sent: Sent, scaled: Sequence[Scaled], row_of: RowOf, live: Live
) -> Iterator[Problem]:
    """Amounts in the wrong unit: one question for a whole sheet of them, else one for each."""
    moved: dict[tuple[str, str], int] = defaultdict(int)
    for operation in sent:
        moved[operation.sheet, operation.currency] += bool(typed_cell(operation))
    groups: dict[tuple[str, str, str], list[Scaled]] = defaultdict(list)
    for one in scaled:
        groups[one.operation.sheet, one.currency, one.scale].append(one)
    for (sheet, currency, _), listed in groups.items():
        # All of them but one in ten: a few amounts of 0, or typed by another hand.
        if len(listed) >= SHEET_ROWS_MIN and 10 * len(listed) >= 9 * moved[sheet, currency]:
            yield _sheet_scaled(listed, row_of)
            continue
        for one in listed:
            told = {"old": one.old, "new": one.new, "scale": one.scale}
            row = row_of(one.operation)
            yield row.problem(one.cell, "amount_scaled", Severity.QUESTION, **told)
    yield from _scaled_adds(sent, row_of, live)


def _sheet_scaled(listed: Sequence[Scaled], row_of: RowOf) -> Problem:
    first = listed[0]
    row = row_of(first.operation)
    place = row.table.address(row.row, first.cell) or str(row.row)
    details = {"count": str(len(listed)), "currency": first.currency.upper(), "old": first.old,
               "new": first.new, "scale": first.scale, "other": place}  # fmt: skip
    return Problem("sheet_scaled", Severity.QUESTION, row.sheet, column=first.cell, details=details)


def _scaled_adds(sent: Sent, row_of: RowOf, live: Live) -> Iterator[Problem]:
    """A sheet of new lines, each exactly 100 times (or a hundredth of) a line of its invoice.

    Every row has to be, with several amounts: what one line costs is often a hundred others.
    """
    sheets: dict[tuple[str, str], list[Operation]] = defaultdict(list)
    for operation in sent:
        if operation.kind is Kind.ADD and money_cell(operation):
            sheets[operation.sheet, operation.currency].append(operation)
    for added in sheets.values():
        if len({operation.line_amount_minor for operation in added}) < ADDED_AMOUNTS_MIN:
            continue
        scaled: list[Scaled] = []
        for operation in added:
            found = _scaled_add(operation, live)
            if found is None or (scaled and found.scale != scaled[0].scale):
                break
            scaled.append(found)
        else:
            yield _sheet_scaled(scaled, row_of)


def _scaled_add(operation: Operation, live: Live) -> Scaled | None:
    """The new line against the first line of its invoice that it is a unit's worth of."""
    invoice, currency = live.invoices.get(operation.invoice), operation.currency
    amount = operation.line_amount_minor
    amounts = column_of(invoice.lines, "amount") if isinstance(invoice, Invoice) else ()
    if amount in amounts:
        return None
    for other in amounts:
        scale = _scale(str(other), str(amount), currency)
        if scale:
            old, new = money.show(other, currency), money.show(amount, currency)
            return Scaled(operation, money_cell(operation), currency, old, new, scale)
    return None
