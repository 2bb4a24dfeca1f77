"""What is added to a ledger: whole runs and events, each call in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, case, func, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from batcher.core.model import Event, EventRecord, OperationRecord, RunRecord
from batcher.core.ports import LedgerUnusable
from batcher.ledger.chain import canonical, kept, link, seals
from batcher.ledger.engine import WRITES
from batcher.ledger.queue import Entry, NotAdded
from batcher.ledger.records import batches, detail_as_told, operation_row, run_row, stamp
from batcher.ledger.row_lock import RowLock
from batcher.ledger.tables import (
    EVENTS_OF,
    LAST_HASH,
    contents,
    events,
    operations,
    plans,
    purges,
    requests,
    runs,
    uploads,
    workbooks,
)
from batcher.ledger.unusable import Speaker

# On a server the run's row is the queue of its writers; SQLite has one writer anyway.
_OWN_RUN = select(runs.c.run).where(runs.c.run == bindparam("run")).with_for_update()
# What people brought to the page and no run still holds: of runs that were all purged, unless it
# was brought once more since the last of them; that is a file of its own.
_PURGED_TOO = select(purges.c.run)
_GONE = (
    select(runs.c.workbook_sha256.label("sha256"), func.max(runs.c.created_at).label("last"))
    .group_by(runs.c.workbook_sha256)
    .having(func.sum(case((runs.c.run.in_(_PURGED_TOO), 0), else_=1)) == 0)
    .subquery()
)
_SINCE = (uploads.c.sha256 == _GONE.c.sha256) & (uploads.c.at > _GONE.c.last)
_NO_LONGER_KEPT = select(_GONE.c.sha256).where(~select(uploads.c.number).where(_SINCE).exists())
_ADD_EVENTS = events.insert().returning(events.c.number, sort_by_parameter_order=True)


class Writer:
    """Every method commits before it returns. Threads take turns (see `queue`)."""

    def __init__(self, engine: Engine, speaker: Speaker, clock: Callable[[], datetime]) -> None:
        self.engine = engine.execution_options(**WRITES)
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._speaker = speaker
        self._clock = clock
        self._held: tuple[RowLock, ...] = ()

    @contextmanager
    def holding(self, lock: RowLock) -> Iterator[None]:
        """Hold the row while the block runs; meanwhile nothing is added once it is lost."""
        with lock.hold():
            self._held = (*self._held, lock)
            try:
                yield
            finally:
                self._held = tuple(other for other in self._held if other is not lock)

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
            with self._transaction() as connection:
                self._require_locks(connection)
                connection.execute(runs.insert(), run_row(record))
                connection.execute(workbooks.insert(), {**own, "content": workbook})
                connection.execute(plans.insert(), {**own, "content": plan})
                count = _add_operations(connection, record, operations)
                said = {"operations": count, "plan_digest": record.plan_digest}
                detail = canonical(said | seals(workbook, plan))
                begun = Entry(record.run, Event.PLANNED, None, detail)
                connection.execute(events.insert(), self._row("", begun))
        except IntegrityError as error:
            raise ValueError(f"run {record.run}: {error.orig}") from error

    def commit(self, entries: Sequence[Entry]) -> list[EventRecord]:
        """Write events of one or several runs in one transaction; raises NotAdded where none of
        them was."""
        is_adding = False
        try:
            with self._transaction() as connection:
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
            hashes[run] = connection.scalar(LAST_HASH, {"run": run})
        return hashes

    def _add_all(
        self, connection: Connection, entries: Sequence[Entry], hashes: dict[str, str | None]
    ) -> list[EventRecord]:
        """The events as added, in one statement. KeyError: one is of a run that is not there."""
        rows = []
        for one in entries:
            previous = hashes[one.run]
            if previous is None:  # every run begins with an event
                raise KeyError(one.run)
            rows.append(self._row(previous, one))
            hashes[one.run] = rows[-1]["hash"]
        numbers = connection.scalars(_ADD_EVENTS, rows)
        return [_record(*one) for one in zip(numbers, rows, entries, strict=True)]

    def _require_locks(self, connection: Connection) -> None:
        """What is added and the proof that the account is still ours are one transaction."""
        for lock in self._held:
            lock.require_held(connection)

    def _row(self, previous: str, entry: Entry) -> dict[str, Any]:
        """An event as its row; `previous`: the hash of the run's event before, or ""."""
        facts: dict[str, Any] = {
            "run": entry.run,
            # The clock is read inside the transaction: times and numbers have the same order.
            "at": stamp(self._clock()),
            "kind": entry.kind.value,
            "request": entry.request,
            "detail": entry.detail,
        }
        return {**facts, "hash": link(previous, **facts)}

    def purge(self, run: str, plan: str, details: Mapping[int, str], who: str) -> EventRecord:
        """Take a run's workbook, and of its plan and events what these are in place of (`details`:
        event number -> canonical JSON), in one transaction with the event that says so.

        Raises KeyError: no such run; IntegrityError where it is not finished, or purged already.
        """
        with self._transaction() as connection:
            previous = self._begin(connection, [run])[run]
            if previous is None:
                raise KeyError(run)
            if self._is_sqlite:  # what is removed is overwritten, too
                connection.exec_driver_sql("PRAGMA secure_delete = ON")
            at = stamp(self._clock())
            connection.execute(purges.insert(), {"run": run, "at": at, "who": who})
            connection.execute(plans.update().where(plans.c.run == run).values(content=plan))
            connection.execute(workbooks.delete().where(workbooks.c.run == run))
            connection.execute(contents.delete().where(contents.c.sha256.in_(_NO_LONGER_KEPT)))
            for number, detail in details.items():
                own = (events.c.run == run) & (events.c.number == number)
                connection.execute(events.update().where(own).values(detail=detail))
            told = canonical({"who": who, **_seal_of_purge(connection, run, plan, details)})
            entry = Entry(run, Event.PURGED, None, told)
            (record,) = self._add_all(connection, [entry], {run: previous})
        return record

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._speaker.telling(), self.engine.begin() as connection:
            yield connection


def _record(number: int, row: dict[str, Any], entry: Entry) -> EventRecord:
    """An event as it was added."""
    detail = detail_as_told(entry.kind, entry.detail)
    return EventRecord(number, entry.run, row["at"], entry.kind, entry.request, detail)


def _seal_of_purge(
    connection: Connection, run: str, plan: str, numbers: Iterable[int]
) -> dict[str, object]:
    """What the event of a purge says of what is left, so that its hash covers that."""
    cut = frozenset(numbers)
    left = [row for row in connection.execute(EVENTS_OF, {"run": run}) if row.number in cut]
    sealed = {"plan_sha256": seals(b"", plan)["plan_sha256"], "kept_sha256": kept(left)}
    return {"events": sorted(cut), **sealed}


def _add_operations(
    connection: Connection, run: RunRecord, records: Iterable[OperationRecord]
) -> int:
    count = 0
    invoices: dict[int | None, str] = {}
    for batch in batches(records):
        assert all(record.run == run.run for record in batch)
        connection.execute(operations.insert(), [operation_row(record, run) for record in batch])
        own = (record for record in batch if record.request is not None)
        invoices |= {record.request: record.invoice for record in own}
        count += len(batch)
    rows = [{"run": run.run, "request": one, "invoice": name} for one, name in invoices.items()]
    for some in batches(rows):
        connection.execute(requests.insert(), some)
    return count
