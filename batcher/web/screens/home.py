"""The first screen: what to do, the drop zone, what waits, what is under way, what was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batcher.brought import WITHDRAWN, returned
from batcher.core.ports import LedgerLocked
from batcher.history import told
from batcher.web import queueing
from batcher.web.dressing import asset
from batcher.web.screens import waiting

if TYPE_CHECKING:
    from starlette.responses import Response

    from batcher.core.model import RunRecord, Upload
    from batcher.web.asks import Ask

LATEST = 6
OPEN_SHOWN = 20
ASSETS = {"page.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml"}


def show(ask: Ask) -> Response:
    """`/`"""
    ledger = ask.office.ledger
    waits = ledger.waiting()
    held = {record.run for record in waits}
    unfinished = [record for record in ledger.unfinished() if record.run not in held]
    going = [record for record in unfinished[:OPEN_SHOWN] if is_under_way(ask, record)]
    uploads = ledger.desk.uploads(LATEST)
    runs = [told(ledger, record) for record in ledger.runs_page(LATEST)]
    return ask.screen(
        "home",
        runs=runs,
        going=going,
        stopped=[record for record in unfinished[:OPEN_SHOWN] if record not in going],
        waiting=waits[:OPEN_SHOWN],
        uploads=uploads,
        returned=_returned(ask, uploads),
        handed=waiting.handed_over(ask),
        is_new=not runs and not uploads,
    )


def _returned(ask: Ask, uploads: list[Upload]) -> list[Upload]:
    """Those of the visitor's own latest uploads that another person sent back."""
    desk, name = ask.office.ledger.desk, ask.visitor.name
    back = set(returned(ask.office.ledger)) & {one.upload for one in uploads if one.who == name}
    decided = {one.subject: one.who for one in desk.actions_of(back, (WITHDRAWN,))}
    return [one for one in uploads if decided.get(one.upload, name) != name]


def is_under_way(ask: Ask, record: RunRecord) -> bool:
    """True while this server, or another program, works on a run that is not over."""
    if ask.office.works.on_run(record.run) is not None or queueing.of_run(ask, record.run):
        return True
    try:
        with ask.office.ledger.lock(record.account, record.livemode):
            return False
    except LedgerLocked:
        return True


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
