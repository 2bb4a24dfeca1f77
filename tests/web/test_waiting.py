"""A run above a limit waits; on the page somebody says yes to exactly what was held."""

from __future__ import annotations

from decimal import Decimal

from batcher.web.office import Office
from tests.web.somebody import Somebody


def test_above_a_limit_it_waits_and_is_approved(owner: Somebody, office: Office) -> None:
    limits = {"limit_rows": 100, "limit_money_run": {"usd": Decimal(1_000_000)}}
    office.settings = office.settings.model_copy(update=limits)
    owner.get("/")
    owner.send("/uploads/example")
    owner.wait()
    owner.review()
    owner.confirm()
    assert "this run waits for an approval" in owner.said()
    assert not owner.has_form("/resume")
    (record,) = office.ledger.runs()
    assert [e.kind.value for e in office.ledger.events(record.run) if e.kind == "sent"] == []
    owner.get("/")
    assert "Waiting for approval" in owner.said()
    owner.get(f"/runs/{record.run}")
    owner.send("/approve")
    owner.wait()
    assert "Every row of the workbook now stands in Stripe." in owner.said()
    kinds = {e.kind.value for e in office.ledger.events(record.run)}
    assert {"approved", "applied"} <= kinds
