"""Tells people of what ended badly while nobody watched: once, by whichever worker comes first.

That somebody is to be told is written down before the end itself, and that it was told before it
is said: a worker that dies leaves it to another, and nobody hears a thing twice.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from batcher.core.model import Event
from batcher.core.reporting import Exit
from batcher.notify import is_anybody, notify_end
from batcher.submissions import submission

if TYPE_CHECKING:
    from batcher.fleet.places import Place
    from batcher.ledger import SqlLedger
    from batcher.run import Result
    from batcher.submissions import Submission

TO_TELL, TOLD = "to_tell", "told"
CHANGES_TOLD = 5
_WAITS = frozenset({"approval_needed", "approval_asked"})


def of_end(
    one: Submission, told: Mapping[str, object], place: Place, ledger: SqlLedger, worker: str
) -> bool:
    """Write down that people are to hear how a submission ended; whether they are.

    Not of a good end, or where a person took it back; an inbox tells of its workbooks itself.
    """
    is_good = told.get("exit") == Exit.DONE
    if is_good or told.get("reason") == "cancelled" or one.origin:
        return False
    return _to_tell(one.id, {"account": place.name}, place, ledger, worker)


def of_verify(run: str, result: Result, place: Place, ledger: SqlLedger, worker: str) -> None:
    """Tell people where reading a run again has found something else, or could not read it.

    The same finding is told once, however many nights it is found; what could not be read, once a
    day for each account.
    """
    listed = result.object.get("changed")
    changed = listed if isinstance(listed, list) else []
    if result.exit is Exit.DONE or (result.exit is Exit.UNFINISHED and not changed):
        return
    if changed:
        kept = json.dumps([run, changed], sort_keys=True, default=str)
        subject = f"verify {run} {hashlib.sha256(kept.encode()).hexdigest()[:12]}"
    else:
        subject = f"verify {place.name} {datetime.now(UTC):%Y-%m-%d}"
    found = {
        "verified": run,
        "account": place.name,
        "exit": int(result.exit),
        "changed": len(changed),
        "where": [_where(one) for one in changed[:CHANGES_TOLD]],
        "error": result.object.get("error"),
    }
    if _to_tell(subject, found, place, ledger, worker):
        tell(subject, place, ledger, worker)


def _where(change: Mapping[str, Any]) -> str:
    """Which part of Stripe is another, without what it was or is."""
    parts = (change.get("invoice"), change.get("line"), change.get("column"))
    return " ".join(str(part) for part in parts if part)


def _to_tell(
    subject: str, found: Mapping[str, object], place: Place, ledger: SqlLedger, worker: str
) -> bool:
    if not is_anybody(place.settings):
        return False
    return ledger.desk.act(worker, TO_TELL, subject, f"{TO_TELL} {subject}", **found)


def untold(ledger: SqlLedger) -> list[tuple[str, str]]:
    """What nobody has been told of yet, oldest first, each with its account."""
    found = []
    for subject in ledger.desk.open_subjects(TO_TELL, (TOLD,)):
        asked = ledger.desk.last(subject, TO_TELL)
        assert asked is not None
        found.append((subject, str(asked.detail.get("account"))))
    return found


def tell(subject: str, place: Place, ledger: SqlLedger, worker: str) -> None:
    """Say it, unless another does, or the submission it is about has not ended after all."""
    found = _ending(ledger, subject)
    if found is not None and ledger.desk.act(worker, TOLD, subject, f"{TOLD} {subject}"):
        notify_end(found, place.settings)


def _ending(ledger: SqlLedger, subject: str) -> dict[str, Any] | None:
    one = submission(ledger, subject)
    if one is None:
        asked = ledger.desk.last(subject, TO_TELL)
        return None if asked is None else dict(asked.detail)
    return {**one.object, **_of_run(one, ledger)} if one.is_over else None


def _of_run(one: Submission, ledger: SqlLedger) -> dict[str, Any]:
    """What people need of its run: rows by their status, half corrected invoices, whether it waits
    for a person. No money, and nothing that stands in a cell."""
    run = one.runs[-1] if one.runs else ""
    events = ledger.events(run) if run else []
    ends = [event for event in events if event.kind in (Event.FINISHED, Event.STOPPED)]
    told = ends[-1].detail.get("object") if ends else None
    known: Mapping[str, Any] = told if isinstance(told, dict) else {}
    codes = {problem["code"] for problem in known.get("problems", [])}
    return {
        "rows": dict(known.get("rows", {})),
        "half_corrected": list(known.get("half_corrected", [])),
        "waits_for": "approval" if codes & _WAITS else None,
    }
