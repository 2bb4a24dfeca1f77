"""What the page begins in threads: check, plan, send, go on, verify, undo. Each is a call of the
functions the commands call; a failure that has a name becomes the work's words."""

from __future__ import annotations

import hashlib
import json
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from batcher.core.model import Upload
from batcher.endings import Seen, crashed, known
from batcher.web.asking import options_for
from batcher.web.views.books import BookSeen, seen_of
from batcher.web.views.problems import Board, board_of, spoken

if TYPE_CHECKING:
    from batcher.core.model import Problem, Review
    from batcher.core.plan import Plan
    from batcher.run import Edges, Options, Result, Source, Wanted
    from batcher.web.office import Office
    from batcher.web.works import Work

OPENED = "run_opened"  # the kind of action that names the run an upload became


@dataclass(frozen=True, eq=False)
class Checking:
    """An upload read and checked. `blocked`: how many problems forbid sending it; `board`: the
    problems as people read them. Its cells are not kept."""

    seen: BookSeen
    problems: tuple[Problem, ...]
    blocked: int
    board: Board


@dataclass(frozen=True, eq=False)
class Planning:
    """An upload compared with Stripe; nothing was sent. `blocked`: what forbids sending it."""

    plan: Plan
    blocked: tuple[Problem, ...]
    review: Review
    board: Board


@dataclass(frozen=True, eq=False)
class Exporting:
    """Invoices as a workbook: its bytes, how much is in it, and what a person has to know."""

    content: bytes
    account: str
    livemode: bool
    status: str
    invoices: int
    lines: int
    pending: int
    notes: tuple[str, ...]


def source_of(office: Office, upload: Upload) -> Source:
    """The bytes of an upload; empty where they were purged just now."""
    from batcher.run import Source

    return Source(office.ledger.desk.content(upload.sha256) or b"", upload.name, "")


def check(office: Office, upload: Upload, who: str, language: str) -> Work:
    """Read and check an upload; needs no key."""
    options = options_for(office, upload, language)

    def call(work: Work) -> Checking:
        from batcher.core.checking import check as check_workbook
        from batcher.core.reporting import blocks
        from batcher.core.schemas import assert_enabled
        from batcher.core.values import Context
        from batcher.run.preparing import zone_of
        from batcher.workbook.safely import read_safely

        assert_enabled()
        work.stage("reading")
        source = source_of(office, upload)
        workbook = read_safely(source.content, source.name, options.encoding)
        work.stage("checking")
        checked = check_workbook(
            workbook,
            Context(zone_of(options.time_zone), amount_max_minor=options.amount_max_minor),
            sheet=options.sheet,
            hidden_rows=options.hidden_rows,
        )
        problems = checked.problems
        blocked = sum(blocks(problem, options.accept) for problem in problems)
        board = board_of(spoken(problem, language) for problem in problems)
        return Checking(seen_of(checked), problems, blocked, board)

    key = ("check", upload.upload, _mark(options))
    return office.works.begin(key, who, language, _named(call))


def plan(office: Office, upload: Upload, who: str, language: str) -> Work:
    """Compare an upload with Stripe; reads only."""
    options = options_for(office, upload, language)

    def call(work: Work) -> Planning:
        from batcher.run import prepare, reviewed, with_limits

        edges, _ = office.edges_for(work)
        prepared = prepare(source_of(office, upload), options, edges)
        told = with_limits(prepared, edges).plan.problems  # also that it would wait
        board = board_of(spoken(problem, language) for problem in told)
        return Planning(prepared.plan, prepared.blocked, reviewed(prepared, edges), board)

    key = ("plan", upload.upload, _mark(options))
    return office.works.begin(key, who, language, _named(call))


def send(
    office: Office, upload: Upload, options: Options, saved: Plan, who: str, once: str
) -> Work:
    """Carry out a plan exactly as it was reviewed. `once`: of the form, so that it is one work."""

    def call(work: Work, seen: Seen) -> Result:
        from batcher.run import apply

        edges = _sending(office, work, seen, upload.upload)
        return apply(source_of(office, upload), options, saved, edges)

    return _begin(office, ("send", upload.upload, once), who, options.language, call)


def resume(office: Office, run: str, who: str, language: str, once: str) -> Work:
    """Go on with a run that stopped."""

    def call(work: Work, seen: Seen) -> Result:
        from batcher.run import resume as go_on

        work.run = run
        return go_on(run, _sending(office, work, seen, run), language=language)

    return _begin(office, ("resume", run, once), who, language, call)


def approve(office: Office, run: str, who: str, language: str, once: str) -> Work:
    """Say yes to a run that waits: exactly what was held is sent, or nothing."""

    def call(work: Work, seen: Seen) -> Result:
        from batcher.run import approve as say_yes

        work.run = run
        edges = replace(_sending(office, work, seen, run), approve_other=office.wants_another)
        brought = office.brought(run)
        return say_yes(run, edges, who=who, language=language, brought=brought)

    return _begin(office, ("approve", run, once), who, language, call)


