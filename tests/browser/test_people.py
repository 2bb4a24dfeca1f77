"""Two people in two browsers: whoever brings a workbook does not send it, and it is sent once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from batcher.core.model import Role
from tests.browser.chromium import Visit, visit
from tests.browser.server import Server, Stripe
from tests.browser.steps import bring_example, enrol, finished, open_run, review, sign_in, tick


@pytest.fixture
def people(browser: Browser, shared: Server) -> Iterator[dict[str, Visit]]:
    """Aki prepares and approves, Ben and Chie approve; each sits at a browser."""
    with ExitStack() as stack:
        enrol(shared, "Aki", Role.PREPARE, Role.APPROVE)
        enrol(shared, "Ben", Role.APPROVE)
        enrol(shared, "Chie", Role.APPROVE)
        found = {name: stack.enter_context(visit(browser)) for name in ("Aki", "Ben", "Chie")}
        for name, one in found.items():
            sign_in(one, shared, name)
            one.page.wait_for_selector(f".who .name:has-text('{name}')")
        yield found


def test_both_approve_at_once_and_one_run_comes_of_it(
    people: dict[str, Visit], shared: Server, account: Stripe
) -> None:
    aki, ben, chie = (people[name] for name in ("Aki", "Ben", "Chie"))
    bring_example(aki)
    review(aki)
    assert aki.page.locator("form[action$='/send']").count() == 0
    aki.page.click("form[action$='/hand-over'] button")
    aki.page.wait_for_selector("form[action$='/send-back']")
    assert "You brought this yourself" in aki.text()
    for one in (ben, chie):
        one.page.goto(f"{shared.base}/")
        one.page.click("section:has(#handed) a")
        one.page.wait_for_selector("form[action$='/send'] button")
        tick(one)
    account.gate.close(after=0)
    button = "document.querySelector(\"form[action$='/send'] button\").click()"
    for one in (ben, chie):
        one.page.evaluate(button)
    for one in (ben, chie):
        one.page.wait_for_url(lambda url: not url.endswith("/review"))
    account.gate.open()
    open_run(ben, shared)
    assert finished(ben)["Applied"] == "220"
    found = [one["key"] for one in account.applied()]
    assert len(found) == len(set(found))
    assert len(shared.runs()) == 1


def test_the_uploader_cannot_send_by_a_form_of_his_own_making(
    people: dict[str, Visit], shared: Server, account: Stripe
) -> None:
    aki = people["Aki"]
    bring_example(aki)
    review(aki)
    aki.page.click("form[action$='/hand-over'] button")
    aki.page.wait_for_selector("form[action$='/send-back']")
    status = aki.page.evaluate(
        """async () => {
            const form = new FormData(document.querySelector("form[action$='/send-back']"));
            form.set("digest", document.querySelector(".digest")?.textContent ?? "");
            form.set("once", "made-by-hand");
            const address = location.pathname.replace("/review", "/send");
            return (await fetch(address, {method: "POST", body: new URLSearchParams(form)})).status;
        }"""
    )
    assert status == 403
    assert account.writes() == []
    assert shared.runs() == []


def test_an_approval_lapses_when_the_invoices_have_moved(
    people: dict[str, Visit], shared: Server, account: Stripe
) -> None:
    aki, ben = people["Aki"], people["Ben"]
    bring_example(aki)
    review(aki)
    aki.page.click("form[action$='/hand-over'] button")
    aki.page.wait_for_selector("form[action$='/send-back']")
    ben.page.goto(f"{shared.base}/")
    ben.page.click("section:has(#handed) a")
    ben.page.wait_for_selector("form[action$='/send'] button")
    invoice = ben.page.inner_text("section:has(#movers) tbody th .id >> nth=0")
    account.change(invoice)
    tick(ben)
    before = len(account.applied())
    ben.page.click("form[action$='/send'] button")
    ben.page.wait_for_selector("[role=alert], .verdict.bad, .tile-applied")
    assert len(account.applied()) == before
