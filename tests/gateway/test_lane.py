"""One limit against servers that allow less, and against 429 that no pace would have avoided.

The clock is the test's own; every answer comes 300 ms after its call went.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from random import Random

import pytest

from batcher.core.model import Answer
from batcher.gateway.lane import Lane
from batcher.gateway.pacing import Pace

ADD = ("POST", "/v1/invoices/in_1/add_lines")
LATENCY_S = 0.3
Server = Callable[[float], bool]  # whether it takes a call at this moment
Calls = list[tuple[float, bool]]


class World:
    """A clock, and answers on their way to the pace."""

    def __init__(self) -> None:
        self.now = 0.0
        self.coming: deque[tuple[float, Answer]] = deque()
        self.pace = Pace(25, 100, monotonic=lambda: self.now, wait=self.wait)

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while self.coming and self.coming[0][0] <= end:
            at, answer = self.coming.popleft()
            self.now = max(self.now, at)
            self.pace.heed(*ADD, answer)
        self.now = max(self.now, end)


def called(server: Server, seconds: float) -> Calls:
    world, calls = World(), Calls()
    while world.now < seconds:
        world.pace.wait_turn(*ADD)
        calls.append((world.now, server(world.now)))
        answer = Answer(200 if calls[-1][1] else 429)
        world.coming.append((world.now + LATENCY_S, answer))
        world.wait(0.0)
    return calls


def bucket(rate: float, depth: float) -> Server:
    left, since = depth, 0.0

    def takes(now: float) -> bool:
        nonlocal left, since
        left, since = min(depth, left + (now - since) * rate), now
        if left < 1:
            return False
        left -= 1
        return True

    return takes


def window(most: int) -> Server:
    gone = deque[float](maxlen=most)

    def takes(now: float) -> bool:
        if len(gone) == most and now - gone[0] < 1:
            return False
        gone.append(now)
        return True

    return takes


def careless(share: float) -> Server:
    random = Random(1)
    return lambda _now: random.random() >= share


def taken_per_s(calls: Calls, since: float, until: float) -> float:
    return sum(ok for at, ok in calls if since <= at < until) / (until - since)


def refused(calls: Calls, since: float, until: float) -> int:
    return sum(not ok for at, ok in calls if since <= at < until)


@pytest.mark.parametrize(
    ("server", "limit"),
    [
        (bucket(8, 8), 8),
        (bucket(8, 25), 8),
        (bucket(20, 20), 20),
        (bucket(24, 24), 24),
        (window(8), 8),
        (window(20), 20),
    ],
)
def test_a_lower_limit_is_found_within_seconds_and_kept(server: Server, limit: int) -> None:
    calls = called(server, 120)
    assert taken_per_s(calls, 3, 10) >= 0.85 * limit
    assert refused(calls, 3, 10) <= 5
    assert taken_per_s(calls, 10, 120) >= 0.9 * limit
    assert refused(calls, 10, 120) <= 0.02 * len(calls)


@pytest.mark.parametrize(("share", "pace_min"), [(0.01, 20.0), (0.03, 14.0), (0.05, 11.0)])
def test_429_that_no_pace_would_have_avoided_hardly_slow_it(share: float, pace_min: float) -> None:
    assert taken_per_s(called(careless(share), 120), 0, 120) >= pace_min


def test_a_single_429_at_a_pace_known_to_be_borne_slows_nothing() -> None:
    lane = Lane(25)
    for number in range(50):
        lane.accept(number / 25)
    lane.slow(2.5)
    assert lane.rate == 25.0


def test_a_single_429_at_full_pace_costs_a_little_of_it() -> None:
    lane = Lane(25)
    for number in range(50):
        lane.accept(number / 25)
    lane.slow(2.0)
    assert lane.rate == pytest.approx(24 * 0.92)


def test_a_short_gap_is_made_good_and_a_long_one_is_not() -> None:
    lane = Lane(25)
    distance = 0.0408
    assert lane.reserve(0.0) == 0.0
    late = [lane.reserve(0.1), lane.reserve(0.1), lane.reserve(0.15), lane.reserve(0.16)]
    assert late == pytest.approx([0.1, 0.1272, 0.1544, 4 * distance])
    assert lane.reserve(10.0) == 10.0
    assert lane.reserve(10.0) == pytest.approx(10.0 + distance)