def retry(office: Office, run: str, who: str, language: str, once: str) -> Work:
    """Send again what a run did not apply."""

    def call(work: Work, seen: Seen) -> Result:
        from batcher.run import retry as send_again

        return send_again(run, _sending(office, work, seen, run), language=language)

    return _begin(office, ("retry", run, once), who, language, call)


def verify(office: Office, run: str, who: str, language: str, once: str) -> Work:
    """Read Stripe again and compare it with how a run ended; changes nothing."""

    def call(work: Work, seen: Seen) -> Result:
        from batcher.run import verify as read_again

        edges, seen.gateway = office.edges_for(work)
        return read_again(run, edges)

    return _begin(office, ("verify", run, once), who, language, call)


def undo(office: Office, run: str, who: str, language: str, once: str) -> Work:
    """Bring the workbook that takes a run back as an upload of its own, to be reviewed as any."""

    def call(work: Work, seen: Seen) -> Upload:
        from batcher.core.inverse import sheets_of
        from batcher.run import undo as take_back
        from batcher.workbook.prefilled import write_prefilled

        edges, seen.gateway = office.edges_for(work)
        found = take_back(run, edges)
        with TemporaryDirectory() as folder:
            target = Path(folder) / f"undo-{run}.xlsx"
            book = sheets_of(found.inverse, found.run, language)
            content = write_prefilled(book, target).path.read_bytes()
        upload = office.ledger.desk.bring(target.name, content, who)
        said = {"name": upload.name, "sha256": upload.sha256}
        office.ledger.desk.act(who, "uploaded", upload.upload, **said)
        return upload

    return _begin(office, ("undo", run, once), who, language, call)


def export(office: Office, wanted: Wanted, who: str, language: str, once: str) -> Work:
    """Read invoices and lay them out as a workbook; changes nothing."""

    def call(work: Work, seen: Seen) -> Exporting:
        from batcher.run import export as read_drafts
        from batcher.workbook.prefilled import write_prefilled

        edges, seen.gateway = office.edges_for(work)
        found = read_drafts(wanted, office.settings.time_zone, language, edges)
        with TemporaryDirectory() as folder:
            target = Path(folder) / "export.xlsx"
            content = write_prefilled(found.book, target).path.read_bytes()
        return Exporting(
            content, found.account, found.livemode, wanted.status,
            found.invoices, found.lines, found.pending, found.notes,
        )  # fmt: skip

    return _begin(office, ("export", once), who, language, call)


def _sending(office: Office, work: Work, seen: Seen, subject: str) -> Edges:
    """Edges that may send; the run they open is written down beside what it was made of."""

    def opened(run: str) -> None:
        office.ledger.desk.act(work.who, OPENED, subject, run=run)

    edges, seen.gateway = office.edges_for(work, confirmed=True, opened=opened)
    return edges


def _begin(
    office: Office,
    key: tuple[str, ...],
    who: str,
    language: str,
    call: Callable[[Work, Seen], Any],
) -> Work:
    def with_seen(work: Work) -> Any:
        seen = Seen()
        return _told(work, seen, lambda: call(work, seen))

    return office.works.begin(key, who, language, with_seen)


def _named(call: Callable[[Work], Any]) -> Callable[[Work], Any]:
    return lambda work: _told(work, Seen(), lambda: call(work))


def _told(work: Work, seen: Seen, call: Callable[[], Any]) -> Any:
    """What the call gives; None and the work's words where it fails."""
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - a crash too has to say whether anything was sent
        named = known(error, seen, work.language) or _own_mistake(error, seen, work.language)
        work.failure = named[1]
        return None


def _own_mistake(error: Exception, seen: Seen, language: str) -> tuple[int, str]:
    """Our own mistake: where it happened goes to the server's log, without any value."""
    from batcher.locale import word
    from batcher.run import RunInDoubt
    from batcher.workbook.saving import Unwritten

    if isinstance(error, RunInDoubt):
        return 4, word("page.undo.in_doubt", language, run=str(error))
    if isinstance(error, Unwritten):
        return 5, str(error)
    sys.stderr.write("".join(traceback.format_tb(error.__traceback__)))
    end, text = crashed(error, seen, language)
    return int(end), text


def mark_of(options: Options) -> str:
    """The same for the same options in any language: what a confirmation agrees to besides the
    plan, which knows nothing of the first invoices or of what a refusal stops."""
    return _mark(replace(options, language=""))


def _mark(options: Options) -> str:
    """The same for the same options: other answers are another check and another plan."""
    told = json.dumps(options.stored(), sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
