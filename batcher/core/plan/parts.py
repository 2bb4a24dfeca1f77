"""What a plan is made of: operations, requests, and the plan itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from zoneinfo import ZoneInfo

from batcher.core.checking import Row
from batcher.core.live import Invoice
from batcher.core.model import Kind, Problem, Status
from batcher.core.plan.moved import NOTHING_MOVED, Moved
from batcher.core.plan.worded import worded

NO_DETAILS: Mapping[str, str] = MappingProxyType({})


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
    `change_minor` is what it adds to the sum of the invoice's line amounts. `moved` are the values
    that prove it (`live.fields`), old before, new after; an added line is proved by its tag.
    `named`: what it changes besides these values, or all of it where there is no `zone`.
    `finals`: final answers the ledger held. `undoes`: run and id of the operation it takes back,
    where it is a row of an undo workbook.
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
    details: Mapping[str, str] = field(default_factory=lambda: NO_DETAILS)
    stripe_id: str = ""
    change_minor: int = 0
    line_amount_minor: int = 0
    moved: Moved = NOTHING_MOVED
    named: tuple[Change, ...] = ()
    zone: ZoneInfo | None = field(default=None, compare=False, repr=False)
    columns: tuple[tuple[str, str], ...] = ()
    request: int | None = None
    index: int | None = None
    finals: int = 0
    undoes: str = ""

    @property
    def is_sent(self) -> bool:
        """True when a request of this plan carries it."""
        return self.request is not None

    @property
    def old(self) -> Mapping[str, str]:
        """The values that prove it, as they were before."""
        return self.moved.old

    @property
    def new(self) -> Mapping[str, str]:
        """The values that prove it, as they are after."""
        return self.moved.new

    @property
    def changes(self) -> tuple[Change, ...]:
        """What it changes, in the words of cells."""
        if self.zone is None or not self.moved.names[1]:
            return self.named
        return (*differing(self.moved, self.currency, self.zone), *self.named)


def differing(moved: Moved, currency: str, zone: ZoneInfo) -> Iterator[Change]:
    """The values that are not as they were, in the words of cells."""
    old = moved.old
    for name, value in moved.new.items():
        if old[name] != value:
            told = [worded(name, one, currency, zone) for one in (old[name], value)]
            yield Change(name, told[0], told[1])


RowOf = Callable[[Operation], Row]  # the row of an operation, made when it is asked for


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
