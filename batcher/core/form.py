"""Parameters of a call as the bytes Stripe reads; knows nothing of invoices and never guesses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from urllib.parse import quote_plus


def encode(parameters: Mapping[str, object]) -> str:
    """`application/x-www-form-urlencoded` text of nested mappings and lists, in the order given.

    `{"lines": [{"amount": 5, "on": True}]}` becomes `lines[0][amount]=5&lines[0][on]=true`.
    Leaves are str (`""` clears), int, bool and finite Decimal (never in exponent form).
    Raises TypeError for any other type (float and None above all) and ValueError for what the wire
    cannot carry truly: a key that is empty or holds a bracket, a Decimal that is no number, an
    empty list or mapping (it would vanish, and with it what a person asked for), half a surrogate.
    """
    return "&".join(
        f"{quote_plus(name, safe='[]')}={quote_plus(text)}"
        for key, value in parameters.items()
        for name, text in _pairs(_checked(key), value)
    )


_LINE = re.compile(r"lines\[(\d+)\]")


def keep_lines(body: str, kept: Sequence[int]) -> str:
    """An encoded bulk call with only these lines, numbered from 0 again; the rest stays."""
    numbers = {str(old): str(new) for new, old in enumerate(kept)}
    pairs = []
    for pair in body.split("&"):
        found = _LINE.match(pair)
        if found is None:
            pairs.append(pair)
        elif found[1] in numbers:
            pairs.append(f"lines[{numbers[found[1]]}]{pair[found.end() :]}")
    return "&".join(pairs)


def _pairs(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        yield from _nested(name, ((_checked(key), inner) for key, inner in value.items()))
    elif isinstance(value, list | tuple):
        yield from _nested(name, ((str(index), inner) for index, inner in enumerate(value)))
    else:
        yield name, _leaf(name, value)


def _nested(name: str, members: Iterator[tuple[str, object]]) -> Iterator[tuple[str, str]]:
    empty = True
    for key, inner in members:
        empty = False
        yield from _pairs(f"{name}[{key}]", inner)
    if empty:
        raise ValueError(f"{name} is empty; send an empty string to clear it")


def _checked(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a parameter's name must be text, not {type(key).__name__}")
    if not key or "[" in key or "]" in key:
        raise ValueError(f"a parameter's name must not be empty or hold a bracket: {key!r}")
    return key


def _leaf(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return format(value, "d")
    if not isinstance(value, Decimal):
        raise TypeError(f"{name} cannot be sent as {type(value).__name__}")
    if not value.is_finite():
        raise ValueError(f"{name} is not a number: {value}")
    return format(value, "f")
