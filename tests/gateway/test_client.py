"""The gateway against a scripted server: every fault of pitfalls 3.8 that a socket can show."""

from __future__ import annotations

import gzip
import json
import logging
import socket
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
import stripe

from batcher.core.model import Answer
from batcher.core.outcome import Verdict, classify
from batcher.core.ports import Gateway
from batcher.gateway.client import API_VERSION, StripeGateway
from batcher.gateway.key import KeyUnusable
from batcher.gateway.pacing import Pace
from tests.gateway import wire
from tests.gateway.wire import answer, serving, then_close

KEY = "rk_test_Loop1234"
INVOICE = json.dumps({"id": "in_1", "object": "invoice"})
BODY = "lines[0][description]=%E8%AA%AC%E6%98%8E+1&lines[0][amount]=5"


def gateway(address: str, **options: object) -> StripeGateway:
    fast = Pace(100_000, 100_000)
    return StripeGateway(KEY, fast, api_base=address, **options)  # type: ignore[arg-type]


def post(address: str, **options: object) -> Answer:
    with gateway(address, **options) as stripe_now:
        return stripe_now.post("/v1/invoices/in_1/add_lines", BODY, "key-1")


def test_a_post_is_sent_as_given() -> None:
    with serving(answer(200, INVOICE, ["Request-Id: req_1"])) as server:
        got = post(server.address)
    assert got == Answer(200, INVOICE, request_id="req_1")
    [seen] = server.seen
    assert seen.line == "POST /v1/invoices/in_1/add_lines HTTP/1.1"
    assert seen.body == BODY.encode()
    host = f"127.0.0.1:{server.port}"
    assert seen.headers == {
        "host": host,
        "accept-encoding": "gzip",
        "authorization": f"Bearer {KEY}",
        "stripe-version": "2026-10-28.endive",
        "user-agent": "batcher/0.1.0",
        "content-type": "application/x-www-form-urlencoded",
        "idempotency-key": "key-1",
        "content-length": str(len(BODY)),
    }


def test_the_version_is_the_one_the_sdk_is_pinned_to() -> None:
    assert API_VERSION == "2026-10-28.endive" == stripe.api_version


def test_a_get_has_its_query_and_no_idempotency_key() -> None:
    with serving(answer(200, INVOICE)) as server, gateway(server.address) as stripe_now:
        stripe_now.get("/v1/invoices/in_1/lines", (("limit", "100"), ("expand[]", "data.x y")))
    [seen] = server.seen
    assert seen.line == "GET /v1/invoices/in_1/lines?limit=100&expand%5B%5D=data.x+y HTTP/1.1"
    assert "idempotency-key" not in seen.headers
    assert "content-type" not in seen.headers


def test_account_and_version_can_be_set() -> None:
    with serving() as server:
        post(server.address, account="acct_1", api_version="2025-03-31.basil")
    assert server.seen[0].headers["stripe-account"] == "acct_1"
    assert server.seen[0].headers["stripe-version"] == "2025-03-31.basil"


def test_an_empty_body_is_sent_empty() -> None:
    with serving() as server, gateway(server.address) as stripe_now:
        stripe_now.post("/v1/invoices/in_1/finalize", "", "k")
    assert (server.seen[0].body, server.seen[0].headers["content-length"]) == (b"", "0")


def test_what_the_headers_say_is_kept() -> None:
    headers = [
        "idempotent-replayed: true",
        "Original-Request: req_0",
        "Request-Id: req_1",
        "Stripe-Should-Retry: false",
        "Retry-After: 7",
        "Stripe-Rate-Limited-Reason: endpoint-rate",
        "Date: Sun, 01 Nov 2026 00:00:00 GMT",
    ]
    with serving(answer(429, "{}", headers)) as server:
        got = post(server.address)
    assert got == Answer(
        429,
        "{}",
        request_id="req_1",
        replayed=True,
        original_request="req_0",
        should_retry=False,
        retry_after_s=7.0,
        limited_reason="endpoint-rate",
        server_date="Sun, 01 Nov 2026 00:00:00 GMT",
    )


