"""Keeps an account on disk: what a request did and the answer under its key, in one commit."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from filelock import FileLock, Timeout

from batcher.sandbox.idempotency import Saved
from batcher.sandbox.state import Record, Work

_TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS objects (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (kind, id)
);
CREATE TABLE IF NOT EXISTS keys (key TEXT PRIMARY KEY, body TEXT NOT NULL);
"""
_UPSERT = (
    "INSERT INTO objects (kind, id, body) VALUES (?, ?, ?) "
    "ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body"
)


class SandboxInUse(Exception):
    """Another process has the embedded Stripe of this home open; the message names the folder."""


class Store:
    """Nothing is kept: the account lives as long as the process. Face of `DiskStore` too."""

    def facts(self) -> dict[str, str]:
        """What was written by `begin`; empty for a new home."""
        return {}

    def begin(self, facts: Mapping[str, str], work: Work) -> None:
        """Forget everything and start an account with these facts and first objects."""

    def objects(self) -> Iterator[tuple[str, str, Record]]:
        """Kind, id and record of everything stored, oldest first."""
        return iter(())

    def saved(self) -> dict[str, Saved]:
        """The saved answers by key."""
        return {}

    def commit(self, work: Work, saved: Saved | None) -> None:
        """Durable when it returns, the effects and the saved answer together."""

    def close(self) -> None:
        """Let the home go."""


class DiskStore(Store):
    """One SQLite file in a folder, held by one process at a time."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(folder / "lock", timeout=0)
        try:
            self._lock.acquire()
        except Timeout as error:
            raise SandboxInUse(f"{folder} is open in another process") from error
        self._database = sqlite3.connect(
            folder / "stripe.sqlite3", check_same_thread=False, isolation_level=None
        )
        self._database.execute("PRAGMA journal_mode=DELETE")
        self._database.execute("PRAGMA synchronous=FULL")
        self._database.executescript(_TABLES)

    def facts(self) -> dict[str, str]:
        return dict(self._database.execute("SELECT name, value FROM facts").fetchall())

    def begin(self, facts: Mapping[str, str], work: Work) -> None:
        with self._database, closing(self._database.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            for table in ("facts", "objects", "keys"):
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - three words of our own
            cursor.executemany("INSERT INTO facts VALUES (?, ?)", list(facts.items()))
            write(cursor, work)

    def objects(self) -> Iterator[tuple[str, str, Record]]:
        rows = self._database.execute("SELECT kind, id, body FROM objects ORDER BY number")
        for kind, identity, body in rows:
            yield kind, identity, json.loads(body)

    def saved(self) -> dict[str, Saved]:
        keys = self._database.execute("SELECT key, body FROM keys")
        return {key: Saved(**json.loads(body)) for key, body in keys}

    def commit(self, work: Work, saved: Saved | None) -> None:
        if not work.changed and saved is None:
            return
        with self._database, closing(self._database.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            write(cursor, work)
            if saved is not None:
                cursor.execute(
                    "INSERT OR REPLACE INTO keys VALUES (?, ?)",
                    (saved.key, json.dumps(asdict(saved))),
                )

    def close(self) -> None:
        self._database.close()
        self._lock.release()


def write(cursor: sqlite3.Cursor, work: Work) -> None:
    """Every record a unit of work changed."""
    for (kind, identity), record in work.changed.items():
        if record is None:
            cursor.execute("DELETE FROM objects WHERE kind = ? AND id = ?", (kind, identity))
        else:
            cursor.execute(_UPSERT, (kind, identity, json.dumps(record)))
