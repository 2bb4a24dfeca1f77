"""One HTTP request to one answer: key, endpoint, limits, faults, idempotency; knows no socket."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import NoReturn
from urllib.parse import unquote, urlencode, urlsplit

from batcher.sandbox import form
from batcher.sandbox.account import Reply, refused
from batcher.sandbox.by_hand import act
from batcher.sandbox.control import Control
from batcher.sandbox.faults import Dropped, Fault, Faults, Phase
from batcher.sandbox.idempotency import Saved
from batcher.sandbox.limiter import Limiter
from batcher.sandbox.log import LOGGED_MAX, Logged
from batcher.sandbox.parameters import validate
from batcher.sandbox.platform import Books, Platform
from batcher.sandbox.refusal import Refusal, ours
from batcher.sandbox.routes import Route, Routes
from batcher.sandbox.state import Record, random_id

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as received; `target` is path and query, `account` its Stripe-Account."""

    method: str
    target: str
    body: str = ""
    key: str = ""
    authorization: str = ""
    content_type: str = ""
    account: str = ""
    id: str = field(default_factory=lambda: random_id("req_", 14))

    @property
    def path(self) -> str:
        """The path alone."""
        return unquote(urlsplit(self.target).path)

    def pairs(self) -> list[tuple[str, str]]:
        """Its parameters, of the query and of the body."""
        return form.split(urlsplit(self.target).query) + form.split(self.body)


class Service:
    """A platform and its accounts over HTTP.

    `wait` takes seconds and returns False after them, True as soon as the server ends.
    """

    def __init__(
        self,
        platform: Platform,
        limiter: Limiter,
        faults: Faults | None,
        wait: Callable[[float], bool],
        latency_s: float,
    ) -> None:
        self.log: deque[Logged] = deque(maxlen=LOGGED_MAX)
        self._platform, self._limiter, self._faults = platform, limiter, faults
        self._wait, self._latency_s = wait, latency_s
        self._routes = Routes()
        self._control = Control(platform, self.log, faults)

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
            if not self._control.owns(request.path):
                query = urlsplit(request.target).query
                told = (request.method, request.path, query, request.body, request.key)
                own = self._platform.own.account.id
                self.log.append(Logged(*told, status, replayed, request.account or own))

    def _reply(self, request: Request) -> Reply:
        self._pause(self._latency_s)
        try:
            books = self._platform.books(request.authorization, request.account)
            if self._control.owns(request.path):
                return self._control.perform(request.method, request.path, request.pairs())
            before = self._fault("before", request)
            self._prepare(before, request, books)
            route, ids = self._routes.find(request.method, request.path)
            self._limiter.admit(route.name)
            with self._claimed(request, books) as (saved, claim):
                if before.lands_in_s is not None and claim is not None and saved is None:
                    self._postpone(before.lands_in_s, books, route, ids, request, claim)
                self._suffer(before)
                if before.status is not None and (saved is None or not before.saved):
                    reply = self._answered(before, request.id, books, claim)
                elif saved is not None:
                    reply = replay(saved, request.id)
                else:
                    reply = self._execute(books, route, ids, request, claim)
                return self._after(request, reply, books, claim)
        except Refusal as refusal:
            return refused(refusal, request.id, self._platform.own.account.now())

    @contextmanager
    def _claimed(
        self, request: Request, books: Books
    ) -> Iterator[tuple[Saved | None, Saved | None]]:
        """Yields the answer to replay, if any, and what to save this request's answer as."""
        if request.method != "POST" or not request.key:
            yield None, None
            return
        used_with = f"{request.path}?{urlencode(sorted(request.pairs()))}"
        saved = books.account.claim(request.key, used_with)
        if saved is not None:
            yield saved, None
            return
        now = books.account.now()
        try:
            yield None, Saved(request.key, used_with, 0, "", request.id, now)
        finally:
            if not books.late.holds(request.key):
                books.account.release(request.key)

    def _prepare(self, fault: Fault, request: Request, books: Books) -> None:
        """What happened before this request: others landed, keys were forgotten, people worked."""
        books.late.land()
        if fault.forgets_keys:
            books.account.expire_keys()
        if fault.by_hand:
            parts = request.path.strip("/").split("/")
            act(books.account, fault.by_hand, parts[2] if len(parts) > 2 else "")

    def _postpone(
        self,
        lands_in_s: float,
        books: Books,
        route: Route,
        ids: tuple[str, ...],
        request: Request,
        claim: Saved,
    ) -> NoReturn:
        """The client is let go; the request runs later, and its key is in use until then."""
        run = partial(self._execute, books, route, ids, request, claim)
        books.late.postpone(request.key, books.account.now() + lands_in_s, run)
        raise Dropped

    def _execute(
        self,
        books: Books,
        route: Route,
        ids: tuple[str, ...],
        request: Request,
        claim: Saved | None,
    ) -> Reply:
        """Check the parameters (a refusal here is not saved), then run the call."""
        if request.body and request.content_type.partition(";")[0] not in ("", FORM):
            raise ours(f"Invalid request: the body must be {FORM}")
        pairs = request.pairs()
        parameters: Record = validate(route.schema, form.nest(pairs))
        route.check(parameters, books.account.rules)
        return books.account.perform(route.run, parameters, ids, request.id, claim)

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

    def land(self) -> None:
        """Every request that was to land later lands now."""
        for books in self._platform.every():
            books.late.land(everything=True)

    def wait(self, seconds: float) -> bool:
        """Wait; True where the server ended meanwhile."""
        return self._wait(seconds)

    def _pause(self, seconds: float) -> None:
        """Wait; a server that ends in the meantime neither applies nor answers."""
        if seconds and self._wait(seconds):
            raise Dropped

    def _answered(self, fault: Fault, request_id: str, books: Books, claim: Saved | None) -> Reply:
        """A fault's own answer in place of a true one, kept under the key where it says so."""
        assert fault.status is not None, "only a fault with a status answers"
        if fault.saved and claim is not None:
            books.account.save(replace(claim, status=fault.status, body=fault.body))
        return Reply(fault.status, fault.body, request_id, fault.headers, fault.cut_bytes)

    def _after(self, request: Request, reply: Reply, books: Books, claim: Saved | None) -> Reply:
        """What happens to an answer on its way back."""
        fault = self._fault("after", request)
        self._suffer(fault)
        if fault.status is not None:
            return self._answered(fault, reply.request_id, books, claim)
        return replace(reply, cut_bytes=fault.cut_bytes, drip_s=fault.drip_s)


def replay(saved: Saved, request_id: str) -> Reply:
    """A saved answer again (contract 4.1)."""
    headers = (("Idempotent-Replayed", "true"), ("Original-Request", saved.request_id))
    return Reply(saved.status, saved.body, request_id, headers)
