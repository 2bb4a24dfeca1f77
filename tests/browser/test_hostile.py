"""Somebody who means harm: what cells, names, addresses and repeated forms can do in a browser."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
from playwright.sync_api import Browser

from batcher.core.model import Role
from tests.browser.chromium import Visit, visit
from tests.browser.server import Server, Stripe
from tests.browser.steps import (
    WORDS,
    bring,
    bring_example,
    confirm,
    enrol,
    enter,
    finished,
    review,
    sign_in,
)

SCRIPT = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>"


def hostile_book(path: Path) -> Path:
    """Markup in every place a person may write to: sheet, header, cells, file name."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "<b onclick=a>add"
    sheet.append(["invoice", "description", "amount", SCRIPT, "operation"])
    sheet.append([SCRIPT, SCRIPT, SCRIPT, SCRIPT, "add_lines"])
    sheet.append(["in_Quillmere", "\u202etxt.exe", "1.00", "javascript:alert(1)", "add_lines"])
    sheet.append(["in_Quillmere", '"+alert(1)+"', "1.005", "{{7*7}}", "add_lines"])
    book.save(path)
    return path


def test_markup_stays_text_on_every_screen(owner: Visit, server: Server, tmp_path: Path) -> None:
    name = "<img src=x onerror=\"document.title='taken'\">&quot;.xlsx"
    bring(owner, server, hostile_book(tmp_path / name))
    address = owner.page.url
    filters = "?q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E&code=%22%3E%3Cscript%3E&sheet=%3Cb%3E"
    asked = ("", filters, "/review", "/../../activity")
    for path in (address, f"{server.base}/", *(f"{address}{one}" for one in asked)):
        owner.page.goto(path)
        owner.page.wait_for_selector("main:not(:has([data-reload]))")
        assert owner.page.title() != "taken"
        assert owner.page.locator("main img, main script, main [onclick]").count() == 0
        assert "49" not in owner.page.inner_text("main").split()
    owner.page.goto(address)
    assert "<img src=x" in owner.page.inner_text("main")
    with owner.page.expect_download() as arriving:
        owner.page.click("a[href$='/file']")
    assert not re.search(r'[<>"/\\|?*:]', arriving.value.suggested_filename)


def test_names_that_turn_or_climb_are_plain(owner: Visit, server: Server) -> None:
    for name in ("invoice\u202excod.csv", "../../../etc/passwd.csv", "CON.csv"):
        owner.page.goto(f"{server.base}/")
        content = b"invoice,description,amount\nin_1,a,1.00\n"
        told = {"name": name, "mimeType": "text/html", "buffer": content}
        owner.page.set_input_files("#files", told)
        owner.page.wait_for_url(re.compile("/uploads/U-"))
        owner.page.wait_for_selector("h1")
        shown = owner.page.inner_text("h1")
        assert "\u202e" not in shown
        assert "/" not in shown
        answer = owner.page.request.get(f"{owner.page.url}/file")
        assert answer.headers["content-type"] != "text/html"
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.body() == content


def test_no_form_leads_away(owner: Visit, server: Server) -> None:
    token = owner.page.get_attribute("form[action='/language'] input[name=csrf]", "value")
    away = ("https://a.example/", "//a.example", "/\\a.example", "/\t/a.example", "\n//a.example")
    for back in away:
        answer = owner.page.request.post(
            f"{server.base}/language",
            form={"csrf": token or "", "back": back, "language": "en"},
            headers={"Origin": server.base},
            max_redirects=0,
        )
        assert answer.status == 303
        # What the browser makes of the address, not what it looks like.
        led = answer.headers["location"]
        host = owner.page.evaluate("to => new URL(to, location.href).host", led)
        assert host == server.base.removeprefix("http://"), back


def test_letters_of_no_token_are_refused_like_any(owner: Visit, server: Server) -> None:
    for token in ("é" * 64, "\U0001f511", ""):
        answer = owner.page.request.post(
            f"{server.base}/leave", form={"csrf": token}, headers={"Origin": server.base}
        )
        assert answer.status == 403


def test_many_guesses_at_the_same_moment_are_too_many(browser: Browser, shared: Server) -> None:
    enrol(shared, "Aki", Role.PREPARE)
    with visit(browser) as stranger:
        stranger.page.goto(f"{shared.base}/login")
        statuses = stranger.page.evaluate(
            """async () => {
                const form = new FormData(document.querySelector("form[action='/login']"));
                form.set("name", "Aki");
                const guess = async (words) => {
                    form.set("password", words);
                    const body = new URLSearchParams(form);
                    return (await fetch("/login", {method: "POST", body})).status;
                };
                return Promise.all([...Array(12).keys()].map((n) => guess(`guess number ${n}`)));
            }"""
        )
        assert sorted(statuses) == [401] * 5 + [429] * 7


