"""Reads from Stripe: paced, several at once, with waiting.

What cannot be had is a value (`Missing`); a server that stays away is `GatewayUnusable`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar
from urllib.parse import quote, unquote

from batcher.core.live import Invoice, Json, Missing
from batcher.core.live import invoice as live_invoice
from batcher.core.model import Answer
from batcher.core.outcome import Outcome, Verdict, classify, wait_s
from batcher.core.permissions import named
from batcher.core.ports import Clock, Gateway
from batcher.run.patience import Patience

PAGE_LINES = 100
PAGING_TRIES = 5
NOT_ASKED = "HTTP 200 about something else than was asked"
STOP_CHECK_S = 0.5
_Found = TypeVar("_Found")
Query = Sequence[tuple[str, str]]


class GatewayUnusable(Exception):
    """Stripe cannot be used: not reached, or the key is not accepted. `code` is a problem code."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(f"{code}: {details.get('reason', '')}")
        self.code = code
        self.details = details


def halt_of(unusable: GatewayUnusable) -> tuple[str, str]:
    """Why a run is halted by it, and in which words; a permission that is missing is named."""
    lacking, reason = unusable.details.get("permission", ""), unusable.details.get("reason", "")
    if lacking:
        return "permission_missing", f"{lacking} ({reason})" if reason else lacking
    return unusable.code, reason


class CursorGone(GatewayUnusable):
    """A list was refused in the middle: what its last page ended with is not there any more."""


@dataclass(slots=True)
class Reader:
    """Reads with waiting.

    A server that answers but asks to wait is given `budget_s`; one that does not answer
    `silence_s`, and `contact_s` if it never did. `account`: the one that is configured, to be named
    where the key may not read it. `stopped` ends all waiting.
    """

    gateway: Gateway
    clock: Clock
    random: Random
    budget_s: float = 180.0
    silence_s: float = 60.0
    contact_s: float = 10.0
    threads: int = 32
    account: str = ""
    stopped: Callable[[], bool] = lambda: False
    answered: bool = field(default=False)

    def get(self, path: str, query: Query = ()) -> Json | Missing:
        """One object, or Missing where Stripe says there is none or the key may not read it."""
        patience, tries, pause = Patience(self.clock), 0, 0.0
        while True:
            answer = self.gateway.get(path, query)
            self.answered = self.answered or answer.status is not None
            outcome = classify(answer)
            if outcome.verdict is Verdict.APPLIED and is_asked(path, outcome.body):
                return outcome.body
            if outcome.verdict is Verdict.REFUSED:
                return Missing(outcome.message)
            if outcome.verdict is Verdict.PAUSE:
                return self._not_allowed(path, answer, outcome)
            tries += 1
            waited = patience.step(pause)
            pause = wait_s(tries, answer, self.random.random())
            if waited + pause > self.patience_s(answer) or self.stopped():
                raise GatewayUnusable("stripe_unreachable", reason=outcome.message or NOT_ASKED)
            self.pause(pause)

    def patience_s(self, answer: Answer) -> float:
        """How long to go on after an answer like this one."""
        if answer.status is not None:
            return self.budget_s
        return min(self.budget_s, self.silence_s if self.answered else self.contact_s)

    def pause(self, seconds: float) -> None:
        """Wait, but no longer than until someone asks to stop."""
        left = seconds
        while left > 0 and not self.stopped():
            self.clock.wait(min(left, STOP_CHECK_S))
            left -= STOP_CHECK_S

    def _not_allowed(self, path: str, answer: Answer, outcome: Outcome) -> Missing:
        if answer.status == 401:
            raise GatewayUnusable("key_refused", reason=outcome.message)
        if outcome.no_access:
            raise GatewayUnusable("account_refused", account=self.account, reason=outcome.message)
        return Missing(outcome.message, unreadable=True, permission=named("GET", path))

    def unreadable(
        self, missing: Missing, path: str, otherwise: type[GatewayUnusable] | None = None
    ) -> GatewayUnusable:
        """The exception that says what the key may not read; `otherwise` where it may."""
        kind = GatewayUnusable if missing.unreadable else otherwise or GatewayUnusable
        return kind(
            "stripe_unreadable",
            permission=missing.permission,
            account=self.account,
            reason=missing.reason,
            path=path,
        )

    def pages(self, path: str, query: Query = ()) -> Iterator[Json]:
        """All objects of a list, in pages of 100."""
        after: Query = ()
        while True:
            page = self.get(path, [*query, ("limit", str(PAGE_LINES)), *after])
            if isinstance(page, Missing):
                raise self.unreadable(page, path, CursorGone if after else None)
            found = page.get("data") or []
            yield from found
            if not page.get("has_more") or not found:
                return
            after = [("starting_after", str(found[-1]["id"]))]

    def _all(self, path: str) -> list[Json]:
        """A whole list; from the start again where somebody took the end of a page away."""
        for _ in range(PAGING_TRIES - 1):
            with suppress(CursorGone):
                return list(self.pages(path))
        return list(self.pages(path))

    def each(self, ids: Iterable[str], read: Callable[[str], _Found]) -> dict[str, _Found]:
        """id -> what `read` gives for it, several at once."""
        listed = list(dict.fromkeys(ids))
        with ThreadPoolExecutor(max_workers=self.threads) as pool:
            return dict(zip(listed, pool.map(read, listed), strict=True))

    def invoice(self, invoice_id: str) -> Invoice | Missing:
        """An invoice with all its lines; the answer itself holds only the first page of them."""
        raw = self.get(f"/v1/invoices/{quote(invoice_id)}")
        if isinstance(raw, Missing):
            if raw.unreadable:
                raise self.unreadable(raw, "/v1/invoices")
            return raw
        return self.whole(raw)

    def whole(self, raw: Json) -> Invoice:
        """An invoice, as a call of its own or a list shows it, with the lines it leaves out."""
        embedded = raw.get("lines")
        path = f"/v1/invoices/{quote(str(raw['id']))}/lines"
        if isinstance(embedded, Mapping) and embedded.get("has_more") is False:
            lines = embedded.get("data") or []
        else:
            lines = self._all(path)
        try:
            return live_invoice(raw, lines)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # A line without its id or amount: nothing may be concluded from such an invoice.
            reason = f"{type(error).__name__}: {error}"
            raise GatewayUnusable("stripe_shape", reason=reason, path=path) from error


