"""`purge`: shows what it would remove and what the law may ask to keep, asks, and removes it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import typer

from batcher.cli import speaking
from batcher.cli.ending import boundary
from batcher.cli.face import known_zone
from batcher.cli.interrupting import interactive
from batcher.endings import NoTerminal
from batcher.history import open_runs
from batcher.locale import word
from batcher.wiring import who

if TYPE_CHECKING:
    from collections.abc import Sequence

    from batcher.brought import File
    from batcher.cli.face import Face
    from batcher.core.ports import Ledger
    from batcher.run.purging import Purgeable, Survey


def purge(before: date, with_reports: bool, yes: bool, face: Face) -> None:
    """`batcher purge`; exits 2 where nobody may be asked and nobody said `--yes`."""
    from batcher import brought
    from batcher.run.purging import survey

    zone = face.settings.time_zone
    known_zone(zone, face.language)
    day = datetime.combine(before, time(), ZoneInfo(zone or "UTC"))
    with boundary(face), open_runs(face.settings) as ledger:
        now = datetime.now(UTC)
        found = survey(ledger, day, face.settings.keep_years, now)
        files = brought.survey(ledger, day, face.settings.keep_years, now)
        if not face.as_json:
            _show(found, files, with_reports, face)
        if not yes and (found.purgeable or any(not file.why for file in files)):
            _ask(face)
        removed = [_purge(ledger, one, with_reports) for one in found.purgeable]
        gone = [f for f in files if not f.why and brought.forget(ledger, f, who())]
    if face.as_json:
        kept = [{"run": one.record.run, "why": one.why} for one in found.kept]
        told = {"purged": removed, "kept": kept, "keep_years": face.settings.keep_years}
        speaking.say_json({**told, "files": [_told(file) for file in gone]})
    elif removed or gone:
        counts = {"runs": str(len(removed)), "files": str(len(gone))}
        speaking.say(word("purge.done", face.language, **counts), speaking.GREEN)


def _told(file: File) -> dict[str, Any]:
    """A file that no run came of, as `--json` tells of it."""
    last = file.latest
    return {"upload": last.upload, "workbook": last.name, "brought_at": last.at, "who": last.who}


def _show(found: Survey, files: Sequence[File], with_reports: bool, face: Face) -> None:
    language = face.language
    for one in found.purgeable:
        facts = {"run": one.record.run, "workbook": one.record.workbook_name}
        size = str(one.workbook_bytes)
        speaking.say(word("purge.run", language, ended=one.ended_at[:10], bytes=size, **facts))
        for file in one.reports if with_reports else ():
            speaking.say(f"    {file.path}: {word(f'purge.file.{file.state}', language)}")
    for kept in found.kept:
        why = word(f"purge.kept.{kept.why}", language, years=str(face.settings.keep_years))
        speaking.say(word("purge.kept", language, run=kept.record.run, why=why), speaking.YELLOW)
    going = _show_files(files, face)
    if not found.purgeable and not going:
        speaking.say(word("purge.nothing", language))
        return
    if found.purgeable:
        speaking.say(word("purge.what", language))
        speaking.say(word("purge.stays", language))
    if going:
        speaking.say(word("purge.file", language))
    if not with_reports and any(one.reports for one in found.purgeable):
        speaking.say(word("purge.reports_stay", language))
    speaking.say(word("purge.law", language), speaking.YELLOW)


def _show_files(files: Sequence[File], face: Face) -> bool:
    """The files that no run came of; True where any of them goes."""
    language, years = face.language, str(face.settings.keep_years)
    for file in files:
        last = file.latest
        told = {"upload": last.upload, "workbook": last.name}
        if file.why:
            why = word(f"purge.kept.{file.why}", language, years=years)
            speaking.say(word("purge.kept", language, run=last.upload, why=why), speaking.YELLOW)
        else:
            size = str(last.size_bytes)
            text = word("purge.upload", language, brought=last.at[:10], bytes=size, **told)
            speaking.say(text)
    return any(not file.why for file in files)


def _ask(face: Face) -> None:
    """Go on only where somebody says yes."""
    if face.as_json or not interactive():
        raise NoTerminal
    if not typer.confirm(word("purge.confirm", face.language)):
        raise typer.Abort


def _purge(ledger: Ledger, one: Purgeable, with_reports: bool) -> dict[str, Any]:
    """The run as `--json` tells of it, removed. Its account is held, so that nobody works on it."""
    from batcher.run.purging import purge as remove

    with ledger.lock(one.record.account, one.record.livemode):
        paths = remove(ledger, one, who(), with_reports=with_reports)
    return {
        "run": one.record.run,
        "ended_at": one.ended_at,
        "workbook": one.record.workbook_name,
        "reports": [str(path) for path in paths],
    }
