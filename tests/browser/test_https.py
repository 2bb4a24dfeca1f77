"""Behind a proxy that speaks https: the printed address, cookies, forms, and who is locked out."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from batcher.core.model import Role
from tests.browser.chromium import Visit, visit
from tests.browser.proxy import Proxy, proxy
from tests.browser.server import Server, Stripe
from tests.browser.steps import WORDS, bring_example, enrol


@pytest.fixture
def before(tmp_path: Path) -> Iterator[Proxy]:
    with proxy(tmp_path) as made:
        yield made


@pytest.fixture
def behind(browser: Browser, account: Stripe, before: Proxy, tmp_path: Path) -> Iterator[Server]:
    """The page as it is told to be: `--name`, `--https`, `page_proxies`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        before.behind = free.getsockname()[1]
    words = ("--https", "--name", before.host)
    more = {"BATCHER_PAGE_PROXIES": "127.0.0.1"}
    made = Server(tmp_path, account, words, port=before.behind, more=more)
    made.start()
    try:
        yield made
    finally:
        made.stop()


def test_the_printed_address_leads_in(browser: Browser, behind: Server, before: Proxy) -> None:
    with visit(browser, ignore_https_errors=True) as owner:
        assert behind.url.startswith(f"https://{before.host}/enter?token=")
        owner.page.goto(behind.url)
        owner.page.wait_for_url(f"https://{before.host}/")
        (kept,) = owner.page.context.cookies()
        assert kept["name"] == f"__Host-batcher_{before.behind}"
        assert (kept["secure"], kept["httpOnly"], kept["sameSite"]) == (True, True, "Strict")
        bring_example(owner)


def sign_in(visit: Visit, before: Proxy, words: str) -> int:
    visit.page.goto(f"https://{before.host}/login")
    visit.page.fill("input[name=name]", "Aki")
    visit.page.fill("input[name=password]", words)
    with visit.page.expect_response("**/login") as answered:
        visit.page.click("form[action='/login'] button")
    return int(answered.value.status)


def test_wrong_passwords_from_elsewhere(browser: Browser, behind: Server, before: Proxy) -> None:
    enrol(behind, "Aki", Role.PREPARE)
    with (
        visit(browser, ignore_https_errors=True) as mallory,
        visit(browser, ignore_https_errors=True) as aki,
    ):
        before.seen_from = "203.0.113.9"
        assert [sign_in(mallory, before, "wrong words") for _ in range(6)] == [401] * 5 + [429]
        before.seen_from = "192.0.2.1"
        assert sign_in(aki, before, WORDS) == 303
        aki.page.wait_for_selector(".who .name:has-text('Aki')")
