"""Coming in and going out: the launch address, a name and a password, and the way out."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from hmac import compare_digest
from typing import TYPE_CHECKING

from batcher.web.asks import Refused
from batcher.web.screens.people import hasher
from batcher.web.sessions import SESSION_S_MAX, Session, new_session
from batcher.web.visitor import LANGUAGE_COOKIE, cookie_name

if TYPE_CHECKING:
    from starlette.responses import Response

    from batcher.web.asks import Ask

NAME_LETTERS_MAX = 80


def enter(ask: Ask) -> Response:
    """`/enter?token=…`: the launch token becomes a session."""
    office = ask.office
    if not compare_digest(ask.query("token").encode(), office.token.encode()):
        raise Refused(403, "page.refused.token")
    session = new_session(office.owner, now(ask), launched=True)
    office.ledger.desk.act(office.owner, "entered", "", launched=True)
    # A link that another program opened is a visit from elsewhere: the strict cookie would not be
    # sent along a redirect, so this page of our own goes on by itself.
    came_by_hand = ask.request.headers.get("sec-fetch-site", "none") in ("none", "same-origin")
    answer = ask.go("/") if came_by_hand else ask.screen("entered")
    return with_session(ask, answer, session)


def login_form(ask: Ask, problem: str = "", status: int = 200) -> Response:
    """`/login`; whoever has no session gets one that is nobody's, for the form's own token."""
    if ask.visitor.name:
        return ask.go("/")
    if ask.visitor.session is not None:
        return _form(ask, problem, status)
    session = new_session("", now(ask))
    token = ask.office.sessions.form_token(session)
    visitor = replace(ask.visitor, session=session, form_token=token)
    known = replace(ask, visitor=visitor)
    return with_session(known, _form(known, problem, status), session)


def _form(ask: Ask, problem: str, status: int) -> Response:
    office = ask.office
    has_people = office.ledger.desk.has_people() and not office.alone
    return ask.screen(
        "login",
        status,
        problem=problem,
        has_passwords=has_people and office.settings.page_passwords,
        provider=office.provider,
    )


def login(ask: Ask) -> Response:
    """`POST /login`"""
    office = ask.office
    name = ask.form.get("name", "").strip()[:NAME_LETTERS_MAX]
    if not office.settings.page_passwords:
        raise Refused(403, "page.login.no_passwords")
    wait_s = office.tries.take(name or "-", ask.address)
    if wait_s > 0:
        return too_often(ask, wait_s)
    if not _is_right(ask, name):
        known = office.ledger.desk.person(name) if name.isprintable() else None
        # What was typed is kept only where it is a name: people type passwords there, too.
        office.ledger.desk.act(known.name if known else "-", "login_failed")
        return login_form(ask, ask.word("page.login.wrong"), 401)
    office.tries.give_back(name, ask.address)
    office.ledger.desk.act(name, "entered")
    end_session(ask)
    return with_session(ask, ask.go("/"), new_session(name, now(ask)))


def too_often(ask: Ask, wait_s: float) -> Response:
    """The form, with how long to wait."""
    minutes = max(1, -(-int(wait_s) // 60))
    answer = login_form(ask, ask.word("page.login.wait", minutes=str(minutes)), 429)
    answer.headers["Retry-After"] = str(int(wait_s) + 1)
    return answer


def _is_right(ask: Ask, name: str) -> bool:
    """Whether the password is that of an active person. It takes as long for a name that is not
    there, and few are looked at at once: each takes much memory."""
    from argon2.exceptions import Argon2Error, InvalidHashError

    person = ask.office.ledger.desk.person(name) if name.isprintable() else None
    kept = person.password if person and person.password else _nobody()
    with ask.office.hashing:
        try:
            hasher().verify(kept, ask.form.get("password", ""))
        except (Argon2Error, InvalidHashError):
            return False
    return person is not None and person.active and bool(person.password)


@cache
def _nobody() -> str:
    """A hash no password fits, so that a name that is not there takes as long."""
    import secrets

    return hasher().hash(secrets.token_hex(16))


def leave(ask: Ask) -> Response:
    """`POST /leave`"""
    end_session(ask)
    answer = ask.screen("left")
    answer.delete_cookie(
        cookie_name(ask.office), path="/", httponly=True, samesite="strict",
        secure=ask.office.secure,
    )  # fmt: skip
    return answer


def end_session(ask: Ask) -> None:
    """The visitor's session counts no more, whoever still has its cookie: the ledger knows."""
    session = ask.visitor.session
    if session is not None and session.name:
        ask.act("left", "", session.end)


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


def now(ask: Ask) -> str:
    """The instant as the ledger writes it."""
    return ask.office.clock.now().isoformat(timespec="microseconds").replace("+00:00", "Z")


def with_session(ask: Ask, answer: Response, session: Session) -> Response:
    """The answer, with the session's cookie."""
    answer.set_cookie(
        cookie_name(ask.office), ask.office.sessions.seal(session), max_age=SESSION_S_MAX,
        path="/", httponly=True, samesite="strict", secure=ask.office.secure,
    )  # fmt: skip
    return answer
