"""What a ledger is asked: runs, plans, events and operations, as they were written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    ScalarSelect,
    Select,
    bindparam,
    func,
    select,
)

from batcher.core.model import (
    Event,
    EventRecord,
    OperationRecord,
    Purge,
    RunRecord,
    Sealed,
)
from batcher.core.ports import RunPurged
from batcher.ledger.chain import detail_of, first_broken, seals
from batcher.ledger.records import (
    batches,
    event_record,
    linked_event,
    operation_record,
    run_record,
)
from batcher.ledger.tables import (
    EVENTS_OF,
    LAST_HASH,
    events,
    operations,
    plans,
    purges,
    runs,
    workbooks,
)
from batcher.ledger.unusable import Speaker

_REQUEST_KINDS = (Event.SENT, Event.APPLIED, Event.REFUSED, Event.IN_DOUBT, Event.SKIPPED)


def _last_of(*kinds: Event) -> ScalarSelect[str]:
    """The kind of a run's last event of these kinds, which belong to no request."""
    return (
        select(events.c.kind)
        .where(events.c.run == runs.c.run, events.c.request.is_(None))
        .where(events.c.kind.in_([kind.value for kind in kinds]))
        .order_by(events.c.number.desc())
        .limit(1)
        .correlate(runs)
        .scalar_subquery()
    )


class Reader:
    """The questions of `core.ports.Ledger`. Threads may share it."""

    def __init__(self, engine: Engine, speaker: Speaker) -> None:
        self._engine = engine
        self._speaker = speaker

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

    def runs_page(self, count_max: int, skipped: int = 0) -> list[RunRecord]:
        """So many runs after the `skipped` newest, newest first."""
        query = select(runs).order_by(runs.c.number.desc()).limit(count_max).offset(skipped)
        with self._reading() as connection:
            return [run_record(row) for row in connection.execute(query)]

    def runs_count(self) -> int:
        """How many runs there are."""
        with self._reading() as connection:
            return connection.scalar(select(func.count()).select_from(runs)) or 0

    def unfinished(self) -> list[RunRecord]:
        """Runs that can be gone on with, newest first; an approval opens a run again."""
        last = _last_of(Event.FINISHED, Event.APPROVED)
        return self._runs_where(func.coalesce(last, "") != Event.FINISHED.value)

    def waiting(self) -> list[RunRecord]:
        """Runs that wait for an approval, newest first."""
        last = _last_of(Event.WAITING, Event.APPROVED, Event.LAPSED)
        return self._runs_where(last == Event.WAITING.value)

    def _runs_where(self, standing: ColumnElement[bool]) -> list[RunRecord]:
        query = select(runs).where(standing).order_by(runs.c.number.desc())
        with self._reading() as connection:
            return [run_record(row) for row in connection.execute(query)]

    def mark(self, account: str, livemode: bool) -> int:
        """The number of the last event of any run of this account and mode, 0 before the first."""
        last = self._last_event(account, livemode)
        return last.number if last else 0

    def _last_event(self, account: str, livemode: bool) -> Row[int, str, str] | None:
        """Number, run and kind of the last event of any run of this account and mode."""
        query = (
            select(events.c.number, events.c.run, events.c.kind)
            .join(runs, runs.c.run == events.c.run)
            .where(runs.c.account == account, runs.c.livemode == livemode)
            .order_by(events.c.number.desc())
            .limit(1)
        )
        with self._reading() as connection:
            return connection.execute(query).one_or_none()

    def plan(self, run: str) -> str:
        """The stored plan, JSON, or what a purge kept of it. Raises KeyError: no such run."""
        return str(self._content(select(plans.c.content).where(plans.c.run == run), run))

    def workbook(self, run: str) -> bytes:
        """The stored input as received. Raises KeyError when there is no such run, RunPurged."""
        self._require_whole(run)
        found = self._content(select(workbooks.c.content).where(workbooks.c.run == run), run)
        assert isinstance(found, bytes | memoryview)
        return bytes(found)

    def _content(self, query: Select[tuple[object]], run: str) -> object:
        with self._reading() as connection:
            found = connection.execute(query).scalar_one_or_none()
        if found is None:
            raise KeyError(run)
        return found

    def purged(self, run: str) -> Purge | None:
        """When and by whom a run was purged; None where it was not."""
        with self._reading() as connection:
            row = connection.execute(select(purges).where(purges.c.run == run)).one_or_none()
            return Purge(row.at, row.who) if row else None

    def _require_whole(self, run: str) -> None:
        purge = self.purged(run)
        if purge is not None:
            raise RunPurged(run, purge)

    def events(self, run: str) -> list[EventRecord]:
        """All events of a run in order. Raises LedgerUnusable also where one was changed since."""
        with self._reading() as connection:
            rows = connection.execute(EVENTS_OF, {"run": run}).all()
            broken = first_broken(rows)
            if broken is not None:
                raise self._speaker.unusable("ledger_chain", run=run, event=str(broken))
            return [event_record(row) for row in rows]

    def sealed(self, run: str) -> Sealed:
        """All it holds of a run as stored. Raises KeyError when there is no such run,
        LedgerUnusable where events, workbook or plan were changed since they were written,
        RunPurged."""
        self._require_whole(run)
        with self._reading() as connection:
            rows = connection.execute(EVENTS_OF, {"run": run}).all()
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
            for batch in batches(dict.fromkeys(wanted)):
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
            for batch in batches(found):
                for row in connection.execute(query, {"runs": batch}):
                    found[row.run].append(event_record(row))
        return found

    def head(self, run: str) -> str:
        """The hash of the run's last event, "" before the first: evidence of all before it."""
        with self._reading() as connection:
            return connection.scalar(LAST_HASH, {"run": run}) or ""

    def broken(self, run: str) -> int | None:
        """The number of the first event that does not follow from the one before; None: whole."""
        with self._reading() as connection:
            return first_broken(connection.execute(EVENTS_OF, {"run": run}))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._speaker.telling(), self._engine.connect() as connection:
            yield connection


def _covers(found: Sealed) -> bool:
    """Whether workbook and plan are those the run's first event names."""
    named = detail_of(found.events[0].detail)
    return seals(found.workbook, found.plan).items() <= named.items()
