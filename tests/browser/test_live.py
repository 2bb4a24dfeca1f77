"""A live account in a browser: the numbers are typed by hand before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import too_wide, violations, visit
from tests.browser.server import served
from tests.browser.steps import bring, enter, finished, review
from tests.double.server import Served, serve

KEY = "sk_live_abc"


@dataclass(eq=False)
class Live:
    """An independent double of Stripe with a live key."""

    double: Served
    key: str = KEY

    @property
    def url(self) -> str:
        """The base of its API."""
        return self.double.url

    def release(self) -> None:
        """It holds nothing back."""


@pytest.fixture
def live() -> Iterator[Live]:
    """One for each test."""
    with serve(livemode=True, key=KEY) as double:
        yield Live(double)


def test_the_total_is_typed(browser: Browser, live: Live, tmp_path: Path) -> None:
    usd, jpy = live.double.state.invoice("usd"), live.double.state.invoice("jpy")
    live.double.state.line(jpy, 5_000)
    path = tmp_path / "add_lines.csv"
    lines = [f"{usd},late fee,1245.50,usd", f"{jpy},rebate,-300,jpy"]
    path.write_text(
        "\n".join(["invoice,description,amount,currency", *lines, ""]), encoding="utf-8"
    )
    with (
        served(tmp_path, live, "--single-user", more={"BATCHER_LIVE": "true"}) as server,
        visit(browser, locale="ja-JP") as owner,
    ):
        enter(owner, server)
        bring(owner, server, path)
        review(owner)
        page = owner.page
        page.fill("[name=typed_rows]", "２")
        page.fill("[name=typed_usd]", "-300")  # the other currency's
        page.fill("[name=typed_jpy]", "－３００")
        page.click("form[action$='/send'] button")
        page.wait_for_selector("[name=typed_usd][aria-invalid]")
        assert page.locator("[aria-invalid]").count() == 1
        assert page.input_value("[name=typed_jpy]") == "－３００"
        assert live.double.writes == []
        assert violations(page) == []
        page.set_viewport_size({"width": 390, "height": 844})
        assert too_wide(page) == []
        page.fill("[name=typed_usd]", "＋１，２４５．５０")
        page.click("form[action$='/send'] button")
        finished(owner)
        assert len(live.double.writes) == 2
