"""Coming in and going out: sessions that ended stay ended, and who may not is not listened to."""

from __future__ import annotations

import http.client
import os
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from batcher.core.model import Person, Role
from batcher.history import open_runs
from batcher.settings import Settings, SettingsUnusable
from batcher.web import guard, impatient
from batcher.web import office as office_room
from batcher.web.office import Office
from batcher.web.screens.people import hasher
from batcher.web.serving import Wanted, serving
from batcher.web.sessions import new_session
from batcher.wiring import Connection
from tests.web.somebody import PORT, TOKEN, Somebody

WORDS = "correct horse battery"
WHERE = Connection(sandbox=True)


@contextmanager
def server(folder: Path, secure: bool = False, **more: object) -> Iterator[Office]:
    """Another server, or the same once more: the ledger is all they share."""
    settings = Settings(home=folder / "home", reports=folder / "reports", lang="en", **more)  # type: ignore[arg-type]
    hosts = frozenset({f"127.0.0.1:{PORT}"})
    with open_runs(settings) as ledger:
        made = Office(settings, WHERE, ledger, hosts, TOKEN, False, PORT, secure)
        yield made
        made.close(5)


def with_cookies(office: Office, cookies: dict[str, str]) -> str:
    """Where somebody with these cookies gets to."""
    with Somebody(office) as somebody:
        somebody.client.cookies.update(cookies)
        somebody.get("/")
        return somebody.path


def test_a_session_that_ended_stays_so_after_a_restart_and_elsewhere(tmp_path: Path) -> None:
    with server(tmp_path) as one, server(tmp_path) as another, Somebody(one) as owner:
        owner.get(f"/enter?token={TOKEN}")
        owner.get("/")
        kept = dict(owner.client.cookies)
        assert with_cookies(another, kept) == "/"
        owner.send("/leave")
        assert with_cookies(one, kept) == "/login"
        assert with_cookies(another, kept) == "/login"
    with server(tmp_path) as again:
        assert with_cookies(again, kept) == "/login"
        left = [one for one in again.ledger.desk.actions() if one.kind == "left"]
        assert len(left) == 1
        assert not any(value in str(left[0]) for value in kept.values())


def test_a_session_that_did_not_end_lives_on(tmp_path: Path) -> None:
    with server(tmp_path) as one, Somebody(one) as owner:
        owner.get(f"/enter?token={TOKEN}")
        kept = dict(owner.client.cookies)
    with server(tmp_path) as again:
        assert with_cookies(again, kept) == "/"


def test_signing_in_ends_what_was_before(office: Office) -> None:
    office.ledger.desk.enrol(Person("Aki", hasher().hash(WORDS), frozenset({Role.PREPARE})))
    with Somebody(office) as somebody:
        somebody.get(f"/enter?token={TOKEN}")
        somebody.get("/")
        kept = dict(somebody.client.cookies)
        fields = {**somebody.form("/leave"), "name": "Aki", "password": WORDS}
        somebody.post("/login", fields)
        assert dict(somebody.client.cookies) != kept
        assert "Aki" in somebody.said()
    assert with_cookies(office, kept) == "/login"


def test_a_session_of_somebody_else_is_not_taken_over(office: Office) -> None:
    """A cookie planted before signing in is worth nothing afterwards."""
    office.ledger.desk.enrol(Person("Aki", hasher().hash(WORDS), frozenset({Role.PREPARE})))
    with Somebody(office) as planter:
        planter.get("/login")
        planted = dict(planter.client.cookies)
    with Somebody(office) as aki:
        aki.client.cookies.update(planted)
        aki.get("/login")
        aki.send("/login", name="Aki", password=WORDS)
        assert aki.path == "/"
    assert with_cookies(office, planted) == "/login"


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX'")
def test_a_key_that_others_could_read_signs_nothing(tmp_path: Path) -> None:
    with server(tmp_path) as one, Somebody(one) as owner:
        owner.get(f"/enter?token={TOKEN}")
        kept = dict(owner.client.cookies)
    path = tmp_path / "home" / "page.key"
    before = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with server(tmp_path) as again:
        assert with_cookies(again, kept) == "/login"
    assert path.read_bytes() != before
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_that_is_not_whole_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "home" / "page.key"
    path.parent.mkdir()
    path.touch(0o600)
    path.write_bytes(b"short")
    with server(tmp_path) as one, server(tmp_path) as another:
        session = new_session("Aki", "2026-11-01T08:00:00.000000Z")
        assert another.sessions.read(one.sessions.seal(session)) == session
    assert len(path.read_bytes()) == 32


def test_servers_that_begin_at_once_sign_alike(tmp_path: Path) -> None:
    gate, found = threading.Barrier(8), []

    def begin() -> None:
        gate.wait(10)
        found.append(office_room._secret(tmp_path / "home"))

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(10)
    assert len(found) == 8
    assert len(set(found)) == 1


