"""What a person does, in a real browser: the whole way, and what goes wrong on it."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from pathlib import Path

from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.wait import WebDriverWait

from tests.browser.conftest import SLOW, Page

WAIT_S = 90


def until(browser: WebDriver, selector: str) -> None:
    """Wait until the screen has it."""
    waiting = WebDriverWait(browser, WAIT_S, ignored_exceptions=[StaleElementReferenceException])
    waiting.until(lambda b: b.find_elements(By.CSS_SELECTOR, selector), browser.current_url)


def click(browser: WebDriver, selector: str) -> None:
    until(browser, selector)
    browser.find_element(By.CSS_SELECTOR, selector).click()


def tiles(browser: WebDriver) -> dict[str, str]:
    found = browser.find_elements(By.CSS_SELECTOR, ".tiles > div")
    return dict(one.text.split("\n") for one in found)


def to_the_review(browser: WebDriver, page: Page) -> None:
    """From the launch address to the confirmation of the example."""
    browser.get(page.url)
    click(browser, "form[action='/uploads/example'] button")
    click(browser, ".verdict a.primary")
    until(browser, "form[action$='/send'] button")
    for tick in browser.find_elements(By.NAME, "seen"):
        tick.click()


def complaints(browser: WebDriver) -> list[str]:
    """What the browser's own console holds: a broken policy, a script's error, a file missing."""
    return [one["message"] for one in browser.get_log("browser")]  # type: ignore[attr-defined]


def test_from_the_example_to_the_report(
    serve: Callable[..., Page], open_browser: Callable[[], WebDriver]
) -> None:
    page, browser = serve(), open_browser()
    to_the_review(browser, page)
    assert "token" not in browser.current_url
    click(browser, "form[action$='/send'] button")
    until(browser, "#files")
    assert tiles(browser)["Applied"] == "220"
    assert "Every row of the workbook now stands in Stripe." in browser.page_source
    assert browser.find_elements(By.CSS_SELECTOR, "svg.chart rect.bar-after")
    click(browser, "form[action$='/undo'] button")
    until(browser, "#understood")
    assert "undo-R-" in browser.find_element(By.TAG_NAME, "h1").text
    assert complaints(browser) == []
    assert page.end() == 0


def test_a_broken_workbook_is_filtered_and_nothing_can_be_sent(
    serve: Callable[..., Page], open_browser: Callable[[], WebDriver], tmp_path: Path
) -> None:
    page, browser = serve(), open_browser()
    rows = "".join(f"in_{n},row {n},1.2345\n" for n in range(80))
    broken = tmp_path / "add_lines.csv"
    broken.write_text(f"invoice,description,amount\n{rows}cus_1,wrong,5.00\n")
    browser.get(page.url)
    browser.find_element(By.ID, "files").send_keys(str(broken))  # sent as soon as it is chosen
    until(browser, ".problems tbody tr")
    browser.find_element(By.CSS_SELECTOR, "input[type=search]").send_keys("A82")
    click(browser, "form[role=search] button")
    WebDriverWait(browser, WAIT_S).until(
        lambda b: len(b.find_elements(By.CSS_SELECTOR, ".problems tbody tr")) == 1
    )
    assert "cus_1" in browser.find_element(By.CSS_SELECTOR, ".problems tbody").text
    assert not browser.find_elements(By.CSS_SELECTOR, "form[action$='/send']")


def test_two_clicks_a_reload_and_the_way_back_send_once(
    serve: Callable[..., Page], open_browser: Callable[[], WebDriver]
) -> None:
    page, browser = serve(**SLOW), open_browser()
    to_the_review(browser, page)
    button = browser.find_element(By.CSS_SELECTOR, "form[action$='/send'] button")
    ActionChains(browser).double_click(button).perform()
    until(browser, "[data-poll]")
    browser.refresh()
    until(browser, "[data-poll] progress")
    browser.back()
    browser.forward()
    until(browser, "#files")
    assert tiles(browser)["Applied"] == "220"
    browser.get(f"{page.base}/runs")
    assert len(browser.find_elements(By.CSS_SELECTOR, "tbody tr")) == 1


def test_a_server_that_dies_in_the_middle_goes_on_where_it_was(
    serve: Callable[..., Page], open_browser: Callable[[], WebDriver]
) -> None:
    page, browser = serve(**SLOW), open_browser()
    to_the_review(browser, page)
    click(browser, "form[action$='/send'] button")
    until(browser, "[data-poll] .chip-done")
    page.kill()
    page.more = {}
    page.start()
    browser.get(f"{page.base}/")  # the session outlives the server
    click(browser, ".alert a")
    assert "nothing is sent twice" in browser.page_source
    click(browser, "form[action$='/resume'] button")
    until(browser, ".chip-applied")
    assert tiles(browser)["Applied"] == "220"
    assert tiles(browser)["In doubt"] == "0"


def test_stop_and_go_on(serve: Callable[..., Page], open_browser: Callable[[], WebDriver]) -> None:
    page, browser = serve(**SLOW), open_browser()
    to_the_review(browser, page)
    click(browser, "form[action$='/send'] button")
    until(browser, "[data-poll] .chip-done")
    click(browser, "form[action$='/stop'] button")
    click(browser, "form[action$='/resume'] button")
    until(browser, ".chip-applied")
    assert tiles(browser)["Applied"] == "220"


def test_twenty_megabytes_are_refused_in_words(
    serve: Callable[..., Page], open_browser: Callable[[], WebDriver], tmp_path: Path
) -> None:
    page, browser = serve(), open_browser()
    large = tmp_path / "large.xlsx"
    large.write_bytes(b"PK" + b"\0" * 20_000_000)
    browser.get(page.url)
    browser.find_element(By.ID, "files").send_keys(str(large))
    assert "more than 10 MB" in browser.find_element(By.CSS_SELECTOR, "[data-said]").text
    browser.execute_script("document.querySelector('[data-drop]').submit()")  # past our script
    until(browser, ".verdict.bad")
    assert "more than 10 MB" in browser.find_element(By.CSS_SELECTOR, ".verdict.bad").text


def test_a_form_with_another_token_does_nothing(
    serve: Callable[..., Page], open_browser: Callable[[], WebDriver]
) -> None:
    page, browser = serve(), open_browser()
    browser.get(page.url)
    browser.execute_script(
        "for (const one of document.querySelectorAll('[name=csrf]')) one.value = '0'"
    )
    click(browser, "form[action='/uploads/example'] button")
    until(browser, ".verdict.bad")
    assert "nothing was done" in browser.find_element(By.CSS_SELECTOR, ".verdict.bad").text


def test_another_host_is_refused(serve: Callable[..., Page]) -> None:
    page = serve()
    asked = http.client.HTTPConnection("127.0.0.1", page.port)
    asked.request("GET", "/", headers={"Host": "evil.example"})
    assert asked.getresponse().status == 400
    asked.close()


def test_without_a_session_there_is_only_the_way_in(
    serve: Callable[..., Page], open_browser: Callable[[], WebDriver]
) -> None:
    page, browser = serve(), open_browser()
    try:
        browser.get(f"{page.base}/runs")
    except WebDriverException as error:
        raise AssertionError(error.msg) from None
    assert browser.current_url == f"{page.base}/login"
    assert not browser.find_elements(By.CSS_SELECTOR, "table")
