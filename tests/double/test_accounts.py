"""The double's connected accounts: books of their own, and what a key may not do in them."""

from __future__ import annotations

import pytest

from tests.double.client import call
from tests.double.double import KEY
from tests.double.server import Served

ONE = {"lines[0][amount]": "5"}


def test_each_account_has_its_own_books(double: Served) -> None:
    first, second = double.accounts.connect(), double.accounts.connect()
    invoice = first.invoice("usd")
    path = f"/v1/invoices/{invoice}"
    assert call(double, "GET", path, account=first.account)[0] == 200
    for account in ("", second.account):
        status, body, _ = call(double, "GET", path, account=account)
        assert (status, body["error"]["code"]) == (404, "resource_missing")
        assert call(double, "POST", f"{path}/add_lines", ONE, account=account)[0] == 404
    assert call(double, "POST", f"{path}/add_lines", ONE, account=first.account)[0] == 200
    assert first.amounts(invoice) == [5]
    assert (second.entries, double.state.entries) == ({}, {})
    assert call(double, "GET", "/v1/invoices", account=second.account)[1]["data"] == []


def test_whose_account_is_named(double: Served) -> None:
    connected = double.accounts.connect()
    named = call(double, "GET", "/v1/account", account=connected.account)[1]["id"]
    assert named == connected.account
    assert call(double, "GET", "/v1/account")[1]["id"] == double.state.account
    own = call(double, "GET", "/v1/account", account=double.state.account)[1]["id"]
    assert own == double.state.account
    double.accounts.names_platform = True
    named = call(double, "GET", "/v1/account", account=connected.account)[1]["id"]
    assert named == double.state.account


def test_an_account_that_the_key_has_nothing_to_do_with(double: Served) -> None:
    connected = double.accounts.connect()
    invoice = connected.invoice("usd")
    status, body, _ = call(double, "GET", "/v1/account", account="acct_Nobody")
    assert (status, body["error"]["code"]) == (403, "account_invalid")
    assert KEY not in body["error"]["message"]
    double.accounts.disconnect(connected)
    path = f"/v1/invoices/{invoice}"
    assert call(double, "GET", path, account=connected.account)[0] == 403
    double.accounts.rejoin(connected)
    assert call(double, "GET", path, account=connected.account)[0] == 200
    double.accounts.no_platform.add(KEY)
    status, body, _ = call(double, "GET", path, account=connected.account)
    assert (status, "code" in body["error"]) == (403, False)
    assert call(double, "GET", "/v1/account")[0] == 200


@pytest.mark.parametrize("shared", [False, True])
def test_the_scope_of_a_key(double: Served, shared: bool) -> None:
    """Whether a connected account splits it is not documented (contract 4.1): both ways."""
    double.keys_are_shared = shared
    states = (double.state, double.accounts.connect())
    paths = [f"/v1/invoices/{one.invoice('usd')}/add_lines" for one in states]
    found = [
        call(double, "POST", path, ONE, key="k", account=one.account)[0]
        for path, one in zip(paths, states, strict=True)
    ]
    assert found == ([200, 400] if shared else [200, 200])


def test_a_permission_that_is_missing(double: Served) -> None:
    invoice = double.state.invoice("usd")
    double.accounts.lacking = {("write", "invoices")}
    assert call(double, "GET", f"/v1/invoices/{invoice}")[0] == 200
    status, body, _ = call(double, "POST", f"/v1/invoices/{invoice}/add_lines", ONE, key="k")
    assert (status, '"Invoices Write"' in body["error"]["message"]) == (403, True)
    double.accounts.lacking = set()
    # A call that was not let in has begun nothing: its key is free.
    assert call(double, "POST", f"/v1/invoices/{invoice}/add_lines", ONE, key="k")[0] == 200
    assert double.state.amounts(invoice) == [5]