def test_an_address_that_lets_in_is_told_to_nobody(office: Office) -> None:
    with Somebody(office) as somebody:
        for path in (f"/enter?token={TOKEN}", "/enter?token=x", "/login/back?code=a&state=b"):
            answer = somebody.client.get(path, headers={"Sec-Fetch-Site": "cross-site"})
            assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert somebody.client.get("/").headers["Referrer-Policy"] == "same-origin"


def test_a_browser_without_cookies_sees_the_form(office: Office) -> None:
    with Somebody(office) as somebody:
        answer = somebody.client.get("/login", follow_redirects=False)
    assert answer.status_code == 200


def test_behind_https_cookies_belong_to_this_host_alone(tmp_path: Path) -> None:
    with server(tmp_path, secure=True) as office, Somebody(office) as somebody:
        answer = somebody.client.get(f"/enter?token={TOKEN}", follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"__Host-batcher_{PORT}=")
    assert "; Secure" in cookie
    assert "Path=/" in cookie
    assert "domain" not in cookie.lower()


def test_what_is_typed_for_a_name_is_kept_only_where_it_is_one(office: Office) -> None:
    """People type their password there."""
    office.ledger.desk.enrol(Person("Aki", hasher().hash(WORDS), frozenset({Role.PREPARE})))
    with Somebody(office) as somebody:
        somebody.get("/login")
        for name in ("my secret words", "Aki", "a\u202eb", "x" * 5_000):
            somebody.send("/login", name=name, password="wrong")
            assert somebody.status == 401
    failed = [one.who for one in office.ledger.desk.actions() if one.kind == "login_failed"]
    assert failed == ["-", "-", "Aki", "-"]


def test_somebody_elsewhere_does_not_lock_a_person_out(tmp_path: Path) -> None:
    """Behind a proxy all come from its address; whom it names is who counts."""
    with server(tmp_path, page_proxies=["127.0.0.0/8"]) as office:
        office.ledger.desk.enrol(Person("Aki", hasher().hash(WORDS), frozenset({Role.PREPARE})))
        with Somebody(office) as mallory, Somebody(office) as aki:
            for somebody, address in ((mallory, "203.0.113.9"), (aki, "192.0.2.1")):
                somebody.client._transport.client = ("127.0.0.1", 4711)  # type: ignore[attr-defined]
                somebody.client.headers["X-Forwarded-For"] = address
                somebody.get("/login")
            for _ in range(6):
                mallory.send("/login", name="Aki", password="wrong words")
            assert mallory.status == 429
            assert "Wait 5 minutes" in mallory.said()
            aki.send("/login", name="Aki", password=WORDS)
            assert aki.path == "/"
            mallory.client.headers["X-Forwarded-For"] = "1.2.3.4, 203.0.113.9"  # made up
            mallory.get("/login")
            mallory.send("/login", name="Aki", password=WORDS)
            assert mallory.status == 429


def test_who_is_no_proxy_is_not_believed(office: Office) -> None:
    office.ledger.desk.enrol(Person("Aki", hasher().hash(WORDS), frozenset({Role.PREPARE})))
    with Somebody(office) as mallory:
        mallory.get("/login")
        for n in range(6):
            mallory.client.headers["X-Forwarded-For"] = f"203.0.113.{n}"
            mallory.send("/login", name="Aki", password="wrong words")
        assert mallory.status == 429


def test_people_whose_names_look_the_same(owner: Somebody, office: Office) -> None:
    owner.get("/people")
    owner.send("/people", name="Ben", password=WORDS, roles=["prepare"])
    for name, told in (
        ("ben", "differs only in capital letters"),
        ("Be\u200bn", "without control characters"),
        ("neB\u202e", "without control characters"),
        ("B\x07en", "without control characters"),
    ):
        owner.get("/people")
        owner.send("/people", name=name, password=WORDS, roles=["approve"])
        assert owner.status == 422
        assert told in owner.said()
    assert [one.name for one in office.ledger.desk.people()] == ["Ben"]


