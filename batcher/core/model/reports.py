"""The nouns of what is told of a run: money reconciled, report, leftovers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from batcher.core.model.runs import Status
from batcher.core.model.undone import Undone
from batcher.core.model.workbooks import Kind, Problem

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """One currency reconciled; all in minor units as Stripe holds them."""

    currency: str
    before_minor: int
    expected_change_minor: int
    actual_change_minor: int
    other_change_minor: int

    @property
    def difference_minor(self) -> int:
        """What nobody can account for; anything but zero is never exit 0."""
        return self.actual_change_minor - self.expected_change_minor


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What rows of one currency were to change, in minor units; planned = applied + not applied +
    in doubt. Rows that already stood as asked are not in it."""

    currency: str
    planned_minor: int
    applied_minor: int
    not_applied_minor: int
    in_doubt_minor: int

    @property
    def difference_minor(self) -> int:
        """What was planned and nobody can account for."""
        known = self.applied_minor + self.not_applied_minor + self.in_doubt_minor
        return self.planned_minor - known


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """One invoice reconciled; amounts in minor units, sums of the amounts of all its lines.

    `expected_change_minor` is of the rows applied; `other_change_minor` what other people changed
    in the meantime, line by line in `other_lines`; `added`, `updated` and `removed` are what
    `expected_change_minor` is made of, each with its sign. `planned` is what all rows were to
    change: those applied, `not_applied` and `in_doubt`. `discount`, `tax`, `total` are as Stripe
    states them, None when it does not.
    Where `is_read_again` is False nobody read the invoice after the last write: all that only such
    a read can say (`after`, `other`, the differences) is no number to be shown.
    """

    invoice: str
    currency: str
    customer: str
    status: str
    livemode: bool
    lines_before: int
    lines_added: int
    lines_removed: int
    lines_unassigned: int
    lines_after: int
    lines_other: int
    before_minor: int
    expected_change_minor: int
    other_change_minor: int
    after_minor: int
    discount_before_minor: int | None
    discount_after_minor: int | None
    tax_before_minor: int | None
    tax_after_minor: int | None
    total_before_minor: int | None
    total_after_minor: int | None
    tax_moved_lines: tuple[str, ...]
    half_corrected: bool
    finalizes_at: str
    rows_not_applied: int
    is_read_again: bool = True
    added_minor: int = 0
    updated_minor: int = 0
    removed_minor: int = 0
    other_lines: tuple[str, ...] = ()
    planned_minor: int = 0
    not_applied_minor: int = 0
    in_doubt_minor: int = 0

    @property
    def difference_minor(self) -> int:
        """What nobody can account for on this invoice."""
        expected = self.before_minor + self.expected_change_minor + self.other_change_minor
        return self.after_minor - expected


@dataclass(frozen=True, slots=True)
class ControlRow:
    """One row of the control sheet against what stands in Stripe now: rows of a sheet, or the net
    change of a currency in minor units (`currency` is then filled). `flag`: the option that said
    it, where it is not of the sheet."""

    name: str
    expected: int
    found: int
    currency: str = ""
    flag: str = ""


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One attempt at one request, for the report's `Requests` sheet.

    `run` is named where a report tells of several.
    """

    request: int
    attempt: int
    invoice: str
    kind: str
    lines: int
    key: str
    outcome: str
    http_status: int | None
    stripe_request_id: str
    replayed: bool
    sent_at: str
    answered_at: str
    message: str
    run: str = ""


@dataclass(frozen=True, eq=False)
class ReportSheet:
    """One input sheet in the report: the person's own rows, then what came of each.

    `headers`: (column number, text) in the person's order. `cells`: index = true row numbers,
    columns = column numbers, as in Sheet, data rows only. `results`: same index; columns `status`,
    `message`, `stripe_id`, `request_id`, `proof`, `changes`, `operation_id` (all str), `currency`.
    `kind` is None for a sheet whose rows name their own operation.
    """

    name: str
    kind: Kind | None
    headers: tuple[tuple[int, str], ...]
    cells: pd.DataFrame
    results: pd.DataFrame
    money_columns: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Report:
    """Everything a report workbook says; nothing in it is computed by the writer.

    `facts`: (label code of locale, value) in order, for Summary. `rows`: sheet name -> status ->
    count. `problems` are in the order to be shown. `undone`: of a run that takes another back.
    `unread`: currencies with an invoice that could not be read again. Instants are on the clock of
    `time_zone`, a name, the run's own. `control`: the control sheet, in the report of a chain.
    `made_at`: when it is made, ISO; now where it is ''. `planned`: what the rows were to change.
    `unplanned`: rows whose amount nobody knows, for they never came as far as the plan.
    """

    run: str
    status: str
    facts: tuple[tuple[str, str], ...]
    rows: Mapping[str, Mapping[Status, int]]
    left_out: Mapping[str, int]
    money: tuple[MoneyRow, ...]
    sheets: tuple[ReportSheet, ...]
    invoices: tuple[InvoiceRow, ...]
    problems: tuple[Problem, ...]
    requests: tuple[RequestRow, ...]
    half_corrected: tuple[str, ...]
    language: str = "en"
    undone: Undone | None = None
    unread: frozenset[str] = frozenset()
    time_zone: str = "UTC"
    control: tuple[ControlRow, ...] = ()
    made_at: str = ""
    planned: tuple[PlannedRow, ...] = ()
    unplanned: int = 0


@dataclass(frozen=True, eq=False)
class LeftoverSheet:
    """The rows of one input sheet that were not applied.

    `headers` and `cells` as in ReportSheet. `errors` (why the row was not applied) and
    `operation_ids` (id and origin, kept while the row's content is unchanged): str, same index.
    """

    name: str
    headers: tuple[tuple[int, str], ...]
    cells: pd.DataFrame
    errors: pd.Series[str]
    operation_ids: pd.Series[str]


@dataclass(frozen=True, eq=False)
class Leftovers:
    """Rows not applied, sheet by sheet, ready to run as they stand; never rows in doubt."""

    sheets: tuple[LeftoverSheet, ...]
    language: str = "en"
    made_at: str = ""
