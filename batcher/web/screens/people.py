"""Coming in, going out, and who may do what."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from functools import cache
from hmac import compare_digest
from typing import TYPE_CHECKING

from batcher.core import money
from batcher.core.model import Person, Role
from batcher.core.values import Context, parse
from batcher.web.asks import Refused
from batcher.web.sessions import SESSION_S_MAX, Session, new_session
from batcher.web.visitor import LANGUAGE_COOKIE, cookie_name

if TYPE_CHECKING:
    from argon2 import PasswordHasher
    from starlette.responses import Response

    from batcher.web.asks import Ask

PASSWORD_LETTERS_MIN = 10
TRIES_MAX, TRIES_WITHIN_S = 5, 300.0


@cache
def hasher() -> PasswordHasher:
    """Argon2id with the library's own costs."""
    from argon2 import PasswordHasher

    return PasswordHasher()


@dataclass(eq=False)
class Tries:
    """Wrong passwords of late, by name and by address."""

    times: dict[str, list[float]] = field(default_factory=dict)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def take(self, *keys: str) -> bool:
        """Use up one try of each, before it is known to be wrong, so that many at the same moment
        are no more than many in a row; False where one of these has had its tries."""
        with self.guard:
            now = time.monotonic()
            for key in [k for k, made in self.times.items() if now - made[-1] > TRIES_WITHIN_S]:
                del self.times[key]
            if any(
                sum(now - one < TRIES_WITHIN_S for one in self.times.get(key, ())) >= TRIES_MAX
                for key in keys
            ):
                return False
            for key in keys:
                self.times[key] = [*self.times.get(key, [])[-TRIES_MAX:], now]
            return True

    def give_back(self, *keys: str) -> None:
        """The last one was right."""
        with self.guard:
            for key in keys:
                self.times[key] = self.times.get(key, [])[:-1]
                if not self.times[key]:
                    del self.times[key]


TRIES = Tries()


def enter(ask: Ask) -> Response:
    """`/enter?token=…`: the launch token becomes a session."""
    office = ask.office
    if not compare_digest(ask.query("token").encode(), office.token.encode()):
        raise Refused(403, "page.refused.token")
    session = new_session(office.owner, _now(ask), launched=True)
    office.ledger.desk.act(office.owner, "entered", "", launched=True)
    # A link that another program opened is a visit from elsewhere: the strict cookie would not be
    # sent along a redirect, so this page of our own goes on by itself.
    came_by_hand = ask.request.headers.get("sec-fetch-site", "none") in ("none", "same-origin")
    answer = ask.go("/") if came_by_hand else ask.screen("entered")
    return _with_session(ask, answer, session)


def login_form(ask: Ask, problem: str = "", status: int = 200) -> Response:
    """`/login`; whoever has no session gets one that is nobody's, for the form's own token."""
    if ask.visitor.name:
        return ask.go("/")
    if ask.visitor.session is None:
        session = new_session("", _now(ask))
        return _with_session(ask, ask.go("/login"), session)
    has_people = ask.office.ledger.desk.has_people() and not ask.office.alone
    return ask.screen("login", status, problem=problem, has_people=has_people)


def login(ask: Ask) -> Response:
    """`POST /login`"""
    from argon2.exceptions import Argon2Error, InvalidHashError

    name = ask.form.get("name", "").strip()
    address = ask.request.client.host if ask.request.client else ""
    keys = (f"name {name.casefold()}", f"address {address}")
    if not TRIES.take(*keys):
        answer = login_form(ask, ask.word("page.login.wait"), 429)
        answer.headers["Retry-After"] = str(int(TRIES_WITHIN_S))
        return answer
    person = ask.office.ledger.desk.person(name)
    try:
        hasher().verify(person.password if person else _nobody(), ask.form.get("password", ""))
        is_right = person is not None and person.active
    except (Argon2Error, InvalidHashError):
        is_right = False
    if not is_right:
        ask.office.ledger.desk.act(name[:80] or "-", "login_failed")
        return login_form(ask, ask.word("page.login.wrong"), 401)
    TRIES.give_back(*keys)
    ask.office.ledger.desk.act(name, "entered")
    if ask.visitor.session is not None:
        ask.office.sessions.end(ask.visitor.session)
    return _with_session(ask, ask.go("/"), new_session(name, _now(ask)))


