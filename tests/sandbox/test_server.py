"""Keys of the API and of idempotency, faults, limits: what happens around a call."""

from __future__ import annotations

import base64
import http.client
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.error import URLError

import pytest

from batcher import sandbox
from batcher.sandbox import Fault
from batcher.sandbox.server import Sandbox
from tests.sandbox.conftest import call, seeds

ADD = "/v1/invoices/in_B/add_lines"
LINE = {"lines[0][amount]": "500"}


class Plan:
    """Faults to meet, one after the other, by phase."""

    def __init__(self) -> None:
        self.before: list[Fault | None] = []
        self.after: list[Fault | None] = []

    def __call__(self, phase: str, method: str, path: str, body: str) -> Fault | None:
        queue = self.before if phase == "before" else self.after
        return queue.pop(0) if queue and method == "POST" else None


@pytest.fixture
def faults() -> Plan:
    return Plan()


@pytest.fixture
def faulty(faults: Plan) -> Iterator[Sandbox]:
    with sandbox.start(None, seed=seeds(), faults=faults) as running:
        yield running


def count(running: Sandbox) -> int:
    return len(running.state.lines("in_B"))


def test_every_answer_has_a_request_id_and_the_version(stripe_sandbox: Sandbox):
    got = call(stripe_sandbox, "GET", "/v1/account")
    assert got.headers["Request-Id"].startswith("req_")
    assert got.headers["Stripe-Version"] == "2026-10-28.endive"
    got = call(stripe_sandbox, "GET", "/v1/nothing")
    assert got.status == 404
    assert got.error["message"].startswith("Unrecognized request URL (GET: /v1/nothing)")


@pytest.mark.parametrize("secret", ["", "sk_test_wrong", "pk_test_x"])
def test_wrong_keys(stripe_sandbox: Sandbox, secret: str):
    got = call(stripe_sandbox, "POST", ADD, LINE, secret=secret, key="k")
    assert (got.status, got.error["type"]) == (401, "invalid_request_error")
    assert call(stripe_sandbox, "POST", ADD, LINE, key="k").status == 200


def test_basic_authorization(stripe_sandbox: Sandbox):
    host = stripe_sandbox.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=5)
    token = base64.b64encode(f"{stripe_sandbox.key}:".encode()).decode()
    for _ in range(2):  # the connection stays open
        connection.request("GET", "/v1/account", headers={"Authorization": f"Basic {token}"})
        answer = connection.getresponse()
        assert (answer.status, bool(answer.read())) == (200, True)
    connection.close()


def test_a_key_is_replayed(stripe_sandbox: Sandbox):
    first = call(stripe_sandbox, "POST", ADD, LINE, key="k1")
    again = call(stripe_sandbox, "POST", ADD, LINE, key="k1")
    assert (again.status, again.body) == (200, first.body)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Original-Request"] == first.headers["Request-Id"]
    assert "Idempotent-Replayed" not in first.headers
    assert count(stripe_sandbox) == 1
    assert [one.replayed for one in stripe_sandbox.state.requests] == [False, True]


def test_a_key_belongs_to_its_parameters_and_path(stripe_sandbox: Sandbox):
    call(stripe_sandbox, "POST", ADD, LINE, key="k1")
    for path, body in ((ADD, {"lines[0][amount]": "501"}), ("/v1/invoices/in_A/add_lines", LINE)):
        got = call(stripe_sandbox, "POST", path, body, key="k1")
        assert (got.status, got.error["type"], got.error.get("code")) == (
            400,
            "idempotency_error",
            None,
        )


def test_refusals_after_execution_began_are_saved(stripe_sandbox: Sandbox):
    body = {"lines[0][pricing][price]": "price_later"}
    assert call(stripe_sandbox, "POST", ADD, body, key="k").status == 400
    call(stripe_sandbox, "POST", "/v1/prices", {"currency": "usd", "product": "prod_A"})
    again = call(stripe_sandbox, "POST", ADD, body, key="k")
    assert (again.status, again.headers["Idempotent-Replayed"]) == (400, "true")


@pytest.mark.parametrize(
    "bad", [{"lines[0][price]": "p"}, {"lines[0][amount]": "1", "lines[0][quantity]": "1"}]
)
def test_failed_validation_is_not_saved(stripe_sandbox: Sandbox, bad: dict[str, str]):
    assert call(stripe_sandbox, "POST", ADD, bad, key="k").status == 400
    assert "Idempotent-Replayed" not in call(stripe_sandbox, "POST", ADD, bad, key="k").headers
    assert call(stripe_sandbox, "POST", ADD, LINE, key="k").status == 200


def test_keys_are_forgotten_after_a_day():
    now = [1_793_600_000.0]
    with sandbox.start(None, seed=seeds(), clock=lambda: now[0]) as running:
        call(running, "POST", ADD, LINE, key="k")
        now[0] += 24 * 3600 - 1
        call(running, "POST", ADD, LINE, key="k")
        assert count(running) == 1
        now[0] += 1
        call(running, "POST", ADD, LINE, key="k")
        assert count(running) == 2


def test_the_same_key_twice_at_once():
    entered, go_on = threading.Event(), threading.Event()

    class Held:
        def __call__(self, phase: str, method: str, path: str, body: str) -> None:
            if phase == "after" and method == "POST" and not entered.is_set():
                entered.set()
                go_on.wait(5)

    with (
        sandbox.start(None, seed=seeds(), faults=Held()) as running,
        ThreadPoolExecutor(1) as pool,
    ):
        slow = pool.submit(call, running, "POST", ADD, LINE, key="k")
        assert entered.wait(5)
        clash = call(running, "POST", ADD, LINE, key="k")
        go_on.set()
        assert slow.result().status == 200
        assert (clash.status, clash.error["code"]) == (409, "idempotency_key_in_use")
        assert call(running, "POST", ADD, LINE, key="k").headers["Idempotent-Replayed"] == "true"
        assert count(running) == 1


