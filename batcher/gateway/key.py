"""The secret key: what kind it is, and a wrapping that never shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from requests import PreparedRequest
from requests.auth import AuthBase

from batcher import locale

_KEY = re.compile(r"(sk|rk)_(test|live)_[!-~]+")
_BLANKS = " \t\r\n\f\v\u3000\ufeff"


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """What a key says of itself by its prefix: live or test, restricted (`rk_`) or not."""

    livemode: bool
    restricted: bool


class KeyUnusable(Exception):
    """There is no key that can be used. `code` is a code of `locale.problem`, with its `details`;
    the key is never in it."""

    def __init__(self, code: str, **details: str) -> None:
        super().__init__(locale.problem(code, "en", details))
        self.code = code
        self.details = details


def check_key(text: str) -> KeyFacts:
    """The facts of the key in `text`, as typed or as a key file holds it (newline, BOM).

    Raises KeyUnusable: `key_missing`, `key_publishable` (`pk_`), `key_webhook` (`whsec_`),
    `key_unknown` (anything that is not `sk_` or `rk_`, then `test_` or `live_`, then more).
    """
    return _facts(bare_key(text))


def bare_key(text: str) -> str:
    """`text` without what a key file puts around a key."""
    return text.strip(_BLANKS)


def _facts(key: str) -> KeyFacts:
    if not key:
        raise KeyUnusable("key_missing")
    if key.startswith("pk_"):
        raise KeyUnusable("key_publishable")
    if key.startswith("whsec_"):
        raise KeyUnusable("key_webhook")
    found = _KEY.fullmatch(key)
    if found is None:
        raise KeyUnusable("key_unknown")
    return KeyFacts(livemode=found[2] == "live", restricted=found[1] == "rk")


class Secret(AuthBase):
    """A checked key that signs requests and shows itself to nobody.

    It is handed to the session and puts the header on at the last moment, so that no frame of ours
    holds the key where a traceback with local variables would print it.
    """

    def __init__(self, text: str) -> None:
        """Raises KeyUnusable."""
        check_key(text)
        self._key = bare_key(text)

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._key}"
        return request

    def scrub(self, text: str) -> str:
        """`text` with the key, should a server or a message repeat it, blotted out."""
        return text.replace(self._key, self._mask)

    @property
    def _mask(self) -> str:
        return "_".join(self._key.split("_")[:2]) + "_***"

    def __repr__(self) -> str:
        return f"<Secret {self._mask}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not written down")
