"""The commands around a run: `export` before; `verify`, `undo`, `report`, `runs`, `show` after."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from batcher.cli import flags, groups


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
    *,
    reach: groups.Reaching,
    speak: groups.Speaking,
) -> None:
    """Write live drafts as a workbook, ready to edit."""
    from batcher.cli import exporting
    from batcher.run import Wanted

    shown = speak.face(reach.account)
    where = reach.connection(live=True)  # reads only
    wanted = Wanted(tuple(customer or ()), tuple(invoice or ()), created or "", status.value)
    exporting.export(output, wanted, time_zone, where, shown)


def verify(
    run: flags.RunArgument,
    *,
    reach: groups.Reaching,
    speak: groups.Speaking,
) -> None:
    """Read Stripe again and reconcile a run."""
    from batcher.cli import online

    where = reach.connection(live=True)  # reads only
    online.verify(run, where, speak.face_of_run(run, reach))


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
    *,
    speak: groups.Speaking,
) -> None:
    """Write a run's report again, from the ledger."""
    from batcher.cli import history

    if chain and evidence:
        raise typer.BadParameter("--chain or --evidence, not both", param_hint="--evidence")
    shown = speak.face()
    if evidence:
        history.evidence(run, output, shown)
    else:
        history.report(run, chain, output, shown)


def runs(
    *,
    speak: groups.Speaking,
) -> None:
    """List the runs, newest first."""
    from batcher.cli import history

    history.runs(speak.face())


def show(
    run: flags.RunArgument,
    *,
    speak: groups.Speaking,
) -> None:
    """Show how a run ended, and every request."""
    from batcher.cli import history

    history.show(run, speak.face())


def undo(
    run: flags.RunArgument,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="File to write; else undo-RUN.xlsx."),
    ] = None,
    *,
    reach: groups.Reaching,
    speak: groups.Speaking,
) -> None:
    """Write the workbook that takes a run back."""
    from batcher.cli import undoing

    where = reach.connection(live=True)  # reads only
    undoing.undo(run, output, where, speak.face_of_run(run, reach))


COMMANDS = (export, verify, undo, report, runs, show)