@pytest.mark.parametrize(("phase", "applied"), [("before", 0), ("after", 1)])
def test_dropped(faulty: Sandbox, faults: Plan, phase: str, applied: int):
    getattr(faults, phase).append(Fault(drop=True))
    with pytest.raises((URLError, http.client.RemoteDisconnected, ConnectionError)):
        call(faulty, "POST", ADD, LINE, key="k")
    assert count(faulty) == applied
    assert faulty.state.requests[-1].status is None
    assert call(faulty, "POST", ADD, LINE, key="k").status == 200
    assert count(faulty) == 1


def test_delayed(faulty: Sandbox, faults: Plan):
    faults.before.append(Fault(delay_s=0.1))
    began = time.monotonic()
    assert call(faulty, "POST", ADD, LINE).status == 200
    assert time.monotonic() - began >= 0.1


def test_closing_does_not_wait_for_a_delay(faults: Plan):
    faults.before.append(Fault(delay_s=60))
    running = sandbox.start(None, seed=seeds(), faults=faults)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(call, running, "POST", ADD, LINE)
        while faults.before:
            time.sleep(0.01)
        running.close()
        with pytest.raises((URLError, http.client.HTTPException, ConnectionError)):
            slow.result(5)


def test_cut(faulty: Sandbox, faults: Plan):
    faults.after.append(Fault(cut_bytes=40))
    with pytest.raises(http.client.IncompleteRead) as caught:
        call(faulty, "POST", ADD, LINE, key="k")
    assert len(caught.value.partial) == 40
    assert count(faulty) == 1


@pytest.mark.parametrize(("phase", "applied"), [("before", 0), ("after", 1)])
def test_a_saved_500_is_replayed(faulty: Sandbox, faults: Plan, phase: str, applied: int):
    getattr(faults, phase).append(sandbox.server_error(saved=True))
    assert call(faulty, "POST", ADD, LINE, key="k").status == 500
    again = call(faulty, "POST", ADD, LINE, key="k")
    assert (again.status, again.headers["Idempotent-Replayed"]) == (500, "true")
    assert count(faulty) == applied
    assert call(faulty, "POST", ADD, LINE, key="k2").status == 200
    assert count(faulty) == applied + 1


def test_an_unsaved_502_after_applying_hides_a_saved_answer(faulty: Sandbox, faults: Plan):
    faults.after.append(Fault(status=502, body="<html>"))
    host = faulty.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=5)
    headers = {"Authorization": f"Bearer {faulty.key}", "Idempotency-Key": "k"}
    connection.request("POST", ADD, "lines[0][amount]=500", headers)
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (502, b"<html>")
    connection.close()
    assert call(faulty, "POST", ADD, LINE, key="k").headers["Idempotent-Replayed"] == "true"
    assert count(faulty) == 1


def test_limiter_429_is_not_saved_and_lock_timeout_is(faulty: Sandbox, faults: Plan):
    faults.before.extend([sandbox.rate_limited(), sandbox.lock_timeout()])
    first = call(faulty, "POST", ADD, LINE, key="k")
    assert (first.status, first.error["code"]) == (429, "rate_limit")
    assert first.headers["Stripe-Rate-Limited-Reason"] == "endpoint-concurrency"
    second = call(faulty, "POST", ADD, LINE, key="k")
    assert (second.status, second.error["code"]) == (429, "lock_timeout")
    assert "Stripe-Rate-Limited-Reason" not in second.headers
    third = call(faulty, "POST", ADD, LINE, key="k")
    assert (third.status, third.headers["Idempotent-Replayed"]) == (429, "true")
    # A limiter stands before the keys, so a replay may meet it too.
    faults.before.append(sandbox.rate_limited("global-rate"))
    assert call(faulty, "POST", ADD, LINE, key="k").error["code"] == "rate_limit"
    assert count(faulty) == 0


def test_rates():
    with sandbox.start(None, seed=seeds(), rate_endpoint=3, rate_total=5) as running:
        answers = [call(running, "POST", ADD, LINE) for _ in range(4)]
        assert [one.status for one in answers] == [200, 200, 200, 429]
        assert answers[3].headers["Stripe-Rate-Limited-Reason"] == "endpoint-rate"
        assert "Retry-After" not in answers[3].headers
        others = [call(running, "GET", "/v1/account") for _ in range(3)]
        assert [one.status for one in others] == [200, 200, 429]
        assert others[2].headers["Stripe-Rate-Limited-Reason"] == "global-rate"


def test_many_at_once_lose_nothing(stripe_sandbox: Sandbox):
    def add(number: int) -> Any:
        return call(stripe_sandbox, "POST", ADD, {"lines[0][amount]": str(number)}).status

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(add, range(40))) == {200}
    amounts = sorted(line["amount"] for line in stripe_sandbox.state.lines("in_B"))
    assert amounts == list(range(40))
    assert stripe_sandbox.state.invoice("in_B")["total"] == sum(range(40))


def test_json_bodies_and_oversized_ones_are_refused(stripe_sandbox: Sandbox):
    host = stripe_sandbox.url.removeprefix("http://")
    headers = {"Authorization": f"Bearer {stripe_sandbox.key}"}
    for extra, expected in (
        ({"Content-Type": "application/json"}, 400),
        ({"Content-Length": str(10**9)}, 413),
    ):
        connection = http.client.HTTPConnection(host, timeout=5)
        connection.request("POST", ADD, "{}", {**headers, **extra})
        assert connection.getresponse().status == expected
        connection.close()
