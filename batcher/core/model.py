"""The nouns of the design, frozen. This file knows no file format, no network and no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


class Kind(StrEnum):
    """What one row asks for; the value is the canonical name of its sheet."""

    CREATE = "create_invoices"
    ADD = "add_lines"
    UPDATE = "update_lines"
    REMOVE = "remove_lines"
    METADATA = "invoice_metadata"
    CONTROL = "control"


OPERATIONS = (Kind.CREATE, Kind.ADD, Kind.UPDATE, Kind.REMOVE, Kind.METADATA)


class Severity(StrEnum):
    """How much a problem matters; see DESIGN 2.4."""

    ERROR = "error"
    QUESTION = "question"
    WARNING = "warning"


class Status(StrEnum):
    """The one status every row that asks for something ends in."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    IN_DOUBT = "in_doubt"


class Clear:
    """The one value a `(clear)` cell has: empty this list or this metadata key."""

    _only: Clear | None = None

    def __new__(cls) -> Clear:
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __repr__(self) -> str:
        return "CLEAR"


CLEAR = Clear()


@dataclass(frozen=True, slots=True)
class Fault:
    """What stands in a frame where a cell cannot be trusted or understood; a problem in the making.

    `code` is a problem code of `locale`, `shown` the cell as the person sees it, `details` the
    further words of the message.
    """

    code: str
    shown: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the workbook. `row` and `cell` are None where it is the whole file."""

    code: str
    severity: Severity
    sheet: str = ""
    row: int | None = None
    cell: str | None = None
    column: str = ""
    value: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Sheet:
    """One sheet exactly as stored, from its first row on, titles and header included.

    `cells`: dtype object, index = true row numbers (only rows that hold something), columns = true
    column numbers from 1 (only columns that hold something). A cell is None (blank), str, bool,
    float or int (a number as Excel stores it), datetime, date, time, timedelta, or a Fault (what
    cannot be trusted: an error cell, a formula without a value, a merged cell).
    `hidden_rows`: rows the person cannot see (hidden or filtered out).
    """

    name: str
    cells: pd.DataFrame
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False


@dataclass(frozen=True, eq=False)
class Workbook:
    """The file a person made, read. `problems` are those of the file and of its shape."""

    name: str
    sha256: str
    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...] = ()
    is_csv: bool = False
    encodings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one HTTP call, uninterpreted.

    `status` is None when no whole answer came (refused connection, reset, cut body, deadline);
    `error` then says why. `body` is the exact text received (may be cut or not JSON).
    """

    status: int | None
    body: str = ""
    error: str = ""
    request_id: str = ""
    replayed: bool = False
    original_request: str = ""
    should_retry: bool | None = None
    retry_after_s: float | None = None
    limited_reason: str = ""
    server_date: str = ""


class Event(StrEnum):
    """What a line of the ledger says. Status is the fold of events, in order of their number."""

    PLANNED = "planned"  # run opened: plan stored, nothing sent
    CONFIRMED = "confirmed"  # a person (or --yes) said go
    READ = "read"  # an invoice read again before its first write: detail = snapshot
    SENT = "sent"  # request: about to be sent (attempt, key, body); committed before the call
    ANSWERED = "answered"  # request: the raw answer, before anyone interprets it
    APPLIED = "applied"  # request: sent -> applied
    REFUSED = (
        "refused"  # request: sent -> refused (Stripe said no, or its effect is provably absent)
    )
    IN_DOUBT = "in_doubt"  # request: sent -> nobody knows yet; resume owns it
    SKIPPED = "skipped"  # request: planned -> will not be sent in this run, and why
    VERIFIED = "verified"  # an invoice read again after the last write: detail = snapshot
    STOPPED = "stopped"  # run: stopped before its end, and why
    RESUMED = "resumed"  # run: gone on with
    REPORTED = "reported"  # run: a report was written (path, sha256)
    FINISHED = "finished"  # run: done; detail = the object `run --json` prints


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One line of the ledger as read back. `request` is the request's number in its plan."""

    number: int
    run: str
    at: str
    kind: Event
    request: int | None
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run as the ledger holds it."""

    run: str
    account: str
    livemode: bool
    workbook_name: str
    workbook_sha256: str
    plan_digest: str
    created_at: str
    parent: str | None
    owner: str
    settings: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class OperationRecord:
    """One operation of one run as the ledger holds it: where it stood and which request carries it.

    `request` is None for a row that asked for nothing to be sent (unchanged). `content` is the hash
    without the ordinal. `subject` is what it acts on: the line id, or the invoice.
    """

    operation_id: str
    run: str
    sheet: str
    row: int
    kind: Kind
    content: str
    ordinal: int
    invoice: str
    subject: str
    request: int | None


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
class InvoiceRow:
    """One invoice reconciled; amounts in minor units, sums of the amounts of all its lines.

    `expected_change_minor` is of the rows applied; `other_change_minor` what other people changed
    in the meantime. `discount`, `tax`, `total` are as Stripe states them, None when it does not.
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

    @property
    def difference_minor(self) -> int:
        """What nobody can account for on this invoice."""
        expected = self.before_minor + self.expected_change_minor + self.other_change_minor
        return self.after_minor - expected


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One attempt at one request, for the report's `Requests` sheet."""

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
    count. `problems` are in the order to be shown.
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
