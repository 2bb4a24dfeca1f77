"""Who is there: sessions in a signed cookie, the way to a provider and back, and what a form must
bring back."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import astuple, dataclass

from itsdangerous import BadData, URLSafeTimedSerializer

SESSION_S_MAX = 12 * 3600
AWAY_S_MAX = 600
FORM_FIELD = "csrf"


@dataclass(frozen=True, slots=True)
class Session:
    """One browser's visit. `name`: the person, '' for nobody yet; `launched`: it came with the
    launch token; `begun`: ISO instant, UTC."""

    id: str
    name: str = ""
    launched: bool = False
    begun: str = ""

    @property
    def end(self) -> str:
        """What the ledger knows the end of this session by; it does not give the session away."""
        return f"left:{hashlib.sha256(self.id.encode()).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Away:
    """What a browser takes along to the provider and brings back. `verifier` proves to the provider
    that it is we who sent it; `back`: our own address that it comes back to."""

    state: str
    nonce: str
    verifier: str
    back: str

    @property
    def once(self) -> str:
        """What the ledger knows the end of this way by: nobody comes in by it a second time."""
        return f"away:{hashlib.sha256(self.state.encode()).hexdigest()}"


class Sessions:
    """Signs and reads sessions. Nothing of one is kept here: `secret` is kept with the ledger, so
    that a restart ends no session, and `has_ended` asks the ledger, so that it revives none."""

    def __init__(self, secret: bytes, has_ended: Callable[[str], bool]) -> None:
        self._secret = secret
        self._has_ended = has_ended
        self._serializer = URLSafeTimedSerializer(secret, salt="batcher-session")
        self._ways = URLSafeTimedSerializer(secret, salt="batcher-away")

    def seal(self, session: Session) -> str:
        """The cookie's value."""
        return self._serializer.dumps(astuple(session))

    def read(self, cookie: str) -> Session | None:
        """The session of a cookie; None where it is not ours, too old, or has ended."""
        try:
            told = self._serializer.loads(cookie, max_age=SESSION_S_MAX)
        except BadData:
            return None
        session = Session(*told)
        return None if session.name and self._has_ended(session.end) else session

    def seal_away(self, away: Away) -> str:
        """The cookie's value of a way to the provider."""
        return self._ways.dumps(astuple(away))

    def read_away(self, cookie: str, state: str) -> Away | None:
        """The way that began with this `state`; None where none did in this browser of late."""
        try:
            away = Away(*self._ways.loads(cookie, max_age=AWAY_S_MAX))
        except BadData:
            return None
        return away if hmac.compare_digest(away.state.encode(), state.encode()) else None

    def form_token(self, session: Session) -> str:
        """What every form of this session brings back."""
        told = f"form:{session.id}:{session.name}".encode()
        return hmac.new(self._secret, told, hashlib.sha256).hexdigest()

    def is_own_form(self, session: Session, token: str) -> bool:
        """True where a form was made for this session."""
        return hmac.compare_digest(self.form_token(session).encode(), token.encode())


def new_session(name: str, at: str, *, launched: bool = False) -> Session:
    """A session that begins now."""
    return Session(secrets.token_urlsafe(16), name, launched, at)
