"""The double's faults and its idempotency: what is remembered, what is not, what was done."""

from __future__ import annotations

import http.client
import json

import pytest

from tests.double.client import call, get, post
from tests.double.faults import Fault
from tests.double.limits import Limiter
from tests.double.server import Served


@pytest.fixture
def path(double: Served) -> str:
    """The add_lines call of a draft."""
    return f"/v1/invoices/{double.state.invoice()}/add_lines"


ONE = {"lines[0][amount]": "5"}


def count(double: Served) -> int:
    return len(double.state.entries)


def test_a_key_replays_and_does_it_once(double: Served, path: str) -> None:
    first = call(double, "POST", path, ONE, key="k")
    again = call(double, "POST", path, ONE, key="k")
    assert first[:2] == again[:2]
    assert "idempotent-replayed" not in first[2]
    assert again[2]["idempotent-replayed"] == "true"
    assert count(double) == 1
    status, body = post(double, path, {"lines[0][amount]": "6"}, "k")
    assert (status, body["error"]["type"]) == (400, "idempotency_error")
    double.forget_keys()
    assert post(double, path, ONE, "k")[0] == 200
    assert count(double) == 2


def test_what_a_key_remembers(double: Served, path: str) -> None:
    """Refusals after execution began stay; refusals of parameters do not (contract 4.1)."""
    double.state.finalize(path.split("/")[3])
    assert post(double, path, ONE, "late")[0] == 400
    double.state.invoices[path.split("/")[3]]["status"] = "draft"
    assert post(double, path, ONE, "late")[1]["error"]["code"] == "invoice_not_editable"
    assert post(double, path, {"lines[0][amount]": "x"}, "early")[0] == 400
    assert post(double, path, ONE, "early")[0] == 200


@pytest.mark.parametrize(
    ("fault", "status", "done", "later"),
    [
        (Fault.BROKEN, 500, 0, 500),
        (Fault.BROKEN_AFTER, 500, 1, 500),
        (Fault.LOCKED, 429, 0, 429),
        (Fault.REFUSED, 400, 0, 400),
        (Fault.LIMITED, 429, 0, 200),
        (Fault.BUSY, 409, 0, 200),
    ],
)
def test_answers(
    double: Served, path: str, fault: Fault, status: int, done: int, later: int
) -> None:
    double.faults.plan(fault, "add_lines")
    assert post(double, path, ONE, "k")[0] == status
    assert count(double) == done
    assert post(double, path, ONE, "k")[0] == later


@pytest.mark.parametrize(
    ("fault", "done"), [(Fault.DROP_BEFORE, 0), (Fault.DROP_AFTER, 1), (Fault.CUT, 1)]
)
def test_lost_answers(double: Served, path: str, fault: Fault, done: int) -> None:
    double.faults.plan(fault, "add_lines")
    with pytest.raises((http.client.RemoteDisconnected, http.client.IncompleteRead)):
        post(double, path, ONE, "k")
    assert count(double) == done
    assert post(double, path, ONE, "k")[0] == 200
    assert count(double) == 1


@pytest.mark.parametrize(
    ("fault", "done"), [(Fault.HTML, 1), (Fault.PORTAL, 0), (Fault.GATEWAY, 0)]
)
def test_pages_instead_of_answers(double: Served, path: str, fault: Fault, done: int) -> None:
    double.faults.plan(fault, "add_lines")
    with pytest.raises(json.JSONDecodeError):
        post(double, path, ONE, "k")
    assert count(double) == done


def test_faults_strike_when_told(double: Served, path: str) -> None:
    seen: list[int] = []
    double.faults.plan(Fault.LIMITED_HEADER, skip=1, times=2)
    double.faults.plan(Fault.NONE, method="GET", hook=lambda: seen.append(count(double)))
    statuses = [call(double, "POST", path, ONE) for _ in range(4)]
    assert [status for status, _, _ in statuses] == [200, 429, 429, 200]
    assert statuses[1][2]["retry-after"] == "1"
    get(double, "/v1/account")
    get(double, "/v1/account")
    assert seen == [2]


def test_down_and_up_again(double: Served, path: str) -> None:
    double.down = True
    with pytest.raises(http.client.RemoteDisconnected):
        post(double, path, ONE)
    double.down = False
    assert post(double, path, ONE)[0] == 200


def test_the_limiter(double: Served, path: str) -> None:
    double.limiter = Limiter(each=2, total=3)
    statuses = [post(double, path, ONE)[0] for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert [call(double, "GET", "/v1/prices")[0] for _ in range(2)] == [200, 429]
