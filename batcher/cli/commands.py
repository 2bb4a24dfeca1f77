"""What each command calls, and the one boundary where every named failure gets its exit code."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from batcher.cli import options as flags
from batcher.cli import speaking
from batcher.cli.wiring import (
    Connection,
    LiveNotAllowed,
    Watched,
    connect,
    interactive,
)
from batcher.core.messages import as_json as problem_json
from batcher.core.messages import said
from batcher.core.model import Problem, Severity
from batcher.core.ports import LedgerLocked, LedgerUnusable
from batcher.core.reporting import Exit
from batcher.locale import word
from batcher.settings import Settings, SettingsUnusable, load

if TYPE_CHECKING:
    from batcher.core.plan import Plan
    from batcher.run import Edges, Options, Result, Source


@dataclass(frozen=True, slots=True)
class Face:
    """How a command speaks: its settings, its language, JSON or lines."""

    settings: Settings
    language: str
    as_json: bool


class NoTerminal(Exception):
    """Something has to be confirmed, there is nobody to ask, and nobody said `--yes`."""


def face(lang: flags.Language | None, as_json: bool, home: Path | None) -> Face:
    """Settings in force for this command; exits 5 where one cannot be used."""
    try:
        settings = load()
    except SettingsUnusable as error:
        language = lang.value if lang else "en"
        _fail(None, Exit.UNUSABLE, word("cli.settings", language, reason=str(error)), as_json)
    changed: dict[str, object] = {}
    if home is not None:
        changed["home"] = home
    if lang is not None:
        changed["lang"] = lang.value
    settings = settings.model_copy(update=changed)
    settings = settings.model_copy(update={"home": settings.home.expanduser().absolute()})
    return Face(settings, settings.lang, as_json)


def asked(
    face: Face,
    sheet: str | None,
    encoding: str | None,
    hidden_rows: flags.Hidden | None,
    time_zone: str | None,
) -> Options:
    """The options of reading; exits 2 where a name is not known."""
    import codecs
    from zoneinfo import ZoneInfo

    from batcher.core.columns import nearest_sheet, sheet_kind
    from batcher.run import Options

    if sheet is not None and sheet_kind(sheet) is None:
        near = nearest_sheet(sheet) or "add_lines"
        raise typer.BadParameter(f"{sheet!r} is no sheet; nearest: {near}", param_hint="--sheet")
    if encoding is not None:
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise typer.BadParameter(f"{encoding!r}", param_hint="--encoding") from None
    zone = time_zone or face.settings.time_zone
    if zone:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise typer.BadParameter(f"{zone!r}", param_hint="--time-zone") from None
    settings = face.settings
    return Options(
        sheet=sheet,
        encoding=encoding,
        hidden_rows=hidden_rows.value if hidden_rows else None,
        time_zone=zone,
        language=face.language,
        accept=frozenset(settings.accept),
        lines_per_request=settings.lines_per_request,
        lines_per_invoice=settings.lines_per_invoice,
        requests_per_s=settings.pace_endpoint,
        threads=settings.threads,
    )


def decided(
    options: Options,
    accept: list[str] | None,
    repeat: flags.Repeat | None,
    on_problem: flags.OnProblem,
    expect_rows: int | None,
    expect_change: list[str] | None,
) -> Options:
    """The options of deciding; exits 2 where `--expect-change` is not currency=amount."""
    changes: dict[str, Decimal] = {}
    for text in expect_change or []:
        currency, _, amount = text.partition("=")
        try:
            changes[currency.strip().lower()] = Decimal(amount.strip())
        except InvalidOperation:
            hint = "--expect-change"
            raise typer.BadParameter(f"{text!r}; e.g. usd=12.34", param_hint=hint) from None
    return replace(
        options,
        accept=options.accept | frozenset(accept or []),
        repeat=repeat.value if repeat else None,
        on_problem=on_problem.value,
        expected_rows=expect_rows,
        expected_changes=changes,
    )


def sending(options: Options, on_refusal: flags.OnRefusal) -> Options:
    """The options of sending."""
    return replace(options, on_refusal=on_refusal.value)


def connection(
    api_base: str | None,
    api_key_file: Path | None,
    account: str | None,
    sandbox: bool,
    *,
    live: bool,
) -> Connection:
    """Where Stripe is for this command."""
    return Connection(api_base, api_key_file, account, sandbox, live)


def template(output: Path | None, example: bool, csv: bool, face: Face) -> None:
    """`batcher template`."""
    from batcher.workbook.template import write_csv_templates, write_template

    name = "example" if example else "template"
    with _boundary(face, None):
        if csv:
            folder = output or Path(name)
            write_csv_templates(folder, face.language, example)
            written = folder.absolute()
        else:
            written = write_template(output or Path(f"{name}.xlsx"), face.language, example)
    _named("workbook", written, face)


def _named(name: str, path: Path, face: Face) -> None:
    if face.as_json:
        speaking.say_json({name: str(path.absolute())})
    else:
        label = "cli.plan_file" if name == "plan" else f"cli.{name}"
        speaking.say(f"{word(label, face.language)}: {path.absolute()}")


def check(workbook: Path, annotate: Path | None, options: Options, face: Face) -> None:
    """`batcher check`."""
    from batcher.core.checking import check as check_workbook
    from batcher.core.reporting import blocks
    from batcher.core.schemas import assert_enabled
    from batcher.core.values import Context
    from batcher.run.preparing import zone_of
    from batcher.workbook.reader import read

    if annotate is not None:
        raise typer.BadParameter("not built yet: the next issue", param_hint="--annotate")
    with _boundary(face, None):
        assert_enabled()
        found = check_workbook(
            read(workbook, encoding=options.encoding),
            Context(zone_of(options.time_zone)),
            sheet=options.sheet,
            hidden_rows=options.hidden_rows,
        )
    bad = any(blocks(problem, options.accept) for problem in found.problems)
    listed = [problem_json(problem, face.language) for problem in found.problems]
    if face.as_json:
        speaking.say_json(
            {
                "status": "rejected" if bad else "ok",
                "workbook": str(workbook.absolute()),
                "rows": {"total": len(found.places)},
                "problems": listed,
            }
        )
    else:
        speaking.say_problems(listed, face.language)
        if not bad:
            speaking.say(word("cli.ok", face.language, rows=str(len(found.places))))
    raise typer.Exit(int(Exit.PROBLEMS if bad else Exit.DONE))


def _source(workbook: Path, face: Face) -> Source:
    """The input's bytes; exits 1 with a problem of the whole file where it cannot be opened."""
    from batcher.run import Source
    from batcher.workbook.reader import LIMITS, read, stored

    try:
        if workbook.is_file() and workbook.stat().st_size > LIMITS.file_bytes_max:
            return _unreadable(read(workbook).problems, workbook, face)
        return Source(stored(workbook), workbook.name, str(workbook.absolute()))
    except OSError:
        return _unreadable(read(workbook).problems, workbook, face)


