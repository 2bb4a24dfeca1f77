"""The offline check of a whole workbook: everything that can be known of it without Stripe.

Each rule is a small function from rows to problems; `RULES` is the list of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from batcher.core.checking import across, pricing, single
from batcher.core.checking.amounts import exact_money
from batcher.core.checking.control import Control, Expected, count_problems, read_control
from batcher.core.checking.earliest import earliest
from batcher.core.checking.exported import UNKNOWN, export_problems
from batcher.core.checking.rows import Rows, rows_of
from batcher.core.model import Kind, Problem, Severity, Workbook
from batcher.core.schemas import CheckedSheet, check_cells, kinds_of
from batcher.core.tables import Table, Understood, understand
from batcher.core.values import Context, shown

Rule = Callable[[Rows], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    pricing.one_way_of_pricing,
    pricing.something_to_add,
    pricing.product_words,
    single.whole_periods,
    single.whole_tax_amounts,
    across.lines_once,
    across.items_once,
    across.one_currency_an_invoice,
    exact_money,
    across.references,
    single.due_dates,
    across.metadata_agrees,
    single.few_metadata_keys,
    across.ids_of_one_case,
)


@dataclass(frozen=True, eq=False)
class Asking(Mapping[tuple[str, int], Kind | None]):
    """Every row that asks for something: (sheet, row) -> its kind, None where it is no kind."""

    tables: tuple[Table, ...]

    def __len__(self) -> int:
        return sum(len(table.rows) for table in self.tables)

    def __iter__(self) -> Iterator[tuple[str, int]]:
        return ((table.name, row) for table in self.tables for row in table.rows)

    def __getitem__(self, place: tuple[str, int]) -> Kind | None:
        table, rows = self._rows[place[0]]
        if place[1] not in rows:
            raise KeyError(place)
        return table.kind or table.kinds.get(place[1])

    @cached_property
    def _rows(self) -> Mapping[str, tuple[Table, frozenset[int]]]:
        return {table.name: (table, frozenset(table.rows)) for table in self.tables}


@dataclass(frozen=True, eq=False)
class Checked:
    """A workbook checked offline.

    `rows`: every row that asks for something and has no error, in workbook order. `places`: every
    row that asks for something, its kind.
    """

    workbook: Workbook
    tables: tuple[Table, ...]
    rows: Rows
    places: Mapping[tuple[str, int], Kind | None]
    control: Control
    problems: tuple[Problem, ...]
    left_out: Mapping[str, int]

    @cached_property
    def rejected(self) -> frozenset[tuple[str, int]]:
        """The (sheet, row) with an error."""
        bad = _with_error(self.problems)
        return frozenset((sheet, row) for sheet, rows in bad.items() for row in rows)


def check(
    workbook: Workbook,
    context: Context,
    *,
    sheet: str | None = None,
    hidden_rows: str | None = None,
    expected: Expected | None = None,
) -> Checked:
    """Everything that can be known of a workbook without Stripe; finds all problems in one go."""
    understood = understand(workbook, sheet=sheet, hidden_rows=hidden_rows)
    problems = list(understood.problems)
    sheets: list[list[CheckedSheet]] = []
    for table in understood.tables:
        is_cp932 = workbook.encodings.get(table.name) == "cp932"
        here = replace(context, csv_backslash_yen=is_cp932)
        checked = [check_cells(table, kind, here) for kind in kinds_of(table)]
        problems.extend(problem for _, found in checked for problem in found)
        sheets.append([own for own, _ in checked])
        problems.extend(problem for own, _ in checked for problem in export_problems(own))
    rows = rows_of(sheets, context.amount_max_minor)
    refs = _raw_refs(understood)
    lost = {problem.sheet for problem in problems if problem.code in UNKNOWN}
    for rule in RULES:
        broken = (problem for problem in rule(rows) if problem.sheet not in lost)
        problems.extend(p for p in broken if p.code != "ref_unknown" or p.value[1:] not in refs)
    control, found_control = read_control(
        understood.control, context, [table.name for table in understood.tables]
    )
    problems.extend(found_control)
    places = Asking(understood.tables)
    wanted = expected or Expected()
    problems.extend(count_problems(control, places, wanted))
    counted = understood.control is not None or wanted != Expected()
    told = tuple(p for p in earliest(problems) if not (counted and p.code == "no_final_newline"))
    # What a person asks for on a sheet that lost what was there, nobody knows.
    unknown = {table.name: set(table.rows) for table in understood.tables if table.name in lost}
    kept = rows.without({**_with_error(told), **unknown})
    return Checked(workbook, understood.tables, kept, places, control, told, _left_out(understood))


def _left_out(understood: Understood) -> dict[str, int]:
    """Rows outside the total by sheet: those that ask for nothing, skipped ones, and control's."""
    left_out = {table.name: table.left_out for table in understood.tables}
    control = understood.control
    if control:
        left_out[control.name] = control.left_out + len(control.rows)
    return {name: count for name, count in left_out.items() if count}


def _raw_refs(understood: Understood) -> frozenset[str]:
    """Every ref that stands on a sheet, also in rows with errors: those name the real cause."""
    return frozenset(
        shown(cell).strip().removeprefix("@")
        for table in understood.tables
        if table.number("ref") is not None
        for cell in table.column("ref", table.places(table.rows))
    )


def _with_error(problems: Iterable[Problem]) -> dict[str, set[int]]:
    """The rows with an error by sheet."""
    bad: dict[str, set[int]] = {}
    for problem in problems:
        if problem.severity is Severity.ERROR and problem.row:
            bad.setdefault(problem.sheet, set()).add(problem.row)
    return bad
