"""What a person does on the page, step by step, by what is written on it."""

from __future__ import annotations

import re
from pathlib import Path

from argon2 import PasswordHasher

from batcher.core.model import Person, Role
from batcher.history import open_runs
from batcher.settings import Settings
from tests.browser.chromium import Visit
from tests.browser.server import Server

WORDS = "correct horse battery"


def enter(visit: Visit, server: Server) -> None:
    """By the launch address."""
    visit.page.goto(server.url)
    visit.page.wait_for_url(f"{server.base}/")


def bring(visit: Visit, server: Server, path: Path) -> None:
    """Choose a file; the script sends the form by itself."""
    visit.page.goto(f"{server.base}/")
    visit.page.set_input_files("#files", path)
    visit.page.wait_for_url(re.compile("/uploads/U-"))
    _settled(visit)


def bring_example(visit: Visit) -> None:
    """From the first screen to what was understood of the example."""
    visit.page.click("form[action='/uploads/example'] button")
    visit.page.wait_for_url(re.compile("/uploads/U-"))
    _settled(visit)


def review(visit: Visit) -> None:
    """From what was understood to what would change."""
    visit.page.click(".verdict a[href$='/review']")
    visit.page.wait_for_url(re.compile("/review$"))
    _settled(visit)


def few_first(visit: Visit, invoices: int) -> None:
    """On the review: so many invoices first, then be asked."""
    visit.page.click("details:has(input[name=canary]) summary")
    visit.page.fill("input[name=canary]", str(invoices))
    visit.page.click("form:has(input[name=canary]) button")
    visit.page.wait_for_load_state("load")
    _settled(visit)
    visit.page.wait_for_selector(f"input[name=canary][value='{invoices}']", state="attached")


def tick(visit: Visit) -> None:
    """Every warning has been seen."""
    for box in visit.page.query_selector_all("input[name=seen]"):
        box.check()


def confirm(visit: Visit) -> None:
    """Tick the warnings and send; returns on the screen of the run."""
    tick(visit)
    visit.page.click("form[action$='/send'] button")
    visit.page.wait_for_url(re.compile("/runs/R-"))


def finished(visit: Visit) -> dict[str, str]:
    """Wait for the result; how many rows came to what."""
    visit.page.wait_for_selector(".tile-applied")
    told = visit.page.eval_on_selector_all(
        ".tiles > div",
        "all => all.map(one => [one.children[0].innerText, one.children[1].innerText])",
    )
    return {name: count for name, count in told}  # noqa: C416 (lists of two)


def sign_in(visit: Visit, server: Server, name: str, words: str = WORDS) -> None:
    """By name and password."""
    visit.page.goto(f"{server.base}/login")
    visit.page.fill("input[name=name]", name)
    visit.page.fill("input[name=password]", words)
    visit.page.click("form[action='/login'] button")


def enrol(server: Server, name: str, *roles: Role, **limits_minor: int) -> None:
    """A person, written down beside the server; the tests of `tests/web` do it on the page."""
    quick = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    with open_runs(Settings(home=server.folder / "home")) as ledger:
        ledger.desk.enrol(Person(name, quick.hash(WORDS), frozenset(roles), limits_minor))


def open_run(visit: Visit, server: Server) -> None:
    """The latest run, as soon as the history has it."""
    for _ in range(100):
        visit.page.goto(f"{server.base}/runs")
        if visit.page.locator("tbody a[href^='/runs/R-']").count():
            break
        visit.page.wait_for_timeout(100)
    visit.page.click("tbody a[href^='/runs/R-'] >> nth=0")


def _settled(visit: Visit) -> None:
    """The screen of a work under way reloads itself until it has ended."""
    visit.page.wait_for_selector("main:not(:has([data-reload]))")
