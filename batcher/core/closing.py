"""Whether a run is over, from its events alone. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from batcher.core.model import Event, EventRecord

_ENDS = (Event.FINISHED, Event.APPROVED)


def closing(events: Sequence[EventRecord]) -> EventRecord | None:
    """The event that closed a run, None while `resume` owns it: an approval opens it again."""
    last = next((event for event in reversed(events) if event.kind in _ENDS), None)
    return last if last is not None and last.kind is Event.FINISHED else None
