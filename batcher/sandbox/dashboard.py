"""What a person does in the Dashboard and what a test looks at, beside the API and unseen by it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from batcher.sandbox import bulk, invoices, view
from batcher.sandbox.account import Account
from batcher.sandbox.call import Call
from batcher.sandbox.log import Logged
from batcher.sandbox.service import Service
from batcher.sandbox.state import Record, random_id

OK = 200


class Dashboard:
    """An account as its owner sees it. What is returned is a copy.

    `of_it_alone`: of the requests to a sandbox of several accounts, those about this one.
    """

    def __init__(self, account: Account, service: Service, *, of_it_alone: bool = False) -> None:
        self._account, self._service, self._of_it_alone = account, service, of_it_alone

    @property
    def requests(self) -> list[Logged]:
        """Every request so far, oldest first; `status` is None where the answer was dropped."""
        own = self._account.id if self._of_it_alone else ""
        return [one for one in list(self._service.log) if own in ("", one.account)]

    def land(self) -> None:
        """Every request that was to land later lands now, of every account."""
        self._service.land()

    @property
    def writes(self) -> int:
        """How many POST and DELETE requests arrived."""
        return sum(request.method != "GET" for request in self.requests)

    @property
    def reads(self) -> int:
        """How many GET requests arrived."""
        return sum(request.method == "GET" for request in self.requests)

    def invoice(self, invoice_id: str) -> Record:
        """One invoice as the API shows it; raises Refusal where there is none."""
        work = self._account.look()
        return deepcopy(view.public(work, work.named("invoice", invoice_id, "invoice", 404)))

    def invoices(self) -> list[Record]:
        """All invoices, oldest first."""
        work = self._account.look()
        return [deepcopy(view.public(work, one)) for one in work.every("invoice")]

    def lines(self, invoice_id: str) -> list[Record]:
        """All lines of an invoice in the account's order."""
        work = self._account.look()
        invoice = work.named("invoice", invoice_id, "invoice", 404)
        return [deepcopy(view.public(work, line)) for line in view.lines_of(work, invoice)]

    def pending(self, customer: str | None = None) -> list[Record]:
        """The invoice items on no invoice, oldest first."""
        work = self._account.look()
        return [
            deepcopy(view.public(work, one))
            for one in work.every("invoiceitem")
            if one["invoice"] is None
            and not one["_deleted"]
            and customer in (None, one["customer"])
        ]

    def add_line(self, invoice_id: str, **fields: Any) -> Record:
        """Add a line, e.g. `amount=500, description="x"`; returns the invoice."""
        return self._perform(bulk.add_lines, {"lines": [fields]}, invoice_id)

    def edit_line(self, invoice_id: str, line_id: str, **fields: Any) -> Record:
        """Change a line, with the parameters of the API in their own types."""
        lines = {"lines": [{"id": line_id, **fields}]}
        return self._perform(bulk.update_lines, lines, invoice_id)

    def delete_line(self, invoice_id: str, line_id: str) -> Record:
        """Delete a line for good."""
        lines = {"lines": [{"id": line_id, "behavior": "delete"}]}
        return self._perform(bulk.remove_lines, lines, invoice_id)

    def edit_invoice(self, invoice_id: str, **fields: Any) -> Record:
        """Change an invoice, e.g. `metadata={"k": "v"}`."""
        return self._perform(invoices.update, fields, invoice_id)

    def finalize(self, invoice_id: str) -> Record:
        """Finalize a draft."""
        return self._perform(invoices.finalize, {}, invoice_id)

    def delete_invoice(self, invoice_id: str) -> Record:
        """Delete a draft."""
        return self._perform(invoices.delete, {}, invoice_id)

    def expire_keys(self) -> None:
        """Forget every idempotency key, as Stripe may after a day."""
        self._account.expire_keys()

    def _perform(
        self, run: Callable[[Call], Record], parameters: Mapping[str, Any], invoice_id: str
    ) -> Record:
        request_id = random_id("req_", 14)
        reply = self._account.perform(run, dict(parameters), (invoice_id,), request_id)
        shown: Record = json.loads(reply.body)
        if reply.status != OK:
            raise ValueError(shown["error"]["message"])
        return shown
