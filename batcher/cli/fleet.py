"""`submit`, `cancel` and `worker`: runs that other machines make; the engine is imported late."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from batcher.cli import flags, groups

if TYPE_CHECKING:
    from batcher.cli.face import Face
    from batcher.fleet import Crew, Place
    from batcher.fleet.submitting import Urgency
    from batcher.run import Options, Source
    from batcher.wiring import Connection

NAMED_MAX = 5  # accounts a worker names when it starts
SubmissionArgument = Annotated[
    str, typer.Argument(metavar="SUBMISSION", help="U-…, as `submit` printed it.")
]


def submit(
    workbook: flags.WorkbookArgument,
    *,
    read: groups.Reading,
    decide: groups.Deciding,
    handle: groups.Handling,
    live: flags.LiveFlag = False,
    reach: groups.Reaching,
    speak: groups.Speaking,
) -> None:
    """Hand a workbook over to the workers."""

    shown = speak.face(reach.account)
    asked = read.options(shown)
    decided = decide.options(asked)
    where = reach.connection(live)
    hand_over(workbook, handle.options(decided, shown), where, shown)


def hand_over(workbook: Path, options: Options, where: Connection, face: Face) -> None:
    """Check and plan it first, as far as that can be done here; then the ledger and the queue."""
    from datetime import UTC, datetime

    from batcher.cli import speaking
    from batcher.cli.ending import boundary, rejected
    from batcher.endings import Unreadable, source_of
    from batcher.fleet import submit as submit_source
    from batcher.fleet.engine import address_of
    from batcher.ledger import open_ledger
    from batcher.wiring import who

    try:
        source = source_of(workbook, face.language)
    except Unreadable as error:
        rejected(error.problems, workbook, face)
    settings = face.settings
    with boundary(face, source.path), usable(face, source.path):
        address = address_of(settings)
        place = _place(face, where)
        mode, urgency = looked_at(source, options, where, face)
        with open_ledger(settings.ledger_url, settings.home, language=face.language) as ledger:
            made = submit_source(
                source, options, place, mode, where.live, urgency, ledger, address,
                now_s=datetime.now(UTC).timestamp(), who=who(),
            )  # fmt: skip
    if face.as_json:
        speaking.say_json(made.object)
    else:
        facts = {"submitted": made.id, "account": made.account, "mode": made.mode}
        until = _instant(made.finalizes_at)
        speaking.say(word_of("fleet.submitted", face, until=until, **facts), speaking.GREEN)


def looked_at(
    source: Source, options: Options, where: Connection, face: Face
) -> tuple[str, Urgency]:
    """The mode it is for, and its urgency; exits 1 with what a person has to mend or answer.

    Nobody can be asked later. Without a key here only the workbook itself is looked at.
    """
    from batcher.cli.ending import rejected
    from batcher.core.messages import as_json as problem_json
    from batcher.fleet.submitting import Urgency
    from batcher.gateway.key import check_key
    from batcher.run import prepare
    from batcher.run.options import Silence
    from batcher.run.reading import GatewayUnusable
    from batcher.wiring import LiveNotAllowed, connect

    mode = "live" if where.live or face.settings.live else "test"
    key = "" if where.sandbox else _key_at_hand(face, where)
    if key:
        mode = "live" if check_key(key).livemode else "test"
        if mode == "live" and not (where.live or face.settings.live):
            raise LiveNotAllowed
    if key or where.sandbox:
        try:
            with connect(
                face.settings, where, confirm=lambda _p: False, ask=lambda _p, _o: None,
                listener=Silence(),
            ) as (edges, _):  # fmt: skip
                prepared = prepare(source, options, edges)
        except GatewayUnusable as error:
            if error.code in ("mode_differs", "account_differs"):
                raise
        else:
            if prepared.blocked:
                found = [problem_json(p, face.language) for p in prepared.plan.problems]
                rejected(found, Path(source.path), face)
            known = [one.finalizes_at for one in prepared.plan.before.values()]
            times = [at for at in known if at is not None]
            return mode, Urgency(known=True, finalizes_at=min(times, default=None))
    _check(source, options, face)
    return mode, Urgency()


def _key_at_hand(face: Face, where: Connection) -> str:
    """The account's key, '' where this machine has none: the workers' machines do."""
    from batcher.gateway.key import KeyUnusable
    from batcher.wiring import read_key

    try:
        return read_key(face.settings, where)
    except OSError:
        if where.key_file is not None:  # somebody named it just now
            raise
    except KeyUnusable as error:
        if error.code != "key_variable":
            raise
    return ""


def _check(source: Source, options: Options, face: Face) -> None:
    """What can be found without Stripe; exits 1 where it forbids sending."""
    from batcher.cli.ending import rejected
    from batcher.core.checking import check
    from batcher.core.messages import as_json as problem_json
    from batcher.core.reporting import blocks
    from batcher.core.schemas import assert_enabled
    from batcher.core.values import Context
    from batcher.run.preparing import zone_of
    from batcher.wiring import WorkbookFiles

    assert_enabled()
    found = check(
        WorkbookFiles().read(source.content, source.name, options.encoding),
        Context(zone_of(options.time_zone), amount_max_minor=options.amount_max_minor),
        sheet=options.sheet,
        hidden_rows=options.hidden_rows,
        expected=options.expected,
    )
    if any(blocks(problem, options.accept) for problem in found.problems):
        listed = [problem_json(problem, face.language) for problem in found.problems]
        rejected(listed, Path(source.path), face)


def _place(face: Face, where: Connection) -> Place:
    """The account that is meant, under its name in every machine's settings."""
    from batcher.fleet import Place, place_of
    from batcher.fleet.places import SANDBOX

    if where.sandbox:
        return Place(SANDBOX, face.settings, is_sandbox=True)
    return place_of(face.settings, face.loaded.table)