def test_no_question_holds_what_a_database_may_choke_on(owner: Somebody, office: Office) -> None:
    for path in ("/uploads/%00", "/uploads/a%00b/review", "/runs/%00", "/runs/%00/files/report"):
        owner.get(path)
        assert owner.status == 404
    owner.get("/people")
    owner.send("/people", name="B\x00en", password=WORDS)
    assert owner.status == 400
    assert office.ledger.desk.people() == []


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[int]:
    """The port of a real server, on its socket."""
    settings = Settings(home=tmp_path / "home", reports=tmp_path / "reports", lang="en")
    with serving(settings, WHERE, Wanted(alone=True)) as (url, made, bound, _):
        found = re.search(r":(\d+)/enter\?token=", url)
        assert found
        thread = threading.Thread(target=made.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        yield int(found[1])
        made.should_exit = True
        thread.join(20)
        assert not thread.is_alive()


def answered(port: int, *sent: bytes) -> bytes:
    """What comes of these bytes until the server hangs up."""
    told = b""
    with (
        socket.create_connection(("127.0.0.1", port), timeout=20) as line,
        suppress(
            ConnectionError  # it hangs up while something is on the way
        ),
    ):
        for piece in sent:
            line.sendall(piece)
        while piece := line.recv(65_536):
            told += piece
    return told


def head(port: int, *more: str, method: str = "POST", path: str = "/login") -> bytes:
    lines = (f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *more)
    return "".join(f"{one}\r\n" for one in lines).encode() + b"\r\n"


def test_a_head_that_does_not_come(listening: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who opens connections and never says what he wants holds none of them."""
    monkeypatch.setattr(impatient, "HEAD_S", 0.3)
    began_s = time.monotonic()
    assert answered(listening) == b""
    assert answered(listening, b"GET / HTTP/1.1\r\n", b"Host: x") == b""
    assert time.monotonic() - began_s < 18  # without it, twice as long as anybody is waited for


def test_a_body_that_does_not_come(listening: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "PATIENCE_S", 0.3)
    monkeypatch.setattr(guard, "SLOWEST_BYTES_S", 1e9)
    kind = "Content-Type: application/x-www-form-urlencoded"
    told = answered(listening, head(listening, "Content-Length: 100", kind), b"name=a")
    assert told.startswith(b"HTTP/1.1 408")
    assert b"did not arrive in time" in told


def test_nothing_of_a_stranger_is_read(listening: int) -> None:
    """It is answered before any of it came: it could be ten megabytes, many times."""
    kind = "Content-Type: multipart/form-data; boundary=b"
    for path, size in (("/uploads", 5_000_000), ("/people", 500_000), ("/runs/R-1/retry", 500_000)):
        told = head(listening, kind, f"Content-Length: {size}", "Connection: close", path=path)
        assert answered(listening, told).startswith(b"HTTP/1.1 403"), path


def test_two_lengths_are_refused(listening: int) -> None:
    asked = head(listening, "Content-Length: 5", "Transfer-Encoding: chunked")
    told = answered(listening, asked + b"0\r\n\r\nGET /enter HTTP/1.1\r\n\r\n")
    assert told.startswith(b"HTTP/1.1 400")
    assert told.count(b"HTTP/1.1") == 1


def test_a_huge_head_is_refused(listening: int) -> None:
    line = http.client.HTTPConnection("127.0.0.1", listening, timeout=20)
    line.request("GET", "/", headers={"Cookie": "a" * 200_000})
    assert line.getresponse().status == 400
    line.close()


def test_who_goes_while_sending_leaves_no_trace(
    capfd: pytest.CaptureFixture[str], listening: int
) -> None:
    kind = "Content-Type: application/x-www-form-urlencoded"
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", listening), timeout=20) as line:
            line.sendall(head(listening, "Content-Length: 100", kind) + b"name=a")
    assert answered(listening, head(listening, "Connection: close", method="GET"))
    told = capfd.readouterr()
    assert "Traceback" not in told.err
    assert told.err == ""


def test_odd_forms_fill_no_log(capfd: pytest.CaptureFixture[str], listening: int) -> None:
    kind = "Content-Type: multipart/form-data; boundary=b"
    told = answered(
        listening, head(listening, kind, "Content-Length: 4", "Connection: close"), b"a=1&"
    )
    assert told.startswith(b"HTTP/1.1 400")
    assert capfd.readouterr().err == ""


def test_no_address_leads_to_another(office: Office) -> None:
    with Somebody(office) as somebody:
        for path in ("/login/", "/people/", "/login//", "/static/page.css/"):
            answer = somebody.client.get(path, follow_redirects=False)
            assert answer.status_code == 404
            assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("wanted", "known"),
    [
        (Wanted(hosts=("Books.example.com:443",), secure=True), "books.example.com"),
        (Wanted(hosts=("books.example.com:80",)), "books.example.com"),
        (Wanted(hosts=("books.example.com:8443",), secure=True), "books.example.com:8443"),
    ],
)
def test_names_it_is_known_by(tmp_path: Path, wanted: Wanted, known: str) -> None:
    with serving(Settings(home=tmp_path / "home"), WHERE, wanted) as (_, _made, _bound, office):
        assert known in office.hosts
        assert ("books.example.com" in office.hosts) is ("8443" not in known)


@pytest.mark.parametrize(
    ("wanted", "address"),
    [
        (Wanted(), "http://127.0.0.1:PORT/enter?token="),
        (Wanted(hosts=("books.example.com",)), "http://127.0.0.1:PORT/enter?token="),
        (
            Wanted(hosts=("books.example.com",), secure=True),
            "https://books.example.com/enter?token=",
        ),
    ],
)
def test_the_address_that_is_printed(tmp_path: Path, wanted: Wanted, address: str) -> None:
    with serving(Settings(home=tmp_path / "home"), WHERE, wanted) as (url, _, bound, _office):
        assert url.startswith(address.replace("PORT", str(bound.getsockname()[1])))


def test_nobody_is_shut_out_by_settings(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", page_passwords=False)
    with (
        pytest.raises(SettingsUnusable, match="shuts everybody out"),
        serving(settings, WHERE, Wanted()),
    ):
        pass
