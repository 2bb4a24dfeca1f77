"""What one answer means for the request it answers, and how the ledger keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from batcher.core.columns import TAG
from batcher.core.model import Answer, Kind
from batcher.core.outcome import Outcome, Verdict, classify
from batcher.core.plan.parts import Request


def understood(request: Request, path: str, answer: Answer) -> Outcome:
    """What an answer means; one about another invoice is no answer to this request."""
    if request.kind is not Kind.CREATE:
        return classify(answer, path.split("/")[3])
    outcome = classify(answer)
    metadata = outcome.body.get("metadata")
    own = isinstance(metadata, Mapping) and metadata.get(TAG) == request.operations[0]
    if outcome.verdict is not Verdict.APPLIED or own:
        return outcome
    reason = "HTTP 200 that does not name the invoice to be made"
    return replace(outcome, verdict=Verdict.UNKNOWN, message=reason, resend=True, body={})


def stored(answer: Answer) -> dict[str, object]:
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
