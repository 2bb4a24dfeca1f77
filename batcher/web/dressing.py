"""Templates, and how values are shown in them: amounts, instants, severities."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from socket import gethostname
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from batcher.core import money
from batcher.core.instants import moment

if TYPE_CHECKING:
    from datetime import tzinfo

MINUS = "\u2212"


@cache
def screens() -> Environment:
    """The templates; every value is escaped, and a name nobody gave is a mistake of ours."""
    made = Environment(
        loader=PackageLoader("batcher.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(amount=amount, change=change, at=at, grouped=grouped, signed=signed)
    made.filters.update(person=person)
    return made


def asset(name: str) -> bytes:
    """A file of `static`. Raises KeyError."""
    found = {one.name: one for one in (files("batcher.web") / "static").iterdir()}
    return found[name].read_bytes()


def grouped(shown: str | int | None) -> str:
    """`-1234567.50` as people read it: `−1,234,567.50`; a dash for what nobody knows."""
    if shown is None or shown == "":
        return "–"
    text = str(shown)
    sign, text = (MINUS, text[1:]) if text.startswith("-") else ("", text)
    whole, point, places = text.partition(".")
    return f"{sign}{int(whole):,}{point}{places}" if whole.isdecimal() else str(shown)


def signed(shown: str | None) -> str:
    """A change: with its sign, also a plus."""
    told = grouped(shown)
    return told if told[0] in f"{MINUS}–" or not told.strip("0.,") else f"+{told}"


@cache
def _here() -> str:
    return f"@{gethostname()}"


def person(name: str) -> str:
    """Who did something: `aiko` for `aiko@desk` where this machine is `desk`, else in full."""
    return name.removesuffix(_here())


def amount(minor: int | None, currency: str) -> str:
    """An amount in minor units as people read it."""
    return "–" if minor is None else grouped(money.show(minor, currency))


def change(minor: int | None, currency: str) -> str:
    """The same of a change."""
    return "–" if minor is None else signed(money.show(minor, currency))


def at(instant: str, zone: tzinfo | None = None) -> Markup:
    """`2026-11-22 20:31` on the server's clock, or on that of `zone`."""
    found = moment(instant)
    if found is None:
        return escape(instant)
    local = found.astimezone(zone)
    text = local.strftime("%Y-%m-%d %H:%M")
    whole = local.strftime("%Y-%m-%d %H:%M:%S %Z")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(found.isoformat(), whole, text)
