"""A browser for each file of tests; a server, its Stripe and a window for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import Visit, started, visit
from tests.browser.server import Server, Stripe, served, stripe
from tests.browser.steps import enter


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless, and only for one file: its driver keeps an event loop in this thread."""
    with started() as made:
        yield made


@pytest.fixture
def account() -> Iterator[Stripe]:
    """The demo invoices."""
    with stripe() as made:
        yield made


@pytest.fixture
def server(browser: Browser, account: Stripe, tmp_path: Path) -> Iterator[Server]:
    """The page of one person alone."""
    with served(tmp_path, account, "--single-user") as made:
        yield made


@pytest.fixture
def shared(browser: Browser, account: Stripe, tmp_path: Path) -> Iterator[Server]:
    """The page of several people."""
    with served(tmp_path, account) as made:
        yield made


@pytest.fixture
def owner(browser: Browser, server: Server) -> Iterator[Visit]:
    """Whoever started the server, before the first screen."""
    with visit(browser) as made:
        enter(made, server)
        yield made
