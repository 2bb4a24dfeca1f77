"""Every kind of fault by name, as a person names it to `batcher sandbox --faults`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from batcher.sandbox.faults import Fault, Phase, lock_timeout, rate_limited, server_error

DRIP_S = 0.5
LATE_S = 10.0
RETRY_AFTER_S = 7
CUT_BYTES = 30
_HTML = (("Content-Type", "text/html"),)
_SIGN_IN = "<!doctype html><title>Sign in to this network</title><h1>Welcome</h1>"
_ELSEWHERE = (("Location", "https://elsewhere.invalid/v1/account"), *_HTML)
_OTHER = json.dumps({"id": "in_somebodyelses", "object": "invoice", "status": "draft", "lines": {}})
_IN_USE = json.dumps({"error": {
    "code": "idempotency_key_in_use",
    "doc_url": "https://stripe.com/docs/error-codes/idempotency-key-in-use",
    "message": "There is currently another in-progress request using this Idempotent Key (that "
    "probably means you submitted twice, and the other request is still going through). Please "
    "try again later.",
    "type": "invalid_request_error",
}})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """A fault and when it strikes. `writes`: it makes sense for POSTs alone."""

    phase: Phase
    fault: Fault
    writes: bool = False


def _page(status: int, words: str = "") -> Fault:
    title = f"{status} {words}".strip()
    return Fault(status=status, headers=_HTML, body=f"<html><title>{title}</title></html>")


def _told(fault: Fault, should_retry: str) -> Fault:
    return replace(fault, headers=(*fault.headers, ("Stripe-Should-Retry", should_retry)))


_BEFORE: Mapping[str, Fault] = {
    "drop": Fault(drop=True),
    "rate-endpoint": rate_limited("endpoint-rate"),
    "rate-global": rate_limited("global-rate"),
    "concurrency-endpoint": rate_limited("endpoint-concurrency"),
    "concurrency-global": rate_limited("global-concurrency"),
    "rate-retry-after": rate_limited("endpoint-rate", RETRY_AFTER_S),
    "500": server_error(saved=False),
    "500-retry": _told(server_error(saved=False), "true"),
    "500-no-retry": _told(server_error(saved=False), "false"),
    "502": _page(502, "Bad Gateway"),
    "504": _page(504, "Gateway Time-out"),
    "301": replace(_page(301), headers=_ELSEWHERE),
    "302": replace(_page(302), headers=_ELSEWHERE),
    "307": replace(_page(307), headers=_ELSEWHERE),
    "portal": Fault(status=200, headers=_HTML, body=_SIGN_IN),
    "204": Fault(status=204),
    "empty": Fault(status=200),
    "list": Fault(status=200, body="[]"),
    "other-invoice": Fault(status=200, body=_OTHER),
}
_AFTER: Mapping[str, Fault] = {
    "drop-after": Fault(drop=True),
    "cut": Fault(cut_bytes=CUT_BYTES),
    "drip": Fault(drip_s=DRIP_S),
    "500-after": server_error(saved=False),
    "502-after": _page(502, "Bad Gateway"),
    "504-after": _page(504, "Gateway Time-out"),
    "portal-after": Fault(status=200, headers=_HTML, body=_SIGN_IN),
    "empty-after": Fault(status=200),
    "204-after": Fault(status=204),
    "302-after": replace(_page(302), headers=_ELSEWHERE),
}
_WRITES: Mapping[str, Kind] = {
    "500-saved": Kind("before", server_error(saved=True), writes=True),
    "500-saved-after": Kind("after", server_error(saved=True), writes=True),
    "lock": Kind("before", lock_timeout(), writes=True),
    "in-use": Kind("before", Fault(status=409, body=_IN_USE), writes=True),
    "late": Kind("before", Fault(lands_in_s=LATE_S), writes=True),
}

# What the network and Stripe do; every effect can still come about exactly once.
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        **{name: Kind("before", fault) for name, fault in _BEFORE.items()},
        **{name: Kind("after", fault) for name, fault in _AFTER.items()},
        **_WRITES,
    }
)
# What other people do meanwhile, and keys forgotten sooner than Stripe promises: struck only where
# they are asked for by name.
NAMED: Mapping[str, Kind] = MappingProxyType(
    {
        "edited": Kind("before", Fault(by_hand="edit_line"), writes=True),
        "line-deleted": Kind("before", Fault(by_hand="delete_line"), writes=True),
        "finalized": Kind("before", Fault(by_hand="finalize"), writes=True),
        "deleted": Kind("before", Fault(by_hand="delete_invoice"), writes=True),
        "forgotten-keys": Kind("before", Fault(forgets_keys=True), writes=True),
    }
)
EVERY: Mapping[str, Kind] = MappingProxyType({**KINDS, **NAMED})
