"""The flags of DESIGN section 4, each declared once; commands take those they need."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Language(StrEnum):
    """The languages people are answered in."""

    EN = "en"
    JA = "ja"


class Repeat(StrEnum):
    """What becomes of rows applied before."""

    SKIP = "skip"
    AGAIN = "again"


class Hidden(StrEnum):
    """What becomes of hidden rows."""

    INCLUDE = "include"
    SKIP = "skip"


class OnProblem(StrEnum):
    """What an error does that only the plan can see."""

    STOP = "stop"
    SKIP_INVOICE = "skip-invoice"


class OnRefusal(StrEnum):
    """What a request does that Stripe refused."""

    STOP_INVOICE = "stop-invoice"
    STOP_RUN = "stop-run"


LangFlag = Annotated[Language | None, typer.Option("--lang", help="Language of messages.")]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON object, nothing else.")]
HomeFlag = Annotated[
    Path | None, typer.Option("--home", help="Where the ledger lives (BATCHER_HOME).")
]
SheetFlag = Annotated[
    str | None, typer.Option("--sheet", help="What the only sheet or the CSV is, e.g. add_lines.")
]
EncodingFlag = Annotated[
    str | None, typer.Option("--encoding", help="Encoding of a CSV that is not UTF-8 or CP932.")
]
HiddenFlag = Annotated[
    Hidden | None, typer.Option("--hidden-rows", help="Take hidden rows along or leave them out.")
]
ZoneFlag = Annotated[
    str | None,
    typer.Option(
        "--time-zone", help="Time zone of dates, e.g. Asia/Tokyo; default: the account's."
    ),
]
AcceptFlag = Annotated[
    list[str] | None,
    typer.Option("--accept", help="Answer a question yes by its code (repeatable; `all`)."),
]
RepeatFlag = Annotated[
    Repeat | None, typer.Option("--repeat", help="Rows applied before: leave, or do once more.")
]
OnProblemFlag = Annotated[
    OnProblem, typer.Option("--on-problem", help="An error only the plan sees: stop, or skip it.")
]
ExpectRowsFlag = Annotated[
    int | None, typer.Option("--expect-rows", help="Stop unless the workbook has so many rows.")
]
ExpectChangeFlag = Annotated[
    list[str] | None,
    typer.Option("--expect-change", help="Stop unless the net change is this: usd=12.34."),
]
BaseFlag = Annotated[
    str | None, typer.Option("--api-base", help="Address of the API (BATCHER_API_BASE).")
]
KeyFileFlag = Annotated[
    Path | None, typer.Option("--api-key-file", help="File with the key; else STRIPE_API_KEY.")
]
AccountFlag = Annotated[
    str | None, typer.Option("--account", help="The account it must be: acct_….")
]
SandboxFlag = Annotated[
    bool, typer.Option("--sandbox", help="Use the embedded Stripe with demo invoices; no key.")
]
YesFlag = Annotated[bool, typer.Option("--yes", help="Confirm the plan without asking.")]
LiveFlag = Annotated[bool, typer.Option("--live", help="Allow a live key: real money.")]
OnRefusalFlag = Annotated[
    OnRefusal,
    typer.Option("--on-refusal", help="When Stripe refuses: stop that invoice, or the run."),
]
ReportFlag = Annotated[
    Path | None, typer.Option("--report", help="Where the report goes; default: reports/.")
]
WorkbookArgument = Annotated[Path, typer.Argument(help=".xlsx, .xlsm, .csv, .tsv or a folder.")]
RunArgument = Annotated[str | None, typer.Argument(help="R-…; default: the latest.")]
