"""The ledger itself: `core.ports.Ledger` on SQL. Every method commits before it returns."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType

from sqlalchemy import ColumnElement, Connection, Engine, Select, bindparam, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from batcher.core.model import Event, EventRecord, OperationRecord, RunRecord, Sealed
from batcher.core.ports import LedgerUnusable
from batcher.ledger.chain import canonical, detail_of, first_broken, link
from batcher.ledger.engine import WRITES, copy_sqlite
from batcher.ledger.locks import FileLock, Holder, Taken, locked, machine_of, this_process
from batcher.ledger.queue import Entry, NotAdded, Queue
from batcher.ledger.records import (
    batches,
    event_record,
    linked_event,
    operation_record,
    operation_row,
    run_record,
    run_row,
    stamp,
)
from batcher.ledger.row_lock import RowLock
from batcher.ledger.tables import events, operations, plans, requests, runs, workbooks
from batcher.ledger.unusable import Speaker

# How many values one IN list or one INSERT carries; databases allow about 32,000.
_BATCH = 5_000

_REQUEST_KINDS = (Event.SENT, Event.APPLIED, Event.REFUSED, Event.IN_DOUBT, Event.SKIPPED)

# After these nobody works on a run, as far as its events tell.
_ENDS = (Event.FINISHED, Event.STOPPED, Event.REPORTED)

# On a server the run's row is the queue of its writers; SQLite has one writer anyway.
_OWN_RUN = select(runs.c.run).where(runs.c.run == bindparam("run")).with_for_update()
_LAST_HASH = (
    select(events.c.hash)
    .where(events.c.run == bindparam("run"))
    .order_by(events.c.number.desc())
    .limit(1)
)


class BackupElsewhere(LedgerUnusable):
    """This ledger is copied by its server's own tools; the message says how."""


