"""Brings one request into Stripe exactly once: sent, answered, settled, each in the ledger in turn.

`sent` is committed before each call and the raw answer before anyone interprets it; in doubt, the
invoice is read back and the tag or the value decides (DESIGN section 6)."""

from __future__ import annotations

from dataclasses import dataclass

from batcher.core.form import keep_lines
from batcher.core.live import Invoice, Missing
from batcher.core.model import Answer, Event, Kind
from batcher.core.outcome import Outcome, Verdict, wait_s
from batcher.core.permissions import named
from batcher.core.plan.identity import request_key
from batcher.core.plan.parts import Request
from batcher.core.proof import Proof, together
from batcher.core.reconcile import RequestState
from batcher.run import readback
from batcher.run.answers import stored, understood
from batcher.run.course import Course
from batcher.run.patience import Patience
from batcher.run.reading import GatewayUnusable, halt_of
from batcher.run.turn import may_write

ATTEMPTS_MAX = 10


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


class Delivery(Course):
    """What the requests of a run go through; its methods may run in several threads at once."""

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
            elif may_write(self, request):
                path = self.path(request)
                self._attempt(request, Draw(path, request.body, request.attempt))
        except GatewayUnusable as unusable:
            self.halt(*halt_of(unusable))

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
            self._halt_of_key(request, outcome)
        elif outcome.verdict is Verdict.CONFLICT:
            self.append(request, Event.IN_DOUBT, **told)
            self.halt("key_conflict", outcome.message)
        else:
            self._look_behind(request, draw, outcome, patience)

    def _halt_of_key(self, request: Request, outcome: Outcome) -> None:
        """The key is not accepted, or may not do this; what it lacks is named."""
        lacking = named("POST", self.path(request)) if outcome.forbidden else ""
        if outcome.no_access:
            self.halt("account_refused", outcome.message)
        elif lacking:
            told = f"{lacking} ({outcome.message})" if outcome.message else lacking
            self.halt("permission_missing", told)
        else:
            self.halt("key_refused", outcome.message)

    def _applied(self, request: Request, made: str, **detail: object) -> None:
        """Stripe has it; `made` is the id of the invoice a create made."""
        self.append(request, Event.APPLIED, made=made, **detail)
        invoice_id = made or self.invoice_id(request.invoice)
        self.seen_at[invoice_id] = self.reader.clock.now()

    def _applied_if_found(self, request: Request, outcome: Outcome) -> bool:
        """Read back; True when everything is there, which is then written down."""
        found = self.read(request)
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
        found = self.read(request)
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
        found = self.read(request)
        shown = readback.proofs(request, found, self.operations)
        proof = together(readback.sent_proofs(request, shown, state.kept))
        if proof is Proof.PRESENT:
            self._found(request, found)
        elif proof is Proof.UNCLEAR:
            self.append(request, Event.IN_DOUBT, reason="in_doubt_unclear")
        else:
            self._attempt(request, Draw(state.path, state.body, state.attempt, state.kept))
