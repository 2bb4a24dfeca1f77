"""The embedded Stripe over real HTTP on loopback, and its life: start, serve, close."""

from __future__ import annotations

import os
import socket
import socketserver
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Condition, Event, Thread
from types import TracebackType
from typing import Any, cast

from batcher.sandbox.account import Account, Reply
from batcher.sandbox.call import Rules
from batcher.sandbox.dashboard import Dashboard
from batcher.sandbox.faults import Dropped, Faults
from batcher.sandbox.limiter import Limiter
from batcher.sandbox.opening import open_accounts
from batcher.sandbox.platform import Platform
from batcher.sandbox.seeding import Seed
from batcher.sandbox.service import Request, Service

HOST = "127.0.0.1"
API_VERSION = "2026-10-28.endive"
BODY_BYTES_MAX = 16 * 2**20
CLOSE_WAIT_S = 5.0
POLL_S = 0.02


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a sandbox behaves besides the account's own rules.

    `rate_endpoint`, `rate_total`: requests per second before a 429, None for no limit.
    `clock` gives Unix seconds, `time_zone` is what the account is in.
    """

    faults: Faults | None = None
    rate_endpoint: int | None = None
    rate_total: int | None = None
    latency_s: float = 0.0
    clock: Callable[[], float] = time.time
    time_zone: str = "Etc/UTC"


class Connected:
    """An account connected to the sandbox's own, its books, and a key that acts for it alone."""

    def __init__(self, account: Account, service: Service) -> None:
        self.key, self.account = account.key, account.id
        self.state = Dashboard(account, service, of_it_alone=True)


class Sandbox:
    """A running embedded Stripe. Use as a context manager, or call `close`.

    `connected`: the accounts its key may act for besides its own.
    """

    def __init__(
        self,
        home: Path | None,
        port: int,
        seeds: Sequence[Iterable[Seed]],
        reset: bool,
        rules: Rules,
        behaviour: Behaviour,
    ) -> None:
        """`seeds`: of its own account, then of each connected one."""
        self._closing = Event()
        with ExitStack() as failing:
            own, *connected = open_accounts(
                failing,
                home,
                seeds,
                lambda store, seed: Account(
                    store,
                    rules,
                    behaviour.clock,
                    seeds=seed,
                    reset=reset,
                    time_zone=behaviour.time_zone,
                ),
            )
            self._platform = Platform(own, connected)
            limiter = Limiter(behaviour.rate_endpoint, behaviour.rate_total, time.monotonic)
            service = Service(
                self._platform, limiter, behaviour.faults, self._closing.wait, behaviour.latency_s
            )
            self._server = Server(port, service)
            self._stores = failing.pop_all()  # from here on `close` ends it
        self.key, self.account = own.key, own.id
        self.url = f"http://{HOST}:{self._server.server_address[1]}"
        self.state = Dashboard(own, service)
        self.connected = tuple(Connected(one, service) for one in connected)
        self._thread = Thread(target=self._server.serve_forever, args=(POLL_S,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop answering, end every open connection, let the home go. May be called twice."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server.end_connections()
        self._stores.close()

    def revoke(self, account: str) -> None:
        """A connected account takes the access to it away."""
        self._platform.revoke(account)

    def restore(self, account: str) -> None:
        """It gives it again."""
        self._platform.restore(account)

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Server(ThreadingHTTPServer):
    """One thread per connection; knows its connections, so that they end with it."""

    daemon_threads = True
    # On Windows this option lets a second program take the port over.
    allow_reuse_address = os.name == "posix"
    request_queue_size = 128

    def __init__(self, port: int, service: Service) -> None:
        self.service = service
        self._open: set[socket.socket] = set()
        self._changed = Condition()
        super().__init__((HOST, port), Handler)

    def server_bind(self) -> None:
        """Bind without looking this machine's name up, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember the connection."""
        with self._changed:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget the connection."""
        super().shutdown_request(request)
        with self._changed:
            self._open.discard(request)
            self._changed.notify_all()

    def end_connections(self) -> None:
        """Wake every waiting connection and wait until it has ended."""
        with self._changed:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the other side was faster
            self._changed.wait_for(lambda: not self._open, CLOSE_WAIT_S)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news; anything else is a defect of ours and is shown."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Reads one request after the other from a connection and writes the service's answers."""

    protocol_version = "HTTP/1.1"
    server_version = "batcher-sandbox"
    disable_nagle_algorithm = True
    wbufsize = -1  # an answer goes out in one piece

    def do_GET(self) -> None:
        """A read."""
        self._answer()

    def do_POST(self) -> None:
        """A write."""
        self._answer()

    def do_DELETE(self) -> None:
        """A delete."""
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on standard error; the log is `Sandbox.state.requests`."""

    def _answer(self) -> None:
        body = self._body()
        if body is None:
            self.send_error(413)
            return
        request = Request(
            method=self.command,
            target=self.path,
            body=body,
            key=self.headers.get("Idempotency-Key", ""),
            authorization=self.headers.get("Authorization", ""),
            content_type=self.headers.get("Content-Type", ""),
            account=self.headers.get("Stripe-Account", ""),
        )
        try:
            reply = cast(Server, self.server).service.serve(request)
        except Dropped:
            self.close_connection = True
            return
        self._send(request, reply)

    def _body(self) -> str | None:
        """The body, None where it is too large. Bytes that are no UTF-8 become U+FFFD."""
        announced = self.headers.get("Content-Length", "0")
        if not announced.isdigit() or int(announced) > BODY_BYTES_MAX:
            self.close_connection = True
            return None
        return self.rfile.read(int(announced)).decode("utf-8", errors="replace")

    def _send(self, request: Request, reply: Reply) -> None:
        """One answer with the headers every answer has."""
        body = reply.body.encode()
        headers = {
            "Content-Type": "application/json",
            "Request-Id": reply.request_id,
            "Stripe-Version": self.headers.get("Stripe-Version", API_VERSION),
            **({"Idempotency-Key": request.key} if request.key else {}),
            **dict(reply.headers),
            "Content-Length": str(len(body)),
        }
        self.send_response(reply.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if reply.drip_s:
            self._drip(body, reply.drip_s)
            return
        self.wfile.write(body[: reply.cut_bytes])
        if reply.cut_bytes is not None:
            self.close_connection = True

    def _drip(self, body: bytes, drip_s: float) -> None:
        """A byte at a time, until all is said, the client leaves or the server ends."""
        service = cast(Server, self.server).service
        for number in range(len(body)):
            self.wfile.write(body[number : number + 1])
            self.wfile.flush()
            if service.wait(drip_s):
                break
        self.close_connection = True
