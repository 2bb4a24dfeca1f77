"""A run's evidence, from the ledger alone: gathers its parts and has them written as one zip."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from batcher.core.evidence import parts_of, with_manifest
from batcher.core.model import Event
from batcher.core.reporting import Account, leftovers_of, object_of, report_of, row_ends
from batcher.run.closing import Result, account_of
from batcher.run.continuing import RunUnknown, as_then, prepared_again
from batcher.run.options import Edges


def evidence(wanted: str, edges: Edges, target: Path | None = None) -> Result:
    """Write the evidence of a run, at `target` or among the reports; writes nothing to the ledger.

    The same ledger gives the same bytes, so the report in it is in the language of the run. Raises
    RunUnknown, OSError, and LedgerUnusable where anything of the run was changed since.
    """
    record = edges.ledger.run(wanted)
    if record is None:
        raise RunUnknown(wanted)
    sealed = edges.ledger.sealed(record.run)
    events = edges.ledger.events(record.run)
    prepared = prepared_again(record, edges)
    account = account_of(record.run, prepared, events, as_then(record, events, edges))
    ends = [e.detail for e in events if e.kind in (Event.FINISHED, Event.STOPPED)]
    made, end = object_of(account, row_ends(account), prepared.source.path)
    stored = ends[-1].get("object") if ends else None
    told = {**stored} if isinstance(stored, dict) else made
    parts = parts_of(record, sealed, prepared.plan, events)
    parts |= _books(account, edges, str(told["status"]))
    path, sha256 = edges.files.write_evidence(
        with_manifest(record.run, sealed, parts),
        target or edges.reports / f"{record.run}-evidence.zip",
    )
    told.update(evidence=str(path), sha256=sha256, ledger_head=sealed.head)
    return Result(told, end)


def _books(account: Account, edges: Edges, status: str) -> dict[str, bytes]:
    """The report and the leftovers, as they are written from what the ledger holds now."""
    ends, made_at = row_ends(account), account.events[0].at
    report_name, leftovers_name = (f"{one}.xlsx" for one in ("report", "leftovers"))
    left = leftovers_of(account, ends)
    found = {}
    with TemporaryDirectory() as folder:
        report = replace(report_of(account, ends, status), made_at=made_at)
        path, _ = edges.files.write_report(report, Path(folder) / report_name)
        found[report_name] = path.read_bytes()
        if left is not None:
            left = replace(left, made_at=made_at)
            path, _ = edges.files.write_leftovers(left, Path(folder) / leftovers_name)
            found[leftovers_name] = path.read_bytes()
    return found
