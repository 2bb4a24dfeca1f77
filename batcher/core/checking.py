"""The whole offline check: sheets understood, cells judged, then rules of a row and across rows.

Each rule is a small function from rows to problems; `RULES` is the list of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from decimal import Context as Arithmetic

from batcher.core import columns, money
from batcher.core.model import CLEAR, Fault, Kind, Problem, Severity, Workbook
from batcher.core.schemas import EMPTY, CheckedSheet, asked, check_cells, kinds_of, problem_at
from batcher.core.tables import Table, Understood, understand
from batcher.core.values import Context, shown

AMOUNTS = ("amount", "amount_minor")
UNITS = ("unit_amount", "unit_amount_minor")
TOTAL_MINOR_MAX = 10**15
_CENT = Decimal("0.01")
# Wide enough for the product of any two cells: nothing is rounded but on purpose.
_WIDE = Arithmetic(prec=80, rounding=ROUND_HALF_UP)
PRICING = (*AMOUNTS, "price", *UNITS, "quantity")
ADDRESS = ("invoice", "line", "behavior", "ref", "currency", "correction_no")


@dataclass(frozen=True, slots=True)
class Row:
    """One row that asks for something, typed. `values`: its filled cells by canonical header.

    While rules are checked a value may be a Fault: the cell is filled, with what nobody can read.
    """

    table: Table
    row: int
    kind: Kind
    values: Mapping[str, object]
    was: Mapping[str, object]
    identity: str = ""
    amount_max_minor: int | None = None

    @property
    def sheet(self) -> str:
        """The sheet's name as the person wrote it."""
        return self.table.name

    def text(self, name: str) -> str:
        """A cell of text, '' when blank."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def filled(self, names: Iterable[str]) -> tuple[str, ...]:
        """Which of these cells are filled, in the given order."""
        return tuple(name for name in names if name in self.values)

    def problem(
        self, name: str, code: str, severity: Severity = Severity.ERROR, **details: str
    ) -> Problem:
        """A problem of one of this row's cells."""
        return problem_at(self.table, self.row, name, code, details, severity)

    def fault(self, name: str, fault: Fault) -> Problem:
        """A fault found in one of this row's cells, as a problem."""
        return problem_at(self.table, self.row, name, fault.code, fault.details)


@dataclass(frozen=True, slots=True)
class Control:
    """What the accountant expects: rows per sheet, net change per currency in the major unit."""

    rows: Mapping[Kind, tuple[int, str]] = field(default_factory=dict)
    changes: Mapping[str, tuple[Decimal, str]] = field(default_factory=dict)
    sheet: str = ""


@dataclass(frozen=True, eq=False)
class Checked:
    """A workbook checked offline.

    `rows`: every row that asks for something and has no error, in workbook order. `rejected`: the
    (sheet, row) with an error. `places`: every row that asks for something, its kind.
    """

    workbook: Workbook
    tables: tuple[Table, ...]
    rows: tuple[Row, ...]
    places: Mapping[tuple[str, int], Kind | None]
    control: Control
    problems: tuple[Problem, ...]
    left_out: Mapping[str, int]

    @property
    def rejected(self) -> frozenset[tuple[str, int]]:
        """The rows with an error."""
        return frozenset(
            (p.sheet, p.row)
            for p in self.problems
            if p.severity is Severity.ERROR and p.row is not None
        )


@dataclass(frozen=True, slots=True)
class Expected:
    """What the command line expects: `--expect-rows`, `--expect-change usd=12.34`."""

    rows: int | None = None
    changes: Mapping[str, Decimal] = field(default_factory=dict)


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
    rows: list[Row] = []
    for table in understood.tables:
        own: list[Row] = []
        is_cp932 = workbook.encodings.get(table.name) == "cp932"
        here = replace(context, csv_backslash_yen=is_cp932)
        for kind in kinds_of(table):
            checked, found = check_cells(table, kind, here)
            problems.extend(found)
            own.extend(_rows(checked, context.amount_max_minor))
        rows.extend(sorted(own, key=lambda row: row.row))
    refs = _raw_refs(understood)
    for rule in RULES:
        broken = rule(rows)
        problems.extend(p for p in broken if p.code != "ref_unknown" or p.value[1:] not in refs)
    control, found_control = _control(understood, context)
    problems.extend(found_control)
    places = {(t.name, r): (t.kind or t.kinds.get(r)) for t in understood.tables for r in t.rows}
    problems.extend(_control_rows(control, places, expected or Expected()))
    problems = _earliest(problems)
    bad = _with_error(problems)
    return Checked(
        workbook,
        understood.tables,
        tuple(r for r in rows if (r.sheet, r.row) not in bad and _is_whole(r)),
        places,
        control,
        tuple(problems),
        _left_out(understood),
    )


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
        shown(table.cell(row, "ref")).strip().removeprefix("@")
        for table in understood.tables
        for row in table.rows
        if table.number("ref") is not None
    )


