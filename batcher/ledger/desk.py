"""What the page keeps in the ledger: files brought, what people did, and who may do what."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, Engine, Row, func, select
from sqlalchemy.exc import IntegrityError

from batcher.core.model import Action, Person, Role, Upload
from batcher.ledger.chain import canonical, detail_of
from batcher.ledger.engine import WRITES
from batcher.ledger.records import stamp
from batcher.ledger.tables import actions, contents, people, purges, runs, uploads
from batcher.ledger.unusable import Speaker

PURGED = "purged"  # the kind of action that says a file's bytes are gone
_HELD = select(runs.c.workbook_sha256).where(runs.c.run.not_in(select(purges.c.run)))


class Desk:
    """Every method commits before it returns. Threads may share it. Raises LedgerUnusable."""

    def __init__(self, engine: Engine, speaker: Speaker, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._writes = engine.execution_options(**WRITES)
        self._speaker = speaker
        self._clock = clock

    def bring(self, name: str, content: bytes, who: str) -> Upload:
        """Keep a file; the same bytes are kept once."""
        sha256, at = hashlib.sha256(content).hexdigest(), stamp(self._clock())
        made = f"U-{at[:10].replace('-', '')}-{secrets.token_hex(4)}"
        brought = Upload(made, sha256, name, len(content), at, who)
        with self._transaction() as connection:
            known = select(contents.c.sha256).where(contents.c.sha256 == sha256)
            if connection.execute(known).one_or_none() is None:
                connection.execute(contents.insert(), {"sha256": sha256, "content": content})
            connection.execute(uploads.insert(), asdict(brought))
        return brought

    def upload(self, wanted: str) -> Upload | None:
        """One file that was brought, by its id."""
        with self._reading() as connection:
            query = select(uploads).where(uploads.c.upload == wanted)
            row = connection.execute(query).one_or_none()
        return None if row is None else _upload(row)

    def uploads(self, count_max: int, skipped: int = 0) -> list[Upload]:
        """The latest files but for the `skipped` newest, newest first."""
        query = select(uploads).order_by(uploads.c.number.desc()).limit(count_max).offset(skipped)
        with self._reading() as connection:
            return [_upload(row) for row in connection.execute(query)]

    def brought(self, sha256: str) -> list[Upload]:
        """Every time these bytes were brought, newest first."""
        query = select(uploads).where(uploads.c.sha256 == sha256).order_by(uploads.c.number.desc())
        with self._reading() as connection:
            return [_upload(row) for row in connection.execute(query)]

    def uploads_count(self) -> int:
        """How many files were brought."""
        with self._reading() as connection:
            return connection.scalar(select(func.count()).select_from(uploads)) or 0

    def kept(self, sha256s: Iterable[str]) -> frozenset[str]:
        """Those of these files whose bytes are still kept."""
        query = select(contents.c.sha256).where(contents.c.sha256.in_(list(sha256s)))
        with self._reading() as connection:
            return frozenset(connection.scalars(query))

    def without_run(self) -> list[Upload]:
        """The files whose bytes are kept and that no run holds but such as were purged, oldest
        first."""
        query = (
            select(uploads)
            .join(contents, contents.c.sha256 == uploads.c.sha256)
            .where(uploads.c.sha256.not_in(_HELD))
            .order_by(uploads.c.number)
        )
        with self._reading() as connection:
            return [_upload(row) for row in connection.execute(query)]

    def forget(self, sha256: str, who: str) -> bool:
        """Remove the bytes of a file and write down that `who` did; False where a run holds them,
        or they are gone."""
        of_it = select(uploads.c.upload).where(uploads.c.sha256 == sha256)
        mine = (contents.c.sha256 == sha256) & contents.c.sha256.not_in(_HELD)
        with self._transaction() as connection:
            if self._engine.dialect.name == "sqlite":  # what is removed is overwritten, too
                connection.exec_driver_sql("PRAGMA secure_delete = ON")
            if not connection.execute(contents.delete().where(mine)).rowcount:
                return False
            told = {"at": stamp(self._clock()), "who": who, "kind": PURGED, "detail": "{}"}
            for upload in connection.scalars(of_it).all():
                connection.execute(actions.insert(), {**told, "subject": upload})
        return True

    def content(self, sha256: str) -> bytes | None:
        """The bytes of a file; None where they are not, or no longer, kept."""
        with self._reading() as connection:
            query = select(contents.c.content).where(contents.c.sha256 == sha256)
            found = connection.execute(query).scalar_one_or_none()
        return None if found is None else bytes(found)

    def act(
        self, who: str, kind: str, subject: str = "", once: str | None = None, /, **detail: object
    ) -> bool:
        """Write down what somebody does; False where it was done already: the same `once`."""
        row = {
            "at": stamp(self._clock()),
            "who": who,
            "kind": kind,
            "subject": subject,
            "detail": canonical(detail),
            "once": once,
        }
        try:
            with self._transaction() as connection:
                connection.execute(actions.insert(), row)
        except IntegrityError:
            if once is None:
                raise
            return False
        return True

    def was_done(self, once: str) -> bool:
        """Whether an action with this `once` is there."""
        with self._reading() as connection:
            query = select(actions.c.number).where(actions.c.once == once)
            return connection.execute(query).first() is not None

    def actions(
        self, subject: str | None = None, count_max: int = 1_000, skipped: int = 0
    ) -> list[Action]:
        """What was done but for the `skipped` latest, newest first: to one subject, or at all."""
        query = select(actions).order_by(actions.c.number.desc()).limit(count_max).offset(skipped)
        if subject is not None:
            query = query.where(actions.c.subject == subject)
        with self._reading() as connection:
            return [_action(row) for row in connection.execute(query)]

    def actions_count(self) -> int:
        """How much was done."""
        with self._reading() as connection:
            return connection.scalar(select(func.count()).select_from(actions)) or 0

    def actions_of(self, subjects: Iterable[str], kinds: Collection[str]) -> list[Action]:
        """Actions of these kinds done to any of these subjects, oldest first."""
        query = (
            select(actions)
            .where(actions.c.subject.in_(list(subjects)), actions.c.kind.in_(kinds))
            .order_by(actions.c.number)
        )
        with self._reading() as connection:
            return [_action(row) for row in connection.execute(query)]

    def last(self, subject: str, kind: str) -> Action | None:
        """The latest action of a kind done to a subject."""
        query = (
            select(actions)
            .where(actions.c.subject == subject, actions.c.kind == kind)
            .order_by(actions.c.number.desc())
            .limit(1)
        )
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _action(row)

    def subjects_at(self, kind: str, among: Collection[str]) -> list[str]:
        """Subjects whose last action of the kinds `among` is of `kind`, newest first."""
        latest = (
            select(func.max(actions.c.number))
            .where(actions.c.kind.in_(among))
            .group_by(actions.c.subject)
        )
        query = (
            select(actions.c.subject)
            .where(actions.c.number.in_(latest), actions.c.kind == kind)
            .order_by(actions.c.number.desc())
        )
        with self._reading() as connection:
            return list(connection.scalars(query))

    def open_subjects(self, begun: str, ends: Collection[str]) -> list[str]:
        """Subjects with an action of kind `begun` and none of `ends`, oldest first."""
        over = actions.alias("over")
        ended = select(over.c.number).where(
            over.c.subject == actions.c.subject, over.c.kind.in_(ends)
        )
        query = (
            select(actions.c.subject)
            .where(actions.c.kind == begun, ~ended.exists())
            .group_by(actions.c.subject)
            .order_by(func.min(actions.c.number))
        )
        with self._reading() as connection:
            return [row.subject for row in connection.execute(query)]

    def people(self) -> list[Person]:
        """Everybody who has a name on the page, by name."""
        with self._reading() as connection:
            return [_person(row) for row in connection.execute(select(people).order_by("name"))]

    def person(self, name: str) -> Person | None:
        """One person by name."""
        with self._reading() as connection:
            row = connection.execute(select(people).where(people.c.name == name)).one_or_none()
        return None if row is None else _person(row)

    def has_people(self) -> bool:
        """True once somebody has a name on the page."""
        with self._reading() as connection:
            return bool(connection.scalar(select(func.count()).select_from(people)))

    def enrol(self, person: Person) -> None:
        """Add a person, or change what is known of one; sessions begun before end."""
        row = {
            "name": person.name,
            "password": person.password,
            "roles": json.dumps(sorted(person.roles)),
            "limits_minor": canonical(dict(person.limits_minor)),
            "active": person.active,
            "since": stamp(self._clock()),
        }
        with self._transaction() as connection:
            changed = connection.execute(
                people.update().where(people.c.name == person.name).values(row)
            )
            if not changed.rowcount:
                connection.execute(people.insert(), row)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._speaker.telling(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._speaker.telling(), self._writes.begin() as connection:
            yield connection


def _upload(row: Row[tuple[object, ...]]) -> Upload:
    return Upload(row.upload, row.sha256, row.name, row.size_bytes, row.at, row.who)


def _action(row: Row[tuple[object, ...]]) -> Action:
    detail = detail_of(row.detail)
    return Action(row.number, row.at, row.who, row.kind, row.subject, detail)


def _person(row: Row[tuple[object, ...]]) -> Person:
    roles = frozenset(Role(one) for one in json.loads(row.roles))
    return Person(
        row.name, row.password, roles, json.loads(row.limits_minor), row.active, row.since
    )
