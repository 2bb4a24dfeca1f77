"""The checks that ask Stripe: key, account, permissions, clock. Reads of one object each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from batcher.core.messages import said
from batcher.core.model import Answer
from batcher.core.outcome import classify, json_object
from batcher.core.permissions import RESOURCES, Access, Permission
from batcher.doctor.checks import Check, fine, mind, stop
from batcher.locale import word
from batcher.wiring import read_key

if TYPE_CHECKING:
    from batcher.gateway.client import StripeGateway
    from batcher.gateway.key import KeyFacts
    from batcher.settings import Settings
    from batcher.wiring import Connection

PATIENCE_S = 15.0
CLOCK_WARNING_S, CLOCK_PROBLEM_S = 30.0, 300.0
OK, UNAUTHORIZED, FORBIDDEN = 200, 401, 403
ACCOUNT = "/v1/account"
# Restricted, live -> how people call such a key.
_KINDS = {
    (True, False): "doctor.key.rk_test",
    (True, True): "doctor.key.rk_live",
    (False, False): "doctor.key.sk_test",
    (False, True): "doctor.key.sk_live",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the first question to Stripe gave: the answer, and this machine's time beside it."""

    answer: Answer
    at: datetime

    @property
    def account(self) -> dict[str, Any]:
        """The account as Stripe shows it; empty where it does not."""
        return (json_object(self.answer.body) or {}) if self.answer.status == OK else {}

    @property
    def no_access(self) -> bool:
        """Whether the key may do nothing for the account that is configured."""
        return classify(self.answer).no_access


def stripe_checks(settings: Settings, connection: Connection) -> Iterator[Check]:
    """Key, reach, account, permissions and clock; stops at the first that makes the rest idle."""
    from batcher.gateway.key import KeyUnusable, check_key

    language = settings.lang
    with ExitStack() as stack:
        try:
            base, key = _where(settings, connection, stack)
            facts = check_key(key)
        except KeyUnusable as error:
            yield stop("key", said(error.code, language, error.details), "doctor.key", language)
            return
        except OSError as error:
            found = f"{error.strerror or error} {error.filename or ''}".strip()
            yield stop("key", found, "doctor.key", language)
            return
        yield from _key(facts, settings, connection)
        whose = "" if connection.sandbox else settings.connected
        gateway = stack.enter_context(_gateway(settings, base, key, facts, whose))
        asked = Asked(gateway.get(ACCOUNT), datetime.now(UTC))
        yield from _reach(asked, base, language)
        if asked.answer.status not in (OK, FORBIDDEN):
            return
        account = _account(asked, settings, connection, language)
        yield account
        if asked.no_access:
            return
        yield from _permissions(gateway, asked, facts, language)
        yield _clock(asked, language)
        yield _zone(asked, settings)


def _where(settings: Settings, connection: Connection, stack: ExitStack) -> tuple[str, str]:
    if not connection.sandbox:
        return connection.api_base or settings.api_base, read_key(settings, connection)
    from batcher.core import example
    from batcher.sandbox import start

    sandbox = stack.enter_context(start(settings.home, seed=example.objects()))
    return sandbox.url, sandbox.key


def _gateway(
    settings: Settings, base: str, key: str, facts: KeyFacts, account: str
) -> StripeGateway:
    from batcher.gateway.client import API_BASE, StripeGateway
    from batcher.gateway.pacing import Pace

    pace = Pace(settings.pace_endpoint, settings.pace_together(facts.livemode))
    address, proxy = base or API_BASE, settings.proxy or None
    return StripeGateway(
        key,
        pace,
        api_base=address,
        account=account or None,
        proxy=proxy,
        read_s=PATIENCE_S,
        total_s=PATIENCE_S,
    )


def _key(facts: KeyFacts, settings: Settings, connection: Connection) -> Iterator[Check]:
    from batcher.gateway.keyfile import can_be_checked

    language = settings.lang
    found = word(_KINDS[facts.restricted, facts.livemode], language)
    if facts.livemode and not facts.restricted:
        yield mind("key", found, "doctor.key.restrict", language)
    else:
        yield fine("key", found)
    file = connection.key_file or settings.api_key_file
    if file is not None and not can_be_checked() and not connection.sandbox:
        yield mind("key_file", str(file), "doctor.key_file.windows", language, path=str(file))


