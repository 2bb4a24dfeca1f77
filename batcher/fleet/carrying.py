"""One submission through its run: begun, gone on with, or found to be over; and what comes next.

The ledger decides which. Safe to repeat after any interruption, and on two machines at once: the
second is told that the account is locked.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Event as Flag
from typing import TYPE_CHECKING

from batcher.brought import bringers
from batcher.core.ports import LedgerLocked
from batcher.core.reporting import Exit
from batcher.endings import Seen, settle
from batcher.fleet import telling
from batcher.submissions import (
    APPROVE,
    CARRIED,
    CRASHED,
    ENDED,
    GIVEN_BACK,
    INTERRUPTED,
    LOCKED,
    OPENED,
    RETRY,
    REVIEWED,
    STOPPED,
    TAKEN,
    UNUSABLE,
    Submission,
    submission,
)
from batcher.wiring import Connection, LiveNotAllowed

if TYPE_CHECKING:
    from batcher.fleet.places import Place
    from batcher.ledger import SqlLedger
    from batcher.run import Edges, Result

FAILURES_MAX = 12  # with the pauses below: five hours of a Stripe or a key that cannot be used
CRASHES_MAX = 3
DEATHS_MAX = 10
PAUSE_S, PAUSE_MAX_S = 15.0, 3_600.0
LOCKED_S, LOCKED_MAX_S = 5.0, 60.0
# Another try finds the same: the key is of another account or mode than the workbook was meant for.
_FINAL = frozenset({"mode_differs", "account_differs", "account_of_run", "account_of_plan"})
log = logging.getLogger("batcher.fleet")


@dataclass(frozen=True, slots=True)
class Turn:
    """What a turn came to: over, or back into the queue for `pause_s` seconds."""

    reason: str = ""
    pause_s: float | None = None

    @property
    def is_over(self) -> bool:
        """True when nothing more is to be done."""
        return self.pause_s is None


@dataclass(slots=True)
class _Met:
    """The failure that ended a call, before it was put into words."""

    error: Exception | None = None

    @property
    def is_final(self) -> bool:
        """Whether another try cannot find anything else."""
        from batcher.run import ApproverBegan, Declined, NotWaiting

        code = getattr(self.error, "code", "")
        told = (LiveNotAllowed, ApproverBegan, Declined, NotWaiting)
        return isinstance(self.error, told) or code in _FINAL


def carry(
    wanted: str, place: Place, ledger: SqlLedger, worker: str, stop: Flag, attempts: int
) -> Turn:
    """Give a submission its turn. `attempts`: how often it was in the queue before. Raises
    LedgerUnusable where not even that can be written down."""
    one = submission(ledger, wanted)
    if one is None or one.is_over:
        return Turn()
    ledger.desk.act(worker, TAKEN, wanted)
    log.info("taken", extra={"event": "taken", "submitted": wanted, "account": place.name})
    if one.deaths >= DEATHS_MAX:
        return end(one, place, ledger, worker, {"reason": "deaths", "status": "failed"})
    content = ledger.desk.content(one.upload.sha256)
    if content is None:
        return end(one, place, ledger, worker, {"reason": "purged", "status": "failed"})
    met = _Met()
    result = settle(
        lambda seen: _noted(met, lambda: _call(one, content, place, ledger, worker, stop, seen)),
        one.path or one.upload.name,
        one.language,
    )
    turn = next_turn(result, met, one, stop.is_set(), attempts)
    told = {"run": result.object.get("run"), "reason": turn.reason}
    log.info("ended", extra={"event": "ended", "submitted": wanted, "exit": int(result.exit),
                             **told})  # fmt: skip
    if turn.is_over:
        status = {"status": str(result.object["status"]), "exit": int(result.exit)}
        error = result.object.get("error")
        return end(one, place, ledger, worker, {**told, **status, "error": error})
    ledger.desk.act(worker, GIVEN_BACK, wanted, **told)
    return turn


def end(
    one: Submission, place: Place | None, ledger: SqlLedger, worker: str, told: dict[str, object]
) -> Turn:
    """Write down that it is over, and tell people where it ended badly; `place`: None where this
    worker has no settings for the account."""
    is_told = place is not None and telling.of_end(one, told, place, ledger, worker)
    ledger.desk.act(worker, ENDED, one.id, f"ended {one.id}", **told)
    if place is not None and is_told:
        telling.tell(one.id, place, ledger, worker)
    return Turn(str(told.get("reason", "")))


def _noted(met: _Met, call: Callable[[], Result]) -> Result:
    try:
        return call()
    except Exception as error:
        met.error = error
        raise


def next_turn(result: Result, met: _Met, one: Submission, stopped: bool, attempts: int) -> Turn:
    """Whether that was the end, and else why and how long it waits for its next turn.

    An account that is locked and a worker that is asked to stop are nobody's failure and cost no
    attempt. After too many failures it is over as it stands; `resume` goes on by hand.
    """
    if isinstance(met.error, LedgerLocked):
        return Turn(LOCKED, min(LOCKED_S * 2 ** min(attempts, 9), LOCKED_MAX_S))
    if result.exit not in (Exit.STOPPED, Exit.UNUSABLE):
        return Turn()
    if stopped:
        return Turn(INTERRUPTED, 0.0)
    is_crash = met.error is not None and not _is_named(met.error)
    reason = CRASHED if is_crash else STOPPED if result.exit is Exit.STOPPED else UNUSABLE
    if met.is_final or one.failures + 1 >= (CRASHES_MAX if is_crash else FAILURES_MAX):
        return Turn(reason)
    return Turn(reason, min(PAUSE_S * 2 ** min(one.failures, 9), PAUSE_MAX_S))


def _is_named(error: Exception) -> bool:
    from batcher.endings import known

    return known(error, Seen(), "en") is not None


def _call(
    one: Submission,
    content: bytes,
    place: Place,
    ledger: SqlLedger,
    worker: str,
    stop: Flag,
    seen: Seen,
) -> Result:
    from batcher.run.options import Silence
    from batcher.wiring import connect

    live = one.is_live_allowed or place.settings.live
    with connect(
        place.settings,
        Connection(sandbox=place.is_sandbox, live=live),
        confirm=lambda _plan: True,
        ask=lambda _problems, _options: None,
        listener=Silence(),
    ) as (edges, watched):
        seen.gateway = watched

        def new_run() -> str:
            opened = watched.new_run()
            ledger.desk.act(worker, OPENED, one.id, run=opened)
            ledger.desk.act(worker, CARRIED, opened, submitted=one.id)
            return opened

        mine = replace(edges, new_run=new_run, stop=stop, who=one.upload.who)
        return _go(one, content, mine, bringers(ledger, one.upload.sha256))


def _go(one: Submission, content: bytes, edges: Edges, brought: frozenset[str]) -> Result:
    """The call that brings it nearer its end, by what is asked and what was begun."""
    from batcher.run import Options, Source, apply_reviewed, approve, resume, retry, run

    options = Options.restored(one.options)
    begun = _begun(one, edges)
    source = Source(content, one.upload.name, one.path)
    if one.way == APPROVE and begun == one.of:  # also goes on with what was approved before
        who = one.upload.who
        return approve(one.of, edges, who=who, language=options.language, brought=brought)
    chosen = {"language": options.language, "on_refusal": options.on_refusal}
    if begun is not None:
        return resume(begun, edges, **chosen, canary=options.canary)
    if one.way == RETRY:
        return retry(one.of, edges, **chosen, canary=options.canary)
    if one.way == REVIEWED:
        return apply_reviewed(source, options, one.digest, edges)
    return run(source, options, edges)


def _begun(one: Submission, edges: Edges) -> str | None:
    """The latest run of it that was written down."""
    return next((run for run in reversed(one.runs) if edges.ledger.run(run) is not None), None)
