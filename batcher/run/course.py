"""What every request of a run shares while it is sent: where each stands, and what stops them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from batcher.core.live import Invoice, Missing
from batcher.core.model import Event, Kind
from batcher.core.plan.parts import Operation, Plan, Request
from batcher.core.ports import Ledger
from batcher.core.reconcile import RequestState, advance
from batcher.run import readback
from batcher.run.reading import Reader


@dataclass(slots=True)
class Course:
    """What every request of a run shares; its methods may run in several threads at once.

    `halted` says why no further request may start, '' while any may. `seen_at`: when each invoice
    was last known to be as planned (a read, or an answer to a write of ours). `finalizes_at`: when
    each does so by itself (unix seconds). `hurry`: the person said to try all the same. `again`:
    another process began the run, and may have sent more than this ledger, a backup, knows of.
    """

    run: str
    plan: Plan
    reader: Reader
    ledger: Ledger
    on_refusal: str
    states: dict[int, RequestState]
    seen_at: dict[str, datetime]
    finalizes_at: dict[str, int | None] = field(default_factory=dict)
    hurry: bool = False
    operations: Mapping[str, Operation] = field(default_factory=dict)
    again: bool = False
    halted: str = ""
    halt_reason: str = ""
    lock: Lock = field(default_factory=Lock)
    waiting: Callable[[float, str], None] = lambda _seconds, _reason: None
    of_invoice: dict[str, list[Request]] = field(init=False)
    creates: dict[str, Operation] = field(init=False)

    def __post_init__(self) -> None:
        self.of_invoice = {}
        for request in self.plan.requests:
            self.of_invoice.setdefault(request.invoice, []).append(request)
        made = (one for one in reversed(self.plan.operations) if one.kind is Kind.CREATE)
        self.creates = {one.invoice: one for one in made}

    def state(self, number: int) -> RequestState:
        """Where a request stands."""
        return self.states.get(number, RequestState())

    def halt(self, code: str, reason: str = "") -> None:
        """No further request starts; the first cause is kept."""
        with self.lock:
            if not self.halted:
                self.halted, self.halt_reason = code, reason

    def append(self, request: Request, kind: Event, **detail: object) -> None:
        """One event, committed; the state in memory follows the ledger's."""
        record = self.ledger.append(self.run, kind, request.number, **detail)
        with self.lock:
            self.states[request.number] = advance(self.state(request.number), record)

    def skip(self, request: Request, reason: str, **detail: object) -> None:
        """This request will not be sent in this run."""
        self.append(request, Event.SKIPPED, reason=reason, **detail)

    def invoice_id(self, invoice: str) -> str:
        """The id of an invoice; of one that a create of this plan made for `@ref`."""
        if not invoice.startswith("@"):
            return invoice
        operation = self.creates.get(invoice)
        assert operation is not None, f"{invoice} is created by no row of this plan"
        made = operation.stripe_id or self.state(operation.request or 0).made
        assert made, f"{invoice} has its turn before it was made"
        return made

    def path(self, request: Request) -> str:
        """Where a request goes, with the id of an invoice made in this run for its `@ref`."""
        if request.kind is Kind.CREATE or not request.invoice.startswith("@"):
            return request.path
        return request.path.replace(request.invoice, self.invoice_id(request.invoice))

    def was_written(self, invoice: str) -> bool:
        """Whether bytes went out to an invoice that was there; making it does not count."""
        requests = (one for one in self.of_invoice[invoice] if one.kind is not Kind.CREATE)
        return any(self.state(one.number).sends for one in requests)

    def ahead(self, invoice: str) -> list[Request]:
        """The requests of an invoice of which nothing was sent yet."""
        return [one for one in self.of_invoice[invoice] if not self.state(one.number).sends]

    def read(self, request: Request) -> Invoice | Missing:
        """A request's invoice as it is now. Raises GatewayUnusable where Stripe stays away."""
        own = "" if request.kind is Kind.CREATE else self.invoice_id(request.invoice)
        return readback.read(request, own, self.reader)
