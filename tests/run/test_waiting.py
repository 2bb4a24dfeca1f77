"""Waiting for Stripe: it heals by itself, it ends in time, and no clock can stretch or cut it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from batcher.run.patience import Patience
from batcher.sandbox import Fault, lock_timeout, rate_limited, server_error
from tests.run import drafts
from tests.run.auditor import audit
from tests.run.test_faults import error
from tests.run.world import Clock, World, rows

ALL = {"total": drafts.TOTAL, "applied": drafts.TOTAL}
KINDS = [
    rate_limited("endpoint-rate"),
    rate_limited("global-rate"),
    rate_limited("endpoint-concurrency"),
    rate_limited("global-concurrency"),
    rate_limited("resource-specific"),
    rate_limited(""),
    Fault(status=503, body="<html>", headers=(("Retry-After", "2"),)),
]


def for_a_minute(here: World, fault: Fault) -> Callable[[], Fault | None]:
    """The fault, from its first meeting on for 60 seconds."""
    until: list[float] = []

    def strike() -> Fault | None:
        now = here.clock.seconds()
        until.append(now + 60)
        return fault if now < until[0] else None

    return strike


@pytest.mark.fault(16)
@pytest.mark.parametrize("threads", [1, 6])
@pytest.mark.parametrize("fault", KINDS, ids=lambda fault: str(fault.headers or fault.status))
def test_a_minute_of_it_heals_by_itself(here: World, fault: Fault, threads: int) -> None:
    """Every call of every kind for a minute: nobody has to do anything."""
    here.threads = threads
    strike = for_a_minute(here, fault)
    here.faults.plan("_lines", strike, times=100_000)
    here.faults.plan("", strike, method="GET", times=100_000)
    ended = here.run(drafts.sheets())
    audit(here)
    assert ended.exit == 0, ended.object["error"]
    assert rows(ended) == ALL
    assert ended.object["money"] == drafts.MONEY
    assert here.faults.met > 3
    assert 60 <= here.clock.waited_s < 400


@pytest.mark.fault(17)
def test_a_minute_of_locks_takes_new_keys(here: World) -> None:
    """Each lock is saved under its key, so each wait ends in the next attempt's."""
    strike = for_a_minute(here, lock_timeout())
    here.faults.plan("in_A/add_lines", strike, times=100)
    ended = here.run(drafts.sheets())
    audit(here)
    assert rows(ended) == ALL


@pytest.mark.fault(16)
@pytest.mark.parametrize(("asked", "waited_s"), [("7", 7), ("a date", 20), ("soon", 0)])
def test_retry_after(here: World, asked: str, waited_s: int) -> None:
    """Seconds or a date; what nobody can read counts as nothing."""
    if asked == "a date":  # against the server's own, which is the true one
        asked = format_datetime(datetime.now(UTC) + timedelta(seconds=22), usegmt=True)
    limited = rate_limited("endpoint-rate")
    headers = (*limited.headers, ("Retry-After", asked))
    here.faults.plan("in_A/add_lines", Fault(status=429, body=limited.body, headers=headers))
    ended = here.run(drafts.sheets())
    assert rows(ended) == ALL
    assert here.clock.waited_s >= waited_s
    assert len({w.key for w in here.writes("in_A/add_lines")}) == 1


def test_a_wait_longer_than_the_budget_ends_the_run_at_once(here: World) -> None:
    """Stripe says in ten minutes: no use to sit there for three; nothing is lost by stopping."""
    limited = rate_limited("endpoint-rate")
    headers = (*limited.headers, ("Retry-After", "600"))
    here.faults.plan("in_A/add_lines", Fault(status=429, body=limited.body, headers=headers))
    ended = here.run(drafts.sheets())
    assert ended.exit == 4
    assert "batcher resume" in str(ended.object["error"])
    assert here.clock.waited_s < 60
    ended = here.resume()
    audit(here)
    assert rows(ended) == ALL


FOREVER = {
    "500": (server_error(saved=False), 240),
    "429": (rate_limited("endpoint-rate"), 240),
    "409": (error(409, "invalid_request_error", "busy", "idempotency_key_in_use"), 240),
    "redirect": (Fault(status=302, headers=(("Location", "http://127.0.0.1:9/x"),)), 240),
    "no answer": (Fault(drop=True), 90),
}


