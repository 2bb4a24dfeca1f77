"""Who may come in, and what each may do."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from batcher.core import money
from batcher.core.model import Person, Role
from batcher.core.values import Context, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from argon2 import PasswordHasher
    from starlette.responses import Response

    from batcher.web.asks import Ask

PASSWORD_LETTERS_MIN = 10
NAME_LETTERS_MAX = 80


@cache
def hasher() -> PasswordHasher:
    """Argon2id with the library's own costs."""
    from argon2 import PasswordHasher

    return PasswordHasher()


def listed(ask: Ask, problem: str = "", status: int = 200) -> Response:
    """`/people`"""
    office = ask.office
    return ask.screen(
        "people", status, people=office.ledger.desk.people(), roles=list(Role), problem=problem,
        minor=_limits_text, letters_min=PASSWORD_LETTERS_MIN, provider=office.provider,
        has_passwords=office.settings.page_passwords,
    )  # fmt: skip


def enrol(ask: Ask) -> Response:
    """`POST /people`: add a person, or change one."""
    desk = ask.office.ledger.desk
    name = " ".join(ask.form.get("name", "").split())[:NAME_LETTERS_MAX]
    limits = _limits(ask.form.get("limits", ""))
    problem = _why_not(ask, name, limits)
    if problem or limits is None:
        return listed(ask, problem, 422)
    known = desk.person(name)
    roles = frozenset(role for role in Role if role.value in ask.lists.get("roles", []))
    password = _kept(ask, known)
    active = known is None or ask.form.get("active") == "yes"
    desk.enrol(Person(name, password, roles, limits, active))
    ask.act(
        "enrolled", name, roles=sorted(roles), limits_minor=dict(limits), active=active,
        password_changed=known is None or password != known.password, provider=not password,
    )  # fmt: skip
    return ask.go("/people")


def _by_provider(ask: Ask) -> bool:
    """Whether this person is to come in by the provider, which is instead of a password."""
    office = ask.office
    wanted = ask.form.get("provider") == "yes" or not office.settings.page_passwords
    return office.provider is not None and wanted


def _why_not(ask: Ask, name: str, limits: Mapping[str, int] | None) -> str:
    """Why a person cannot be kept so: a sentence, '' where nothing is wrong."""
    desk, password = ask.office.ledger.desk, ask.form.get("password", "")
    if not name or not name.isprintable():
        return ask.word("page.people.no_name")
    if any(p.name != name and p.name.casefold() == name.casefold() for p in desk.people()):
        return ask.word("page.people.alike")
    if limits is None:
        return ask.word("page.people.bad_limits")
    known = desk.person(name)
    has_one = bool(known and known.password) and not password
    if not _by_provider(ask) and not has_one and len(password) < PASSWORD_LETTERS_MIN:
        return ask.word("page.people.short", letters=str(PASSWORD_LETTERS_MIN))
    return ""


def _kept(ask: Ask, known: Person | None) -> str:
    """The password's hash; '' for who comes in by the provider."""
    if _by_provider(ask):
        return ""
    password = ask.form.get("password", "")
    return hasher().hash(password) if password or known is None else known.password


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