def cancel(
    submission: SubmissionArgument,
    stop: Annotated[
        bool, typer.Option("--stop", help="Also one that runs: end it after the answers under way.")
    ] = False,
    *,
    speak: groups.Speaking,
) -> None:
    """Take a submitted workbook back."""
    from batcher.cli import speaking
    from batcher.cli.ending import boundary, fail
    from batcher.core.reporting import Exit
    from batcher.fleet import cancel as take_back
    from batcher.fleet.engine import address_of
    from batcher.ledger import open_ledger
    from batcher.submissions import submission as found_in
    from batcher.wiring import who

    shown = speak.face()
    settings = shown.settings
    with boundary(shown), usable(shown):
        address = address_of(settings)
        with open_ledger(settings.ledger_url, settings.home, language=shown.language) as ledger:
            one = found_in(ledger, submission)
            if one is None:
                text = word_of("fleet.unknown", shown, submitted=submission)
                fail(Exit.USAGE, text, speak.as_json)
            before = one.state
            now = take_back(one, ledger, address, stop=stop, who=who())
    is_stopping = stop and now.state == "running"
    if now.state != "cancelled" and not is_stopping:
        fail(Exit.USAGE, word_of(f"fleet.{before}", shown, submitted=now.id), speak.as_json)
    if speak.as_json:
        speaking.say_json(now.object)
    else:
        code = "fleet.stopping" if is_stopping else "fleet.cancelled"
        speaking.say(word_of(code, shown, submitted=now.id), speaking.GREEN)


def worker(
    accounts: Annotated[
        int | None,
        typer.Option("--accounts", metavar="N", min=1, max=64, help="Accounts served at once."),
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="Make what is due, and end: for cron and timers.")
    ] = False,
    prepare: Annotated[
        bool, typer.Option("--prepare", help="Make or update the queue's tables, and end.")
    ] = False,
    sandbox: flags.SandboxFlag = False,
    *,
    speak: groups.Speaking,
) -> None:
    """Make the runs that were submitted."""
    from batcher.cli import speaking
    from batcher.cli.ending import boundary
    from batcher.fleet import prepare as make_ready
    from batcher.fleet import work
    from batcher.fleet.engine import address_of
    from batcher.ledger import open_ledger

    shown = speak.face()
    settings = shown.settings
    with boundary(shown), usable(shown):
        address = address_of(settings)
        with open_ledger(settings.ledger_url, settings.home, language=shown.language) as ledger:
            is_new = make_ready(address)
            if prepare:
                told: Mapping[str, Any] = {"prepared": True, "changed": is_new}
            else:
                crew = _crew(shown, address, ledger, accounts, sandbox)
                with heard(crew):
                    work(crew, once=once)
                told = {
                    "worker": crew.name,
                    "accounts": sorted(p.name for p in crew.places.values()),
                }
    if speak.as_json:
        speaking.say_json(told)
    elif prepare:
        speaking.say(word_of("fleet.prepared" if is_new else "fleet.ready", shown))
    else:
        speaking.say(word_of("fleet.worker_ended", shown))


def _crew(face: Face, address: str, ledger: Any, accounts: int | None, sandbox: bool) -> Crew:
    import os

    from batcher.fleet import Crew, Place, places
    from batcher.fleet.places import SANDBOX
    from batcher.wiring import who

    settings = face.settings
    listed = (Place(SANDBOX, settings, is_sandbox=True),) if sandbox else places(settings)
    count = accounts or settings.worker_accounts
    name = f"{who()} {os.getpid()}"

    def noted(code: str, **details: str) -> None:
        typer.echo(word_of(code, face, **details), err=True)

    shown = ", ".join(place.name for place in listed[:NAMED_MAX])
    more = str(len(listed) - NAMED_MAX) if len(listed) > NAMED_MAX else ""
    facts = {"count": str(count), "accounts": shown, "more": more}
    noted("fleet.working", name=name, **facts)
    return Crew(settings, address, ledger, {p.queue: p for p in listed}, count, name, noted)


@contextmanager
def heard(crew: Crew) -> Iterator[None]:
    """Inside, the first signal asks the worker to end after the answers under way; the second ends
    it at once: another worker goes on from the ledger."""
    from batcher.cli.interrupting import NAMES, end_process
    from batcher.core.reporting import Exit

    def asked(_number: int, _frame: FrameType | None) -> None:
        if crew.stopping.is_set():
            end_process(int(Exit.STOPPED))
        crew.halt()

    numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    before = {number: signal.signal(number, asked) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def usable(face: Face, workbook: str = "") -> Iterator[None]:
    """A queue that cannot be used ends the command with 5, in words; nothing was sent."""
    from batcher.cli.ending import fail
    from batcher.core.reporting import Exit
    from batcher.fleet import FleetUnusable

    try:
        yield
    except FleetUnusable as error:
        fail(Exit.UNUSABLE, word_of(error.code, face, **error.details), face.as_json, workbook)


def word_of(code: str, face: Face, **details: str) -> str:
    """A word in the language of the command."""
    from batcher.locale import word

    return word(code, face.language, **details)


def _instant(unix_s: int | None) -> str:
    from datetime import UTC, datetime

    return datetime.fromtimestamp(unix_s, UTC).strftime("%Y-%m-%d %H:%M UTC") if unix_s else ""


COMMANDS = (submit, cancel, worker)
