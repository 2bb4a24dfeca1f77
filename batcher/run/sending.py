"""Sends a plan: in its order, one writer per invoice, several invoices at once."""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from threading import Event as Flag

from batcher.core.model import Status
from batcher.core.plan.parts import Plan, Request
from batcher.core.ports import Ledger, Listener
from batcher.core.reconcile import RequestState, fold
from batcher.run.delivery import Delivery
from batcher.run.reading import Reader

FRESH_S = 60.0
LOOK_S = 0.5


@dataclass(frozen=True, slots=True)
class Sent:
    """How a sending ended. `halted` is '' when every request had its turn, else a label code."""

    halted: str = ""
    reason: str = ""


def send(
    run: str,
    plan: Plan,
    reader: Reader,
    ledger: Ledger,
    *,
    stop: Flag,
    on_refusal: str = "stop-invoice",
    only: frozenset[int] | None = None,
    threads: int = 16,
    listener: Listener | None = None,
) -> Sent:
    """Send every request of the plan that is not settled yet; `only` limits it to these numbers.

    Ctrl-C and `stop` let the answers in flight arrive, then end it. Raises LedgerUnusable.
    """
    delivery = Delivery(
        run, plan, reader, ledger, on_refusal, fold(ledger.events(run)), set(), plan.by_id()
    )
    if listener is not None:
        delivery.waiting = listener.waiting
    age_s = (reader.clock.now() - datetime.fromisoformat(plan.read_at)).total_seconds()
    if 0 <= age_s < FRESH_S:
        delivery.fresh.update(plan.before)
    waiting = {
        request.number: request
        for request in plan.requests
        if (only is None or request.number in only) and is_open(delivery.state(request.number))
    }
    running: dict[Future[None], Request] = {}
    with ThreadPoolExecutor(max_workers=threads) as pool:
        while True:
            if stop.is_set():
                delivery.halt("interrupted")
            _start(delivery, waiting, running, pool)
            if not running:
                break
            _collect(running, stop, listener)
    return Sent(delivery.halted, delivery.halt_reason)


def is_open(state: RequestState) -> bool:
    """True for a request that has no outcome yet, or was put off for a reason that may pass."""
    return not state.settled or state.status is None or state.reason == "paused"


def _start(
    delivery: Delivery,
    waiting: dict[int, Request],
    running: dict[Future[None], Request],
    pool: ThreadPoolExecutor,
) -> None:
    """Hand over every request whose turn has come; skip those whose turn never will."""
    for number, request in list(waiting.items()):
        if delivery.halted:
            waiting.clear()
            return
        first = [delivery.state(n) for n in request.after]
        if all(state.status is Status.APPLIED for state in first):
            del waiting[number]
            running[pool.submit(delivery.deliver, request)] = request
        elif any(_is_lost(state) for state in first):
            del waiting[number]
            delivery.skip(request, "after_refusal")
        elif not _can_come(request, waiting, running):
            del waiting[number]


def _is_lost(state: RequestState) -> bool:
    """True when a request will not be applied in this run any more."""
    lost = state.status in (Status.REFUSED, Status.NOT_SENT)
    return state.settled and lost and state.reason != "paused"


def _can_come(
    request: Request, waiting: dict[int, Request], running: dict[Future[None], Request]
) -> bool:
    """False where what must come first stays in doubt: this request waits for `resume`."""
    numbers = {*waiting, *(one.number for one in running.values())}
    return any(number in numbers for number in request.after)


def _collect(running: dict[Future[None], Request], stop: Flag, listener: Listener | None) -> None:
    """Take what has ended; the first Ctrl-C asks to stop, and what is in flight is waited for."""
    try:
        done, _ = wait(running, timeout=LOOK_S, return_when=FIRST_COMPLETED)
    except KeyboardInterrupt:
        stop.set()
        return
    for future in done:
        del running[future]
        future.result()
        if listener is not None:
            listener.step()