def _rows(checked: CheckedSheet, amount_max_minor: int | None) -> Iterator[Row]:
    names = list(checked.values.columns)
    for number, cells in zip(
        checked.values.index, checked.values.itertuples(index=False, name=None), strict=True
    ):
        values = dict(zip(names, cells, strict=True))
        was = {n.removeprefix("was."): v for n, v in values.items() if n.startswith("was.")}
        row = int(number)
        yield Row(
            checked.table,
            row,
            checked.kind,
            asked(values),
            {n: v for n, v in was.items() if v is not None},
            checked.identities.get(row, ""),
            amount_max_minor,
        )


def _is_whole(row: Row) -> bool:
    """False for a row of a sheet that lacks a required column; the sheet's problem says so."""
    required = (c.name for c in columns.columns_of(row.kind) if row.kind in c.required)
    return all(name in row.values for name in required)


def _with_error(problems: Iterable[Problem]) -> set[tuple[str, int]]:
    return {(p.sheet, p.row) for p in problems if p.severity is Severity.ERROR and p.row}


def _earliest(problems: Iterable[Problem]) -> list[Problem]:
    """One problem per cell: the first found, and an error before a question or warning."""
    best: dict[tuple[object, ...], Problem] = {}
    rank = list(Severity)
    for number, problem in enumerate(problems):
        place: tuple[object, ...] = (problem.sheet, problem.row, problem.cell, problem.column)
        if problem.row is None:
            place = (number,)
        known = best.get(place)
        if known is None or rank.index(problem.severity) < rank.index(known.severity):
            best[place] = problem
    return list(best.values())


def later(found: Iterable[Problem], earlier: Iterable[Problem]) -> list[Problem]:
    """What was found later, without further errors of a cell that has one already.

    Questions and warnings of different codes stay: one answered must not answer another.
    """
    told = {(p.sheet, p.cell) for p in earlier if p.severity is Severity.ERROR}
    first: dict[tuple[object, ...], Problem] = {}
    for number, problem in enumerate(found):
        place = (problem.sheet, problem.cell)
        if problem.cell is None:
            first[number,] = problem
        elif place not in told:
            error = problem.severity is Severity.ERROR
            first.setdefault((*place, "" if error else problem.code), problem)
    return [
        problem
        for problem in first.values()
        if problem.severity is Severity.ERROR or (problem.sheet, problem.cell, "") not in first
    ]


Rule = Callable[[list[Row]], Iterator[Problem]]


def _on_lines(rows: Iterable[Row]) -> Iterator[Row]:
    return (row for row in rows if row.kind in (Kind.ADD, Kind.UPDATE))


def one_way_of_pricing(rows: list[Row]) -> Iterator[Problem]:
    """Amount, price, unit amount and invoice item exclude one another (stripe-contract 1.3)."""
    for row in _on_lines(rows):
        for pair in (AMOUNTS, UNITS):
            if len(row.filled(pair)) == 2:
                yield row.problem(pair[1], "pricing_twice", other=pair[0])
        amount, unit = row.filled(AMOUNTS)[:1], row.filled(UNITS)[:1]
        price, item = row.filled(["price"]), row.filled(["invoice_item"])
        ways = [*amount, *price, *unit]
        if item and (clash := [*ways, *row.filled(["quantity"])]):
            yield row.problem(clash[0], "pricing_with_item", other="invoice_item")
        elif price and (amount or unit):
            other = next(name for name in ways if name != "price")
            yield row.problem(other, "pricing_ways", other="price")
        elif amount and not unit and "quantity" in row.values:
            yield row.problem("quantity", "amount_with_quantity", other=amount[0])
        elif amount and unit:
            yield from _amount_as_check(row, amount[0], unit[0])


