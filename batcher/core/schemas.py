"""Checks frames offline: cells by pandera schemas built from the catalogue, then rules of one row.

Cells are parsed first (`values`), so a schema only ever judges typed values and never coerces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from batcher.core import columns
from batcher.core.columns import Column, Value
from batcher.core.dressing import as_shown
from batcher.core.model import CLEAR, OPERATIONS, Clear, Fault, Kind, Problem, Severity
from batcher.core.tables import Objects, Table
from batcher.core.values import Context, is_blank, is_empty_mark, parse_column, shown

# What a parsed cell of each kind of value is; anything else (a float above all) fails the schema.
_TYPES: dict[Value, type] = {
    Value.INVOICE: str,
    Value.ID: str,
    Value.IDS: tuple,
    Value.TEXT: str,
    Value.CURRENCY: str,
    Value.MONEY: Decimal,
    Value.MINOR: int,
    Value.UNIT_MONEY: Decimal,
    Value.UNIT_MINOR: Decimal,
    Value.QUANTITY: Decimal,
    Value.WHOLE: int,
    Value.PERCENT: Decimal,
    Value.YES_NO: bool,
    Value.START: int,
    Value.END: int,
    Value.CHOICE: str,
}


AMOUNTS = ("amount", "amount_minor")
UNITS = ("unit_amount", "unit_amount_minor")


class Empty:
    """What a `was.` cell means that says `(empty)`: the person saw nothing there."""

    def __repr__(self) -> str:
        return "EMPTY"


EMPTY = Empty()


class CheckingDisabled(Exception):
    """pandera has been switched off from outside (PANDERA_VALIDATION_ENABLED)."""


@dataclass(frozen=True, eq=False)
class CheckedSheet:
    """The typed rows of one kind on one sheet.

    `values`: index = true row numbers, columns = canonical headers, object cells: a typed value of
    `values`, CLEAR, EMPTY (`was.` only) or None. A cell equal to its `was.` twin is None.
    `numbers`: the row numbers once more, as the table has them.
    `identities`: row -> the text of the hidden `operation_id` column.
    """

    table: Table
    kind: Kind
    values: pd.DataFrame
    identities: Mapping[int, str]
    numbers: tuple[int, ...]

    @cached_property
    def own(self) -> tuple[tuple[str, Objects], ...]:
        """(header, cells) of the columns that ask for something."""
        return tuple(one for one in self._columns if not one[0].startswith("was."))

    @cached_property
    def was(self) -> tuple[tuple[str, Objects], ...]:
        """(header without `was.`, cells) of the columns that say what the person saw."""
        told = [(name.partition("was."), cells) for name, cells in self._columns]
        return tuple((name, cells) for (before, was, name), cells in told if was and not before)

    @property
    def _columns(self) -> Iterator[tuple[str, Objects]]:
        return ((str(name), cells.to_numpy()) for name, cells in self.values.items())

    def cells(self, name: str) -> Objects | None:
        """A column's cells as read; None where it is not there."""
        if self.table.number(name) is None:
            return None
        return self.table.column(name, self.table.places(self.numbers))

    @property
    def is_whole(self) -> bool:
        """False where a required column is not there; the sheet's problem says so."""
        there = set(self.values.columns)
        columns_of = columns.columns_of(self.kind)
        return all(c.name in there for c in columns_of if self.kind in c.required)


def assert_enabled() -> None:
    """Fail loudly if pandera would let everything pass: a frame that must fail is checked."""
    canary = pd.DataFrame({"amount": [0.5]}, dtype=object)
    schema = pa.DataFrameSchema({"amount": _schema_column(Value.MINOR, Kind.ADD, None)})
    try:
        schema.validate(canary, lazy=True)
    except SchemaErrors:
        return
    raise CheckingDisabled


