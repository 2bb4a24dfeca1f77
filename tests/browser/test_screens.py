"""Every screen: nothing grave for whoever cannot see or use a mouse, in light and dark, on a desk
and on a telephone; and the pictures that README shows.

`pytest tests/browser/test_screens.py --update-golden` writes the pictures anew.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import Literal

import pytest
from playwright.sync_api import Browser

from batcher.core.model import Role
from tests.browser.chromium import NARROW, WIDE, Visit, too_wide, violations, visit
from tests.browser.server import PATIENCE_S, Server, Stripe, served
from tests.browser.steps import (
    bring,
    bring_example,
    confirm,
    enrol,
    enter,
    few_first,
    finished,
    review,
    sign_in,
)

ROOT = Path(__file__).resolve().parents[2]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PICTURES = ROOT / "docs" / "pictures"
SHOWN = {
    "en": (
        "start", "understood", "problems", "review", "canary", "progress", "result", "partly",
        "in-doubt", "waiting", "runs", "uploads", "activity", "exported", "login", "people",
    ),
    "ja": ("review", "problems"),
}  # fmt: skip


@dataclass(frozen=True)
class Looking:
    """What is done with each screen."""

    visit: Visit
    language: str
    folder: Path
    faults: list[str] = field(default_factory=list)

    def at(self, name: str) -> None:
        """Look at it; what is wrong is kept for the end, so that one run tells of all screens."""
        page = self.visit.page
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            self.faults.extend(f"{name}, {scheme}: {one}" for one in violations(page))
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        self.faults.extend(f"{name}, narrow: {one}" for one in too_wide(page))
        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        if name in SHOWN[self.language]:
            page.evaluate("window.scrollTo(0, 0)")
            page.screenshot(path=self.folder / f"{name}-{self.language}.png")


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where pictures go."""
    return PICTURES if request.config.getoption("--update-golden") else tmp_path


@pytest.fixture(params=["en", "ja"])
def looking(
    request: pytest.FixtureRequest, browser: Browser, server: Server, folder: Path
) -> Iterator[Looking]:
    """Somebody with a browser in a language."""
    locale = {"en": "en-US", "ja": "ja-JP"}[request.param]
    with visit(browser, locale=locale) as made:
        enter(made, server)
        yield Looking(made, request.param, folder)


def broken(path: Path) -> Path:
    """A workbook with mistakes of several kinds."""
    lines = ["invoice,description,amount,currency,priod_start"]
    lines += [f"in_{n},Delivery {n},{n}.2{'5' if n % 3 else '55'},usd," for n in range(40)]
    lines += ["cus_9,Wrong kind of id,5.00,usd,", "in_7,Late fee,,usd,", "in_8,,1.234,usd,x"]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def test_the_screens_of_the_way(
    looking: Looking, server: Server, account: Stripe, tmp_path: Path
) -> None:
    one = looking.visit
    looking.at("start")
    bring(one, server, broken(tmp_path / "add_lines.csv"))
    looking.at("problems")
    one.page.goto(f"{server.base}/")
    bring_example(one)
    looking.at("understood")
    review(one)
    looking.at("review")
    account.gate.close(after=6)
    confirm(one)
    assert account.gate.held.wait(PATIENCE_S)
    one.page.wait_for_timeout(1_000)
    looking.at("progress")
    account.gate.open()
    finished(one)
    looking.at("result")
    for name in ("runs", "uploads", "activity", "exports", "nothing"):
        one.page.goto(f"{server.base}/{name}")
        looking.at(name)
    one.page.goto(f"{server.base}/")
    looking.at("later")
    assert looking.faults == []


def test_the_screens_of_a_run_that_does_not_go_through(
    looking: Looking, server: Server, account: Stripe
) -> None:
    """The question after the first invoices, a no, Stripe away in the middle, and going on."""
    one = looking.visit
    bring_example(one)
    review(one)
    few_first(one, 2)
    confirm(one)
    one.page.wait_for_selector("form[action$='/first']")
    looking.at("canary")
    one.page.click("form[action$='/first'] button[value=no]")
    finished(one)
    looking.at("partly")
    account.gate.close(after=2)
    one.page.click("form[action$='/leftovers'] button")
    one.page.wait_for_selector(".verdict a[href$='/review']")
    review(one)
    confirm(one)
    assert account.gate.held.wait(PATIENCE_S)
    account.gate.lose()
    one.page.wait_for_selector("form[action$='/resume']")
    assert "In doubt" in one.text() or "未確定" in one.text()
    looking.at("in-doubt")
    one.page.goto(f"{server.base}/")
    looking.at("stopped-at-home")
    account.gate.open()
    one.page.click("section:has(#stopped) a")
    one.page.click("form[action$='/resume'] button")
    finished(one)
    one.page.click("form[action$='/undo'] button")
    one.page.wait_for_selector("h1:has-text('undo-R-')")
    looking.at("undo")
    assert looking.faults == []


