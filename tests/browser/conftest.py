"""A server as `batcher serve` starts it, and a browser with a new profile in front of it.

Where no browser is installed these tests are skipped, but not where BATCHER_TEST_BROWSER says
`required`, as CI does."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.remote.webdriver import WebDriver

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
SLOW = {"BATCHER_PACE_ENDPOINT": "4", "BATCHER_PACE_TOTAL": "8"}


@dataclass
class Page:
    """One server process; `url` is the launch address it printed."""

    home: Path
    process: subprocess.Popen[str] | None = None
    url: str = ""
    port: int = 0
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        return self.url.partition("/enter")[0]

    def start(self) -> None:
        """Begin, or begin again at the same address."""
        command = [sys.executable, "-m", "batcher", "serve", "--sandbox", "--no-browser", "--json"]
        self.process = subprocess.Popen(
            [*command, "--home", str(self.home), "--port", str(self.port), "--lang", "en"],
            stdout=subprocess.PIPE,
            text=True,
            cwd=self.home.parent,
            env={**os.environ, **self.more},
        )
        assert self.process.stdout is not None
        self.url = json.loads(self.process.stdout.readline())["url"]
        self.port = int(self.base.rpartition(":")[2])

    def kill(self) -> None:
        """As a power cut does."""
        assert self.process is not None
        self.process.kill()
        self.process.communicate()

    def end(self) -> int:
        """As Ctrl-C does; the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=60)
        return self.process.returncode


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Starts servers; what still runs is killed at the end."""
    with ExitStack() as stack:

        def begin(**more: str) -> Page:
            page = Page(tmp_path / "home", more=more)
            page.start()
            stack.callback(lambda: page.process and page.process.poll() is None and page.kill())
            return page

        yield begin


@pytest.fixture
def open_browser(tmp_path: Path) -> Iterator[Callable[[], WebDriver]]:
    """Opens browsers, each with a profile of its own."""
    if CHROMIUM is None or DRIVER is None:
        if os.environ.get("BATCHER_TEST_BROWSER") == "required":
            pytest.fail("chromium and chromedriver have to be installed")
        pytest.skip("no chromium here")
    with ExitStack() as stack:

        def begin() -> WebDriver:
            options = webdriver.ChromeOptions()
            options.binary_location = str(CHROMIUM)
            profile = tmp_path / f"profile-{len(list(tmp_path.glob('profile-*')))}"
            for flag in (
                "--headless=new", "--no-sandbox", "--disable-gpu",
                "--disable-background-networking", "--disable-dev-shm-usage",
                "--window-size=1280,900", f"--user-data-dir={profile}",
            ):  # fmt: skip
                options.add_argument(flag)
            browser = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
            stack.callback(browser.quit)
            return browser

        yield begin
