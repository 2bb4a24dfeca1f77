"""One run at a time per account and mode among machines that share a database: a row that lives as
long as its owner's heartbeat."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    and_,
    cast,
    extract,
    func,
    select,
)
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from batcher.ledger.locks import Holder, Taken
from batcher.ledger.tables import locks
from batcher.ledger.unusable import Speaker

HEARTBEAT_S = 15.0
STALE_S = 60

# The database's own clock, whole seconds: the clocks of several machines never agree.
_NOW_S = select(cast(extract("epoch", func.current_timestamp()), BigInteger))


class RowLock:
    """The lock of one account and mode in a shared database; to be taken under the file lock.

    `writer`: an engine whose transactions write. `machine`: what `locks.machine_of` says.
    """

    def __init__(
        self,
        writer: Engine,
        speaker: Speaker,
        account: str,
        livemode: bool,
        machine: str,
        holder: Holder,
        heartbeat_s: float = HEARTBEAT_S,
    ) -> None:
        self._writer, self._speaker = writer, speaker
        self._account, self._livemode, self._machine = account, livemode, machine
        self._holder = holder
        self._owner = uuid.uuid4().hex
        self._heartbeat_s = heartbeat_s
        self._ended = threading.Event()

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the row while the block runs; raises Taken when another machine has it."""
        self._take()
        beating = threading.Thread(target=self._beat_until_ended, name="heartbeat", daemon=True)
        beating.start()
        try:
            yield
        finally:
            self._ended.set()
            beating.join()
            self._release()

    def require_held(self, connection: Connection) -> None:
        """Raise LedgerUnusable when another machine has taken the row: this one slept too long.

        Asked in the transaction that announces a request; the row cannot be taken before its end.
        """
        mine = select(locks.c.owner).where(self._mine()).with_for_update(read=True)
        if connection.execute(mine).one_or_none() is None:
            raise self._speaker.unusable("ledger_lock_lost")

    def _take(self) -> None:
        try:
            with self._writer.begin() as connection:
                self._take_row(connection)
        except IntegrityError:  # another machine's row came in between
            raise Taken(None) from None

    def _take_row(self, connection: Connection) -> None:
        row = connection.execute(select(locks).where(self._key()).with_for_update()).one_or_none()
        now_s = connection.execute(_NOW_S).scalar_one()
        facts = {"owner": self._owner, "machine": self._machine, "heartbeat_s": now_s}
        facts |= asdict(self._holder)
        if row is None:
            names = {"account": self._account, "livemode": self._livemode}
            connection.execute(locks.insert(), names | facts)
        elif row.machine == self._machine or now_s - row.heartbeat_s > STALE_S:
            # On this machine the file lock is ours, so whoever wrote the row is dead.
            connection.execute(locks.update().where(self._key()).values(facts))
        else:
            raise Taken(Holder(row.pid, row.host, row.since, row.person or ""))

    def _beat_until_ended(self) -> None:
        while not self._ended.wait(self._heartbeat_s):
            # The database may come back; until it does nothing can be appended either.
            with suppress(SQLAlchemyError):
                self._beat()

    def _beat(self) -> None:
        with self._writer.begin() as connection:
            now_s = connection.execute(_NOW_S).scalar_one()
            connection.execute(locks.update().where(self._mine()).values(heartbeat_s=now_s))

    def _release(self) -> None:
        # A row that cannot be deleted now is taken over when its heartbeat is old enough.
        with suppress(SQLAlchemyError), self._writer.begin() as connection:
            connection.execute(locks.delete().where(self._mine()))

    def _key(self) -> ColumnElement[bool]:
        return and_(locks.c.account == self._account, locks.c.livemode == self._livemode)

    def _mine(self) -> ColumnElement[bool]:
        return and_(self._key(), locks.c.owner == self._owner)
