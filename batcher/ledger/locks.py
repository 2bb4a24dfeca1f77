"""One run at a time per account and mode on this machine: a file the system itself lets go of."""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import filelock

from batcher import locale
from batcher.core.ports import LedgerLocked
from batcher.ledger.unusable import Speaker


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lock, for people; `since` as the ledger writes instants."""

    pid: int
    host: str
    since: str
    person: str = ""


class Taken(Exception):
    """Somebody else holds the lock: `holder`, or None where nobody can say who."""

    def __init__(self, holder: Holder | None) -> None:
        super().__init__(holder)
        self.holder = holder


def this_process(since: str) -> Holder:
    """Who holds what this process takes now."""
    try:
        person = getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user in this container
        person = ""
    return Holder(os.getpid(), socket.gethostname(), since, person)


def locked(
    speaker: Speaker, account: str, livemode: bool, holder: Holder | None, run: str
) -> LedgerLocked:
    """The exception for an account that `holder` works on; `run` "" where it has none yet."""
    code = "ledger_locked" if holder else "ledger_locked_by_unknown"
    facts = {name: str(value) for name, value in asdict(holder).items()} if holder else {}
    facts |= {"account": account, "mode": "live" if livemode else "test", "run": run}
    return LedgerLocked(locale.problem(code, speaker.language, facts))


class FileLock:
    """The lock of one account and mode on this machine; it ends with its process, even killed."""

    def __init__(self, folder: Path, account: str, livemode: bool, holder: Holder) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = "live" if livemode else "test"
        # A hash: account ids differ in case, which file systems of Windows and macOS ignore.
        name = f"{mode}-{hashlib.sha256(account.encode()).hexdigest()[:16]}"
        self._lock = filelock.FileLock(folder / f"{name}.lock", thread_local=False)
        # Windows does not let others read a locked file, so the holder's facts stand beside it.
        self._facts = folder / f"{name}.json"
        self._holder = holder

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the lock while the block runs; raises Taken at once when somebody has it."""
        try:
            self._lock.acquire(timeout=0)
        except filelock.Timeout:
            raise Taken(self._other()) from None
        try:
            self._tell()
            yield
        finally:
            with suppress(
                OSError
            ):  # somebody reads it just now (Windows); the next holder's replace it
                self._facts.unlink(missing_ok=True)
            self._lock.release()

    def _tell(self) -> None:
        # Replaced whole: the second process must never read half of it.
        draft = self._facts.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(asdict(self._holder)), encoding="utf-8")
        draft.replace(self._facts)

    def _other(self) -> Holder | None:
        try:
            return Holder(**json.loads(self._facts.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None  # between taking the lock and telling, or on the way out


def machine_of(folder: Path) -> str:
    """What names this home on this host: where the file lock is enough to know an owner is dead."""
    path = folder / "machine"
    with filelock.FileLock(folder / "machine.lock"):
        if not path.exists():
            path.write_text(uuid.uuid4().hex, encoding="ascii")
        return f"{path.read_text(encoding='ascii')}@{socket.gethostname()}"
