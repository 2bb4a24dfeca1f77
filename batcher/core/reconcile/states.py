"""Where each request stands: the fold of its events, one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from batcher.core.model import Event, EventRecord, Status


@dataclass(frozen=True, slots=True)
class RequestState:
    """Where one request stands by the fold of its events.

    `status` is None while nothing was sent. `made` is the id of the invoice a create made. `sends`:
    how often bytes went out. `settled` is False while a send has no outcome yet.
    """

    status: Status | None = None
    settled: bool = True
    code: str = ""
    message: str = ""
    param: str = ""
    request_id: str = ""
    made: str = ""
    reason: str = ""
    sends: int = 0
    attempt: int = 0
    path: str = ""
    body: str = ""
    kept: tuple[int, ...] | None = None


# Why a request is not sent: another run of the same rows did it; so nothing is left to do.
ALREADY_THERE = "as_asked"

# What an event makes of its request: the status, and whether that is the last word.
OUTCOMES = {
    Event.SENT: (Status.IN_DOUBT, False),
    Event.APPLIED: (Status.APPLIED, True),
    Event.REFUSED: (Status.REFUSED, True),
    Event.IN_DOUBT: (Status.IN_DOUBT, False),
    Event.SKIPPED: (Status.NOT_SENT, True),
}


def fold(events: Iterable[EventRecord]) -> dict[int, RequestState]:
    """Request number -> state, from all events of a run in order."""
    states: dict[int, RequestState] = {}
    for event in events:
        if event.request is not None:
            states[event.request] = advance(states.get(event.request, RequestState()), event)
    return states


def advance(state: RequestState, event: EventRecord) -> RequestState:
    """The state of a request after one more of its events; what is not told anew stays."""
    if event.kind not in OUTCOMES:
        return state
    status, settled = OUTCOMES[event.kind]
    if event.kind is Event.SKIPPED and event.detail.get("reason") == ALREADY_THERE:
        status = Status.UNCHANGED
    if event.kind is Event.SENT:
        state = _sent(state, event)

    def told(name: str, known: str) -> str:
        return str(event.detail.get(name) or known)

    return replace(
        state,
        status=status,
        settled=settled,
        code=told("code", state.code),
        message=told("message", state.message),
        param=told("param", state.param),
        request_id=told("request_id", state.request_id),
        made=told("made", state.made),
        reason=told("reason", state.reason),
        path=told("path", state.path),
        body=told("body", state.body),
    )


def _sent(state: RequestState, event: EventRecord) -> RequestState:
    """One send more; why an earlier one was not made no longer counts."""
    attempt, kept = event.detail.get("attempt"), event.detail.get("kept")
    return replace(
        state,
        sends=state.sends + 1,
        attempt=attempt if isinstance(attempt, int) else state.attempt,
        kept=tuple(kept) if isinstance(kept, list | tuple) else None,
        reason="",
    )
