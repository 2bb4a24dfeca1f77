"""Who is there: sessions in a signed cookie, the launch token, and what a form must bring back."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeTimedSerializer

SESSION_S_MAX = 12 * 3600
FORM_FIELD = "csrf"


@dataclass(frozen=True, slots=True)
class Session:
    """One browser's visit. `name`: the person, '' for nobody yet; `launched`: it came with the
    launch token; `begun`: ISO instant, UTC."""

    id: str
    name: str = ""
    launched: bool = False
    begun: str = ""


class Sessions:
    """Signs and reads sessions. Nothing of a session is kept here but the ids of those that ended.

    `secret` is kept with the ledger, so that a restart ends no session.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._serializer = URLSafeTimedSerializer(secret, salt="batcher-session")
        self._ended: set[str] = set()

    def seal(self, session: Session) -> str:
        """The cookie's value."""
        told = [session.id, session.name, session.launched, session.begun]
        return self._serializer.dumps(told)

    def read(self, cookie: str) -> Session | None:
        """The session of a cookie; None where it is not ours, too old, or has ended."""
        try:
            told = self._serializer.loads(cookie, max_age=SESSION_S_MAX)
        except BadData:
            return None
        session = Session(*told)
        return None if session.id in self._ended else session

    def end(self, session: Session) -> None:
        """It counts no more, whoever still has its cookie."""
        self._ended.add(session.id)

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
