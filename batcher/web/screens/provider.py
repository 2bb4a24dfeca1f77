"""Coming in by a provider: to it, and back. It says who somebody is; what a person may do, and
whether at all, is said on the page of people here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from batcher.core.model import Person
from batcher.web.asks import Refused, Unproven
from batcher.web.screens.door import now, too_often, with_session
from batcher.web.sessions import AWAY_S_MAX, Away, new_session
from batcher.web.visitor import cookie_name

if TYPE_CHECKING:
    from starlette.responses import Response

    from batcher.web.asks import Ask
    from batcher.web.provider import Provider, Recognised

RECOGNISED = "recognised"  # the kind of action that ties a person to one account of the provider


def go_away(ask: Ask) -> Response:
    """`/login/away`: on to the provider. Only from our own page, or typed by hand."""
    provider = _provider(ask)
    if ask.request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        return ask.go("/login")
    try:
        address, away = provider.leave(_back(ask))
    except Unproven as error:
        return _said(ask, error)
    answer = ask.go(address)
    # Lax, unlike the session: it has to come along when the provider sends the browser back.
    answer.set_cookie(
        _cookie(ask), ask.office.sessions.seal_away(away), max_age=AWAY_S_MAX,
        path="/", httponly=True, samesite="lax", secure=ask.office.secure,
    )  # fmt: skip
    return answer


def come_back(ask: Ask) -> Response:
    """`/login/back?code=…&state=…`: whom the provider recognised comes in, once."""
    provider, office = _provider(ask), ask.office
    away = office.sessions.read_away(ask.request.cookies.get(_cookie(ask), ""), ask.query("state"))
    if away is None or away.back != _back(ask):
        return _said(ask, Unproven("page.oidc.stale", "state"))
    wait_s = office.tries.take("", ask.address)
    if wait_s > 0:
        return too_often(ask, wait_s)
    try:
        person = _person(ask, provider, away)
    except Unproven as error:
        office.ledger.desk.act("-", "not_recognised", why=error.reason, name=error.name)
        return _said(ask, error)
    office.tries.give_back("", ask.address)
    session = new_session(person.name, now(ask))
    # The browser comes from elsewhere, so this page of our own goes on by itself: see `enter`.
    return _done(ask, with_session(ask, ask.screen("entered"), session))


def _person(ask: Ask, provider: Provider, away: Away) -> Person:
    """Who comes in. Raises Unproven."""
    found = provider.recognise(away, ask.request.query_params)
    person = enrolled(ask.office.ledger.desk.people(), found.name)
    if person is None or not person.active or person.password:
        raise Unproven("page.oidc.stranger", "not enrolled", found.name)
    _same_as_ever(ask, person, found)
    if not ask.office.ledger.desk.act(person.name, "entered", "", away.once, provider=True):
        raise Unproven("page.oidc.stale", "used before", found.name)
    return person


def enrolled(people: list[Person], name: str) -> Person | None:
    """The person of this name; else the only one whose plain letters are the same in small ones,
    as addresses are written in either. No other letters: too many look alike."""
    for person in people:
        if person.name == name:
            return person
    alike = [p for p in people if _small(p.name) == _small(name) and name.isascii()]
    return alike[0] if len(alike) == 1 else None


def _small(name: str) -> str:
    return name.lower() if name.isascii() else name


def _same_as_ever(ask: Ask, person: Person, found: Recognised) -> None:
    """An address may be given to somebody else at the provider: who came first stays the one meant,
    until an administrator saves the person again."""
    desk = ask.office.ledger.desk
    last = desk.last(person.name, RECOGNISED)
    if last is None or last.at < person.since:
        desk.act(person.name, RECOGNISED, person.name, None, account=found.subject)
    elif last.detail.get("account") != found.subject:
        raise Unproven("page.oidc.other", "another account", person.name)


def _provider(ask: Ask) -> Provider:
    provider = ask.office.provider
    if provider is None:
        raise Refused(404, "page.refused.unknown")
    return provider


def _back(ask: Ask) -> str:
    """Our own address by the name this browser uses; the guard let only our names in."""
    scheme = "https" if ask.office.secure else "http"
    return f"{scheme}://{ask.request.headers.get('host', '').lower()}/login/back"


def _cookie(ask: Ask) -> str:
    return f"{cookie_name(ask.office)}_away"


def _said(ask: Ask, error: Unproven) -> Response:
    """Why nobody came in, in words; the way is over."""
    told = ask.word(error.code, provider=_provider(ask).name, reason=error.reason, name=error.name)
    status = 503 if error.code == "page.oidc.away" else 403
    return _done(ask, ask.screen("refused", status, said=told, status=status))


def _done(ask: Ask, answer: Response) -> Response:
    answer.delete_cookie(
        _cookie(ask), path="/", httponly=True, samesite="lax", secure=ask.office.secure
    )
    return answer
