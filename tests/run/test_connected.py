"""Connected accounts: each is an account of its own in plan, ledger and keys, whatever
`GET /v1/account` names for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from batcher.run import Result, apply, prepare, resume
from batcher.run import run as run_workbook
from batcher.run.reading import GatewayUnusable
from tests.run import drafts
from tests.run.world import World, source


def platform_of(here: World) -> str:
    """What the embedded Stripe calls itself."""
    with here.edges() as edges:
        return prepare(source(drafts.sheets()), here.options(), edges).plan.account


def run_for(here: World, account: str, platform: str) -> Result:
    with here.edges() as edges:
        own = replace(edges, account=account, platform=platform)
        return run_workbook(source(drafts.sheets()), here.options(), own)


def test_a_connected_account_is_one_of_its_own(here: World) -> None:
    platform = platform_of(here)
    with here.edges() as edges:
        of_key = prepare(source(drafts.sheets()), here.options(), edges).plan
        own = replace(edges, account="acct_C", platform=platform)
        of_connected = prepare(source(drafts.sheets()), here.options(), own).plan
    assert of_connected.account == "acct_C"
    assert of_key.digest != of_connected.digest
    ended = run_for(here, "acct_C", platform)
    assert int(ended.exit) == 0
    assert [record.account for record in here.ledger.runs()] == ["acct_C"]
    assert here.ledger.mark(platform, False) == 0


def test_another_account_is_refused_before_anything_is_sent(here: World) -> None:
    with pytest.raises(GatewayUnusable, match="account_differs"):
        run_for(here, "acct_C", "")
    with pytest.raises(GatewayUnusable, match="account_differs"):
        run_for(here, "acct_C", "acct_Another")
    assert here.writes() == []


def test_a_plan_and_a_run_of_another_account_are_refused(here: World) -> None:
    platform = platform_of(here)
    with here.edges() as edges:
        own = replace(edges, account="acct_C", platform=platform)
        saved = prepare(source(drafts.sheets()), here.options(), own).plan
        with pytest.raises(GatewayUnusable, match="account_of_plan"):
            apply(source(drafts.sheets()), here.options(), saved, edges)
    assert here.writes() == []
    run_for(here, "acct_C", platform)
    with here.edges() as edges, pytest.raises(GatewayUnusable, match="account_of_run"):
        resume("R-1", edges)
