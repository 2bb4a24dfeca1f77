"""Faults by a seed: what is struck, that it is the same each time, and every kind's effect."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from batcher import sandbox
from batcher.sandbox import Weather, parse
from batcher.sandbox.kinds import EVERY, KINDS, LATE_S, NAMED
from batcher.sandbox.server import Sandbox
from batcher.sandbox.weather import Spec, SpecUnreadable
from tests.sandbox.conftest import NOW, Got, call, seeds

README = Path(__file__).parents[2] / "README.md"
ADD = "/v1/invoices/in_A/add_lines"
LINE = {"lines[0][amount]": "500", "lines[0][description]": "new"}


class Time:
    """A clock a test moves."""

    at = NOW

    def __call__(self) -> float:
        return self.at


@contextmanager
def under(told: str) -> Iterator[tuple[Sandbox, Time]]:
    """A sandbox under this weather."""
    time = Time()
    with sandbox.start(None, seed=seeds(), faults=Weather(parse(told)), clock=time) as running:
        yield running, time


def added(running: Sandbox) -> int:
    return sum(line["description"] == "new" for line in running.state.lines("in_A"))


def struck(told: str, requests: int = 200) -> list[bool]:
    weather = Weather(parse(told))
    return [
        weather("before", "POST", ADD, f"n={number}") is not None
        or weather("after", "POST", ADD, f"n={number}") is not None
        for number in range(requests)
    ]


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ("7", Spec(seed="7")),
        ("seed=7,share=0.5", Spec(seed="7", share=0.5)),
        ("kinds=drop+late, times=3", Spec(kinds=("drop", "late"), times=3)),
        ("kinds=500-saved,method=post,path=add_lines", Spec(kinds=("500-saved",), method="POST",
                                                            path="add_lines")),
    ],
)  # fmt: skip
def test_parse(told: str, meant: Spec) -> None:
    assert parse(told) == meant


@pytest.mark.parametrize(
    "told", ["", "seed=", "rain=1", "kinds=hail", "share=2", "share=x", "times=-1", "seed=1,seed=2"]
)
def test_parse_refuses(told: str) -> None:
    with pytest.raises(SpecUnreadable):
        parse(told)


def test_the_same_each_time_and_about_the_share() -> None:
    first = struck("seed=1,share=0.3")
    assert first == struck("seed=1,share=0.3")
    assert first != struck("seed=2,share=0.3")
    assert 30 <= sum(first) <= 90
    assert not any(struck("seed=1,share=0"))
    assert all(struck("seed=1,share=1"))


def test_which_thread_is_faster_changes_nothing() -> None:
    """Eight threads in any order meet what one meets."""

    def decide(weather: Weather) -> set[tuple[int, str]]:
        with ThreadPoolExecutor(8) as pool:
            found = pool.map(
                lambda n: (n, weather("before", "POST", ADD, str(n % 10))), reversed(range(60))
            )
        return {(n % 10, str(fault)) for n, fault in found if fault is not None}

    spec = parse("seed=5,share=0.5,kinds=drop+500")
    alone = Weather(spec)
    one_by_one = {
        (n % 10, str(fault))
        for n in range(60)
        if (fault := alone("before", "POST", ADD, str(n % 10))) is not None
    }
    assert decide(Weather(spec)) == decide(Weather(spec)) == one_by_one


def test_times_method_and_path() -> None:
    weather = Weather(parse("share=1,kinds=drop,times=2,method=POST,path=add_lines"))
    assert weather("before", "GET", ADD, "") is None
    assert weather("before", "POST", "/v1/invoices", "") is None
    assert [weather("before", "POST", ADD, "") is not None for _ in range(4)] == [
        True, True, False, False,
    ]  # fmt: skip
    assert weather.struck == {"drop": 2}


def test_a_get_meets_no_fault_of_writes() -> None:
    weather = Weather(parse("share=1,kinds=lock+late+finalized"))
    assert weather("before", "GET", "/v1/invoices/in_A", "") is None


STATUS = {
    **dict.fromkeys(["301", "302", "307", "204", "500", "502", "504"], None),
    **dict.fromkeys(["rate-endpoint", "rate-global", "rate-retry-after", "lock"], 429),
    **dict.fromkeys(["concurrency-endpoint", "concurrency-global"], 429),
    **dict.fromkeys(["500-retry", "500-no-retry", "500-after"], 500),
    **dict.fromkeys(["500-saved", "500-saved-after"], 500),
    **dict.fromkeys(["portal", "empty", "list", "other-invoice", "portal-after"], 200),
    **{"502-after": 502, "504-after": 504, "empty-after": 200, "204-after": 204},
    **{"302-after": 302, "in-use": 409, "forgotten-keys": 200},
}  # fmt: skip
LOST = {"drop", "drop-after", "cut", "late"}
APPLIED = {
    "drop-after", "cut", "500-after", "502-after", "504-after", "portal-after", "empty-after",
    "204-after", "302-after", "500-saved-after", "forgotten-keys",
}  # fmt: skip
SAVED = {"500-saved", "500-saved-after", "lock"}


def post(running: Sandbox, key: str = "k") -> Got | None:
    """The answer, None where there was none."""
    try:
        return call(running, "POST", ADD, LINE, key=key)
    except (http.client.RemoteDisconnected, http.client.IncompleteRead, ConnectionError):
        return None


@pytest.mark.parametrize("kind", sorted(set(STATUS) | LOST))
def test_every_kind(kind: str) -> None:
    """The answer, whether it was applied, and what the same key gives afterwards."""
    with under(f"share=1,kinds={kind},times=1,method=POST") as (running, time):
        answer = raw(running)
        if kind in LOST:
            assert answer is None
        else:
            assert answer is not None
            assert answer[0] == (STATUS[kind] or int(kind[:3]))
            if "retry" in kind:
                name, value = {
                    "rate-retry-after": ("retry-after", "7"),
                    "500-retry": ("stripe-should-retry", "true"),
                    "500-no-retry": ("stripe-should-retry", "false"),
                }[kind]
                assert answer[1][name] == value
        assert added(running) == (kind in APPLIED)
        if kind == "late":
            later = raw(running)
            assert later is not None
            assert (later[0], added(running)) == (409, 0)
            time.at += LATE_S + 1
        again = raw(running)
        assert again is not None
        assert again[0] == ({"lock": 429}.get(kind, 500) if kind in SAVED else 200)
        assert added(running) == (kind in APPLIED or kind not in SAVED)


def raw(running: Sandbox) -> tuple[int, dict[str, str]] | None:
    """Status and headers (lower case) of one POST, following nothing; None without an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", int(running.url.rpartition(":")[2]))
    headers = {"Authorization": f"Bearer {running.key}", "Idempotency-Key": "k"}
    body = "&".join(f"{name}={value}" for name, value in LINE.items())
    try:
        connection.request("POST", ADD, body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}
    except (http.client.RemoteDisconnected, http.client.IncompleteRead):
        return None
    finally:
        connection.close()


