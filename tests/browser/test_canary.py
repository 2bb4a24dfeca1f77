"""A few invoices first, in a browser: a reload in between, a server killed in between, and a no."""

from __future__ import annotations

from tests.browser.chromium import Visit
from tests.browser.server import Server, Stripe
from tests.browser.steps import bring_example, confirm, few_first, finished, review
from tests.browser.test_interrupted import keys


def asked(owner: Visit) -> None:
    """From the first screen to the question."""
    bring_example(owner)
    review(owner)
    few_first(owner, 2)
    confirm(owner)
    owner.page.wait_for_selector("form[action$='/first'] button[value=yes]")


def test_the_rest_follows_after_a_reload(owner: Visit, server: Server, account: Stripe) -> None:
    asked(owner)
    assert "The first invoices are in. Go on?" in owner.text()
    few = len(keys(account))
    owner.page.reload()
    owner.page.wait_for_selector("form[action$='/first'] button[value=yes]")
    assert len(keys(account)) == few
    owner.page.click("form[action$='/first'] button[value=yes]")
    assert finished(owner)["Applied"] == "220"
    assert len(keys(account)) > few
    assert len(server.runs()) == 1


def test_a_no_leaves_the_rest(owner: Visit, server: Server, account: Stripe) -> None:
    asked(owner)
    few = len(keys(account))
    owner.page.click("form[action$='/first'] button[value=no]")
    counts = finished(owner)
    assert int(counts["Not sent"]) == 220 - int(counts["Applied"]) > 0
    assert len(keys(account)) == few
    owner.page.click("form[action$='/retry'] button")
    owner.page.wait_for_selector("h1")
    finished(owner)
    assert {run["status"] for run in server.runs()} == {"partly_applied", "applied"}


def test_a_server_killed_while_it_is_asked_asks_again(
    owner: Visit, server: Server, account: Stripe
) -> None:
    asked(owner)
    few, run = len(keys(account)), owner.path()
    owner.page.goto("about:blank")  # its script would reload just when we look again
    server.kill()
    server.start()
    owner.page.goto(f"{server.base}{run}")
    assert "Stopped before the end" in owner.text()
    owner.page.click("form[action$='/resume'] button")
    owner.page.wait_for_selector("form[action$='/first'] button[value=yes]")
    assert len(keys(account)) == few
    owner.page.click("form[action$='/first'] button[value=yes]")
    assert finished(owner)["Applied"] == "220"
    keys(account)
    assert len(server.runs()) == 1
