"""`batcher inbox`: the folder that workbooks arrive in; heavy rooms are imported where they are
used."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from threading import Event as Flag
from typing import TYPE_CHECKING, Annotated, Any

import typer

from batcher.cli import groups

if TYPE_CHECKING:
    from batcher.cli.face import Face
    from batcher.core.reporting import Exit
    from batcher.inbox import Desk, HandOver, Summary
    from batcher.inbox.journal import Journal
    from batcher.run import Options
    from batcher.settings import Settings
    from batcher.wiring import Connection


def inbox(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder that workbooks arrive in.")
    ],
    once: Annotated[
        bool, typer.Option("--once", help="Run what is there, and end: for cron and timers.")
    ] = False,
    *,
    read: groups.Reading,
    decide: groups.Deciding,
    handle: groups.Handling,
    confirm: groups.Confirming,
    reach: groups.Reaching,
    speak: groups.Speaking,
) -> None:
    """Run every workbook that arrives in a folder."""

    shown = speak.face(reach.account)
    asked = read.options(shown)
    decided = decide.options(asked)
    # Nobody is there to say --live at night: the account's settings may say it for good.
    where = reach.connection(confirm.live or shown.settings.live)
    options = handle.options(decided, shown)
    raise typer.Exit(int(attend(folder, options, where, shown, confirm.yes, confirm.report, once)))


def attend(
    folder: Path,
    options: Options,
    where: Connection,
    face: Face,
    yes: bool,
    report: Path | None,
    once: bool,
) -> Exit:
    """Be the inbox until the sweep is done, or until a signal; the exit code."""
    from batcher.cli.interrupting import end_process, interruptible
    from batcher.core.reporting import Exit
    from batcher.inbox import InboxHeld, sweep, watch
    from batcher.inbox.arriving import Arrivals
    from batcher.inbox.summary import worst
    from batcher.locale import word

    stop = Flag()
    speaker = Speaker(face, once)
    notice = word("cli.stopping", face.language)
    ends: list[Exit] = []
    journals: list[Journal] = []

    def swept(summary: Summary) -> None:
        end = tell(summary, face.settings, speaker)
        if journals:
            journals[0].tell()
        ends[:] = [end] if stop.is_set() or once or summary.error else []

    with ExitStack() as stack:
        # A second signal: what was moved and sent is on the disk, the next start goes on with it.
        stack.enter_context(interruptible(stop, notice, lambda: end_process(int(Exit.STOPPED))))
        try:
            desk = open_desk(folder, options, where, face, yes, report, stop, speaker, stack)
            if isinstance(desk, tuple):
                swept(refused(folder, *desk, news=desk[0] is Exit.UNUSABLE))
                return worst(ends)
            journals.append(desk.journal)
            if once:
                arrivals = Arrivals(desk.folders.root, face.settings.inbox_settle)
                swept(sweep(desk, arrivals))
            else:
                speaker.note(word("inbox.waiting", face.language, path=str(desk.folders.root)))
                watch(desk, swept)
        except InboxHeld as error:  # whoever holds it tells how it goes
            facts = {"pid": error.pid, "host": error.host, "since": error.since}
            text = word("inbox.held", face.language, **facts)
            swept(refused(folder, Exit.UNUSABLE, text, news=False))
        except OSError as error:  # the folder is gone, or its disk
            swept(refused(folder, Exit.UNUSABLE, _reason(error, face.language)))
        except KeyboardInterrupt:  # while nothing was under way
            stop.set()
    return worst(ends)


def refused(folder: Path, end: Exit, text: str, *, news: bool = True) -> Summary:
    """A sweep that could not be made: nothing was moved. `news`: whether to tell people."""
    from datetime import UTC, datetime

    from batcher.inbox import Summary

    now = datetime.now(UTC).isoformat()
    return Summary(str(folder.absolute()), now, error=text, end=end, ended_at=now, news=news)


def open_desk(
    folder: Path,
    options: Options,
    where: Connection,
    face: Face,
    yes: bool,
    report: Path | None,
    stop: Flag,
    speaker: Speaker,
    stack: ExitStack,
) -> Desk | tuple[Exit, str]:
    """Everything a sweep needs, held until `stack` closes; else why not. Nothing is moved yet."""
    from batcher import wiring
    from batcher.cli.interrupting import interactive
    from batcher.core.reporting import Exit
    from batcher.endings import Seen, known
    from batcher.inbox import Desk, InboxHeld, InboxUnusable, NotHanded, held, open_folders
    from batcher.inbox.journal import Journal
    from batcher.locale import word

    language = face.language
    person = interactive() and not face.as_json
    if not yes and not person:
        return Exit.USAGE, word("inbox.no_terminal", language)
    handing = None
    try:
        if face.settings.hand_over == "queue":
            handing = _to_workers(where, face)
        else:
            _try_out(where, face)
        folders = open_folders(folder)
        if not yes and not typer.confirm(word("inbox.confirm", language, path=str(folders.root))):
            return Exit.USAGE, word("cli.declined", language)
        stack.enter_context(held(folders.working))
    except InboxUnusable as error:
        return Exit.UNUSABLE, word(error.code, language, **error.details)
    except typer.Abort:
        return Exit.USAGE, word("cli.declined", language)
    except NotHanded as error:
        return Exit.UNUSABLE, str(error)
    except InboxHeld:
        raise
    except Exception as error:
        named = known(error, Seen(), language)
        if named is None:
            raise
        return named
    return Desk(
        folders=folders,
        journal=Journal.opened(folders.working),
        settings=face.settings,
        connection=where,
        options=options,
        clock=wiring.SystemClock(),
        report=report,
        hand_over=handing,
        stop=stop,
        told=speaker.tell,
        noted=speaker.note,
    )


def _try_out(where: Connection, face: Face) -> None:
    """Key, mode and ledger are usable as far as this machine can tell. Raises as `connect`."""
    from batcher.run.options import Silence
    from batcher.wiring import connect

    with connect(
        face.settings,
        where,
        confirm=lambda _plan: True,
        ask=lambda _problems, _options: None,
        listener=Silence(),
    ):
        pass


def _to_workers(where: Connection, face: Face) -> HandOver:
    """How this inbox hands its workbooks over. Raises NotHanded where the queue cannot be used, and
    as `mode_here`."""
    from batcher.cli.submitting import mode_here, place_here
    from batcher.fleet import FleetUnusable, Handing, prepare
    from batcher.fleet.engine import address_of
    from batcher.fleet.handing import to_workers
    from batcher.inbox import NotHanded
    from batcher.locale import word
    from batcher.wiring import who

    try:
        address = address_of(face.settings)
        prepare(address)
    except FleetUnusable as error:
        raise NotHanded(word(error.code, face.language, **error.details)) from error
    mode, _ = mode_here(face, where)
    return to_workers(Handing(place_here(face, where), mode, where.live, who()), address)


def tell(summary: Summary, settings: Settings, speaker: Speaker) -> Exit:
    """Notify people, print what a sweep came to; its exit code."""
    from batcher.notify import notify

    if summary.news or (speaker.once and summary.has_work):
        summary.notified = notify(summary.object, settings)
    speaker.close(summary)
    return summary.exit


def _reason(error: OSError, language: str) -> str:
    from batcher.endings import Seen, known

    named = known(error, Seen(), language)
    assert named is not None
    return named[1]


class Speaker:
    """What the inbox prints: with `--once --json` one object at the end; with `--json` alone one
    line for each workbook; else lines for a person."""

    def __init__(self, face: Face, once: bool) -> None:
        self._face, self.once = face, once
        self._said: set[str] = set()
        self._last: dict[str, object] = {}

    def note(self, text: str) -> None:
        """A line beside the results, on standard error; the same one once."""
        if text not in self._said:
            self._said.add(text)
            typer.echo(text, err=True)

    def tell(self, found: Mapping[str, Any]) -> None:
        """A workbook's run ended; one that still waits for the same reason is not told again."""
        state = (found["folder"], found["exit"], found["error"])
        if self._last.get(found["workbook"]) == state:
            return
        self._last[found["workbook"]] = state
        if self._face.as_json:
            if not self.once:
                self._line(found)
        else:
            self._say(found)

    def close(self, summary: Summary) -> None:
        """A sweep ended."""
        from batcher.cli import speaking
        from batcher.locale import word

        failed = _not_told(summary.notified)
        if failed:
            self.note(word("notify.not_told", self._face.language, services=failed))
        if self._face.as_json and self.once:
            speaking.say_json(summary.object)
        elif self._face.as_json and summary.error:
            self._line(summary.object)
        elif summary.error and not self._face.as_json:
            speaking.say_error(summary.error)
        elif self.once and not self._face.as_json and not summary.runs:
            typer.echo(word("inbox.nothing", self._face.language))

    def _line(self, found: Mapping[str, Any]) -> None:
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
        sys.stdout.flush()

    def _say(self, found: Mapping[str, Any]) -> None:
        from batcher.cli import speaking
        from batcher.locale import word
        from batcher.notify import where_is

        language = self._face.language
        where = where_is(found, language)
        speaking.say(word("notify.workbook", language, name=found["arrived"], where=where))
        speaking.say_problems(found["problems"], language)
        if found["run"] and found["waits_for"] != "workers":
            speaking.say_result(found, language)
        elif found["error"]:
            speaking.say_error(found["error"])
        typer.echo()


def _not_told(notified: Mapping[str, Any] | None) -> str:
    """The services that could not be reached, without their addresses."""
    if not notified:
        return ""
    told = [(one["service"], one["outcome"]) for one in notified.get("apprise", [])]
    told += [("webhook", notified["webhook"])] if "webhook" in notified else []
    return ", ".join(f"{service} ({outcome})" for service, outcome in told if outcome != "sent")