def is_asked(path: str, found: Json) -> bool:
    """Whether a 200 is about what was asked: that very object, the account, or a list.

    Anything else is somebody else's page. Read as an answer it would show an invoice without lines,
    and what is there already would be sent again.
    """
    parts = path.strip("/").split("/")
    if path == "/v1/account":
        return bool(found.get("object", "account") == "account")
    if len(parts) == 3:  # v1, the collection, the id
        return bool(found.get("id") == unquote(parts[2]))
    return isinstance(found.get("data"), list)


def account(reader: Reader, configured: str = "", platform: str = "") -> tuple[str, str]:
    """(account id, its time zone or ''): the one Stripe names, else the configured one.

    `platform`: whose key it is where every call is made for `configured`, a connected account.
    Which of the two `GET /v1/account` names then is not documented; both are taken.
    Raises GatewayUnusable when what is known and what is configured differ.
    """
    found = reader.get("/v1/account")
    if isinstance(found, Missing):
        return configured or UNNAMED_ACCOUNT, ""
    own = str(found.get("id") or "")
    if platform and own == platform:
        return configured, ""  # the platform's own zone is not the connected account's
    if configured and own and own != configured:
        raise GatewayUnusable("account_differs", found=own, expected=configured)
    settings = found.get("settings")
    dashboard = settings.get("dashboard") if isinstance(settings, Mapping) else None
    zone = dashboard.get("timezone") if isinstance(dashboard, Mapping) else None
    return own or configured or UNNAMED_ACCOUNT, str(zone or "")


# A key that may not read its own account still has one; its invoices' ids are unique in any case.
UNNAMED_ACCOUNT = "acct_unnamed"
