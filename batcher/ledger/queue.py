"""Events that wait to be committed: those that come together share one transaction, and its cost.

A disk makes some hundred commits a second durable, however little each holds. Whoever has the turn
commits for all that came meanwhile; nobody goes on before his own event is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock

from sqlalchemy.exc import SQLAlchemyError

from batcher.core.model import Event, EventRecord
from batcher.core.ports import LedgerUnusable

EVENTS_MAX = 64  # in one transaction: nobody waits long for the others' sake


@dataclass(slots=True, eq=False)  # two events may say the same and are two all the same
class Entry:
    """An event on its way: `detail` is canonical JSON. It ends with a `record` or an `error`."""

    run: str
    kind: Event
    request: int | None
    detail: str
    record: EventRecord | None = None
    error: LedgerUnusable | KeyError | SQLAlchemyError | None = None

    @property
    def is_done(self) -> bool:
        """Whether it is known what became of it."""
        return self.record is not None or self.error is not None


class NotAdded(Exception):
    """One of several events could not be added, and nothing was committed; `cause` says why."""

    def __init__(self, cause: LedgerUnusable | KeyError | SQLAlchemyError) -> None:
        super().__init__(str(cause))
        self.cause = cause


class Queue:
    """Commits events in the order they came. `commit` writes some in one transaction and gives
    their records; it raises NotAdded where it is sure that none was committed."""

    def __init__(self, commit: Callable[[Sequence[Entry]], Sequence[EventRecord]]) -> None:
        self._commit = commit
        self._waiting: list[Entry] = []
        self._changing = Lock()
        # Our own threads wait for one another here, so that a server's patience is for others.
        self._turn = Lock()

    def append(self, entry: Entry) -> EventRecord:
        """Committed and durable when this returns; raises what kept this entry from it."""
        with self._changing:
            self._waiting.append(entry)
        try:
            with self._turn:
                while not entry.is_done:
                    self._settle(self._waiting[:EVENTS_MAX])
        finally:
            self._forget([entry])  # whoever was interrupted waits no more
        if entry.error is not None:
            raise entry.error
        assert entry.record is not None
        return entry.record

    def _settle(self, entries: Sequence[Entry]) -> None:
        """Commit these together; where one is at fault, each by itself, so that none suffers for
        another."""
        try:
            records = self._commit(entries)
        except NotAdded as refused:
            if len(entries) == 1:
                self._end(entries, refused.cause)
                return
            for entry in entries:
                self._settle([entry])
        except (LedgerUnusable, SQLAlchemyError) as unusable:  # at the commit itself: nobody knows
            self._end(entries, unusable)
        else:
            for entry, record in zip(entries, records, strict=True):
                entry.record = record
            self._forget(entries)

    def _end(
        self, entries: Sequence[Entry], error: LedgerUnusable | KeyError | SQLAlchemyError
    ) -> None:
        for entry in entries:
            entry.error = error
        self._forget(entries)

    def _forget(self, entries: Sequence[Entry]) -> None:
        with self._changing:
            self._waiting = [entry for entry in self._waiting if entry not in entries]
