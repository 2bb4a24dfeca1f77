"""What one answer of Stripe means for the request it answers, and how long to wait before asking
again; pure: it sends nothing, reads no clock and decides nothing for the run."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from batcher.core.model import Answer

WAIT_FIRST_S = 0.5
WAIT_MAX_S = 60.0

# Final by their meaning in HTTP and at Stripe; every other 4xx may pass when it is asked again.
_PASSING = frozenset({408, 409, 424, 425, 429})
_FORBIDDEN = 403
_PAUSING = frozenset({401, _FORBIDDEN})
_NO_ACCESS = "account_invalid"  # the key may not act for the account that Stripe-Account names
_NOTHING: Mapping[str, object] = MappingProxyType({})


class Verdict(StrEnum):
    """The closed set of what an answer can mean."""

    APPLIED = "applied"  # Stripe did it and named the right invoice
    REFUSED = "refused"  # Stripe said no; the same request would be refused again
    UNKNOWN = "unknown"  # nobody knows yet: same key, same bytes, again
    REPLAYED_FAILURE = "replayed_failure"  # the key is burnt: read back, then the next attempt's
    CONFLICT = "conflict"  # this key was used with other parameters: our mistake, stop the run
    PAUSE = "pause"  # the key was not accepted: stop the run, nothing has failed


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict and Stripe's own words for it.

    `code`, `param` and `stripe_type` are those of Stripe's error body, empty where it has none;
    `message` is Stripe's, else why there was no answer. `replayed`: the answer was stored under the
    key earlier; a REFUSED or APPLIED of that sort counts only when reading back agrees.
    `resend`: only of UNKNOWN; False where Stripe said not to send again now (a 5xx or a conflict
    with `Stripe-Should-Retry: false`): read back first, and if nothing is found leave it in doubt
    or wait long; the same key is still the only safe one. `body`: the JSON object of an APPLIED
    answer, decimals as Decimal. `forbidden`: only of PAUSE; the key was known and may not do this;
    `no_access`: because it may do nothing at all for this account.
    """

    verdict: Verdict
    message: str = ""
    code: str = ""
    param: str = ""
    stripe_type: str = ""
    request_id: str = ""
    original_request: str = ""
    replayed: bool = False
    resend: bool = False
    forbidden: bool = False
    no_access: bool = False
    body: Mapping[str, object] = field(default_factory=dict)


def classify(answer: Answer, invoice: str | None = None) -> Outcome:
    """What `answer` means; `invoice` is the id a 200 must name, None where any object will do.

    Rules and sources: stripe-contract 4.1 to 4.6 and 5, pitfalls 3.6 step 8. A failure without
    Stripe's error envelope is not Stripe's answer (a proxy's page), so it is never REFUSED.
    """
    body = json_object(answer.body) or _NOTHING
    error = _mapping(body.get("error"))
    verdict = _verdict(answer, body, error, invoice)
    return Outcome(
        verdict=verdict,
        message=_text(error, "message") or answer.error or _unexpected(answer, verdict),
        code=_text(error, "code"),
        param=_text(error, "param"),
        stripe_type=_text(error, "type"),
        request_id=answer.request_id,
        original_request=answer.original_request,
        replayed=answer.replayed,
        resend=verdict is Verdict.UNKNOWN and not _told_to_stop(answer, error),
        forbidden=verdict is Verdict.PAUSE and answer.status == _FORBIDDEN,
        no_access=verdict is Verdict.PAUSE and _text(error, "code") == _NO_ACCESS,
        body=body if verdict is Verdict.APPLIED else {},
    )


def _verdict(
    answer: Answer,
    body: Mapping[str, object],
    error: Mapping[str, object],
    invoice: str | None,
) -> Verdict:
    status = answer.status
    if status is None or status < 400:
        applied = status == 200 and bool(body) and not error and _names(body, invoice)
        return Verdict.APPLIED if applied else Verdict.UNKNOWN
    if _text(error, "type") == "idempotency_error":
        return Verdict.CONFLICT
    if status in _PAUSING:
        return Verdict.PAUSE
    if status >= 500 or status in _PASSING:
        return Verdict.REPLAYED_FAILURE if answer.replayed else Verdict.UNKNOWN
    # Stripe's own word that it may pass wins over the status, but a stored answer never changes.
    passing = answer.should_retry is True and not answer.replayed
    return Verdict.REFUSED if error and not passing else Verdict.UNKNOWN


def _names(body: Mapping[str, object], invoice: str | None) -> bool:
    if invoice is None:
        return True
    return body.get("object") == "invoice" and body.get("id") == invoice


def _told_to_stop(answer: Answer, error: Mapping[str, object]) -> bool:
    """Whether `Stripe-Should-Retry: false` means what it says here.

    Not on a 429 (a limiter's no is about this moment, and the pace answers it) and not while the
    same key is still being worked on: asking again with that key is then how one learns the end.
    """
    if answer.should_retry is not False or answer.status is None or answer.status == 429:
        return False
    return _text(error, "code") != "idempotency_key_in_use"


def _unexpected(answer: Answer, verdict: Verdict) -> str:
    if verdict is Verdict.APPLIED:
        return ""
    return f"HTTP {answer.status} that is not the answer this request should have"


def json_object(text: str) -> dict[str, object] | None:
    """The JSON object that `text` is, numbers with a point as Decimal; None when it is none."""
    try:
        found = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else _NOTHING


def _text(values: Mapping[str, object], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def wait_s(retry_number: int, answer: Answer, jitter: float) -> float:
    """Seconds before sending again; `retry_number` counts from 1, `jitter` is 0 to 1, handed in.

    Exponential from 0.5 to at most 60 with full jitter, but never less than `Retry-After`, which
    is not capped: whoever asks holds the budget.
    """
    doublings = min(max(retry_number - 1, 0), 16)
    ceiling = min(WAIT_FIRST_S * 2.0**doublings, WAIT_MAX_S)
    return max(jitter * ceiling, answer.retry_after_s or 0.0)


_LINE = re.compile(r"lines\[([0-9]{1,9})\]((?:\[[^\[\]]+\])*)")


def line_index(param: str) -> tuple[int, str] | None:
    """`lines[3][pricing][price]` -> (3, "lines.pricing.price"): the line's index within its request
    and the dotted parameter as in `columns`; None when `param` names no line.

    Indices of inner lists are dropped; metadata keys stay.
    """
    found = _LINE.fullmatch(param)
    if found is None:
        return None
    return int(found[1]), ".".join(["lines", *_names_within(_parts(found[2]))])


def _parts(brackets: str) -> list[str]:
    return brackets[1:-1].split("][") if brackets else []


def _names_within(parts: list[str]) -> list[str]:
    return [
        part
        for place, part in enumerate(parts)
        if not part.isdecimal() or (place > 0 and parts[place - 1] == "metadata")
    ]
