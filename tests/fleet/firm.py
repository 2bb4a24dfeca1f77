"""Many accounts, each a sandbox of its own with its limits on, with a workbook for each."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from batcher import sandbox
from tests.acceptance.books import write
from tests.faults import rows
from tests.faults.account import Account
from tests.faults.stripes import Embedded, seeds_of
from tests.faults.trouble import Trouble

WINDOW_S = 1.0


@dataclass(eq=False)
class Arrivals:
    """When each request came; what a limiter counts."""

    at: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, phase: str, _method: str, _path: str, _body: str) -> None:
        """The hook of a sandbox: remembers, and does no harm."""
        if phase == "before":
            with self._lock:
                self.at.append(time.monotonic())

    def busiest(self) -> int:
        """The most requests that came within any second."""
        times = sorted(self.at)
        first = most = 0
        for last, at in enumerate(times):
            while at - times[first] >= WINDOW_S:
                first += 1
            most = max(most, last - first + 1)
        return most


@dataclass(frozen=True, eq=False)
class Client:
    """One account of the firm: its Stripe, what was planted, and the workbook that corrects it."""

    name: str
    running: Any
    stripe: Embedded
    planted: Account
    book: rows.Book
    content: bytes
    arrivals: Arrivals

    @property
    def posts(self) -> int:
        """How many writes arrived."""
        return int(self.running.state.writes)

    @property
    def turned_away(self) -> int:
        """How often it was told to slow down."""
        return sum(one.status == 429 for one in self.running.state.requests)


@dataclass(frozen=True, eq=False)
class Firm:
    """All accounts, and the settings under which workers know them."""

    clients: tuple[Client, ...]
    config: Path

    @property
    def environment(self) -> Mapping[str, str]:
        """The keys, by the names that the settings give them, and where the settings are."""
        keys = {f"KEY_{one.name.upper()}": one.running.key for one in self.clients}
        return {**keys, "BATCHER_CONFIG": str(self.config)}


@contextmanager
def firm(
    folder: Path, accounts: int, seed: int, *, limit: int, latency_s: float = 0.0, big: int = 0
) -> Iterator[Firm]:
    """So many accounts; `limit`: requests a second per endpoint and together; `big`: instead of a
    workbook of everything, one that adds so many lines to each of four drafts."""
    with ExitStack() as stack:
        clients = tuple(
            _client(folder, f"a{number}", seed * 1000 + number, limit, latency_s, big, stack)
            for number in range(accounts)
        )
        config = folder / "batcher.toml"
        config.write_text(_settings(clients, limit), encoding="utf-8")
        yield Firm(clients, config)


def _client(
    folder: Path, name: str, seed: int, limit: int, latency_s: float, big: int, stack: ExitStack
) -> Client:
    book = _big(big) if big else rows.make(Random(seed))
    arrivals = Arrivals()
    running = stack.enter_context(
        sandbox.start(
            None, seed=seeds_of(book.drafts), rate_endpoint=limit, rate_total=limit,
            latency_s=latency_s, faults=arrivals.note,
        )
    )  # fmt: skip
    path = folder / f"{name}.xlsx"
    write(path, book.sheets())
    stripe = Embedded(running, Trouble(seed, 0.0, (), frozenset(), str))
    return Client(name, running, stripe, stripe.account(), book, path.read_bytes(), arrivals)


def _big(lines: int) -> rows.Book:
    """Four drafts with as many new lines each."""
    drafts = tuple(rows.Draft(f"in_B{n}", "cus_F1", "usd", ()) for n in range(4))
    added = [
        rows.Row(f"r{n}-{m}", "add", draft.invoice, "usd", amount=100 + m * 10, change=100 + m * 10,
                 description=f"line {m}")
        for n, draft in enumerate(drafts) for m in range(lines)
    ]  # fmt: skip
    return rows.Book(drafts, tuple(added))


def _settings(clients: tuple[Client, ...], limit: int) -> str:
    """A table for each account: where its Stripe is, whose key, and its own pace."""
    tables = [
        f"[accounts.{one.name}]\n"
        f"account = {json.dumps(one.running.account)}\n"
        f"key_env = {json.dumps(f'KEY_{one.name.upper()}')}\n"
        f"api_base = {json.dumps(one.running.url)}\n"
        f"pace_endpoint = {limit}\npace_total = {limit}\n"
        for one in clients
    ]
    return "\n".join(tables)