def _reach(asked: Asked, base: str, language: str) -> Iterator[Check]:
    answer, place = asked.answer, base or "https://api.stripe.com"
    if answer.status is None:
        yield stop("stripe", f"{place}: {answer.error}", "doctor.stripe.unreachable", language)
    elif answer.status == UNAUTHORIZED:
        yield stop("stripe", f"{place}: HTTP 401", "doctor.stripe.refused", language)
    elif answer.status not in (OK, FORBIDDEN):
        yield stop("stripe", f"{place}: HTTP {answer.status}", "doctor.stripe.odd", language)
    else:
        yield fine("stripe", place)


def _account(asked: Asked, settings: Settings, connection: Connection, language: str) -> Check:
    wanted = "" if connection.sandbox else settings.connected or settings.account
    platform = "" if connection.sandbox else settings.platform
    own = str(asked.account.get("id") or "")
    if asked.no_access:
        found = f"{wanted}: {classify(asked.answer).message}"
        return stop("account", found, "doctor.account.refused", language)
    if platform and own == platform:
        return fine("account", word("doctor.account.platform", language, expected=wanted, own=own))
    if own and wanted and own != wanted:
        return stop("account", own, "doctor.account.other", language, expected=wanted)
    if own:
        return fine("account", own)
    if wanted:
        return fine("account", word("doctor.account.set", language, expected=wanted))
    return mind("account", word("doctor.unknown", language), "doctor.account.unnamed", language)


def _permissions(
    gateway: StripeGateway, asked: Asked, facts: KeyFacts, language: str
) -> Iterator[Check]:
    """One read of each resource; whether it may write is nothing that can be tried unharmed."""
    for collection, resource in RESOURCES.items():
        one = f"/v1/{collection}"
        answer = asked.answer if one == ACCOUNT else gateway.get(one, (("limit", "1"),))
        permission = str(Permission(collection, Access.READ))
        name = f"permission.{collection}.read"
        if answer.status == OK:
            yield fine(name, permission)
        elif answer.status == FORBIDDEN and resource.without == "stops":
            found = _missing(permission, answer, language)
            yield stop(name, found, "doctor.permission.stops", language, permission=permission)
        elif answer.status == FORBIDDEN:
            found = _missing(permission, answer, language)
            todo = f"doctor.permission.{resource.without}"
            yield mind(name, found, todo, language, permission=permission)
        else:
            found = f"{permission}: HTTP {answer.status} {answer.error}".rstrip()
            yield mind(name, found, "doctor.permission.unknown", language)
    write = str(Permission("invoices", Access.WRITE))
    if facts.restricted:
        todo = "doctor.permission.write"
        found = word("doctor.permission.untried", language, permission=write)
        yield mind("permission.invoices.write", found, todo, language, permission=write)
    else:
        yield fine("permission.invoices.write", write)


def _missing(permission: str, answer: Answer, language: str) -> str:
    """What is missing, and Stripe's own words for it."""
    words = classify(answer).message
    return word("doctor.permission.missing", language, permission=permission, words=words)


def _clock(asked: Asked, language: str) -> Check:
    try:
        theirs = parsedate_to_datetime(asked.answer.server_date)
    except (ValueError, TypeError):
        return mind("clock", word("doctor.unknown", language), "doctor.clock.unknown", language)
    theirs = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
    off_s = (asked.at - theirs).total_seconds()
    found = word("doctor.clock", language, seconds=f"{off_s:+.0f}")
    if abs(off_s) >= CLOCK_PROBLEM_S:
        return stop("clock", found, "doctor.clock.set", language)
    if abs(off_s) >= CLOCK_WARNING_S:
        return mind("clock", found, "doctor.clock.set", language)
    return fine("clock", found)


def _zone(asked: Asked, settings: Settings) -> Check:
    """The zone dates are read in: the setting (judged elsewhere), else the account's."""
    language = settings.lang
    shown = asked.account.get("settings")
    dashboard = shown.get("dashboard") if isinstance(shown, dict) else None
    own = str(dashboard.get("timezone") or "") if isinstance(dashboard, dict) else ""
    if settings.time_zone:
        return fine("account_time_zone", own or word("doctor.unknown", language))
    if own:
        return fine("account_time_zone", own)
    return mind("account_time_zone", "UTC", "doctor.zone.utc", language)
