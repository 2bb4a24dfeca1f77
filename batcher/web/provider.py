"""The OpenID provider that says who somebody is. Authlib speaks the protocol; only what the
provider's key has signed counts: for us, just now, and for this very browser. No token is kept."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from authlib.integrations.requests_client.oauth2_session import OAuth2ClientAuth
from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import ClaimError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from requests import RequestException

from batcher import __version__
from batcher.core.addresses import is_sealed
from batcher.gateway.connection import Watch, open_session
from batcher.gateway.keyfile import read_key_file
from batcher.settings import SettingsUnusable
from batcher.web.asks import Unproven
from batcher.web.sessions import Away

if TYPE_CHECKING:
    from requests import Response, Session

    from batcher.settings import Settings

# Of keys that only the provider has: never `none`, never one that a shared secret makes.
ALGORITHMS = tuple(f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512))
KINDS = ("RSA", "EC")
DISCOVERY = "/.well-known/openid-configuration"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
PATIENCE_S = (5.0, 10.0)  # to connect, to the next bytes
TOTAL_S = 15.0
LEEWAY_S = 60  # between its clock and ours
KEPT_S = 300.0  # so long it is believed where its endpoints are
AT_ONCE_MAX = 4
BYTES_MAX = 1024 * 1024
CODE_LETTERS_MAX = 4096
NAME_LETTERS_MAX = 80


@dataclass(frozen=True, slots=True)
class Recognised:
    """Who the provider says it is: the claim that is a name here, and a hash of what stays the same
    when that name is given to somebody else."""

    name: str
    subject: str


class Provider:
    """One provider, and us as its client. Threads may share it."""

    def __init__(self, issuer: str, client: str, secret: str = "", claim: str = "email") -> None:
        self._issuer, self._client = issuer, client
        self._secret, self._claim = secret, claim
        self._watch = Watch(TOTAL_S)
        self._turns = threading.BoundedSemaphore(AT_ONCE_MAX)
        self._kept: tuple[float, Mapping[str, Any]] | None = None

    @property
    def name(self) -> str:
        """As people know it: its host."""
        return urlsplit(self._issuer).netloc

    def leave(self, back: str) -> tuple[str, Away]:
        """The address to send a browser to, and what it takes along. `back`: our own address that
        the provider sends it back to. Raises Unproven."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        away = Away(state, nonce, verifier, back)
        with self._speaking() as session:
            known = self._discovered(session)
            scope = "openid email" if self._claim == "email" else "openid email profile"
            client = self._spoken(session, known, scope=scope, code_challenge_method="S256")
            address, _ = client.create_authorization_url(
                known["authorization_endpoint"], state=away.state, nonce=away.nonce,
                code_verifier=away.verifier, redirect_uri=back,
            )  # fmt: skip
        return str(address), away

    def recognise(self, away: Away, told: Mapping[str, str]) -> Recognised:
        """Who came back. `told`: what the address says that the provider sent the browser back to:
        a code, or an error; maybe by whom (RFC 9207). Raises Unproven."""
        if told.get("error"):
            raise Unproven("page.oidc.declined", plain(told["error"]))
        code = told.get("code", "")
        if not 0 < len(code) <= CODE_LETTERS_MAX:
            raise Unproven("page.oidc.odd", "no code")
        with self._speaking() as session:
            known = self._discovered(session)
            if told.get("iss", known["issuer"]) != known["issuer"]:
                raise Unproven("page.oidc.odd", "another issuer")
            token = self._spoken(session, known).fetch_token(
                known["token_endpoint"], grant_type="authorization_code", code=code,
                code_verifier=away.verifier, redirect_uri=away.back, timeout=PATIENCE_S,
            )  # fmt: skip
            claims = self._proven(session, known, token, away)
            if claims.get(self._claim) is not None:
                named = self._named(claims)
            else:
                named = self._named(self._asked(session, known, token, claims))
        who = f"{known['issuer']}\n{claims['sub']}"
        return Recognised(named, hashlib.sha256(who.encode()).hexdigest())

    @contextmanager
    def _speaking(self) -> Iterator[Session]:
        """A connection that takes nothing from the surroundings, follows no redirect, and ends."""
        if not self._turns.acquire(blocking=False):
            raise Unproven("page.oidc.away", "busy")
        try:
            with closing(open_session(None, 1)) as session, self._watch.deadline():
                session.headers["User-Agent"] = f"batcher/{__version__}"
                session.hooks["response"] = [_bounded]
                yield session
        except (RequestException, OSError) as error:
            raise Unproven("page.oidc.away", type(error).__name__) from None
        except OAuth2Error as error:
            raise Unproven("page.oidc.odd", plain(error.error)) from None
        except JoseError as error:
            claim = f" {plain(error.claim)}" if isinstance(error, ClaimError) else ""
            raise Unproven("page.oidc.odd", f"{plain(error.error)}{claim}") from None
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise Unproven("page.oidc.odd", type(error).__name__) from None
        finally:
            self._turns.release()

    def _discovered(self, session: Session) -> Mapping[str, Any]:
        """What the provider tells of itself: it must be the one we mean, its endpoints sealed."""
        kept = self._kept
        if kept is not None and time.monotonic() - kept[0] < KEPT_S:
            return kept[1]
        found = _fetched(session, self._issuer.rstrip("/") + DISCOVERY)
        if str(found.get("issuer")).rstrip("/") != self._issuer.rstrip("/"):
            raise Unproven("page.oidc.odd", "another issuer")
        for name in ENDPOINTS:
            if not is_sealed(found.get(name)):
                raise Unproven("page.oidc.odd", name)
        self._kept = (time.monotonic(), found)
        return found

    def _spoken(self, session: Session, known: Mapping[str, Any], **more: str) -> Any:
        """Authlib's client over this connection. The secret goes into the body where that is taken:
        providers do not agree on how it is written in a header."""
        method = "none"
        if self._secret:
            taken = known.get("token_endpoint_auth_methods_supported") or ()
            body = "client_secret_post"
            method = body if body in taken else "client_secret_basic"
        client = OAuth2Client(
            session, self._client, self._secret or None, token_endpoint_auth_method=method, **more
        )
        client.client_auth_class = OAuth2ClientAuth
        client.SESSION_REQUEST_PARAMS = ("timeout",)
        return client

    def _proven(
        self, session: Session, known: Mapping[str, Any], token: Mapping[str, Any], away: Away
    ) -> Mapping[str, Any]:
        """The claims of an id token: signed by the provider, for us, for this way, not over."""
        told = token.get("id_token")
        if not isinstance(told, str):
            raise Unproven("page.oidc.odd", "no id token")
        published = _fetched(session, known["jwks_uri"])["keys"]
        keys = [one for one in published if isinstance(one, dict) and one.get("kty") in KINDS]
        signing = [one for one in keys if one.get("use", "sig") == "sig"]
        registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        read = jwt.decode(told, KeySet.import_key_set({"keys": signing}), registry=registry)
        access = token.get("access_token")
        claims = CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": known["issuer"]},
                "aud": {"essential": True, "value": self._client},
            },
            {
                "nonce": away.nonce,
                "client_id": self._client,
                "access_token": access if isinstance(access, str) else None,
            },
        )
        claims.validate(leeway=LEEWAY_S)
        found: Mapping[str, Any] = claims
        return found

    def _asked(
        self,
        session: Session,
        known: Mapping[str, Any],
        token: Mapping[str, Any],
        claims: Mapping[str, Any],
    ) -> Mapping[str, Any]:
        """What the provider tells only when asked; {} where it cannot be asked."""
        address, access = known.get("userinfo_endpoint"), token.get("access_token")
        if not is_sealed(address) or not isinstance(access, str):
            return {}
        found = _fetched(session, str(address), Authorization=f"Bearer {access}")
        if found.get("sub") != claims["sub"]:
            raise Unproven("page.oidc.odd", "another subject")
        return found

    def _named(self, claims: Mapping[str, Any]) -> str:
        """The name among the claims; an e-mail address only where nobody says it is unverified."""
        name = claims.get(self._claim)
        if not isinstance(name, str) or not name.isprintable():
            raise Unproven("page.oidc.nameless", "no name")
        if not 0 < len(name) <= NAME_LETTERS_MAX:
            raise Unproven("page.oidc.nameless", "no name")
        verified = claims.get("email_verified", True)
        if self._claim == "email" and str(verified).lower() != "true":
            raise Unproven("page.oidc.unverified", "unverified", name)
        return name