def _amount_as_check(row: Row, amount: str, unit: str) -> Iterator[Problem]:
    """`amount` beside quantity x unit amount must say the same; the plan checks mixed units."""
    quantity = row.values.get("quantity", Decimal(1) if row.kind is Kind.ADD else None)
    total, each = row.values[amount], row.values[unit]
    if (
        (amount == "amount") != (unit == "unit_amount")
        or not isinstance(quantity, Decimal)
        or not isinstance(each, Decimal)
        or not isinstance(total, Decimal | int)
    ):
        return
    exact = _WIDE.multiply(quantity, each)
    if not _may_be(Decimal(total), exact, amount == "amount", row.text("currency")):
        product = f"{format(quantity, 'f')} x {format(each, 'f')} = {format(exact, 'f')}"
        yield row.problem(amount, "amount_differs", product=product)


def _may_be(total: Decimal, product: Decimal, is_major: bool, currency: str) -> bool:
    """Whether Stripe would bill `product` as `total`; without a currency one of its roundings may.

    Two places are exact in nearly every currency, so only what has more is given that benefit.
    """
    if not is_major:
        places: tuple[int, ...] = (0,)
    elif currency:
        places = (money.exponent(currency),)
    else:
        places = (2,) if product == _WIDE.quantize(product, _CENT) else (0, 2, 3)
    return any(total == _WIDE.quantize(product, Decimal(1).scaleb(-p)) for p in places)


def something_to_add(rows: list[Row]) -> Iterator[Problem]:
    """A new line needs a price of some kind, or a pending invoice item."""
    for row in rows:
        if row.kind is not Kind.ADD:
            continue
        if not row.filled((*AMOUNTS, "price", *UNITS, "invoice_item")):
            yield row.problem("amount", "nothing_to_add")
        elif row.filled(UNITS) and not row.filled(("product", "product_name", "description")):
            yield row.problem("product_name", "product_missing")


def product_words(rows: list[Row]) -> Iterator[Problem]:
    """`product`, `product_name` and `tax_behavior` go with a unit amount; product xor name."""
    for row in _on_lines(rows):
        both = row.filled(("product", "product_name"))
        if len(both) == 2:
            yield row.problem("product_name", "product_twice", other="product")
        if not row.filled(UNITS):
            for name in row.filled(("product", "product_name", "tax_behavior")):
                yield row.problem(name, "needs_unit_amount")


def whole_periods(rows: list[Row]) -> Iterator[Problem]:
    """Half a period is a problem on a new line; an end lies not before its start."""
    for row in _on_lines(rows):
        start, end = row.values.get("period_start"), row.values.get("period_end")
        if row.kind is Kind.ADD and (start is None) != (end is None):
            missing = "period_start" if start is None else "period_end"
            yield row.problem(missing, "period_half")
        elif isinstance(start, int) and isinstance(end, int) and end < start:
            yield row.problem("period_end", "period_backwards")


def whole_tax_amounts(rows: list[Row]) -> Iterator[Problem]:
    """A tax amount has all its five cells or none; not beside tax rates on the same row."""
    for row in _on_lines(rows):
        for number in range(1, columns.TAX_AMOUNTS_MAX + 1):
            names = [f"tax_{number}_{part}" for part in columns.TAX_PARTS]
            filled = row.filled(names)
            if not filled:
                continue
            cleared = [name for name in filled if row.values[name] is CLEAR]
            if cleared and (len(filled) > 1 or number > 1):
                yield row.problem(cleared[0], "tax_clear_alone")
            elif not cleared and len(filled) < len(names):
                missing = next(name for name in names if name not in filled)
                yield row.problem(missing, "tax_amount_half", number=str(number))
            if "tax_rates" in row.values and row.values["tax_rates"] is not CLEAR and not cleared:
                yield row.problem(filled[0], "tax_ways")


def lines_once(rows: list[Row]) -> Iterator[Problem]:
    """One line in one row: not updated twice, not removed twice, not both (1.4 of the contract)."""
    first: dict[str, Row] = {}
    for row in rows:
        if row.kind not in (Kind.UPDATE, Kind.REMOVE):
            continue
        line = row.text("line")
        if not line:
            continue
        if line in first:
            other = first[line]
            code = "line_twice" if other.kind is row.kind else "line_updated_and_removed"
            yield row.problem("line", code, other=f"{other.sheet}!{other.row}")
        first.setdefault(line, row)


