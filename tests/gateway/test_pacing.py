"""The pace on a clock of our own, and once on the real one with threads."""

from __future__ import annotations

import threading
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batcher.core.model import Answer
from batcher.gateway.pacing import Pace, endpoint

ADD = ("POST", "/v1/invoices/in_1/add_lines")
READ = ("GET", "/v1/invoices/in_1")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def wait(self, seconds: float) -> None:
        self.now += seconds


def paced(per_endpoint: float = 25, total: float = 100) -> tuple[Pace, Clock]:
    clock = Clock()
    return Pace(per_endpoint, total, monotonic=lambda: clock.now, wait=clock.wait), clock


def leave(pace: Pace, clock: Clock, call: tuple[str, str], times: int) -> list[float]:
    left = []
    for _ in range(times):
        pace.wait_turn(*call)
        left.append(clock.now)
    return left


def most_in_a_second(times: list[float]) -> int:
    # Not quite a second: the clock here is a float that is added to.
    return max(sum(1 for other in times if at <= other < at + 0.999999) for at in times)


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("POST", "/v1/invoices/in_1/add_lines", "POST /v1/invoices/:id/add_lines"),
        ("GET", "/v1/invoices/in_1/lines?limit=100", "GET /v1/invoices/:id/lines"),
        ("GET", "/v1/invoices/in_1", "GET /v1/invoices/:id"),
        ("GET", "/v1/invoices", "GET /v1/invoices"),
        ("GET", "/v1/coupons/SUMMER", "GET /v1/coupons/:id"),
        ("GET", "/v1/invoices/search", "GET /v1/invoices/search"),
        ("GET", "/v1/account", "GET /v1/account"),
        ("POST", "/v1/invoices/in_1/lines/il_1", "POST /v1/invoices/:id/lines/:id"),
    ],
)
def test_an_endpoint_has_no_ids(method: str, path: str, name: str) -> None:
    assert endpoint(method, path) == name


def test_one_endpoint_is_spread_evenly() -> None:
    pace, clock = paced()
    left = leave(pace, clock, ADD, 101)
    gaps = [after - before for before, after in pairwise(left)]
    assert left[0] == 0.0
    assert min(gaps) == pytest.approx(0.0408)
    assert left[-1] == pytest.approx(4.08)
    assert most_in_a_second(left) == 25


def test_together_they_keep_the_total() -> None:
    pace, clock = paced(per_endpoint=25, total=30)
    calls = [("GET", f"/v1/{name}") for name in ("a", "b", "c", "d")]
    left = [leave(pace, clock, calls[turn % 4], 1)[0] for turn in range(120)]
    assert most_in_a_second(left) == 30
    assert left[-1] == pytest.approx(119 * 1.02 / 30)


@given(
    st.lists(st.tuples(st.integers(0, 5), st.floats(0, 0.3)), min_size=1, max_size=150),
    st.integers(1, 30),
    st.integers(1, 60),
)
def test_no_second_ever_holds_too_many(
    calls: list[tuple[int, float]], per_endpoint: int, total: int
) -> None:
    pace, clock = paced(per_endpoint, total)
    left: dict[int, list[float]] = {}
    for number, idle_s in calls:
        clock.now += idle_s
        left.setdefault(number, []).extend(leave(pace, clock, ("GET", f"/v1/p{number}"), 1))
    everything = sorted(at for times in left.values() for at in times)
    assert all(most_in_a_second(times) <= per_endpoint for times in left.values())
    assert most_in_a_second(everything) <= total


def test_idle_time_is_not_saved_up() -> None:
    pace, clock = paced()
    leave(pace, clock, ADD, 1)
    clock.now += 100
    left = leave(pace, clock, ADD, 3)
    assert left == pytest.approx([100.0, 100.0408, 100.0816])


def test_a_429_halves_the_pace_of_its_endpoint_only() -> None:
    pace, clock = paced()
    leave(pace, clock, ADD, 1)
    pace.heed(*ADD, Answer(429, limited_reason="endpoint-rate"))
    left = leave(pace, clock, ADD, 2)
    assert left == pytest.approx([0.0816, 0.1632])
    before = clock.now
    assert leave(pace, clock, READ, 1)[0] - before < 0.011


def test_a_wave_of_429_counts_once() -> None:
    pace, clock = paced()
    for _ in range(8):
        pace.heed(*ADD, Answer(429))
    left = leave(pace, clock, ADD, 2)
    assert left[1] - left[0] == pytest.approx(0.0816)


def test_retry_after_holds_the_endpoint() -> None:
    pace, clock = paced()
    pace.heed(*ADD, Answer(429, retry_after_s=7.0))
    pace.heed(*ADD, Answer(429))
    assert leave(pace, clock, READ, 1) == [0.0]
    assert leave(pace, clock, ADD, 1) == [7.0]


