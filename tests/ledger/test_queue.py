"""Events that share a transaction: all of them, in order, and none at another's expense."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from batcher.core.model import Event, EventRecord
from batcher.core.ports import LedgerUnusable
from batcher.ledger.queue import EVENTS_MAX, Entry, NotAdded, Queue


def entry(detail: str) -> Entry:
    return Entry("R-1", Event.SENT, 1, detail)


class Disk:
    """Commits slowly, as long as it is held; remembers what was committed together."""

    def __init__(self) -> None:
        self.commits: list[list[str]] = []
        self.bad: set[str] = set()
        self.lost = False
        self.free = threading.Event()
        self.busy = threading.Event()

    def commit(self, entries: Sequence[Entry]) -> list[EventRecord]:
        self.busy.set()
        assert self.free.wait(5)
        if any(one.detail in self.bad for one in entries):
            raise NotAdded(KeyError("bad"))
        self.commits.append([one.detail for one in entries])
        if self.lost:
            raise LedgerUnusable("the answer to the commit is lost")
        return [EventRecord(len(self.commits), "R-1", "", one.kind, 1, {}) for one in entries]


def append_many(disk: Disk, details: Sequence[str]) -> list[BaseException | None]:
    """The first alone, then all others while it is being committed; the error of each."""
    queue = Queue(disk.commit)
    with ThreadPoolExecutor(len(details)) as pool:
        futures = [pool.submit(queue.append, entry(details[0]))]
        assert disk.busy.wait(5)
        for detail in details[1:]:
            before = len(queue._waiting)
            futures.append(pool.submit(queue.append, entry(detail)))
            while len(queue._waiting) == before:
                pass
        disk.free.set()
        return [future.exception() for future in futures]


def test_those_that_come_meanwhile_share_one_commit() -> None:
    disk = Disk()
    assert append_many(disk, ["a", "b", "c", "d"]) == [None] * 4
    assert disk.commits == [["a"], ["b", "c", "d"]]


def test_no_commit_carries_too_many() -> None:
    disk = Disk()
    details = [str(number) for number in range(EVENTS_MAX + 6)]
    assert append_many(disk, details) == [None] * len(details)
    assert disk.commits == [["0"], details[1 : EVENTS_MAX + 1], details[EVENTS_MAX + 1 :]]


def test_one_at_fault_keeps_none_of_the_others() -> None:
    disk = Disk()
    disk.bad = {"c"}
    found = append_many(disk, ["a", "b", "c", "d"])
    assert [type(error) for error in found] == [type(None), type(None), KeyError, type(None)]
    assert disk.commits == [["a"], ["b"], ["d"]]


def test_a_commit_nobody_knows_the_end_of_is_not_made_again() -> None:
    disk = Disk()
    disk.lost = True
    found = append_many(disk, ["a", "b", "c"])
    assert [type(error) for error in found] == [LedgerUnusable] * 3
    assert disk.commits == [["a"], ["b", "c"]]


def test_alone() -> None:
    disk = Disk()
    disk.free.set()
    assert Queue(disk.commit).append(entry("a")).number == 1
    disk.bad = {"b"}
    with pytest.raises(KeyError):
        Queue(disk.commit).append(entry("b"))
