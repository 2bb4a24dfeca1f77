"""Form bodies and queries with brackets, decoded into nested text; knows no parameter."""

from __future__ import annotations

import re
from typing import TypeAlias
from urllib.parse import parse_qsl

from batcher.sandbox.refusal import Refusal, ours

Node: TypeAlias = "str | list[Node] | dict[str, Node]"

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_SEGMENT = re.compile(r"\[([^\[\]]*)\]")


def split(text: str) -> list[tuple[str, str]]:
    """A form body or query string as pairs, in order; raises Refusal for what is not UTF-8."""
    try:
        return parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="strict")
    except UnicodeDecodeError as error:
        raise ours("Invalid request: the parameters are not UTF-8") from error


def nest(pairs: list[tuple[str, str]]) -> dict[str, Node]:
    """`[("lines[0][amount]", "5")]` becomes `{"lines": {"0": {"amount": "5"}}}`.

    Arrays stay dicts of their indices here; `name[]` collects into a list. Raises Refusal for a
    name that is not `word[word]...` and for a name that is both a value and a container.
    """
    root: dict[str, Node] = {}
    for name, value in pairs:
        place(root, name, segments(name), value)
    return root


def segments(name: str) -> list[str]:
    """`lines[0][amount]` as `["lines", "0", "amount"]`."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise ours(f"Invalid parameter name: {name}", param=name)
    return [match[1], *_SEGMENT.findall(match[2])]


def place(node: dict[str, Node], name: str, path: list[str], value: str) -> None:
    """Put `value` into the tree at `path`, making the containers on the way."""
    if path[-1] == "" and len(path) > 1:
        append(node, name, path[:-1], value)
        return
    for segment in path[:-1]:
        below = node.setdefault(segment, {})
        if not isinstance(below, dict):
            raise conflict(name)
        node = below
    if isinstance(node.get(path[-1]), dict | list):
        raise conflict(name)
    node[path[-1]] = value


def append(node: dict[str, Node], name: str, path: list[str], value: str) -> None:
    """Put `value` at the end of the `name[]` list at `path`."""
    for segment in path[:-1]:
        below = node.setdefault(segment, {})
        if not isinstance(below, dict):
            raise conflict(name)
        node = below
    collected = node.setdefault(path[-1], [])
    if not isinstance(collected, list):
        raise conflict(name)
    collected.append(value)


def conflict(name: str) -> Refusal:
    """One name used as a value and as a container."""
    return Refusal(f"Invalid object: {name}", param=name)
