"""Connections to the ledger's database, set up so that what was committed stays committed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import QueuePool

# DELETE with EXTRA: a commit survives a power cut, and the one file is the whole ledger, so that
# copying it is a backup (of a WAL database a copy can miss everything). macOS needs fullfsync.
_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA fullfsync = ON",
)

# On a server: one connection per thread that sends (DESIGN 9 measures with up to 32).
_SERVER_CONNECTIONS = 32

# A server that has vanished is noticed in half a minute, not when the system's own patience ends.
# No prepared statements: another version may change the tables between two uses of one.
_SERVER_ARGUMENTS = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    "application_name": "batcher",
    "prepare_threshold": None,
}
# A machine that falls asleep inside a transaction must not keep the others waiting for ever; what
# is committed must be on the server's disk, whatever the database's own setting.
_SERVER_SETTINGS = (
    "SET idle_in_transaction_session_timeout = '30s'",
    "SELECT set_config('synchronous_commit', 'on', false)"
    " WHERE current_setting('synchronous_commit') = 'off'",
)

WRITES = {"writes": True}
# A statement that is kept holds what it wrote last, a plan too; adding an event takes four.
_STATEMENTS_KEPT = 8


def server_engine(url: URL, wait_s: float) -> Engine:
    """An engine for PostgreSQL. Raises ImportError when its driver is not installed.

    `wait_s`: how long to wait for a row or table that somebody else has locked. What the address
    itself sets (`?connect_timeout=…`) wins.
    """
    arguments = {name: value for name, value in _SERVER_ARGUMENTS.items() if name not in url.query}
    engine = create_engine(
        url,
        # An append reads the run's last hash after it has waited for its turn.
        isolation_level="READ COMMITTED",
        pool_size=_SERVER_CONNECTIONS,
        pool_pre_ping=True,
        connect_args=arguments,
    )
    settings = (*_SERVER_SETTINGS, f"SET lock_timeout = '{int(wait_s * 1000)}ms'")
    event.listen(engine, "connect", partial(_set, settings))
    return engine


def _set(
    settings: Sequence[str],
    connection: DBAPIConnection,
    record: object,  # noqa: ARG001 - SQLAlchemy's
) -> None:
    cursor = connection.cursor()
    for setting in settings:
        cursor.execute(setting)
    cursor.close()
    connection.commit()


def sqlite_engine(url: URL, wait_s: float) -> Engine:
    """An engine for SQLite with one connection, which is also the queue in which threads wait.

    `wait_s`: how long to wait for another program that has locked the file.
    """
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        connect_args={
            "timeout": wait_s,
            "check_same_thread": False,
            "cached_statements": _STATEMENTS_KEPT,
        },
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, record: object) -> None:  # noqa: ARG001 - SQLAlchemy's
    # Transactions are begun by _begin; sqlite3 would begin them late and end them before DDL.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    # A writer that starts as a reader can be refused half way, without waiting; so it says at once.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def make_file(path: Path) -> None:
    """Make the ledger's folder and its still empty file, for the owner's eyes only (POSIX).

    Raises OSError where the place cannot be used or written.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.is_dir():
        raise IsADirectoryError(21, os.strerror(21), str(path))
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    os.close(descriptor)
    if os.name == "posix" and path.stat().st_mode & 0o077:
        path.chmod(0o600)
    if not os.access(path.parent, os.W_OK):
        # SQLite needs its journal beside the file; without it the first write would fail.
        raise PermissionError(13, os.strerror(13), str(path.parent))


def copy_sqlite(engine: Engine, path: Path) -> None:
    """Copy the whole database to a new file at `path`, for the owner's eyes only (POSIX).

    The copy is one instant of the ledger, checked and safe on the disk, or there is none.
    Raises FileExistsError, other OSError, sqlite3.Error.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        _fill(engine, path)
        _flush(path)
    except BaseException:  # not handled: half a backup must not be taken for one
        path.unlink(missing_ok=True)
        raise


def _fill(engine: Engine, path: Path) -> None:
    with closing(sqlite3.connect(path)) as target:
        with engine.connect() as connection:
            source = connection.connection.driver_connection
            assert isinstance(source, sqlite3.Connection)
            source.backup(target)
        (verdict,) = target.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)


def _flush(path: Path) -> None:
    """Have the file, and its name, on the disk."""
    with path.open("r+b") as written:
        os.fsync(written.fileno())
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