def items_once(rows: list[Row]) -> Iterator[Problem]:
    """One item is put on one invoice; an `il_` is one only if this workbook unassigns it."""
    unassigned = {
        row.text("line")
        for row in rows
        if row.kind is Kind.REMOVE and row.values.get("behavior") != "delete"
    }
    first: dict[str, Row] = {}
    for row in rows:
        item = row.text("invoice_item")
        if row.kind is not Kind.ADD or not item:
            continue
        if item.startswith("il_") and item not in unassigned:
            yield row.problem("invoice_item", "line_id_as_invoice_item")
        elif item in first:
            other = first[item]
            yield row.problem("invoice_item", "item_twice", other=f"{other.sheet}!{other.row}")
        first.setdefault(item, row)


def one_currency_an_invoice(rows: list[Row]) -> Iterator[Problem]:
    """All rows of an invoice that name a currency name the same."""
    first: dict[str, tuple[str, Row]] = {}
    for row in rows:
        ref = row.text("ref").removeprefix("@")
        invoice = f"@{ref}" if row.kind is Kind.CREATE and ref else row.text("invoice")
        currency = row.text("currency")
        if not currency or not invoice:
            continue
        known = first.setdefault(invoice, (currency, row))
        if known[0] != currency:
            other = f"{known[1].sheet}!{known[1].row}"
            yield row.problem(
                "currency", "two_currencies", expected=known[0], other=other, invoice=invoice
            )


def exact_money(rows: list[Row]) -> Iterator[Problem]:
    """Where a row names its currency, its money fits that currency's places."""
    for row in rows:
        currency = row.text("currency")
        if currency:
            yield from money_problems(row, currency)


def money_problems(row: Row, currency: str) -> Iterator[Problem]:
    """What is wrong with the money of a row in this currency; also asked by the plan."""
    names = [n for n in row.values if n in (*AMOUNTS, *UNITS) or n.startswith("tax_")]
    for name in names:
        value = row.values[name]
        if isinstance(value, Fault):
            continue
        minor = minor_of(name, value, currency, row.amount_max_minor)
        raw = row.table.cell(row.row, name)
        if isinstance(raw, str) and not money.sign_fits(raw, currency):
            yield row.problem(name, "sign_differs", currency=currency.upper())
        elif isinstance(minor, Fault):
            yield row.fault(name, minor)
        elif isinstance(minor, int) and money.three_decimal_warning(minor, currency):
            yield row.problem(name, "three_decimals", Severity.WARNING, currency=currency)


def minor_of(
    name: str, value: object, currency: str, limit_minor: int | None = TOTAL_MINOR_MAX
) -> int | Decimal | Fault | None:
    """A money cell in minor units: int for a total, Decimal for a unit amount; None if no money.

    `limit_minor`: the largest total allowed; None is the currency's own limit for one line.
    """
    if name == "amount" or (
        name.startswith("tax_") and name.endswith("_amount") and isinstance(value, Decimal)
    ):
        assert isinstance(value, Decimal)
        return money.to_minor(value, currency, limit_minor)
    if name == "amount_minor":
        assert isinstance(value, int)
        return money.check_minor(value, currency, limit_minor)
    if name == "unit_amount":
        assert isinstance(value, Decimal)
        return money.unit_to_minor(value, currency)
    return value if name == "unit_amount_minor" and isinstance(value, Decimal) else None


def references(rows: list[Row]) -> Iterator[Problem]:
    """`ref` is given once; `@ref` names one; a new draft has no lines to update or remove."""
    created: dict[str, Row] = {}
    for row in rows:
        if row.kind is Kind.CREATE:
            ref = row.text("ref").removeprefix("@")
            if not ref:
                continue
            if ref in created:
                other = created[ref]
                yield row.problem("ref", "ref_twice", other=f"{other.sheet}!{other.row}")
            created.setdefault(ref, row)
    known = ", ".join(f"@{ref}" for ref in created) or "-"
    for row in rows:
        invoice = row.text("invoice")
        if not invoice.startswith("@"):
            continue
        if row.kind in (Kind.UPDATE, Kind.REMOVE):
            yield row.problem("invoice", "ref_has_no_lines")
        elif invoice[1:] not in created:
            yield row.problem("invoice", "ref_unknown", known=known)


def due_dates(rows: list[Row]) -> Iterator[Problem]:
    """`send_invoice` needs one of the two ways of saying when it is due; the other method none."""
    for row in rows:
        if row.kind is not Kind.CREATE:
            continue
        filled = row.filled(("days_until_due", "due_date"))
        if row.text("collection_method") == "send_invoice":
            if not filled:
                yield row.problem("days_until_due", "due_missing")
            elif len(filled) == 2:
                yield row.problem("due_date", "due_twice", other="days_until_due")
        elif filled and row.text("collection_method"):
            yield row.problem(filled[0], "due_not_sent")


