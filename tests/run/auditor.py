"""Judges what happened by looking at Stripe alone; uses none of the product's own judgement."""

from __future__ import annotations

from collections.abc import Mapping

from tests.run.drafts import AFTER, METADATA, Lines
from tests.run.world import World


def standing(here: World) -> dict[str, Lines]:
    """Every invoice with its lines by amount; the drafts made by a run are called @C, @C', …"""
    found: dict[str, Lines] = {}
    for invoice in here.stripe.state.invoices():
        name = invoice["id"]
        if "batcher" in invoice["metadata"]:
            name = "@C" + "'" * sum(known.startswith("@C") for known in found)
        lines = here.stripe.state.lines(invoice["id"])
        found[name] = sorted(
            ((line["description"], line["amount"]) for line in lines), key=lambda one: one[1]
        )
    return found


def audit(here: World, expected: Mapping[str, Lines] = AFTER) -> None:
    """Every asked effect exactly once, nothing else touched, nothing left lying about."""
    assert standing(here) == expected
    assert here.stripe.state.pending() == []
    for invoice, value in METADATA.items():
        metadata = here.stripe.state.invoice(invoice)["metadata"]
        assert metadata.get("checked") == value
        assert metadata["kept"] == "yes"
