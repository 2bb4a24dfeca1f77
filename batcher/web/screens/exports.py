"""The other way round: drafts that stand in Stripe as a workbook, to be edited and brought back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from batcher.core.exporting import SpanUnreadable, read_span
from batcher.core.exporting.named import unfit
from batcher.web import doing
from batcher.web.asks import Refused

if TYPE_CHECKING:
    from starlette.responses import Response

    from batcher.run import Wanted
    from batcher.web.asks import Ask
    from batcher.web.works import Work

STATUSES = ("draft", "open", "paid", "uncollectible", "void")
IDS_MAX = 500


def form(ask: Ask, problem: str = "", status: int = 200) -> Response:
    """`/exports`: which invoices. `problem`: why what was just asked cannot be meant."""
    return ask.screen(
        "export", status, here="/exports", statuses=STATUSES, given=ask.form, problem=problem
    )


def begin(ask: Ask) -> Response:
    """`POST /exports`: read them, as `batcher export` does."""
    from batcher.run import Wanted

    once = ask.form.get("once", "")
    if not re.fullmatch(r"[\w-]{8,64}", once):
        raise Refused(400, "page.refused.form")
    chosen = ask.form.get("status", "draft")
    wanted = Wanted(
        customers=_ids(ask, "customer"),
        invoices=_ids(ask, "invoice"),
        created=_days(ask.form.get("from", "").strip(), ask.form.get("to", "").strip()),
        status=chosen if chosen in STATUSES else "draft",
    )
    problem = _problem(ask, wanted)
    if problem:
        return form(ask, problem, 422)
    doing.export(ask.office, wanted, ask.visitor.name, ask.language, once)
    ask.act("exported", **_told(wanted))
    return ask.go(f"/exports/{once}")


def show(ask: Ask) -> Response:
    """`/exports/{once}`: until it is read, then what is in it."""
    work = _mine(ask)
    if work is None:  # of another server, or long ago: it is only read, so it is read again
        return ask.go("/exports")
    if not work.ended.wait(2.0) or work.result is None:
        return ask.screen(
            "working", 503 if work.failure else 200, upload=None, work=work, step=0, back="/exports"
        )
    return ask.screen("exported", found=work.result, once=ask.path("once"))


def file(ask: Ask) -> Response:
    """`/exports/{once}/file`: the workbook."""
    work = _mine(ask)
    if work is None or work.result is None:
        raise Refused(404, "page.refused.unknown")
    stem = "drafts" if work.result.status == "draft" else f"invoices-{work.result.status}"
    return ask.file(work.result.content, f"{stem}-{ask.office.clock.now():%Y%m%d-%H%M}.xlsx")


def _mine(ask: Ask) -> Work | None:
    work = ask.office.works.of("export", ask.path("once"))
    return work if work is not None and work.who == ask.visitor.name else None


def _ids(ask: Ask, name: str) -> tuple[str, ...]:
    """Ids as people paste them: one a line, or with spaces or commas between."""
    told = re.split(r"[\s,;\u3000\u3001]+", ask.form.get(name, ""))
    return tuple(dict.fromkeys(filter(None, told)))


def _days(first: str, last: str) -> str:
    """As `--created` says it."""
    return f"{first}..{last}" if first or last else ""


def _problem(ask: Ask, wanted: Wanted) -> str:
    """Why it cannot be meant; '' where it can."""
    for name, ids in (("customer", wanted.customers), ("invoice", wanted.invoices)):
        if len(ids) > IDS_MAX:
            return ask.word("page.export.many", count=str(IDS_MAX))
        for one, prefix in unfit(name, ids):
            return ask.word("cli.bad_id", value=one, prefix=prefix)
    try:
        if wanted.created:
            read_span(wanted.created, ZoneInfo("UTC"))
    except SpanUnreadable:
        return ask.word("page.export.days")
    return ""


def _told(wanted: Wanted) -> dict[str, object]:
    """What was asked for, as it is written down."""
    return {
        "status": wanted.status, "created": wanted.created,
        "customers": list(wanted.customers), "invoices": list(wanted.invoices),
    }  # fmt: skip
