"""Sends a plan: in its order, one writer per invoice, several invoices at once."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Event as Flag

from batcher.core.live import Invoice, Missing
from batcher.core.model import Status
from batcher.core.plan.parts import Plan, Request
from batcher.core.ports import Ledger, Listener
from batcher.core.reconcile import RequestState, fold
from batcher.run.delivery import Delivery
from batcher.run.reading import GatewayUnusable, Reader

LOOK_S = 0.5
EARLY_FROM = 100  # invoices; fewer are read again within seconds once all is written
THREADS = 48  # at 100 calls a second of 0.3 s each, 30 are under way; the others wait for a turn


@dataclass(frozen=True, slots=True)
class Sent:
    """How a sending ended. `halted` is '' when every request had its turn, else a label code.

    `settled`: the earlier runs whose requests in doubt it was that had their turn.
    `seen`: invoices that were read again after their last write while others were still written.
    """

    halted: str = ""
    reason: str = ""
    settled: tuple[str, ...] = ()
    seen: Mapping[str, Invoice | Missing] = field(default_factory=dict, compare=False)


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
    threads: int = THREADS,
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
    with (
        ThreadPoolExecutor(max_workers=reader.threads) as readers,
        ThreadPoolExecutor(max_workers=threads) as pool,
    ):
        rereads = _Rereads(delivery, readers)
        try:
            _send_all(delivery, waiting, pool, stop, listener, threads, rereads)
            seen = rereads.seen(stop)
            return Sent(delivery.halted, delivery.halt_reason, seen=seen)
        finally:
            rereads.cancel()
            # Where something broke, what still waits for a thread must not start.
            delivery.halt("interrupted")


class _Rereads:
    """Reads an invoice again as soon as all its requests are applied, beside the writes of others:
    they are other endpoints, with limits of their own."""

    def __init__(self, delivery: Delivery, pool: ThreadPoolExecutor) -> None:
        self._delivery, self._pool = delivery, pool
        self._reader = replace(delivery.reader, budget_s=0.0)  # what cannot be had now is left
        self._is_worth_it = len(delivery.of_invoice) >= EARLY_FROM
        self._begun: dict[str, Future[Invoice | Missing | None]] = {}

    def begin(self, request: Request) -> None:
        """Read this request's invoice, if nothing is left to be done on it."""
        if not self._is_worth_it:
            return
        own = self._delivery.of_invoice[request.invoice]
        states = [self._delivery.state(one.number) for one in own]
        if all(state.settled and state.status is Status.APPLIED for state in states):
            name = self._delivery.invoice_id(request.invoice)
            self._begun[name] = self._pool.submit(self._read, name)

    def _read(self, name: str) -> Invoice | Missing | None:
        try:
            return self._reader.invoice(name)
        except GatewayUnusable:  # verifying reads it once more, and says what is wrong
            return None

    def seen(self, stop: Flag) -> dict[str, Invoice | Missing]:
        """What was read by now, and what still can be unless the run is asked to stop."""
        try:
            while not stop.is_set() and wait(self._begun.values(), timeout=LOOK_S).not_done:
                continue
        except KeyboardInterrupt:
            stop.set()
        ended = {n: one for n, one in self._begun.items() if one.done() and not one.cancelled()}
        found = {name: one.result() for name, one in ended.items()}
        return {name: one for name, one in found.items() if one is not None}

    def cancel(self) -> None:
        """Begin no more of them."""
        for one in self._begun.values():
            one.cancel()


def _send_all(
    delivery: Delivery,
    waiting: dict[int, Request],
    pool: ThreadPoolExecutor,
    stop: Flag,
    listener: Listener | None,
    room: int,
    rereads: _Rereads,
) -> None:
    running: dict[Future[None], Request] = {}
    while True:
        try:
            if stop.is_set():
                delivery.halt("interrupted")
            _start(delivery, waiting, running, pool, room)
            if not running:
                return
            _collect(running, listener, rereads)
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
    left = set[int]()  # no longer waiting
    under_way = {one.number for one in running.values()}
    for number, request in waiting.items():
        if delivery.halted or len(running) >= room:
            break
        first = [delivery.state(n) for n in request.after]
        if all(state.status in (Status.APPLIED, Status.UNCHANGED) for state in first):
            running[pool.submit(delivery.deliver, request)] = request
            left.add(number)
            under_way.add(number)
        elif any(_is_lost(state) for state in first):
            left.add(number)
            delivery.skip(request, "after_refusal")
        elif not _can_come(request, waiting, left, under_way):
            left.add(number)
    for number in left:
        del waiting[number]
    if delivery.halted:
        waiting.clear()


def _is_lost(state: RequestState) -> bool:
    """True when a request will not be applied in this run any more."""
    lost = state.status in (Status.REFUSED, Status.NOT_SENT)
    return state.settled and lost and state.reason != "paused"


def _can_come(
    request: Request,
    waiting: dict[int, Request],
    left: set[int],
    under_way: set[int],
) -> bool:
    """False where what must come first stays in doubt: this request waits for `resume`."""
    return any(
        (number in waiting and number not in left) or number in under_way
        for number in request.after
    )


def _collect(
    running: dict[Future[None], Request], listener: Listener | None, rereads: _Rereads
) -> None:
    """Take what has ended; wait a little for it."""
    done, _ = wait(running, timeout=LOOK_S, return_when=FIRST_COMPLETED)
    for future in done:
        request = running.pop(future)
        future.result()
        rereads.begin(request)
        if listener is not None:
            listener.step()
