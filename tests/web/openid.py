"""An OpenID provider of our own, with a key of its own, that does as it should, or as told."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "batcher-page", "a secret of tests"
Claims = dict[str, Any]


@dataclass(eq=False)
class OpenId:
    """What it says, and every request it got (path, form). `claims` are told of whoever signs in,
    `changed` goes over the id token's in the end, `sign` makes it."""

    url: str
    key: RSAKey
    claims: Claims = field(default_factory=lambda: {"sub": "17", "email": "aki@example.com"})
    changed: Claims = field(default_factory=dict)
    metadata: Claims = field(default_factory=dict)
    only_asked: bool = False  # claims come from the userinfo endpoint, not in the id token
    is_away: bool = False
    garbage: str = ""
    moved: bool = False
    held: threading.Event | None = None  # answers wait for it
    asks_person: bool = False  # a page with a button, as a real one shows
    sign: Callable[[OpenId, Claims], str] | None = None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def described(self) -> Claims:
        """The discovery document."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **self.metadata,
        }

    def signed(self, claims: Claims) -> str:
        """An id token."""
        if self.sign is not None:
            return self.sign(self, claims)
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def token(self, form: dict[str, str]) -> tuple[int, Claims]:
        """The answer to a code: good once, for who proves that he asked for it."""
        asked = self.codes.pop(form.get("code", ""), None)
        proof = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(proof).rstrip(b"=").decode()
        mine = (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        if asked is None or asked["code_challenge"] != challenge or not mine:
            return 400, {"error": "invalid_grant"}
        if asked["redirect_uri"] != form.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        told = {"sub": self.claims["sub"]} if self.only_asked else self.claims
        claims = {
            "iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 300,
            "nonce": asked["nonce"], **told, **self.changed,
        }  # fmt: skip
        kept = {name: value for name, value in claims.items() if value is not None}
        return 200, {"access_token": "at", "token_type": "Bearer", "id_token": self.signed(kept)}


class _Answering(BaseHTTPRequestHandler):
    """One question of a browser or of the page."""

    server: _Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        openid, query = self.server.openid, dict(parse_qsl(parts.query))
        openid.asked.append((parts.path, query))
        if openid.held is not None:
            openid.held.wait(20)
        if openid.moved and parts.path.startswith("/.well-known/"):
            self.send_response(302)
            self.send_header("Location", f"{openid.url}/moved")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif openid.is_away:
            self._tell(503, "text/plain", b"gone fishing")
        elif openid.garbage and parts.path != "/authorize":
            self._tell(200, "application/json", openid.garbage.encode())
        elif parts.path in ("/.well-known/openid-configuration", "/moved"):
            self._json(200, openid.described())
        elif parts.path == "/keys":
            self._json(200, {"keys": [openid.key.as_dict(private=False)]})
        elif parts.path == "/userinfo":
            right = self.headers["Authorization"] == "Bearer at"
            self._json(200 if right else 401, openid.claims if right else {})
        elif parts.path == "/authorize" and openid.asks_person:
            self._button(parts.query)
        elif parts.path == "/authorize":
            self._back(query)
        else:
            self._tell(404, "text/plain", b"")

    def do_POST(self) -> None:
        told = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[-1] for name, values in parse_qs(told).items()}
        self.server.openid.asked.append((self.path, form))
        if self.path == "/consent":
            self._back(dict(parse_qsl(form["query"])))
        else:
            self._json(*self.server.openid.token(form))

    def _back(self, query: dict[str, str]) -> None:
        code = secrets.token_urlsafe(8)
        self.server.openid.codes[code] = query
        told = urlencode({"code": code, "state": query["state"]})
        self.send_response(302)
        self.send_header("Location", f"{query['redirect_uri']}?{told}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _button(self, query: str) -> None:
        page = (
            '<!doctype html><title>provider</title><form method="post" action="/consent">'
            f'<input type="hidden" name="query" value="{escape(query)}"><button>I am Aki</button>'
        )
        self._tell(200, "text/html", page.encode())

    def _json(self, status: int, found: Claims) -> None:
        self._tell(status, "application/json", json.dumps(found).encode())

    def _tell(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is printed."""


class _Server(ThreadingHTTPServer):
    openid: OpenId
    daemon_threads = True


@contextmanager
def started(key: RSAKey, host: str = "127.0.0.1") -> Iterator[OpenId]:
    """Serve it on this machine; `host` is the name it goes by."""
    server = _Server(("127.0.0.1", 0), _Answering)
    server.openid = OpenId(f"http://{host}:{server.server_address[1]}", key)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.openid
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