@pytest.mark.fault(26)
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(status: int) -> None:
    with serving() as elsewhere:
        to = f"Location: {elsewhere.address}/v1/invoices/in_1/add_lines"
        with serving(answer(status, "", [to])) as server:
            got = post(server.address)
    assert (got.status, len(server.seen), elsewhere.seen) == (status, 1, [])


@pytest.mark.fault(12, 13)
@pytest.mark.parametrize(
    ("act", "text"),
    [
        (wire.hang_up, ""),
        (wire.reset, ""),
        (then_close(answer(200, '{"id": "in_1"', length=500)), '{"id": "in_1"'),
        (
            then_close(
                wire.send_raw(b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nab{}\r\n")
            ),
            "ab{}",
        ),
        (then_close(wire.send_raw(b"SSH-2.0-nothing\r\n\r\n")), ""),
        (answer(200, b"no gzip", ["Content-Encoding: gzip"]), ""),
    ],
    ids=["fin", "rst", "cut", "cut chunks", "no http", "no gzip"],
)
def test_what_ends_early_is_no_answer(act: Callable[[socket.socket], None], text: str) -> None:
    with serving(act) as server:
        got = post(server.address)
    assert (got.status, got.body, len(server.seen)) == (None, text, 1)
    assert got.error
    assert classify(got, "in_1").verdict is Verdict.UNKNOWN


def test_headers_that_end_early_settle_nothing() -> None:
    with serving(then_close(wire.send_raw(b"HTTP/1.1 400 X\r\nContent-Le"))) as server:
        got = post(server.address)
    assert classify(got, "in_1").verdict is Verdict.UNKNOWN


def test_the_headers_of_a_cut_answer_are_kept() -> None:
    cut = then_close(answer(200, "{", ["Request-Id: req_1"], length=50))
    with serving(cut) as server:
        got = post(server.address)
    assert (got.status, got.request_id) == (None, "req_1")


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, "<html>Log in</html>"), (200, ""), (200, "[]"), (204, ""), (502, "<html></html>")],
)
def test_a_whole_answer_is_handed_on_whatever_it_says(status: int, body: str) -> None:
    with serving(answer(status, body)) as server:
        assert post(server.address) == Answer(status, body)


def test_gzip_and_chunks_are_understood() -> None:
    packed = gzip.compress(INVOICE.encode())
    head = b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n"
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    with serving(wire.send_raw(head + body)) as server:
        assert post(server.address) == Answer(200, INVOICE)


def test_text_that_is_no_utf8_does_not_raise() -> None:
    with serving(answer(200, b"\xff\xfe")) as server:
        assert post(server.address) == Answer(200, "\ufffd\ufffd")


@pytest.mark.parametrize("packed", [False, True])
def test_a_huge_body_is_cut_at_the_limit(packed: bool) -> None:
    content = b"x" * 400_000
    act = (
        answer(200, gzip.compress(content), ["Content-Encoding: gzip"])
        if packed
        else answer(200, content)
    )
    with serving(act) as server:
        got = post(server.address, body_bytes_max=200_000)
    assert (got.status, len(got.body)) == (None, 100_000)
    assert "200000 bytes" in got.error


def _slow(content: bytes, first: int, **limits: float) -> tuple[Answer, float]:
    with serving() as server:
        server.script.append(wire.drip(server, content, first, 0.02))
        since = time.monotonic()
        got = post(server.address, **limits)
        return got, time.monotonic() - since


@pytest.mark.fault(14)
@pytest.mark.parametrize(
    ("head", "first"),
    [
        (b"HTTP/1.1 200 X\r\nContent-Length: 900\r\n\r\n", 60),
        (b"HTTP/1.1 200 X\r\nConnection: close\r\n\r\n", 60),
        (b"HTTP/1.1 200 X\r\nContent-Length: 900\r\nX-Slow: ", 20),
    ],
    ids=["body", "body without end", "headers"],
)
def test_a_dripping_answer_ends_at_the_deadline(head: bytes, first: int) -> None:
    got, took_s = _slow(head + b"y" * 900, first, total_s=0.3)
    assert (got.status, got.error) == (None, "no whole answer within 0.3 seconds")
    assert 0.25 < took_s < 12  # to its end it takes 18


