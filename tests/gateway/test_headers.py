"""Headers of an answer: both forms of Retry-After, and malformed ones count as absent."""

from __future__ import annotations

import pytest
from requests.structures import CaseInsensitiveDict

from batcher.core.model import Answer
from batcher.gateway.headers import read_headers

NOW = "Sun, 01 Nov 2026 00:00:00 GMT"


def read(**headers: str) -> Answer:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return read_headers(Answer(429), CaseInsensitiveDict(named))


@pytest.mark.parametrize(
    ("text", "wait_s"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("1.5", 1.5),
        ("Sun, 01 Nov 2026 00:01:30 GMT", 90.0),
        ("Sat, 31 Oct 2026 00:00:00 GMT", 0.0),
        ("", None),
        ("-1", None),
        ("nan", None),
        ("inf", None),
        ("1e9", None),
        ("soon", None),
        ("99999999999999999999", None),
    ],
)
def test_retry_after(text: str, wait_s: float | None) -> None:
    assert read(retry_after=text, date=NOW).retry_after_s == wait_s


def test_a_date_without_the_servers_own_is_read_against_ours() -> None:
    wait_s = read(retry_after="Sun, 01 Nov 2099 00:00:00 GMT").retry_after_s
    assert wait_s is not None
    assert wait_s > 86_400


@pytest.mark.parametrize(
    ("text", "replayed", "should_retry"),
    [("true", True, True), ("TRUE", True, True), ("false", False, False), ("1", False, None)],
)
def test_flags(text: str, replayed: bool, should_retry: bool | None) -> None:
    got = read(idempotent_replayed=text, stripe_should_retry=text)
    assert (got.replayed, got.should_retry) == (replayed, should_retry)


def test_no_headers_say_nothing() -> None:
    assert read() == Answer(429)
