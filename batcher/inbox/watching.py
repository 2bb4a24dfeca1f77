"""Sweeps for as long as nobody says stop: at every arrival, and every so often for what waits.

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
HANDED_EVERY_S = 5.0  # where workers make the runs: only the ledger is asked


def watch(desk: Desk, swept: Callable[[Summary], None]) -> None:
    """Run every workbook as it becomes whole, or hand it over, until `desk.stop`; `swept` hears
    every sweep that had anything to do. Raises OSError where the inbox is gone."""
    arrivals = Arrivals(desk.folders.root, desk.settings.inbox_settle)
    last_s = float("-inf")
    every_s = HANDED_EVERY_S if desk.hand_over else EVERY_S
    for _ in _woken(desk, every_s):
        now_s = desk.clock.now().timestamp()
        again = now_s - last_s >= every_s or now_s < last_s
        if again:
            last_s = now_s
        summary = sweep(desk, arrivals, again=again)
        if summary.runs or summary.left:
            swept(summary)
        if desk.stop.is_set():
            return


def _woken(desk: Desk, every_s: float) -> Iterator[None]:
    """Once at the beginning, then whenever something arrives, and every so often at the latest."""
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
                rust_timeout=int(every_s * 1000),
                yield_on_timeout=True,
                ignore_permission_denied=True,
            ):
                yield
        except (RuntimeError, FileNotFoundError):  # no more watches to be had: look every minute
            if desk.stop.wait(every_s):
                return
            yield
