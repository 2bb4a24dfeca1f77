"""Drafts read with few calls: what a list brings is not asked for again, what it does not is."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from batcher.core.live import Invoice, Missing
from batcher.core.model import Answer
from batcher.run.listing import BESIDE, WORTH_FROM, drafts
from batcher.run.reading import GatewayUnusable, Reader

Json = dict[str, Any]
LIST, ONE, LINES = "list", "one", "lines"


class Clock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)


def line(name: str) -> Json:
    return {"id": name, "object": "line_item", "amount": 5, "currency": "usd"}


def draft(name: str, lines: int = 1) -> Json:
    shown = [line(f"il_{name}_{number}") for number in range(min(lines, 10))]
    listed = {"object": "list", "data": shown, "has_more": lines > 10}
    return {"id": name, "object": "invoice", "status": "draft", "currency": "usd", "lines": listed}


class Shelf:
    """Drafts, newest first. A read of one waits until the first page of the list has been had, so
    that it is known how many begin meanwhile."""

    def __init__(self, shelf: Sequence[Json], lines: int = 1) -> None:
        self.shelf, self.lines = {one["id"]: one for one in shelf}, lines
        self.calls: Counter[str] = Counter()
        self.list_answer: Answer | None = None
        self._lock = threading.Lock()
        self._listed = threading.Event()

    def post(self, path: str, body: str, key: str) -> Answer:
        raise AssertionError("reading writes nothing")

    def get(self, path: str, query: Sequence[tuple[str, str]] = ()) -> Answer:
        parts = path.split("/")
        kind = LIST if len(parts) == 3 else LINES if len(parts) == 5 else ONE
        with self._lock:
            self.calls[kind] += 1
        if kind == LIST:
            answer = self.list_answer or self._page(dict(query))
            self._listed.set()
            return answer
        if kind == LINES:
            listed = [line(f"il_{parts[3]}_{number}") for number in range(self.lines)]
            return Answer(200, json.dumps({"data": listed, "has_more": False}))
        if len(self.shelf) >= WORTH_FROM:
            assert self._listed.wait(5)
            time.sleep(0.05)
        found = self.shelf.get(parts[3])
        return Answer(200, json.dumps(found)) if found else gone(parts[3])

    def _page(self, query: dict[str, str]) -> Answer:
        assert query["status"] == "draft"
        names = list(self.shelf)
        start = names.index(query["starting_after"]) + 1 if "starting_after" in query else 0
        end = start + int(query["limit"])
        found = [self.shelf[name] for name in names[start:end]]
        return Answer(200, json.dumps({"data": found, "has_more": end < len(names)}))


def gone(name: str) -> Answer:
    error = {"type": "invalid_request_error", "message": f"No such invoice: '{name}'"}
    return Answer(404, json.dumps({"error": error}))


def reader(shelf: Shelf) -> Reader:
    return Reader(shelf, Clock(), Random(1), budget_s=0.0)


def names(count: int) -> list[str]:
    return [f"in_{number}" for number in range(count)]


def test_a_list_serves_a_hundred_with_one_call() -> None:
    shelf = Shelf([draft(name) for name in names(150)])
    found = drafts(reader(shelf), names(150), reader(shelf).invoice)
    assert list(found) == names(150)
    assert [one.lines[0].id for one in found.values() if isinstance(one, Invoice)] == [
        f"il_{name}_0" for name in names(150)
    ]
    assert shelf.calls[LIST] == 2
    assert shelf.calls[ONE] <= BESIDE


def test_drafts_among_many_others_are_read_one_by_one() -> None:
    wanted = names(40)
    shelf = Shelf([draft(f"in_other_{n}") for n in range(500)] + [draft(one) for one in wanted])
    found = drafts(reader(shelf), wanted, reader(shelf).invoice)
    assert list(found) == wanted
    assert all(isinstance(one, Invoice) for one in found.values())
    assert shelf.calls == {LIST: 1, ONE: 40}


def test_few_are_not_worth_a_list() -> None:
    shelf = Shelf([draft(name) for name in names(WORTH_FROM - 1)])
    assert len(drafts(reader(shelf), names(WORTH_FROM - 1), reader(shelf).invoice)) == 19
    assert shelf.calls == {ONE: WORTH_FROM - 1}


def test_of_drafts_with_many_lines_only_the_lines_are_asked_for() -> None:
    shelf = Shelf([draft(name, lines=12) for name in names(60)], lines=12)
    found = drafts(reader(shelf), names(60), reader(shelf).invoice)
    assert {len(one.lines) for one in found.values() if isinstance(one, Invoice)} == {12}
    assert shelf.calls[LIST] == 1
    assert shelf.calls[ONE] <= BESIDE
    assert shelf.calls[LINES] == 60


def test_what_a_list_does_not_show_is_asked_for() -> None:
    shelf = Shelf([draft(name) for name in names(50)])
    found = drafts(reader(shelf), [*names(50), "in_gone"], reader(shelf).invoice)
    assert found["in_gone"] == Missing("No such invoice: 'in_gone'")
    assert len(found) == 51


def test_one_that_is_not_trusted_has_a_read_of_its_own() -> None:
    shelf = Shelf([draft(name) for name in names(50)])
    alone: list[str] = []

    def read(name: str) -> Invoice | Missing:
        alone.append(name)
        return reader(shelf).invoice(name)

    found = drafts(reader(shelf), names(50), read, lambda one: one.id != "in_7")
    assert isinstance(found["in_7"], Invoice)
    assert alone.count("in_7") == 1
    assert len(alone) <= BESIDE + 1


@pytest.mark.parametrize(
    "answer",
    [
        Answer(403, '{"error": {"type": "invalid_request_error", "message": "no"}}'),
        Answer(404, '{"error": {"type": "invalid_request_error", "message": "no"}}'),
        Answer(500, "{}"),
        Answer(None, error="no answer"),
        Answer(200, "<html>"),
        Answer(200, '{"data": [5, {"id": null}], "has_more": true}'),
        Answer(200, '{"data": [], "has_more": true}'),
    ],
)
def test_whatever_is_wrong_with_the_list_each_is_read(answer: Answer) -> None:
    shelf = Shelf([draft(name) for name in names(30)])
    shelf.list_answer = answer
    found = drafts(reader(shelf), names(30), reader(shelf).invoice)
    assert all(isinstance(one, Invoice) for one in found.values())
    assert shelf.calls == {LIST: 1, ONE: 30}


def test_one_in_an_odd_shape_is_told_by_a_read_of_its_own() -> None:
    odd = draft("in_3")
    del odd["lines"]["data"][0]["amount"]
    shelf = Shelf([odd if name == "in_3" else draft(name) for name in names(30)])
    with pytest.raises(GatewayUnusable) as refused:
        drafts(reader(shelf), names(30), reader(shelf).invoice)
    assert refused.value.code == "stripe_shape"
