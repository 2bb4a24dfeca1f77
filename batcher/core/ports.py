"""The protocols that run is handed: gateway, ledger, workbook files, clock. Nothing runs here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from batcher.core.model import (
    Answer,
    Event,
    EventRecord,
    Leftovers,
    OperationRecord,
    Purge,
    Report,
    RunRecord,
    Sealed,
    Workbook,
)


class Clock(Protocol):
    """Time, handed in so that tests and simulations own it."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""

    def wait(self, seconds: float) -> None:
        """Return after `seconds`."""


class Gateway(Protocol):
    """Stripe over HTTP. Never raises for what a network or a server does: that is an Answer."""

    def get(self, path: str, query: Sequence[tuple[str, str]] = ()) -> Answer:
        """One paced GET, e.g. `/v1/invoices/in_1/lines` with `(("limit", "100"),)`."""

    def post(self, path: str, body: str, key: str) -> Answer:
        """One paced POST of `body` (form encoded, sent byte for byte) under idempotency `key`.

        One call sends once; waiting and sending again is the caller's decision.
        """


class Ledger(Protocol):
    """Runs, plans and events that are only ever added. Every method commits before it returns.

    Any method raises LedgerUnusable when the database cannot be read or written.
    """

    def lock(self, account: str, livemode: bool) -> AbstractContextManager[None]:
        """One run at a time per account and mode; raises LedgerLocked: who runs, since when."""

    def open_run(
        self,
        record: RunRecord,
        workbook: bytes,
        plan: str,
        operations: Iterable[OperationRecord],
    ) -> None:
        """Store a run, its workbook bytes, its plan (JSON) and its operations in one transaction,
        with a `planned` event."""

    def append(
        self, run: str, kind: Event, request: int | None = None, **detail: object
    ) -> EventRecord:
        """Add one event; committed and durable when this returns."""

    def run(self, run: str) -> RunRecord | None:
        """One run by its id."""

    def runs(self, account: str | None = None, livemode: bool | None = None) -> list[RunRecord]:
        """All runs, newest first."""

    def mark(self, account: str, livemode: bool) -> int:
        """The number of the last event of any run of this account and mode, 0 before the first:
        what tells whether anything was done since."""

    def plan(self, run: str) -> str:
        """The stored plan, JSON; of a purged run what was kept of it."""

    def workbook(self, run: str) -> bytes:
        """The stored input as received. Raises RunPurged."""

    def events(self, run: str) -> list[EventRecord]:
        """All events of a run in order."""

    def sealed(self, run: str) -> Sealed:
        """All it holds of a run as stored; raises LedgerUnusable where anything of it was changed
        since it was written, RunPurged."""

    def operations(
        self, account: str, livemode: bool, contents: Iterable[str]
    ) -> list[OperationRecord]:
        """All operations of any run of this account and mode whose content hash is among these."""

    def operations_on(
        self, account: str, livemode: bool, subjects: Iterable[str]
    ) -> list[OperationRecord]:
        """All operations of any run of this account and mode on these lines or invoices."""

    def operations_of(self, run: str) -> list[OperationRecord]:
        """All operations of one run, in workbook order."""

    def request_events(self, runs: Iterable[str]) -> Mapping[str, list[EventRecord]]:
        """run -> its events of kinds sent, applied, refused, in_doubt and skipped, in order."""

    def purged(self, run: str) -> Purge | None:
        """When and by whom a run was purged; None where it was not."""

    def purge(
        self, run: str, plan: str, details: Mapping[int, Mapping[str, object]], who: str
    ) -> EventRecord:
        """Remove a finished run's workbook, put `plan` in place of its plan and `details` (event
        number -> detail) in place of those of its events, all sealed by a `purged` event."""


class RunPurged(Exception):
    """What is asked for was removed from the ledger by a purge."""

    def __init__(self, run: str, purge: Purge) -> None:
        super().__init__(run, purge.at, purge.who)
        self.run = run
        self.purge = purge


class LedgerUnusable(Exception):
    """The ledger cannot be read or written; the message says what to do."""


class LedgerLocked(Exception):
    """Another run of this account and mode is active; the message says who and since when."""


class Files(Protocol):
    """The workbook files of a run: read as given, written whole or not at all."""

    def read(self, content: bytes, name: str, encoding: str | None) -> Workbook:
        """Cells as stored; an unreadable file is a Workbook with problems."""

    def write_report(self, report: Report, path: Path) -> tuple[Path, str]:
        """Write the report at or beside `path`; (absolute path, sha256). Raises OSError."""

    def write_leftovers(self, leftovers: Leftovers, path: Path) -> tuple[Path, str]:
        """Write the rows not applied; (absolute path, sha256). Raises OSError."""

    def write_evidence(self, parts: Mapping[str, bytes], path: Path) -> tuple[Path, str]:
        """Write parts (name -> bytes) as one zip; (absolute path, sha256). Raises OSError."""


class Listener(Protocol):
    """Whoever watches a run; the default does nothing."""

    def stage(self, name: str, total: int = 0) -> None:
        """A stage began: reading, checking, planning, sending (`total` requests), verifying,
        reporting."""

    def step(self) -> None:
        """One more of the stage's total is done."""

    def waiting(self, seconds: float, reason: str) -> None:
        """The run waits for Stripe."""
