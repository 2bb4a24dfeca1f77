"""Workbooks handed over to workers, as the ledger tells of them: no queue, no key, no Stripe.

A submission is a file that was brought and what was done with it since; its state is the fold of
those actions. The queue only says when: whatever it forgets is found here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from batcher.core.model import Action, Upload

if TYPE_CHECKING:
    from batcher.ledger import SqlLedger

SUBMITTED = "submitted"  # handed over: account, mode, options, priority
TAKEN = "taken"  # a worker has begun
OPENED = "opened"  # a run of it is about to be written down
GIVEN_BACK = "given_back"  # not over: waits for its next turn, and why
ENDED = "ended"  # over: its run, status and exit code
CANCELLED = "cancelled"
ENDS = (ENDED, CANCELLED)
SHOWN_MAX = 1_000  # actions of one submission that are looked at
LISTED_MAX = 200

# Why a submission waits again; the last two are nobody's failure.
STOPPED, UNUSABLE, CRASHED = "stopped", "unusable", "crashed"
LOCKED, INTERRUPTED = "locked", "interrupted"
FAILURES = (STOPPED, UNUSABLE, CRASHED)

_STATES = {
    SUBMITTED: "waiting",
    TAKEN: "running",
    OPENED: "running",
    GIVEN_BACK: "waiting",
    ENDED: "ended",
    CANCELLED: "cancelled",
}


@dataclass(frozen=True, slots=True)
class Submission:
    """One workbook handed over. `state`: waiting, running, ended or cancelled.

    `account` names it as settings do, `mode` is test or live. `options` as the ledger keeps them.
    `runs`: those begun for it, oldest first. `deadline_s` (unix seconds) orders the queue;
    `finalizes_at` is the earliest time a touched draft finalizes by itself, None if unknown.
    `reason`: why it waits again. `failures`: how often it was given back because its run could not
    go on; `deaths`: how often its worker was not heard of again.
    """

    upload: Upload
    account: str
    mode: str
    queue: str
    options: Mapping[str, Any]
    path: str
    is_live_allowed: bool
    deadline_s: int
    finalizes_at: int | None
    state: str
    at: str
    runs: tuple[str, ...] = ()
    status: str | None = None
    exit: int | None = None
    worker: str = ""
    reason: str = ""
    failures: int = 0
    deaths: int = 0

    @property
    def id(self) -> str:
        """`U-…`, as `runs` lists it."""
        return self.upload.upload

    @property
    def is_over(self) -> bool:
        """True once nothing more is done for it."""
        return self.state in ("ended", "cancelled")

    @property
    def object(self) -> dict[str, Any]:
        """As `--json` prints it."""
        return {
            "submitted": self.id,
            "submitted_at": self.upload.at,
            "state": self.state,
            "since": self.at,
            "account": self.account,
            "mode": self.mode,
            "workbook": self.upload.name,
            "workbook_sha256": self.upload.sha256,
            "who": self.upload.who,
            "worker": self.worker or None,
            "finalizes_at": self.finalizes_at,
            "run": self.runs[-1] if self.runs else None,
            "runs": list(self.runs),
            "status": self.status,
            "exit": self.exit,
            "reason": self.reason or None,
        }


def submission(ledger: SqlLedger, wanted: str) -> Submission | None:
    """One by its id; None where there is none, or the file was brought for something else."""
    upload = ledger.desk.upload(wanted)
    if upload is None:
        return None
    actions = ledger.desk.actions(wanted, SHOWN_MAX)
    asked = ledger.desk.last(wanted, SUBMITTED)  # also where its doings are many
    return None if asked is None else _folded(upload, asked, actions[::-1])


def submissions(ledger: SqlLedger, count_max: int = LISTED_MAX) -> list[Submission]:
    """The latest, newest first."""
    found = (submission(ledger, upload.upload) for upload in ledger.desk.uploads(count_max))
    return [one for one in found if one is not None]


def open_submissions(ledger: SqlLedger) -> list[Submission]:
    """Those that are not over, oldest first."""
    found = (submission(ledger, one) for one in ledger.desk.open_subjects(SUBMITTED, ENDS))
    return [one for one in found if one is not None]


def _folded(upload: Upload, asked: Action, actions: Sequence[Action]) -> Submission:
    mine = [one for one in actions if one.kind in _STATES]
    last = mine[-1] if mine else asked
    over = next((one for one in mine if one.kind in ENDS), None)
    shown = over or last
    told, detail = shown.detail, asked.detail
    takers = [one.who for one in mine if one.kind == TAKEN]
    opened = [str(one.detail.get("run")) for one in mine if one.kind == OPENED]
    options = detail.get("options")
    finalizes_at, end = detail.get("finalizes_at"), told.get("exit")
    return Submission(
        upload=upload,
        account=str(detail.get("account", "")),
        mode=str(detail.get("mode", "")),
        queue=str(detail.get("queue", "")),
        options=options if isinstance(options, dict) else {},
        path=str(detail.get("path", "")),
        is_live_allowed=bool(detail.get("live")),
        deadline_s=_whole(detail.get("deadline_s")) or 0,
        finalizes_at=_whole(finalizes_at),
        state=_STATES[shown.kind],
        at=shown.at,
        runs=tuple(dict.fromkeys(opened)),
        status=str(told["status"]) if told.get("status") else None,
        exit=_whole(end),
        worker=takers[-1] if takers else "",
        reason=str(told.get("reason", "")),
        failures=sum(one.detail.get("reason") in FAILURES for one in mine),
        deaths=_deaths([one.kind for one in mine]),
    )


def _deaths(kinds: Sequence[str]) -> int:
    """How often it was taken again though nobody had given it back."""
    told = [kind for kind in kinds if kind in (TAKEN, GIVEN_BACK)]
    return sum(pair == (TAKEN, TAKEN) for pair in pairwise(told))


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
