"""The nouns of what happened: answers, events, the records of the ledger, the status of a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from batcher.core.model.workbooks import Kind


class Status(StrEnum):
    """The one status every row that asks for something ends in."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    IN_DOUBT = "in_doubt"


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
    WAITING = "waiting"  # run: above a limit; nothing is sent until a person says so, and why
    APPROVED = "approved"  # run: a person said yes to this very plan (who, its digest)
    LAPSED = "lapsed"  # run: waits no more and may not be approved, and why
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
    PURGED = "purged"  # run: its input and all words of people removed; who, and what is kept


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
class LinkedEvent:
    """One line of the ledger exactly as stored: `detail` is its JSON text, `hash` the link that
    covers it and all events of the run before it (64 hex digits)."""

    number: int
    run: str
    at: str
    kind: str
    request: int | None
    detail: str
    hash: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """All the ledger holds of a run, proved unchanged since it was written."""

    workbook: bytes
    plan: str
    events: tuple[LinkedEvent, ...]

    @property
    def head(self) -> str:
        """The hash of the last event."""
        return self.events[-1].hash


@dataclass(frozen=True, slots=True)
class Purge:
    """That a run's personal data were removed: when (ISO) and by whom."""

    at: str
    who: str


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
