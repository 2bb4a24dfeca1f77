"""The commands around a run: `export` before; `verify`, `undo`, `report`, `runs`, `show` after."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from batcher.cli import flags


def export(
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="File to write; else export.xlsx."),
    ] = None,
    customer: Annotated[
        list[str] | None,
        typer.Option("--customer", metavar="ID", help="Only of this customer; repeatable."),
    ] = None,
    invoice: Annotated[
        list[str] | None,
        typer.Option("--invoice", metavar="ID", help="Only this invoice; repeatable."),
    ] = None,
    created: Annotated[
        str | None,
        typer.Option(
            "--created", metavar="DAYS", help="Made on a day, or FROM..TO, both ends included."
        ),
    ] = None,
    status: Annotated[
        flags.InvoiceStatus,
        typer.Option("--status", help="Of this status; only drafts can be corrected."),
    ] = flags.InvoiceStatus.DRAFT,
    time_zone: flags.ZoneFlag = None,
    api_base: flags.BaseFlag = None,
    api_key_file: flags.KeyFileFlag = None,
    account: flags.AccountFlag = None,
    sandbox: flags.SandboxFlag = False,
    lang: flags.LangFlag = None,
    as_json: flags.JsonFlag = False,
    home: flags.HomeFlag = None,
) -> None:
    """Write live drafts as a workbook, ready to edit."""
    from batcher.cli import exporting
    from batcher.cli.face import face
    from batcher.run import Wanted
    from batcher.wiring import Connection

    shown = face(lang, as_json, home, account)
    where = Connection(api_base, api_key_file, sandbox, live=True)  # reads only
    wanted = Wanted(tuple(customer or ()), tuple(invoice or ()), created or "", status.value)
    exporting.export(output, wanted, time_zone, where, shown)


def verify(
    run: flags.RunArgument,
    api_base: flags.BaseFlag = None,
    api_key_file: flags.KeyFileFlag = None,
    account: flags.AccountFlag = None,
    sandbox: flags.SandboxFlag = False,
    lang: flags.LangFlag = None,
    as_json: flags.JsonFlag = False,
    home: flags.HomeFlag = None,
) -> None:
    """Read Stripe again and reconcile a run."""
    from batcher.cli import online
    from batcher.cli.face import face
    from batcher.wiring import Connection

    where = Connection(api_base, api_key_file, sandbox, live=True)  # reads only
    online.verify(run, where, face(lang, as_json, home, account))


def report(
    run: flags.RunArgument,
    chain: Annotated[
        bool, typer.Option("--chain", help="With the runs that continued it, as one.")
    ] = False,
    evidence: Annotated[
        bool,
        typer.Option("--evidence", help="One zip instead: input, plan, answers, proof."),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", "--report", metavar="FILE", help="File to write; else in reports."
        ),
    ] = None,
    lang: flags.LangFlag = None,
    as_json: flags.JsonFlag = False,
    home: flags.HomeFlag = None,
) -> None:
    """Write a run's report again, from the ledger."""
    from batcher.cli import history
    from batcher.cli.face import face

    if chain and evidence:
        raise typer.BadParameter("--chain or --evidence, not both", param_hint="--evidence")
    shown = face(lang, as_json, home)
    if evidence:
        history.evidence(run, output, shown)
    else:
        history.report(run, chain, output, shown)


def runs(
    lang: flags.LangFlag = None,
    as_json: flags.JsonFlag = False,
    home: flags.HomeFlag = None,
) -> None:
    """List the runs, newest first."""
    from batcher.cli import history
    from batcher.cli.face import face

    history.runs(face(lang, as_json, home))


def show(
    run: flags.RunArgument,
    lang: flags.LangFlag = None,
    as_json: flags.JsonFlag = False,
    home: flags.HomeFlag = None,
) -> None:
    """Show how a run ended, and every request."""
    from batcher.cli import history
    from batcher.cli.face import face

    history.show(run, face(lang, as_json, home))


def undo(
    run: flags.RunArgument,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="File to write; else undo-RUN.xlsx."),
    ] = None,
    api_base: flags.BaseFlag = None,
    api_key_file: flags.KeyFileFlag = None,
    account: flags.AccountFlag = None,
    sandbox: flags.SandboxFlag = False,
    lang: flags.LangFlag = None,
    as_json: flags.JsonFlag = False,
    home: flags.HomeFlag = None,
) -> None:
    """Write the workbook that takes a run back."""
    from batcher.cli import undoing
    from batcher.cli.face import face
    from batcher.wiring import Connection

    where = Connection(api_base, api_key_file, sandbox, live=True)  # reads only
    undoing.undo(run, output, where, face(lang, as_json, home, account))


COMMANDS = (export, verify, undo, report, runs, show)
