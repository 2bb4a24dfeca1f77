"""What the page refuses a real browser: other names, other sites, forms not its own, too much."""

from __future__ import annotations

import http.client
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.chromium import REBOUND, Visit, visit
from tests.browser.server import Server, Stripe
from tests.browser.steps import bring_example, enter, review

MEGABYTE = 1024 * 1024


def test_another_name_for_this_machine_is_refused(browser: Browser, server: Server) -> None:
    """DNS rebinding: another site's name that leads here."""
    context = browser.new_context()
    page = context.new_page()
    for path in ("/", "/login", server.url.partition(str(server.port))[2]):
        answer = page.goto(f"http://{REBOUND}:{server.port}{path}")
        assert answer is not None
        assert answer.status == 400
    assert context.cookies() == []
    context.close()


def test_other_host_headers_are_refused(server: Server) -> None:
    for host in ("example.com", "", "127.0.0.1.example.com:1", "127.0.0.1"):
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        line.putrequest("GET", "/", skip_host=True)
        line.putheader("Host", host)
        line.endheaders()
        answer = line.getresponse()
        assert answer.status in (400, 403, 421), host
        assert answer.getheader("location") is None
        line.close()


def test_a_wrong_token_in_a_form(owner: Visit, server: Server, account: Stripe) -> None:
    bring_example(owner)
    review(owner)
    owner.page.evaluate(
        "for (const one of document.querySelectorAll('[name=csrf]')) one.value = '0'.repeat(64)"
    )
    with owner.page.expect_response("**/send") as answered:
        owner.page.eval_on_selector("form[action$='/send']", "form => form.submit()")
    assert answered.value.status == 403
    owner.page.wait_for_selector("text=out of date")
    assert account.writes() == []
    assert server.runs() == []


def test_a_form_of_another_site(browser: Browser, server: Server, account: Stripe) -> None:
    """Another port of this machine is another origin; cookies know no ports."""
    with visit(browser) as somebody:
        enter(somebody, server)
        somebody.page.goto(f"{account.sandbox.url}/nothing")  # any other site
        with somebody.page.expect_navigation() as answered:
            somebody.page.evaluate(
                f"""() => {{
                    const form = document.createElement("form");
                    form.method = "POST";
                    form.action = "{server.base}/uploads/example";
                    document.documentElement.append(form);
                    form.submit();
                }}"""
            )
        assert answered.value is not None
        assert answered.value.status == 403
        somebody.page.goto(f"{server.base}/activity")
        assert "uploaded" not in somebody.text()


def test_20_mb_are_refused_by_the_page_itself(owner: Visit, server: Server, tmp_path: Path) -> None:
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * 20 * MEGABYTE)
    owner.page.set_input_files("#files", large)
    owner.page.wait_for_selector("[data-said]:not(:empty)")
    assert "10 MB" in owner.page.inner_text("[data-said]")
    assert owner.path() == "/"


def test_20_mb_are_refused_while_they_come(
    browser: Browser, server: Server, tmp_path: Path
) -> None:
    """Without the script's own check; the server says why, and lives."""
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * 20 * MEGABYTE)
    with visit(browser, java_script_enabled=False) as somebody:
        enter(somebody, server)
        somebody.page.set_input_files("#files", large)
        with somebody.page.expect_response("**/uploads") as answered:
            somebody.page.click("form.drop button")
        assert answered.value.status == 413
        assert "10 MB" in somebody.page.inner_text("main")
        somebody.page.goto(f"{server.base}/")
        assert somebody.page.locator("section:has(#uploads)").count() == 0
    contents = sum(p.stat().st_size for p in server.folder.joinpath("home").rglob("*"))
    assert contents < 5 * MEGABYTE
