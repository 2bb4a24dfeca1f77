"""Who asks: a session, the person behind it, what that person may do, and in which language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from batcher.core.model import Role
from batcher.web.sessions import Session

if TYPE_CHECKING:
    from starlette.requests import Request

    from batcher.web.office import Office

LANGUAGE_COOKIE = "batcher_language"
EVERYTHING = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Visitor:
    """`session` is None for a browser that has none yet; `name` is '' for nobody."""

    session: Session | None
    name: str
    roles: frozenset[Role]
    language: Literal["en", "ja"]
    form_token: str = ""
    is_alone: bool = False

    def may(self, role: Role) -> bool:
        """True when this visitor has the role."""
        return role in self.roles

    @property
    def may_prepare(self) -> bool:
        """For screens."""
        return Role.PREPARE in self.roles

    @property
    def may_approve(self) -> bool:
        """For screens."""
        return Role.APPROVE in self.roles

    @property
    def is_admin(self) -> bool:
        """For screens."""
        return Role.ADMIN in self.roles


def cookie_name(office: Office) -> str:
    """Cookies know no ports: two servers of one machine must not share one. Behind https, browsers
    take a name that begins so only from this very host: no neighbour can plant a session."""
    return f"{'__Host-' if office.secure else ''}batcher_{office.port}"


def visitor_of(office: Office, request: Request) -> Visitor:
    """Who sent a request. A person changed or made inactive since is nobody."""
    language = language_of(office, request)
    session = office.sessions.read(request.cookies.get(cookie_name(office), ""))
    if session is None:
        return Visitor(None, "", frozenset(), language)
    token = office.sessions.form_token(session)
    if session.launched:
        single = office.is_single
        roles = EVERYTHING if single else frozenset({Role.ADMIN})
        return Visitor(session, session.name, roles, language, token, is_alone=single)
    person = office.ledger.desk.person(session.name) if session.name else None
    if person is None or not person.active or person.since > session.begun:
        return Visitor(session, "", frozenset(), language, token)
    return Visitor(session, person.name, person.roles, language, token)


def language_of(office: Office, request: Request) -> Literal["en", "ja"]:
    """As chosen on the page, else as set for this server, else as the browser wishes."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in ("en", "ja"):
        return "ja" if chosen == "ja" else "en"
    if "lang" in office.settings.model_fields_set:
        return office.settings.lang
    wished = request.headers.get("accept-language", "")[:2].lower()
    return "ja" if wished == "ja" else office.settings.lang
