"""The command line: parse, call, print, exit code. It counts nothing and decides nothing.

Heavy rooms are imported by the command that uses them, so that `--help` stays fast."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from batcher import __version__
from batcher.cli import around, flags, fleet, groups, keeping
from batcher.cli.arriving import inbox
from batcher.cli.groups import spread
from batcher.cli.paging import serve
from batcher.cli.screening import guard_streams
from batcher.cli.settings import settings

app = typer.Typer(
    name="batcher",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Plain help: it is copied into mails and README, and read aloud by screen readers.
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """The entry point."""
    guard_streams()
    # Where hypothesis is installed pandera loads all of it, for half a second, to invent examples.
    sys.modules.setdefault("hypothesis", None)  # type: ignore[arg-type]
    try:
        app()
    except SystemExit as end:
        if "--json" in sys.argv:
            _say_misuse(end)
        raise


def _say_misuse(end: SystemExit) -> None:
    """With `--json`, a command that was called wrongly prints its object too."""
    wrong = end.__context__  # what typer made an exit code of: its own complaint, or our Exit
    if end.code != 2 or wrong is None or isinstance(wrong, typer.Exit):
        return
    from batcher.cli.speaking import say_json
    from batcher.core.redacting import redact
    from batcher.endings import unbegun

    # typer hides the class of its complaints; they all tell themselves by this method
    tell = getattr(wrong, "format_message", wrong.__str__)
    say_json(unbegun("failed", error=redact(tell())))


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"batcher {__version__}")
        raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_say_version, help="Show the version."),
    ] = False,
) -> None:
    """Correct draft Stripe invoices in bulk from a workbook: exactly once, to the cent."""


@app.command()
@spread
def template(
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="File, or folder, to write."),
    ] = None,
    example: Annotated[
        bool, typer.Option("--example", help="Filled, to try with --sandbox.")
    ] = False,
    csv: Annotated[bool, typer.Option("--csv", help="As a folder of CSV files.")] = False,
    *,
    speak: groups.Speaking,
) -> None:
    """Write an empty workbook, or a filled example."""
    from batcher.cli import workbooks

    workbooks.template(output, example, csv, speak.face())


@app.command()
@spread
def check(
    workbook: flags.WorkbookArgument,
    annotate: Annotated[
        Path | None,
        typer.Option(
            "--annotate", metavar="FILE", help="Write the workbook back with its cells marked."
        ),
    ] = None,
    *,
    read: groups.Reading,
    speak: groups.Speaking,
) -> None:
    """Check a workbook offline; needs no key."""
    from batcher.workbook.safely import begin

    # The child reads while this process still imports what judges the cells.
    with closing(begin(workbook, encoding=read.encoding)) as started:
        from batcher.cli import workbooks

        shown = speak.face()
        asked = read.options(shown)
        workbooks.check(workbook, started, asked, shown, annotate)


@app.command()
@spread
def plan(
    workbook: flags.WorkbookArgument,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="PLAN", help="Save the plan.")
    ] = None,
    review: Annotated[
        Path | None,
        typer.Option(
            "--review", metavar="FILE", help="Write it as a workbook; with -o one stands beside it."
        ),
    ] = None,
    *,
    read: groups.Reading,
    decide: groups.Deciding,
    reach: groups.Reaching,
    speak: groups.Speaking,
) -> None:
    """Show what would be sent; sends nothing."""
    from batcher.cli import online

    shown = speak.face(reach.account)
    asked = read.options(shown)
    options = decide.options(asked)
    where = reach.connection(live=True)  # reads only
    online.plan(workbook, output, review, options, where, shown)


@app.command()
@spread
def run(
    workbook: flags.WorkbookArgument,
    *,
    read: groups.Reading,
    decide: groups.Deciding,
    handle: groups.Handling,
    confirm: groups.Confirming,
    reach: groups.Reaching,
    speak: groups.Speaking,
) -> None:
    """Check, plan, confirm, apply, verify, report."""
    from batcher.cli import online

    shown = speak.face(reach.account)
    asked = read.options(shown)
    decided = decide.options(asked)
    where = reach.connection(confirm.live)
    online.run(workbook, handle.options(decided, shown), where, shown, confirm.yes, confirm.report)


@app.command()
@spread
def apply(
    plan_file: Annotated[Path, typer.Argument(metavar="PLAN", help="A file of `plan -o`.")],
    *,
    handle: groups.Handling,
    confirm: groups.Confirming,
    reach: groups.Reaching,
    speak: groups.Speaking,
) -> None:
    """Carry out a saved plan, if it still holds."""
    from batcher.cli import online

    where = reach.connection(confirm.live)
    online.apply(
        plan_file,
        handle.on_refusal,
        handle.canary,
        where,
        speak.face(reach.account),
        confirm.yes,
        confirm.report,
    )


@app.command()
@spread
def resume(
    run: flags.LatestArgument = None,
    *,
    handle: groups.Handling,
    confirm: groups.Confirming,
    reach: groups.Reaching,
    speak: groups.Speaking,
) -> None:
    """Go on with a run that stopped; safe to repeat."""
    from batcher.cli import online
    from batcher.run import resume as act

    where = reach.connection(confirm.live)
    shown = speak.face_of_run(run, reach)
    # The number a run was begun with holds by itself.
    online.go_on(
        act, run, handle.on_refusal, handle.canary or 0, where, shown, confirm.yes, confirm.report
    )


@app.command()
@spread
def retry(
    run: flags.LatestArgument = None,
    *,
    handle: groups.Handling,
    confirm: groups.Confirming,
    reach: groups.Reaching,
    speak: groups.Speaking,
) -> None:
    """Send again what a run did not apply."""
    from batcher.cli import online
    from batcher.run import retry as act

    where = reach.connection(confirm.live)
    shown = speak.face_of_run(run, reach)
    again = shown.settings.canary if handle.canary is None else handle.canary
    online.go_on(act, run, handle.on_refusal, again, where, shown, confirm.yes, confirm.report)


@app.command()
@spread
def approve(
    run: flags.RunArgument,
    *,
    confirm: groups.Confirming,
    reach: groups.Reaching,
    speak: groups.Speaking,
) -> None:
    """Carry out a run that waits for a person."""
    from batcher.cli import online

    shown = speak.face_of_run(run, reach)
    where = reach.connection(confirm.live or shown.settings.live)
    online.approve(run, where, shown, confirm.yes, confirm.report)


for command in (
    *around.COMMANDS, inbox, serve, *fleet.COMMANDS, *keeping.COMMANDS, settings
):  # fmt: skip
    app.command()(spread(command))


@app.command()
@spread
def backup(
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="New file to write, or a folder."),
    ] = None,
    *,
    speak: groups.Speaking,
) -> None:
    """Copy the ledger to a new file, whole and checked."""
    from batcher.cli import history

    history.backup(output, speak.face())


@app.command()
@spread
def sandbox(
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="0 takes a free one.")
    ] = 0,
    reset: Annotated[bool, typer.Option("--reset", help="Begin a new account, and end.")] = False,
    newest_first: Annotated[
        bool, typer.Option("--newest-first", help="List newly added lines first.")
    ] = False,
    faults: Annotated[
        str | None,
        typer.Option("--faults", metavar="SEED|SPEC", help="Misbehave, the same way each time."),
    ] = None,
    rate_endpoint: Annotated[
        int | None,
        typer.Option("--rate-endpoint", metavar="N", min=1, help="429 above N a second on one."),
    ] = None,
    rate_total: Annotated[
        int | None,
        typer.Option("--rate-total", metavar="N", min=1, help="429 above N a second together."),
    ] = None,
    connected: Annotated[
        int,
        typer.Option("--connected", metavar="N", min=0, help="With so many connected accounts."),
    ] = 0,
    *,
    speak: groups.Speaking,
) -> None:
    """Serve the embedded Stripe with demo invoices."""
    from batcher.cli import serving

    manners = serving.Manners(newest_first, faults, rate_endpoint, rate_total, connected)
    serving.sandbox(port, reset, manners, speak.face())
