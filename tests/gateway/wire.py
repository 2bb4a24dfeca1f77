"""A loopback server that does to each request what a test scripts, byte by byte."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Seen:
    """One request as it arrived; `connection` counts accepted connections from 0."""

    line: str
    headers: dict[str, str]
    body: bytes
    connection: int


@dataclass
class Wire:
    """What is left of the script and what was seen."""

    script: list[Callable[[socket.socket], None]]
    port: int = 0
    seen: list[Seen] = field(default_factory=list)
    connections: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def answer(
    status: int = 200, body: bytes | str = b"{}", headers: Sequence[str] = (), length: int = -1
) -> Callable[[socket.socket], None]:
    """Send one whole answer; `length` lies about the body's."""
    content = body.encode() if isinstance(body, str) else body
    size = len(content) if length < 0 else length
    head = "\r\n".join([f"HTTP/1.1 {status} X", f"Content-Length: {size}", *headers, "", ""])

    def send(conn: socket.socket) -> None:
        conn.sendall(head.encode() + content)

    return send


def then_close(send: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    def both(conn: socket.socket) -> None:
        send(conn)
        conn.shutdown(socket.SHUT_RDWR)

    return both


def send_raw(content: bytes) -> Callable[[socket.socket], None]:
    return lambda conn: conn.sendall(content)


def hang_up(conn: socket.socket) -> None:
    conn.shutdown(socket.SHUT_RDWR)


def reset(conn: socket.socket) -> None:
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    socket.close(conn.detach())  # at once, though the reading side still holds it


def drip(wire: Wire, content: bytes, first: int, every_s: float) -> Callable[[socket.socket], None]:
    """`first` bytes at once, then one byte at a time until the client is gone or the test ends."""

    def send(conn: socket.socket) -> None:
        conn.sendall(content[:first])
        for place in range(first, len(content)):
            if wire.stopping.wait(every_s):
                return
            conn.sendall(content[place : place + 1])

    return send


@contextmanager
def serving(*script: Callable[[socket.socket], None]) -> Iterator[Wire]:
    """A server on loopback; request n gets what `script[n]` does, later ones a plain `{}`."""
    wire = Wire(list(script))
    listener = socket.create_server(("127.0.0.1", 0))
    wire.port = listener.getsockname()[1]
    open_now: list[socket.socket] = []
    threads: list[threading.Thread] = []

    def accept() -> None:
        while True:
            try:
                conn, _ = listener.accept()
            except OSError:
                return
            open_now.append(conn)
            number = wire.connections
            wire.connections += 1
            thread = threading.Thread(target=_talk, args=(wire, conn, number), daemon=True)
            threads.append(thread)
            thread.start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield wire
    finally:
        wire.stopping.set()
        _close(listener)
        for conn in open_now:
            _close(conn)
        accepting.join(5)
        for thread in threads:
            thread.join(5)


def _close(sock: socket.socket) -> None:
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    sock.close()


def _talk(wire: Wire, conn: socket.socket, number: int) -> None:
    try:
        stream = conn.makefile("rb")
        with stream:
            while (seen := _read(stream, number)) is not None:
                wire.seen.append(seen)
                act = wire.script.pop(0) if wire.script else answer()
                act(conn)
    except OSError:
        return


def _read(stream: object, number: int) -> Seen | None:
    line = stream.readline().decode("latin-1").strip()  # type: ignore[attr-defined]
    if not line:
        return None
    headers: dict[str, str] = {}
    while text := stream.readline().decode("latin-1").strip():  # type: ignore[attr-defined]
        name, _, value = text.partition(":")
        headers[name.strip().lower()] = value.strip()
    size = int(headers.get("content-length", "0"))
    body = stream.read(size) if size else b""  # type: ignore[attr-defined]
    return Seen(line, headers, body, number)
