"""Parameters of a call as the bytes Stripe reads; knows nothing of invoices and never guesses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Sized
from decimal import Decimal
from functools import lru_cache
from urllib.parse import quote_plus, unquote_plus


def encode(parameters: Mapping[str, object]) -> str:
    """`application/x-www-form-urlencoded` text of nested mappings and lists, in the order given.

    `{"lines": [{"amount": 5, "on": True}]}` becomes `lines[0][amount]=5&lines[0][on]=true`.
    Leaves are str (`""` clears), int, bool and finite Decimal (never in exponent form).
    Raises TypeError for any other type (float and None above all) and ValueError for what the wire
    cannot carry truly: a key that is empty or holds a bracket, a Decimal that is no number, an
    empty list or mapping (it would vanish, and with it what a person asked for), half a surrogate.
    """
    pairs: list[str] = []
    for key, value in parameters.items():
        _add(pairs, _quoted(key), value)
    return "&".join(pairs)


def encode_line(parameters: Mapping[str, object]) -> str:
    """One of the lines of a bulk call, its place still open: `[id]=il_1&[amount]=5`."""
    pairs: list[str] = []
    _add(pairs, "", parameters)
    return "&".join(pairs)


def encode_lines(lines: Iterable[str]) -> str:
    """A bulk call with these lines of `encode_line`, in this order."""
    return "&".join(
        f"lines[{place}]{pair}" for place, line in enumerate(lines) for pair in line.split("&")
    )


# What goes over the wire as it is.
_SAFE = re.compile(r"[A-Za-z0-9_.~-]*", re.ASCII)
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


def _add(pairs: list[str], name: str, value: object) -> None:
    """One more pair of the form, or all of a nested one; `name` as it goes over the wire."""
    if isinstance(value, str):
        pairs.append(f"{name}={value if _SAFE.fullmatch(value) else quote_plus(value)}")
    elif isinstance(value, dict | Mapping):
        _filled(name, value)
        for key, inner in value.items():
            _add(pairs, f"{name}[{_quoted(key)}]", inner)
    elif isinstance(value, list | tuple):
        _filled(name, value)
        for index, inner in enumerate(value):
            _add(pairs, f"{name}[{index}]", inner)
    else:
        pairs.append(f"{name}={_leaf(name, value)}")


def _filled(name: str, members: Sized) -> None:
    if not members:
        raise ValueError(f"{unquote_plus(name)} is empty; send an empty string to clear it")


@lru_cache(maxsize=1024)  # the same few names stand in every line
def _quoted(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a parameter's name must be text, not {type(key).__name__}")
    if not key or "[" in key or "]" in key:
        raise ValueError(f"a parameter's name must not be empty or hold a bracket: {key!r}")
    return quote_plus(key)


def _leaf(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return format(value, "d")
    if not isinstance(value, Decimal):
        raise TypeError(f"{unquote_plus(name)} cannot be sent as {type(value).__name__}")
    if not value.is_finite():
        raise ValueError(f"{unquote_plus(name)} is not a number: {value}")
    return format(value, "f")