def metadata_agrees(rows: list[Row]) -> Iterator[Problem]:
    """Two rows on one invoice's metadata may not ask for different values of one key."""
    first: dict[tuple[str, str], Row] = {}
    for row in rows:
        if row.kind is not Kind.METADATA or not row.text("invoice"):
            continue
        for name, value in row.values.items():
            if not name.startswith("metadata."):
                continue
            other = first.setdefault((row.text("invoice"), name), row)
            if other.values[name] != value:
                yield row.problem(name, "metadata_twice", other=f"{other.sheet}!{other.row}")


def few_metadata_keys(rows: list[Row]) -> Iterator[Problem]:
    """At most 50 keys; added lines and created invoices keep one for the tag."""
    for row in rows:
        names = [name for name in row.values if name.startswith("metadata.")]
        room = columns.METADATA_KEYS_MAX - (row.kind in (Kind.ADD, Kind.CREATE))
        if len(names) > room:
            yield row.problem(names[room], "metadata_keys", allowed=str(room))


def ids_of_one_case(rows: list[Row]) -> Iterator[Problem]:
    """Ids that differ only in upper and lower case: Excel takes them for one, Stripe does not."""
    seen: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in rows:
        for name in ("invoice", "line"):
            text = row.text(name)
            others = seen[text.casefold()]
            if text and others and text not in others:
                yield row.problem(
                    name, "ids_differ_by_case", Severity.WARNING, other=next(iter(others))
                )
            others.setdefault(text, row)


RULES: tuple[Rule, ...] = (
    one_way_of_pricing,
    something_to_add,
    product_words,
    whole_periods,
    whole_tax_amounts,
    lines_once,
    items_once,
    one_currency_an_invoice,
    exact_money,
    references,
    due_dates,
    metadata_agrees,
    few_metadata_keys,
    ids_of_one_case,
)


def _control(understood: Understood, context: Context) -> tuple[Control, list[Problem]]:
    table = understood.control
    if table is None:
        return Control(), []
    checked, found = check_cells(table, Kind.CONTROL, context)
    problems = list(found)
    rows: dict[Kind, tuple[int, str]] = {}
    changes: dict[str, tuple[Decimal, str]] = {}
    names = list(checked.values.columns)
    # Not iterrows: pandas would make a float of a row of blanks and numbers.
    for number, cells in zip(
        checked.values.index, checked.values.itertuples(index=False, name=None), strict=True
    ):
        row = int(number)
        filled = zip(names, cells, strict=True)
        values = {name: value for name, value in filled if value is not None}
        if any(isinstance(value, Fault) for value in values.values()):
            continue
        problems.extend(_control_row(table, row, values, rows, changes))
    return Control(rows, changes, table.name), problems


def _control_row(
    table: Table,
    row: int,
    values: Mapping[str, object],
    rows: dict[Kind, tuple[int, str]],
    changes: dict[str, tuple[Decimal, str]],
) -> Iterator[Problem]:
    """Take one control row in, or say what it lacks."""
    for one, other in (("sheet", "rows"), ("currency", "net_change")):
        if (one in values) != (other in values):
            missing = other if one in values else one
            yield problem_at(table, row, missing, "missing_value", {"kind": Kind.CONTROL.value})
    if "sheet" in values and "rows" in values:
        kind = columns.sheet_kind(str(values["sheet"]))
        if kind is None or kind is Kind.CONTROL:
            nearest = columns.nearest_sheet(str(values["sheet"]))
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
        if isinstance(fault, Fault):
            yield problem_at(table, row, "net_change", fault.code, fault.details)
        elif currency in changes:
            yield problem_at(
                table, row, "currency", "control_twice", {"other": changes[currency][1]}
            )
        else:
            changes[currency] = (change, table.address(row, "net_change") or "")


def _control_rows(
    control: Control,
    places: Mapping[tuple[str, int], Kind | None],
    expected: Expected,
) -> Iterator[Problem]:
    """Compare the accountant's row counts with the sheets."""
    found: dict[Kind, int] = defaultdict(int)
    for kind in places.values():
        if kind is not None:
            found[kind] += 1
    for kind, (count, cell) in control.rows.items():
        if found[kind] != count:
            details = {"sheet": kind.value, "found": str(found[kind]), "expected": str(count)}
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


__all__ = ["EMPTY", "Checked", "Control", "Expected", "Row", "check", "minor_of", "money_problems"]
