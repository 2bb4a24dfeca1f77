"""Accounts connected to the embedded Stripe's own: whose books a request is about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import stripe

from batcher import sandbox
from batcher.core import example
from batcher.sandbox.seeding import renamed
from batcher.sandbox.server import Sandbox

ONE = {"lines": [{"amount": 500}]}


def seeds(suffix: str) -> list[dict[str, object]]:
    customer = {"object": "customer", "id": f"cus_{suffix}", "name": "x"}
    draft = {"object": "invoice", "id": f"in_{suffix}", "customer": f"cus_{suffix}"}
    return [customer, {**draft, "currency": "usd", "lines": [{"amount": 100}]}]


@pytest.fixture
def running() -> Iterator[Sandbox]:
    with sandbox.start(None, seed=seeds("P"), connected=[seeds("A"), seeds("B")]) as found:
        yield found


def client(running: Sandbox, account: str = "", key: str = "") -> stripe.StripeClient:
    return stripe.StripeClient(
        key or running.key,
        base_addresses={"api": running.url},
        stripe_account=account or None,
        max_network_retries=0,
    )


def test_books_of_their_own(running: Sandbox) -> None:
    a, b = running.connected
    for one, invoice in ((a, "in_A"), (b, "in_B")):
        own = client(running, one.account)
        assert own.v1.accounts.retrieve_current().id == one.account
        assert [i.id for i in own.v1.invoices.list().data] == [invoice]
    client(running, a.account).v1.invoices.add_lines("in_A", ONE)  # type: ignore[arg-type]
    assert [line["amount"] for line in a.state.lines("in_A")] == [100, 500]
    for account in ("", b.account):
        with pytest.raises(stripe.InvalidRequestError, match="No such invoice: 'in_A'"):
            client(running, account).v1.invoices.add_lines("in_A", ONE)  # type: ignore[arg-type]
    assert (a.state.writes, b.state.writes, running.state.writes) == (1, 1, 3)
    assert {one.account for one in a.state.requests} == {a.account}


def test_what_a_key_may_act_for(running: Sandbox) -> None:
    a, b = running.connected
    assert client(running).v1.accounts.retrieve_current().id == running.account
    assert client(running, running.account).v1.accounts.retrieve_current().id == running.account
    assert client(running, key=a.key).v1.accounts.retrieve_current().id == a.account
    with pytest.raises(stripe.PermissionError, match="Only Stripe Connect platforms"):
        client(running, b.account, a.key).v1.invoices.list()
    with pytest.raises(stripe.PermissionError, match="acct_Nobody") as refused:
        client(running, "acct_Nobody").v1.invoices.list()
    assert refused.value.error is not None
    assert refused.value.error.code == "account_invalid"
    running.revoke(b.account)
    with pytest.raises(stripe.PermissionError, match="may have been revoked"):
        client(running, b.account).v1.invoices.list()
    running.restore(b.account)
    assert client(running, b.account).v1.invoices.list().data


def test_one_key_is_another_key_for_another_account(running: Sandbox) -> None:
    a, b = running.connected
    for one, invoice in ((a, "in_A"), (b, "in_B"), (a, "in_A")):
        own = client(running, one.account).v1.invoices
        own.add_lines(invoice, ONE, {"idempotency_key": "k"})  # type: ignore[arg-type]
    assert [len(a.state.lines("in_A")), len(b.state.lines("in_B"))] == [2, 2]


def test_they_are_there_again_at_the_next_start(tmp_path: Path) -> None:
    with sandbox.start(tmp_path, seed=seeds("P"), connected=[seeds("A")]) as first:
        (a,) = first.connected
        client(first, a.account).v1.invoices.add_lines("in_A", ONE)  # type: ignore[arg-type]
        named = (first.account, a.account)
    with sandbox.start(tmp_path) as again:
        assert (again.account, again.connected[0].account) == named
        assert len(again.connected[0].state.lines("in_A")) == 2
    with sandbox.start(tmp_path, connected=[(), seeds("B")], reset=True) as anew:
        assert [one.account in named for one in anew.connected] == [False, False]
        assert [len(one.state.invoices()) for one in anew.connected] == [0, 1]


def test_the_example_under_ids_of_its_own() -> None:
    whole, other = example.objects(), renamed(example.objects(), "_1")
    ids = {str(one["id"]) for one in whole if one.get("id")}
    assert {str(one["id"]) for one in other if one.get("id")} == {f"{one}_1" for one in ids}
    with sandbox.start(None, seed=whole, connected=[other]) as running:
        (a,) = running.connected
        shown = [invoice["id"] for invoice in a.state.invoices()]
        assert shown == [f"{one['id']}_1" for one in running.state.invoices()]
        sums = [[i["total"] for i in one.invoices()] for one in (a.state, running.state)]
        assert sums[0] == sums[1]
