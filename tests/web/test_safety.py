"""Who is refused: other hosts, other origins, forms that are not ours, too much, too often."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from batcher.core.model import Person, Role
from batcher.web.app import SCREENS
from batcher.web.office import Office
from batcher.web.screens.people import hasher
from batcher.web.uploading import Dropped, NotTaken, file_name, one_of, plain_name
from tests.web.somebody import BASE, TOKEN, Somebody

WORDS = "correct horse battery"


@pytest.mark.parametrize("host", ["evil.example:8111", "127.0.0.1", "127.0.0.1:80", "localhost"])
@pytest.mark.parametrize("path", ["/", "/login", "/static/page.css", "/nothing"])
def test_another_host_is_refused_before_anything(office: Office, host: str, path: str) -> None:
    with Somebody(office) as stranger:
        answer = stranger.client.get(path, headers={"Host": host}, follow_redirects=False)
    assert answer.status_code == 400
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": BASE, "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://localhost:8111"},
    ],
)
def test_another_origin_is_refused(owner: Somebody, headers: dict[str, str]) -> None:
    owner.get("/")
    fields = owner.form("/uploads/example")
    answer = owner.client.post("/uploads/example", data=fields, headers=headers)
    assert answer.status_code == 403
    assert owner.client.post("/uploads/example", data=fields).status_code == 200


@pytest.mark.parametrize("screen", [one for one in SCREENS if one.method == "POST"])
def test_every_form_needs_its_token(owner: Somebody, office: Office, screen: Any) -> None:
    path = re.sub(r"{\w+}", "R-1", screen.path)
    for token in ("", "0" * 64):
        owner.post(path, {"csrf": token})
        assert owner.status == 403
        assert "out of date" in owner.said()


@pytest.mark.parametrize("screen", SCREENS)
def test_nobody_sees_anything_without_a_name(office: Office, screen: Any) -> None:
    with Somebody(office) as stranger:
        path = re.sub(r"{\w+}", "x", screen.path)
        answer = stranger.client.request(screen.method, path, follow_redirects=False)
    open_to_all = {
        "/login": 200, "/enter": 403, "/static/{name}": 404, "/login/away": 404, "/login/back": 404
    }  # fmt: skip
    if screen.method == "POST":
        assert answer.status_code == 403
    else:
        assert answer.status_code == open_to_all.get(screen.path, 303)
        assert answer.headers.get("location", "/login") == "/login"


def test_what_answers_wear(owner: Somebody) -> None:
    for path in ("/", "/static/page.js", "/nothing", "/runs"):
        headers = owner.client.get(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'self';")
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "Access-Control-Allow-Origin" not in headers
    assert owner.client.get("/").headers["Cache-Control"] == "no-store"


def test_no_screen_has_script_or_style_of_its_own() -> None:
    import batcher.web

    folder = Path(str(batcher.web.__file__)).parent / "templates"
    for template in folder.glob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"<style|style=|\son\w+=|https?://|javascript:|\|\s*safe", text), (
            template
        )
        for script in re.findall("<script[^>]*>", text):
            assert script == '<script src="/static/page.js" defer>'


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(office: Office) -> None:
    with Somebody(office) as somebody:
        assert somebody.client.get("/enter?token=wrong").status_code == 403
        answer = somebody.client.get(f"/enter?token={TOKEN}", follow_redirects=False)
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "samesite=strict" in cookie.lower()
        assert answer.headers["location"] == "/"
        from_elsewhere = {"Sec-Fetch-Site": "cross-site"}
        answer = somebody.client.get(f"/enter?token={TOKEN}", headers=from_elsewhere)
        assert 'http-equiv="refresh" content="0;url=/"' in answer.text


def test_a_session_that_was_left_opens_nothing(owner: Somebody) -> None:
    owner.get("/")
    kept = dict(owner.client.cookies)
    owner.send("/leave")
    owner.client.cookies.update(kept)
    assert owner.client.get("/", follow_redirects=False).headers["location"] == "/login"


def test_too_much_is_refused_as_it_streams(owner: Somebody, office: Office) -> None:
    office.upload_bytes_max = 100_000
    owner.get("/")
    fields = owner.form("/uploads")
    owner.post("/uploads", fields, [("files", ("big.csv", b"x" * 3_000_000))])
    assert owner.status == 413
    assert office.ledger.desk.uploads(5) == []

    def endless() -> Any:
        for _ in range(60):
            yield b"y" * 50_000

    kind = {"Content-Type": "multipart/form-data; boundary=b", "Origin": BASE}
    answer = owner.client.post("/uploads", content=endless(), headers=kind)
    assert answer.status_code in (400, 413)
    assert office.ledger.desk.uploads(5) == []


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\b.xlsx", "b.xlsx"),
        ("a\u202exslx.exe", "axslx.exe"),
        ("\x00\r\n.csv", ".csv"),
        ("", "workbook"),
        ("..", ".."),
    ],
)
def test_names_are_only_shown(told: str, shown: str) -> None:
    assert plain_name(told) == shown


@pytest.mark.parametrize(
    ("name", "kept"),
    [("CON.xlsx", "_CON.xlsx"), ("a:b?.csv", "a_b_.csv"), ("x. ", "x"), ("..", "workbook")],
)
def test_names_of_downloads_are_good_on_every_system(name: str, kept: str) -> None:
    assert file_name(name) == kept


def test_files_that_are_no_workbook_together() -> None:
    with pytest.raises(NotTaken, match=r"page\.upload\.twice"):
        one_of([Dropped("a.csv", b""), Dropped("x/A.csv", b"")])
    with pytest.raises(NotTaken, match=r"page\.upload\.none"):
        one_of([Dropped("", b"")])


def test_what_cells_and_names_hold_is_only_text(owner: Somebody) -> None:
    line = 'invoice,description,amount\nin_1,"<script>alert(1)</script>",1.2345\n'
    owner.bring("add_lines.csv", line.encode())
    assert "<script>alert" not in owner.page
    assert "&lt;script&gt;alert(1)" in owner.page
    owner.bring("<img src=x onerror=a()>.csv", line.encode())
    assert "<img src=x" not in owner.page
    assert "&lt;img src=x onerror=a()&gt;.csv" in owner.page


def test_wrong_passwords_run_out(office: Office) -> None:
    office.ledger.desk.enrol(Person("Aki", hasher().hash(WORDS), frozenset({Role.PREPARE})))
    with Somebody(office) as aki:
        aki.get("/login")
        for _ in range(5):
            aki.send("/login", name="Aki", password="wrong words")
            assert aki.status == 401
        aki.send("/login", name="Aki", password=WORDS)
        assert aki.status == 429
        assert aki.client.get("/", follow_redirects=False).headers["location"] == "/login"
    failed = [one for one in office.ledger.desk.actions() if one.kind == "login_failed"]
    assert len(failed) == 5
