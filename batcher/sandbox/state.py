"""The objects of one account, and the unit of work that changes them all together or not at all."""

from __future__ import annotations

import secrets
import string
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, TypeAlias

from batcher.sandbox.refusal import missing

Record: TypeAlias = dict[str, Any]

PREFIXES = {
    "customer": "cus_",
    "product": "prod_",
    "price": "price_",
    "tax_rate": "txr_",
    "coupon": "",
    "promotion_code": "promo_",
    "discount": "di_",
    "invoiceitem": "ii_",
    "invoice": "in_",
    "line_item": "il_",
}
NOUNS = {"tax_rate": "tax rate", "promotion_code": "promotion code", "line_item": "line item"}
_LETTERS = string.ascii_letters + string.digits


def random_id(prefix: str, letters: int = 24) -> str:
    """A new id of the vendor's look; its length means nothing."""
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(letters))


def noun(kind: str) -> str:
    """What Stripe calls a kind of object in a sentence."""
    return NOUNS.get(kind, kind)


class State:
    """Every object of the account by kind and id, in the order they came to be."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Record]] = {kind: {} for kind in PREFIXES}

    def begin(self, now: int) -> Work:
        """A unit of work at `now` (Unix seconds); nothing is seen by others before `merge`."""
        return Work(self, now)

    def merge(self, work: Work) -> None:
        """Make a unit of work true. The caller has stored it first."""
        for (kind, identity), record in work.changed.items():
            if record is None:
                self.tables[kind].pop(identity, None)
            else:
                self.tables[kind][identity] = record


class Work:
    """One request's view: reads through to the state, keeps its own changes beside it.

    `changed`: (kind, id) -> the record as it will be, None when it is deleted.
    """

    def __init__(self, state: State, now: int) -> None:
        self.now = now
        self.changed: dict[tuple[str, str], Record | None] = {}
        self._state = state

    def find(self, kind: str, identity: str) -> Record | None:
        """The record to read, or None. To change it, ask `change` for it."""
        if (kind, identity) in self.changed:
            return self.changed[kind, identity]
        return self._state.tables[kind].get(identity)

    def named(self, kind: str, identity: str, param: str, status: int = 400) -> Record:
        """The record to read; raises Refusal (resource_missing) naming `param`."""
        record = self.find(kind, identity)
        if record is None:
            raise missing(noun(kind), identity, param, status)
        return record

    def change(self, kind: str, identity: str) -> Record:
        """The record to write to: a copy of its own until this work is merged."""
        record = self.changed.get((kind, identity))
        if record is None:
            record = deepcopy(self._state.tables[kind][identity])
            self.changed[kind, identity] = record
        return record

    def insert(self, kind: str, record: Record) -> Record:
        """A new record; gets an id when it has none."""
        if not record.get("id"):
            record["id"] = random_id(PREFIXES[kind], 24 if PREFIXES[kind] else 8)
        self.changed[kind, record["id"]] = record
        return record

    def delete(self, kind: str, identity: str) -> None:
        """The record is gone once this work is merged."""
        self.changed[kind, identity] = None

    def every(self, kind: str) -> Iterator[Record]:
        """All records of a kind, oldest first."""
        table = self._state.tables[kind]
        for identity in table:
            record = self.find(kind, identity)
            if record is not None:
                yield record
        for (changed_kind, identity), record in self.changed.items():
            if changed_kind == kind and record is not None and identity not in table:
                yield record
