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

LOOK_S = 0.5


@dataclass(frozen=True, slots=True)
class Sent:
    """How a sending ended. `halted` is '' when every request had its turn, else a label code.

    `settled`: the earlier runs whose requests in doubt it was that had their turn.
    """

    halted: str = ""
    reason: str = ""
    settled: tuple[str, ...] = ()


def send(
    run: str,
    plan: Plan,
    reader: Reader,
    ledger: Ledger,
    *,
    stop: Flag,
    on_refusal: str = "stop-invoice",
    only: frozenset[int] | None = None,
    again: bool = False,
    hurry: bool = False,
    threads: int = 16,
    listener: Listener | None = None,
) -> Sent:
    """Send every request of the plan that is not settled yet; `only` limits it to these numbers.

    `again`: another process began this, so what it had read is not trusted, however recent.
    `hurry`: drafts that finalize by themselves any moment are tried all the same.
    Ctrl-C and `stop` let the answers in flight arrive, then end it. Raises LedgerUnusable.
    """
    at = datetime.fromisoformat(plan.read_at)
    seen_at = {} if again else dict.fromkeys(("", *plan.before), at)
    states = fold(ledger.events(run))
    until = {name: invoice.finalizes_at for name, invoice in plan.before.items()}
    delivery = Delivery(
        run, plan, reader, ledger, on_refusal, states, seen_at, until, hurry, plan.by_id(), again
    )
    if listener is not None:
        delivery.waiting = listener.waiting
    waiting = {
        request.number: request
        for request in plan.requests
        if (only is None or request.number in only) and is_open(delivery.state(request.number))
    }
    with ThreadPoolExecutor(max_workers=threads) as pool:
        try:
            _send_all(delivery, waiting, pool, stop, listener, threads)
            return Sent(delivery.halted, delivery.halt_reason)
        finally:
            # Where something broke, what still waits for a thread must not start.
            delivery.halt("interrupted")


def _send_all(
    delivery: Delivery,
    waiting: dict[int, Request],
    pool: ThreadPoolExecutor,
    stop: Flag,
    listener: Listener | None,
    room: int,
) -> None:
    running: dict[Future[None], Request] = {}
    while True:
        try:
            if stop.is_set():
                delivery.halt("interrupted")
            _start(delivery, waiting, running, pool, room)
            if not running:
                return
            _collect(running, listener)
        except KeyboardInterrupt:
            stop.set()


def is_open(state: RequestState) -> bool:
    """True for a request that has no outcome yet, or was put off for a reason that may pass."""
    return not state.settled or state.status is None or state.reason == "paused"


def _start(
    delivery: Delivery,
    waiting: dict[int, Request],
    running: dict[Future[None], Request],
    pool: ThreadPoolExecutor,
    room: int,
) -> None:
    """Start the requests whose turn has come, `room` at once; skip those whose turn never will.

    In the order of their numbers, so an invoice that was begun is finished before another begins:
    one that finalizes soon is done with, and a run that stops leaves few half corrected.
    """
    for number, request in tuple(waiting.items()):
        if delivery.halted:
            waiting.clear()
            return
        if len(running) >= room:
            return
        first = [delivery.state(n) for n in request.after]
        if all(state.status in (Status.APPLIED, Status.UNCHANGED) for state in first):
            running[pool.submit(delivery.deliver, request)] = request
            del waiting[number]
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
    under_way = {one.number for one in running.values()}
    return any(number in waiting or number in under_way for number in request.after)


def _collect(running: dict[Future[None], Request], listener: Listener | None) -> None:
    """Take what has ended; wait a little for it."""
    done, _ = wait(running, timeout=LOOK_S, return_when=FIRST_COMPLETED)
    for future in done:
        del running[future]
        future.result()
        if listener is not None:
            listener.step()
