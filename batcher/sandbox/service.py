"""One HTTP request to one answer: key, endpoint, limits, faults, idempotency; knows no socket."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from urllib.parse import unquote, urlencode, urlsplit

from batcher.sandbox import form
from batcher.sandbox.account import Account, Reply, refused
from batcher.sandbox.faults import Dropped, Fault, Faults, Phase
from batcher.sandbox.idempotency import Saved
from batcher.sandbox.limiter import Limiter
from batcher.sandbox.parameters import validate
from batcher.sandbox.refusal import Refusal, ours
from batcher.sandbox.routes import Route, Routes
from batcher.sandbox.state import Record, random_id

LOGGED_MAX = 100_000
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as received; `target` is path and query."""

    method: str
    target: str
    body: str = ""
    key: str = ""
    authorization: str = ""
    content_type: str = ""
    id: str = field(default_factory=lambda: random_id("req_", 14))

    @property
    def path(self) -> str:
        """The path alone."""
        return unquote(urlsplit(self.target).path)

    def pairs(self) -> list[tuple[str, str]]:
        """Its parameters, of the query and of the body."""
        return form.split(urlsplit(self.target).query) + form.split(self.body)


class Logged(NamedTuple):
    """One request in the log; `status` is None where no answer was sent."""

    method: str
    path: str
    query: str
    body: str
    key: str
    status: int | None
    replayed: bool


class Service:
    """The account over HTTP.

    `wait` takes seconds and returns False after them, True as soon as the server ends.
    """

    def __init__(
        self,
        account: Account,
        limiter: Limiter,
        faults: Faults | None,
        wait: Callable[[float], bool],
        latency_s: float,
    ) -> None:
        self.log: deque[Logged] = deque(maxlen=LOGGED_MAX)
        self._account, self._limiter, self._faults = account, limiter, faults
        self._wait, self._latency_s = wait, latency_s
        self._routes = Routes()

    def serve(self, request: Request) -> Reply:
        """The answer; raises Dropped where a fault closes the connection."""
        status: int | None = None
        replayed = False
        try:
            reply = self._reply(request)
            status = reply.status
            replayed = ("Idempotent-Replayed", "true") in reply.headers
            return reply
        finally:
            self.log.append(
                Logged(
                    request.method,
                    request.path,
                    urlsplit(request.target).query,
                    request.body,
                    request.key,
                    status,
                    replayed,
                )
            )

    def _reply(self, request: Request) -> Reply:
        self._pause(self._latency_s)
        before = self._fault("before", request)
        try:
            self._authorize(request.authorization)
            route, ids = self._routes.find(request.method, request.path)
            self._limiter.admit(route.name)
            with self._claimed(request) as (saved, claim):
                self._suffer(before)
                if before.status is not None and (saved is None or not before.saved):
                    reply = self._answered(before, request.id, claim)
                elif saved is not None:
                    reply = replay(saved, request.id)
                else:
                    reply = self._execute(route, ids, request, claim)
                return self._after(request, reply, claim)
        except Refusal as refusal:
            return refused(refusal, request.id, self._account.now())

    def _authorize(self, authorization: str) -> None:
        """Basic (key as the user) or Bearer; raises Refusal (401)."""
        key = sent_key(authorization)
        if not key:
            message = "You did not provide an API key."
            raise Refusal(message, status=401)
        if key.startswith("pk_"):
            message = "This API call cannot be made with a publishable API key."
            raise Refusal(message, status=401, code="secret_key_required")
        if not hmac.compare_digest(key.encode(), self._account.key.encode()):
            raise Refusal(f"Invalid API Key provided: {key[:8]}****", status=401)

    @contextmanager
    def _claimed(self, request: Request) -> Iterator[tuple[Saved | None, Saved | None]]:
        """Yields the answer to replay, if any, and what to save this request's answer as."""
        if request.method != "POST" or not request.key:
            yield None, None
            return
        used_with = f"{request.path}?{urlencode(sorted(request.pairs()))}"
        saved = self._account.claim(request.key, used_with)
        if saved is not None:
            yield saved, None
            return
        now = self._account.now()
        try:
            yield None, Saved(request.key, used_with, 0, "", request.id, now)
        finally:
            self._account.release(request.key)

    def _execute(
        self, route: Route, ids: tuple[str, ...], request: Request, claim: Saved | None
    ) -> Reply:
        """Check the parameters (a refusal here is not saved), then run the call."""
        if request.body and request.content_type.partition(";")[0] not in ("", FORM):
            raise ours(f"Invalid request: the body must be {FORM}")
        pairs = request.pairs()
        parameters: Record = validate(route.schema, form.nest(pairs))
        route.check(parameters, self._account.rules)
        return self._account.perform(route.run, parameters, ids, request.id, claim)

    def _fault(self, phase: Phase, request: Request) -> Fault:
        found = None
        if self._faults is not None:
            found = self._faults(phase, request.method, request.path, request.body)
        return found or Fault()

    def _suffer(self, fault: Fault) -> None:
        """The waiting and the dropping of a fault."""
        self._pause(fault.delay_s)
        if fault.drop:
            raise Dropped

    def _pause(self, seconds: float) -> None:
        """Wait; a server that ends in the meantime neither applies nor answers."""
        if seconds and self._wait(seconds):
            raise Dropped

    def _answered(self, fault: Fault, request_id: str, claim: Saved | None) -> Reply:
        """A fault's own answer in place of a true one, kept under the key where it says so."""
        assert fault.status is not None, "only a fault with a status answers"
        if fault.saved and claim is not None:
            self._account.save(replace(claim, status=fault.status, body=fault.body))
        return Reply(fault.status, fault.body, request_id, fault.headers, fault.cut_bytes)

    def _after(self, request: Request, reply: Reply, claim: Saved | None) -> Reply:
        """What happens to an answer on its way back."""
        fault = self._fault("after", request)
        self._suffer(fault)
        if fault.status is not None:
            return self._answered(fault, reply.request_id, claim)
        if fault.cut_bytes is None:
            return reply
        return Reply(reply.status, reply.body, reply.request_id, reply.headers, fault.cut_bytes)


def replay(saved: Saved, request_id: str) -> Reply:
    """A saved answer again (contract 4.1)."""
    headers = (("Idempotent-Replayed", "true"), ("Original-Request", saved.request_id))
    return Reply(saved.status, saved.body, request_id, headers)


def sent_key(authorization: str) -> str:
    """The key in an Authorization header; empty where there is none."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        decoded = base64.b64decode(credentials, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return decoded.partition(":")[0]
