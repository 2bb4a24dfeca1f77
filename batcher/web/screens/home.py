"""The first screen: what to do in three lines, the drop zone, what waits and what was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from batcher.history import told
from batcher.web.dressing import asset
from batcher.web.screens import waiting

if TYPE_CHECKING:
    from starlette.responses import Response

    from batcher.web.asks import Ask

LATEST = 8
HISTORY_PAGE = 50
ASSETS = {"page.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml"}


def show(ask: Ask) -> Response:
    """`/`"""
    ledger = ask.office.ledger
    records = ledger.runs()
    latest = [told(ledger, record) for record in records[:LATEST]]
    uploads = ledger.desk.uploads(LATEST)
    return ask.screen(
        "home",
        runs=latest,
        stopped=[run for run in latest if run["status"] in (None, "stopped") and not _waits(run)],
        waiting=[run for run in latest if _waits(run)],
        uploads=uploads,
        handed=waiting.handed_over(ask),
        is_new=not records and not uploads,
    )


def _waits(run: Mapping[str, Any]) -> bool:
    return (run["approval"] or {}).get("state") == "waiting"


def history(ask: Ask) -> Response:
    """`/runs`: who, when, what, newest first."""
    asked = ask.query("page")
    records = ask.office.ledger.runs()
    pages = max(1, -(-len(records) // HISTORY_PAGE))
    page = min(pages, max(1, int(asked))) if asked.isdecimal() and len(asked) < 8 else 1
    shown = records[(page - 1) * HISTORY_PAGE : page * HISTORY_PAGE]
    runs = [told(ask.office.ledger, record) for record in shown]
    return ask.screen("history", runs=runs, page=page, pages=pages, total=len(records))


def activity(ask: Ask) -> Response:
    """`/activity`: what people did on the page, newest first."""
    return ask.screen("activity", actions=ask.office.ledger.desk.actions(count_max=500))


def template_file(ask: Ask) -> Response:
    """`/templates/{name}`: an empty workbook, or a filled example."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from batcher.web.asks import Refused
    from batcher.workbook.template import write_template

    name = ask.path("name")
    if name not in ("template.xlsx", "example.xlsx"):
        raise Refused(404, "page.refused.unknown")
    with TemporaryDirectory() as folder:
        target = Path(folder) / name
        written = write_template(target, ask.language, name == "example.xlsx")
        return ask.file(written.read_bytes(), name)


def static_file(ask: Ask) -> Response:
    """`/static/{name}`: the style sheet, the script, the icon."""
    from starlette.responses import Response

    from batcher.web.asks import Refused

    name = ask.path("name")
    if name not in ASSETS:
        raise Refused(404, "page.refused.unknown")
    return Response(asset(name), media_type=ASSETS[name])
