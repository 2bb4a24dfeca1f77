"""Coming in by an OpenID provider: the good way, and everything that is not it."""

from __future__ import annotations

import hmac
import http.client
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from batcher.core.model import Person, Role
from batcher.history import open_runs
from batcher.settings import Settings, SettingsUnusable
from batcher.web.office import Office
from batcher.web.provider import provider_of
from batcher.web.screens.people import hasher
from batcher.web.screens.provider import enrolled
from batcher.wiring import Connection
from tests.web.openid import CLIENT, SECRET, OpenId, started
from tests.web.somebody import PORT, TOKEN, Somebody

AKI = "aki@example.com"
PREPARE = frozenset({Role.PREPARE})


@pytest.fixture(scope="module")
def key() -> RSAKey:
    return RSAKey.generate_key(2048, auto_kid=True)


@pytest.fixture
def openid(key: RSAKey) -> Iterator[OpenId]:
    with started(key) as made:
        yield made


@pytest.fixture
def opened(openid: OpenId, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Offices on one ledger that know the provider; more settings may be given."""
    monkeypatch.setenv("OIDC_CLIENT_SECRET", SECRET)
    with ExitStack() as stack:

        def made(**more: Any) -> Office:
            settings = Settings(
                home=tmp_path / "home", reports=tmp_path / "reports", lang="en",
                oidc_issuer=openid.url, oidc_client=CLIENT, **more,
            )  # fmt: skip
            ledger = stack.enter_context(open_runs(settings))
            hosts = frozenset({f"127.0.0.1:{PORT}", f"localhost:{PORT}"})
            where = Connection(sandbox=True)
            office = Office(settings, where, ledger, hosts, TOKEN, alone=False, port=PORT)
            stack.callback(office.close, 20)
            return office

        yield made


@pytest.fixture
def office(opened: Any) -> Office:
    found: Office = opened()
    found.ledger.desk.enrol(Person(AKI, "", PREPARE))
    return found


@pytest.fixture
def aki(office: Office) -> Iterator[Somebody]:
    with Somebody(office) as somebody:
        yield somebody


def away(somebody: Somebody) -> str:
    """From the page to the provider: the address it is left for."""
    somebody.get("/login")
    assert 'href="/login/away"' in somebody.page
    answer = somebody.client.get(
        "/login/away", follow_redirects=False, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert answer.status_code == 303
    return str(answer.headers["location"])


def through(address: str) -> str:
    """What the provider sends the browser back to."""
    parts = urlsplit(address)
    line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    line.request("GET", f"{parts.path}?{parts.query}")
    answer = line.getresponse()
    assert answer.status == 302
    line.close()
    return answer.getheader("location") or ""


def back(somebody: Somebody, address: str) -> str:
    """The browser comes back from another site: no strict cookie goes with it."""
    parts = urlsplit(address)
    held = dict(somebody.client.cookies)
    somebody.client.cookies.delete(f"batcher_{PORT}")
    text = somebody.get(f"{parts.path}?{parts.query}", headers={"Sec-Fetch-Site": "cross-site"})
    assert held
    return text


def came_in(somebody: Somebody) -> bool:
    somebody.get("/")
    return somebody.path == "/"


def refused(somebody: Somebody, office: Office, status: int = 403) -> str:
    """Nobody came in, and it was said in words."""
    assert somebody.status == status, somebody.said()
    told = somebody.said()
    assert not came_in(somebody)
    assert [one for one in office.ledger.desk.actions() if one.kind == "entered"] == []
    return told


def test_the_good_way(aki: Somebody, office: Office, openid: OpenId) -> None:
    address = away(aki)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert address.startswith(f"{openid.url}/authorize?")
    assert asked["response_type"] == "code"
    assert asked["client_id"] == CLIENT
    assert asked["scope"] == "openid email"
    assert asked["redirect_uri"] == f"http://127.0.0.1:{PORT}/login/back"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 32
    assert len({asked["state"], asked["nonce"], asked["code_challenge"]}) == 3
    back(aki, through(address))
    assert 'http-equiv="refresh" content="0;url=/"' in aki.page
    assert came_in(aki)
    assert AKI in aki.said()
    done = [(one.kind, one.who) for one in office.ledger.desk.actions()]
    assert done == [("entered", AKI), ("recognised", AKI)]
    token = next(form for path, form in openid.asked if path == "/token")
    assert token["client_secret"] == SECRET
    assert SECRET not in address


def test_cookies_of_the_way(aki: Somebody) -> None:
    """The one that comes back from another site is lax, short-lived and gone afterwards."""
    answer = aki.client.get("/login/away", follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(f"batcher_{PORT}_away=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "max-age=600" in cookie
    back(aki, through(answer.headers["location"]))
    assert f"batcher_{PORT}_away" not in dict(aki.client.cookies)
    assert f"batcher_{PORT}" in dict(aki.client.cookies)


def test_capitals_of_an_address_do_not_matter(aki: Somebody, openid: OpenId) -> None:
    openid.claims["email"] = "Aki@Example.com"
    back(aki, through(away(aki)))
    assert came_in(aki)


def test_letters_that_look_alike_do() -> None:
    people = [Person("boss@example.com", "", PREPARE), Person("MASSE@example.com", "", PREPARE)]
    assert enrolled(people, "BOSS@example.com") == people[0]
    assert enrolled(people, "maße@example.com") is None
    assert enrolled(people, "bo\u017f\u017f@example.com") is None  # long s, small of S
    assert enrolled([*people, Person("Boss@example.com", "", PREPARE)], "bOSS@example.com") is None


def test_what_is_told_only_when_asked(aki: Somebody, openid: OpenId) -> None:
    openid.only_asked = True
    back(aki, through(away(aki)))
    assert came_in(aki)


def test_another_subject_when_asked(aki: Somebody, office: Office, openid: OpenId) -> None:
    openid.only_asked = True
    openid.changed = {"sub": "18"}
    back(aki, through(away(aki)))
    assert "does not prove who you are" in refused(aki, office)


def test_a_wrong_state(aki: Somebody, office: Office, openid: OpenId) -> None:
    address = through(away(aki))
    for wrong in (address.replace("state=", "state=x"), address.partition("&state")[0]):
        before = len(openid.asked)
        away(aki)
        back(aki, wrong)
        assert "Sign in again from the start" in refused(aki, office)
        assert [path for path, _ in openid.asked[before:] if path == "/token"] == []


def test_the_way_of_another_browser(aki: Somebody, office: Office) -> None:
    """Somebody lets another browser come back with his own code."""
    address = through(away(aki))
    with Somebody(office) as other:
        other.get("/login")
        back(other, address)
        assert "Sign in again from the start" in refused(other, office)


def test_a_code_is_good_once(aki: Somebody, office: Office, openid: OpenId) -> None:
    address = through(away(aki))
    cookie = aki.client.cookies.get(f"batcher_{PORT}_away")
    back(aki, address)
    assert came_in(aki)
    with Somebody(office) as thief:  # who has the address and the cookie
        thief.client.cookies.set(f"batcher_{PORT}_away", str(cookie))
        thief.get(f"{urlsplit(address).path}?{urlsplit(address).query}")
        assert thief.status == 403
        assert "invalid_grant" in thief.said()
        assert not came_in(thief)
    # Also where the provider takes a code twice.
    code = parse_qs(urlsplit(address).query)["code"][0]
    openid.codes[code] = {**openid.asked[1][1]}
    with Somebody(office) as thief:
        thief.client.cookies.set(f"batcher_{PORT}_away", str(cookie))
        thief.get(f"{urlsplit(address).path}?{urlsplit(address).query}")
        assert thief.status == 403
        assert "used already" in thief.said()
        assert not came_in(thief)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"nonce": "of another way"}, "invalid_claim nonce"),
        ({"nonce": None}, "missing_claim nonce"),
        ({"aud": "another client"}, "invalid_claim aud"),
        ({"aud": [CLIENT, "another client"]}, "missing_claim azp"),
        ({"azp": "another client"}, "invalid_claim azp"),
        ({"aud": None}, "missing_claim aud"),
        ({"iss": "https://elsewhere.example"}, "invalid_claim iss"),
        ({"iss": None}, "missing_claim iss"),
        ({"exp": 1_700_000_000}, "expired_token exp"),
        ({"exp": None}, "missing_claim exp"),
        ({"iat": 4_000_000_000}, "invalid_claim iat"),
        ({"nbf": 4_000_000_000}, "invalid_claim nbf"),
        ({"sub": None}, "missing_claim sub"),
        ({"at_hash": "of another token"}, "invalid_claim at_hash"),
    ],
)
def test_a_token_that_is_not_for_this_way(
    aki: Somebody, office: Office, openid: OpenId, changed: dict[str, Any], reason: str
) -> None:
    openid.changed = changed
    back(aki, through(away(aki)))
    assert reason in refused(aki, office)
    (action,) = office.ledger.desk.actions()
    assert (action.kind, action.detail["why"]) == ("not_recognised", reason)


def unsigned(openid: OpenId, claims: dict[str, Any]) -> str:
    signed = jwt.encode({"alg": "RS256"}, claims, openid.key)
    return f"eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{signed.split('.')[1]}."


def by_its_public_key(openid: OpenId, claims: dict[str, Any]) -> str:
    """As if the published key were a shared secret."""
    signed = jwt.encode({"alg": "RS256"}, claims, openid.key)
    head = urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": openid.key.kid}).encode())
    told = head.rstrip(b"=") + b"." + signed.split(".")[1].encode()
    mark = hmac.digest(openid.key.as_pem(private=False), told, "sha256")
    return f"{told.decode()}.{urlsafe_b64encode(mark).rstrip(b'=').decode()}"


def by_the_client_secret(openid: OpenId, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET * 2), ["HS256"])


def by_another_key(openid: OpenId, claims: dict[str, Any]) -> str:
    other = RSAKey.generate_key(2048)
    return jwt.encode({"alg": "RS256", "kid": openid.key.kid}, claims, other)


def by_a_key_it_brings(openid: OpenId, claims: dict[str, Any]) -> str:
    other = RSAKey.generate_key(2048, auto_kid=True)
    header = {"alg": "RS256", "jwk": other.as_dict(private=False), "kid": other.kid}
    return jwt.encode(header, claims, other)


def changed_afterwards(openid: OpenId, claims: dict[str, Any]) -> str:
    head, _, mark = jwt.encode({"alg": "RS256"}, claims, openid.key).split(".")
    other = jwt.encode({"alg": "RS256"}, {**claims, "email": AKI}, openid.key).split(".")[1]
    return f"{head}.{other}.{mark}"


def nested(openid: OpenId, claims: dict[str, Any]) -> str:
    return f"{'[' * 100_000}.a.b"


@pytest.mark.parametrize(
    "sign",
    [
        unsigned, by_its_public_key, by_the_client_secret, by_another_key, by_a_key_it_brings,
        changed_afterwards, nested, lambda openid, claims: "no token", lambda openid, claims: "",
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_a_token_that_its_key_did_not_sign(
    aki: Somebody, office: Office, openid: OpenId, sign: Any
) -> None:
    openid.sign = sign
    if sign is changed_afterwards:
        openid.claims["email"] = "ben@example.com"
    back(aki, through(away(aki)))
    assert "does not prove who you are" in refused(aki, office)


def test_an_unverified_address(aki: Somebody, office: Office, openid: OpenId) -> None:
    for told in (False, "false", 0, None):
        openid.claims["email_verified"] = told
        openid.changed = {}
        back(aki, through(away(aki)))
        if told is None:  # says nothing of it
            assert came_in(aki)
        else:
            assert "Verify it there first" in refused(aki, office)


def test_who_is_not_among_the_people(aki: Somebody, office: Office, openid: OpenId) -> None:
    openid.claims["email"] = "mallory@example.com"
    back(aki, through(away(aki)))
    assert "nobody of that name" in refused(aki, office)
    assert office.ledger.desk.person("mallory@example.com") is None


def test_who_may_not_sign_in_any_more(aki: Somebody, office: Office) -> None:
    office.ledger.desk.enrol(Person(AKI, "", PREPARE, active=False))
    back(aki, through(away(aki)))
    assert "nobody of that name" in refused(aki, office)


def test_who_signs_in_with_a_password(aki: Somebody, office: Office) -> None:
    """Whoever gets that name at the provider is not him."""
    office.ledger.desk.enrol(Person(AKI, hasher().hash("correct horse battery"), PREPARE))
    back(aki, through(away(aki)))
    assert "nobody of that name" in refused(aki, office)


def test_an_address_given_to_somebody_else(aki: Somebody, office: Office, openid: OpenId) -> None:
    back(aki, through(away(aki)))
    assert came_in(aki)
    openid.claims["sub"] = "18"
    with Somebody(office) as other:
        back(other, through(away(other)))
        assert other.status == 403
        assert "was another account" in other.said()
        assert not came_in(other)
        office.ledger.desk.enrol(Person(AKI, "", PREPARE))  # an administrator saves him again
        back(other, through(away(other)))
        assert came_in(other)


def test_a_name_without_a_password_has_no_password(office: Office) -> None:
    with Somebody(office) as guesser:
        guesser.get("/login")
        for words in ("", "anything at all"):
            guesser.send("/login", name=AKI, password=words)
            assert guesser.status == 401


def test_a_provider_that_is_away(aki: Somebody, office: Office, openid: OpenId) -> None:
    openid.is_away = True
    aki.get("/login/away")
    assert aki.status == 503
    assert "does not answer at the moment (HTTP 503)" in aki.said()
    openid.is_away = False
    address = through(away(aki))
    openid.is_away = True
    back(aki, address)
    assert "does not answer" in refused(aki, office, 503)


def test_a_provider_nobody_listens_at(opened: Any, openid: OpenId) -> None:
    office = opened()
    with Somebody(office) as somebody:
        openid.url = "http://127.0.0.1:1"
        office.provider = provider_of(
            office.settings.model_copy(update={"oidc_issuer": openid.url})
        )
        somebody.get("/login/away")
        assert somebody.status == 503
        assert "does not answer" in somebody.said()


@pytest.mark.parametrize("garbage", ["<html>", "[]", "{}", "[" * 100_000, "{" * 9, "x" * 2**21])
def test_a_provider_that_talks_nonsense(
    aki: Somebody, office: Office, openid: OpenId, garbage: str
) -> None:
    address = through(away(aki))
    openid.garbage = garbage
    back(aki, address)
    assert "does not prove who you are" in refused(aki, office)
    assert office.provider is not None
    office.provider._kept = None
    aki.get("/login/away")
    assert aki.status == 403
    assert "does not prove who you are" in aki.said()


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://elsewhere.example"},
        {"issuer": None},
        {"token_endpoint": "http://elsewhere.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
    ],
)
def test_a_provider_that_is_not_the_one(
    aki: Somebody, office: Office, openid: OpenId, metadata: dict[str, Any]
) -> None:
    openid.metadata = metadata
    aki.get("/login/away")
    assert "does not prove who you are" in refused(aki, office)


def test_a_provider_that_is_elsewhere_now(aki: Somebody, office: Office, openid: OpenId) -> None:
    openid.moved = True
    aki.get("/login/away")
    assert "(HTTP 302)" in refused(aki, office)


def test_a_provider_that_never_stops_talking(aki: Somebody, office: Office, openid: OpenId) -> None:
    openid.metadata = {"padding": "x" * 2**21}
    aki.get("/login/away")
    assert "does not prove who you are" in refused(aki, office)


def test_a_provider_that_says_nothing(
    aki: Somebody, office: Office, openid: OpenId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("batcher.web.provider.PATIENCE_S", (0.3, 0.3))
    openid.held = threading.Event()
    aki.get("/login/away")
    assert "does not answer at the moment" in refused(aki, office, 503)
    openid.held.set()


def test_few_wait_for_a_provider_at_once(aki: Somebody, office: Office, openid: OpenId) -> None:
    """Strangers who begin the way many times do not take every thread of the page."""
    openid.held = threading.Event()
    threads = [threading.Thread(target=_begin, args=(office,)) for _ in range(4)]
    for one in threads:
        one.start()
    for _ in range(200):
        if len(openid.asked) == 4:
            break
        time.sleep(0.02)
    aki.get("/login/away")
    assert aki.status == 503
    assert "busy" in aki.said()
    openid.held.set()
    for one in threads:
        one.join(20)
    aki.get("/login")
    assert aki.client.get("/login/away", follow_redirects=False).status_code == 303


def _begin(office: Office) -> None:
    with Somebody(office) as somebody:
        somebody.client.get("/login/away", follow_redirects=False)


def test_a_provider_that_says_no(aki: Somebody, office: Office, openid: OpenId) -> None:
    for error, told in (("access_denied", "access_denied"), ("<script>", "?")):
        state = parse_qs(urlsplit(away(aki)).query)["state"][0]
        aki.get("/login/back", params={"error": error, "state": state})
        assert f"did not sign you in ({told})" in refused(aki, office)
    assert [path for path, _ in openid.asked if path == "/token"] == []


def test_an_answer_of_another_issuer(aki: Somebody, office: Office) -> None:
    """RFC 9207: where a code says whose it is, it has to be this provider's."""
    back(aki, f"{through(away(aki))}&iss=https%3A%2F%2Felsewhere.example")
    assert "another issuer" in refused(aki, office)


def test_back_under_another_of_our_names(aki: Somebody, office: Office) -> None:
    """A cookie of one name does not come in by another, should a browser mix them."""
    address = through(away(aki))
    cookie = aki.client.cookies.get(f"batcher_{PORT}_away")
    parts = urlsplit(address)
    answer = aki.client.get(
        f"{parts.path}?{parts.query}",
        headers={"Host": f"localhost:{PORT}", "Cookie": f"batcher_{PORT}_away={cookie}"},
    )
    assert answer.status_code == 403
    assert "under another address" in answer.text
    stranger = aki.client.get(f"{parts.path}?{parts.query}", headers={"Host": "evil.example"})
    assert stranger.status_code == 400


def test_nobody_else_begins_the_way(aki: Somebody, openid: OpenId) -> None:
    answer = aki.client.get(
        "/login/away", headers={"Sec-Fetch-Site": "cross-site"}, follow_redirects=False
    )
    assert answer.headers["location"] == "/login"
    assert openid.asked == []


def test_a_way_does_not_stay_open(aki: Somebody, office: Office, monkeypatch: Any) -> None:
    parts = urlsplit(through(away(aki)))
    cookie = f"batcher_{PORT}_away={aki.client.cookies.get(f'batcher_{PORT}_away')}"
    later = time.time() + 601
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: later)
    aki.client.cookies.clear()  # as the browser does by then; he kept it himself
    aki.get(f"{parts.path}?{parts.query}", headers={"Cookie": cookie})
    monkeypatch.undo()
    assert "too long ago" in refused(aki, office)


