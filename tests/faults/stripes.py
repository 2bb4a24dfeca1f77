"""Two Stripes under one face: the product's sandbox and the independent double.

A schedule plants its drafts, lets things go wrong, plays the people at the Dashboard, and looks.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Protocol

from batcher import sandbox
from batcher.sandbox.faults import Fault, Phase
from batcher.sandbox.kinds import KINDS
from tests.double.double import Double, Reply
from tests.double.faults import Fault as DoubleFault
from tests.double.faults import Faults as DoubleFaults
from tests.double.faults import Planned
from tests.double.server import Served, serve
from tests.faults.account import Account, Invoice, Line
from tests.faults.clock import SharedClock
from tests.faults.rows import CUSTOMERS, Draft
from tests.faults.trouble import Trouble

TAG = "batcher"
LATE_S = 10.0


class Stripe(Protocol):
    """What a schedule needs of a Stripe."""

    url: str
    key: str

    def account(self) -> Account:
        """Everything as it stands."""
        ...

    def forget_keys(self) -> None:
        """As after a day."""
        ...

    def land(self) -> None:
        """Whatever is still on its way arrives."""
        ...

    def edit(self, invoice: str, line: str, amount: int) -> None:
        """Somebody changes a line to 1 x amount."""
        ...

    def delete_line(self, invoice: str, line: str) -> None:
        """Somebody deletes a line."""
        ...

    def finalize(self, invoice: str) -> None:
        """Somebody finalizes a draft."""
        ...


def shown(invoice: Mapping[str, Any], lines: Sequence[Line]) -> Invoice:
    """An invoice as a value."""
    metadata = {k: v for k, v in invoice["metadata"].items() if k != TAG}
    by_id = {line.line: line for line in lines}
    said = invoice["description"] or ""
    return Invoice(invoice["id"], invoice["status"], invoice["currency"], said, metadata, by_id)


class Embedded:
    """The product's own sandbox."""

    kinds = tuple(KINDS)
    writes_only = frozenset(name for name, kind in KINDS.items() if kind.writes)

    def __init__(self, running: Any, trouble: Trouble) -> None:
        self._running, self._state = running, running.state
        self.url, self.key = running.url, running.key
        trouble.named = self._name

    def account(self) -> Account:
        """Everything as it stands."""
        invoices = {
            one["id"]: shown(one, [_line(line) for line in self._state.lines(one["id"])])
            for one in self._state.invoices()
        }
        return Account(invoices, {one["id"]: one["amount"] for one in self._state.pending()})

    def _name(self, invoice: str) -> str:
        found = {one["id"]: one["description"] for one in self._state.invoices()}
        return found.get(invoice) or invoice

    def forget_keys(self) -> None:
        """As after a day."""
        self._state.expire_keys()

    def land(self) -> None:
        """Whatever is still on its way arrives."""
        self._state.land()

    def edit(self, invoice: str, line: str, amount: int) -> None:
        """Somebody changes a line."""
        self._state.edit_line(invoice, line, amount=amount)

    def delete_line(self, invoice: str, line: str) -> None:
        """Somebody deletes a line."""
        self._state.delete_line(invoice, line)

    def finalize(self, invoice: str) -> None:
        """Somebody finalizes a draft."""
        self._state.finalize(invoice)


def _line(line: Mapping[str, Any]) -> Line:
    item = line["parent"]["invoice_item_details"]["invoice_item"]
    return Line(line["id"], item, line["amount"], str(line["quantity"]), line["description"] or "")


@contextmanager
def embedded(drafts: Sequence[Draft], trouble: Trouble, clock: SharedClock) -> Iterator[Embedded]:
    """A running sandbox with these drafts."""
    own = threading.local()

    def faults(phase: Phase, method: str, path: str, body: str) -> Fault | None:
        if phase == "before":
            own.kind = trouble.before(method, path, body)
        elif trouble.after():
            return Fault(drop=True)
        kind = KINDS.get(own.kind)
        return kind.fault if kind is not None and kind.phase == phase else None

    seeds = seeds_of(drafts)
    with sandbox.start(None, seed=seeds, faults=faults, clock=clock.seconds) as running:
        yield Embedded(running, trouble)


def seeds_of(drafts: Sequence[Draft]) -> list[dict[str, Any]]:
    """These drafts and their customers, as a sandbox is seeded with them."""
    customers = [{"object": "customer", "id": one, "name": one} for one in CUSTOMERS]
    return [*customers, *map(_seed, drafts)]


def _seed(draft: Draft) -> dict[str, Any]:
    lines = [
        {"id": one.line, "invoice_item": one.item, "amount": one.amount,
         "description": one.description}
        for one in draft.lines
    ]  # fmt: skip
    return {
        "object": "invoice",
        "id": draft.invoice,
        "customer": draft.customer,
        "currency": draft.currency,
        "status": "draft",
        "metadata": {"kept": "yes"},
        "lines": lines,
    }


