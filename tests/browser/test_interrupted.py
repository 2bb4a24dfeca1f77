"""Reloads, double clicks and kills in the middle of sending: each request is sent once."""

from __future__ import annotations

import threading

from playwright.sync_api import Browser

from tests.browser.chromium import Visit, visit
from tests.browser.server import PATIENCE_S, Server, Stripe
from tests.browser.steps import bring_example, confirm, enter, finished, open_run, review, tick


def keys(account: Stripe) -> list[str]:
    """The keys of the writes that took effect, none of them twice."""
    found = [one["key"] for one in account.applied()]
    assert len(found) == len(set(found))
    return found


def test_a_reload_in_the_middle_changes_nothing(
    owner: Visit, server: Server, account: Stripe, browser: Browser
) -> None:
    bring_example(owner)
    review(owner)
    account.gate.close(after=3)
    confirm(owner)
    assert account.gate.held.wait(PATIENCE_S)
    for _ in range(3):
        owner.page.reload()
        owner.page.wait_for_selector("progress")
    with visit(browser) as second:  # another window that looks on
        enter(second, server)
        open_run(second, server)
        second.page.wait_for_selector("progress")
        account.gate.open()
        assert finished(second)["Applied"] == "220"
    assert finished(owner)["Applied"] == "220"
    assert keys(account)
    assert len(server.runs()) == 1


def test_a_killed_server_goes_on_where_it_was(
    owner: Visit, server: Server, account: Stripe
) -> None:
    bring_example(owner)
    review(owner)
    account.gate.close(after=4)
    confirm(owner)
    assert account.gate.held.wait(PATIENCE_S)
    run = owner.path()
    # Its script would look for the run as well, and a reload of its own would cut ours off.
    owner.page.goto("about:blank")
    server.kill()
    account.gate.open()
    server.start()
    owner.page.goto(f"{server.base}{run}")  # the session outlives its server
    owner.page.click("form[action$='/resume'] button")
    assert finished(owner)["Applied"] == "220"
    keys(account)
    assert len(server.runs()) == 1
    assert server.runs()[0]["status"] == "applied"


def test_a_double_click_sends_once(owner: Visit, server: Server, account: Stripe) -> None:
    bring_example(owner)
    review(owner)
    tick(owner)
    owner.page.dblclick("form[action$='/send'] button")
    assert finished(owner)["Applied"] == "220"
    sent = keys(account)
    assert len(server.runs()) == 1
    owner.page.go_back()
    assert len(keys(account)) == len(sent)


def test_the_same_form_from_two_windows_at_once_sends_once(
    owner: Visit, server: Server, account: Stripe
) -> None:
    """What a double click comes to without our script: one form, posted several times at once."""
    bring_example(owner)
    review(owner)
    tick(owner)
    statuses = owner.page.evaluate(
        """async () => {
            const form = document.querySelector("form[action$='/send']");
            const sent = () => fetch(form.action, {method: "POST", redirect: "manual",
                body: new URLSearchParams(new FormData(form))});
            const all = await Promise.all([sent(), sent(), sent(), sent()]);
            return all.map((one) => one.type === "opaqueredirect" ? 303 : one.status);
        }"""
    )
    assert set(statuses) <= {303, 409}
    assert 303 in statuses
    open_run(owner, server)
    assert finished(owner)["Applied"] == "220"
    keys(account)
    assert len(server.runs()) == 1


def test_stop_lets_the_answers_in_flight_end(owner: Visit, server: Server, account: Stripe) -> None:
    bring_example(owner)
    review(owner)
    account.gate.close(after=2)
    confirm(owner)
    assert account.gate.held.wait(PATIENCE_S)
    letting = threading.Timer(0.3, account.gate.open)
    letting.start()
    owner.page.click("form[action$='/stop'] button")
    owner.page.wait_for_selector("form[action$='/resume'] button")
    letting.join()
    before = len(keys(account))
    owner.page.click("form[action$='/resume'] button")
    assert finished(owner)["Applied"] == "220"
    assert len(keys(account)) > before