def _unreadable(problems: tuple[Problem, ...], workbook: Path, face: Face) -> NoReturn:
    found = _empty_object("rejected", str(workbook.absolute()))
    found["problems"] = [problem_json(problem, face.language) for problem in problems]
    if face.as_json:
        speaking.say_json(found)
    else:
        speaking.say_problems(found["problems"], face.language)
    raise typer.Exit(int(Exit.PROBLEMS))


def _empty_object(status: str, workbook: str = "", error: str | None = None) -> dict[str, Any]:
    """The object of a run that never began."""
    from batcher.core.reporting import counts

    return {
        "run": None,
        "status": status,
        "workbook": workbook,
        "livemode": False,
        "rows": counts([]),
        "requests": {"planned": 0, "sent": 0, "retried": 0},
        "money": {},
        "problems": [],
        "half_corrected": [],
        "report": None,
        "leftovers": None,
        "error": error,
    }


def plan(
    workbook: Path, output: Path | None, options: Options, where: Connection, face: Face
) -> None:
    """`batcher plan`."""
    from batcher.cli.planfile import write_plan
    from batcher.run import planned, prepare

    source = _source(workbook, face)
    with _boundary(face, source) as seen, _edges(face, where, seen, yes=True) as edges:
        prepared = prepare(source, options, edges)
        result = planned(prepared, edges)
        found = dict(result.object)
        found["plan"] = None
        if output is not None and result.exit is Exit.DONE:
            found["plan"] = str(write_plan(prepared, output))
    if face.as_json:
        speaking.say_json(found)
    else:
        speaking.say_problems(found["problems"], face.language)
        speaking.say_plan(prepared.plan, face.language)
        speaking.say_money(found["money"], face.language)
        if found["plan"]:
            _named("plan", Path(found["plan"]), face)
    raise typer.Exit(int(result.exit))


def run(
    workbook: Path,
    options: Options,
    where: Connection,
    face: Face,
    yes: bool,
    report: Path | None,
) -> None:
    """`batcher run`."""
    from batcher.run import run as run_workbook

    source = _source(workbook, face)
    _online(lambda edges: run_workbook(source, options, edges), source, where, face, yes, report)


