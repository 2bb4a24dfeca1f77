"""`batcher serve` as a process, before a Stripe whose answers a test can hold back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

from batcher.core import example
from batcher.sandbox import Fault, start
from batcher.sandbox.server import Sandbox

ROOT = Path(__file__).resolve().parents[2]
OURS = ("STRIPE_", "BATCHER_")
PATIENCE_S = 120  # machines are shared and slow at times
PERSON = "aiko"  # whose machine it is


class Gate:
    """Lets so many writes through and holds the others, each applied or not yet, till it opens."""

    def __init__(self) -> None:
        self._left: int | None = None
        self._open = threading.Event()
        self._guard = threading.Lock()
        self._open.set()
        self.held = threading.Event()
        self.is_away = False

    def __call__(self, phase: str, method: str, path: str, body: str) -> Fault | None:
        if self.is_away:
            return Fault(drop=True)
        if method == "GET" or phase != "before":
            return None
        with self._guard:
            if self._left is None or self._left > 0:
                self._left = None if self._left is None else self._left - 1
                return None
        self.held.set()
        self._open.wait(3 * PATIENCE_S)  # longer than any test waits
        return Fault(drop=True) if self.is_away else None

    def close(self, after: int) -> None:
        """From now on only `after` more writes pass."""
        with self._guard:
            self._left = after
        self.held.clear()
        self._open.clear()

    def lose(self) -> None:
        """What was held back, and all from now on, is lost: no answer comes any more."""
        self.is_away = True
        self._open.set()

    def open(self) -> None:
        """All pass."""
        self.is_away = False
        with self._guard:
            self._left = None
        self._open.set()


@dataclass(eq=False)
class Stripe:
    """An account with the demo invoices."""

    sandbox: Sandbox
    gate: Gate

    @property
    def url(self) -> str:
        """The base of its API."""
        return self.sandbox.url

    @property
    def key(self) -> str:
        """Its secret key."""
        return self.sandbox.key

    def release(self) -> None:
        """Nothing is held back any more."""
        self.gate.open()

    def writes(self) -> list[dict[str, Any]]:
        """Every request that was to change something, in the order of their answers."""
        asked = Request(f"{self.sandbox.url}/_sandbox/requests")
        asked.add_header("Authorization", f"Bearer {self.sandbox.key}")
        with urlopen(asked, timeout=PATIENCE_S) as answer:
            return [one for one in json.load(answer) if one["method"] != "GET"]

    def change(self, invoice: str) -> None:
        """Somebody adds a line of 7.77 at the Dashboard."""
        told = urlencode({"lines[0][amount]": "777", "lines[0][description]": "by hand"})
        path = f"/v1/invoices/{invoice}/add_lines"
        asked = Request(f"{self.sandbox.url}{path}", told.encode(), method="POST")
        asked.add_header("Authorization", f"Bearer {self.sandbox.key}")
        with urlopen(asked, timeout=PATIENCE_S) as answer:
            assert answer.status == 200

    def applied(self) -> list[dict[str, Any]]:
        """The writes that took effect when they were asked: no replays, no refusals."""
        return [w for w in self.writes() if w["status"] == 200 and not w["replayed"]]


@contextmanager
def stripe() -> Iterator[Stripe]:
    """Serve it."""
    gate = Gate()
    with start(None, seed=example.objects(), faults=gate) as sandbox:
        try:
            yield Stripe(sandbox, gate)
        finally:
            gate.open()


class Account(Protocol):
    """The Stripe a server is put before."""

    @property
    def url(self) -> str:
        """The base of its API."""

    @property
    def key(self) -> str:
        """Its secret key."""

    def release(self) -> None:
        """Let go of every answer that is held back."""


@dataclass(eq=False)
class Server:
    """The process, begun again at will on the same home and port. `more`: of its environment."""

    folder: Path
    account: Account
    words: tuple[str, ...]
    port: int = 0
    url: str = ""
    process: subprocess.Popen[str] | None = None
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """The address without its launch token."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Return when it has told its address."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        ours = {
            "BATCHER_HOME": str(self.folder / "home"),
            "BATCHER_REPORTS": str(self.folder / "reports"),
            "BATCHER_PACE_ENDPOINT": "500",
            "BATCHER_PACE_TOTAL": "500",
            "STRIPE_API_KEY": self.account.key,
            **dict.fromkeys(("LOGNAME", "USER", "LNAME", "USERNAME"), PERSON),
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
            **self.more,
        }
        told = ("serve", "--json", "--no-browser", "--port", str(self.port))
        with (self.folder / "server.log").open("a", encoding="utf-8") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "batcher", *told,
                 "--api-base", self.account.url, *self.words],
                cwd=self.folder, env=kept | ours, encoding="utf-8",
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip
        assert self.process.stdout is not None
        self.url = json.loads(self.process.stdout.readline())["url"]
        self.port = urlsplit(self.url).port or 0

    def kill(self) -> None:
        """As if the machine had lost its power."""
        assert self.process is not None
        self.process.kill()
        self.process.communicate(timeout=PATIENCE_S)

    def stop(self) -> None:
        """As Ctrl-C does; afterwards nothing went wrong that nobody was told of."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=PATIENCE_S)
        assert "File " not in (self.folder / "server.log").read_text(encoding="utf-8")

    def runs(self) -> list[dict[str, Any]]:
        """`batcher runs --json` on the same ledger."""
        environment = {**os.environ, "BATCHER_HOME": str(self.folder / "home")}
        ended = subprocess.run(
            [sys.executable, "-m", "batcher", "runs", "--json"],
            cwd=self.folder, env={**environment, "PYTHONPATH": str(ROOT)},
            capture_output=True, encoding="utf-8", timeout=PATIENCE_S, check=True,
        )  # fmt: skip
        found = json.loads(ended.stdout)["runs"]
        assert isinstance(found, list)
        return found


@contextmanager
def served(
    folder: Path, account: Account, *words: str, more: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """The page of this account; `words` are further options, `more` is of its environment."""
    made = Server(folder, account, words, more=more or {})
    made.start()
    try:
        yield made
    finally:
        account.release()
        made.stop()
