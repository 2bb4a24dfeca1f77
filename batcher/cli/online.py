"""The commands that talk to Stripe: `plan`, `run`, `apply`, `resume`, `retry` and `verify`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from batcher.cli import confirming, speaking
from batcher.cli.ending import boundary, end_at_once, fail, rejected, unreadable
from batcher.cli.interrupting import interactive, interruptible
from batcher.core.model import Problem, Severity
from batcher.core.reporting import Exit
from batcher.endings import NoTerminal, Seen, Unreadable, source_of
from batcher.locale import word
from batcher.wiring import Connection, connect, written

if TYPE_CHECKING:
    from batcher.cli import flags
    from batcher.cli.face import Face
    from batcher.core.canary import Canary
    from batcher.core.plan import Plan
    from batcher.run import Edges, Options, Result, Source


def plan(
    workbook: Path,
    output: Path | None,
    review: Path | None,
    options: Options,
    where: Connection,
    face: Face,
) -> None:
    """`batcher plan`."""
    from batcher.cli.planfile import is_taken, write_plan
    from batcher.run import planned, prepare, reviewed, with_limits
    from batcher.workbook.review import write_review

    source = _source(workbook, face)
    if output is not None and is_taken(output):
        text = word("cli.plan_taken", face.language, path=str(output.absolute()))
        fail(Exit.USAGE, text, face.as_json, source.path)
    with boundary(face, source.path) as seen, edges_of(face, where, seen, yes=True) as edges:
        prepared = prepare(source, options, edges)
        warned = with_limits(prepared, edges)
        result = planned(warned, edges)
        shown = reviewed(warned, edges)
        found = {**result.object, "plan": None, "review": None}
        if output is not None and result.exit is Exit.DONE:
            found["plan"] = str(write_plan(prepared, output))
            review = review or output.with_name(f"{output.stem}-review.xlsx")
        if review is not None:
            path, _ = written(lambda: write_review(shown, review))
            found["review"] = str(path)
    if face.as_json:
        speaking.say_json(found)
    else:
        speaking.say_problems(found["problems"], face.language)
        confirming.say_plan(prepared.plan, face.settings, face.language)
        confirming.say_rows(shown)
        for name in ("plan", "review"):
            if found[name]:
                speaking.say_path(name, Path(found[name]), face.language, as_json=False)
    raise typer.Exit(int(result.exit))


def run(
    workbook: Path, options: Options, where: Connection, face: Face, yes: bool, report: Path | None
) -> None:
    """`batcher run`."""
    from batcher.run import run as run_workbook

    source = _source(workbook, face)
    _online(
        lambda edges: run_workbook(source, options, edges), source.path, where, face, yes, report
    )


def _source(workbook: Path, face: Face) -> Source:
    """The input's bytes; exits 1 with a problem of the whole file where it cannot be opened."""
    try:
        return source_of(workbook, face.language)
    except Unreadable as error:
        rejected(error.problems, workbook, face)


def apply(
    plan_file: Path,
    on_refusal: flags.OnRefusal | None,
    canary: int | None,
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
        details = {"path": str(plan_file), "reason": str(error)}
        unreadable([Problem("plan_unreadable", Severity.ERROR, details=details)], plan_file, face)
    from batcher.cli.face import sending

    asked = replace(options, language=face.language)
    chosen = sending(asked, on_refusal, canary, face.settings)
    _online(
        lambda edges: apply_plan(source, chosen, saved, edges),
        source.path, where, face, yes, report,
    )  # fmt: skip


def go_on(
    act: Callable[..., Result],
    wanted: str | None,
    on_refusal: flags.OnRefusal | None,
    canary: int,
    where: Connection,
    face: Face,
    yes: bool,
    report: Path | None,
) -> None:
    """`batcher resume` and `batcher retry`: `act` is the function of that name in `run`."""
    refusal = on_refusal.value if on_refusal else face.settings.on_refusal
    _online(
        lambda edges: act(
            wanted, edges, language=face.language, on_refusal=refusal, canary=canary
        ),
        "", where, face, yes, report,
    )  # fmt: skip


def approve(wanted: str, where: Connection, face: Face, yes: bool, report: Path | None) -> None:
    """`batcher approve`."""
    from batcher.run import approve as say_yes

    _online(
        lambda edges: say_yes(wanted, edges, language=face.language),
        "", where, face, yes, report,
    )  # fmt: skip


def verify(wanted: str, where: Connection, face: Face) -> None:
    """`batcher verify`."""
    from batcher.run import verify as read_again

    _online(lambda edges: read_again(wanted, edges), "", where, face, True, None)


def _online(
    call: Callable[[Edges], Result],
    workbook: str,
    where: Connection,
    face: Face,
    yes: bool,
    report: Path | None,
) -> None:
    """Make the call with everything it needs, tell what came of it, and end."""
    with (
        boundary(face, workbook) as seen,
        edges_of(face, where, seen, yes=yes, report=report) as edges,
    ):
        result = call(edges)
    if face.as_json:
        speaking.say_json(result.object)
    else:
        speaking.say_problems(result.object["problems"], face.language)
        speaking.say_result(result.object, face.language)
    raise typer.Exit(int(result.exit))


@contextmanager
def edges_of(
    face: Face, where: Connection, seen: Seen, *, yes: bool, report: Path | None = None
) -> Iterator[Edges]:
    """The edges of an online command, with somebody to ask when there is a terminal."""
    from batcher.run.options import Silence

    person = interactive() and not face.as_json
    bar = confirming.Bar(face.language) if sys.stderr.isatty() and not face.as_json else None

    def confirm(plan: Plan) -> bool:
        if yes:
            return True
        if not person:
            raise NoTerminal
        if bar is not None:
            bar.close()
        return confirming.ask_plan(plan, face.settings, face.language)

    def ask(problems: tuple[Problem, ...], options: Options) -> Options | None:
        if yes or not person:
            return None
        if bar is not None:
            bar.close()
        return confirming.ask_questions(problems, options, face.language)

    def go_on(canary: Canary) -> bool:
        if bar is not None:
            bar.close()
        if not face.as_json:
            confirming.say_canary(canary, face.language)
        if yes or not person:
            return canary.ties_out
        return confirming.ask_canary(canary, face.language)

    with connect(
        face.settings,
        where,
        confirm=confirm,
        ask=ask,
        go_on=go_on,
        listener=bar or Silence(),
        report=report,
    ) as (edges, watched):
        seen.gateway = watched
        try:
            notice = word("cli.stopping", face.language)
            with interruptible(edges.stop, notice, lambda: end_at_once(face, seen)):
                yield edges
        finally:
            if bar is not None:
                bar.close()
