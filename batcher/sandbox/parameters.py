"""Checks decoded parameters against the vendor's own published types, with Stripe's wording.

There is no list of parameters here: a TypedDict of `stripe.params` says which names exist, which
are required and what each may hold. Only lengths, which the types do not say, stand below.
"""

from __future__ import annotations

import re
import types
import typing
from decimal import Decimal
from functools import cache
from typing import Any

from batcher.sandbox.form import Node
from batcher.sandbox.refusal import Refusal, ours

# Contract 1.2 and 2.3: the specification's limits, which the Python types leave out.
LENGTH_MAX = 5000
LENGTHS_MAX = {"unit_label": 12, "display_name": 200, "jurisdiction": 200}
PRODUCT_DESCRIPTION_MAX = 40_000
PLACES_MAX = 12
METADATA_KEYS_MAX = 50
METADATA_KEY_MAX = 40
METADATA_VALUE_MAX = 500
INTEGER_BITS = 64

_INTEGER = re.compile(r"-?[0-9]{1,19}")
_DECIMAL = re.compile(r"-?[0-9]{1,24}(\.[0-9]+)?")


def validate(schema: type, node: Node) -> dict[str, Any]:
    """The parameters in their own types (int, Decimal, bool, list, dict); raises Refusal.

    `schema` is one of the TypedDicts of `stripe.params`.
    """
    return fields(schema, node, "")


def fields(schema: type, node: Node, path: str) -> dict[str, Any]:
    """The members of one object: none unknown, all required ones there."""
    if not isinstance(node, dict):
        raise Refusal("Invalid object", param=path)
    known = hints(schema)
    for name in node:
        if name not in known:
            raise unknown(join(path, name))
    required: frozenset[str] = getattr(schema, "__required_keys__", frozenset())
    for name in sorted(required & known.keys()):
        if name not in node:
            raise absent(join(path, name))
    return {name: value(known[name], below, join(path, name)) for name, below in node.items()}


@cache
def hints(schema: type) -> dict[str, Any]:
    """Member -> type of a TypedDict, without the client's own options it inherits."""
    inherited: set[str] = set()
    for base in getattr(schema, "__orig_bases__", ()):
        inherited |= set(getattr(base, "__annotations__", {}))
    own = {name: hint for name, hint in schema.__annotations__.items() if name not in inherited}
    holder = type("Holder", (), {"__annotations__": own, "__module__": schema.__module__})
    return typing.get_type_hints(holder)


def value(hint: Any, node: Node, path: str) -> Any:
    """One parameter in the type its hint asks for."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return union(typing.get_args(hint), node, path)
    if origin is typing.Literal:
        return enumerated(typing.get_args(hint), node, path)
    if origin is list:
        return elements(typing.get_args(hint)[0], node, path)
    if origin is dict:
        return mapping(typing.get_args(hint)[1], node, path)
    if is_object(hint):
        return fields(hint, node, path)
    return scalar(hint, node, path)


def union(members: tuple[Any, ...], node: Node, path: str) -> Any:
    """The member of a union that fits the shape; `Literal['']` means the value may be cleared."""
    literals = [m for m in members if typing.get_origin(m) is typing.Literal]
    words = [word for literal in literals for word in typing.get_args(literal)]
    if node == "" and "" in words:
        return ""
    named = [word for word in words if word != ""]
    rest = [m for m in members if m not in literals]
    if named and str in rest:
        return enumerated(tuple(named), node, path)
    if isinstance(node, str) and node in named:
        return node
    containers = [m for m in rest if is_container(m)]
    plain = [m for m in rest if not is_container(m)]
    wanted = containers if containers and (isinstance(node, dict | list) or not plain) else plain
    return value(wanted[0], node, path)


def is_object(hint: Any) -> bool:
    """True for a TypedDict, also for one that `typing` itself did not make."""
    return isinstance(hint, type) and hasattr(hint, "__required_keys__")


def is_container(hint: Any) -> bool:
    """True for a type that brackets spell out."""
    return is_object(hint) or typing.get_origin(hint) in (list, dict)


def enumerated(words: tuple[Any, ...], node: Node, path: str) -> str:
    """One of a closed set of words."""
    if isinstance(node, str) and node in words:
        return node
    if node == "":
        raise empty(path)
    *first, last = [str(word) for word in words]
    allowed = f"{', '.join(first)}, or {last}" if len(first) > 1 else " or ".join([*first, last])
    raise Refusal(f"Invalid {leaf(path)}: must be one of {allowed}", param=path)


def elements(hint: Any, node: Node, path: str) -> list[Any]:
    """An array, its indices running from 0 without a gap (contract 5)."""
    if isinstance(node, list):
        return [value(hint, below, f"{path}[{number}]") for number, below in enumerate(node)]
    if node == "":
        raise empty(path)
    if not isinstance(node, dict):
        raise Refusal("Invalid array", param=path)
    if not all(re.fullmatch(r"[0-9]{1,6}", index) for index in node):
        raise Refusal("Invalid array: indices must be numeric", param=path)
    ordered = sorted(node, key=int)
    if ordered != [str(number) for number in range(len(ordered))]:
        raise Refusal("Invalid array: indices must be consecutive from 0", param=path)
    return [value(hint, node[index], f"{path}[{index}]") for index in ordered]


def mapping(hint: Any, node: Node, path: str) -> dict[str, Any]:
    """A map with free keys; of strings, it is metadata and has its limits (contract 2.3)."""
    if not isinstance(node, dict):
        raise Refusal("Invalid object", param=path)
    if hint is not str:
        return {name: value(hint, below, join(path, name)) for name, below in node.items()}
    for name, below in node.items():
        check_metadata(name, below, path)
    check_metadata_keys(len(node), path)
    return dict(node)


def check_metadata(name: str, node: Node, path: str) -> None:
    """One key and its value within Stripe's limits."""
    if not isinstance(node, str):
        raise ours("Metadata values must be strings", param=path)
    if len(name) > METADATA_KEY_MAX:
        raise ours(f"Metadata keys can have up to {METADATA_KEY_MAX} characters: {name}", path)
    if len(node) > METADATA_VALUE_MAX:
        raise Refusal(
            f"Metadata values can have up to {METADATA_VALUE_MAX} characters, but you passed in a "
            f"value that is {len(node)} characters. Invalid value: {node}",
            param=path,
        )


