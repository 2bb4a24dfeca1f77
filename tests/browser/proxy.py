"""A reverse proxy as stands before the page: TLS towards the browser, plain HTTP behind, and the
browser's address in a header."""

from __future__ import annotations

import http.client
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOP = ("connection", "keep-alive", "transfer-encoding")


class Proxy(ThreadingHTTPServer):
    """`behind`: the page's port; `seen_from`: where it says that browsers are."""

    daemon_threads = True
    behind = 0
    seen_from = "192.0.2.1"

    @property
    def host(self) -> str:
        """As browsers write it."""
        return f"127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Browsers hang up on a certificate they do not know, and come again."""


class _Forwarding(BaseHTTPRequestHandler):
    server: Proxy

    def do_GET(self) -> None:
        self._forward()

    def do_POST(self) -> None:
        self._forward()

    def _forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        with closing(
            http.client.HTTPConnection("127.0.0.1", self.server.behind, timeout=60)
        ) as line:
            line.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in HOP:
                    line.putheader(name, value)
            line.putheader("X-Forwarded-For", self.server.seen_from)
            line.endheaders(body)
            answer = line.getresponse()
            told, content = answer.getheaders(), answer.read()
        self.send_response_only(answer.status)
        for name, value in told:
            if name.lower() not in (*HOP, "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


@contextmanager
def proxy(folder: Path) -> Iterator[Proxy]:
    """Stand there; `behind` is to be said before anybody comes."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_certificate(folder))
    made = Proxy(("127.0.0.1", 0), _Forwarding)
    # Each connection shakes hands in a thread of its own: browsers open some that say nothing.
    made.socket = context.wrap_socket(made.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=made.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        made.shutdown()
        made.server_close()
        thread.join(5)


def _certificate(folder: Path) -> Path:
    """Key and certificate of 127.0.0.1, made for this test."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2)).add_extension(here, critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    form, secret = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path = folder / "both.pem"
    path.write_bytes(key.private_bytes(pem, form, secret) + made.public_bytes(pem))
    return path
