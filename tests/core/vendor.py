"""Stripe's own parameter types (`stripe.params`), walked into dotted names."""

from __future__ import annotations

import typing
from collections.abc import Iterator
from typing import Any

from stripe._request_options import RequestOptions

CLIENT_OPTIONS = frozenset(RequestOptions.__annotations__)


def dotted(schema: Any, prefix: str = "") -> dict[str, bool]:
    """Dotted name of every parameter -> whether it has members of its own.

    `lines.price_data` is True, `lines.price_data.unit_amount` False. The client's own options are
    left out; lists count as what they hold, and maps of free keys as one parameter.
    """
    found: dict[str, bool] = {}
    for name, hint in hints(schema).items():
        members = [inner for inner in shapes(hint) if hasattr(inner, "__required_keys__")]
        found[f"{prefix}{name}"] = bool(members)
        for inner in members:
            found.update(dotted(inner, f"{prefix}{name}."))
    return found


def hints(schema: Any) -> dict[str, Any]:
    """Member -> type, forward references resolved where the vendor wrote them."""
    own = {
        name: hint for name, hint in schema.__annotations__.items() if name not in CLIENT_OPTIONS
    }
    holder = type("Holder", (), {"__annotations__": own})
    holder.__module__ = schema.__module__
    return typing.get_type_hints(holder)


def shapes(hint: Any) -> Iterator[Any]:
    """Every type inside a union or a list, itself included."""
    yield hint
    for inner in typing.get_args(hint):
        yield from shapes(inner)
