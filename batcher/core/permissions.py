"""What a key must be allowed for each command: the one catalogue of permissions.

A test makes every command call Stripe and compares. Stripe's own documents do not list which
permission each endpoint wants, so permissions are named by the resource of the endpoint, and the
scope that Stripe's refusals name stands beside where one was ever seen; Stripe's own sentence is
always repeated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

PARTS_MIN = 3  # '', v1, the collection


class Access(StrEnum):
    """What the Dashboard lets one choose for each resource of a restricted key."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True, order=True)
class Permission:
    """One line of a restricted key: the collection in the API's paths, and the access."""

    collection: str
    access: Access

    def __str__(self) -> str:
        return f"{RESOURCES[self.collection].name}: {self.access.value.capitalize()}"


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource as people look for it; `scopes`: those that Stripe's refusals were seen to name.

    `without`: what becomes of a run whose key may not read it: "stops", "rejects" (rows that name
    one, and with them the workbook), "warns" (such rows are sent unchecked), or "goes_on".
    """

    name: str
    without: str
    scopes: tuple[str, ...] = ()


# Only scopes that were seen in refusals people published; the others are not guessed.
RESOURCES: Mapping[str, Resource] = {
    "invoices": Resource("Invoices", "stops", ("rak_invoice_write",)),
    "invoiceitems": Resource("Invoice items", "rejects", ("rak_invoice_item_read",)),
    "customers": Resource("Customers", "warns"),
    "prices": Resource("Prices", "rejects", ("rak_plan_read",)),
    "products": Resource("Products", "warns"),
    "tax_rates": Resource("Tax rates", "warns"),
    "coupons": Resource("Coupons", "warns"),
    "promotion_codes": Resource("Promotion codes", "warns"),
    "account": Resource("Account", "goes_on"),
}


def _read(*collections: str) -> frozenset[Permission]:
    return frozenset(Permission(one, Access.READ) for one in collections)


_WRITE = frozenset({Permission("invoices", Access.WRITE)})
_PLANS = _read(
    "account", "invoices", "invoiceitems", "customers", "prices", "tax_rates", "coupons",
    "promotion_codes",
)  # fmt: skip
_NONE = frozenset[Permission]()

# Command -> all it may come to ask; what a given workbook has no need of is not asked.
COMMANDS: Mapping[str, frozenset[Permission]] = {
    "template": _NONE,
    "check": _NONE,
    "plan": _PLANS,
    "run": _PLANS | _WRITE,
    "apply": _PLANS | _WRITE,
    "resume": _PLANS | _WRITE,
    "retry": _PLANS | _WRITE,
    "approve": _PLANS | _WRITE,
    "inbox": _PLANS | _WRITE,
    "serve": _PLANS | _WRITE,
    "submit": _PLANS,
    "worker": _PLANS | _WRITE,
    "cancel": _NONE,
    "export": _read("account", "invoices", "invoiceitems"),
    "verify": _read("account", "invoices"),
    "undo": _read("account", "invoices", "invoiceitems", "prices", "products", "tax_rates"),
    "doctor": _read(*RESOURCES),
    "report": _NONE,
    "runs": _NONE,
    "show": _NONE,
    "settings": _NONE,
    "backup": _NONE,
    "purge": _NONE,
    "sandbox": _NONE,
}


def needed(method: str, path: str) -> Permission | None:
    """The permission a call wants; None for a path of no resource we know."""
    parts = path.partition("?")[0].split("/")
    if len(parts) < PARTS_MIN or parts[2] not in RESOURCES:
        return None
    return Permission(parts[2], Access.READ if method == "GET" else Access.WRITE)


def named(method: str, path: str) -> str:
    """The same as people read it: `Invoices: Write`; '' where nobody knows."""
    found = needed(method, path)
    return str(found) if found else ""
