"""`submit`, `cancel` and `worker`: runs that other machines make."""

from __future__ import annotations

from typing import Annotated

import typer

from batcher.cli import flags, groups

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
    from batcher.cli import submitting

    shown = speak.face(reach.account)
    asked = read.options(shown)
    decided = decide.options(asked)
    where = reach.connection(live)
    submitting.submit(workbook, handle.options(decided, shown), where, shown)


def cancel(
    submission: SubmissionArgument,
    stop: Annotated[
        bool, typer.Option("--stop", help="Also one that runs: end it after the answers under way.")
    ] = False,
    *,
    speak: groups.Speaking,
) -> None:
    """Take a submitted workbook back."""
    from batcher.cli import cancelling

    cancelling.cancel(submission, stop, speak.face())


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
    from batcher.cli import working

    shown = speak.face()
    if prepare:
        working.prepare(shown)
    else:
        working.work(shown, accounts, once, sandbox)


COMMANDS = (submit, cancel, worker)
