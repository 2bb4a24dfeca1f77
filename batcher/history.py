"""What the ledger alone tells: no key, no Stripe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from batcher.core.model import Answer, Event, EventRecord, RunRecord
from batcher.wiring import SystemClock, WorkbookFiles, new_run, who

if TYPE_CHECKING:
    from batcher.core.ports import Ledger
    from batcher.ledger import SqlLedger
    from batcher.run import Edges
    from batcher.settings import Settings

LEFTOVERS = "-leftovers.xlsx"
BACKUP_NOTE = "last-backup"  # in home: when the last backup was made (ISO), for `doctor`


class Unplugged:
    """A gateway that reaches nobody."""

    def get(self, path: str, query: Sequence[tuple[str, str]] = ()) -> Answer:
        """No answer."""
        return Answer(None, error=f"offline: {path} {list(query)}")

    def post(self, path: str, body: str, key: str) -> Answer:
        """Nothing may be sent from here."""
        raise AssertionError(f"{path} {len(body)} {key}")


@contextmanager
def open_runs(settings: Settings) -> Iterator[SqlLedger]:
    """The ledger, closed again at the end. Raises LedgerUnusable."""
    from batcher.ledger import open_ledger

    with open_ledger(settings.ledger_url or None, settings.home, language=settings.lang) as ledger:
        yield ledger


@contextmanager
def offline_edges(settings: Settings, report: Path | None) -> Iterator[Edges]:
    """Edges for what needs only the ledger and files."""
    from batcher.run import Edges

    with open_runs(settings) as ledger:
        yield Edges(
            gateway=Unplugged(),
            ledger=ledger,
            files=WorkbookFiles(),
            clock=SystemClock(),
            random=Random(),  # noqa: S311 - never used offline
            livemode=False,
            api_version="",
            new_run=new_run,
            confirm=lambda _plan: False,
            ask=lambda _problems, _options: None,
            reports=settings.reports,
            report=report,
            who=who(),
        )


def listed(ledger: Ledger) -> list[dict[str, Any]]:
    """All runs, newest first, each with how it ended."""
    return [told(ledger, record) for record in ledger.runs()]


def told(ledger: Ledger, record: RunRecord) -> dict[str, Any]:
    """One run in a line: who, when, what, and how it ended."""
    found, purge = _last_object(ledger, record.run), ledger.purged(record.run)
    return {
        "run": record.run,
        "created_at": record.created_at,
        "status": found.get("status") if found else None,
        "account": record.account,
        "mode": "live" if record.livemode else "test",
        "livemode": record.livemode,
        "workbook": record.workbook_name,
        "workbook_sha256": record.workbook_sha256,
        "parent": record.parent,
        "who": record.owner,
        "rows": found.get("rows") if found else None,
        "money": found.get("money") if found else None,
        "report": found.get("report") if found else None,
        "purged": asdict(purge) if purge else None,
        "approval": _approval(ledger, record),
    }


def _approval(ledger: Ledger, record: RunRecord) -> dict[str, Any] | None:
    """Whether a run waits for a person, was approved (by whom, when) or lapsed; None: neither."""
    from batcher.run.waiting import WAITS, approval_of

    found = approval_of(record, ledger.events(record.run)) if WAITS in record.settings else None
    if found is None:
        return None
    return {"state": found.state.value, "who": found.who or None, "at": found.at or None}


def _last_object(ledger: Ledger, run: str) -> dict[str, Any] | None:
    """The object of the last time a run ended or stopped; None while it never did, or since it was
    approved: how it ended before says nothing of that."""
    events = ledger.events(run)
    for event in reversed(events):
        if event.kind is Event.APPROVED:
            return None
        found = event.detail.get("object")
        if event.kind in (Event.FINISHED, Event.STOPPED) and isinstance(found, dict):
            return {**found, **_told_anew(events)}
    return None


def _told_anew(events: Sequence[EventRecord]) -> dict[str, str]:
    """The files that an inbox wrote in place of others when the approval of the run lapsed."""
    lapsed = [number for number, event in enumerate(events) if event.kind is Event.LAPSED]
    written = [
        str(event.detail.get("path"))
        for event in (events[lapsed[-1] :] if lapsed else ())
        if event.kind is Event.REPORTED and event.detail.get("path")
    ]
    return {"leftovers" if path.endswith(LEFTOVERS) else "report": path for path in written}


def shown(ledger: Ledger, wanted: str) -> dict[str, Any]:
    """One run with every attempt at every request, purged or not. Raises RunUnknown."""
    from batcher.core.plan import from_json
    from batcher.core.reconcile import request_rows
    from batcher.run import RunUnknown

    record = ledger.run(wanted)
    if record is None:
        raise RunUnknown(wanted)
    plan = from_json(ledger.plan(wanted))
    requests = [asdict(row) for row in request_rows(plan, ledger.events(wanted))]
    return {
        **told(ledger, record),
        "object": _last_object(ledger, wanted),
        "requests": requests,
    }