def provider_of(settings: Settings) -> Provider | None:
    """The provider of the settings, None where there is none.

    Raises SettingsUnusable where half of it is missing; OSError and KeyUnusable for a file that
    does not hold the client's secret, or not for us alone.
    """
    if not settings.oidc_issuer:
        return None
    if not settings.oidc_client:
        raise SettingsUnusable(("settings.no_oidc_client", {}))
    if settings.oidc_secret_file is not None:
        secret = read_key_file(settings.oidc_secret_file).strip()
    else:
        secret = os.environ.get(settings.oidc_secret_env, "").strip()
        if not secret and "oidc_secret_env" in settings.model_fields_set:
            raise SettingsUnusable(("settings.no_oidc_secret", {"name": settings.oidc_secret_env}))
    return Provider(settings.oidc_issuer, settings.oidc_client, secret, settings.oidc_claim)


def plain(told: object) -> str:
    """A word that came from elsewhere, where it is only a word."""
    return str(told) if re.fullmatch("[a-z_]{1,40}", str(told)) else "?"


def _fetched(session: Session, address: str, **headers: str) -> dict[str, Any]:
    answer = session.get(
        address, headers={"Accept": "application/json", **headers}, timeout=PATIENCE_S
    )
    if answer.status_code != 200:
        code = "page.oidc.away" if answer.status_code >= 500 else "page.oidc.odd"
        raise Unproven(code, f"HTTP {answer.status_code}")
    found = json.loads(answer.content)
    if not isinstance(found, dict):
        raise Unproven("page.oidc.odd", "no object")
    return found


def _bounded(answer: Response, *_rest: object, **_more: object) -> None:
    """Read an answer, but no more of it than any honest one has."""
    pieces, size = [], 0
    for piece in answer.iter_content(65_536):
        pieces.append(piece)
        size += len(piece)
        if size > BYTES_MAX:
            answer.close()
            raise ValueError("the answer is too long")
    answer._content = b"".join(pieces)
