"""What an account was found to bear goes from run to run through the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from batcher.core.model import Answer
from batcher.gateway.pacing import TOGETHER, Pace
from batcher.ledger import SqlLedger, open_ledger
from batcher.paces import PACED, remembered

ADD = ("POST", "/v1/invoices/in_1/add_lines")
NAME = "POST /v1/invoices/:id/add_lines"
SUBJECT = "acct_1A/test"
GOOD, TOO_FAST = Answer(200), Answer(429)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def wait(self, seconds: float) -> None:
        self.now += seconds


def paced() -> tuple[Pace, Clock]:
    clock = Clock()
    return Pace(20, 100, monotonic=lambda: clock.now, wait=clock.wait), clock


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqlLedger]:
    with open_ledger(None, tmp_path) as opened:
        yield opened


def asked(pace: Pace, clock: Clock, allowed: int, seconds: float) -> int:
    """Ask as fast as the pace lets us of a server that allows so many a second; how many 429."""
    until, borne, refused = clock.now + seconds, list[float](), 0
    while clock.now < until:
        pace.wait_turn(*ADD)
        borne = [at for at in borne if clock.now - at < 1]
        if len(borne) < allowed:
            borne.append(clock.now)
            pace.heed(*ADD, GOOD)
        else:
            refused += 1
            pace.heed(*ADD, TOO_FAST)
    return refused


def test_the_next_run_begins_where_the_last_was(ledger: SqlLedger) -> None:
    first, clock = paced()
    with remembered(first, ledger.desk, "acct_1A", False, "me"):
        learning = asked(first, clock, 8, 20)
    rate, ceiling = first.learned()[NAME]
    assert 5 < rate < 9
    assert learning >= 3
    second, clock = paced()
    with remembered(second, ledger.desk, "acct_1A", False, "you"):
        found = second.learned()[NAME]
        assert found[0] == pytest.approx(rate, abs=0.2)
        assert found[1] == pytest.approx(ceiling, abs=0.1)
        assert asked(second, clock, 8, 3) <= 1


def test_a_killed_run_leaves_what_it_had_learned(ledger: SqlLedger) -> None:
    first, clock = paced()
    dead = remembered(first, ledger.desk, "acct_1A", False, "me", every_s=0)
    dead.__enter__()  # and never closed
    asked(first, clock, 8, 20)
    second, _ = paced()
    with remembered(second, ledger.desk, "acct_1A", False, "you"):
        assert second.learned()[NAME][0] < 12


def test_other_accounts_and_live_mode_know_nothing_of_it(ledger: SqlLedger) -> None:
    first, clock = paced()
    with remembered(first, ledger.desk, "acct_1A", False, "me"):
        asked(first, clock, 8, 5)
    for account, livemode in (("acct_1B", False), ("acct_1A", True)):
        other, _ = paced()
        with remembered(other, ledger.desk, account, livemode, "me"):
            assert other.learned() == {}


def test_it_recovers_and_says_so(ledger: SqlLedger) -> None:
    first, clock = paced()
    with remembered(first, ledger.desk, "acct_1A", False, "me"):
        asked(first, clock, 8, 5)
    second, clock = paced()
    with remembered(second, ledger.desk, "acct_1A", False, "me"):
        asked(second, clock, 1_000, 120)  # whatever lowered it is gone
        assert second.learned() == {}
    last = ledger.desk.last(SUBJECT, PACED)
    assert last is not None
    assert last.detail["learned"] == {}


@pytest.mark.parametrize(
    ("minutes", "rate"), [(-10, 5.0), (0, 5.0), (30, 12.5), (54, 18.5), (61, None)]
)
def test_it_is_forgotten_within_an_hour(tmp_path: Path, minutes: int, rate: float | None) -> None:
    then = datetime.now(UTC) - timedelta(minutes=minutes)
    with open_ledger(None, tmp_path, clock=lambda: then) as ledger:
        kept = {NAME: [5.0, 9.0], TOGETHER: [50.0, None], "odd": "no pair"}
        ledger.desk.act("another machine", PACED, SUBJECT, learned=kept)
        pace, _ = paced()
        with remembered(pace, ledger.desk, "acct_1A", False, "me"):
            found = pace.learned().get(NAME)
    assert (found is None) if rate is None else (found[0] == pytest.approx(rate, abs=0.1))


def test_a_run_that_nothing_slows_writes_nothing(ledger: SqlLedger) -> None:
    pace, clock = paced()
    with remembered(pace, ledger.desk, "acct_1A", False, "me"):
        asked(pace, clock, 1_000, 5)
    assert ledger.desk.last(SUBJECT, PACED) is None


@pytest.mark.parametrize(
    "odd",
    [10**400, -(10**400), -5, 0, 1e308, True, "5", None, [5], {}],
    ids=lambda odd: str(odd)[:8],
)
def test_whatever_the_ledger_holds_it_ends_between_nothing_and_the_limit(
    ledger: SqlLedger, odd: object
) -> None:
    kept = {NAME: [odd, odd], TOGETHER: [odd, None]}
    ledger.desk.act("another machine", PACED, SUBJECT, learned=kept)
    pace, clock = paced()
    with remembered(pace, ledger.desk, "acct_1A", False, "me"):
        assert all(0 < rate <= 100 for rate, _ in pace.learned().values())
        assert asked(pace, clock, 1_000, 200) == 0
        assert pace.learned() == {}  # nor does it stay slow


@pytest.mark.parametrize("at", ["", "2026", "2026-11-23T01:00:00", "9999-12-31T23:59:59+00:00"])
def test_at_whatever_time_it_is_said_to_be_learned(
    ledger: SqlLedger, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger.desk.act("another machine", PACED, SUBJECT, learned={NAME: [5.0, 9.0]})
    told = ledger.desk.last(SUBJECT, PACED)
    assert told is not None
    monkeypatch.setattr(ledger.desk, "last", lambda *_: replace(told, at=at))
    pace, clock = paced()
    with remembered(pace, ledger.desk, "acct_1A", False, "me"):
        assert asked(pace, clock, 1_000, 200) == 0
        assert pace.learned() == {}