def _schema_column(value: Value, kind: Kind, column: Column | None) -> pa.Column:
    types = _TYPES[value]

    def typed(series: pd.Series) -> bool | pd.Series:
        # Types are few and cells are many: each type is judged once.
        met = list(map(type, series.to_numpy()))
        right = {own for own in set(met) if _fits(own, types)}
        if right.issuperset(met):
            return True
        return pd.Series([own in right for own in met], index=series.index)

    required = column is not None and kind in column.required
    return pa.Column(
        object, pa.Check(typed, name="typed"), nullable=not required, coerce=False, required=True
    )


def _fits(found: type, wanted: type) -> bool:
    """True for the wanted type and for the marks; a bool is no int here."""
    if found is bool:
        return wanted is bool
    return issubclass(found, (wanted, Clear, Empty))


@cache
def schema(kind: Kind, names: tuple[str, ...]) -> pa.DataFrameSchema:
    """The schema of a sheet of this kind with these canonical headers; strict, never coercing."""
    shape = {}
    for name in names:
        column = columns.column(name.removeprefix("was."), kind)
        own = None if name.startswith("was.") else column
        shape[name] = _schema_column(column.value, kind, own)
    return pa.DataFrameSchema(shape, strict=True, coerce=False)


def check_cells(
    table: Table, kind: Kind, context: Context
) -> tuple[CheckedSheet, tuple[Problem, ...]]:
    """Parse and judge the cells of a table's rows of one kind; one problem per bad cell."""
    rows = table.rows
    if table.kind is None:
        rows = tuple(row for row in rows if table.kinds.get(row) is kind)
    index, places = pd.Index(rows, dtype="int64"), table.places(rows)
    raw = {
        header.name: pd.Series(table.column(header.name, places), index=index, dtype=object)
        for header in table.meaning.values()
    }
    unused = [header.name for header in table.meaning.values() if not columns.uses(kind, header)]
    problems = list(_unused_cells(table, kind, {name: raw.pop(name) for name in unused}))
    parsed = {name: _parse(name, series, kind, context) for name, series in raw.items()}
    whole = {name: parsed[name] for name in UNITS if name in parsed}
    for name in [n for n in parsed if n.startswith("was.")]:
        twin = name.removeprefix("was.")
        if twin in parsed:
            parsed[twin] = _blank_where_same(parsed[twin], parsed[name], raw[twin], raw[name])
    parsed.update(_units_that_count(parsed, whole))
    parsed.update(_dressed_texts(table, kind, parsed, raw))
    frame = pd.DataFrame(parsed, index=index, dtype=object)
    problems.extend(_judge(table, kind, frame, raw))
    identities = _identities(table, rows)
    return CheckedSheet(table, kind, frame, identities, rows), tuple(problems)


def _unused_cells(table: Table, kind: Kind, unused: Mapping[str, pd.Series]) -> Iterator[Problem]:
    """Filled cells of columns that this row's own operation has no use for."""
    for name, series in unused.items():
        column = columns.column(name.removeprefix("was."), kind)
        details = {"sheets": ", ".join(sorted(k.value for k in column.sheets)), "kind": kind.value}
        for row, cell in series.items():
            if not is_blank(cell):
                number = int(str(row))
                yield problem_at(table, number, name, "column_not_used", details, Severity.QUESTION)


def _parse(name: str, series: pd.Series, kind: Kind, context: Context) -> pd.Series:
    column = columns.column(name.removeprefix("was."), kind)
    if not name.startswith("was."):
        return parse_column(series, column, context)
    empty = series.map(is_empty_mark)
    parsed = parse_column(series.where(~empty.astype(bool), None), column, context).astype(object)
    parsed[empty.astype(bool)] = EMPTY
    return parsed


def _blank_where_same(
    now: pd.Series, was: pd.Series, now_raw: pd.Series, was_raw: pd.Series
) -> pd.Series:
    """A cell equal to its `was.` cell is blank for every rule, also where neither can be read."""
    same = [
        shown(a) == shown(b) if isinstance(v, Fault) else v is not None and _stands(v, w)
        for v, w, a, b in zip(now, was, now_raw, was_raw, strict=True)
    ]
    return now.where(~pd.Series(same, index=now.index, dtype=bool), None)


