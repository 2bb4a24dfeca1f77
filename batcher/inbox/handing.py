"""One workbook of `working/` that the workers run: handed over once, then what became of it.

The ledger tells both, by the workbook's own bytes and the name it has here; no key, no Stripe. Safe
to repeat after any interruption.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from batcher.core.model import Event, EventRecord
from batcher.core.reporting import Exit
from batcher.endings import ended, settle, source_of, unbegun
from batcher.history import offline_edges
from batcher.inbox.carrying import carry, closed, is_waiting, stored
from batcher.inbox.desk import NotHanded
from batcher.inbox.filing import CANCELLED, FAILED, SUBMITTED, FiledFiles, target_of
from batcher.inbox.folders import names_beside, printable
from batcher.locale import word
from batcher.submissions import Submission, submissions_of

if TYPE_CHECKING:
    from batcher.inbox.desk import Desk
    from batcher.inbox.journal import Entry
    from batcher.ledger import SqlLedger
    from batcher.run import Edges, Options, Result


def hand(path: Path, entry: Entry, desk: Desk) -> Result:
    """What has become of a workbook so far, whatever happened; handed over where it was not, or run
    here where nothing is handed over any more."""
    arrived = str(desk.folders.root / printable(entry.name))
    return settle(lambda _seen: _look(path, entry, arrived, desk), arrived, desk.language)


def _look(path: Path, entry: Entry, arrived: str, desk: Desk) -> Result:
    from batcher.ledger import SqlLedger
    from batcher.run import Result, Source

    content = source_of(path, desk.language).content
    with offline_edges(desk.settings, desk.report) as edges:
        ledger = edges.ledger
        assert isinstance(ledger, SqlLedger)
        same = submissions_of(ledger, hashlib.sha256(content).hexdigest())
        one = _own(same, path, entry)
        if one is None and desk.hand_over is not None:
            source = Source(content, printable(entry.name), arrived)
            options = _options(bool(same), content, ledger, desk)
            try:
                one = desk.hand_over(source, options, _origin(path, entry), ledger)
            except NotHanded as error:
                return Result(ended(Exit.UNUSABLE, str(error), arrived), Exit.UNUSABLE)
        if one is not None:
            filed = FiledFiles(desk.folders, entry.name, path.is_dir())
            files = edges.files if desk.report else filed
            found = _became(one, path, entry, replace(edges, files=files), desk)
            return replace(found, object={**found.object, "submitted": one.id})
    return carry(path, entry, desk)


def _origin(path: Path, entry: Entry) -> str:
    """What no other workbook of any inbox is called: known before it is handed over."""
    return f"{printable(str(path))}@{entry.taken_at}"


def _own(same: Sequence[Submission], path: Path, entry: Entry) -> Submission | None:
    """The submission of this workbook, whatever another machine calls the folder it is in; where
    nobody remembers when it was taken, one under way of the same bytes in the same place."""
    mark = _origin(path, entry)
    if entry.taken_at:
        own = mark.removeprefix(printable(str(path.parent)))[1:]
        return next((one for one in same if one.origin.endswith((f"/{own}", f"\\{own}"))), None)
    return next((one for one in same if not one.is_over and one.origin.startswith(mark)), None)


def _options(is_known: bool, content: bytes, ledger: SqlLedger, desk: Desk) -> Options:
    """The inbox's own; the same bytes are never asked for once more here."""
    if desk.options.repeat != "again":
        return desk.options
    sha256 = hashlib.sha256(content).hexdigest()
    is_known = is_known or any(one.workbook_sha256 == sha256 for one in ledger.runs())
    return replace(desk.options, repeat="skip") if is_known else desk.options


def _became(one: Submission, path: Path, entry: Entry, edges: Edges, desk: Desk) -> Result:
    """Where its run stands, also where a person has gone on with it since."""
    from batcher.run import Result

    arrived = str(desk.folders.root / printable(entry.name))
    record = edges.ledger.run(one.runs[-1]) if one.runs else None
    events = edges.ledger.events(record.run) if record is not None else []
    if record is not None and closed(events) is not None:
        if is_waiting(record, events):
            return stored(events, desk.language)
        return _put_beside(record.run, events, path, entry, edges, desk)
    if not one.is_over:
        found = {**unbegun(SUBMITTED, arrived), "state": one.state}
        return Result({**found, "run": one.runs[-1] if one.runs else None}, Exit.DONE)
    if record is not None:
        text = one.error or word("inbox.handed_stopped", desk.language, run=record.run)
        return Result({**ended(Exit.STOPPED, text, arrived), "run": record.run}, Exit.STOPPED)
    if one.state == "cancelled":
        text = word("inbox.taken_back", desk.language, submitted=one.id)
        return Result(unbegun(CANCELLED, arrived, text), Exit.PROBLEMS)
    text = one.error or word("inbox.never_begun", desk.language, submitted=one.id)
    return Result(unbegun(FAILED, arrived, text), Exit.UNUSABLE)


def _put_beside(
    run: str, events: Sequence[EventRecord], path: Path, entry: Entry, edges: Edges, desk: Desk
) -> Result:
    """How a run ended that is over, with a report where the workbook goes."""
    from batcher.run import Result, report

    found = stored(events, desk.language)
    folder = target_of(dict(found.object), found.exit, desk.folders)
    if folder is None:
        return found
    files = _standing(events, folder, path, entry)
    if not files:
        written = report(run, edges, desk.language).object
        files = {name: written[name] for name in ("report", "leftovers", "error")}
    return Result({**found.object, **files}, found.exit)


def _standing(
    events: Sequence[EventRecord], folder: Path, path: Path, entry: Entry
) -> dict[str, str | None]:
    """The report and the leftovers that a process wrote which died before the workbook moved."""
    told = [Path(str(e.detail.get("path"))) for e in events if e.kind is Event.REPORTED]
    for report in told:
        if report.parent == folder and report.is_file():
            names = names_beside(report, entry.name, path.is_dir())
            if names is not None:
                left = folder / names.leftovers
                there = left in told and left.is_file()
                return {"report": str(report), "leftovers": str(left) if there else None}
    return {}
