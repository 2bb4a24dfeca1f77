"""Coming in by an OpenID provider on another site, in a real browser with its rules for cookies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey
from playwright.sync_api import Browser

from batcher.core.model import Person, Role
from batcher.history import open_runs
from batcher.settings import Settings
from tests.browser.chromium import violations, visit
from tests.browser.server import Server, Stripe, served
from tests.browser.steps import bring_example
from tests.web.openid import CLIENT, SECRET, OpenId, started

AKI = "aki@example.com"


@pytest.fixture
def openid() -> Iterator[OpenId]:
    """Under another name than the page's, so that to the browser it is another site."""
    with started(RSAKey.generate_key(2048, auto_kid=True), "localhost") as made:
        made.asks_person = True
        yield made


@pytest.fixture
def server(browser: Browser, account: Stripe, openid: OpenId, tmp_path: Path) -> Iterator[Server]:
    more = {
        "BATCHER_OIDC_ISSUER": openid.url,
        "BATCHER_OIDC_CLIENT": CLIENT,
        "OIDC_CLIENT_SECRET": SECRET,
    }
    with served(tmp_path, account, more=more) as made:
        with open_runs(Settings(home=tmp_path / "home")) as ledger:
            ledger.desk.enrol(Person(AKI, "", frozenset({Role.PREPARE})))
        yield made


def test_the_whole_way_in_and_out(browser: Browser, server: Server, openid: OpenId) -> None:
    with visit(browser) as aki:
        aki.page.goto(f"{server.base}/")
        aki.page.wait_for_url(f"{server.base}/login")
        assert violations(aki.page) == []
        aki.page.click("a[href='/login/away']")
        aki.page.wait_for_url(f"{openid.url}/authorize?**")
        aki.page.click("button")
        aki.page.wait_for_url(f"{server.base}/")
        assert aki.page.inner_text(".who .name") == AKI
        kept = {one["name"]: one for one in aki.page.context.cookies(server.base)}
        assert set(kept) == {f"batcher_{server.port}"}
        assert kept[f"batcher_{server.port}"]["sameSite"] == "Strict"
        bring_example(aki)
        aki.page.click("form[action='/leave'] button")
        aki.page.wait_for_selector("text=You are signed out")
        aki.page.goto(f"{server.base}/")
        aki.page.wait_for_url(f"{server.base}/login")


def test_who_is_a_stranger_here_is_told_so(
    browser: Browser, server: Server, openid: OpenId
) -> None:
    openid.claims["email"] = "mallory@example.com"
    with visit(browser) as mallory:
        mallory.page.goto(f"{server.base}/login")
        mallory.page.click("a[href='/login/away']")
        mallory.page.click("button:has-text('I am Aki')")
        mallory.page.wait_for_selector("text=nobody of that name")
        assert "mallory@example.com" in mallory.text()
        assert violations(mallory.page) == []
        mallory.page.goto(f"{server.base}/")
        mallory.page.wait_for_url(f"{server.base}/login")
