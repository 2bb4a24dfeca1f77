"""Files that people brought and no run came of: which of them may go now, and letting them go.

What a run was made of goes with that run (`run.purging`); the bytes of all others go from here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from batcher.core.instants import moment
from batcher.run.purging import years_before
from batcher.submissions import ENDS, SUBMITTED, is_order

if TYPE_CHECKING:
    from batcher.core.model import Upload
    from batcher.ledger import SqlLedger

# Kinds of action of an upload: one person hands it over, another sends it or sends it back.
HANDED, WITHDRAWN, SENT = "handed_over", "sent_back", "sent"


@dataclass(frozen=True, slots=True)
class File:
    """The same bytes under every name they were brought by, oldest first. `why` they stay: ""
    (they may go), "waiting" (for an approval or a worker) or "young"."""

    uploads: tuple[Upload, ...]
    why: str = ""

    @property
    def latest(self) -> Upload:
        """When and as what they were brought last."""
        return self.uploads[-1]


def waiting(ledger: SqlLedger) -> list[str]:
    """The uploads one person handed over and nobody has decided on, newest first."""
    return ledger.desk.subjects_at(HANDED, (HANDED, WITHDRAWN, SENT))


def returned(ledger: SqlLedger) -> list[str]:
    """The uploads that were sent back and not handed over again, newest first."""
    return ledger.desk.subjects_at(WITHDRAWN, (HANDED, WITHDRAWN, SENT))


def bringers(ledger: SqlLedger, sha256: str) -> frozenset[str]:
    """Who brought a workbook's very bytes, or handed them over for approval."""
    found = [one for one in ledger.desk.brought(sha256) if not is_order(ledger, one)]
    handed = ledger.desk.actions_of((one.upload for one in found), (HANDED,))
    return frozenset(one.who for one in found) | frozenset(one.who for one in handed)


def survey(ledger: SqlLedger, before: datetime, keep_years: int, now: datetime) -> tuple[File, ...]:
    """Every file last brought before `before` (aware) that no run holds; changes nothing."""
    busy = {*waiting(ledger), *ledger.desk.open_subjects(SUBMITTED, ENDS)}
    oldest_kept = years_before(now, keep_years)
    same: dict[str, list[Upload]] = {}
    for upload in ledger.desk.without_run():
        same.setdefault(upload.sha256, []).append(upload)
    found = []
    for uploads in same.values():
        at = moment(uploads[-1].at)
        if at is not None and at < before:
            found.append(File(tuple(uploads), _why(uploads, at, busy, oldest_kept)))
    return tuple(found)


def _why(uploads: Sequence[Upload], at: datetime, busy: set[str], oldest_kept: datetime) -> str:
    if any(one.upload in busy for one in uploads):
        return "waiting"
    return "young" if at > oldest_kept else ""


def forget(ledger: SqlLedger, file: File, who: str) -> bool:
    """Remove the bytes; who brought them, when and as what stays. False where a run has come of
    them meanwhile, or they are gone."""
    return ledger.desk.forget(file.latest.sha256, who)
