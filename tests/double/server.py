"""Carries the double over HTTP/1.1 on loopback, one thread per connection, keep-alive.

`with serve() as double:` gives a `Served` whose `url` is the API base. Leaving the block closes
every connection and waits for every thread.
"""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.double.double import KEY, Double, Reply

BODY_MAX = 4 * 1024 * 1024


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        assert length <= BODY_MAX, "a request larger than any the contract allows"
        body = self.rfile.read(length).decode("utf-8")
        address = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        text = body if self.command == "POST" else address.query
        self._send(self.server.double.answer(self.command, address.path, text, headers))

    do_GET = do_POST = do_DELETE = _serve  # noqa: N815 (the names http.server looks for)

    def _send(self, reply: Reply) -> None:
        if reply.dropped:
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body[: len(reply.body) // 2] if reply.cut else reply.body)
        self.close_connection = self.close_connection or reply.cut

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the double keeps its own log."""


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 64

    def __init__(self, double: Double) -> None:
        self.double = double
        self.open: set[socket.socket] = set()
        self.failures: list[BaseException] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: socket.socket, client_address: object) -> None:
        """Remember the connection, so that leaving can end it."""
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket) -> None:
        """Forget the connection."""
        self.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that left is no failure; anything else fails the test at the end."""
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, ConnectionError):
            self.failures.append(error)


class Served(Double):
    """A double with an address."""

    url = ""


@contextlib.contextmanager
def serve(
    *, newest_first: bool = False, livemode: bool = False, key: str = KEY
) -> Iterator[Served]:
    """A running double on a free port of 127.0.0.1; raises what a handler raised, on leaving."""
    double = Served(newest_first=newest_first, livemode=livemode, key=key)
    server = _Server(double)
    double.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        thread.join()
        for connection in list(server.open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        server.server_close()
    if server.failures:
        raise server.failures[0]
