"""One account: its objects, keys and store behind one lock; everything that changes it is here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from threading import RLock

from batcher.sandbox import view
from batcher.sandbox.call import Call, Rules
from batcher.sandbox.idempotency import Keys, Saved
from batcher.sandbox.refusal import Refusal
from batcher.sandbox.seeding import Seed, sow
from batcher.sandbox.state import Record, State, Work, random_id
from batcher.sandbox.store import Store

KEY_KEPT_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: status, text, further headers, whose answer it is, and how it goes out."""

    status: int
    body: str
    request_id: str
    headers: tuple[tuple[str, str], ...] = ()
    cut_bytes: int | None = None
    drip_s: float = 0.0


def new_facts(now: int, time_zone: str) -> dict[str, str]:
    """What makes an account: an id and a test key of its own."""
    return {
        "account": random_id("acct_", 16),
        "key": random_id("sk_test_"),
        "created": str(now),
        "time_zone": time_zone,
    }


def described(facts: Mapping[str, str]) -> Record:
    """The account object."""
    return {
        "id": facts["account"],
        "object": "account",
        "business_type": None,
        "charges_enabled": True,
        "country": "US",
        "created": int(facts["created"]),
        "default_currency": "usd",
        "details_submitted": True,
        "email": "sandbox@example.com",
        "livemode": False,
        "metadata": {},
        "payouts_enabled": True,
        "settings": {
            "dashboard": {"display_name": "Sandbox", "timezone": facts["time_zone"]},
        },
        "type": "standard",
    }


class Account:
    """The state of a store, loaded; a new store gets a new account with `seeds`."""

    def __init__(
        self,
        store: Store,
        rules: Rules,
        clock: Callable[[], float],
        *,
        seeds: Iterable[Seed],
        reset: bool,
        time_zone: str,
    ) -> None:
        self._store, self.rules, self._clock = store, rules, clock
        self._lock = RLock()
        self._state = State()
        facts = store.facts()
        if reset or not facts:
            facts = new_facts(self.now(), time_zone)
            store.begin(facts, self._sown(seeds))
        self.key, self.id = facts["key"], facts["account"]
        self._described = described(facts)
        for kind, identity, record in store.objects():
            self._state.tables[kind][identity] = record
        self._keys = Keys(store.saved(), KEY_KEPT_S)

    def now(self) -> int:
        """Unix seconds."""
        return int(self._clock())

    def claim(self, key: str, parameters: str) -> Saved | None:
        """See Keys.claim."""
        with self._lock:
            return self._keys.claim(key, parameters, self.now())

    def release(self, key: str) -> None:
        """See Keys.release."""
        with self._lock:
            self._keys.release(key)

    def expire_keys(self) -> None:
        """Forget every saved answer of this process, as Stripe may after a day."""
        with self._lock:
            self._keys.expire()

    def save(self, saved: Saved) -> None:
        """Keep an answer that no execution gave, e.g. a fault's."""
        with self._lock:
            self._keep(self._state.begin(self.now()), saved)

    def look(self) -> Work:
        """The objects as they are, to be read only."""
        with self._lock:
            return self._state.begin(self.now())

    def perform(
        self,
        run: Callable[[Call], Record],
        parameters: Record,
        ids: tuple[str, ...],
        request_id: str,
        saved: Saved | None = None,
    ) -> Reply:
        """Run one call; its effects and its answer under the key are durable when it returns.

        `saved` names the key and parameters to keep the answer under. A refused call changes
        nothing, and its refusal is kept too: execution has begun (contract 4.1).
        """
        with self._lock:
            work = self._state.begin(self.now())
            try:
                shown = self._shown(run, Call(work, self._described, self.rules, parameters, ids))
                reply = Reply(200, json.dumps(shown, ensure_ascii=False), request_id)
            except Refusal as refusal:
                work = self._state.begin(self.now())
                reply = refused(refusal, request_id, self.now())
            if saved is not None:
                saved = replace(saved, status=reply.status, body=reply.body)
            self._keep(work, saved)
            return reply

    def _shown(self, run: Callable[[Call], Record], call: Call) -> Record:
        shown = run(call)
        paths = call.parameters.get("expand")
        if not paths:
            return shown
        shown = deepcopy(shown)
        view.expand(call.work, shown, paths)
        return shown

    def _keep(self, work: Work, saved: Saved | None) -> None:
        self._store.commit(work, saved)
        self._state.merge(work)
        if saved is not None:
            self._keys.save(saved)

    def _sown(self, seeds: Iterable[Seed]) -> Work:
        work = self._state.begin(self.now())
        sow(work, seeds)
        self._state.merge(work)
        return work


def refused(refusal: Refusal, request_id: str, now: int) -> Reply:
    """A refusal as an answer."""
    body = json.dumps(refusal.body(request_id, now), ensure_ascii=False)
    return Reply(refusal.status, body, request_id, refusal.headers)
