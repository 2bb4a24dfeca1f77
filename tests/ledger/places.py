"""Where a ledger of the tests stands: a SQLite file, or a database on the tests' own server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, make_url

from batcher.ledger import SqlLedger, open_ledger
from tests import postgres
from tests.ledger.examples import SteppingClock


@dataclass(frozen=True, slots=True)
class Place:
    """A ledger's place; `url` None: the file in `home`."""

    home: Path
    url: str | None = None

    @property
    def is_sqlite(self) -> bool:
        """True for a file."""
        return self.url is None

    @property
    def said(self) -> str:
        """What messages call it."""
        if self.url is None:
            return str(self.home / "ledger.sqlite3")
        address = make_url(self.url).set(drivername="postgresql+psycopg")
        return address.render_as_string(hide_password=True)

    @property
    def words(self) -> tuple[str, ...]:
        """The arguments by which `OPEN` finds it in another process."""
        return (str(self.home), self.url or "")

    def open(self, **options: Any) -> SqlLedger:
        """The ledger, made where there is none; its clock steps unless another is named."""
        chosen: dict[str, Any] = {"clock": SteppingClock(), "busy_wait_s": 0.1, **options}
        return open_ledger(self.url, self.home, **chosen)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """The database behind the ledger's back; committed at the end."""
        if self.url is None:
            address = f"sqlite:///{self.home / 'ledger.sqlite3'}"
        else:
            address = self.url.replace("postgresql:", "postgresql+psycopg:")
        engine = create_engine(address)
        try:
            with engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()

    def execute(self, statement: str) -> Any:
        """One statement behind the ledger's back; the first column of its first row, if any."""
        with self.connection() as connection:
            found = connection.exec_driver_sql(statement)
            return found.scalar() if found.returns_rows else None


# The first line of code for another process: `open_there()` opens the ledger of `Place.words`.
OPEN = """
import sys
from pathlib import Path
from batcher.ledger import open_ledger
def open_there():
    return open_ledger(sys.argv[2] or None, Path(sys.argv[1]))
"""


@contextmanager
def new_place(kind: str, home: Path) -> Iterator[Place]:
    """A place of this kind that holds nothing; skips the test where there is no server."""
    if kind == "sqlite":
        yield Place(home)
        return
    postgres.require()
    server = postgres.shared_server()
    with server.database() as name:
        yield Place(home, server.url(name))
