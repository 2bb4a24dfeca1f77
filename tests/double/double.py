"""The double of Stripe without its socket: keys, idempotency, limits, faults, and a log of calls.

`Double.answer` turns one HTTP request into one `Reply`; `server.py` carries both over loopback.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import threading
import time
from dataclasses import dataclass, field, replace
from typing import Any

from tests.double.accounts import Accounts, masked
from tests.double.entries import fresh
from tests.double.faults import Fault, Faults
from tests.double.forms import Refusal
from tests.double.limits import Limiter, Traffic, endpoint
from tests.double.routes import prepare
from tests.double.state import State

KEY = "sk_test_double"
_PAGE = b"<!doctype html><title>Sign in to this network</title>"
_HTML = {"Content-Type": "text/html"}
_LOCKED = (
    "This object cannot be accessed right now because another API request or Stripe process is"
    " currently accessing it."
)


@dataclass(slots=True)
class Call:
    """One request as it arrived, and what became of it (`status` 0: no answer).

    `account`: whose books it was about, `Stripe-Account` or the platform.
    """

    method: str
    path: str
    body: str
    key: str
    status: int = 0
    replayed: bool = False
    fault: str = ""
    request_id: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer: `cut` sends half of it and closes; `dropped` sends none of it."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """What is kept under a key; `reply` is None while its first request still runs."""

    fingerprint: str
    reply: Reply | None = None


def _json(status: int, value: object, headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, json.dumps(value, indent=2).encode(), headers or {})


def _error(refusal: Refusal) -> Reply:
    return _json(refusal.status, {"error": refusal.error}, refusal.headers)


class Double:
    """One account behind HTTP, and those connected to it (`accounts`).

    Switches are plain attributes; a test sets them between calls. `keys_are_shared`: one
    idempotency key is the same key for the platform and all its accounts; no document says.
    """

    def __init__(
        self, *, newest_first: bool = False, livemode: bool = False, key: str = KEY
    ) -> None:
        self.state = State(newest_first=newest_first, livemode=livemode)
        self.accounts = Accounts(self.state)
        self.faults, self.traffic = Faults(), Traffic()
        self.keys = {key}
        self.account_forbidden, self.down = False, False
        self.keys_are_shared = False
        self.latency_s = 0.0
        self.limiter: Limiter | None = None
        self.log: list[Call] = []
        self._saved: dict[str, Saved] = {}  # by the key, with whose it is
        self._lock = threading.RLock()

    @property
    def writes(self) -> list[Call]:
        """The POST requests that arrived, in order."""
        return [call for call in self.log if call.method == "POST"]

    def forget_keys(self) -> None:
        """As after a day: no idempotency key is known any more."""
        with self._lock:
            self._saved.clear()

    def answer(self, method: str, path: str, text: str, headers: dict[str, str]) -> Reply:
        """One answer to one request; `text` is the body or the query, header names lower case."""
        call = Call(method, path, text, headers.get("idempotency-key", ""))
        call.account = headers.get("stripe-account", "") or self.state.account
        with self._lock:
            self.log.append(call)
        planned = self.faults.take(method, path, text)
        fault = planned.fault if planned else Fault.NONE
        call.fault = "" if fault is Fault.NONE else fault.value
        if planned and planned.hook:
            planned.hook()
        if self.down or fault is Fault.DROP_BEFORE:
            return Reply(0, dropped=True)
        with self.traffic.passing(method, path):
            time.sleep(self.latency_s)
            reply = self._answer(call, headers, fault)
        if self.down or fault is Fault.DROP_AFTER:
            return Reply(0, dropped=True)
        call.status = reply.status
        if fault is Fault.HTML:
            reply = Reply(200, _PAGE, _HTML)
        call.request_id = fresh("req_", 14)
        stamp = {"Request-Id": call.request_id, "Content-Type": "application/json"}
        stamp |= {"Stripe-Version": headers.get("stripe-version", "2026-10-28.endive")}
        return replace(reply, headers=stamp | reply.headers, cut=fault is Fault.CUT)

    def _answer(self, call: Call, headers: dict[str, str], fault: Fault) -> Reply:
        try:
            books = self._admit(call, headers)
            early = _before_execution(fault)
            if early:
                return early
            if call.method == "GET":
                with self._lock:
                    return _json(200, self._read(books, call))
            return self._once(books, call, fault)
        except Refusal as refusal:
            return _error(refusal)

    def _admit(self, call: Call, headers: dict[str, str]) -> State:
        """Whose books the call is about; raises Refusal for a key that may not make it."""
        secret = _secret(headers.get("authorization", ""))
        if secret not in self.keys:
            raise Refusal(f"Invalid API Key provided: {masked(secret)}", status=401)
        books = self.accounts.books(secret, headers.get("stripe-account", ""))
        self.accounts.allow(secret, call.method, call.path, books)
        if call.path == "/v1/account" and self.account_forbidden:
            raise Refusal(
                "The provided key does not have the required permissions for this endpoint.",
                status=403,
            )
        with self._lock:
            reason = self.limiter.allows(endpoint(call.method, call.path)) if self.limiter else ""
        if reason:
            raise Refusal(
                "Request rate limit exceeded.",
                status=429,
                code="rate_limit",
                headers={"Stripe-Rate-Limited-Reason": reason},
            )
        return books

    def _read(self, books: State, call: Call) -> object:
        shown = prepare(books, "GET", call.path, call.body)()
        if call.path == "/v1/account" and self.accounts.names_platform:
            return shown | {"id": self.state.account}
        return shown

    def _once(self, books: State, call: Call, fault: Fault) -> Reply:
        fingerprint = hashlib.sha256(f"{call.path}\n{call.body}".encode()).hexdigest()
        with self._lock:
            own = self.keys_are_shared or books is self.state
            name = call.key if own else f"{books.account} {call.key}"
            known = self._saved.get(name) if call.key else None
            if known:
                return self._replay(call, known, fingerprint)
            if len(call.key) > 255:
                raise Refusal("Idempotency keys are at most 255 characters.")
            execute = prepare(books, "POST", call.path, call.body)
            if call.key:
                self._saved[name] = Saved(fingerprint)
            reply, kept = self._execute(execute, fault)
            if call.key and kept:
                first = {"Original-Request": fresh("req_", 14), "Idempotent-Replayed": "true"}
                later = replace(reply, headers=reply.headers | first)
                self._saved[name] = Saved(fingerprint, later)
            elif call.key:
                del self._saved[name]
            return reply

    def _replay(self, call: Call, known: Saved, fingerprint: str) -> Reply:
        if known.fingerprint != fingerprint:
            raise Refusal(
                "Keys for idempotent requests can only be used with the same parameters they were"
                f" first used with. Try using a key other than '{call.key}' if you meant to"
                " execute a different request.",
                kind="idempotency_error",
            )
        call.replayed = True
        assert known.reply is not None, "executed under the lock"
        return known.reply

    def _execute(self, execute: Any, fault: Fault) -> tuple[Reply, bool]:
        """The answer, and whether it stays under the key."""
        broken = Refusal("An unknown error occurred", status=500, kind="api_error")
        if fault is Fault.BROKEN:
            return _error(broken), True
        if fault is Fault.LOCKED:
            return _error(Refusal(_LOCKED, status=429, code="lock_timeout")), True
        if fault is Fault.REFUSED:
            return _error(Refusal("This line cannot be changed.", param="lines[0]")), True
        try:
            reply = _json(200, execute())
        except Refusal as refusal:
            return _error(refusal), refusal.saved
        return (_error(broken) if fault is Fault.BROKEN_AFTER else reply), True


def _before_execution(fault: Fault) -> Reply | None:
    if fault in (Fault.LIMITED, Fault.LIMITED_HEADER):
        waiting = {"Retry-After": "1"} if fault is Fault.LIMITED_HEADER else {}
        reason = {"Stripe-Rate-Limited-Reason": "endpoint-concurrency"}
        raise Refusal(
            "Request rate limit exceeded.",
            status=429,
            code="rate_limit",
            headers=reason | waiting,
        )
    if fault is Fault.BUSY:
        raise Refusal(
            "There is currently another in-progress request using this Idempotent Key.",
            status=409,
            code="idempotency_key_in_use",
        )
    if fault is Fault.GATEWAY:
        return Reply(502, _PAGE, _HTML)
    return Reply(200, _PAGE, _HTML) if fault is Fault.PORTAL else None


def _secret(authorization: str) -> str:
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    try:
        return base64.b64decode(rest).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""