def test_retry_after_without_end_is_waited_for_elsewhere() -> None:
    pace, clock = paced()
    pace.heed(*ADD, Answer(429, retry_after_s=1e8))
    assert leave(pace, clock, ADD, 1) == [60.0]


def test_a_global_limit_slows_everybody() -> None:
    pace, clock = paced()
    pace.heed(*ADD, Answer(429, limited_reason="global-rate", retry_after_s=2.0))
    assert leave(pace, clock, READ, 1) == [2.0]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(429, '{"error": {"code": "lock_timeout"}}', retry_after_s=9.0),
        Answer(429, replayed=True, retry_after_s=9.0),
        Answer(None),
        Answer(500),
        Answer(200),
    ],
)
def test_what_is_no_limiter_slows_nobody(answer: Answer) -> None:
    pace, clock = paced()
    pace.heed(*ADD, answer)
    assert leave(pace, clock, ADD, 2) == pytest.approx([0.0, 0.0408])


def test_the_pace_comes_back_step_by_step_and_no_further() -> None:
    pace, clock = paced()
    pace.heed(*ADD, Answer(429))
    pace.heed(*ADD, Answer(200))
    left = leave(pace, clock, ADD, 2)
    assert left[1] - left[0] == pytest.approx(1.02 / 12.58)
    for _ in range(1000):
        pace.heed(*ADD, Answer(200))
    left = leave(pace, clock, ADD, 3)
    assert 1.02 / 23 < left[2] - left[1] < 1.02 / 21  # near what was too fast it feels its way
    clock.now += 60
    for _ in range(1000):
        pace.heed(*ADD, Answer(200))
    left = leave(pace, clock, ADD, 3)
    assert left[2] - left[1] == pytest.approx(0.0408)


def test_a_server_that_allows_less_is_found_and_seldom_asked_again() -> None:
    """8 a second where we are set to 25: after ten seconds hardly a call is refused."""
    pace, clock = paced()
    gone: list[float] = []
    refused: list[float] = []
    while clock.now < 120:
        pace.wait_turn(*ADD)
        recent = [at for at in gone if clock.now - at < 1]
        (refused if len(recent) >= 8 else gone).append(clock.now)
        pace.heed(*ADD, Answer(429 if len(recent) >= 8 else 200))
    assert sum(at > 10 for at in refused) <= 4
    assert sum(60 < at <= 110 for at in gone) >= 50 * 8 * 0.75


def test_it_never_slows_to_a_stop() -> None:
    pace, clock = paced()
    for _ in range(30):
        pace.heed(*ADD, Answer(429))
        clock.now += 2
    left = leave(pace, clock, ADD, 2)
    assert left[1] - left[0] == pytest.approx(1.02)


@pytest.mark.parametrize("limits", [(0, 1), (1, 0), (-1, 1), (float("nan"), 1)])
def test_a_pace_of_nothing_is_refused(limits: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="above 0"):
        Pace(*limits)


def test_threads_leave_evenly_in_the_order_they_came() -> None:
    pace = Pace(100, 400)
    left: list[tuple[float, int]] = []

    def go(number: int) -> None:
        pace.wait_turn(*ADD)
        left.append((time.perf_counter(), number))

    threads = [threading.Thread(target=go, args=(number,)) for number in range(30)]
    since = time.perf_counter()
    for thread in threads:
        thread.start()
        time.sleep(0.002)
    for thread in threads:
        thread.join()
    assert 0.29 < left[-1][0] - since < 10
    order = [number for _, number in sorted(left)]
    assert sum(abs(place - number) for place, number in enumerate(order)) <= 6


def test_turns_given_out_before_a_429_are_given_out_anew() -> None:
    """The second has its turn at 0.0204 s already when the 429 comes; it takes another."""
    clock, told = Clock(), []

    def wait(seconds: float) -> None:
        if not told:
            told.append(clock.now)
            pace.heed(*ADD, Answer(429, retry_after_s=0.15))
        clock.wait(seconds)

    pace = Pace(50, 1000, monotonic=lambda: clock.now, wait=wait)
    assert leave(pace, clock, ADD, 4) == pytest.approx([0.0, 0.15, 0.1908, 0.2316])
    assert told == [0.0]


def test_too_many_at_once_does_not_slow_the_pace_but_holds_as_asked() -> None:
    """`crowd` answers it by fewer calls at once; a time Stripe names is waited for all the same."""
    pace, clock = paced()
    leave(pace, clock, ADD, 1)
    pace.heed(*ADD, Answer(429, limited_reason="endpoint-concurrency", retry_after_s=3.0))
    left = leave(pace, clock, ADD, 3)
    assert left == pytest.approx([3.0, 3.0408, 3.0816])
