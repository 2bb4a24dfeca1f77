"""Connections with one deadline for the whole call and nothing taken from the surroundings.

requests limits each wait for the next bytes, so a server that sends one byte a second holds a call
for ever. Here a clock runs beside the call and shuts its connection when the time is over.
"""

from __future__ import annotations

import socket
import threading
import time
from collections import deque
from contextlib import suppress
from contextvars import ContextVar
from http.cookiejar import DefaultCookiePolicy
from types import TracebackType

from requests import Response, Session
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection

IDLE_S = 1.0  # how long the watching thread stays without anything to watch


class Watch:
    """One thread that ends the calls of many whose time is over; all get the same `seconds`, so
    they end in the order they began. It runs while there are calls to be watched."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._watched: deque[tuple[float, Deadline]] = deque()
        self._changed = threading.Condition()
        self._is_running = False

    def deadline(self) -> Deadline:
        """A deadline for one call, to be entered at once."""
        return Deadline(self)

    def begin(self, deadline: Deadline) -> None:
        """Watch a call from now on."""
        with self._changed:
            self._watched.append((time.monotonic() + self._seconds, deadline))
            if len(self._watched) == 1:
                self._changed.notify_all()
            if not self._is_running:
                self._is_running = True
                threading.Thread(target=self._run, name="deadlines", daemon=True).start()

    def _run(self) -> None:
        while (late := self._next()) is not None:
            late.expire()

    def _next(self) -> Deadline | None:
        """The next whose time is over; None after a while without any."""
        with self._changed:
            while True:
                while self._watched and self._watched[0][1].is_over:
                    self._watched.popleft()
                if not self._watched:
                    self._changed.wait(IDLE_S)
                    if not self._watched:
                        self._is_running = False
                        return None
                    continue
                left_s = self._watched[0][0] - time.monotonic()
                if left_s <= 0:
                    return self._watched.popleft()[1]
                self._changed.wait(left_s)


class Deadline:
    """`with watch.deadline()`: every connection this thread uses inside is shut at its end.

    `passed` says afterwards whether that happened. Looking up a host's name cannot be cut short,
    and opening a connection, TLS included, has its own limit.
    """

    def __init__(self, watch: Watch) -> None:
        self.passed = False
        self.is_over = False
        self._watch = watch
        self._connection: HTTPConnection | None = None
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Deadline:
        self._token = _CURRENT.set(self)
        self._watch.begin(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self.is_over = True
        _CURRENT.reset(self._token)

    def watch(self, connection: HTTPConnection) -> None:
        """Shut `connection` at the end; raises TimeoutError when the end has come already."""
        with self._lock:
            if self.passed:
                raise TimeoutError("the time for this call is over")
            self._connection = connection
            self._socket = connection.sock

    def expire(self) -> None:
        """The time is over: shut the connection, unless the call has ended."""
        with self._lock:
            if self.is_over:  # the connection may serve somebody else by now
                return
            self.passed = True
            connected = None if self._connection is None else self._connection.sock
            # A connection that will not be kept gives its socket away to the answer: ask for both.
            sock = connected or self._socket
            if sock is not None:
                _shut(sock)


# Not state of ours but the thread's way to reach its deadline from deep inside urllib3.
_CURRENT: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


def _shut(sock: socket.socket) -> None:
    # The plain socket's own shutdown: that of TLS would pull its state from under the reader.
    with suppress(OSError):  # closed already, which is what was wanted
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


def _watch(connection: HTTPConnection) -> None:
    deadline = _CURRENT.get()
    if deadline is not None:
        deadline.watch(connection)


class _Plain(HTTPConnection):
    def connect(self) -> None:
        _watch(self)
        super().connect()
        _watch(self)

    def putrequest(
        self, method: str, url: str, skip_host: bool = False, skip_accept_encoding: bool = False
    ) -> None:
        _watch(self)
        super().putrequest(method, url, skip_host, skip_accept_encoding)


class _Secure(_Plain, HTTPSConnection):
    """Watched the same way; what `_Plain` goes on with is here the connection over TLS."""


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


def _watched(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}


class _Adapter(HTTPAdapter):
    """requests' adapter on watched connections; `max_retries=0` there means: sends once."""

    def init_poolmanager(self, *arguments: object, **options: object) -> None:
        super().init_poolmanager(*arguments, **options)  # type: ignore[arg-type]
        _watched(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **options: object) -> ProxyManager:
        manager: ProxyManager = super().proxy_manager_for(proxy, **options)
        _watched(manager)
        return manager


class _Session(Session):
    """A session that stays where it was sent: a redirect is an answer, not an instruction."""

    def get_redirect_target(self, resp: Response) -> str | None:  # noqa: ARG002 (the name is theirs)
        return None


def open_session(auth: AuthBase | None, concurrency: int) -> Session:
    """A session for `concurrency` threads: keep-alive, no retries, redirects, cookies, netrc or
    proxies from the environment. `auth` signs every request, None none."""
    session = _Session()
    session.trust_env = False
    session.auth = auth
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.clear()
    session.headers["Accept-Encoding"] = "gzip"
    adapter = _Adapter(pool_connections=4, pool_maxsize=concurrency, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session
