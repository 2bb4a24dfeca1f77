"""Retention: which runs may be purged now, and purging them. Exactly-once outlives every purge.

Runs that are stopped, in doubt or waiting for a person are never touched, whatever their age.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from batcher.core.model import Event, EventRecord, RunRecord
from batcher.core.plan import from_json, to_json
from batcher.core.ports import Ledger
from batcher.core.retention import bare_details, bare_plan, standing


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A report or leftovers file of a run: `state` is "there", "changed" since, or "gone"."""

    path: Path
    state: str


@dataclass(frozen=True, slots=True)
class Purgeable:
    """A run that may be purged, with what that takes away."""

    record: RunRecord
    ended_at: str
    workbook_bytes: int
    reports: tuple[ReportFile, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A run that ended (or began) before the day and stays all the same: `why` is "open",
    "waiting", "young" (younger than has to be kept) or "purged" (already)."""

    record: RunRecord
    why: str


@dataclass(frozen=True, slots=True)
class Survey:
    """What a purge would do: all runs of the ledger that are older than its day."""

    purgeable: tuple[Purgeable, ...]
    kept: tuple[Kept, ...]


def survey(ledger: Ledger, before: datetime, keep_years: int, now: datetime) -> Survey:
    """Every run that ended before `before` (aware), oldest first; changes nothing.

    Raises LedgerUnusable, also where a run was changed since it was written.
    """
    oldest_kept = years_before(now, keep_years)
    found, kept = list[Purgeable](), list[Kept]()
    for record in reversed(ledger.runs()):
        if _instant(record.created_at) >= before:
            continue
        events = ledger.events(record.run)
        place = standing(events)
        if ledger.purged(record.run) is not None:
            kept.append(Kept(record, "purged"))
        elif place.why:
            kept.append(Kept(record, place.why))
        elif _instant(place.ended_at) >= before:
            continue
        elif _instant(place.ended_at) > oldest_kept:
            kept.append(Kept(record, "young"))
        else:
            size, reports = len(ledger.workbook(record.run)), reports_of(events)
            found.append(Purgeable(record, place.ended_at, size, reports))
    return Survey(tuple(found), tuple(kept))


def years_before(now: datetime, years: int) -> datetime:
    """The same day so many years ago (28 February for a leap day)."""
    year = max(now.year - years, 1)
    try:
        return now.replace(year=year)
    except ValueError:
        return now.replace(year=year, day=28)


def purge(
    ledger: Ledger, one: Purgeable, who: str, *, with_reports: bool = False
) -> tuple[Path, ...]:
    """Remove what may go of one run; its account must be locked by the caller. The paths removed.

    Its reports first: where one cannot go (it is open in Excel), or the ledger has no room, the run
    is as it was, and the same purge again takes the rest.
    Raises OSError, LedgerUnusable, and ValueError where the run is not what the survey found.
    """
    run = one.record.run
    events = ledger.events(run)
    place = standing(events)
    if place.why or place.ended_at != one.ended_at:
        raise ValueError(f"run {run} is gone on with")
    plan = to_json(bare_plan(from_json(ledger.plan(run))))
    removed = remove_reports(one) if with_reports else ()
    ledger.purge(run, plan, bare_details(events), who)
    return removed


def remove_reports(one: Purgeable) -> tuple[Path, ...]:
    """Remove the run's report files that are still as they were written; the paths removed.

    Raises OSError.
    """
    mine = [file.path for file in one.reports if file.state == "there"]
    for path in mine:
        path.unlink(missing_ok=True)
    return tuple(mine)


def reports_of(events: Sequence[EventRecord]) -> tuple[ReportFile, ...]:
    """The files these events say were written, and what became of them."""
    told = {
        str(event.detail.get("path")): str(event.detail.get("sha256"))
        for event in events
        if event.kind is Event.REPORTED and event.detail.get("path")
    }
    return tuple(
        ReportFile(Path(path), _state(Path(path), sha256)) for path, sha256 in told.items()
    )


def _state(path: Path, sha256: str) -> str:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return "gone"
    except OSError:  # another drive that is not there today, a folder in its place
        return "changed"
    return "there" if found == sha256 else "changed"


def _instant(iso: str) -> datetime:
    found = datetime.fromisoformat(iso)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
