"""A worker without a process of its own: it takes what is due, and ends."""

from __future__ import annotations

from batcher.fleet import Crew, Place, place_of, work
from batcher.ledger import SqlLedger
from batcher.settings import Settings


def crew_of(settings: Settings, ledger: SqlLedger, name: str = "a worker") -> Crew:
    """The crew of a worker for the one account of these settings."""
    place: Place = place_of(settings)
    return Crew(settings, settings.ledger_url, ledger, {place.queue: place}, 2, name)


def work_once(settings: Settings, ledger: SqlLedger) -> None:
    """Make every run that is due."""
    work(crew_of(settings, ledger), once=True)
