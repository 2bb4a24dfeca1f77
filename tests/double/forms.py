"""Form bodies the way Stripe reads them: brackets into nested values, and the kinds a value can be.

Knows no parameter by name and no account; refuses by raising `Refusal`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

Kind = Callable[[object, str], object]

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")


class Refusal(Exception):
    """One error answer: `status` and the body's `error` object.

    `saved` says whether the answer stays under its idempotency key (contract 4.1).
    """

    def __init__(
        self,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        status: int = 400,
        kind: str = "invalid_request_error",
        saved: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.saved, self.headers = status, saved, dict(headers or {})
        self.error = {"message": message, "type": kind}
        if param:
            self.error["param"] = param
        if code:
            self.error["code"] = code
            self.error["doc_url"] = f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}"


def missing(what: str, identity: str, param: str, status: int = 400) -> Refusal:
    """An id that does not exist: 400 inside parameters (saved), 404 in the path."""
    return Refusal(
        f"No such {what}: '{identity}'",
        param=param,
        code="resource_missing",
        status=status,
        saved=status == 400,
    )


def decode(text: str) -> dict[str, object]:
    """`a[b][0]=c` as nested dicts; arrays stay dicts with number names until `array` reads them."""
    tree: dict[str, object] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, errors="strict"):
        match = _NAME.fullmatch(name)
        if not match:
            raise Refusal(f"Invalid parameter name: {name}", param=name)
        path = [match[1], *re.findall(r"\[([^\[\]]*)\]", match[2])]
        _place(tree, path, value, name)
    return tree


def _place(tree: dict[str, object], path: list[str], value: str, name: str) -> None:
    for part in path[:-1]:
        inner = tree.setdefault(part, {})
        if not isinstance(inner, dict):
            raise Refusal(f"Invalid object: {name}", param=name)
        tree = inner
    last = path[-1] or str(len(tree))
    if last in tree:
        raise Refusal(f"Parameter given twice: {name}", param=name)
    tree[last] = value


def text(longest: int = 5000) -> Kind:
    """A string that is not empty."""

    def read(value: object, param: str) -> object:
        if not isinstance(value, str):
            raise Refusal(f"Invalid string: {value}", param=param)
        if not value:
            raise Refusal(
                f"You passed an empty string for '{param}'.",
                param=param,
                code="parameter_invalid_empty",
            )
        if len(value) > longest:
            raise Refusal(f"Invalid string; must be at most {longest} characters", param=param)
        return value

    return read


def integer(lowest: int | None = None) -> Kind:
    """An integer, as digits only."""

    def read(value: object, param: str) -> object:
        if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]+", value):
            raise Refusal(
                f"Invalid integer: {value}", param=param, code="parameter_invalid_integer"
            )
        if lowest is not None and int(value) < lowest:
            raise Refusal(f"This value must be greater than or equal to {lowest}.", param=param)
        return int(value)

    return read


def decimal(value: object, param: str) -> object:
    """A decimal string of at least 0 with at most 12 places, never in E notation."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]+(\.[0-9]{1,12})?", value):
        raise Refusal(f"Invalid decimal: {value}", param=param)
    return value


def signed_decimal(value: object, param: str) -> object:
    """As `decimal`, or below zero."""
    bare = value.removeprefix("-") if isinstance(value, str) else value
    decimal(bare, param)
    return value


def percentage(value: object, param: str) -> object:
    """0 to 100 with at most 4 places."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,4})?", value):
        raise Refusal(f"Invalid decimal: {value}", param=param)
    return value


def boolean(value: object, param: str) -> object:
    """`true` or `false`, nothing else."""
    if value not in ("true", "false"):
        raise Refusal(f"Invalid boolean: {value}", param=param)
    return value == "true"


def choice(*allowed: str) -> Kind:
    """One of a closed set of words."""

    def read(value: object, param: str) -> object:
        if value not in allowed:
            raise Refusal(f"Invalid {param}: must be one of {', '.join(allowed)}", param=param)
        return value

    return read


def metadata(value: object, param: str) -> object:
    """A map of strings; `""` clears all, `k=""` unsets one key."""
    if value == "":
        return None
    if not isinstance(value, dict):
        raise Refusal(f"Invalid hash: {value}", param=param)
    for key, entry in value.items():
        if not isinstance(entry, str):
            raise Refusal(f"Invalid metadata: {key}", param=param)
        if len(key) > 40:
            raise Refusal(f"Metadata keys can have up to 40 characters: {key}", param=param)
        if len(entry) > 500:
            raise Refusal(
                "Metadata values can have up to 500 characters, but you passed in a value that is"
                f" {len(entry)} characters. Invalid value: {entry}",
                param=param,
            )
    return dict(value)


def array(of: Kind, *, most: int | None = None, clear: bool = False) -> Kind:
    """Values numbered from 0 without a gap; with `clear`, `""` empties the list."""

    def read(value: object, param: str) -> object:
        if clear and value == "":
            return []
        if not isinstance(value, dict):
            raise Refusal(f"Invalid array: {value}", param=param)
        if sorted(value) != sorted(str(number) for number in range(len(value))):
            raise Refusal("Array indices must be numeric and start at 0", param=param)
        if most is not None and len(value) > most:
            raise Refusal(f"Array too large: at most {most} are allowed", param=param)
        return [of(value[str(number)], f"{param}[{number}]") for number in range(len(value))]

    return read


def shape(fields: Mapping[str, Kind], required: tuple[str, ...] = ()) -> Kind:
    """An object with these names and no other."""

    def read(value: object, param: str) -> object:
        if not isinstance(value, dict):
            raise Refusal("Invalid object", param=param)
        names = {name: f"{param}[{name}]" if param else name for name in (*value, *required)}
        for name in value:
            if name not in fields:
                raise Refusal(
                    f"Received unknown parameter: {names[name]}",
                    param=names[name],
                    code="parameter_unknown",
                )
        for name in required:
            if name not in value:
                raise Refusal(
                    f"Missing required param: {names[name]}.",
                    param=names[name],
                    code="parameter_missing",
                )
        return {name: fields[name](entry, names[name]) for name, entry in value.items()}

    return read
