"""One inbox per folder: a lock the system lets go of, and who holds it, for other machines too.

A network folder may not carry the lock to other machines; there the holder's heartbeat counts."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import filelock

LOCK, HOLDER = ".lock", ".holder.json"
BEAT_S = 20.0
SILENT_S = 120.0  # a holder on another machine that is silent for so long is dead


class InboxHeld(Exception):
    """Another inbox works on this folder: `pid`, `host`, `since`, each '' where nobody knows."""

    def __init__(self, found: dict[str, str]) -> None:
        self.pid = str(found.get("pid", ""))
        self.host = str(found.get("host", ""))
        self.since = str(found.get("since", ""))
        super().__init__(f"{self.pid}@{self.host}")


@contextmanager
def held(working: Path) -> Iterator[None]:
    """Hold a folder while the block runs. Raises InboxHeld at once, OSError."""
    lock = filelock.FileLock(working / LOCK, thread_local=False)
    holder = working / HOLDER
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise InboxHeld(_read(holder)) from None
    except NotImplementedError:  # this file system has no locks: the heartbeat has to do
        pass
    try:
        other = _read(holder)
        if _is_alive(other):
            raise InboxHeld(other)
        ours = {
            "pid": str(os.getpid()),
            "host": socket.gethostname(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        ended = threading.Event()
        _tell(holder, ours)
        heart = threading.Thread(target=_beat, args=(holder, ours, ended), daemon=True)
        heart.start()
        try:
            yield
        finally:
            ended.set()
            heart.join(BEAT_S)
            with suppress(OSError):
                holder.unlink(missing_ok=True)
    finally:
        lock.release()


def _is_alive(found: dict[str, str]) -> bool:
    """Whether the holder may be at work on another machine; on this one the lock would tell."""
    if not found or found.get("host") == socket.gethostname():
        return False
    try:
        silent_s = time.time() - float(found.get("beat", 0))
    except ValueError:
        return False
    return abs(silent_s) < SILENT_S


def _beat(holder: Path, ours: dict[str, str], ended: threading.Event) -> None:
    while not ended.wait(BEAT_S):
        _tell(holder, ours)


def _tell(holder: Path, ours: dict[str, str]) -> None:
    draft = holder.with_name(f"{holder.name}.{os.getpid()}")
    with suppress(OSError):  # a full disk: the lock itself needs no room
        draft.write_text(json.dumps({**ours, "beat": str(time.time())}), encoding="utf-8")
        draft.replace(holder)


def _read(holder: Path) -> dict[str, str]:
    try:
        found = json.loads(holder.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
