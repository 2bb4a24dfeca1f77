"""Reads what arrived at the double: the lines of each request, and how many requests there were."""

from __future__ import annotations

from collections import Counter
from typing import Any, cast

from tests.double.double import Call
from tests.double.forms import decode
from tests.double.server import Served


def body(call: Call) -> dict[str, Any]:
    """The body of a call, nested."""
    return cast("dict[str, Any]", decode(call.body))


def lines(call: Call) -> list[dict[str, Any]]:
    """The lines of a bulk call, in order."""
    return list(body(call).get("lines", {}).values())


def line(double: Served, identity: str) -> dict[str, Any]:
    """What was sent for one line, without its id; fails unless it was sent exactly once."""
    found = [one for call in double.writes for one in lines(call) if one.get("id") == identity]
    assert len(found) == 1, found
    return {name: value for name, value in found[0].items() if name != "id"}


def counts(double: Served) -> dict[tuple[str, str], int]:
    """(invoice, operation) -> number of bulk requests."""
    parts = [call.path.split("/") for call in double.writes]
    return dict(Counter((part[3], part[4]) for part in parts if len(part) == 5))


def operations(double: Served, invoice: str) -> list[str]:
    """The operations written to one invoice, in the order they arrived."""
    return [call.path.split("/")[-1] for call in double.writes if invoice in call.path]