def check_metadata_keys(count: int, path: str) -> None:
    """At most 50 keys, of those sent and of those that result (contract 2.3)."""
    if count > METADATA_KEYS_MAX:
        raise ours(f"Metadata can have up to {METADATA_KEYS_MAX} keys, not {count}", path)


def scalar(hint: Any, node: Node, path: str) -> Any:
    """A single value: int, bool, Decimal (also where the types say float) or text."""
    if not isinstance(node, str):
        raise Refusal("Invalid string", param=path)
    if node == "":
        raise empty(path)
    if hint is int:
        return integer(node, path)
    if hint is bool:
        return boolean(node, path)
    if hint in (Decimal, float):
        return decimal(node, path)
    return text(node, path)


def integer(node: str, path: str) -> int:
    """A whole number in digits; `1.5` and `10.0` are refused."""
    if not _INTEGER.fullmatch(node) or int(node).bit_length() >= INTEGER_BITS:
        code = "parameter_invalid_integer"
        raise Refusal(f"Invalid integer: {node}", code=code, param=path)
    return int(node)


def boolean(node: str, path: str) -> bool:
    """`true` or `false`."""
    if node not in ("true", "false"):
        raise Refusal(f"Invalid boolean: {node}", param=path)
    return node == "true"


def decimal(node: str, path: str) -> Decimal:
    """Plain decimal notation with at most 12 places; never an exponent."""
    match = _DECIMAL.fullmatch(node)
    if match is None or len(match[1] or ".") - 1 > PLACES_MAX:
        raise Refusal(f"Invalid decimal: {node}", param=path)
    return Decimal(node)


def text(node: str, path: str) -> str:
    """A string within its length."""
    limit = LENGTHS_MAX.get(leaf(path), LENGTH_MAX)
    if path.endswith("[product_data][description]"):
        limit = PRODUCT_DESCRIPTION_MAX
    if len(node) > limit:
        shown = f"{node[:10]}...{node[-10:]}"
        raise Refusal(f"Invalid string: {shown}; must be at most {limit} characters", param=path)
    return node


def unknown(path: str) -> Refusal:
    """A name the call does not have."""
    message = f"Received unknown parameter: {path}"
    return Refusal(message, code="parameter_unknown", param=path)


def absent(path: str) -> Refusal:
    """A required parameter that was not sent."""
    return Refusal(f"Missing required param: {path}.", code="parameter_missing", param=path)


def empty(path: str) -> Refusal:
    """An empty value where nothing can be cleared."""
    message = (
        f"You passed an empty string for '{path}'. We assume empty values are an attempt to unset "
        f"a parameter; however '{path}' cannot be unset."
    )
    return Refusal(message, code="parameter_invalid_empty", param=path)


def join(path: str, name: str) -> str:
    """`lines[0]` and `amount` as `lines[0][amount]`."""
    return f"{path}[{name}]" if path else name


def leaf(path: str) -> str:
    """`lines[0][behavior]` as `behavior`."""
    return path.rstrip("]").rpartition("[")[2]
