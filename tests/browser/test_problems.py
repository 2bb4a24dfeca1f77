"""A broken workbook in a browser: grouped, filtered, searched, marked, never sendable."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.browser.chromium import Visit
from tests.browser.server import Server, Stripe
from tests.browser.steps import bring


def test_a_broken_workbook(owner: Visit, server: Server, account: Stripe, tmp_path: Path) -> None:
    lines = ["invoice,description,amount,currency"]
    lines += [f"in_1,row {n},1.2345,usd" for n in range(120)]
    lines += ["cus_9,wrong id,5.00,usd", "in_2,ok,5.00,usd"]
    path = tmp_path / "add_lines.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    bring(owner, server, path)
    assert "121 errors have to be mended first" in owner.text()
    assert owner.page.locator(".problems tbody tr").count() == 50

    owner.page.click("section#problems a:has-text('cus_9'), a[href*='id_wrong_prefix']")
    owner.page.wait_for_selector('text="1 of 121"')
    assert owner.page.locator(".problems tbody tr").count() == 1
    assert "A122" in owner.page.inner_text(".problems")
    owner.page.click(".filter a")
    owner.page.wait_for_selector("text=121 of 121")  # a choice made before would be lost
    owner.page.wait_for_load_state("load")
    owner.page.select_option(".filter select[name=code]", "amount_places")
    owner.page.wait_for_selector("text=120 of 121")
    owner.page.click(".pager a[rel=next]")
    owner.page.wait_for_selector("text=Page 2 of 3")
    owner.page.fill(".filter input[name=q]", "c7 usd")
    owner.page.keyboard.press("Enter")
    owner.page.wait_for_selector("td.place:has-text('C7')")

    with owner.page.expect_download() as arriving:
        owner.page.click("a[href$='/marked']")
    marked = tmp_path / "marked.xlsx"
    arriving.value.save_as(marked)
    sheet = openpyxl.load_workbook(marked)["add_lines"]
    assert sheet["C2"].comment is not None
    assert sheet["C123"].comment is None
    owner.page.goto(owner.page.url.partition("?")[0] + "/review")
    owner.page.wait_for_selector("main:not(:has([data-reload]))")
    assert owner.page.locator("form[action$='/send']").count() == 0
    assert account.writes() == []