class SqlLedger:
    """A ledger in a database that `open_ledger` has made ready. Threads may share it."""

    def __init__(
        self, engine: Engine, locks: Path, speaker: Speaker, clock: Callable[[], datetime]
    ) -> None:
        self._engine = engine
        self._writer = engine.execution_options(**WRITES)
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._locks = locks
        self._speaker = speaker
        self._clock = clock
        self._held: tuple[RowLock, ...] = ()
        self._queue = Queue(self._commit)

    @contextmanager
    def lock(self, account: str, livemode: bool) -> Iterator[None]:
        """One run at a time per account and mode; raises LedgerLocked: who runs, since when.

        On one machine the lock ends with its process; a shared database has a row besides, taken
        over when its owner's heartbeat stops.
        """
        holder = this_process(stamp(self._clock()))
        with ExitStack() as held:
            try:
                with self._speaker.telling():
                    lock = FileLock(self._locks, account, livemode, holder)
                    held.enter_context(lock.hold())
                    if not self._is_sqlite:
                        held.enter_context(self._row_lock(account, livemode, holder))
            except Taken as taken:
                run = self._busy_run(account, livemode)
                raise locked(self._speaker, account, livemode, taken.holder, run) from None
            yield

    @contextmanager
    def _row_lock(self, account: str, livemode: bool, holder: Holder) -> Iterator[None]:
        machine = machine_of(self._locks)
        lock = RowLock(self._writer, self._speaker, account, livemode, machine, holder)
        with lock.hold():
            self._held = (*self._held, lock)
            try:
                yield
            finally:
                self._held = tuple(other for other in self._held if other is not lock)

    def _busy_run(self, account: str, livemode: bool) -> str:
        """The run that whoever holds the lock works on; "" before it has opened one."""
        last = (
            select(events.c.run, events.c.kind)
            .join(runs, runs.c.run == events.c.run)
            .where(runs.c.account == account, runs.c.livemode == livemode)
            .order_by(events.c.number.desc())
            .limit(1)
        )
        with self._reading() as connection:
            row = connection.execute(last).one_or_none()
        return row.run if row is not None and row.kind not in _ENDS else ""

    def open_run(
        self,
        record: RunRecord,
        workbook: bytes,
        plan: str,
        operations: Iterable[OperationRecord],
    ) -> None:
        """Store a run, its workbook bytes, its plan (JSON) and its operations in one transaction,
        with a `planned` event, whose hash covers all of them but the operations' own words.

        Raises ValueError when a run or one of its operations is there already.
        """
        own = {"run": record.run}
        try:
            with self._writing() as connection:
                self._require_locks(connection)
                connection.execute(runs.insert(), run_row(record))
                connection.execute(workbooks.insert(), {**own, "content": workbook})
                connection.execute(plans.insert(), {**own, "content": plan})
                count = _add_operations(connection, record, operations)
                detail = canonical(
                    {
                        "operations": count,
                        "plan_digest": record.plan_digest,
                        "plan_sha256": _sha256(plan.encode("utf-8", "surrogatepass")),
                        "workbook_sha256": _sha256(workbook),
                    }
                )
                self._add(connection, "", record.run, Event.PLANNED, None, detail)
        except IntegrityError as error:
            raise ValueError(f"run {record.run}: {error.orig}") from error

    def append(
        self, run: str, kind: Event, request: int | None = None, **detail: object
    ) -> EventRecord:
        """Add one event; committed and durable when this returns. KeyError: no such run.

        `detail` is what JSON holds; it comes back as JSON gives it (tuples as lists).
        """
        return self._queue.append(Entry(run, kind, request, canonical(detail)))

    def _commit(self, entries: Sequence[Entry]) -> list[EventRecord]:
        """Write events of one or several runs in one transaction; raises NotAdded where none of
        them was."""
        is_adding = False
        try:
            with self._writing() as connection:
                hashes = self._begin(connection, {entry.run for entry in entries})
                is_adding = True
                records = self._add_all(connection, entries, hashes)
                is_adding = False  # whatever breaks from here on may come after the commit
        except (LedgerUnusable, KeyError, SQLAlchemyError) as error:
            if is_adding:
                raise NotAdded(error) from error
            raise
        return records

    def _begin(self, connection: Connection, names: Iterable[str]) -> dict[str, str | None]:
        """Each run's last hash, None for a run that is not there; on a server its turn, too."""
        self._require_locks(connection)
        hashes = {}
        for run in sorted(names):
            if not self._is_sqlite:
                connection.execute(_OWN_RUN, {"run": run})
            hashes[run] = connection.scalar(_LAST_HASH, {"run": run})
        return hashes

    def _add_all(
        self, connection: Connection, entries: Sequence[Entry], hashes: dict[str, str | None]
    ) -> list[EventRecord]:
        records = []
        for one in entries:
            previous = hashes[one.run]
            if previous is None:  # every run begins with an event
                raise KeyError(one.run)
            record, hashes[one.run] = self._add(
                connection, previous, one.run, one.kind, one.request, one.detail
            )
            records.append(record)
        return records

    def _require_locks(self, connection: Connection) -> None:
        """What is added and the proof that the account is still ours are one transaction."""
        for lock in self._held:
            lock.require_held(connection)

    def _add(
        self,
        connection: Connection,
        previous: str,
        run: str,
        kind: Event,
        request: int | None,
        detail: str,
    ) -> tuple[EventRecord, str]:
        """The event as added, and its hash."""
        # The clock is read inside the transaction: times and numbers have the same order.
        at = stamp(self._clock())
        facts = {"at": at, "kind": kind.value, "request": request, "detail": detail}
        proof = link(previous, run=run, at=at, kind=kind.value, request=request, detail=detail)
        key = connection.execute(
            events.insert(), {"run": run, "hash": proof, **facts}
        ).inserted_primary_key
        assert key is not None
        return EventRecord(key[0], run, at, kind, request, detail_of(detail)), proof

    def run(self, run: str) -> RunRecord | None:
        """One run by its id."""
        with self._reading() as connection:
            row = connection.execute(select(runs).where(runs.c.run == run)).one_or_none()
            return run_record(row) if row else None

    def runs(self, account: str | None = None, livemode: bool | None = None) -> list[RunRecord]:
        """All runs, newest first."""
        query = select(runs).order_by(runs.c.number.desc())
        if account is not None:
            query = query.where(runs.c.account == account)
        if livemode is not None:
            query = query.where(runs.c.livemode == livemode)
        with self._reading() as connection:
            return [run_record(row) for row in connection.execute(query)]

    def plan(self, run: str) -> str:
        """The stored plan, JSON. Raises KeyError when there is no such run."""
        return str(self._content(select(plans.c.content).where(plans.c.run == run), run))

    def workbook(self, run: str) -> bytes:
        """The stored input as received. Raises KeyError when there is no such run."""
        found = self._content(select(workbooks.c.content).where(workbooks.c.run == run), run)
        assert isinstance(found, bytes | memoryview)
        return bytes(found)

    def _content(self, query: Select[tuple[object]], run: str) -> object:
        with self._reading() as connection:
            found = connection.execute(query).scalar_one_or_none()
        if found is None:
            raise KeyError(run)
        return found

    def events(self, run: str) -> list[EventRecord]:
        """All events of a run in order. Raises LedgerUnusable also where one was changed since."""
        query = select(events).where(events.c.run == run).order_by(events.c.number)
        with self._reading() as connection:
            rows = connection.execute(query).all()
            broken = first_broken(rows)
            if broken is not None:
                raise self._speaker.unusable("ledger_chain", run=run, event=str(broken))
            return [event_record(row) for row in rows]

    def sealed(self, run: str) -> Sealed:
        """All it holds of a run as stored. Raises KeyError when there is no such run,
        LedgerUnusable where events, workbook or plan were changed since they were written."""
        query = select(events).where(events.c.run == run).order_by(events.c.number)
        with self._reading() as connection:
            rows = connection.execute(query).all()
        found = Sealed(self.workbook(run), self.plan(run), tuple(map(linked_event, rows)))
        broken = first_broken(found.events)
        if broken is None and not _covers(found):
            broken = found.events[0].number
        if broken is not None:
            raise self._speaker.unusable("ledger_chain", run=run, event=str(broken))
        return found

    def operations(
        self, account: str, livemode: bool, contents: Iterable[str]
    ) -> list[OperationRecord]:
        """All operations of any run of this account and mode whose content hash is among these,
        oldest run first, in workbook order. Tens of thousands of contents are fine."""
        return self._operations(account, livemode, operations.c.content, contents)

    def operations_on(
        self, account: str, livemode: bool, subjects: Iterable[str]
    ) -> list[OperationRecord]:
        """All operations of any run of this account and mode on these lines or invoices, oldest
        run first, in workbook order."""
        return self._operations(account, livemode, operations.c.subject, subjects)

    def _operations(
        self, account: str, livemode: bool, column: ColumnElement[str], wanted: Iterable[str]
    ) -> list[OperationRecord]:
        query = (
            select(operations)
            .where(operations.c.account == account, operations.c.livemode == livemode)
            .where(column.in_(bindparam("wanted", expanding=True)))
        )
        found: list[tuple[int, OperationRecord]] = []
        with self._reading() as connection:
            for batch in batches(dict.fromkeys(wanted), _BATCH):
                rows = connection.execute(query, {"wanted": batch})
                found += [(row.number, operation_record(row)) for row in rows]
        return [record for _, record in sorted(found, key=lambda pair: pair[0])]

    def operations_of(self, run: str) -> list[OperationRecord]:
        """All operations of one run, in workbook order."""
        query = select(operations).where(operations.c.run == run).order_by(operations.c.number)
        with self._reading() as connection:
            return [operation_record(row) for row in connection.execute(query)]

    def request_events(self, runs: Iterable[str]) -> Mapping[str, list[EventRecord]]:
        """run -> its events of kinds sent, applied, refused, in_doubt and skipped, in order.

        Every run asked for is a key.
        """
        found: dict[str, list[EventRecord]] = {run: [] for run in runs}
        query = (
            select(events)
            .where(events.c.run.in_(bindparam("runs", expanding=True)))
            .where(events.c.kind.in_([kind.value for kind in _REQUEST_KINDS]))
            .order_by(events.c.number)
        )
        with self._reading() as connection:
            for batch in batches(found, _BATCH):
                for row in connection.execute(query, {"runs": batch}):
                    found[row.run].append(event_record(row))
        return found

    def head(self, run: str) -> str:
        """The hash of the run's last event, "" before the first: evidence of all before it."""
        with self._reading() as connection:
            return connection.scalar(_LAST_HASH, {"run": run}) or ""

    def broken(self, run: str) -> int | None:
        """The number of the first event that does not follow from the one before; None: whole."""
        query = select(events).where(events.c.run == run).order_by(events.c.number)
        with self._reading() as connection:
            return first_broken(connection.execute(query))

    def backup(self, path: Path) -> None:
        """Write a whole copy of a SQLite ledger to `path`, which must not exist.

        Raises BackupElsewhere for a server, whose own tools make backups, and OSError.
        """
        if not self._is_sqlite:
            raise BackupElsewhere(str(self._speaker.unusable("ledger_backup_elsewhere")))
        try:
            copy_sqlite(self._engine, path)
        except (sqlite3.Error, SQLAlchemyError):
            with self._speaker.telling():
                raise

    def close(self) -> None:
        """Give the connections back; the ledger can be opened again."""
        self._engine.dispose()

    def __enter__(self) -> SqlLedger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._speaker.telling(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._speaker.telling(), self._engine.connect() as connection:
            yield connection


def _add_operations(
    connection: Connection, run: RunRecord, records: Iterable[OperationRecord]
) -> int:
    count = 0
    invoices: dict[int | None, str] = {}
    for batch in batches(records, _BATCH):
        assert all(record.run == run.run for record in batch)
        connection.execute(operations.insert(), [operation_row(record, run) for record in batch])
        own = (record for record in batch if record.request is not None)
        invoices |= {record.request: record.invoice for record in own}
        count += len(batch)
    rows = [{"run": run.run, "request": one, "invoice": name} for one, name in invoices.items()]
    for some in batches(rows, _BATCH):
        connection.execute(requests.insert(), some)
    return count


def _covers(found: Sealed) -> bool:
    """Whether workbook and plan are those the run's first event names."""
    named = detail_of(found.events[0].detail)
    plan = _sha256(found.plan.encode("utf-8", "surrogatepass"))
    return (named["workbook_sha256"], named["plan_sha256"]) == (_sha256(found.workbook), plan)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