def _units_that_count(
    parsed: Mapping[str, pd.Series], whole: Mapping[str, pd.Series]
) -> Iterator[tuple[str, pd.Series]]:
    """A unit amount that stands as it was, where the row needs it: to go with another product, or
    to check an amount that was changed along with the quantity."""

    def filled(name: str) -> pd.Series:
        return parsed[name].notna() if name in parsed else pd.Series(False, index=series.index)

    for name, series in whole.items():
        words = filled("product") | filled("product_name") | filled("tax_behavior")
        total = AMOUNTS[UNITS.index(name)]
        needed = words | (filled(total) & filled("quantity"))
        if not needed.any():
            continue
        yield name, parsed[name].where(~needed, series)


def _dressed_texts(
    table: Table, kind: Kind, parsed: Mapping[str, pd.Series], raw: Mapping[str, pd.Series]
) -> Iterator[tuple[str, pd.Series]]:
    """The columns of texts where numbers or days wear formats, judged by what the cells show."""
    for name, values in tuple(parsed.items()):
        worn = () if name.startswith("was.") else table.dressed(name)
        if worn and columns.column(name, kind).value is Value.TEXT:
            yield name, as_shown(values, raw[name], worn)


def _stands(now: object, was: object) -> bool:
    """Equal, or cleared where nothing was."""
    return now == was or (now is CLEAR and was is EMPTY)


def _judge(
    table: Table, kind: Kind, frame: pd.DataFrame, raw: Mapping[str, pd.Series]
) -> Iterator[Problem]:
    """Every failure of the schema as a problem; the fault in the cell says what is wrong."""
    if not len(frame.columns):
        return
    try:
        schema(kind, tuple(frame.columns)).validate(frame, lazy=True)
    except SchemaErrors as failures:
        cases = failures.failure_cases
        cases = cases[cases["index"].notna()]
        columns_met = {name: (frame[name].to_numpy(), raw[name].to_numpy()) for name in raw}
        places = frame.index.get_indexer(pd.Index(cases["index"], dtype="int64"))
        for name, row, place in zip(cases["column"], cases["index"], places, strict=True):
            values, cells = columns_met[name]
            yield _cell_problem(table, kind, name, int(row), values[place], cells[place])


def _cell_problem(
    table: Table, kind: Kind, name: str, row: int, value: object, cell: object
) -> Problem:
    if value is None:
        return problem_at(table, row, name, "missing_value", {"kind": kind.value})
    assert isinstance(value, Fault), f"{name} at row {row} was parsed to {value!r}"
    details = {**value.details, "kind": kind.value}
    text = value.shown or shown(cell)
    return problem_at(table, row, name, value.code, details, value=text)


def problem_at(
    table: Table,
    row: int,
    name: str,
    code: str,
    details: Mapping[str, str] | None = None,
    severity: Severity = Severity.ERROR,
    value: str | None = None,
) -> Problem:
    """A problem of one cell; without that column its cell is None and the row is named."""
    found = shown(table.cell(row, name)) if value is None else value
    known = {"value": found, "column": name, "row": str(row), **(details or {})}
    return Problem(code, severity, table.name, row, table.address(row, name), name, found, known)


def _identities(table: Table, rows: tuple[int, ...]) -> dict[int, str]:
    if table.identity_column is None:
        return {}
    cells = table.sheet.cells.loc[list(rows), table.identity_column]
    return {int(str(row)): shown(cell) for row, cell in cells.items() if not is_blank(cell)}


def kinds_of(table: Table) -> tuple[Kind, ...]:
    """The kinds that stand on a table, in the order of the catalogue."""
    if table.kind is not None:
        return (table.kind,)
    present = set(table.kinds.values())
    return tuple(kind for kind in OPERATIONS if kind in present)


__all__ = [
    "AMOUNTS",
    "CLEAR",
    "EMPTY",
    "UNITS",
    "CheckedSheet",
    "CheckingDisabled",
    "assert_enabled",
    "check_cells",
    "kinds_of",
    "problem_at",
    "schema",
]
