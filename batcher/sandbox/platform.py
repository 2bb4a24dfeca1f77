"""A platform and the accounts connected to it: whose books a request is about, or why none."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from batcher.sandbox.account import Account
from batcher.sandbox.late import Late
from batcher.sandbox.refusal import Refusal


class Books(NamedTuple):
    """One account, and its requests that are still on their way."""

    account: Account
    late: Late


class Platform:
    """An account whose key may act for those connected to it, by `Stripe-Account`.

    Each account has a key of its own too, which acts for that account alone.
    """

    def __init__(self, own: Account, connected: Sequence[Account] = ()) -> None:
        self.own = Books(own, Late(own))
        self.connected = tuple(Books(one, Late(one)) for one in connected)
        self._revoked: frozenset[str] = frozenset()

    def every(self) -> Iterator[Books]:
        """The platform's own books, then those of the connected accounts."""
        yield self.own
        yield from self.connected

    def revoke(self, account: str) -> None:
        """A connected account takes the platform's access to it away."""
        self._revoked |= {account}

    def restore(self, account: str) -> None:
        """The access is given again."""
        self._revoked -= {account}

    def books(self, authorization: str, wanted: str) -> Books:
        """Those that a request is about: its Authorization and Stripe-Account headers, '' where it
        has none. Raises Refusal: 401 for no key we know, 403 for an account it may not act for."""
        key = sent_key(authorization)
        _assert_secret(key)
        holder = next((one for one in self.every() if _is_same(key, one.account.key)), None)
        if holder is None:
            raise Refusal(f"Invalid API Key provided: {key[:8]}****", status=401)
        if wanted in ("", holder.account.id):
            return holder
        if holder is not self.own:
            raise not_a_platform()
        for one in self.connected:
            if one.account.id == wanted and wanted not in self._revoked:
                return one
        raise no_access(key, wanted)


def no_access(key: str, account: str) -> Refusal:
    """The account is not there, or not connected (any more)."""
    return Refusal(
        f"The provided key '{key[:8]}****' does not have access to account '{account}' (or that "
        "account does not exist). Application access may have been revoked.",
        status=403,
        code="account_invalid",
    )


def not_a_platform() -> Refusal:
    """A key that acts for its own account alone."""
    message = "Only Stripe Connect platforms can work with other accounts."
    return Refusal(message, status=403)


def _assert_secret(key: str) -> None:
    if not key:
        raise Refusal("You did not provide an API key.", status=401)
    if key.startswith("pk_"):
        message = "This API call cannot be made with a publishable API key."
        raise Refusal(message, status=401, code="secret_key_required")


def _is_same(key: str, other: str) -> bool:
    return hmac.compare_digest(key.encode(), other.encode())


def sent_key(authorization: str) -> str:
    """The key in an Authorization header, Basic (as the user) or Bearer; '' where there is none."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    if scheme.lower() != "basic":
        return ""
    try:
        decoded = base64.b64decode(credentials, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return decoded.partition(":")[0]
