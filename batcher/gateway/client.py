"""Stripe over HTTP as `core.ports.Gateway` wants it: one send per call, each end of it a value.

The SDK lends its HTTP client and the version of the API; retries, keys and the reading of answers
are ours, because the SDK never waits as Stripe asks and cannot change a key (pitfalls 0.6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import stripe
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import HTTPError

from batcher import __version__
from batcher.core.model import Answer
from batcher.gateway.connection import Deadline, Watch, open_session
from batcher.gateway.crowd import Crowd
from batcher.gateway.headers import read_headers
from batcher.gateway.key import Secret
from batcher.gateway.pacing import Pace

API_BASE = "https://api.stripe.com"
API_VERSION: str = stripe.api_version
PIECE_BYTES = 65_536
ERROR_CHARACTERS_MAX = 500
OVERSIZED_CHARACTERS_KEPT = 100_000
KEY_CHARACTERS_MAX = 255


class _Received(NamedTuple):
    """A body as far as it came, and why it ends there (empty: it is whole)."""

    text: str
    error: str


class StripeGateway:
    """`core.ports.Gateway` over the SDK's HTTP client; at most `concurrency` calls at once.

    No method raises for what a network, a proxy or a server does.
    """

    def __init__(
        self,
        key: str,
        pace: Pace,
        *,
        api_base: str = API_BASE,
        account: str | None = None,
        api_version: str = API_VERSION,
        proxy: str | None = None,
        connect_s: float = 5.0,
        read_s: float = 30.0,
        total_s: float = 60.0,
        body_bytes_max: int = 64 * 1024 * 1024,
        concurrency: int = 32,
    ) -> None:
        """`account` is a connected account (`Stripe-Account`); `total_s` holds for the whole call
        after its turn came, however slowly bytes drip. Raises KeyUnusable, and ValueError for an
        `api_base` that is no http(s) address or carries a user name."""
        self._secret = Secret(key)
        self._base = _checked_base(api_base)
        self._pace = pace
        self._crowd = Crowd(concurrency)
        self._total_s = total_s
        self._watch = Watch(total_s)
        self._body_bytes_max = body_bytes_max
        self._session = open_session(self._secret, concurrency)
        self._http = stripe.RequestsClient(
            timeout=(connect_s, read_s), session=self._session, proxy=proxy
        )
        self._headers = {"Stripe-Version": api_version, "User-Agent": f"batcher/{__version__}"}
        if account:
            self._headers["Stripe-Account"] = account

    def __repr__(self) -> str:
        return f"StripeGateway({self._base!r}, {self._secret!r})"

    def __enter__(self) -> StripeGateway:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the idle connections."""
        self._session.close()

    def get(self, path: str, query: Sequence[tuple[str, str]] = ()) -> Answer:
        """One paced GET of `path` (from `/v1/` on) with `query` form encoded."""
        url = f"{path}?{urlencode(list(query))}" if query else path
        return self._paced("GET", path, url, self._headers, None)

    def post(self, path: str, body: str, key: str) -> Answer:
        """One paced POST of `body`, byte for byte, under idempotency `key` (1 to 255 characters).

        Sent at most once, also when an idle connection turns out to be dead.
        """
        assert 0 < len(key) <= KEY_CHARACTERS_MAX, "an idempotency key has 1 to 255 characters"
        headers = self._headers | {
            "Content-Type": "application/x-www-form-urlencoded",
            "Idempotency-Key": key,
        }
        return self._paced("POST", path, path, headers, body.encode("utf-8"))

    def _paced(
        self, method: str, path: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        entered, answer = self._crowd.enter(), None
        try:
            self._pace.wait_turn(method, path)
            answer = self._call(method, self._base + url, headers, body)
            self._pace.heed(method, path, answer)
        finally:
            self._crowd.leave(entered, answer)
        return answer

    def _call(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        with self._watch.deadline() as deadline:
            try:
                raw, status, answered = self._http.request_stream(method, url, headers, body)
            except stripe.APIConnectionError as error:
                return self._no_answer(error.__cause__ or error, deadline)
            received = self._receive(raw, deadline)
        return read_headers(
            Answer(
                status=None if received.error else status,
                body=self._secret.scrub(received.text),
                error=self._secret.scrub(received.error),
            ),
            answered,
        )

    def _no_answer(self, error: BaseException, deadline: Deadline) -> Answer:
        reason = self._late() if deadline.passed else _reason(error)
        return Answer(status=None, error=self._secret.scrub(reason))

    def _receive(self, raw: BaseHTTPResponse, deadline: Deadline) -> _Received:
        """The body in pieces as they come, so that what came is kept whatever ends it."""
        pieces: list[bytes] = []
        size, error = 0, ""
        try:
            while piece := raw.read1(PIECE_BYTES, decode_content=True):
                pieces.append(piece)
                size += len(piece)
                if size > self._body_bytes_max:
                    error = f"the answer is longer than {self._body_bytes_max} bytes"
                    break
        except (HTTPError, OSError) as broken:
            error = _reason(broken)
        if deadline.passed:  # also where the end looks clean: it was we who shut the connection
            error = self._late()
        if error:
            raw.close()
        else:
            raw.release_conn()
        text = b"".join(pieces).decode("utf-8", errors="replace")
        return _Received(text if size <= self._body_bytes_max else _kept(text), error)

    def _late(self) -> str:
        return f"no whole answer within {self._total_s:g} seconds"


def _kept(text: str) -> str:
    return text[:OVERSIZED_CHARACTERS_KEPT]


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:ERROR_CHARACTERS_MAX]


def _checked_base(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("the address of the API must begin with https:// or http://")
    if parts.username is not None or parts.query or parts.fragment:
        raise ValueError("the address of the API must hold no user name, query or fragment")
    return address.rstrip("/")