def test_addresses_reach_no_file_but_those_of_the_page(owner: Visit, server: Server) -> None:
    bring_example(owner)
    review(owner)
    confirm(owner)
    finished(owner)
    run = owner.page.url
    climbing = ("..%2f..%2fpage.key", "..%5cpage.key", "ledger.db", "x%00y")
    for one in climbing:
        for start in (f"{run}/files/", f"{server.base}/static/", f"{server.base}/templates/"):
            assert owner.page.request.get(f"{start}{one}").status == 404
    for other in ("R-20200101-000000-000000", "..%2f..", "%00"):
        assert owner.page.request.get(f"{server.base}/runs/{other}/files/report").status == 404
        assert owner.page.request.get(f"{server.base}/uploads/{other}/file").status == 404


def test_no_other_method_does_what_a_form_does(owner: Visit, server: Server) -> None:
    bring_example(owner)
    review(owner)
    upload = owner.page.url.removesuffix("/review")
    for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        for path in (f"{upload}/send", f"{upload}/answers", f"{server.base}/leave"):
            answer = owner.page.request.fetch(
                path, method=method, headers={"Origin": server.base}, max_redirects=0
            )
            assert answer.status in (403, 404, 405), (method, path)
    over = {"X-HTTP-Method-Override": "POST", "Origin": server.base}
    assert owner.page.request.get(f"{upload}/send", headers=over).status in (404, 405)
    assert server.runs() == []


def test_a_session_is_not_chosen_by_somebody_else(browser: Browser, shared: Server) -> None:
    """Whoever plants a cookie before somebody signs in does not share the session afterwards."""
    enrol(shared, "Aki", Role.PREPARE)
    with visit(browser) as aki, visit(browser) as other:
        other.page.goto(f"{shared.base}/login")
        planted = [one for one in other.page.context.cookies() if one["name"] != "batcher_language"]
        aki.page.context.add_cookies(planted)  # type: ignore[arg-type]
        sign_in(aki, shared, "Aki", WORDS)
        aki.page.wait_for_selector(".who .name")
        other.page.goto(f"{shared.base}/")
        assert other.path() == "/login"
        (mine,) = [one for one in aki.page.context.cookies() if one["name"] == planted[0]["name"]]
        assert mine["value"] != planted[0]["value"]
        assert (mine["httpOnly"], mine["sameSite"]) == (True, "Strict")
        aki.page.click("form[action='/leave'] button")
        other.page.context.add_cookies([mine])  # type: ignore[list-item]
        other.page.goto(f"{shared.base}/")
        assert other.path() == "/login"


def test_no_stranger_gets_past_the_first_door(browser: Browser, server: Server) -> None:
    with visit(browser) as stranger:
        for path in ("/", "/runs", "/activity", "/people", "/templates/example.xlsx"):
            stranger.page.goto(f"{server.base}{path}")
            assert stranger.path() == "/login"
        refused = stranger.page.request.get(f"{server.base}/enter?token=wrong", max_redirects=0)
        assert refused.status == 403
        assert refused.headers.get("set-cookie") is None
    with visit(browser) as known:
        enter(known, server)
        assert "token" not in known.page.url


def test_a_bomb_is_no_workbook(owner: Visit, server: Server, tmp_path: Path) -> None:
    """A small file that unpacks to 2 GB: said to be unreadable, within limits, server alive."""
    held = io.BytesIO()
    book = openpyxl.Workbook()
    book.save(held)
    bomb = tmp_path / "bomb.xlsx"
    zeros = b"0" * (16 * 1024 * 1024)
    with zipfile.ZipFile(held) as whole, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as made:
        for part in whole.namelist():
            if part != "xl/worksheets/sheet1.xml":
                made.writestr(part, whole.read(part))
        with made.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(128):
                sheet.write(zeros)
    bring(owner, server, bomb)
    assert "could not be read" in owner.text()
    owner.page.goto(f"{server.base}/")
    assert owner.page.title().startswith("Correct")


def test_two_windows_of_one_person(
    owner: Visit, server: Server, account: Stripe, browser: Browser
) -> None:
    """The same upload is reviewed twice; once it was sent, the other review sends nothing."""
    bring_example(owner)
    review(owner)
    with visit(browser) as second:
        enter(second, server)
        second.page.goto(owner.page.url)
        second.page.wait_for_selector("form[action$='/send'] button")
        confirm(owner)
        assert finished(owner)["Applied"] == "220"
        written = len(account.applied())
        second.page.click("form[action$='/send'] button")
        second.page.wait_for_selector("[role=alert], .tiles, .verdict")
        assert len(account.applied()) == written
