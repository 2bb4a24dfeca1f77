"""What stands before every screen: who may ask (Host, Origin), how much may come, and how the
answer is dressed. Nothing here reads a session."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FORM_BYTES_MAX = 1024 * 1024
DRAINED_BYTES_MAX = 256 * 1024 * 1024  # read and thrown away, so that a browser hears the answer
SAFE = frozenset({"GET", "HEAD"})
SECRET = frozenset({"/enter", "/login/back"})  # in the address stands what lets somebody in
PATIENCE_S = 30.0  # for what comes along, and for each so many bytes a second more
SLOWEST_BYTES_S = 16 * 1024

POLICY = "; ".join(
    (
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    )
)
DRESS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",  # with `no-referrer` browsers send forms with Origin: null
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class TooLarge(Exception):
    """More came than is taken."""


class TooSlow(Exception):
    """What was announced did not come in the time it may take."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Who is let in. `hosts`: values the Host header may have; `scheme`: http or https."""

    hosts: frozenset[str]
    scheme: str = "http"

    def knows_host(self, host: str) -> bool:
        """False for another name for this address: DNS rebinding."""
        return host.lower() in self.hosts

    def is_from_here(self, headers: Headers) -> bool:
        """False for a form that another site made the browser send."""
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None and site != "same-origin":
            return False
        if origin is None:
            return True
        return origin == f"{self.scheme}://{headers.get('host', '').lower()}"


class Guard:
    """ASGI middleware: refuses who may not ask, limits what comes, dresses what goes.

    `refuse` answers in place of the page: (status, label code) -> app.
    """

    def __init__(
        self,
        app: ASGIApp,
        doors: Doors,
        bytes_max: Callable[[str], int],
        refuse: Callable[[int, str], ASGIApp],
    ) -> None:
        self._app, self._doors = app, doors
        self._bytes_max, self._refuse = bytes_max, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        dressed = _dressed(
            send, is_asset=scope["path"].startswith("/static/"), is_told=scope["path"] not in SECRET
        )
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._doors.knows_host(hosts[0]):
            await self._refuse(400, "page.refused.host")(scope, receive, dressed)
        elif scope["method"] not in SAFE and not self._doors.is_from_here(headers):
            await self._refuse(403, "page.refused.origin")(scope, receive, dressed)
        elif "content-length" in headers and "transfer-encoding" in headers:
            # Two lengths: a proxy before us may believe the other one.
            dressed = _dressed(send, is_asset=False, closes=True)
            await self._refuse(400, "page.refused.odd")(scope, receive, dressed)
        else:
            await self._limited(scope, receive, dressed, headers)

    async def _limited(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        bytes_max, came = self._bytes_max(scope["path"]), 0
        is_more = True
        timed = _timed(receive, PATIENCE_S + bytes_max / SLOWEST_BYTES_S)

        async def counted() -> Message:
            nonlocal came, is_more
            message = await (timed if is_more else receive)()
            came += len(message.get("body", b""))
            is_more = bool(message.get("more_body"))
            if came > bytes_max:
                raise TooLarge
            return message

        stated = headers.get("content-length", "0")
        try:
            if stated.isdecimal() and int(stated) <= bytes_max:
                try:
                    await self._app(scope, counted, send)
                except TooLarge:
                    pass  # more came than was stated, or nothing was
                else:
                    return
            if is_more:
                await _drain(timed, came)
            await self._refuse(413, "page.refused.size")(scope, receive, send)
        except TooSlow:
            closing = _dressed(send, is_asset=False, closes=True)
            await self._refuse(408, "page.refused.slow")(scope, receive, closing)


async def _drain(receive: Receive, came: int) -> None:
    """Read what still comes and keep none of it; else the browser shows a broken connection."""
    while came <= DRAINED_BYTES_MAX:
        message = await receive()
        came += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            return


def _timed(receive: Receive, seconds: float) -> Receive:
    """`receive` that raises TooSlow once so much time has passed since now."""
    until_s = time.monotonic() + seconds

    async def timed() -> Message:
        try:
            return await asyncio.wait_for(receive(), max(0.0, until_s - time.monotonic()))
        except TimeoutError:
            raise TooSlow from None

    return timed


def _dressed(send: Send, *, is_asset: bool, closes: bool = False, is_told: bool = True) -> Send:
    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in DRESS.items():
                headers[name] = value
            headers["Cache-Control"] = "no-cache" if is_asset else "no-store"
            if not is_told:
                headers["Referrer-Policy"] = "no-referrer"
            if closes:
                headers["Connection"] = "close"
        await send(message)

    return dressed
