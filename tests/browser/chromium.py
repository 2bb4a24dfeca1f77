"""A browser of this machine, driven headless, that reaches nothing but this machine.

The browser is the distribution's own (on Debian: `chromium`); none is ever fetched.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

REQUIRED = "BATCHER_TEST_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
REBOUND = "rebound.example"
ARGUMENTS = (
    "--no-sandbox",  # of Chromium itself: containers and root have none to give
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    # A name of another site for this machine, as DNS rebinding makes one; any other is nowhere.
    f"--host-resolver-rules=MAP {REBOUND} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, "
    "EXCLUDE localhost",
)
WIDE, NARROW = (1280, 900), (390, 844)
PATIENCE_MS = 120_000  # machines are shared and slow at times


def require() -> str:
    """The browser's program. Skips the test where there is none; fails it where CI says there
    must be one."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is not None:
        return found
    reason = "no Chromium on this machine (on Debian: apt-get install chromium)"
    if os.environ.get(REQUIRED) == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def started() -> Iterator[Browser]:
    """The browser, with nothing of anybody in it."""
    program = require()
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass(eq=False)
class Visit:
    """One person's window, with cookies of its own. `complaints`: what the browser's console had
    against the page; `asked`: every address it asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._heard)
        self.page.on("request", lambda request: self.asked.append(request.url))

    def _heard(self, message: Any) -> None:
        told = message.text
        if message.type == "error" and "Failed to load resource" not in told:
            self.complaints.append(told)

    def text(self) -> str:
        """The words of the screen."""
        return " ".join(self.page.inner_text("body").split())

    def path(self) -> str:
        """The address without its host."""
        return str(self.page.evaluate("location.pathname"))


@contextmanager
def visit(browser: Browser, size: tuple[int, int] = WIDE, **more: Any) -> Iterator[Visit]:
    """A window; afterwards nothing was asked of another machine and the browser complained of
    nothing, the Content-Security-Policy least of all."""
    width, height = size
    kept: dict[str, Any] = {
        "locale": "en-US", "timezone_id": "UTC", "reduced_motion": "reduce", **more
    }  # fmt: skip
    context = browser.new_context(viewport={"width": width, "height": height}, **kept)
    made = Visit(context.new_page())
    try:
        yield made
    finally:
        context.close()
    ours = (
        "http://127.0.0.1:",
        "https://127.0.0.1:",
        "http://localhost:",
        "data:",
        "about:",
        "chrome-error:",
    )
    assert [one for one in made.asked if not one.startswith(ours)] == []
    assert made.complaints == []


def violations(page: Page) -> list[str]:
    """What axe finds serious or critical on this screen: rule, then the first places."""
    script = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    page.evaluate(script)  # by the debugger: the page's own policy would refuse it
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    grave = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in grave
        for node in one["nodes"][:3]
    ]


def too_wide(page: Page) -> list[str]:
    """What makes this screen scroll sideways: the innermost parts that stand out."""
    found = page.evaluate(
        """() => {
            const width = window.innerWidth, all = [...document.querySelectorAll("body *")];
            if (document.documentElement.scrollWidth <= width) return [];
            const out = all.filter((one) => one.getBoundingClientRect().right > width + 1
                && !one.closest(".scroll") && !one.closest("figure"));
            return out.filter((one) => !out.some((other) => other !== one && one.contains(other)))
                .map((one) => one.outerHTML.slice(0, 160)).concat("scrolls sideways");
        }"""
    )
    assert isinstance(found, list)
    return found
