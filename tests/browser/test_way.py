"""The whole way in a browser, by what is written on the page and nothing else."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.browser.chromium import Visit
from tests.browser.server import Server, Stripe
from tests.browser.steps import bring_example, confirm, finished, review


def test_from_the_example_to_the_report_and_back(
    owner: Visit, server: Server, account: Stripe, tmp_path: Path
) -> None:
    assert "Fill in the workbook" in owner.text()
    bring_example(owner)
    assert "220 rows, no errors." in owner.text()
    review(owner)
    assert "+" in owner.page.inner_text(".money")
    confirm(owner)
    assert finished(owner)["Applied"] == "220"
    assert "Every row of the workbook now stands in Stripe." in owner.text()
    assert owner.page.get_attribute("svg.chart", "role") == "img"

    with owner.page.expect_download() as arriving:
        owner.page.click("a[href$='/files/report']")
    report = tmp_path / "report.xlsx"
    arriving.value.save_as(report)
    assert arriving.value.suggested_filename.startswith("R-")
    assert "Reconciliation" in openpyxl.load_workbook(report).sheetnames

    written = len(account.applied())
    owner.page.click("form[action$='/undo'] button")
    owner.page.wait_for_selector("h1:has-text('undo-R-')")
    review(owner)
    assert len(account.applied()) == written, "bringing the way back sends nothing"
    confirm(owner)
    assert finished(owner)["In doubt"] == "0"
    owner.page.click("nav a[href='/runs']")
    assert owner.page.locator("tbody tr").count() == 2
    owner.page.click("nav a[href='/activity']")
    assert "confirmed and sent" in owner.text()


def test_the_keyboard_alone_is_enough_to_begin(owner: Visit) -> None:
    owner.page.keyboard.press("Tab")
    assert owner.page.evaluate("document.activeElement.className") == "skip"
    owner.page.keyboard.press("Enter")
    assert owner.page.evaluate("document.activeElement.id") == "main"
    owner.page.focus("form[action='/uploads/example'] button")
    owner.page.keyboard.press("Enter")
    owner.page.wait_for_selector("text=220 rows, no errors.")