def apply(
    plan_file: Path,
    on_refusal: flags.OnRefusal,
    where: Connection,
    face: Face,
    yes: bool,
    report: Path | None,
) -> None:
    """`batcher apply`."""
    from batcher.cli.planfile import PlanUnreadable, read_plan
    from batcher.run import apply as apply_plan

    try:
        source, options, saved = read_plan(plan_file)
    except PlanUnreadable as error:
        problem = Problem(
            "plan_unreadable",
            Severity.ERROR,
            details={"path": str(plan_file), "reason": str(error)},
        )
        _unreadable((problem,), plan_file, face)
    options = replace(options, on_refusal=on_refusal.value, language=face.language)
    _online(
        lambda edges: apply_plan(source, options, saved, edges), source, where, face, yes, report
    )


def go_on(
    command: str,
    wanted: str | None,
    on_refusal: flags.OnRefusal,
    where: Connection,
    face: Face,
    yes: bool,
    report: Path | None,
) -> None:
    """`batcher resume` and `batcher retry`."""
    from batcher.run import resume, retry

    call = resume if command == "resume" else retry
    chosen = {"language": face.language, "on_refusal": on_refusal.value}
    _online(lambda edges: call(wanted, edges, **chosen), None, where, face, yes, report)


def _online(
    call: Callable[[Edges], Result],
    source: Source | None,
    where: Connection,
    face: Face,
    yes: bool,
    report: Path | None,
) -> None:
    with (
        _boundary(face, source) as seen,
        _edges(face, where, seen, yes=yes, report=report) as edges,
    ):
        result = call(edges)
    _tell(result, face)


def _tell(result: Result, face: Face) -> None:
    if face.as_json:
        speaking.say_json(result.object)
    else:
        speaking.say_problems(result.object["problems"], face.language)
        speaking.say_result(result.object, face.language)
    raise typer.Exit(int(result.exit))


@contextmanager
def _edges(
    face: Face, where: Connection, seen: Seen, *, yes: bool, report: Path | None = None
) -> Iterator[Edges]:
    """The edges of an online command, with somebody to ask when there is a terminal."""
    person = interactive() and not face.as_json
    bar = speaking.Bar(face.language) if sys.stderr.isatty() and not face.as_json else None

    def confirm(plan: Plan) -> bool:
        if yes:
            return True
        if not person:
            raise NoTerminal
        if bar is not None:
            bar.close()
        return speaking.ask_plan(plan, face.language)

    def ask(problems: tuple[Problem, ...], options: Options) -> Options | None:
        if yes or not person:
            return None
        if bar is not None:
            bar.close()
        return speaking.ask_questions(problems, options, face.language)

    from batcher.run.options import Silence

    listener = bar if bar is not None else Silence()
    with connect(
        face.settings, where, confirm=confirm, ask=ask, listener=listener, report=report
    ) as (edges, watched):
        seen.gateway = watched
        try:
            yield edges
        finally:
            if bar is not None:
                bar.close()


def report(wanted: str, output: Path | None, face: Face) -> None:
    """`batcher report`."""
    from batcher.cli.offline import offline_edges
    from batcher.run import report as write_again

    with _boundary(face, None), offline_edges(face.settings, output) as edges:
        result = write_again(wanted, edges, face.language)
    if face.as_json:
        speaking.say_json(result.object)
    else:
        speaking.say_result(result.object, face.language)


def verify(wanted: str, where: Connection, face: Face) -> None:
    """`batcher verify`."""
    from batcher.run import verify as read_again

    _online(lambda edges: read_again(wanted, edges), None, where, face, True, None)


def runs(face: Face) -> None:
    """`batcher runs`."""
    from batcher.cli.offline import listed, open_runs

    with _boundary(face, None), open_runs(face.settings) as ledger:
        found = listed(ledger)
    if face.as_json:
        speaking.say_json({"runs": found})
        return
    for one in found:
        speaking.say(
            f"{one['run']}  {one['created_at'][:19]}  {one['status'] or '-':15}"
            f"  {one['mode']}  {one['workbook']}"
        )
    if not found:
        speaking.say(word("cli.nothing", face.language))


