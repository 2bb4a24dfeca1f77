"""Brings one request into Stripe exactly once: sent, answered, settled, each in the ledger in turn.

`sent` is committed before each call and the raw answer before anyone interprets it; in doubt, the
invoice is read back and the tag or the value decides (DESIGN section 6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from batcher.core.form import keep_lines
from batcher.core.live import Invoice, Missing
from batcher.core.model import Answer, Event, Kind
from batcher.core.outcome import Outcome, Verdict, wait_s
from batcher.core.plan.identity import request_key
from batcher.core.plan.parts import Operation, Plan, Request
from batcher.core.ports import Ledger
from batcher.core.proof import Proof, together
from batcher.core.reconcile import ALREADY_THERE, RequestState, advance, snapshot
from batcher.run import readback
from batcher.run.answers import stored, understood
from batcher.run.patience import Patience
from batcher.run.reading import GatewayUnusable, Reader

ATTEMPTS_MAX = 10
FRESH_S = 60.0
FINALIZE_MARGIN_S = 60.0


@dataclass(frozen=True, slots=True)
class Draw:
    """One attempt: what is sent under one key. `kept`: the line indexes sent, None for all.

    `drawn`: how many attempts this turn of the request has taken, this one counted.
    """

    path: str
    body: str
    attempt: int
    kept: tuple[int, ...] | None = None
    drawn: int = 1

    def next(self, body: str, kept: tuple[int, ...] | None = None) -> Draw:
        """The next attempt, with what is left to send."""
        return Draw(self.path, body, self.attempt + 1, kept, self.drawn + 1)


@dataclass(slots=True)
class Delivery:
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

    def deliver(self, request: Request) -> None:
        """One request from its turn to its outcome; a Stripe that stays away halts the run.

        Nothing happens when the run was halted while the request waited for a thread.
        """
        state = self.state(request.number)
        if self.halted or self.reader.stopped():
            return
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

    def invoice_id(self, invoice: str) -> str:
        """The id of an invoice; of one that a create of this plan made for `@ref`."""
        if not invoice.startswith("@"):
            return invoice
        for operation in self.plan.operations:
            if operation.kind is Kind.CREATE and operation.invoice == invoice:
                made = operation.stripe_id or self.state(operation.request or 0).made
                assert made, f"{invoice} has its turn before it was made"
                return made
        raise AssertionError(f"{invoice} is created by no row of this plan")

    def _path(self, request: Request) -> str:
        if request.kind is Kind.CREATE or not request.invoice.startswith("@"):
            return request.path
        return request.path.replace(request.invoice, self.invoice_id(request.invoice))

    def _may_write(self, request: Request) -> bool:
        """Read the invoice again if our last read is old.

        A line of ours that moved stops it, and so does a tag that says another run was here.
        """
        own = "" if request.kind is Kind.CREATE else self.invoice_id(request.invoice)
        # The plan looked for the tags of every added line; whoever goes on with it did not.
        is_looked_for = not (self.again and request.kind is Kind.ADD)
        if (is_looked_for and self._is_fresh(own)) or self._still_stands(request, own):
            return self._has_time(request, own)
        return False

    def _still_stands(self, request: Request, own: str) -> bool:
        """Read again: nobody did it, nobody moved it; else it is skipped with the reason."""
        found = self._read(request)
        if isinstance(found, Missing):
            if request.kind is Kind.CREATE:
                return True
            self.skip(request, "invoice_moved_on", message="missing")
            return False
        there = readback.is_there(request, readback.proofs(request, found, self.operations))
        if there:
            made = found.id if request.kind is Kind.CREATE else ""
            self.skip(request, ALREADY_THERE, made=made)
        elif there is None:
            self.skip(request, "conflict", message=found.id)
        elif self._is_as_planned(request, found):
            self.seen_at[own] = self.reader.clock.now()
            self.finalizes_at[own] = found.finalizes_at
            return True
        return False

    def _has_time(self, request: Request, own: str) -> bool:
        """A draft about to finalize is not begun, lest it is finalized half corrected.

        One that was begun is gone on with: better late than half.
        """
        at = self.finalizes_at.get(own)
        if at is None or self.hurry or self._was_written(request.invoice):
            return True
        if at - self.reader.clock.now().timestamp() > FINALIZE_MARGIN_S:
            return True
        self.skip(request, "finalizes_now", message=own)
        return False

    def _is_fresh(self, invoice_id: str) -> bool:
        at = self.seen_at.get(invoice_id)
        return at is not None and 0 <= (self.reader.clock.now() - at).total_seconds() < FRESH_S

    def _is_as_planned(self, request: Request, found: Invoice) -> bool:
        """Still a draft, and no line of ours moved; the read before our first write is kept."""
        if found.status != "draft":
            self.skip(request, "invoice_moved_on", message=found.status)
            return False
        ahead = [one for one in self.plan.requests if not self.state(one.number).sends]
        moved = readback.moved(request, found, ahead, self.operations)
        if moved is not None:
            self.skip(request, "conflict", message=moved.line or moved.invoice)
            return False
        if not self._was_written(request.invoice):
            self.ledger.append(self.run, Event.READ, None, invoice=snapshot(found))
        return True

    def _was_written(self, invoice: str) -> bool:
        requests = [one for one in self.plan.requests if one.invoice == invoice]
        return any(self.state(one.number).sends for one in requests if one.kind is not Kind.CREATE)

    def _attempt(self, request: Request, draw: Draw, patience: Patience | None = None) -> None:
        """Send under this attempt's key until there is an outcome, or the budget is spent.

        `patience`: what earlier attempts of this turn have used of the budget.
        """
        key = request_key(request.carried, draw.path, draw.body, draw.attempt)
        sent = {"attempt": draw.attempt, "key": key, "path": draw.path, "body": draw.body}
        kept = {} if draw.kept is None else {"kept": list(draw.kept)}
        was_lost = not self.state(request.number).settled
        patience, tries, pause_s = patience or Patience(self.reader.clock), 0, 0.0
        while True:
            self.append(request, Event.SENT, **sent, **kept)
            answer = self.reader.gateway.post(draw.path, draw.body, key)
            self.ledger.append(self.run, Event.ANSWERED, request.number, **stored(answer))
            outcome = understood(request, draw.path, answer)
            if outcome.verdict is not Verdict.UNKNOWN:
                break
            tries += 1
            waited_s = patience.step(pause_s)
            pause_s = wait_s(tries, answer, self.reader.random.random())
            if not self._wait(request, answer, outcome, pause_s, waited_s):
                return
        patience.step(pause_s)
        self._settle(request, draw, outcome, patience, was_lost=was_lost or tries > 0)

    def _wait(
        self, request: Request, answer: Answer, outcome: Outcome, pause_s: float, waited_s: float
    ) -> bool:
        """Wait before the same key and bytes again; False when the request is settled or stays in
        doubt."""
        if (not outcome.resend or answer.status == 200) and self._applied_if_found(
            request, outcome
        ):
            return False
        is_over = waited_s + pause_s > self.reader.patience_s(answer)
        if not is_over and not self.reader.stopped():
            self.waiting(pause_s, outcome.message)
            self.reader.pause(pause_s)
        if self.reader.stopped():
            self.halt("interrupted")
        elif not is_over:
            return True
        elif answer.status != 200:  # this one is odd by itself; Stripe is there for the others
            self.halt("waited_too_long", outcome.message)
        self.append(request, Event.IN_DOUBT, message=outcome.message)
        return False

    def _settle(
        self, request: Request, draw: Draw, outcome: Outcome, patience: Patience, *, was_lost: bool
    ) -> None:
        """Write down what an answer means; a stored one is looked behind first.

        `was_lost`: an earlier send of these bytes had no answer and may have been applied, so that
        a refusal says nothing about it.
        """
        told = {"request_id": outcome.request_id, "message": outcome.message, "code": outcome.code}
        if outcome.verdict is Verdict.APPLIED and not outcome.replayed:
            made = str(outcome.body.get("id")) if request.kind is Kind.CREATE else ""
            self._applied(request, made, **told)
        elif outcome.verdict is Verdict.REFUSED and not outcome.replayed:
            if was_lost and self._applied_if_found(request, outcome):
                return
            self.append(request, Event.REFUSED, param=outcome.param, **told)
            if self.on_refusal == "stop-run":
                self.halt("stop_run")
        elif outcome.verdict is Verdict.PAUSE:
            if was_lost:
                self.append(request, Event.IN_DOUBT, **told)
            else:
                self.skip(request, "paused", **told)
            self.halt("key_refused", outcome.message)
        elif outcome.verdict is Verdict.CONFLICT:
            self.append(request, Event.IN_DOUBT, **told)
            self.halt("key_conflict", outcome.message)
        else:
            self._look_behind(request, draw, outcome, patience)

    def _applied(self, request: Request, made: str, **detail: object) -> None:
        """Stripe has it; `made` is the id of the invoice a create made."""
        self.append(request, Event.APPLIED, made=made, **detail)
        invoice_id = made or self.invoice_id(request.invoice)
        self.seen_at[invoice_id] = self.reader.clock.now()

    def _applied_if_found(self, request: Request, outcome: Outcome) -> bool:
        """Read back; True when everything is there, which is then written down."""
        found = self._read(request)
        shown = together(readback.proofs(request, found, self.operations))
        if shown is Proof.PRESENT:
            self._found(request, found, request_id=outcome.request_id)
        return shown is Proof.PRESENT

    def _found(self, request: Request, found: Invoice | Missing, **detail: object) -> None:
        is_made = request.kind is Kind.CREATE and isinstance(found, Invoice)
        made = found.id if is_made and isinstance(found, Invoice) else ""
        self._applied(request, made, found=True, **detail)

    def _look_behind(
        self, request: Request, draw: Draw, outcome: Outcome, patience: Patience
    ) -> None:
        """A stored answer proves nothing: read back; send what is missing under the next key."""
        pause_s = 0.0
        if outcome.verdict is Verdict.REPLAYED_FAILURE:
            pause_s = wait_s(draw.drawn, Answer(None), self.reader.random.random())
            self.waiting(pause_s, outcome.message)
            self.reader.pause(pause_s)
        is_over = patience.step(pause_s) > self.reader.budget_s or draw.drawn > ATTEMPTS_MAX
        told = {"request_id": outcome.request_id, "message": outcome.message}
        found = self._read(request)
        missing = readback.missing_lines(request, readback.proofs(request, found, self.operations))
        if missing == ():
            self._found(request, found, **told)
        elif missing is None:
            self.append(request, Event.IN_DOUBT, **told)
        elif is_over or self.reader.stopped():
            self.halt(
                "interrupted" if self.reader.stopped() else "waited_too_long", told["message"]
            )
            self.append(request, Event.IN_DOUBT, **told)
        elif len(missing) >= len(request.operations):
            self._attempt(request, draw.next(request.body), patience)
        else:
            body = keep_lines(request.body, missing)
            self._attempt(request, draw.next(body, missing), patience)

    def _resume(self, request: Request, state: RequestState) -> None:
        """Sent by a process that died, or left in doubt: read first, then the same bytes again."""
        found = self._read(request)
        shown = readback.proofs(request, found, self.operations)
        proof = together(readback.sent_proofs(request, shown, state.kept))
        if proof is Proof.PRESENT:
            self._found(request, found)
        elif proof is Proof.UNCLEAR:
            self.append(request, Event.IN_DOUBT, reason="in_doubt_unclear")
        else:
            self._attempt(request, Draw(state.path, state.body, state.attempt, state.kept))

    def _read(self, request: Request) -> Invoice | Missing:
        own = "" if request.kind is Kind.CREATE else self.invoice_id(request.invoice)
        return readback.read(request, own, self.reader)
