"""Instants as people read them: on the clock of the run's own time zone, with its name."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def on_the_clock(at: str, zone: str) -> str:
    """`2026-11-05 18:15:01 (Asia/Tokyo)` of an ISO instant or of unix seconds.

    `zone`: a name; UTC where this machine does not know it. What is no instant (a blank, too)
    stays as it is.
    """
    local = _local(at, zone)
    return at if local is None else f"{_text(local, 'seconds')} ({local.tzinfo})"


def to_the_millisecond(at: str, zone: str) -> str:
    """`2026-11-05 18:15:01.060`: as `on_the_clock`, for comparing with somebody else's log."""
    local = _local(at, zone)
    return at if local is None else _text(local, "milliseconds")


def _local(at: str, zone: str) -> datetime | None:
    found = moment(at)
    return None if found is None else found.astimezone(_zone(zone))


def _text(local: datetime, places: str) -> str:
    return local.replace(tzinfo=None).isoformat(" ", places)


def moment(at: str) -> datetime | None:
    """An ISO instant or unix seconds, aware; None for what is neither, a blank too."""
    try:
        if at.isdecimal():
            return datetime.fromtimestamp(int(at), UTC)
        found = datetime.fromisoformat(at)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
