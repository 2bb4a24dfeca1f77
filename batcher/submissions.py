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
CARRIED = "carried"  # done to a run: a submission brings it to its end
SHOWN_MAX = 1_000  # actions of one submission that are looked at
LISTED_MAX = 200

# Why a submission waits again; the last two are nobody's failure.
STOPPED, UNUSABLE, CRASHED = "stopped", "unusable", "crashed"
LOCKED, INTERRUPTED = "locked", "interrupted"
FAILURES = (STOPPED, UNUSABLE, CRASHED)

# What is asked of the workers: a run of a workbook; one of exactly the plan that was reviewed; the
# rest of a run that is there; what a run did not apply, as a new run.
RUN, REVIEWED = "run", "reviewed"
APPROVE, RESUME, RETRY = "approve", "resume", "retry"
GO_ON = (APPROVE, RESUME)

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
    `way`: what is asked, one of those above; `of`: the run it is asked of, '' for a new one;
    `digest`: of the plan it has to be, '' for any. `origin`: where an inbox has the workbook, ''
    for none. `runs`: those it is about, oldest first. `deadline_s` (unix seconds) orders the queue;
    `finalizes_at` is the earliest time a touched draft finalizes by itself, None if unknown.
    `reason`: why it waits again. `error`: why it ended badly, in words. `failures`: how often it
    was given back because its run could not go on; `deaths`: how often its worker was not heard of
    again.
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
    way: str = RUN
    of: str = ""
    digest: str = ""
    origin: str = ""
    runs: tuple[str, ...] = ()
    status: str | None = None
    exit: int | None = None
    worker: str = ""
    reason: str = ""
    error: str = ""
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
    def language(self) -> str:
        """Of what people read of it."""
        return str(self.options.get("language", "en"))

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
            "way": self.way,
            "run": self.runs[-1] if self.runs else None,
            "runs": list(self.runs),
            "status": self.status,
            "exit": self.exit,
            "reason": self.reason or None,
            "error": self.error or None,
        }


def submission(ledger: SqlLedger, wanted: str) -> Submission | None:
    """One by its id; None where there is none, or the file was brought for something else."""
    upload = ledger.desk.upload(wanted)
    return None if upload is None else _found(ledger, upload)


def submissions(ledger: SqlLedger, count_max: int = LISTED_MAX) -> list[Submission]:
    """The latest, newest first."""
    found = (_found(ledger, upload) for upload in ledger.desk.uploads(count_max))
    return [one for one in found if one is not None]


def open_submissions(ledger: SqlLedger) -> list[Submission]:
    """Those that are not over, oldest first."""
    found = (submission(ledger, one) for one in ledger.desk.open_subjects(SUBMITTED, ENDS))
    return [one for one in found if one is not None]


def submissions_of(ledger: SqlLedger, sha256: str) -> list[Submission]:
    """Those of a workbook's very bytes, newest first."""
    found = (_found(ledger, upload) for upload in ledger.desk.brought(sha256))
    return [one for one in found if one is not None]


def is_order(ledger: SqlLedger, upload: Upload) -> bool:
    """Whether nobody brought it: somebody told the workers what to do with what was there."""
    one = _found(ledger, upload)
    return one is not None and one.way != RUN


def carrier(ledger: SqlLedger, run: str) -> Submission | None:
    """The latest submission that brings a run to its end; None where workers know nothing of it."""
    told = ledger.desk.last(run, CARRIED)
    return None if told is None else submission(ledger, str(told.detail.get("submitted")))


def _found(ledger: SqlLedger, upload: Upload) -> Submission | None:
    asked = ledger.desk.last(upload.upload, SUBMITTED)  # also where its doings are many
    if asked is None:
        return None
    return _folded(upload, asked, ledger.desk.actions(upload.upload, SHOWN_MAX)[::-1])


def _folded(upload: Upload, asked: Action, actions: Sequence[Action]) -> Submission:
    mine = [one for one in actions if one.kind in _STATES]
    last = mine[-1] if mine else asked
    over = next((one for one in mine if one.kind in ENDS), None)
    shown = over or last
    told, detail = shown.detail, asked.detail
    takers = [one.who for one in mine if one.kind == TAKEN]
    opened = [str(one.detail.get("run")) for one in mine if one.kind == OPENED]
    way, of = str(detail.get("way") or RUN), str(detail.get("of") or "")
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
        way=way,
        of=of,
        digest=str(detail.get("digest") or ""),
        origin=str(detail.get("origin") or ""),
        runs=tuple(dict.fromkeys([of, *opened] if way in GO_ON else opened)),
        status=str(told["status"]) if told.get("status") else None,
        exit=_whole(end),
        worker=takers[-1] if takers else "",
        reason=str(told.get("reason") or ""),
        error=str(told.get("error") or ""),
        failures=sum(one.detail.get("reason") in FAILURES for one in mine),
        deaths=_deaths([one.kind for one in mine]),
    )


def _deaths(kinds: Sequence[str]) -> int:
    """How often it was taken again though nobody had given it back."""
    told = [kind for kind in kinds if kind in (TAKEN, GIVEN_BACK)]
    return sum(pair == (TAKEN, TAKEN) for pair in pairwise(told))


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
