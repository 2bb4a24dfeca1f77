"""Opening the ledger: which database, made and checked, or a word about what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError

from batcher.ledger.engine import make_file, server_engine, sqlite_engine
from batcher.ledger.folders import is_cloud, is_network
from batcher.ledger.schema import make_ready
from batcher.ledger.store import SqlLedger
from batcher.ledger.unusable import Speaker

FILE_NAME = "ledger.sqlite3"
_BUSY_WAIT_S = 10.0
# As addresses are written elsewhere; the driver is ours to choose.
_SERVER_SCHEMES = ("postgres", "postgresql")


def open_ledger(
    url: str | None,
    home: Path,
    *,
    language: str = "en",
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    busy_wait_s: float = _BUSY_WAIT_S,
) -> SqlLedger:
    """The ledger at `url` (SQLite or PostgreSQL), by default `home`/ledger.sqlite3, ready to use.

    `clock` gives aware UTC; `busy_wait_s` is how long another program may keep the file locked.
    Raises LedgerUnusable: what is wrong with which file, and what to do.
    """
    address = _address(url, home, language)
    path = _path(address)
    place = str(path) if path else address.render_as_string(hide_password=True)
    speaker = Speaker(place, language)
    with speaker.telling():
        if path is not None:
            _require_safe(path, speaker)
            make_file(path)
        engine = _engine(address, busy_wait_s, speaker)
        try:
            make_ready(engine, speaker)
        except BaseException:  # not handled: the connection is closed on the way out
            engine.dispose()
            raise
    folder = path.parent if path else home
    return SqlLedger(engine, folder / "locks", speaker, clock)


def _address(url: str | None, home: Path, language: str) -> URL:
    if not url:
        return URL.create("sqlite", database=str(home.absolute() / FILE_NAME))
    try:
        address = make_url(url)
    except ArgumentError as error:
        # What stands there may hold a password: it is not repeated.
        raise Speaker("BATCHER_LEDGER_URL", language).unusable("ledger_address") from error
    if address.drivername in _SERVER_SCHEMES:
        return address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() not in ("sqlite", "postgresql"):
        place = address.render_as_string(hide_password=True)
        raise Speaker(place, language).unusable("ledger_address")
    return address


def _path(address: URL) -> Path | None:
    """The file of a SQLite address; None where none is to be made (server, memory, file: URI)."""
    database = address.database or ""
    is_file = database and database != ":memory:" and not database.startswith("file:")
    if address.get_backend_name() != "sqlite" or not is_file:
        return None
    return Path(database).absolute()


def _require_safe(path: Path, speaker: Speaker) -> None:
    if is_network(path):
        raise speaker.unusable("ledger_on_network")
    if is_cloud(path):
        raise speaker.unusable("ledger_in_cloud")


def _engine(address: URL, busy_wait_s: float, speaker: Speaker) -> Engine:
    if address.get_backend_name() == "sqlite":
        return sqlite_engine(address, busy_wait_s)
    try:
        return server_engine(address, busy_wait_s)
    except ImportError as error:
        raise speaker.unusable("ledger_driver", str(error)) from error
