"""One workbook of `working/` through its run: begun, gone on with, or found to be over.

The ledger decides which, by the workbook's own bytes; safe to repeat after any interruption."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from batcher.core.model import Event, EventRecord, RunRecord
from batcher.core.reporting import Exit
from batcher.endings import Seen, ended, settle, source_of
from batcher.inbox.filing import FiledFiles, target_of
from batcher.inbox.folders import Names, names_beside, printable
from batcher.locale import word

if TYPE_CHECKING:
    from batcher.inbox.desk import Desk
    from batcher.inbox.journal import Entry
    from batcher.run import Edges, Result, Source

WAITING, APPROVED = "waiting", "approved"  # events of a run above a limit


def carry(path: Path, entry: Entry, desk: Desk) -> Result:
    """What the run of a workbook came to, whatever happened in it."""
    arrived = str(desk.folders.root / printable(entry.name))
    return settle(lambda seen: _call(path, entry, arrived, desk, seen), arrived, desk.language)


def _call(path: Path, entry: Entry, arrived: str, desk: Desk, seen: Seen) -> Result:
    from batcher.run import Result, Source
    from batcher.run.options import Silence
    from batcher.wiring import connect

    try:
        content = source_of(path, desk.language).content
        source = Source(content, printable(entry.name), arrived)
        with connect(
            desk.settings,
            desk.connection,
            confirm=lambda _plan: True,
            ask=lambda _problems, _options: None,
            listener=Silence(),
            report=desk.report,
        ) as (edges, watched):
            seen.gateway = watched
            filed = FiledFiles(desk.folders, entry.name, path.is_dir())
            files = edges.files if desk.report else filed
            edges = replace(edges, files=files, stop=desk.stop)
            return bring(source, entry, path.is_dir(), edges, desk)
    except KeyboardInterrupt:  # before anything of it was under way, or while it was accounted for
        desk.stop.set()
        text = word("inbox.interrupted", desk.language)
        return Result(ended(Exit.STOPPED, text, arrived, seen), Exit.STOPPED)


def bring(source: Source, entry: Entry, is_folder: bool, edges: Edges, desk: Desk) -> Result:
    """Run it, go on with its run, or tell how that ended. Raises what `run` raises."""
    from batcher.run import resume, run

    same = _runs_of(source.content, edges)
    newest = same[0] if same else None
    if newest is not None:
        events = edges.ledger.events(newest.run)
        closed = _closed(events)
        if closed is None and _is_waiting(events):
            return _stored(newest.run, events)
        if closed is None:
            return resume(
                newest.run,
                edges,
                language=desk.language,
                on_refusal=desk.options.on_refusal,
                canary=desk.options.canary,
            )
        if entry.taken_at and newest.created_at >= entry.taken_at:
            names = partial(names_beside, original=entry.name, is_folder=is_folder)
            over = _over(newest.run, events, names, edges, desk)
            if over is not None:
                return over
    options = desk.options
    if same and options.repeat == "again":  # the same bytes are never asked for once more here
        options = replace(options, repeat="skip")
    return run(source, options, edges)


def _runs_of(content: bytes, edges: Edges) -> list[RunRecord]:
    """The runs of these very bytes, newest first."""
    sha256 = hashlib.sha256(content).hexdigest()
    listed = edges.ledger.runs(edges.account or None, edges.livemode)
    return [record for record in listed if record.workbook_sha256 == sha256]


def _closed(events: Sequence[EventRecord]) -> EventRecord | None:
    return next((event for event in reversed(events) if event.kind is Event.FINISHED), None)


def _is_waiting(events: Sequence[EventRecord]) -> bool:
    """Whether it waits for a person who has not said yes yet."""
    marks = [str(event.kind) for event in events if str(event.kind) in (WAITING, APPROVED)]
    return marks[-1:] == [WAITING]


def _stored(run: str, events: Sequence[EventRecord]) -> Result:
    """What the ledger says of how it ended, or why it waits."""
    from batcher.run import Result

    for event in reversed(events):
        found, end = event.detail.get("object"), event.detail.get("exit")
        if isinstance(found, dict) and isinstance(end, int):
            return Result(found, Exit(end))
    return Result({**ended(Exit.STOPPED, None), "run": run}, Exit.STOPPED)


def _over(
    run: str,
    events: Sequence[EventRecord],
    beside: Callable[[Path], Names | None],
    edges: Edges,
    desk: Desk,
) -> Result | None:
    """A run that ended before its workbook could be put away; its report where it belongs.

    None where the report stands beside another workbook of the same bytes: that one's run it was.
    """
    from batcher.run import report

    found = _stored(run, events)
    folder = target_of(dict(found.object), found.exit, desk.folders)
    at = Path(str(found.object["report"] or ""))
    if folder is None:
        return found
    if not (found.object["report"] and at.is_file()):
        return report(run, edges, desk.language)
    if at.parent == folder:
        return found if beside(at) else None
    return found if desk.report else report(run, edges, desk.language)