@cache
def _nobody() -> str:
    """A hash no password fits, so that a name that is not there takes as long."""
    import secrets

    return hasher().hash(secrets.token_hex(16))


def leave(ask: Ask) -> Response:
    """`POST /leave`"""
    if ask.visitor.session is not None:
        ask.act("left")
        ask.office.sessions.end(ask.visitor.session)
    answer = ask.screen("left")
    answer.delete_cookie(cookie_name(ask.office), path="/", httponly=True, samesite="strict")
    return answer


def choose_language(ask: Ask) -> Response:
    """`POST /language`"""
    chosen = "ja" if ask.form.get("language") == "ja" else "en"
    back = ask.form.get("back", "/")
    is_own = back.startswith("/") and not back.startswith(("//", "/\\"))
    answer = ask.go(back if is_own else "/")
    answer.set_cookie(
        LANGUAGE_COOKIE, chosen, max_age=365 * 24 * 3600, httponly=True, samesite="strict",
        secure=ask.office.secure,
    )  # fmt: skip
    return answer


def listed(ask: Ask, problem: str = "", status: int = 200) -> Response:
    """`/people`"""
    people = ask.office.ledger.desk.people()
    return ask.screen(
        "people", status, people=people, roles=list(Role), problem=problem, minor=_limits_text,
        letters_min=PASSWORD_LETTERS_MIN,
    )  # fmt: skip


def enrol(ask: Ask) -> Response:
    """`POST /people`: add a person, or change one."""
    name = " ".join(ask.form.get("name", "").split())[:80]
    known = ask.office.ledger.desk.person(name)
    password = ask.form.get("password", "")
    limits = _limits(ask.form.get("limits", ""))
    if not name or limits is None:
        return listed(
            ask, ask.word("page.people.bad_limits" if name else "page.people.no_name"), 422
        )
    if known is None and not password:
        return listed(ask, ask.word("page.people.short", letters=str(PASSWORD_LETTERS_MIN)), 422)
    if password and len(password) < PASSWORD_LETTERS_MIN:
        return listed(ask, ask.word("page.people.short", letters=str(PASSWORD_LETTERS_MIN)), 422)
    roles = frozenset(role for role in Role if role.value in ask.lists.get("roles", []))
    hashed = hasher().hash(password) if password or known is None else known.password
    active = known is None or ask.form.get("active") == "yes"
    person = Person(name, hashed, roles, limits, active)
    ask.office.ledger.desk.enrol(person)
    ask.act(
        "enrolled", name, roles=sorted(roles), limits_minor=dict(limits), active=active,
        password_changed=bool(password),
    )  # fmt: skip
    return ask.go("/people")


def _limits(text: str) -> dict[str, int] | None:
    """`usd 5000, jpy 800000` as minor units; None where it cannot be read."""
    from decimal import Decimal
    from zoneinfo import ZoneInfo

    from batcher.core.columns import column
    from batcher.core.model import Kind

    found: dict[str, int] = {}
    context = Context(ZoneInfo("UTC"))
    for part in filter(None, (one.strip() for one in text.replace(";", ",").split(","))):
        named, _, told = part.partition(" ")
        currency = parse(named, column("currency", Kind.CONTROL), context)
        amount = parse(told.strip(), column("net_change", Kind.CONTROL), context)
        if not isinstance(currency, str) or not isinstance(amount, Decimal) or amount < 0:
            return None
        minor = money.to_minor(amount, currency, limit_minor=10**15)
        if not isinstance(minor, int):
            return None
        found[currency] = minor
    return found


def _limits_text(person: Person) -> str:
    limits = person.limits_minor.items()
    return ", ".join(f"{currency} {money.show(minor, currency)}" for currency, minor in limits)


def _now(ask: Ask) -> str:
    return ask.office.clock.now().isoformat(timespec="microseconds").replace("+00:00", "Z")


def _with_session(ask: Ask, answer: Response, session: Session) -> Response:
    answer.set_cookie(
        cookie_name(ask.office), ask.office.sessions.seal(session), max_age=SESSION_S_MAX,
        path="/", httponly=True, samesite="strict", secure=ask.office.secure,
    )  # fmt: skip
    return answer
