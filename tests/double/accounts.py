"""Whose books a call is about: a platform's own, or those of an account connected to it.

What Stripe's documents say: `Stripe-Account` names the account a call acts for. What it answers
where a key may not was seen in what people published: 403, `account_invalid` for an account it has
no access to or that is not there, and words without a code for a key that is no platform's.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.double.forms import Refusal
from tests.double.state import State

# What a path is about, and what a restricted key's permission for it is called.
PERMISSIONS = {
    "account": "Account",
    "coupons": "Coupons",
    "customers": "Customers",
    "invoiceitems": "Invoice Items",
    "invoices": "Invoices",
    "prices": "Prices",
    "products": "Products",
    "promotion_codes": "Promotion Codes",
    "tax_rates": "Tax Rates",
}


def masked(secret: str) -> str:
    """A key as Stripe repeats it."""
    return f"{secret[:8]}****"


class Accounts:
    """A platform, the accounts connected to it, and what a restricted key may not do.

    `names_platform`: `GET /v1/account` tells of the platform even for a connected account; no
    document says which of the two. `no_platform`: keys that may act for their own account alone.
    `lacking`: (access, resource) the keys are without, e.g. ("write", "invoices").
    """

    def __init__(self, own: State) -> None:
        self.own = own
        self.connected: dict[str, State] = {}
        self.names_platform = False
        self.no_platform: set[str] = set()
        self.lacking: set[tuple[str, str]] = set()

    def connect(self) -> State:
        """A new account connected to the platform, with books of its own."""
        made = State(newest_first=self.own.newest_first, livemode=self.own.livemode)
        self.connected[made.account] = made
        return made

    def disconnect(self, state: State) -> None:
        """The account takes the platform's access away; `rejoin` gives it back."""
        del self.connected[state.account]

    def rejoin(self, state: State) -> None:
        """The access is given again."""
        self.connected[state.account] = state

    def every(self) -> Iterator[State]:
        """The platform's books and those of the accounts connected to it."""
        yield self.own
        yield from self.connected.values()

    def books(self, secret: str, wanted: str) -> State:
        """The books that a call of this key is about; `wanted` is its `Stripe-Account`, '' where
        it has none. Raises Refusal (403)."""
        if wanted in ("", self.own.account):
            return self.own
        if secret in self.no_platform:
            raise Refusal(
                "Only Stripe Connect platforms can work with other accounts. If you need to setup"
                " a Stripe Connect platform, you can do so in the Dashboard.",
                status=403,
            )
        if wanted not in self.connected:
            raise Refusal(
                f"The provided key '{masked(secret)}' does not have access to account '{wanted}'"
                " (or that account does not exist). Application access may have been revoked.",
                status=403,
                code="account_invalid",
            )
        return self.connected[wanted]

    def allow(self, secret: str, method: str, path: str, books: State) -> None:
        """Raises Refusal (403) where the key is without the permission this call wants."""
        resource = path.strip("/").split("/")[1] if path.count("/") > 1 else ""
        access = "read" if method == "GET" else "write"
        if (access, resource) not in self.lacking:
            return
        name = f"{PERMISSIONS.get(resource, resource)} {access.capitalize()}"
        raise Refusal(
            f"The provided key '{masked(secret)}' does not have the required permissions for this"
            f" endpoint on account '{books.account}'. Enabling \"{name}\" permissions on this key"
            " would allow this request to continue.",
            status=403,
        )