@pytest.mark.fault(11, 21, 26)
@pytest.mark.parametrize("name", list(FOREVER))
def test_for_ever_ends_within_the_budget(here: World, name: str) -> None:
    """The run stops by itself, says so, and `resume` finishes it."""
    fault, most_s = FOREVER[name]
    here.faults.plan("in_A/add_lines", fault, times=100_000)
    ended = here.run(drafts.sheets())
    assert ended.exit == 4
    assert ended.object["status"] == "stopped"
    assert rows(ended)["in_doubt"] == 3
    assert "batcher resume" in str(ended.object["error"])
    assert here.clock.waited_s < most_s
    assert len({w.key for w in here.writes("in_A/add_lines")}) == 1
    here.faults.clear()
    ended = here.resume()
    audit(here)
    assert rows(ended) == ALL


def test_locks_for_ever_end_within_the_budget(here: World) -> None:
    here.faults.plan("in_A/add_lines", lock_timeout(), times=100_000)
    ended = here.run(drafts.sheets())
    assert ended.exit == 4
    assert here.clock.waited_s < 260
    here.faults.clear()
    ended = here.resume()
    audit(here)
    assert rows(ended) == ALL


@pytest.mark.fault(41)
@pytest.mark.parametrize("days", [-2, 2])
def test_a_clock_set_anew_in_the_middle(here: World, days: int) -> None:
    """While waiting: it neither ends the run nor keeps it waiting for two days."""

    def jump() -> Fault:
        here.clock.wrong_by += timedelta(days=days)
        return server_error(saved=False)

    here.faults.plan("in_A/add_lines", jump)
    here.faults.plan("in_A/add_lines", server_error(saved=False), times=3)
    ended = here.run(drafts.sheets())
    audit(here)
    assert rows(ended) == ALL
    assert here.clock.waited_s < 60


@pytest.mark.fault(41)
def test_for_ever_with_a_clock_that_goes_back(here: World) -> None:
    """Two days back while Stripe stays away: the budget is still the budget."""

    def jump() -> Fault:
        here.clock.wrong_by -= timedelta(days=2)
        return server_error(saved=False)

    here.faults.plan("in_A/add_lines", jump)
    here.faults.plan("in_A/add_lines", server_error(saved=False), times=100_000)
    ended = here.run(drafts.sheets())
    assert ended.exit == 4
    assert here.clock.waited_s < 240


@pytest.mark.fault(41)
@pytest.mark.parametrize("days", [-2, -1 / 24, 2])
@pytest.mark.parametrize("again", ["resume", "run"])
def test_a_clock_set_anew_between_two_commands(here: World, days: float, again: str) -> None:
    """Two days, or the hour that ends summer time: the next command knows the order of things."""
    here.faults.plan("in_B/update_lines", error(400, "invalid_request_error", "No."))
    assert here.run(drafts.sheets()).exit == 3
    here.clock.wrong_by += timedelta(days=days)
    ended = here.run(drafts.sheets())
    audit(here)
    assert ended.exit == 0
    here.clock.wrong_by += timedelta(days=days)
    sent = len(here.writes())
    ended = here.resume() if again == "resume" else here.run(drafts.sheets())
    assert ended.exit == 0
    assert len(here.writes()) == sent


@pytest.mark.fault(41)
def test_a_laptop_that_slept_in_the_middle(here: World) -> None:
    """Eight hours inside one call whose answer never came: read again, then the same key."""

    def sleep() -> Fault:
        here.clock.wait(8 * 3600)
        return Fault(drop=True)

    here.faults.plan("in_A/update_lines", sleep, "after")
    ended = here.run(drafts.sheets())
    audit(here)
    assert rows(ended) == ALL


@pytest.mark.parametrize(
    ("shown_s", "paused_s", "counted_s"),
    [(3, 2, 3), (0, 0, 0), (-86_400, 2, 2), (172_800, 2, 2), (59, 0, 59), (601, 60, 601)],
)
def test_patience(shown_s: int, paused_s: float, counted_s: float) -> None:
    clock: Any = Clock()
    patience = Patience(clock)
    clock.wrong_by += timedelta(seconds=shown_s)
    assert patience.step(paused_s) == pytest.approx(counted_s, abs=0.01)
    clock.wrong_by += timedelta(seconds=1)
    assert patience.step(1.0) == pytest.approx(counted_s + 1, abs=0.02)