def test_drip() -> None:
    """A byte, and then nothing for half a second: whoever has a deadline meets it."""
    with under("share=1,kinds=drip,times=1") as (running, _):
        connection = http.client.HTTPConnection(
            "127.0.0.1", int(running.url.rpartition(":")[2]), timeout=0.15
        )
        connection.request("GET", "/v1/account", headers={"Authorization": f"Bearer {running.key}"})
        answer = connection.getresponse()
        assert answer.read(1) == b"{"
        with pytest.raises(TimeoutError):
            answer.read(1)
        connection.close()


BY_HAND_SHOWS: dict[str, tuple[int, Any]] = {
    "edited": (200, [500, 1800, 4500, 7600]),
    "line-deleted": (200, [500, 1800, 7500]),
    "finalized": (400, [1800, 4500, 7500]),
    "deleted": (404, None),
}


@pytest.mark.parametrize("kind", sorted(set(NAMED) - {"forgotten-keys"}))
def test_people_at_the_dashboard(kind: str) -> None:
    status, amounts = BY_HAND_SHOWS[kind]
    path = ADD if amounts else ADD.replace("in_A", "in_B")  # no subscription's: those stay
    with under(f"share=1,kinds={kind},times=1") as (running, _):
        assert call(running, "POST", path, LINE, key="k").status == status
        if amounts is None:
            assert "in_B" not in {one["id"] for one in running.state.invoices()}
        else:
            assert sorted(line["amount"] for line in running.state.lines("in_A")) == amounts


def test_told_over_http() -> None:
    """A test in another process sets the weather, looks at what it did, and ends it."""
    with sandbox.start(None, seed=seeds(), faults=Weather()) as running:
        assert post(running, "first") is not None
        told = {"share": "1", "kinds": "drop-after late", "path": "add_lines", "times": "1"}
        assert call(running, "POST", "/_sandbox/faults", told).body["spec"]["times"] == 1
        assert post(running, "second") is None
        found = call(running, "GET", "/_sandbox/faults").body["struck"]
        assert sum(found.values()) == 1
        assert call(running, "POST", "/_sandbox/land").body == {"landed": True}
        assert added(running) == 2
        assert call(running, "DELETE", "/_sandbox/faults").body == {"spec": None, "struck": {}}
        again = post(running, "second")
        assert again is not None
        assert again.headers["Idempotent-Replayed"] == "true"
        assert call(running, "POST", "/_sandbox/expire_keys").body == {"expired": True}
        assert post(running, "second") is not None
        assert added(running) == 3
        log = call(running, "GET", "/_sandbox/requests").body
        assert [one["status"] for one in log] == [200, None, 200, 200]
        assert call(running, "POST", "/_sandbox/faults", {"kinds": "hail"}).status == 400
        assert call(running, "POST", "/_sandbox/none").status == 404
        assert call(running, "GET", "/_sandbox/requests", secret="sk_test_no").status == 401


def test_readme_names_every_kind() -> None:
    told = README.read_text(encoding="utf-8").partition("## A Stripe that misbehaves")[2]
    named = set(re.findall(r"`([^`]+)`", told.partition("\n## ")[0]))
    assert set(EVERY) <= named


def test_every_kind_is_tested() -> None:
    assert set(STATUS) | LOST | {"drip"} == {*KINDS, "forgotten-keys"}
    assert {*BY_HAND_SHOWS, "forgotten-keys"} == set(NAMED)
    assert set(EVERY) == set(KINDS) | set(NAMED)
