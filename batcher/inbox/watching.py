"""Sweeps for as long as nobody says stop: at every arrival, and every minute for what waits.

What the system tells of a folder only wakes us early: on a network folder it may tell nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from batcher.inbox.arriving import Arrivals, is_ignored
from batcher.inbox.sweeping import sweep

if TYPE_CHECKING:
    from batcher.inbox.desk import Desk
    from batcher.inbox.summary import Summary

EVERY_S = 60.0


def watch(desk: Desk, swept: Callable[[Summary], None]) -> None:
    """Run every workbook as it becomes whole, until `desk.stop`; `swept` hears every sweep that had
    anything to do. Raises OSError where the inbox is gone."""
    arrivals = Arrivals(desk.folders.root, desk.settings.inbox_settle)
    last_s = float("-inf")
    for _ in _woken(desk):
        now_s = desk.clock.now().timestamp()
        again = now_s - last_s >= EVERY_S or now_s < last_s
        if again:
            last_s = now_s
        summary = sweep(desk, arrivals, again=again)
        if summary.runs or summary.left:
            swept(summary)
        if desk.stop.is_set():
            return


def _woken(desk: Desk) -> Iterator[None]:
    """Once at the beginning, then whenever something arrives, and every minute at the latest."""
    from watchfiles import watch as changes

    root = desk.folders.root

    def counts(_change: object, path: str) -> bool:
        parts = Path(path).relative_to(root).parts if Path(path).is_relative_to(root) else ()
        return bool(parts) and not is_ignored(parts[0])

    yield
    while not desk.stop.is_set():
        try:
            for _ in changes(
                root,
                watch_filter=counts,
                stop_event=desk.stop,
                rust_timeout=int(EVERY_S * 1000),
                yield_on_timeout=True,
                ignore_permission_denied=True,
            ):
                yield
        except (RuntimeError, FileNotFoundError):  # no more watches to be had: look every minute
            if desk.stop.wait(EVERY_S):
                return
            yield