def test_the_screens_of_a_run_that_waits(
    browser: Browser, account: Stripe, tmp_path: Path, folder: Path
) -> None:
    """Above a limit; then stopped by hand once it was approved."""
    more = {"BATCHER_LIMIT_ROWS": "100"}
    with (
        served(tmp_path, account, "--single-user", more=more) as server,
        visit(browser) as owner,
    ):
        looking = Looking(owner, "en", folder)
        enter(owner, server)
        bring_example(owner)
        review(owner)
        looking.at("above-a-limit")
        confirm(owner)
        owner.page.wait_for_selector("form[action$='/approve']")
        looking.at("waiting")
        owner.page.goto(f"{server.base}/")
        looking.at("waiting-at-home")
        account.gate.close(after=3)
        owner.page.click("section:has(#handed) a")
        owner.page.click("form[action$='/approve'] button")
        assert account.gate.held.wait(PATIENCE_S)
        owner.page.wait_for_selector("form[action$='/stop'] button")
        Timer(0.2, account.gate.open).start()
        owner.page.click("form[action$='/stop'] button")
        owner.page.wait_for_selector("form[action$='/resume'] button")
        looking.at("stopped")
        assert looking.faults == []


def test_the_screens_of_taking_drafts_out(looking: Looking, server: Server) -> None:
    one = looking.visit
    one.page.click("a[href='/exports']")
    one.page.fill("textarea[name=invoice]", "cus_1")
    one.page.click("form[action='/exports'] button")
    one.page.wait_for_selector("[role=alert]")
    looking.at("export-refused")
    one.page.fill("textarea[name=invoice]", "")
    one.page.click("form[action='/exports'] button")
    one.page.wait_for_selector("a[href$='/file']")
    looking.at("exported")
    with one.page.expect_download() as arriving:
        one.page.click("a[href$='/file']")
    assert arriving.value.suggested_filename.startswith("drafts-")
    assert looking.faults == []


def test_the_screens_of_several_people(
    browser: Browser, shared: Server, account: Stripe, folder: Path
) -> None:
    faults: list[str] = []
    with visit(browser) as chief:
        looking = Looking(chief, "en", folder, faults)
        enter(chief, shared)
        enrol(shared, "Aki Tanaka", Role.PREPARE)
        enrol(shared, "Ben Okafor", Role.APPROVE, usd=500_000, jpy=800_000)
        chief.page.goto(f"{shared.base}/people")
        chief.page.click("summary >> nth=1")
        looking.at("people")
        chief.page.click("form[action='/leave'] button")
        looking.at("left")
    with visit(browser) as aki:
        looking = Looking(aki, "en", folder, faults)
        aki.page.goto(f"{shared.base}/login")
        looking.at("login")
        sign_in(aki, shared, "Aki Tanaka", "wrong words")
        aki.page.wait_for_selector("[role=alert]")
        looking.at("wrong")
        sign_in(aki, shared, "Aki Tanaka")
        aki.page.wait_for_selector(".who .name")
        bring_example(aki)
        review(aki)
        looking.at("handing")
        aki.page.click("form[action$='/hand-over'] button")
        aki.page.wait_for_selector("form[action$='/send-back']")
        looking.at("handed")
    with visit(browser) as ben:
        looking = Looking(ben, "en", folder, faults)
        sign_in(ben, shared, "Ben Okafor")
        ben.page.wait_for_selector("section:has(#handed)")
        looking.at("asked-at-home")
        ben.page.click("section:has(#handed) a")
        ben.page.wait_for_selector("section:has(#confirm)")
        looking.at("approving")
    assert faults == []


@pytest.mark.parametrize(
    "name", [f"{name}-{language}" for language, names in SHOWN.items() for name in names]
)
def test_readme_shows_every_picture(name: str) -> None:
    told = (PICTURES / f"{name}.png").read_bytes()
    assert told[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", told[16:24])
    assert (width, height) == WIDE
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"!\[[^\]]+\]\(docs/pictures/{name}\.png\)", readme)


def test_no_picture_lies_there_that_nobody_shows() -> None:
    found = {path.stem for path in PICTURES.glob("*")}
    assert found == {f"{name}-{language}" for language, names in SHOWN.items() for name in names}
