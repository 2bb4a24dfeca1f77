"""What every screen reaches: settings, ledger, Stripe, sessions, and the works under way."""

from __future__ import annotations

import os
import secrets
import stat
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from batcher.brought import bringers
from batcher.run.options import Silence
from batcher.web.peers import Network, networks
from batcher.web.sessions import Sessions
from batcher.web.tries import Tries
from batcher.web.works import Works
from batcher.wiring import Connection, SystemClock, Watched, connect, who

if TYPE_CHECKING:
    from batcher.ledger import SqlLedger
    from batcher.run import Edges
    from batcher.settings import Settings
    from batcher.web.provider import Provider
    from batcher.web.works import Work

SIGNING_FILE = "page.key"
SECRET_BYTES = 32
LOOKS, LOOK_S = 10, 0.05
UPLOAD_BYTES_MAX = 10 * 1024 * 1024
HASHED_AT_ONCE = 4  # passwords; each takes much memory


@dataclass(eq=False)
class Office:
    """Made once for a server. `hosts`: the values a Host header may have; `owner`: the person whose
    machine it is; `port`: the one it answers on. `alone`: one person does everything, without
    names and passwords. `table`: what `batcher.toml` calls the account."""

    settings: Settings
    connection: Connection
    ledger: SqlLedger
    hosts: frozenset[str]
    token: str
    alone: bool
    port: int = 0
    secure: bool = False
    table: str = ""
    upload_bytes_max: int = UPLOAD_BYTES_MAX
    owner: str = field(default_factory=who)
    works: Works = field(default_factory=Works)
    clock: SystemClock = field(default_factory=SystemClock)
    tries: Tries = field(default_factory=Tries)
    hashing: threading.Semaphore = field(
        default_factory=lambda: threading.Semaphore(HASHED_AT_ONCE)
    )
    sessions: Sessions = field(init=False)
    provider: Provider | None = field(init=False, default=None)
    proxies: tuple[Network, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Raises what `provider_of` raises."""
        self.sessions = Sessions(_secret(self.settings.home), self.ledger.desk.was_done)
        self.proxies = networks(self.settings.page_proxies)
        if self.settings.oidc_issuer and not self.alone:
            from batcher.web.provider import provider_of

            self.provider = provider_of(self.settings)
        self._stack = ExitStack()
        self._connecting = threading.Lock()
        self._edges: Edges | None = None

    @property
    def is_single(self) -> bool:
        """True while one person does everything: said so, or nobody has a name here yet."""
        return self.alone or not self.ledger.desk.has_people()

    @property
    def wants_another(self) -> bool:
        """True where it takes another person than who began a run to approve it."""
        return self.settings.approve_other or not self.is_single

    def brought(self, run: str) -> frozenset[str]:
        """Who brought the workbook of a run to the page, its very bytes, or handed it over."""
        record = self.ledger.run(run)
        return bringers(self.ledger, record.workbook_sha256) if record else frozenset()

    def stripe(self) -> Edges:
        """The edges all works share, so that they keep one pace; connected when first needed.

        Raises what `wiring.connect` raises.
        """
        with self._connecting:
            if self._edges is None:
                edges, _ = self._stack.enter_context(
                    connect(
                        self.settings,
                        self.connection,
                        confirm=lambda _plan: False,
                        ask=lambda _problems, _options: None,
                        listener=Silence(),
                    )
                )
                self._edges = replace(edges, ledger=self.ledger)
            return self._edges

    def edges_for(
        self,
        work: Work,
        *,
        confirmed: bool = False,
        opened: Callable[[str], object] | None = None,
    ) -> tuple[Edges, Watched]:
        """The edges of one work: its person, its progress, its stop. `confirmed`: it may send;
        `opened` is told the run it begins."""
        shared = self.stripe()
        assert isinstance(shared.gateway, Watched)
        watched = Watched(shared.gateway.inner)

        def new_run() -> str:
            work.run = watched.new_run()
            if opened is not None:
                opened(work.run)
            return work.run

        edges = replace(
            shared,
            gateway=watched,
            new_run=new_run,
            confirm=lambda _plan: confirmed,
            go_on=work.ask,
            listener=work,
            stop=work.stop,
            who=work.who,
        )
        return edges, watched

    def close(self, wait_s: float) -> bool:
        """Stop what is under way, after the answers in flight, and let go; True when all ended."""
        ended = self.works.close(wait_s)
        if ended:
            self._stack.close()
        return ended


def _secret(home: Path) -> bytes:
    """What sessions are signed with, kept where the ledger is; made when there is none, or none
    that only we could read."""
    path = home / SIGNING_FILE
    home.mkdir(parents=True, exist_ok=True)
    for _ in range(LOOKS):
        try:
            with open(path, "xb", opener=_private) as file:
                made = secrets.token_bytes(SECRET_BYTES)
                file.write(made)
                return made
        except FileExistsError:
            found = _read_secret(path)
        if found is not None:
            return found
        time.sleep(LOOK_S)  # another server may be writing it at this moment
    path.unlink(missing_ok=True)
    return _secret(home)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _read_secret(path: Path) -> bytes | None:
    """The secret; None where it is not whole, or others may have read it."""
    try:
        with path.open("rb") as file:
            mode, found = os.fstat(file.fileno()).st_mode, file.read()
    except FileNotFoundError:
        return None
    is_open = os.name == "posix" and bool(mode & (stat.S_IRWXG | stat.S_IRWXO))
    return None if is_open or len(found) < SECRET_BYTES else found
