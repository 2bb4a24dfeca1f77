"""The headers of an answer that matter to us; anything malformed counts as absent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from batcher.core.model import Answer

_SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


def read_headers(answer: Answer, headers: Mapping[str, str]) -> Answer:
    """`answer` with what its `headers` (names in any case, as requests gives them) say.

    Names: stripe-contract 4.1 and 4.5. `Retry-After` is not documented by Stripe; both forms of
    HTTP are read, a date against the server's own `Date`.
    """
    return replace(
        answer,
        request_id=headers.get("Request-Id", ""),
        replayed=_flag(headers.get("Idempotent-Replayed")) is True,
        original_request=headers.get("Original-Request", ""),
        should_retry=_flag(headers.get("Stripe-Should-Retry")),
        retry_after_s=_wait_s(headers.get("Retry-After", ""), headers.get("Date", "")),
        limited_reason=headers.get("Stripe-Rate-Limited-Reason", ""),
        server_date=headers.get("Date", ""),
    )


def _flag(text: str | None) -> bool | None:
    return {"true": True, "false": False}.get((text or "").strip().lower())


def _wait_s(text: str, server_date: str) -> float | None:
    text = text.strip()
    if _SECONDS.fullmatch(text):
        return float(text)
    until = _instant(text)
    if until is None:
        return None
    since = _instant(server_date) or datetime.now(UTC)
    return max(0.0, (until - since).total_seconds())


def _instant(text: str) -> datetime | None:
    try:
        instant = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
