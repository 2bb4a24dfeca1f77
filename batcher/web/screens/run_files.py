"""Every file of a run, and its leftovers brought again as a workbook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from batcher.core.model import RunRecord
from batcher.core.plan import from_json, to_json
from batcher.web.asks import Refused
from batcher.web.screens.deciding import record_of
from batcher.web.uploading import file_name

if TYPE_CHECKING:
    from starlette.responses import Response

    from batcher.web.asks import Ask


def leftovers(ask: Ask) -> Response:
    """`POST /runs/{run}/leftovers`: bring the rows not applied as an upload of their own."""
    record = record_of(ask)
    content = _written(ask, record, "leftovers")
    name = f"{record.run}-leftovers.xlsx"
    upload = ask.office.ledger.desk.bring(name, content, ask.visitor.name)
    ask.act("uploaded", upload.upload, name=name, sha256=upload.sha256)
    return ask.go(f"/uploads/{upload.upload}")


def one_file(ask: Ask) -> Response:
    """`/runs/{run}/files/{name}`: report, leftovers, workbook, plan or evidence."""
    record, name = record_of(ask), ask.path("name")
    ledger = ask.office.ledger
    if name == "workbook":
        return ask.file(ledger.workbook(record.run), file_name(record.workbook_name))
    if name == "plan":
        told = to_json(from_json(ledger.plan(record.run)))
        return ask.file(told.encode(), f"{record.run}-plan.json")
    if name in ("report", "leftovers"):
        stem = record.run if name == "report" else f"{record.run}-leftovers"
        return ask.file(_written(ask, record, name), f"{stem}.xlsx")
    if name == "evidence":
        return ask.file(_written(ask, record, name), f"{record.run}-evidence.zip")
    raise Refused(404, "page.refused.unknown")


def _written(ask: Ask, record: RunRecord, name: str) -> bytes:
    """A file of a run, written again from the ledger: what lies in the folder may be gone."""
    from batcher.history import offline_edges
    from batcher.run import evidence, report

    with TemporaryDirectory() as folder, offline_edges(ask.office.settings, None) as edges:
        suffix = ".zip" if name == "evidence" else ".xlsx"
        target = Path(folder) / f"{record.run}{suffix}"
        if name == "evidence":
            result = evidence(record.run, replace(edges, report=None), target)
        else:
            result = report(record.run, replace(edges, report=target), ask.language)
        path = result.object.get(name)
        if not path:
            raise Refused(404, "page.refused.unknown")
        return Path(str(path)).read_bytes()
