"""The command line: parse, call, print, exit code. It counts nothing and decides nothing.

Heavy rooms are imported by the command that uses them, so that `--help` stays fast."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from batcher.cli import options as flags

app = typer.Typer(
    name="batcher",
    help="Correct draft Stripe invoices in bulk from a workbook: exactly once, to the cent.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """The entry point."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console of another code page
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()


@app.command()
def template(
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Where it goes.")] = None,
    example: Annotated[bool, typer.Option("--example", help="A filled one.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="A folder of CSV files.")] = False,
    lang: flags.LangFlag = None,
    as_json: flags.JsonFlag = False,
    home: flags.HomeFlag = None,
) -> None:
    """Write an empty workbook to fill in (or a filled example)."""
    from batcher.cli import commands

    commands.template(output, example, csv, commands.face(lang, as_json, home))


@app.command()
def check(
    workbook: flags.WorkbookArgument,
    annotate: Annotated[
        Path | None, typer.Option("--annotate", help="Write the workbook back, cells marked.")
    ] = None,
    sheet: flags.SheetFlag = None,
    encoding: flags.EncodingFlag = None,
    hidden_rows: flags.HiddenFlag = None,
    time_zone: flags.ZoneFlag = None,
    lang: flags.LangFlag = None,
    as_json: flags.JsonFlag = False,
    home: flags.HomeFlag = None,
) -> None:
    """Check a workbook offline; needs no key."""
    from batcher.cli import commands

    face = commands.face(lang, as_json, home)
    asked = commands.asked(face, sheet, encoding, hidden_rows, time_zone)
    commands.check(workbook, annotate, asked, face)


@app.command()
def plan(
    workbook: flags.WorkbookArgument,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Save the plan.")] = None,
    sheet: flags.SheetFlag = None,
    encoding: flags.EncodingFlag = None,
    hidden_rows: flags.HiddenFlag = None,
    time_zone: flags.ZoneFlag = None,
    accept: flags.AcceptFlag = None,
    repeat: flags.RepeatFlag = None,
    on_problem: flags.OnProblemFlag = flags.OnProblem.STOP,
    expect_rows: flags.ExpectRowsFlag = None,
    expect_change: flags.ExpectChangeFlag = None,
    api_base: flags.BaseFlag = None,
    api_key_file: flags.KeyFileFlag = None,
    account: flags.AccountFlag = None,
    sandbox: flags.SandboxFlag = False,
    lang: flags.LangFlag = None,
    as_json: flags.JsonFlag = False,
    home: flags.HomeFlag = None,
) -> None:
    """Show what would be sent and what it comes to; sends nothing."""
    from batcher.cli import commands

    face = commands.face(lang, as_json, home)
    asked = commands.asked(face, sheet, encoding, hidden_rows, time_zone)
    decided = commands.decided(asked, accept, repeat, on_problem, expect_rows, expect_change)
    where = commands.connection(api_base, api_key_file, account, sandbox, live=True)
    commands.plan(workbook, output, decided, where, face)


@app.command()
def run(
    workbook: flags.WorkbookArgument,
    sheet: flags.SheetFlag = None,
    encoding: flags.EncodingFlag = None,
    hidden_rows: flags.HiddenFlag = None,
    time_zone: flags.ZoneFlag = None,
    accept: flags.AcceptFlag = None,
    repeat: flags.RepeatFlag = None,
    on_problem: flags.OnProblemFlag = flags.OnProblem.STOP,
    expect_rows: flags.ExpectRowsFlag = None,
    expect_change: flags.ExpectChangeFlag = None,
    on_refusal: flags.OnRefusalFlag = flags.OnRefusal.STOP_INVOICE,
    yes: flags.YesFlag = False,
    live: flags.LiveFlag = False,
    report: flags.ReportFlag = None,
    api_base: flags.BaseFlag = None,
    api_key_file: flags.KeyFileFlag = None,
    account: flags.AccountFlag = None,
    sandbox: flags.SandboxFlag = False,
    lang: flags.LangFlag = None,
    as_json: flags.JsonFlag = False,
    home: flags.HomeFlag = None,
) -> None:
    """Check, plan, confirm, apply, verify, report."""
    from batcher.cli import commands

    face = commands.face(lang, as_json, home)
    asked = commands.asked(face, sheet, encoding, hidden_rows, time_zone)
    decided = commands.decided(asked, accept, repeat, on_problem, expect_rows, expect_change)
    where = commands.connection(api_base, api_key_file, account, sandbox, live=live)
    commands.run(workbook, commands.sending(decided, on_refusal), where, face, yes, report)


@app.command()
def apply(
    plan_file: Annotated[Path, typer.Argument(metavar="PLAN", help="A file of `plan -o`.")],
    on_refusal: flags.OnRefusalFlag = flags.OnRefusal.STOP_INVOICE,
    yes: flags.YesFlag = False,
    live: flags.LiveFlag = False,
    report: flags.ReportFlag = None,
    api_base: flags.BaseFlag = None,
    api_key_file: flags.KeyFileFlag = None,
    account: flags.AccountFlag = None,
    sandbox: flags.SandboxFlag = False,
    lang: flags.LangFlag = None,
    as_json: flags.JsonFlag = False,
    home: flags.HomeFlag = None,
) -> None:
    """Carry out a saved plan exactly as reviewed; refuses when it is stale."""
    from batcher.cli import commands

    face = commands.face(lang, as_json, home)
    where = commands.connection(api_base, api_key_file, account, sandbox, live=live)
    commands.apply(plan_file, on_refusal, where, face, yes, report)


@app.command()
def resume(
    run: flags.RunArgument = None,
    yes: flags.YesFlag = False,
    live: flags.LiveFlag = False,
    on_refusal: flags.OnRefusalFlag = flags.OnRefusal.STOP_INVOICE,
    report: flags.ReportFlag = None,
    api_base: flags.BaseFlag = None,
    api_key_file: flags.KeyFileFlag = None,
    account: flags.AccountFlag = None,
    sandbox: flags.SandboxFlag = False,
    lang: flags.LangFlag = None,
    as_json: flags.JsonFlag = False,
    home: flags.HomeFlag = None,
) -> None:
    """Go on with a run after a crash or a stop; safe to run twice."""
    from batcher.cli import commands

    face = commands.face(lang, as_json, home)
    where = commands.connection(api_base, api_key_file, account, sandbox, live=live)
    commands.go_on("resume", run, on_refusal, where, face, yes, report)


@app.command()
def retry(
    run: flags.RunArgument = None,
    yes: flags.YesFlag = False,
    live: flags.LiveFlag = False,
    on_refusal: flags.OnRefusalFlag = flags.OnRefusal.STOP_INVOICE,
    report: flags.ReportFlag = None,
    api_base: flags.BaseFlag = None,
    api_key_file: flags.KeyFileFlag = None,
    account: flags.AccountFlag = None,
    sandbox: flags.SandboxFlag = False,
    lang: flags.LangFlag = None,
    as_json: flags.JsonFlag = False,
    home: flags.HomeFlag = None,
) -> None:
    """Send again what a run did not apply."""
    from batcher.cli import commands

    face = commands.face(lang, as_json, home)
    where = commands.connection(api_base, api_key_file, account, sandbox, live=live)
    commands.go_on("retry", run, on_refusal, where, face, yes, report)


@app.command()
def report(
    run: Annotated[str, typer.Argument(help="R-…")],
    output: flags.ReportFlag = None,
    lang: flags.LangFlag = None,
    as_json: flags.JsonFlag = False,
    home: flags.HomeFlag = None,
) -> None:
    """Write the report of a run again, from the ledger alone."""
    from batcher.cli import commands

    commands.report(run, output, commands.face(lang, as_json, home))


@app.command()
def verify(
    run: Annotated[str, typer.Argument(help="R-…")],
    api_base: flags.BaseFlag = None,
    api_key_file: flags.KeyFileFlag = None,
    account: flags.AccountFlag = None,
    sandbox: flags.SandboxFlag = False,
    lang: flags.LangFlag = None,
    as_json: flags.JsonFlag = False,
    home: flags.HomeFlag = None,
) -> None:
    """Read Stripe again and reconcile a run with what stands there now."""
    from batcher.cli import commands

    where = commands.connection(api_base, api_key_file, account, sandbox, live=True)
    commands.verify(run, where, commands.face(lang, as_json, home))


@app.command()
def runs(
    lang: flags.LangFlag = None, as_json: flags.JsonFlag = False, home: flags.HomeFlag = None
) -> None:
    """List the runs the ledger holds, newest first."""
    from batcher.cli import commands

    commands.runs(commands.face(lang, as_json, home))


@app.command()
def show(
    run: Annotated[str, typer.Argument(help="R-…")],
    lang: flags.LangFlag = None,
    as_json: flags.JsonFlag = False,
    home: flags.HomeFlag = None,
) -> None:
    """Show one run: how it ended, and every request."""
    from batcher.cli import commands

    commands.show(run, commands.face(lang, as_json, home))


@app.command()
def sandbox(
    port: Annotated[int, typer.Option("--port", help="0 takes a free one.")] = 0,
    reset: Annotated[bool, typer.Option("--reset", help="Begin a new account and end.")] = False,
    newest_first: Annotated[
        bool, typer.Option("--newest-first", help="List newly added lines first.")
    ] = False,
    lang: flags.LangFlag = None,
    as_json: flags.JsonFlag = False,
    home: flags.HomeFlag = None,
) -> None:
    """Serve the embedded Stripe alone, with demo invoices."""
    from batcher.cli import commands

    commands.sandbox(port, reset, newest_first, commands.face(lang, as_json, home))
