"""Keys: what is one, what is not and how each is told, and that none is ever shown."""

from __future__ import annotations

import pickle

import pytest
from requests import PreparedRequest

from batcher import locale
from batcher.gateway.key import KeyFacts, KeyUnusable, Secret, check_key


@pytest.mark.parametrize(
    ("text", "livemode", "restricted"),
    [
        ("sk_test_abc", False, False),
        ("rk_test_abc", False, True),
        ("sk_live_abc", True, False),
        ("rk_live_a_b-c", True, True),
        ("\ufeff  rk_test_abc\r\n", False, True),
    ],
)
def test_a_key_says_what_it_is(text: str, livemode: bool, restricted: bool) -> None:
    assert check_key(text) == KeyFacts(livemode, restricted)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "key_missing"),
        (" \r\n", "key_missing"),
        ("pk_test_abc", "key_publishable"),
        ("whsec_abc", "key_webhook"),
        ("sk_abc", "key_unknown"),
        ("sk_test_", "key_unknown"),
        ("sk_prod_abc", "key_unknown"),
        ("SK_TEST_ABC", "key_unknown"),
        ("sk_test_a b", "key_unknown"),
        ("sk_test_a\nsk_test_b", "key_unknown"),
        ("sk_test_キー", "key_unknown"),
        ("Bearer sk_test_abc", "key_unknown"),
    ],
)
def test_what_is_no_key_is_refused_without_being_shown(text: str, code: str) -> None:
    with pytest.raises(KeyUnusable) as caught:
        check_key(text)
    assert caught.value.code == code
    assert str(caught.value) == locale.problem(code)
    assert "abc" not in repr(caught.value)


def test_every_refusal_is_worded_in_both_languages() -> None:
    for code in ("key_missing", "key_publishable", "key_webhook", "key_unknown"):
        assert locale.problem(code, "ja") != locale.problem(code, "en")


def test_a_secret_signs_and_hides() -> None:
    secret = Secret(" sk_test_abc\n")
    request = secret(PreparedRequestWithHeaders())
    assert request.headers["Authorization"] == "Bearer sk_test_abc"
    assert f"{secret} {secret!r}" == "<Secret sk_test_***> <Secret sk_test_***>"
    assert secret.scrub("no sk_test_abc here") == "no sk_test_*** here"
    with pytest.raises(TypeError):
        pickle.dumps(secret)


class PreparedRequestWithHeaders(PreparedRequest):
    def __init__(self) -> None:
        super().__init__()
        self.prepare_headers({})