def test_failures_run_out_and_are_not_asked_of_the_provider(
    aki: Somebody, office: Office, openid: OpenId
) -> None:
    openid.changed = {"aud": "another client"}
    for _ in range(20):
        back(aki, through(away(aki)))
        assert aki.status == 403
    before = len(openid.asked)
    address = through(away(aki))
    back(aki, address)
    assert aki.status == 429
    assert [path for path, _ in openid.asked[before:] if path == "/token"] == []


def test_an_administrator_says_who_signs_in_with_it(office: Office) -> None:
    with Somebody(office) as owner:
        owner.get(f"/enter?token={TOKEN}")
        owner.get("/people")
        csrf = owner.form("/people")["csrf"]
        ben = {"csrf": csrf, "name": "ben@example.com", "active": "yes"}
        owner.post("/people", {**ben, "provider": "yes", "roles": ["approve"]})
        found = office.ledger.desk.person("ben@example.com")
        assert found is not None
        assert (found.password, found.roles) == ("", {Role.APPROVE})
        owner.post("/people", {"csrf": csrf, "name": "Chie"})
        assert owner.status == 422
        assert office.ledger.desk.person("Chie") is None
        owner.post("/people", ben)  # neither the one nor the other
        assert owner.status == 422
        owner.post("/people", {**ben, "password": "correct horse battery"})
        found = office.ledger.desk.person("ben@example.com")
        assert found is not None
        assert found.password.startswith("$argon2id$")
        owner.post("/people", {**ben, "provider": "yes"})
        found = office.ledger.desk.person("ben@example.com")
        assert found is not None
        assert found.password == ""


