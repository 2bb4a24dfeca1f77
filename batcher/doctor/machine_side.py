"""The checks of this machine: ledger, disk, folders, settings. No network."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from batcher import __version__
from batcher.core.ports import LedgerUnusable
from batcher.core.retention import standing
from batcher.doctor.checks import Check, fine, mind, stop
from batcher.doctor.places import is_writable, nearest
from batcher.doctor.telling import notifications
from batcher.history import BACKUP_NOTE, open_runs
from batcher.locale import word

if TYPE_CHECKING:
    from batcher.core.ports import Ledger
    from batcher.settings import Settings

FREE_WARNING_BYTES, FREE_PROBLEM_BYTES = 1_000_000_000, 100_000_000
BACKUP_AGE = timedelta(days=7)
RUNS_PROVED = 500
PACE_ENDPOINT, PACE_TOTAL = 25.0, 100.0  # Stripe's own limits (stripe.com/docs/rate-limits)


def machine_checks(settings: Settings) -> Iterator[Check]:
    """Everything that can be said without Stripe."""
    yield fine("versions", _versions())
    yield fine("language", settings.lang)
    yield from _ledger(settings)
    yield _disk(settings)
    yield _reports(settings)
    yield _log(settings)
    yield _pace(settings)
    yield _time_zone(settings)
    yield _proxy(settings)
    yield notifications(settings)
    if settings.hand_over == "queue":
        yield _workers(settings)


def _versions() -> str:
    python, system = platform.python_version(), platform.system() or "?"
    return f"batcher {__version__}, Python {python}, SQLite {sqlite3.sqlite_version}, {system}"


def _ledger(settings: Settings) -> Iterator[Check]:
    language, file = settings.lang, settings.home / "ledger.sqlite3"
    if not settings.ledger_url and not file.exists():
        yield _no_ledger_yet(settings)
        return
    try:
        with open_runs(settings) as ledger:
            listed = ledger.runs()
            count = str(len(listed))
            broken = _broken(ledger, [record.run for record in listed[:RUNS_PROVED]])
            waiting = [one.run for one in listed if standing(ledger.events(one.run)).why]
    except LedgerUnusable as error:
        todo = "away" if settings.ledger_url else "mend"
        yield stop("ledger", str(error), f"doctor.ledger.{todo}", language)
        return
    place = word("doctor.ledger.server", language) if settings.ledger_url else str(file)
    if not settings.ledger_url and not (os.access(file, os.W_OK) and is_writable(file.parent)):
        found = word("doctor.ledger.read_only", language, path=str(file))
        yield stop("ledger", found, "doctor.ledger.rights", language)
    elif broken:
        yield stop("ledger", broken, "doctor.ledger.mend", language)
    else:
        yield fine("ledger", word("doctor.ledger", language, path=place, runs=count))
    if waiting:
        found = ", ".join(waiting)
        yield mind("open_runs", found, "doctor.open_runs", language, run=waiting[0])
    if not settings.ledger_url and listed:
        yield _backup(settings, listed[0].created_at)


def _no_ledger_yet(settings: Settings) -> Check:
    """A ledger is made by the first run; only where it would stand is looked at."""
    from batcher.ledger.folders import is_cloud, is_network

    language, file = settings.lang, settings.home / "ledger.sqlite3"
    if is_network(file) or is_cloud(file):
        return stop("ledger", str(file), "doctor.ledger.place", language)
    if not is_writable(settings.home):
        return stop("ledger", str(file), "doctor.folder", language, path=str(settings.home))
    return fine("ledger", word("doctor.ledger.none", language, path=str(file)))


def _broken(ledger: Ledger, runs: list[str]) -> str:
    """What is wrong with the first run that was changed since it was written; '' for none."""
    for run in runs:
        try:
            ledger.events(run)
            if ledger.purged(run) is None:
                ledger.sealed(run)
        except LedgerUnusable as error:
            return str(error)
    return ""


def _backup(settings: Settings, newest_run: str) -> Check:
    language = settings.lang
    try:
        at = datetime.fromisoformat((settings.home / BACKUP_NOTE).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return mind("backup", word("doctor.backup.none", language), "doctor.backup", language)
    found = word("doctor.backup.at", language, at=f"{at:%Y-%m-%d %H:%M} UTC")
    is_old = datetime.now(UTC) - at > BACKUP_AGE and newest_run > at.isoformat()
    return mind("backup", found, "doctor.backup", language) if is_old else fine("backup", found)


def _disk(settings: Settings) -> Check:
    folder = nearest(settings.home)
    free = shutil.disk_usage(folder).free
    found = word("doctor.disk", settings.lang, megabytes=f"{free // 1_000_000:,}", path=str(folder))
    if free < FREE_PROBLEM_BYTES:
        return stop("disk", found, "doctor.disk.room", settings.lang)
    if free < FREE_WARNING_BYTES:
        return mind("disk", found, "doctor.disk.room", settings.lang)
    return fine("disk", found)


def _reports(settings: Settings) -> Check:
    folder = settings.reports.expanduser().absolute()
    if is_writable(folder):
        return fine("reports", str(folder))
    return stop("reports", str(folder), "doctor.folder", settings.lang, path=str(folder))


def _log(settings: Settings) -> Check:
    if settings.log in ("", "-"):
        return fine(
            "log", word(f"doctor.log.{'stderr' if settings.log else 'none'}", settings.lang)
        )
    file = Path(settings.log).expanduser().absolute()
    ready = os.access(file, os.W_OK) if file.exists() else is_writable(file.parent)
    if ready:
        return fine("log", str(file))
    return stop("log", str(file), "doctor.folder", settings.lang, path=str(file.parent))


def _pace(settings: Settings) -> Check:
    together = settings.pace_together(livemode=True)
    found = word(
        "doctor.pace", settings.lang, endpoint=f"{settings.pace_endpoint:g}", total=f"{together:g}"
    )
    if settings.pace_endpoint > PACE_ENDPOINT or together > PACE_TOTAL:
        return mind("pace", found, "doctor.pace.high", settings.lang)
    return fine("pace", found)


def _time_zone(settings: Settings) -> Check:
    if not settings.time_zone:
        return fine("time_zone", word("doctor.zone.account", settings.lang))
    try:
        ZoneInfo(settings.time_zone)
    except (KeyError, ValueError, OSError):
        return stop("time_zone", settings.time_zone, "doctor.zone.unknown", settings.lang)
    return fine("time_zone", settings.time_zone)


def _proxy(settings: Settings) -> Check:
    if settings.proxy:
        return fine("proxy", settings.proxy)
    names = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
    inherited = next((name for name in names if os.environ.get(name)), "")
    if inherited:
        return mind("proxy", inherited, "doctor.proxy.unused", settings.lang, variable=inherited)
    return fine("proxy", word("doctor.proxy.none", settings.lang))


def _workers(settings: Settings) -> Check:
    """Whether there is a queue to hand over to, and anybody who takes from it."""
    from batcher.fleet.engine import FleetUnusable, address_of, workers

    try:
        count = workers(address_of(settings))
    except FleetUnusable as error:
        said = word(error.code, settings.lang, **error.details)
        return stop("workers", said, "doctor.workers.queue", settings.lang)
    found = word("doctor.workers", settings.lang, count=str(count))
    if not count:
        return mind("workers", found, "doctor.workers.none", settings.lang)
    return fine("workers", found)
