"""The commands of whoever keeps batcher running: `doctor` and `purge`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from batcher.cli import flags


def doctor(
    api_base: flags.BaseFlag = None,
    api_key_file: flags.KeyFileFlag = None,
    account: flags.AccountFlag = None,
    sandbox: flags.SandboxFlag = False,
    lang: flags.LangFlag = None,
    as_json: flags.JsonFlag = False,
    home: flags.HomeFlag = None,
) -> None:
    """Say what is set up and what is not; writes nothing."""
    from batcher.cli import examining
    from batcher.cli.face import face
    from batcher.wiring import Connection

    where = Connection(api_base, api_key_file, sandbox, live=True)  # reads only
    examining.doctor(where, face(lang, as_json, home, account))


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
    lang: flags.LangFlag = None,
    as_json: flags.JsonFlag = False,
    home: flags.HomeFlag = None,
) -> None:
    """Remove old runs' workbooks and words; they are never sent again."""
    from batcher.cli import purging
    from batcher.cli.face import face

    purging.purge(before.date(), reports, yes, face(lang, as_json, home))


COMMANDS = (doctor, purge)