def test_silence_ends_at_the_read_limit() -> None:
    with serving() as server:
        server.script.append(lambda _: server.stopping.wait(5) and None)
        got = post(server.address, read_s=0.2)
    assert got.status is None
    assert "ReadTimeout" in got.error
    assert len(server.seen) == 1


def test_a_deadline_leaves_the_next_call_alone() -> None:
    with serving() as server, gateway(server.address, total_s=0.15) as stripe_now:
        assert stripe_now.get("/v1/account").status == 200
        time.sleep(0.2)
        assert stripe_now.get("/v1/account").status == 200
    assert server.connections == 1


@pytest.mark.fault(11)
def test_nobody_listening_is_no_answer() -> None:
    with serving() as server:
        address = server.address
    got = post(address)
    assert got.status is None
    assert "ConnectionError" in got.error


@pytest.mark.fault(11)
def test_an_unknown_host_is_no_answer() -> None:
    assert post("http://no-such-host.invalid").status is None


def test_what_is_no_tls_is_no_answer() -> None:
    with serving() as server:
        server.script.append(wire.hang_up)
        got = post(server.address.replace("http:", "https:"), connect_s=0.3, total_s=0.5)
    assert got.status is None
    assert got.error


def test_connections_are_kept_and_used_again() -> None:
    with serving() as server, gateway(server.address) as stripe_now:
        for number in range(3):
            stripe_now.post("/v1/invoices", BODY, f"k{number}")
    assert (len(server.seen), server.connections) == (3, 1)


def test_a_connection_closed_while_idle_is_not_used_for_a_post() -> None:
    with serving(then_close(answer())) as server, gateway(server.address) as stripe_now:
        assert stripe_now.get("/v1/account").status == 200
        time.sleep(0.05)
        assert stripe_now.post("/v1/invoices", BODY, "k").status == 200
    assert [seen.connection for seen in server.seen] == [0, 1]


@pytest.mark.parametrize("act", [wire.hang_up, wire.reset], ids=["fin", "rst"])
def test_a_kept_connection_that_dies_under_a_post_does_not_send_it_again(
    act: Callable[[socket.socket], None],
) -> None:
    with serving(answer(), act) as server, gateway(server.address) as stripe_now:
        stripe_now.get("/v1/account")
        got = stripe_now.post("/v1/invoices", BODY, "k")
        time.sleep(0.05)
    assert got.status is None
    assert [seen.line.split()[0] for seen in server.seen] == ["GET", "POST"]


def test_nothing_below_us_sends_a_get_again_either() -> None:
    with serving(wire.hang_up, answer(503, "{}", ["Retry-After: 0"])) as server:
        with gateway(server.address) as stripe_now:
            statuses = [stripe_now.get("/v1/account").status for _ in range(2)]
        time.sleep(0.05)
    assert (statuses, len(server.seen)) == ([None, 503], 2)


@pytest.mark.parametrize("status", [429, 503])
def test_nothing_below_us_sends_again_for_a_status(status: int) -> None:
    with serving(answer(status, "{}", ["Retry-After: 0", "Stripe-Should-Retry: true"])) as server:
        assert post(server.address).status == status
    assert len(server.seen) == 1


@pytest.mark.fault(30)
def test_the_surroundings_have_no_say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login mallory password x\ndefault login m password y\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with serving() as proxy, serving() as server:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
            monkeypatch.setenv(name, proxy.address)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert post(server.address).status == 200
    assert proxy.connections == 0
    assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.fault(30)
