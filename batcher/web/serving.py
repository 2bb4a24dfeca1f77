"""Keeps the page up: binds the port, tells the address, ends cleanly."""

from __future__ import annotations

import logging
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uvicorn

from batcher.core.addresses import is_loopback
from batcher.history import open_runs
from batcher.settings import SettingsUnusable
from batcher.web.app import app_of
from batcher.web.impatient import Impatient
from batcher.web.office import Office

if TYPE_CHECKING:
    from batcher.settings import Settings
    from batcher.wiring import Connection

GRACE_S = 5
CONNECTIONS_MAX = 200  # at once; a browser has six


class NotAlone(Exception):
    """Other machines could reach the page, and nobody has a name and a password there yet."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where the page is to be. `hosts`: further names it is called by, as browsers write them."""

    host: str = "127.0.0.1"
    port: int = 0
    alone: bool = False
    hosts: tuple[str, ...] = ()
    secure: bool = False


class Server(uvicorn.Server):
    """Uvicorn, that lets what is under way end before it is gone."""

    def __init__(self, config: uvicorn.Config, stopping: Callable[[], None]) -> None:
        super().__init__(config)
        self._stopping = stopping

    def handle_exit(self, sig: int, frame: object) -> None:
        """The first signal asks all works to stop; a second ends without waiting."""
        if not self.should_exit:
            self._stopping()
        super().handle_exit(sig, frame)  # type: ignore[arg-type]


@contextmanager
def serving(
    settings: Settings, connection: Connection, wanted: Wanted, table: str = ""
) -> Iterator[tuple[str, Server, socket.socket, Office]]:
    """The address with its launch token, and the server ready to run on its socket. `table`: what
    `batcher.toml` calls the account.

    Raises OSError where the port is taken, NotAlone, LedgerUnusable, SettingsUnusable, KeyUnusable.
    """
    if not (settings.page_passwords or settings.oidc_issuer or wanted.alone):
        raise SettingsUnusable(("settings.no_way_in", {}))
    # What it says of odd requests is no use to anybody, and a stranger could fill a log with it.
    logging.getLogger("python_multipart").addHandler(logging.NullHandler())
    is_local = is_loopback(wanted.host)
    with open_runs(settings) as ledger, _bound(wanted) as bound:
        if not is_local and (wanted.alone or not ledger.desk.has_people()):
            raise NotAlone
        port = bound.getsockname()[1]
        hosts = {*_names(wanted.host, port), *_told(wanted)}
        office = Office(
            settings, connection, ledger, frozenset(hosts), secrets.token_urlsafe(24),
            wanted.alone, port, wanted.secure, table,
        )  # fmt: skip
        config = uvicorn.Config(
            app_of(office), log_level="error", access_log=False, lifespan="off", ws="none",
            server_header=False, proxy_headers=False, timeout_graceful_shutdown=GRACE_S,
            http=Impatient, limit_concurrency=CONNECTIONS_MAX,
        )  # fmt: skip

        def stopping() -> None:
            office.works.ask_to_stop()

        url = f"{_address(wanted, port)}/enter?token={office.token}"
        try:
            yield url, Server(config, stopping), bound, office
        finally:
            office.close(settings.silence_wait + GRACE_S)


def _address(wanted: Wanted, port: int) -> str:
    """Where a browser of this machine finds the page; behind a proxy of https it has to go by that,
    and by a name of the proxy's: cookies marked secure go no other way."""
    host = f"[{wanted.host}]" if ":" in wanted.host else wanted.host
    if wanted.secure:
        return f"https://{wanted.hosts[0] if wanted.hosts else f'{host}:{port}'}"
    return f"http://{host}:{port}"


def _names(host: str, port: int) -> Iterator[str]:
    """What a Host header may say; a name another site chose for this address is none of these."""
    own = f"[{host}]" if ":" in host else host
    names = {own, "localhost", "127.0.0.1", "[::1]"} if is_loopback(host) else {own}
    for name in names:
        yield f"{name}:{port}"
        if port == 80:
            yield name


def _told(wanted: Wanted) -> Iterator[str]:
    """The names that were given; browsers leave away the port everybody knows."""
    for name in wanted.hosts:
        yield name.lower()
        yield name.lower().removesuffix(":443" if wanted.secure else ":80")


@contextmanager
def _bound(wanted: Wanted) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in wanted.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows: else another program may share it
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((wanted.host, wanted.port))
        bound.listen(128)  # whoever reads the address may ask at once
        yield bound
    finally:
        bound.close()
