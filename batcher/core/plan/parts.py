"""What a plan is made of: operations, requests, and the plan itself; and how it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from pydantic import TypeAdapter

from batcher.core.live import Invoice
from batcher.core.model import Kind, Problem, Status


@dataclass(frozen=True, slots=True)
class Change:
    """One thing a row changes, as people read it: `amount`, `50.00`, `75.00`."""

    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Operation:
    """What one row asks for, worked out against the live invoice.

    `id` is the hash of its content and ordinal (DESIGN 6). `status` is `applied` for a row whose
    request is to be sent, else where it already ended; `reason` is a label code saying why.
    `change_minor` is what it adds to the sum of the invoice's line amounts. `old` and `new` are the
    values that prove it (`live.fields`): old before, new after; an added line is proved by its tag.
    `parameters` are those of its line in the request. `finals`: final answers the ledger held.
    `undoes`: run and id of the operation it takes back, where it is a row of an undo workbook.
    """

    id: str
    content: str
    ordinal: int
    sheet: str
    row: int
    kind: Kind
    invoice: str
    currency: str
    line: str = ""
    invoice_item: str = ""
    behavior: str = ""
    status: Status = Status.APPLIED
    reason: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    stripe_id: str = ""
    change_minor: int = 0
    line_amount_minor: int = 0
    changes: tuple[Change, ...] = ()
    old: Mapping[str, str] = field(default_factory=dict)
    new: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[tuple[str, str], ...] = ()
    request: int | None = None
    index: int | None = None
    finals: int = 0
    undoes: str = ""

    @property
    def is_sent(self) -> bool:
        """True when a request of this plan carries it."""
        return self.request is not None


@dataclass(frozen=True, slots=True)
class Request:
    """One API call: one invoice, one kind, 1 to 50 lines.

    `operations`: ids in the order of the lines (`lines[i]` is operations[i]); `riders`: ids of
    invoice metadata rows that ride on it. `path` and `body` hold `@ref` until the create is
    applied. `after`: numbers of requests that must be applied before. `attempt` is that of the
    first send.
    """

    number: int
    invoice: str
    kind: Kind
    path: str
    body: str
    operations: tuple[str, ...]
    riders: tuple[str, ...] = ()
    after: tuple[int, ...] = ()
    attempt: int = 1

    @property
    def carried(self) -> tuple[str, ...]:
        """Every operation that shares this request's fate."""
        return (*self.operations, *self.riders)


@dataclass(frozen=True, slots=True)
class Plan:
    """The requests a workbook amounts to, against the invoices as they were when it was made.

    `before`: invoice id -> the invoice as read. `control` is the accountant's own net change.
    `read_at`: when the reads began, UTC ISO. Order of `operations` is the workbook's.
    """

    account: str
    livemode: bool
    api_version: str
    digest: str
    operations: tuple[Operation, ...]
    requests: tuple[Request, ...]
    before: Mapping[str, Invoice]
    problems: tuple[Problem, ...]
    read_at: str
    left_out: Mapping[str, int] = field(default_factory=dict)
    time_zone: str = "UTC"

    def by_id(self) -> dict[str, Operation]:
        """Every operation by its id."""
        return {operation.id: operation for operation in self.operations}


@cache
def _adapter() -> TypeAdapter[Plan]:
    return TypeAdapter(Plan)


def to_json(plan: Plan) -> str:
    """The plan as the ledger and plan files store it."""
    return _adapter().dump_json(plan).decode()


def from_json(text: str) -> Plan:
    """The plan back from `to_json`; raises ValueError where it is none."""
    return _adapter().validate_json(text)


def place(operation: Operation, request: int, index: int | None) -> Operation:
    """The operation as carried by a request, at this index of its lines (None for a rider)."""
    return replace(operation, request=request, index=index)