def test_a_proxy_is_used_when_it_is_set() -> None:
    with serving() as proxy:
        assert post("http://api.example.test", proxy=proxy.address).status == 200
    assert proxy.seen[0].line == "POST http://api.example.test/v1/invoices/in_1/add_lines HTTP/1.1"


def test_cookies_are_not_kept() -> None:
    act = answer(200, "{}", ["Set-Cookie: a=1"])
    with serving(act) as server, gateway(server.address) as stripe_now:
        stripe_now.get("/v1/account")
        stripe_now.get("/v1/account")
    assert "cookie" not in server.seen[1].headers


def test_a_server_that_repeats_the_key_is_blotted_out() -> None:
    with serving(answer(401, f'{{"error": {{"message": "Invalid: {KEY}"}}}}')) as server:
        got = post(server.address)
    assert got.body == '{"error": {"message": "Invalid: rk_test_***"}}'


def test_the_key_is_not_shown(
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stripe, "log", "debug")
    caplog.set_level(logging.DEBUG)
    with serving(wire.hang_up, answer(500)) as server, gateway(server.address) as stripe_now:
        texts = [repr(stripe_now), str(stripe_now), repr(stripe_now.post("/v1/x", BODY, "k"))]
        texts.append(repr(stripe_now.get("/v1/account")))
    streams = capfd.readouterr()
    shown = "".join([*texts, streams.out, streams.err, caplog.text])
    assert "Loop1234" not in shown
    assert "rk_test_***" in shown
    assert BODY not in shown


def test_a_traceback_with_locals_does_not_hold_the_key() -> None:
    def failing(method: str, path: str) -> None:
        raise KeyboardInterrupt

    stripe_now = gateway("http://127.0.0.1:1")
    stripe_now._pace.wait_turn = failing  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt) as caught:
        stripe_now.post("/v1/invoices", BODY, "k")
    frames = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    assert "Loop1234" not in "".join(frames.format())


def test_the_pace_is_asked_before_and_told_after() -> None:
    calls: list[tuple[str, ...]] = []

    class Noting(Pace):
        def wait_turn(self, method: str, path: str) -> None:
            calls.append(("turn", method, path))

        def heed(self, method: str, path: str, answer: Answer) -> None:
            calls.append(("heed", method, path, str(answer.status)))

    with serving(answer(429)) as server, StripeGateway(KEY, Noting(), api_base=server.address) as s:
        s.get("/v1/invoices/in_1", (("a", "b"),))
    assert calls == [
        ("turn", "GET", "/v1/invoices/in_1"),
        ("heed", "GET", "/v1/invoices/in_1", "429"),
    ]


def test_many_threads_share_it() -> None:
    answers: list[Answer] = []
    with serving() as server, gateway(server.address) as stripe_now:

        def work(number: int) -> None:
            for turn in range(5):
                answers.append(stripe_now.post("/v1/invoices", BODY, f"k{number}-{turn}"))

        threads = [threading.Thread(target=work, args=(number,)) for number in range(32)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == [Answer(200, "{}")] * 160
    keys = {seen.headers["idempotency-key"] for seen in server.seen}
    assert (len(keys), len(server.seen)) == (160, 160)
    assert server.connections <= 32


def test_a_gateway_is_what_run_is_handed() -> None:
    handed: Gateway = gateway("http://127.0.0.1:1")
    assert repr(handed) == "StripeGateway('http://127.0.0.1:1', <Secret rk_test_***>)"


@pytest.mark.parametrize(
    "address",
    ["api.stripe.com", "ftp://x", "https://", "https://u:p@x", "https://x?a=b", "https://x#a", ""],
)
def test_an_address_that_cannot_be_meant_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        gateway(address)


def test_a_key_that_is_none_is_refused() -> None:
    with pytest.raises(KeyUnusable):
        StripeGateway("pk_test_1", Pace())


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_an_idempotency_key_has_a_length(key: str) -> None:
    with pytest.raises(AssertionError):
        gateway("http://127.0.0.1:1").post("/v1/invoices", BODY, key)
