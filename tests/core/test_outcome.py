"""What answers mean, one literal case per fault of stripe-contract 5 and pitfalls 3.8."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from batcher.core.model import Answer
from batcher.core.outcome import (
    Verdict,
    classify,
    json_object,
    line_index,
    wait_s,
)

INVOICE = json.dumps({"id": "in_1", "object": "invoice"})


def failure(code: str = "", kind: str = "invalid_request_error", param: str = "") -> str:
    error = {"type": kind, "message": "No.", "code": code, "param": param}
    return json.dumps({"error": {name: text for name, text in error.items() if text}})


CASES = {
    "applied": (Answer(200, INVOICE), "applied"),
    "applied, replayed": (Answer(200, INVOICE, replayed=True), "applied"),
    "refused": (Answer(400, failure("invoice_not_editable")), "refused"),
    "card": (Answer(402, failure(kind="card_error")), "refused"),
    "missing": (Answer(404, failure("resource_missing")), "refused"),
    "refused, replayed": (Answer(400, failure(), replayed=True), "refused"),
    "refused, told not to": (Answer(400, failure(), should_retry=False), "refused"),
    "refused, told to try again": (Answer(400, failure(), should_retry=True), "unknown"),
    "stored refusal never changes": (
        Answer(400, failure(), should_retry=True, replayed=True),
        "refused",
    ),
    "no answer": (Answer(None, error="refused"), "unknown"),
    "cut": (Answer(None, '{"id": "in_', error="cut"), "unknown"),
    "cut, though whole": (Answer(None, INVOICE, error="deadline"), "unknown"),
    "redirect": (Answer(302), "unknown"),
    "empty": (Answer(200, ""), "unknown"),
    "204": (Answer(204), "unknown"),
    "202": (Answer(202, INVOICE), "unknown"),
    "captive portal": (Answer(200, "<html>Log in</html>"), "unknown"),
    "list": (Answer(200, "[]"), "unknown"),
    "empty object": (Answer(200, "{}"), "unknown"),
    "too deep": (Answer(200, "[" * 100_000), "unknown"),
    "error under 200": (Answer(200, failure()), "unknown"),
    "another invoice": (Answer(200, '{"id": "in_2", "object": "invoice"}'), "unknown"),
    "a line": (Answer(200, '{"id": "in_1", "object": "line_item"}'), "unknown"),
    "in use": (Answer(409, failure("idempotency_key_in_use")), "unknown"),
    "dependency": (Answer(424, failure()), "unknown"),
    "dependency, replayed": (Answer(424, failure(), replayed=True), "replayed_failure"),
    "limiter": (Answer(429, failure("rate_limit")), "unknown"),
    "lock": (Answer(429, failure("lock_timeout")), "unknown"),
    "lock, replayed": (
        Answer(429, failure("lock_timeout"), replayed=True, should_retry=True),
        "replayed_failure",
    ),
    "server": (Answer(500, failure(kind="api_error")), "unknown"),
    "server, replayed": (Answer(500, failure(kind="api_error"), replayed=True), "replayed_failure"),
    "edge": (Answer(502, "<html>Bad gateway</html>"), "unknown"),
    "a proxy's 404": (Answer(404, "<html>not here</html>"), "unknown"),
    "our bug": (Answer(400, failure(kind="idempotency_error")), "conflict"),
    "our bug, replayed": (
        Answer(400, failure(kind="idempotency_error"), replayed=True),
        "conflict",
    ),
    "bad key": (Answer(401, failure()), "pause"),
    "forbidden": (Answer(403, failure()), "pause"),
    "a proxy's 403": (Answer(403, "<html>policy</html>"), "pause"),
}


@pytest.mark.parametrize("name", CASES)
def test_the_verdict(name: str) -> None:
    answer, verdict = CASES[name]
    assert classify(answer, "in_1").verdict == verdict


def test_without_an_invoice_any_object_will_do() -> None:
    outcome = classify(Answer(200, '{"object": "list", "data": [], "rate": 1.10}'))
    assert outcome.verdict is Verdict.APPLIED
    assert outcome.body == {"object": "list", "data": [], "rate": Decimal("1.10")}
    assert outcome.message == ""


def test_stripes_words_are_kept() -> None:
    answer = Answer(
        400,
        failure("resource_missing", param="lines[3][pricing][price]"),
        request_id="req_2",
        original_request="req_1",
        replayed=True,
    )
    outcome = classify(answer, "in_1")
    assert (outcome.code, outcome.param) == ("resource_missing", "lines[3][pricing][price]")
    assert (outcome.message, outcome.stripe_type) == ("No.", "invalid_request_error")
    assert (outcome.request_id, outcome.original_request) == ("req_2", "req_1")
    assert outcome.replayed
    assert not outcome.resend


def test_why_there_was_no_answer_is_kept() -> None:
    assert classify(Answer(None, error="connection refused")).message == "connection refused"
    assert "HTTP 302" in classify(Answer(302)).message


def test_words_of_an_unexpected_type_are_dropped() -> None:
    outcome = classify(Answer(400, '{"error": {"message": 7, "code": ["x"]}}'))
    assert (outcome.verdict, outcome.code) == (Verdict.REFUSED, "")


@pytest.mark.parametrize(
    ("answer", "resend"),
    [
        (Answer(None), True),
        (Answer(500), True),
        (Answer(500, should_retry=True), True),
        (Answer(500, should_retry=False), False),
        (Answer(409, should_retry=False), False),
        (Answer(409, failure("idempotency_key_in_use"), should_retry=False), True),
        (Answer(429, failure("rate_limit"), should_retry=False), True),
        (Answer(200, INVOICE), False),
        (Answer(500, replayed=True), False),
    ],
)
def test_sending_again_is_off_only_where_stripe_says_so(answer: Answer, resend: bool) -> None:
    assert classify(answer, "in_1").resend is resend


@pytest.mark.parametrize(
    ("retry", "jitter", "wait"),
    [(1, 1.0, 0.5), (1, 0.0, 0.0), (2, 1.0, 1.0), (2, 0.5, 0.5), (8, 1.0, 60.0), (9999, 1.0, 60.0)],
)
def test_waits_double_up_to_a_minute(retry: int, jitter: float, wait: float) -> None:
    assert wait_s(retry, Answer(500), jitter) == wait


def test_retry_after_is_the_least_wait() -> None:
    assert wait_s(1, Answer(429, retry_after_s=7.0), 1.0) == 7.0
    assert wait_s(6, Answer(429, retry_after_s=7.0), 1.0) == 16.0
    assert wait_s(1, Answer(429, retry_after_s=0.0), 0.0) == 0.0


@pytest.mark.parametrize(
    ("param", "place"),
    [
        ("lines[3][pricing][price]", (3, "lines.pricing.price")),
        ("lines[0][tax_amounts][2][amount]", (0, "lines.tax_amounts.amount")),
        ("lines[12]", (12, "lines")),
        ("lines[1][metadata][2024]", (1, "lines.metadata.2024")),
        ("lines[1][metadata][a b]", (1, "lines.metadata.a b")),
        ("lines[1][tax_rates][0]", (1, "lines.tax_rates")),
        ("lines", None),
        ("lines[]", None),
        ("lines[x][amount]", None),
        ("lines[1][amount", None),
        ("invoice_metadata[a]", None),
        ("", None),
    ],
)
def test_a_param_names_its_line(param: str, place: tuple[int, str] | None) -> None:
    assert line_index(param) == place


@pytest.mark.parametrize("text", ["", "[]", "3", "{", '{"a": NaN}', "[" * 100_000])
def test_what_is_no_object_is_none(text: str) -> None:
    assert json_object(text) is None
