"""Brings one request into Stripe exactly once: sent, answered, settled, each in the ledger in turn.

`sent` is committed before each call and the raw answer before anyone interprets it; in doubt, the
invoice is read back and the tag or the value decides (DESIGN section 6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import parse_qs

from batcher.core.columns import TAG
from batcher.core.form import keep_lines
from batcher.core.live import Invoice, Missing
from batcher.core.model import Answer, Event, Kind
from batcher.core.outcome import Outcome, Verdict, classify, wait_s
from batcher.core.plan.identity import request_key
from batcher.core.plan.parts import Operation, Plan, Request
from batcher.core.ports import Ledger
from batcher.core.proof import Proof, prove, together
from batcher.core.reconcile import RequestState, advance, snapshot
from batcher.run.reading import GatewayUnusable, Reader

ATTEMPTS_MAX = 10


@dataclass(frozen=True, slots=True)
class Draw:
    """One attempt: what is sent under one key. `kept`: the line indexes sent, None for all."""

    path: str
    body: str
    attempt: int
    kept: tuple[int, ...] | None = None


@dataclass(slots=True)
class Delivery:
    """What every request of a run shares; its methods may run in several threads at once.

    `halted` says why no further request may start, '' while any may. `fresh`: invoices whose last
    read is recent enough to write on.
    """

    run: str
    plan: Plan
    reader: Reader
    ledger: Ledger
    on_refusal: str
    states: dict[int, RequestState]
    fresh: set[str]
    operations: Mapping[str, Operation] = field(default_factory=dict)
    halted: str = ""
    halt_reason: str = ""
    lock: Lock = field(default_factory=Lock)
    waiting: Callable[[float, str], None] = lambda _seconds, _reason: None

    def deliver(self, request: Request) -> None:
        """One request from its turn to its outcome; a Stripe that stays away halts the run."""
        state = self.state(request.number)
        try:
            if state.sends and not state.settled:
                self._resume(request, state)
            elif self._may_write(request):
                path = self._path(request)
                self._attempt(request, Draw(path, request.body, request.attempt))
        except GatewayUnusable as unusable:
            self.halt(unusable.code, unusable.details.get("reason", ""))

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

    def made(self, ref: str) -> str:
        """The id of the invoice that a create of this plan made for `@ref`."""
        for operation in self.plan.operations:
            if operation.kind is Kind.CREATE and operation.invoice == ref:
                return operation.stripe_id or self.state(operation.request or 0).made
        raise AssertionError(f"{ref} is created by no row of this plan")

    def _path(self, request: Request) -> str:
        if request.kind is Kind.CREATE or not request.invoice.startswith("@"):
            return request.path
        return request.path.replace(request.invoice, self.made(request.invoice))

    def _may_write(self, request: Request) -> bool:
        """Read the invoice again if our last read is old; a line of ours that moved stops it."""
        invoice_id = request.invoice
        if invoice_id.startswith("@") or invoice_id in self.fresh:
            return True
        found = self.reader.invoice(invoice_id)
        if isinstance(found, Missing) or found.status != "draft":
            status = "missing" if isinstance(found, Missing) else found.status
            self.skip(request, "invoice_moved_on", message=status)
            return False
        moved = self._moved(request, found)
        if moved is not None:
            self.skip(request, "conflict", message=moved.line or moved.invoice)
            return False
        if not self._was_written(invoice_id):
            self.ledger.append(self.run, Event.READ, None, invoice=snapshot(found))
        self.fresh.add(invoice_id)
        return True

    def _was_written(self, invoice_id: str) -> bool:
        requests = [r for r in self.plan.requests if r.invoice == invoice_id]
        return any(self.state(r.number).sends for r in requests)

    def _moved(self, request: Request, found: Invoice) -> Operation | None:
        """The first operation still to come on this invoice whose line is not as it was planned."""
        for other in self.plan.requests:
            if other.invoice != request.invoice or self.state(other.number).sends:
                continue
            for operation in (self.operations[o] for o in other.carried):
                gone = operation.kind is Kind.REMOVE and found.line(operation.line) is None
                if operation.kind is not Kind.ADD and (
                    gone or prove(operation, found) is Proof.UNCLEAR
                ):
                    return operation
        return None

    def _attempt(self, request: Request, draw: Draw) -> None:
        """Send under this attempt's key until there is an outcome, or the budget is spent."""
        key = request_key(request.carried, draw.path, draw.body, draw.attempt)
        sent = {"attempt": draw.attempt, "key": key, "path": draw.path, "body": draw.body}
        kept = {} if draw.kept is None else {"kept": list(draw.kept)}
        expected = None if request.kind is Kind.CREATE else draw.path.split("/")[3]
        started, tries = self.reader.clock.now(), 0
        while True:
            self.append(request, Event.SENT, **sent, **kept)
            answer = self.reader.gateway.post(draw.path, draw.body, key)
            self.ledger.append(self.run, Event.ANSWERED, request.number, **_answered(answer))
            outcome = classify(answer, expected)
            if outcome.verdict is not Verdict.UNKNOWN:
                break
            tries += 1
            waited_s = (self.reader.clock.now() - started).total_seconds()
            if not self._wait(request, answer, outcome, tries, waited_s):
                return
        self._settle(request, draw, outcome)

    def _wait(
        self, request: Request, answer: Answer, outcome: Outcome, tries: int, waited_s: float
    ) -> bool:
        """Wait before the same key and bytes again; False when the request is settled or stays in
        doubt."""
        if not outcome.resend and self._found(request) is Proof.PRESENT:
            self.append(request, Event.APPLIED, found=True, request_id=outcome.request_id)
            return False
        pause_s = wait_s(tries, answer, self.reader.random.random())
        if waited_s + pause_s > self.reader.patience_s(answer) or self.reader.stopped():
            self.append(request, Event.IN_DOUBT, message=outcome.message)
            code = "interrupted" if self.reader.stopped() else "waited_too_long"
            self.halt(code, outcome.message)
            return False
        self.waiting(pause_s, outcome.message)
        self.reader.pause(pause_s)
        return True

    def _settle(self, request: Request, draw: Draw, outcome: Outcome) -> None:
        """Write down what an answer means; a stored one is looked behind first."""
        told = {"request_id": outcome.request_id, "message": outcome.message, "code": outcome.code}
        if outcome.verdict is Verdict.APPLIED and request.kind is Kind.CREATE:
            self.append(request, Event.APPLIED, made=str(outcome.body.get("id")), **told)
        elif outcome.verdict is Verdict.APPLIED and not outcome.replayed:
            self.append(request, Event.APPLIED, **told)
        elif outcome.verdict is Verdict.REFUSED and not outcome.replayed:
            self.append(request, Event.REFUSED, param=outcome.param, **told)
            if self.on_refusal == "stop-run":
                self.halt("stop_run")
        elif outcome.verdict is Verdict.PAUSE:
            self.skip(request, "paused", **told)
            self.halt("key_refused", outcome.message)
        elif outcome.verdict is Verdict.CONFLICT:
            self.append(request, Event.IN_DOUBT, **told)
            self.halt("key_conflict", outcome.message)
        else:
            self._look_behind(request, draw, outcome)

    def _look_behind(self, request: Request, draw: Draw, outcome: Outcome) -> None:
        """A stored answer proves nothing: read back; send what is missing under the next key."""
        if outcome.verdict is Verdict.REPLAYED_FAILURE:
            self.reader.pause(wait_s(1, Answer(None), self.reader.random.random()))
        told = {"request_id": outcome.request_id, "message": outcome.message}
        missing = self._missing(request)
        if missing == ():
            self.append(request, Event.APPLIED, found=True, **told)
        elif missing is None or draw.attempt >= request.attempt + ATTEMPTS_MAX:
            self.append(request, Event.IN_DOUBT, **told)
        elif len(missing) >= len(request.operations):
            self._attempt(request, Draw(draw.path, request.body, draw.attempt + 1))
        else:
            body = keep_lines(request.body, missing)
            self._attempt(request, Draw(draw.path, body, draw.attempt + 1, missing))

    def _missing(self, request: Request) -> tuple[int, ...] | None:
        """Indexes of the lines whose effect is not there; None where that cannot be told.

        All of them where only the riders are missing: updates and metadata change nothing twice,
        and added or removed lines are never there without their riders (one call, one effect).
        """
        everything = tuple(range(max(1, len(request.operations))))
        found = self._read(request)
        if found is None:
            return everything
        proofs = [prove(self.operations[o], found) for o in request.carried]
        if Proof.UNCLEAR in proofs:
            return None
        lines = proofs[: len(request.operations)]
        missing = tuple(n for n, proof in enumerate(lines) if proof is not Proof.PRESENT)
        if missing or all(proof is Proof.PRESENT for proof in proofs):
            return missing
        return None if request.kind in (Kind.ADD, Kind.REMOVE) else everything

    def _read(self, request: Request) -> Invoice | None:
        """The request's invoice now; None for a create whose invoice nobody can find."""
        if request.kind is Kind.CREATE:
            return self._created(request)
        invoice_id = request.invoice
        invoice_id = self.made(invoice_id) if invoice_id.startswith("@") else invoice_id
        found = self.reader.invoice(invoice_id)
        if isinstance(found, Missing):
            raise GatewayUnusable("stripe_unreadable", reason=found.reason, path=invoice_id)
        return found

    def _created(self, request: Request) -> Invoice | None:
        """The draft that carries this create's tag."""
        customer = parse_qs(request.body).get("customer", [""])[0]
        for raw in self.reader.pages("/v1/invoices", [("customer", customer)]):
            metadata = raw.get("metadata")
            if isinstance(metadata, Mapping) and metadata.get(TAG) == request.operations[0]:
                found = self.reader.invoice(str(raw["id"]))
                return found if isinstance(found, Invoice) else None
        return None

    def _found(self, request: Request, kept: Sequence[int] | None = None) -> Proof:
        """What reading back shows of a request, or of those of its lines that were sent."""
        found = self._read(request)
        lines = request.operations if kept is None else [request.operations[n] for n in kept]
        if found is None:
            return Proof.ABSENT
        return together(prove(self.operations[o], found) for o in (*lines, *request.riders))

    def _resume(self, request: Request, state: RequestState) -> None:
        """Sent by a process that died, or left in doubt: read first, then the same bytes again."""
        proof = self._found(request, state.kept)
        if proof is Proof.PRESENT:
            found = self._read(request) if request.kind is Kind.CREATE else None
            self.append(request, Event.APPLIED, found=True, made=found.id if found else "")
        elif proof is Proof.UNCLEAR:
            self.append(request, Event.IN_DOUBT, reason="in_doubt_unclear")
        else:
            self._attempt(request, Draw(state.path, state.body, state.attempt, state.kept))


def _answered(answer: Answer) -> dict[str, object]:
    """The raw answer as an event stores it."""
    return {
        "status": answer.status,
        "body": answer.body,
        "error": answer.error,
        "request_id": answer.request_id,
        "replayed": answer.replayed,
        "original_request": answer.original_request,
        "limited_reason": answer.limited_reason,
    }
