"""How many calls are under way: fewer after Stripe's complaint, one by one more again."""

from __future__ import annotations

import json
import threading

import pytest

from batcher.core.model import Answer
from batcher.gateway.client import StripeGateway
from batcher.gateway.crowd import Crowd, is_crowded
from batcher.gateway.pacing import Pace
from tests.gateway.wire import serving

LOCK = json.dumps({"error": {"code": "lock_timeout", "type": "invalid_request_error"}})
BUSY = Answer(429, limited_reason="endpoint-concurrency")
GOOD = Answer(200)


@pytest.mark.parametrize(
    ("answer", "crowded"),
    [
        (Answer(429, limited_reason="endpoint-concurrency"), True),
        (Answer(429, limited_reason="global-concurrency"), True),
        (Answer(429, LOCK), True),
        (Answer(429, LOCK, replayed=True), False),  # it was crowded then
        (Answer(429, limited_reason="endpoint-rate"), False),
        (Answer(429, limited_reason="resource-specific"), False),
        (Answer(429), False),
        (Answer(400, LOCK), False),
        (Answer(200), False),
    ],
)
def test_what_is_about_calls_at_the_same_time(answer: Answer, crowded: bool) -> None:
    assert is_crowded(answer) is crowded


def visit(crowd: Crowd, answer: Answer) -> int:
    crowd.leave(crowd.enter(), answer)
    return crowd.allowed


def test_it_falls_by_half_and_never_to_nothing() -> None:
    crowd = Crowd(16)
    assert [visit(crowd, BUSY) for _ in range(6)] == [8, 4, 2, 1, 1, 1]


def test_a_wave_is_one_complaint() -> None:
    """Sixteen calls go together and all are told off: that is one fall, not sixteen."""
    crowd = Crowd(16)
    entered = [crowd.enter() for _ in range(16)]
    for one in entered:
        crowd.leave(one, BUSY)
    assert crowd.allowed == 8


def test_it_rises_by_one_for_each_round_of_good_answers() -> None:
    crowd = Crowd(16)
    visit(crowd, BUSY)
    visit(crowd, BUSY)
    assert crowd.allowed == 4
    assert [visit(crowd, GOOD) for _ in range(5)] == [4, 4, 4, 4, 5]
    for _ in range(300):
        visit(crowd, GOOD)
    assert crowd.allowed == 16


@pytest.mark.parametrize("answer", [Answer(500), Answer(None, error="reset"), None])
def test_no_answer_and_a_broken_one_are_no_encouragement(answer: Answer | None) -> None:
    crowd = Crowd(16)
    visit(crowd, BUSY)
    for _ in range(50):
        crowd.leave(crowd.enter(), answer)
    assert crowd.allowed == 8


def test_those_beyond_the_number_wait_until_one_leaves() -> None:
    crowd = Crowd(1)
    first = crowd.enter()
    entered = threading.Event()

    def second() -> None:
        crowd.leave(crowd.enter(), GOOD)
        entered.set()

    thread = threading.Thread(target=second)
    thread.start()
    assert not entered.wait(0.05)
    crowd.leave(first, GOOD)
    assert entered.wait(5)
    thread.join(5)


def test_a_number_below_one_is_refused() -> None:
    with pytest.raises(ValueError):
        Crowd(0)


def test_a_gateway_of_so_many_calls_has_no_more_under_way() -> None:
    """Eight threads, two calls at once: Stripe's side counts."""
    under_way, most, lock = 0, 0, threading.Lock()
    enough = threading.Barrier(2, timeout=5)

    def act(conn: object) -> None:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        enough.wait()
        with lock:
            under_way -= 1
        conn.sendall(b"HTTP/1.1 200 X\r\nContent-Length: 2\r\n\r\n{}")  # type: ignore[attr-defined]

    with (
        serving(*[act] * 8) as wire,
        StripeGateway("sk_test_1", Pace(1e5, 1e5), api_base=wire.address, concurrency=2) as gateway,
    ):
        threads = [threading.Thread(target=gateway.get, args=("/v1/a",)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
    assert most == 2


def test_a_gateway_whose_call_breaks_down_lets_the_next_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own mistake inside a call must not lock everybody else out."""
    with (
        serving() as wire,
        StripeGateway("sk_test_1", Pace(1e5, 1e5), api_base=wire.address, concurrency=1) as gateway,
    ):
        with monkeypatch.context() as broken:
            broken.setattr(StripeGateway, "_call", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                gateway.get("/v1/a")
        assert gateway.get("/v1/a").status == 200