_AT_THE_DOUBLE = {
    "drop": DoubleFault.DROP_BEFORE,
    "drop-after": DoubleFault.DROP_AFTER,
    "cut": DoubleFault.CUT,
    "portal-after": DoubleFault.HTML,
    "portal": DoubleFault.PORTAL,
    "502": DoubleFault.GATEWAY,
    "500-saved": DoubleFault.BROKEN,
    "500-saved-after": DoubleFault.BROKEN_AFTER,
    "lock": DoubleFault.LOCKED,
    "concurrency-endpoint": DoubleFault.LIMITED,
    "rate-retry-after": DoubleFault.LIMITED_HEADER,
    "in-use": DoubleFault.BUSY,
}


class Independent(DoubleFaults):
    """The double, written from the contract alone; `late` is played here."""

    kinds = (*_AT_THE_DOUBLE, "late")
    writes_only = frozenset(("500-saved", "500-saved-after", "lock", "in-use", "late"))

    def __init__(self, double: Served, trouble: Trouble, clock: SharedClock) -> None:
        super().__init__()
        self._double, self._trouble, self._clock = double, trouble, clock
        self._own = threading.local()
        self._late: dict[str, tuple[float, tuple[str, str, str, dict[str, str]]]] = {}
        self._lates = threading.RLock()
        self.url, self.key = double.url, next(iter(double.keys))
        double.faults = self
        self._true_answer = double.answer
        double.answer = self._answer  # type: ignore[method-assign]
        trouble.named = self._name

    def _name(self, invoice: str) -> str:
        found = self._double.state.invoices.get(invoice) or {}
        return found.get("description") or invoice

    def _answer(self, method: str, path: str, text: str, headers: dict[str, str]) -> Reply:
        """The double's own answer, but for what lands late."""
        self.land(until_s=self._clock.seconds())
        key = headers.get("idempotency-key", "")
        kind = self._trouble.before(method, path, text)
        with self._lates:
            if kind == "late" and key not in self._late and not self._is_known(key):
                given = (method, path, text, headers)
                self._late[key] = (self._clock.seconds() + LATE_S, given)
                return Reply(0, dropped=True)
            self._own.kind = "in-use" if method == "POST" and key in self._late else kind
        reply = self._true_answer(method, path, text, headers)
        return Reply(0, dropped=True) if self._trouble.after() else reply

    def _is_known(self, key: str) -> bool:
        return key in self._double._saved

    def take(self, method: str, path: str, body: str) -> Planned | None:
        """The fault of the request this thread is answering."""
        fault = _AT_THE_DOUBLE.get(getattr(self._own, "kind", ""))
        return None if fault is None else Planned(fault)

    def land(self, until_s: float = float("inf")) -> None:
        """Whatever is due arrives."""
        with self._lates:
            for key, (at_s, given) in list(self._late.items()):
                if at_s <= until_s:
                    del self._late[key]
                    self._own.kind = ""
                    self._true_answer(*given)

    def forget_keys(self) -> None:
        """As after a day."""
        self._double.forget_keys()

    def account(self) -> Account:
        """Everything as it stands."""
        state = self._double.state
        invoices = {
            name: shown(
                one,
                [
                    Line(e.line, e.invoice_item or "", e.amount, e.quantity, e.description or "")
                    for e in state.lines_of(name)
                ],
            )
            for name, one in list(state.invoices.items())
        }
        return Account(invoices, {name: one.amount for name, one in state.pending.items()})

    def edit(self, invoice: str, line: str, amount: int) -> None:
        """Somebody changes a line."""
        self._double.state.edit(line, amount=amount)

    def delete_line(self, invoice: str, line: str) -> None:
        """Somebody deletes a line."""
        self._double.state.remove(line)

    def finalize(self, invoice: str) -> None:
        """Somebody finalizes a draft."""
        self._double.state.finalize(invoice)


@contextmanager
def independent(
    drafts: Sequence[Draft], trouble: Trouble, clock: SharedClock
) -> Iterator[Independent]:
    """A running double with these drafts."""
    with serve() as double:
        _plant(double, drafts)
        yield Independent(double, trouble, clock)


def _plant(double: Double, drafts: Sequence[Draft]) -> None:
    """The drafts under our own ids."""
    state = double.state
    for name in CUSTOMERS:
        state.customers[name] = {"id": name, "object": "customer", "name": name}
    for draft in drafts:
        fresh = state.invoice(draft.currency, customer=draft.customer, metadata={"kept": "yes"})
        state.invoices[draft.invoice] = state.invoices.pop(fresh) | {"id": draft.invoice}
        for one in draft.lines:
            entry = state.entries.pop(
                state.line(draft.invoice, one.amount, description=one.description)
            )
            state.entries[one.line] = replace(entry, line=one.line, invoice_item=one.item)
