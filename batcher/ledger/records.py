"""Rows of the database to records of the model and back; nothing else knows both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import TypeVar

from sqlalchemy import Row

from batcher.core.model import (
    Event,
    EventRecord,
    Kind,
    LinkedEvent,
    OperationRecord,
    RunRecord,
)
from batcher.ledger.chain import canonical, detail_of

# How many values one IN list or one INSERT carries; databases allow about 32,000.
_BATCH = 5_000

Cell = str | int | bool | None
Element = TypeVar("Element")


def stamp(moment: datetime) -> str:
    """An aware instant as the ledger writes it: `2026-11-01T08:00:00.000000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def run_row(record: RunRecord) -> dict[str, Cell]:
    """A run as its row; settings as canonical JSON."""
    return {
        "run": record.run,
        "account": record.account,
        "livemode": record.livemode,
        "workbook_name": record.workbook_name,
        "workbook_sha256": record.workbook_sha256,
        "plan_digest": record.plan_digest,
        "created_at": record.created_at,
        "parent": record.parent,
        "owner": record.owner,
        "settings": canonical(dict(record.settings)),
    }


def run_record(row: Row[tuple[object, ...]]) -> RunRecord:
    """A row of `runs` as a record."""
    return RunRecord(
        run=row.run,
        account=row.account,
        livemode=row.livemode,
        workbook_name=row.workbook_name,
        workbook_sha256=row.workbook_sha256,
        plan_digest=row.plan_digest,
        created_at=row.created_at,
        parent=row.parent,
        owner=row.owner,
        settings=detail_of(row.settings),
    )


def operation_row(record: OperationRecord, run: RunRecord) -> dict[str, Cell]:
    """An operation of `run` as its row, with the account and mode it is looked up by."""
    return {
        "run": run.run,
        "account": run.account,
        "livemode": run.livemode,
        "operation_id": record.operation_id,
        "sheet": record.sheet,
        "row": record.row,
        "kind": record.kind.value,
        "content": record.content,
        "ordinal": record.ordinal,
        "invoice": record.invoice,
        "subject": record.subject,
        "request": record.request,
    }


def operation_record(row: Row[tuple[object, ...]]) -> OperationRecord:
    """A row of `operations` as a record."""
    return OperationRecord(
        operation_id=row.operation_id,
        run=row.run,
        sheet=row.sheet,
        row=row.row,
        kind=Kind(row.kind),
        content=row.content,
        ordinal=row.ordinal,
        invoice=row.invoice,
        subject=row.subject,
        request=row.request,
    )


def event_record(row: Row[tuple[object, ...]]) -> EventRecord:
    """A row of `events` as a record."""
    return EventRecord(
        number=row.number,
        run=row.run,
        at=row.at,
        kind=Event(row.kind),
        request=row.request,
        detail=detail_as_told(Event(row.kind), row.detail),
    )


class Told(Mapping[str, object]):
    """A detail as it is stored, read each time it is asked for: in little room."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __getitem__(self, name: str) -> object:
        return detail_of(self._text)[name]

    def __iter__(self) -> Iterator[str]:
        return iter(detail_of(self._text))

    def __len__(self) -> int:
        return len(detail_of(self._text))


def detail_as_told(kind: Event, text: str) -> Mapping[str, object]:
    """The detail of an event. One that holds a whole invoice is read when it is asked for."""
    return Told(text) if kind in (Event.READ, Event.VERIFIED) else detail_of(text)


def linked_event(row: Row[tuple[object, ...]]) -> LinkedEvent:
    """A row of `events` as it stands, its hash too."""
    return LinkedEvent(
        number=row.number,
        run=row.run,
        at=row.at,
        kind=row.kind,
        request=row.request,
        detail=row.detail,
        hash=row.hash,
    )


def batches(elements: Iterable[Element]) -> Iterator[list[Element]]:
    """Lists, in order, of as many elements as one IN list or one INSERT carries."""
    rest = iter(elements)
    while batch := list(islice(rest, _BATCH)):
        yield batch