def test_without_passwords(opened: Any) -> None:
    office: Office = opened(page_passwords=False)
    office.ledger.desk.enrol(Person(AKI, "", PREPARE))
    office.ledger.desk.enrol(Person("Ben", hasher().hash("correct horse battery"), PREPARE))
    with Somebody(office) as ben:
        ben.get("/login")
        assert not ben.has_form("/login")
        token = ben.form("/language")["csrf"]
        fields = {"csrf": token, "name": "Ben", "password": "correct horse battery"}
        ben.post("/login", fields)
        assert ben.status == 403
        assert "Nobody signs in with a password here" in ben.said()
    with Somebody(office) as aki:
        back(aki, through(away(aki)))
        assert came_in(aki)
    with Somebody(office) as owner:
        owner.get(f"/enter?token={TOKEN}")
        owner.get("/people")
        fields = {"csrf": owner.form("/people")["csrf"], "name": "chie@example.com"}
        owner.post("/people", fields)
        chie = office.ledger.desk.person("chie@example.com")
        assert chie is not None
        assert chie.password == ""


def test_words_in_japanese(aki: Somebody, openid: OpenId) -> None:
    openid.is_away = True
    aki.get("/login")
    aki.send("/language", language="ja")
    aki.get("/login/away")
    assert "から応答がありません" in aki.said()


def test_half_a_provider_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OIDC_CLIENT_SECRET", raising=False)
    assert provider_of(Settings(home=tmp_path)) is None
    issuer = {"home": tmp_path, "oidc_issuer": "https://id.example.com"}
    with pytest.raises(SettingsUnusable, match="oidc_client"):
        provider_of(Settings(**issuer))
    assert provider_of(Settings(**issuer, oidc_client="x")) is not None
    with pytest.raises(SettingsUnusable, match="MY_SECRET"):
        provider_of(Settings(**issuer, oidc_client="x", oidc_secret_env="MY_SECRET"))


def test_a_server_that_does_not_know_one(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", reports=tmp_path, lang="en")
    with open_runs(settings) as ledger:
        hosts = frozenset({f"127.0.0.1:{PORT}"})
        office = Office(settings, Connection(sandbox=True), ledger, hosts, TOKEN, False, PORT)
        with Somebody(office) as somebody:
            for path in ("/login/away", "/login/back?code=a&state=b"):
                somebody.get(path)
                assert somebody.status == 404
        office.close(5)
