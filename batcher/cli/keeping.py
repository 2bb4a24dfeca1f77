"""The commands of whoever keeps batcher running: `doctor` and `purge`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from batcher.cli import groups


def doctor(
    inbox: Annotated[
        Path | None,
        typer.Option("--inbox", metavar="DIR", help="Look at this inbox, too."),
    ] = None,
    *,
    reach: groups.Reaching,
    speak: groups.Speaking,
) -> None:
    """Say what is set up and what is not; writes nothing."""
    from batcher.cli import examining

    where = reach.connection(live=True)  # reads only
    examining.doctor(inbox, where, speak.face(reach.account))


def purge(
    before: Annotated[
        datetime,
        typer.Option(
            "--before",
            metavar="DATE",
            formats=["%Y-%m-%d"],
            help="Runs that ended before this day, e.g. 2016-04-01.",
        ),
    ],
    reports: Annotated[
        bool, typer.Option("--reports", help="Remove their reports and leftovers, too.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Remove without asking.")] = False,
    *,
    speak: groups.Speaking,
) -> None:
    """Remove old runs' workbooks and words; they are never sent again."""
    from batcher.cli import purging

    purging.purge(before.date(), reports, yes, speak.face())


COMMANDS = (doctor, purge)