def show(wanted: str, face: Face) -> None:
    """`batcher show`."""
    from batcher.cli.offline import open_runs, shown

    with _boundary(face, None), open_runs(face.settings) as ledger:
        found = shown(ledger, wanted)
    if face.as_json:
        speaking.say_json(found)
        return
    if found["object"]:
        speaking.say_result(found["object"], face.language)
    for request in found["requests"]:
        speaking.say(
            f"  {request['sent_at'][:19]} #{request['request']}.{request['attempt']} "
            f"{request['kind']} {request['invoice']} {request['lines']}: {request['outcome']} "
            f"{request['http_status'] or '-'} {request['stripe_request_id']}"
        )


def sandbox(port: int, reset: bool, newest_first: bool, face: Face) -> None:
    """`batcher sandbox`."""
    import threading

    from batcher.core import example
    from batcher.sandbox import start

    order = "newest_first" if newest_first else "oldest_first"
    with _boundary(face, None):
        server = start(
            face.settings.home,
            port=port,
            seed=example.objects(),
            reset=reset,
            line_order="newest_first" if order == "newest_first" else "oldest_first",
        )
        with server:
            said_of = {"account": server.account, "url": server.url, "key": server.key}
            if face.as_json:
                speaking.say_json({"account": server.account, "url": server.url})
            else:
                code = "cli.sandbox_reset" if reset else "cli.sandbox"
                speaking.say(word(code, face.language, **said_of))
            if not reset:
                try:
                    threading.Event().wait()
                except KeyboardInterrupt:
                    return


@dataclass(slots=True)
class Seen:
    """What the boundary has to know when something breaks: whether anything was sent."""

    gateway: Watched | None = None

    @property
    def sent(self) -> bool:
        """True once the first request went out."""
        return self.gateway is not None and self.gateway.posted


@contextmanager
def _boundary(face: Face, source: Source | None) -> Iterator[Seen]:
    """Every failure that has a name gets its exit code and a word about what to do."""
    from batcher.core.schemas import CheckingDisabled
    from batcher.gateway.key import KeyUnusable
    from batcher.run import Declined, RunUnknown
    from batcher.run.reading import GatewayUnusable
    from batcher.sandbox import SandboxInUse

    language, seen = face.language, Seen()
    try:
        yield seen
    except Declined:
        _fail(source, Exit.USAGE, word("cli.declined", language), face.as_json)
    except NoTerminal:
        _fail(source, Exit.USAGE, word("cli.no_terminal", language), face.as_json)
    except LiveNotAllowed:
        _fail(source, Exit.USAGE, word("cli.live", language), face.as_json)
    except RunUnknown as error:
        _fail(source, Exit.USAGE, word("cli.run_unknown", language, run=str(error)), face.as_json)
    except KeyUnusable as error:
        _fail(source, Exit.UNUSABLE, said(error.code, language, {}), face.as_json)
    except GatewayUnusable as error:
        _fail(source, Exit.UNUSABLE, said(error.code, language, error.details), face.as_json)
    except LedgerLocked as error:
        _fail(source, Exit.UNUSABLE, str(error), face.as_json)
    except LedgerUnusable as error:
        end = Exit.STOPPED if seen.sent else Exit.UNUSABLE
        _fail(source, end, str(error), face.as_json)
    except SandboxInUse as error:
        text = word("cli.sandbox_in_use", language, reason=str(error))
        _fail(source, Exit.UNUSABLE, text, face.as_json)
    except CheckingDisabled:
        _fail(source, Exit.UNUSABLE, said("checking_disabled", language, {}), face.as_json)
    except OSError as error:
        _fail(
            source,
            Exit.UNUSABLE,
            f"{error.strerror or error}: {error.filename or ''}",
            face.as_json,
        )
    except (typer.Exit, typer.Abort, typer.BadParameter):
        raise
    except Exception as error:  # noqa: BLE001 - a crash too has to say whether anything was sent
        _crash(face, source, error, seen.sent)


def _crash(face: Face, source: Source | None, error: Exception, sent: bool) -> None:
    """Our own mistake: the traceback without values, and the truth about what was sent."""
    traceback.print_exception(error, file=sys.stderr, chain=False)
    code = "cli.crash_resume" if sent else "cli.crash"
    text = word(code, face.language, reason=type(error).__name__)
    _fail(source, Exit.STOPPED if sent else Exit.UNUSABLE, text, face.as_json)


def _fail(source: Source | None, end: Exit, text: str, as_json: bool) -> NoReturn:
    if as_json:
        status = "stopped" if end is Exit.STOPPED else "failed"
        workbook = (source.path or source.name) if source else ""
        speaking.say_json(_empty_object(status, workbook, text))
    else:
        speaking.say(text, error=True)
    raise typer.Exit(int(end))
