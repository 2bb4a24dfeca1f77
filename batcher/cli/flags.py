"""The flags of DESIGN section 4, each declared once; commands take those they need."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class InvoiceStatus(StrEnum):
    """What Stripe calls the stages of an invoice."""

    DRAFT = "draft"
    OPEN = "open"
    PAID = "paid"
    UNCOLLECTIBLE = "uncollectible"
    VOID = "void"


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
    SKIP_ROW = "skip-row"


class OnRefusal(StrEnum):
    """What a request does that Stripe refused."""

    STOP_INVOICE = "stop-invoice"
    STOP_RUN = "stop-run"


LangFlag = Annotated[Language | None, typer.Option("--lang", help="Language of what people read.")]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
HomeFlag = Annotated[
    Path | None,
    typer.Option("--home", metavar="DIR", help="Where the ledger lives (BATCHER_HOME)."),
]
SheetFlag = Annotated[
    str | None,
    typer.Option(
        "--sheet", metavar="NAME", help="What the only sheet, or the CSV, is: e.g. add_lines."
    ),
]
EncodingFlag = Annotated[
    str | None,
    typer.Option(
        "--encoding", metavar="NAME", help="Encoding of a CSV that is neither UTF-8 nor CP932."
    ),
]
HiddenFlag = Annotated[
    Hidden | None, typer.Option("--hidden-rows", help="Take hidden rows along or leave them out.")
]
ZoneFlag = Annotated[
    str | None,
    typer.Option(
        "--time-zone",
        metavar="ZONE",
        help="Time zone of dates, e.g. Asia/Tokyo; else the account's own.",
    ),
]
AcceptFlag = Annotated[
    list[str] | None,
    typer.Option(
        "--accept", metavar="CODE", help="Answer a question with yes; repeatable; `all` for all."
    ),
]
RepeatFlag = Annotated[
    Repeat | None,
    typer.Option("--repeat", help="Rows applied before: leave them out, or do them once more."),
]
OnProblemFlag = Annotated[
    OnProblem | None,
    typer.Option(
        "--on-problem", help="An error that only the plan sees: stop, skip its invoice, or its row."
    ),
]
ExpectRowsFlag = Annotated[
    int | None,
    typer.Option("--expect-rows", metavar="N", min=0, help="Stop unless the workbook has N rows."),
]
ExpectChangeFlag = Annotated[
    list[str] | None,
    typer.Option(
        "--expect-change",
        metavar="CUR=AMOUNT",
        help="Stop unless the net change is this, e.g. usd=12.34; repeatable.",
    ),
]
BaseFlag = Annotated[
    str | None,
    typer.Option("--api-base", metavar="URL", help="Address of the API (BATCHER_API_BASE)."),
]
KeyFileFlag = Annotated[
    Path | None,
    typer.Option("--api-key-file", metavar="FILE", help="File that holds the key."),
]
AccountFlag = Annotated[
    str | None,
    typer.Option(
        "--account", metavar="NAME", help="An account of batcher.toml by its name, or acct_…."
    ),
]
SandboxFlag = Annotated[
    bool, typer.Option("--sandbox", help="Use the embedded Stripe; needs no key.")
]
YesFlag = Annotated[
    bool, typer.Option("--yes", help="Confirm the plan; answers no question of the workbook.")
]
LiveFlag = Annotated[bool, typer.Option("--live", help="Allow a live key: real money.")]
OnRefusalFlag = Annotated[
    OnRefusal | None,
    typer.Option("--on-refusal", help="When Stripe refuses a request: stop that invoice, or all."),
]
CanaryFlag = Annotated[
    int | None,
    typer.Option(
        "--canary", metavar="N", min=0, help="Send N invoices first, show them, ask, and go on."
    ),
]
ReportFlag = Annotated[
    Path | None,
    typer.Option("--report", metavar="FILE", help="Where the report goes; else reports/RUN.xlsx."),
]
WorkbookArgument = Annotated[
    Path, typer.Argument(metavar="WORKBOOK", help=".xlsx, .xlsm, .csv, .tsv or a folder of CSV.")
]
RunArgument = Annotated[str, typer.Argument(metavar="RUN", help="R-…, as `batcher runs` lists it.")]
LatestArgument = Annotated[
    str | None, typer.Argument(metavar="[RUN]", help="R-…; else the latest of this account.")
]
