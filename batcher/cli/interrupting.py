"""Ctrl-C and its kin: the first lets the answers in flight arrive, the second ends it at once."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

# Ctrl-C; the polite end that services and `kill` ask for; on Windows also Ctrl-Break.
NAMES = ("SIGINT", "SIGTERM", "SIGBREAK")


@contextmanager
def interruptible(
    stop: threading.Event, notice: str, at_once: Callable[[], NoReturn]
) -> Iterator[None]:
    """Inside, the first of these signals sets `stop`, says `notice` and raises KeyboardInterrupt;
    the second calls `at_once`, which has to end the process: `resume` goes on from any instant.

    Only the main thread hears signals; elsewhere nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def heard(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            at_once()
        stop.set()
        _tell(notice)
        raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    before = {number: signal.signal(number, heard) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(text: str) -> None:
    """One line on standard error, past its buffer: that may be in use just now."""
    with suppress(OSError, ValueError, AttributeError):  # nobody is there to be told
        encoding = sys.stderr.encoding or "utf-8"
        os.write(sys.stderr.fileno(), f"{text}\n".encode(encoding, errors="replace"))


def end_process(code: int) -> NoReturn:
    """End without waiting for threads that wait for Stripe; what is under way is in the ledger."""
    os._exit(code)


def interactive() -> bool:
    """True when a person can be asked: a terminal on both ends."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
