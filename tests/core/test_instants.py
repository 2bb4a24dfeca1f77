"""Instants on the clock of a zone, as the report says them."""

from __future__ import annotations

import pytest

from batcher.core.instants import on_the_clock, to_the_millisecond

SAID: list[tuple[str, str, str]] = [
    ("2026-11-05T09:15:01.060000+00:00", "Asia/Tokyo", "2026-11-05 18:15:01 (Asia/Tokyo)"),
    ("2026-11-05T09:15:01.060000Z", "UTC", "2026-11-05 09:15:01 (UTC)"),
    ("1793700000", "Asia/Tokyo", "2026-11-03 19:00:00 (Asia/Tokyo)"),
    ("2026-11-05T09:15:01+00:00", "No/Where", "2026-11-05 09:15:01 (UTC)"),
    ("", "Asia/Tokyo", ""),
    ("soon", "Asia/Tokyo", "soon"),
]


@pytest.mark.parametrize(("at", "zone", "said"), SAID)
def test_on_the_clock(at: str, zone: str, said: str) -> None:
    assert on_the_clock(at, zone) == said


def test_to_the_millisecond() -> None:
    at = "2026-11-05T09:15:01.060999+00:00"
    assert to_the_millisecond(at, "Asia/Tokyo") == "2026-11-05 18:15:01.060"
