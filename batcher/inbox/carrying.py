"""One workbook of `working/` through its run: begun, gone on with, or found to be over.

The ledger decides which, by the workbook's own bytes; safe to repeat after any interruption."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from batcher.core.messages import as_json, said
from batcher.core.model import Event, EventRecord, Problem, RunRecord, Severity
from batcher.core.redacting import redact
from batcher.core.reporting import Exit
from batcher.endings import Seen, ended, settle, source_of
from batcher.inbox.filing import WAITS, FiledFiles, target_of
from batcher.inbox.folders import Names, names_beside, printable
from batcher.locale import word

if TYPE_CHECKING:
    from batcher.inbox.desk import Desk
    from batcher.inbox.journal import Entry
    from batcher.run import Edges, Result, Source

# Of a run above a limit: why it waits, among its settings, and what its events say of that.
HELD, APPROVED, LAPSED = "waits", "approved", "lapsed"


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
    from batcher.run import run

    same = _runs_of(source.content, edges)
    newest = same[0] if same else None
    if newest is not None:
        events = edges.ledger.events(newest.run)
        if closed(events) is None:
            return _go_on(newest.run, events, edges, desk)
        if is_waiting(newest, events):
            return stored(events, desk.language)
        if entry.taken_at and newest.created_at >= entry.taken_at:
            names = partial(names_beside, original=entry.name, is_folder=is_folder)
            over = _over(newest.run, events, names, edges, desk)
            if over is not None:
                return over
    options = desk.options
    if same and options.repeat == "again":  # the same bytes are never asked for once more here
        options = replace(options, repeat="skip")
    return run(source, options, edges)


def _go_on(run: str, events: Sequence[EventRecord], edges: Edges, desk: Desk) -> Result:
    """Resume a run; where Stripe cannot be asked, how it stood when it stopped: what was sent, or
    is in doubt, or left half corrected is no less so because Stripe is away for longer."""
    from batcher.run import Result, resume
    from batcher.run.reading import GatewayUnusable

    chosen = desk.options
    try:
        return resume(
            run,
            edges,
            language=desk.language,
            on_refusal=chosen.on_refusal,
            canary=chosen.canary,
        )
    except GatewayUnusable as error:
        stopped = [event for event in events if event.kind is Event.STOPPED]
        if not stopped:
            raise
        found, end = stopped[-1].detail.get("object"), stopped[-1].detail.get("exit")
        if not isinstance(found, dict) or not isinstance(end, int):
            raise
        text = redact(said(error.code, desk.language, error.details))
        return Result({**found, "error": text}, Exit(end))


def _runs_of(content: bytes, edges: Edges) -> list[RunRecord]:
    """The runs of these very bytes for this very account, newest first.

    Where nothing is set the key says whose they are. Stripe away: a run that is not over is safe to
    go on with, since `resume` asks too; of one that is over nothing is concluded.
    """
    from batcher.run import own_account
    from batcher.run.reading import UNNAMED_ACCOUNT, GatewayUnusable

    sha256 = hashlib.sha256(content).hexdigest()
    listed = edges.ledger.runs(edges.account or None, edges.livemode)
    same = [record for record in listed if record.workbook_sha256 == sha256]
    if edges.account or not same:
        return same
    try:
        own = own_account(edges)
    except GatewayUnusable:
        if closed(edges.ledger.events(same[0].run)) is None:
            return same
        raise
    return [record for record in same if record.account in (own, UNNAMED_ACCOUNT)]


def closed(events: Sequence[EventRecord]) -> EventRecord | None:
    """The event that closed a run; an approval opens it again."""
    ends = [event for event in events if str(event.kind) in (Event.FINISHED, APPROVED)]
    return ends[-1] if ends and ends[-1].kind is Event.FINISHED else None


def is_waiting(record: RunRecord, events: Sequence[EventRecord]) -> bool:
    """Whether it waits for a person who has said neither yes nor no."""
    return HELD in record.settings and not any(str(e.kind) in (APPROVED, LAPSED) for e in events)


def stored(events: Sequence[EventRecord], language: str) -> Result:
    """What the ledger says of how it ended, or why it waits, or why nobody can approve it."""
    from batcher.run import Result

    last = closed(events)
    assert last is not None
    found, end = last.detail.get("object"), last.detail.get("exit")
    assert isinstance(found, dict)
    assert isinstance(end, int)
    lapsed = [e for e in events if str(e.kind) == LAPSED and e.number > last.number]
    if lapsed:  # another run took its place after it had been accounted for
        found = {**found, "problems": _reasons(lapsed[-1], found, language)}
    return Result(found, Exit(end))


def _reasons(lapsed: EventRecord, found: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    """Why the approval of a run lapsed, as problems of its object in place of why it waited."""
    listed = lapsed.detail.get("reasons")
    kept = [one for one in found["problems"] if one["code"] not in WAITS]
    made = [
        Problem(str(one["code"]), Severity(str(one["severity"])), details=one.get("details") or {})
        for one in (listed if isinstance(listed, list) else [])
    ]
    return [*kept, *(as_json(problem, language) for problem in made)]


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
    from batcher.run import Result, report

    found = stored(events, desk.language)
    folder = target_of(dict(found.object), found.exit, desk.folders)
    at = Path(str(found.object["report"] or ""))
    if folder is None:
        return found
    if found.object["report"] and at.is_file():
        if at.parent == folder:
            return found if beside(at) else None
        if desk.report:
            return found
    written = report(run, edges, desk.language).object
    files = {name: written[name] for name in ("report", "leftovers")}
    return Result({**found.object, **files}, found.exit)
