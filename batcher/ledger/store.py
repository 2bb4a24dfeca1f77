"""The ledger itself: `core.ports.Ledger` on SQL. Every method commits before it returns."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from batcher.core.model import Event, EventRecord, OperationRecord, RunRecord
from batcher.core.ports import LedgerUnusable
from batcher.ledger.chain import canonical
from batcher.ledger.desk import Desk
from batcher.ledger.engine import copy_sqlite
from batcher.ledger.locks import FileLock, Holder, Taken, locked, machine_of, this_process
from batcher.ledger.queue import Entry, Queue
from batcher.ledger.reading import Reader
from batcher.ledger.records import stamp
from batcher.ledger.row_lock import RowLock
from batcher.ledger.unusable import Speaker
from batcher.ledger.writing import Writer

# After these nobody works on a run, as far as its events tell.
_ENDS = (Event.FINISHED, Event.STOPPED, Event.REPORTED, Event.PURGED)


class BackupElsewhere(LedgerUnusable):
    """This ledger is copied by its server's own tools; the message says how."""


class SqlLedger(Reader):
    """A ledger in a database that `open_ledger` has made ready. Threads may share it."""

    def __init__(
        self, engine: Engine, locks: Path, speaker: Speaker, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(engine, speaker)
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._locks = locks
        self._clock = clock
        self._writer = Writer(engine, speaker, clock)
        self._queue = Queue(self._writer.commit)
        self.desk = Desk(engine, speaker, clock)

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
                        row = self._row_lock(account, livemode, holder)
                        held.enter_context(self._writer.holding(row))
            except Taken as taken:
                run = self._busy_run(account, livemode)
                raise locked(self._speaker, account, livemode, taken.holder, run) from None
            yield

    def _row_lock(self, account: str, livemode: bool, holder: Holder) -> RowLock:
        machine = machine_of(self._locks)
        return RowLock(self._writer.engine, self._speaker, account, livemode, machine, holder)

    def _busy_run(self, account: str, livemode: bool) -> str:
        """The run that whoever holds the lock works on; "" before it has opened one."""
        last = self._last_event(account, livemode)
        return last.run if last is not None and last.kind not in _ENDS else ""

    def open_run(
        self,
        record: RunRecord,
        workbook: bytes,
        plan: str,
        operations: Iterable[OperationRecord],
    ) -> None:
        """Store a run, its workbook bytes, its plan (JSON) and its operations in one transaction,
        with a `planned` event. Raises ValueError when a run or one of its operations is there
        already.
        """
        self._writer.open_run(record, workbook, plan, operations)

    def append(
        self, run: str, kind: Event, request: int | None = None, **detail: object
    ) -> EventRecord:
        """Add one event; committed and durable when this returns. KeyError: no such run.

        `detail` is what JSON holds; it comes back as JSON gives it (tuples as lists).
        """
        return self._queue.append(Entry(run, kind, request, canonical(detail)))

    def purge(
        self, run: str, plan: str, details: Mapping[int, Mapping[str, object]], who: str
    ) -> EventRecord:
        """Remove a finished run's workbook, put `plan` in place of its plan and `details` (event
        number -> detail) in place of those of its events; a `purged` event seals what is left.

        Raises KeyError: no such run; ValueError where it is not finished, or was purged before;
        LedgerUnusable also where anything of it was changed since it was written.
        """
        self.sealed(run)
        cut = {number: canonical(dict(detail)) for number, detail in details.items()}
        try:
            return self._writer.purge(run, plan, cut, who)
        except IntegrityError as error:
            raise ValueError(f"run {run}: {error.orig}") from error

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
