"""What nobody asks for by name: runs read again at night, the inbox swept, old runs purged."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Event as Flag
from typing import TYPE_CHECKING

from batcher.core.model import Event, RunRecord
from batcher.core.ports import Ledger, LedgerLocked
from batcher.core.reporting import Exit
from batcher.endings import settle
from batcher.fleet import telling
from batcher.fleet.handing import to_workers
from batcher.fleet.places import MAIN, Place
from batcher.fleet.submitting import Handing
from batcher.wiring import Connection, SystemClock, connect, options_of, who

if TYPE_CHECKING:
    from batcher.fleet.working import Crew
    from batcher.inbox import HandOver
    from batcher.ledger import SqlLedger
    from batcher.run import Result

VERIFIED = "verified"  # an action on a run: it was read again, and what had changed
SENT_SOMETHING = ("applied", "partly_applied")
log = logging.getLogger("batcher.fleet")


def to_verify(crew: Crew, at_s: int) -> list[tuple[Place, str, str]]:
    """Place, mode and id of every run of the last `verify_days` that sent something, of accounts
    this worker has settings for."""
    after = datetime.fromtimestamp(at_s, UTC) - timedelta(days=crew.settings.verify_days)
    found = []
    for record in _since(crew.ledger.runs(), after):
        place = _place(record, crew.places.values())
        if place is not None and _has_sent(crew.ledger, record.run):
            found.append((place, "live" if record.livemode else "test", record.run))
    return found


def _since(records: Iterable[RunRecord], after: datetime) -> Iterable[RunRecord]:
    for record in records:  # newest first
        if datetime.fromisoformat(record.created_at) < after:
            return
        yield record


def _place(record: RunRecord, places: Iterable[Place]) -> Place | None:
    """Whose run it was; settings that name no account can be of any."""
    listed = list(places)
    own = [one for one in listed if one.name == record.account]
    unnamed = [one for one in listed if one.name == MAIN or one.is_sandbox]
    return next(iter(own or (unnamed if len(listed) == 1 else ())), None)


def _has_sent(ledger: Ledger, run: str) -> bool:
    closed = [e for e in ledger.events(run) if e.kind is Event.FINISHED]
    told = closed[-1].detail.get("object") if closed else None
    return isinstance(told, dict) and told.get("status") in SENT_SOMETHING


def verify(run: str, place: Place, ledger: SqlLedger, worker: str, stop: Flag) -> None:
    """Read a run's invoices again, keep what was found, and tell people of what has changed."""
    result = settle(lambda _seen: _read_again(run, place, stop), run, place.settings.lang)
    if stop.is_set() and result.exit is not Exit.DONE:  # the worker ends; the next night reads it
        return
    changed = result.object.get("changed")
    count = len(changed) if isinstance(changed, list) else 0
    ledger.desk.act(worker, VERIFIED, run, exit=int(result.exit), changed=count)
    level = logging.INFO if result.exit is Exit.DONE else logging.WARNING
    told = {"event": "verified", "run": run, "exit": int(result.exit), "changed": count}
    log.log(level, "verified", extra=told)
    telling.of_verify(run, result, place, ledger, worker)


def _read_again(run: str, place: Place, stop: Flag) -> Result:
    from batcher.run import verify as read_again
    from batcher.run.options import Silence

    with connect(
        place.settings,
        Connection(sandbox=place.is_sandbox, live=True),  # reads only
        confirm=lambda _plan: False,
        ask=lambda _problems, _options: None,
        listener=Silence(),
    ) as (edges, _):
        return read_again(run, replace(edges, stop=stop))


def to_sweep(places: Iterable[Place]) -> list[Place]:
    """The accounts with an inbox of their own; whose workbooks lie in one that several share nobody
    can know."""
    listed = [one for one in places if one.settings.sweep_folder is not None]
    folders = Counter(one.settings.sweep_folder for one in listed)
    for folder, count in folders.items():
        if count > 1:
            log.warning("not swept", extra={"event": "not swept", "accounts": count,
                                            "path": str(folder)})  # fmt: skip
    return [one for one in listed if folders[one.settings.sweep_folder] == 1]


def sweep(place: Place, stop: Flag, address: str = "") -> None:
    """Run every workbook that has arrived in an account's `sweep_folder`, or hand it over to the
    queue at `address`; tell people once."""
    from batcher.inbox import Desk, InboxHeld, InboxUnusable, held, open_folders
    from batcher.inbox import sweep as look
    from batcher.inbox.arriving import Arrivals
    from batcher.inbox.journal import Journal
    from batcher.notify import notify

    settings = place.settings
    assert settings.sweep_folder is not None
    with ExitStack() as stack:
        try:
            folders = open_folders(settings.sweep_folder)
            stack.enter_context(held(folders.working))
        except (InboxUnusable, InboxHeld) as error:  # not on this machine, or somebody is at it
            log.info("not swept", extra={"event": "not swept", "reason": type(error).__name__})
            return
        desk = Desk(
            folders=folders,
            journal=Journal.opened(folders.working),
            settings=settings,
            connection=Connection(sandbox=place.is_sandbox, live=settings.live),
            options=options_of(settings),
            clock=SystemClock(),
            stop=stop,
            hand_over=_handing(place, address) if settings.hand_over == "queue" else None,
        )
        summary = look(desk, Arrivals(folders.root, settings.inbox_settle))
        if summary.news:
            summary.notified = notify(summary.object, settings)
        desk.journal.tell()


def _handing(place: Place, address: str) -> HandOver:
    mode = "live" if place.settings.live else "test"
    return to_workers(Handing(place, mode, place.settings.live, who()), address)


def retain(crew: Crew) -> None:
    """Purge every run that ended more than `purge_after_days` ago, and every file brought before
    that no run came of; nothing that is open or younger than `keep_years`."""
    from batcher import brought
    from batcher.run.purging import purge, survey

    now = datetime.now(UTC)
    before = now - timedelta(days=crew.settings.purge_after_days)
    for one in survey(crew.ledger, before, crew.settings.keep_years, now).purgeable:
        try:
            with crew.ledger.lock(one.record.account, one.record.livemode):
                purge(crew.ledger, one, crew.name)
        except LedgerLocked:  # a run of this account is under way: tomorrow
            continue
        log.info("purged", extra={"event": "purged", "run": one.record.run})
    for file in brought.survey(crew.ledger, before, crew.settings.keep_years, now):
        if not file.why and brought.forget(crew.ledger, file, crew.name):
            told = {"event": "purged", "upload": file.latest.upload}
            log.info("purged", extra=told)
