"""What the accountant expects: the control sheet and the command line, compared with the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from batcher.core import columns, money
from batcher.core.checking.amounts import TOTAL_MINOR_MAX
from batcher.core.model import Fault, Kind, Problem, Severity
from batcher.core.schemas import check_cells, problem_at
from batcher.core.signs import sign_fits
from batcher.core.tables import Table
from batcher.core.values import Context


@dataclass(frozen=True, slots=True)
class Control:
    """What the accountant expects: rows per sheet, net change per currency in the major unit.

    `rows`: a kind of sheet, or the own name of one that is called something else.
    """

    rows: Mapping[Kind | str, tuple[int, str]] = field(default_factory=dict)
    changes: Mapping[str, tuple[Decimal, str]] = field(default_factory=dict)
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the command line expects: `--expect-rows`, `--expect-change usd=12.34`."""

    rows: int | None = None
    changes: Mapping[str, Decimal] = field(default_factory=dict)


def read_control(
    table: Table | None, context: Context, names: Iterable[str] = ()
) -> tuple[Control, list[Problem]]:
    """The control sheet, and what is wrong with it. `names`: those of the sheets with rows."""
    if table is None:
        return Control(), []
    checked, found = check_cells(table, Kind.CONTROL, context)
    problems = list(found)
    rows: dict[Kind | str, tuple[int, str]] = {}
    own = {columns.fold(name): name for name in names}
    changes: dict[str, tuple[Decimal, str]] = {}
    headers = list(checked.values.columns)
    # Not iterrows: pandas would make a float of a row of blanks and numbers.
    for number, cells in zip(
        checked.values.index, checked.values.itertuples(index=False, name=None), strict=True
    ):
        row = int(number)
        filled = zip(headers, cells, strict=True)
        values = {name: value for name, value in filled if value is not None}
        if any(isinstance(value, Fault) for value in values.values()):
            continue
        problems.extend(_control_row(table, row, values, own, rows, changes))
    return Control(rows, changes, table.name), problems


def _control_row(
    table: Table,
    row: int,
    values: Mapping[str, object],
    own: Mapping[str, str],
    rows: dict[Kind | str, tuple[int, str]],
    changes: dict[str, tuple[Decimal, str]],
) -> Iterator[Problem]:
    """Take one control row in, or say what it lacks."""
    for one, other in (("sheet", "rows"), ("currency", "net_change")):
        if (one in values) != (other in values):
            missing = other if one in values else one
            yield problem_at(table, row, missing, "missing_value", {"kind": Kind.CONTROL.value})
    if "sheet" in values and "rows" in values:
        named = str(values["sheet"])
        kind = columns.sheet_kind(named) or own.get(columns.fold(named))
        if kind is None or kind is Kind.CONTROL:
            nearest = columns.nearest_sheet(named)
            yield problem_at(table, row, "sheet", "control_sheet_unknown", {"nearest": nearest})
        elif kind in rows:
            yield problem_at(table, row, "sheet", "control_twice", {"other": rows[kind][1]})
        else:
            count = values["rows"]
            assert isinstance(count, int)
            rows[kind] = (count, table.address(row, "rows") or "")
    if "currency" in values and "net_change" in values:
        currency, change = str(values["currency"]), values["net_change"]
        assert isinstance(change, Decimal)
        fault = money.to_minor(change, currency, limit_minor=TOTAL_MINOR_MAX)
        sign = table.sign(row, "net_change")
        if isinstance(fault, Fault):
            yield problem_at(table, row, "net_change", fault.code, fault.details)
        elif not sign_fits(sign, currency):
            details = {"sign": sign, "currency": currency.upper()}
            yield problem_at(table, row, "net_change", "format_sign_differs", details)
        elif currency in changes:
            yield problem_at(
                table, row, "currency", "control_twice", {"other": changes[currency][1]}
            )
        else:
            changes[currency] = (change, table.address(row, "net_change") or "")


def count_problems(
    control: Control,
    places: Mapping[tuple[str, int], Kind | None],
    expected: Expected,
) -> Iterator[Problem]:
    """Compare the accountant's row counts with the sheets."""
    found: Counter[Kind | str | None] = Counter()
    if control.rows:
        found.update(places.values())
        own = {name for name in control.rows if not isinstance(name, Kind)}
        found.update(sheet for sheet, _ in places if sheet in own)
    for kind, (count, cell) in control.rows.items():
        if found[kind] != count:
            sheet = kind.value if isinstance(kind, Kind) else kind
            details = {"sheet": sheet, "found": str(found[kind]), "expected": str(count)}
            row = int("".join(c for c in cell if c.isdigit()))
            yield Problem(
                "control_rows",
                Severity.ERROR,
                control.sheet,
                row,
                cell,
                "rows",
                str(count),
                details,
            )
    total = len(places)
    if expected.rows is not None and expected.rows != total:
        details = {"found": str(total), "expected": str(expected.rows)}
        yield Problem("expect_rows", Severity.ERROR, value=str(total), details=details)
