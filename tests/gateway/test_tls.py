"""TLS that breaks in the middle of an answer: nobody knows what came of the request."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import stripe

from batcher.core.outcome import Verdict, classify
from batcher.gateway.client import StripeGateway
from batcher.gateway.pacing import Pace

HEAD = b"HTTP/1.1 200 X\r\nContent-Length: 400\r\nRequest-Id: req_1\r\n\r\n"
HALF = HEAD + b'{"object":"invoice","id":"in_1",'
WHOLE = b'HTTP/1.1 200 X\r\nContent-Length: 32\r\n\r\n{"object":"invoice","id":"in_1"} '
Act = Callable[[ssl.SSLSocket], None]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate for 127.0.0.1 in one file, made for this run."""
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is not installed, and it makes the certificate")
    folder = tmp_path_factory.mktemp("tls")
    words = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
    words += " -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem"
    subprocess.run([program, *words.split()], cwd=folder, check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_bytes((folder / "key.pem").read_bytes() + (folder / "cert.pem").read_bytes())
    return both


@contextmanager
def serving(certificate: Path, act: Act) -> Iterator[str]:
    """A server that reads one request over TLS and then does `act`; gives its address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        with suppress(OSError):
            plain, _ = listener.accept()
            with context.wrap_socket(plain, server_side=True) as conn:
                received = b""
                while not received.endswith(b"\r\n\r\na=1"):
                    received += conn.recv(65_536)
                act(conn)

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    try:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()
        thread.join(5)


def garbage(conn: ssl.SSLSocket) -> None:
    """Half an answer, then bytes that are no TLS."""
    conn.sendall(HALF)
    socket.socket.sendall(conn, b"\x17\x03\x03\x00\x20" + b"x" * 32)  # past its TLS


def cut(conn: ssl.SSLSocket) -> None:
    """Half an answer, then the connection ends without TLS's own goodbye."""
    conn.sendall(HALF)
    socket.socket.shutdown(conn, socket.SHUT_RDWR)  # past its TLS


@pytest.mark.fault(27)
@pytest.mark.parametrize("act", [garbage, cut])
def test_tls_that_breaks_in_the_middle(
    certificate: Path, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stripe, "ca_bundle_path", str(certificate))
    with (
        serving(certificate, act) as address,
        StripeGateway("sk_test_1", Pace(), api_base=address, total_s=5) as gateway,
    ):
        answer = gateway.post("/v1/invoices/in_1/add_lines", "a=1", "key-1")
    outcome = classify(answer, "in_1")
    assert answer.status is None
    assert answer.error
    assert (outcome.verdict, outcome.resend) == (Verdict.UNKNOWN, True)


def test_tls_that_holds(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same server, whole: so the failures above are those of the middle."""
    monkeypatch.setattr(stripe, "ca_bundle_path", str(certificate))
    with (
        serving(certificate, lambda conn: conn.sendall(WHOLE)) as address,
        StripeGateway("sk_test_1", Pace(), api_base=address, total_s=5) as gateway,
    ):
        answer = gateway.post("/v1/invoices/in_1/add_lines", "a=1", "key-1")
    assert classify(answer, "in_1").verdict is Verdict.APPLIED


def test_a_certificate_nobody_vouches_for(certificate: Path) -> None:
    """No byte of the request is sent to it."""
    acted = threading.Event()
    with (
        serving(certificate, lambda _conn: acted.set()) as address,
        StripeGateway("sk_test_1", Pace(), api_base=address, total_s=5) as gateway,
    ):
        answer = gateway.post("/v1/invoices/in_1/add_lines", "a=1", "key-1")
    assert answer.status is None
    assert "certificate" in answer.error.lower()
    assert not acted.is_set()
